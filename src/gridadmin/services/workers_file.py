"""A worker's whole file: the sections of all features, read for one person.

A section is a function of `FileRequest`; a feature adds a line to `SECTIONS` and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.workers_file import FileSection, WorkerFile, with_masked_words
from gridadmin.i18n import N_, Message
from gridadmin.services.office import get_office
from gridadmin.services.workers import get_worker
from gridadmin.services.workers_file_assessment import assessment_section
from gridadmin.services.workers_file_contracts import contracts_section
from gridadmin.services.workers_file_discipline import discipline_section
from gridadmin.services.workers_file_insurance import insurance_section
from gridadmin.services.workers_file_pay import pay_section
from gridadmin.services.workers_file_person import (
    FileRequest,
    conditions_section,
    profile_section,
    service_section,
)
from gridadmin.services.workers_file_qualifications import qualifications_section
from gridadmin.services.workers_file_training import training_section

Section = Callable[[FileRequest], FileSection]
SECTIONS: tuple[Section, ...] = (
    profile_section,
    service_section,
    conditions_section,
    qualifications_section,
    training_section,
    assessment_section,
    discipline_section,
    contracts_section,
    insurance_section,
)


def worker_file(
    session: Session, worker_id: UUID, as_of: date, *, unmask: bool = False, with_pay: bool = False
) -> WorkerFile:
    """Return everything kept about a person up to a day; numbers are masked, and pay left out, unless asked for."""
    office, detail = get_office(session), get_worker(session, worker_id, as_of)
    request = FileRequest(session, detail, as_of, unmask)
    asked = (*SECTIONS, pay_section) if with_pay else SECTIONS
    made = (section(request) for section in asked)
    sections: Sequence[FileSection] = [section if unmask else with_masked_words(section) for section in made]
    status = detail.row.status
    return WorkerFile(
        organisation=office.organisation,
        practice=office.practice,
        name=detail.row.name,
        status=status.message if status else Message(N_("No service")),
        photo=detail.row.photo,
        as_of=as_of,
        sections=tuple(section for section in sections if not section.is_empty),
        unmasked=unmask,
    )

"""Lists and papers of certificates: the table of certificates, the sheet of Article 11."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.qualifications_cards import card_in_hand
from gridadmin.domain.qualifications_eligibility import EligibilitySheet, eligibility_lines
from gridadmin.domain.qualifications_list import CertificateFilter, CertificateLine
from gridadmin.domain.workers import WorkerStatus
from gridadmin.i18n import N_, Message
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.jobs.rosters import masked
from gridadmin.services.office import get_office
from gridadmin.services.qualifications import list_certificate_types
from gridadmin.services.qualifications_cards import cards_by_worker
from gridadmin.services.qualifications_list import list_certificates, list_evidence
from gridadmin.services.workers import get_worker, list_workers
from gridadmin.services.workers_conditions import worker_conditions


def certificate_list(office: OpenOffice, as_of: date, wanted: CertificateFilter) -> list[CertificateLine]:
    """Return the lines of a day that pass a filter."""
    return [line for line in office.read(list_certificates, as_of) if wanted.passes(line)]


def write_certificates(
    office: OpenOffice, as_of: date, out: Path, progress: Progress | None = None, *, unmask: bool = False
) -> int:
    """Write the table of certificates (持证情况表) of those in service and return how many they are.

    ID numbers are masked unless asked for; asking is journaled.
    """
    from gridadmin.reports.qualifications import certificates_xlsx
    from gridadmin.reports.workbook import PaperOffice

    (progress or Progress()).report(0, 1)
    people = office.read(list_workers, as_of, WorkerStatus.ACTIVE)
    people.sort(key=lambda row: row.community)
    lines: dict[UUID, list[CertificateLine]] = {}
    for line in office.read(list_certificates, as_of):
        lines.setdefault(line.worker.id, []).append(line)
    kinds = [kind for kind in office.read(list_certificate_types) if kind.rule_on(as_of).kinds]
    in_hand = {key: card_in_hand(cards, as_of) for key, cards in office.read(cards_by_worker).items()}
    cards = {key: card for key, card in in_hand.items() if card is not None}
    row = office.read(get_office)
    shown = people if unmask else [masked(person) for person in people]
    paper = PaperOffice(row.organisation, row.practice)
    write_file(out, certificates_xlsx(shown, (kinds, lines, cards), as_of, paper, office.clock()))
    if unmask:
        values = {"title": Message(N_("Table of certificates")), "count": len(people)}
        office.event(Message(N_("Exported “{title}”, {count} rows, with full ID numbers or phones"), values))
    return len(people)


def eligibility_sheets(
    office: OpenOffice,
    worker_ids: Sequence[UUID],
    as_of: date,
    progress: Progress | None = None,
    *,
    unmask: bool = False,
) -> bytes:
    """Return the sheets of Article 11 of some persons as one PDF, in the order given.

    ID numbers and phones are masked unless asked for; asking is journaled. CancelledError leaves nothing.
    """
    from gridadmin.reports.qualifications_eligibility import eligibility_pdf

    told = progress or Progress()
    sheets = [_with_photo(office, each, unmask) for each in office.read(_sheets, worker_ids, as_of)]
    text = Message(N_("Drawing the sheets of Article 11"))
    pdf = eligibility_pdf(sheets, lambda done: told.report(done, len(sheets), text))
    if unmask:
        values = {"count": len(sheets)}
        office.event(Message(N_("Printed {count} sheets of Article 11 with full ID numbers and phones"), values))
    return pdf


def write_eligibility(
    office: OpenOffice,
    worker_ids: Sequence[UUID],
    out: Path,
    progress: Progress | None = None,
    *,
    unmask: bool = False,
) -> Path:
    """Write the sheets of Article 11 of some persons as of today and return the file."""
    write_file(out, eligibility_sheets(office, worker_ids, office.today(), progress, unmask=unmask))
    return out


def _with_photo(office: OpenOffice, sheet: EligibilitySheet, unmask: bool) -> EligibilitySheet:
    row = sheet.worker
    photo = office.photo(row.photo) if row.photo else None
    return replace(sheet, worker=row if unmask else masked(row), photo=photo)


def _sheets(session: Session, worker_ids: Sequence[UUID], as_of: date) -> list[EligibilitySheet]:
    office = get_office(session)
    return [
        EligibilitySheet(
            worker=detail.row,
            as_of=as_of,
            organisation=office.organisation,
            lines=eligibility_lines(
                worker_conditions(session, worker_id, as_of),
                list_evidence(session, worker_id),
                detail.attestations,
                as_of,
            ),
            practice=office.practice,
        )
        for worker_id in worker_ids
        for detail in (get_worker(session, worker_id, as_of),)
    ]

"""Everything that lapses in the next months: the sources of all features, read together.

A source reads the plain facts of its feature and hands them to a pure function of `domain/`; a feature adds a line to
`SOURCES` and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.contracts_lapses import LapseKind as ContractLapseKind
from gridadmin.domain.insurance_enrolments import due_registrations, ending_covers
from gridadmin.domain.lapses import Lapse, LapseKind, in_order
from gridadmin.domain.lapses_assessment import assessment_lapses, training_lapses
from gridadmin.domain.lapses_discipline import discipline_lapses
from gridadmin.domain.lapses_insurance import insurance_lapses
from gridadmin.domain.lapses_staffing import grid_lapses, staffing_lapses
from gridadmin.domain.queues import Target, Tone
from gridadmin.i18n import N_, Message
from gridadmin.services.assessment import list_periods
from gridadmin.services.contracts import list_lapses as list_contract_lapses
from gridadmin.services.discipline_facts import discipline_facts
from gridadmin.services.grids import list_grids
from gridadmin.services.insurance_facts import insured_people
from gridadmin.services.lapses_posts import list_posts
from gridadmin.services.qualifications_list import list_certificate_lapses
from gridadmin.services.training_records import list_short
from gridadmin.services.workers_handover import list_exits

LapseSource = Callable[[Session, date, date], Iterable[Lapse]]
"""Reads what lapses from a day on and up to another one; what is overdue on the first and not mended, too."""


def list_lapses(session: Session, as_of: date, until: date) -> tuple[Lapse, ...]:
    """Return everything that lapses up to a day as it is known on another, in the order of the days."""
    return in_order((lapse for source in SOURCES for lapse in source(session, as_of, until)), until)


def _staffing(session: Session, as_of: date, until: date) -> Iterable[Lapse]:
    grids = list_grids(session, as_of)
    yield from staffing_lapses(list_posts(session, as_of), grids, as_of, until)
    yield from grid_lapses(grids, as_of, until)


def _discipline(session: Session, as_of: date, _until: date) -> Iterable[Lapse]:
    return discipline_lapses(discipline_facts(session, as_of), as_of)


def _certificates(session: Session, as_of: date, until: date) -> Iterable[Lapse]:
    for found in list_certificate_lapses(session, as_of, until):
        target = Target("workers", "qualifications", str(found.worker_id))
        yield Lapse(
            found.day, LapseKind.CERTIFICATE, found.what, target, found.breaks, Tone.URGENT, found.worker_id, found.name
        )


_CONTRACT_KINDS = {ContractLapseKind.PROBATION: LapseKind.PROBATION, ContractLapseKind.RETIREMENT: LapseKind.RETIREMENT}


def _contracts(session: Session, as_of: date, until: date) -> Iterable[Lapse]:
    for found in list_contract_lapses(session, as_of, until):
        kind, target = _CONTRACT_KINDS.get(found.kind, LapseKind.CONTRACT), _tab("contracts", found.worker_id)
        yield Lapse(found.day, kind, found.what, target, found.breaks, found.tone, found.worker_id, found.name)


def _handovers(session: Session, as_of: date, _until: date) -> Iterable[Lapse]:
    """What is still to be handed over and has a day, of everybody who has left."""
    for gone in list_exits(session, as_of):
        for item in gone.open_items(as_of):
            if item.due_on is not None:
                what = Message(N_("{name} hands over: {title}"), {"name": item.worker_name, "title": item.title})
                tone = Tone.URGENT if item.due_on < as_of else Tone.WARNING
                basis = (Message("{basis}", {"basis": item.basis}),) if item.basis else ()
                target, who = _tab("contracts", item.worker_id), item.worker_name
                yield Lapse(item.due_on, LapseKind.HANDOVER, what, target, basis, tone, item.worker_id, who)


def _assessment(session: Session, as_of: date, _until: date) -> Iterable[Lapse]:
    return assessment_lapses(list_periods(session, as_of))


def _training(session: Session, as_of: date, _until: date) -> Iterable[Lapse]:
    return training_lapses(list_short(session, as_of.year, as_of), as_of.year)


def _insurance(session: Session, as_of: date, until: date) -> Iterable[Lapse]:
    people = insured_people(session)
    return insurance_lapses(due_registrations(people, as_of, until), ending_covers(people, as_of, until), as_of)


def _tab(tab: str, worker_id: UUID) -> Target:
    return Target("workers", tab, str(worker_id))


SOURCES: tuple[LapseSource, ...] = (
    _staffing,
    _certificates,
    _discipline,
    _contracts,
    _handovers,
    _assessment,
    _training,
    _insurance,
)

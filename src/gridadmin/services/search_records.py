"""What of the workers' files has a name of its own for the global search: cases, sessions, papers with numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.queues import Target
from gridadmin.domain.search import SearchEntry, SearchHit, SearchRow
from gridadmin.i18n import N_
from gridadmin.models.contracts import Contract
from gridadmin.models.discipline import DisciplineCase, DisciplineStep
from gridadmin.models.qualifications import Certificate, CertificateType, WorkCard
from gridadmin.models.training import TrainingSession
from gridadmin.models.workers import Worker

CASE, SESSION, CERTIFICATE = N_("Discipline case"), N_("Training session"), N_("Certificate")
CARD, CONTRACT = N_("Work card"), N_("Contract")


def record_entries(session: Session, as_of: date) -> Iterator[SearchEntry]:
    """Return what is on file by a day and has a number or a title; a person's name finds the person and the cases."""
    names = {key: (name, initials) for key, name, initials in _people(session)}
    yield from _cases(session, as_of, names)
    yield from _sessions(session)
    yield from _numbered(session, as_of, names)


def _people(session: Session) -> Iterator[tuple[UUID, str, str]]:
    for row in session.execute(select(Worker.id, Worker.name, Worker.name_initials)):
        yield row.id, row.name, row.name_initials


def _cases(session: Session, as_of: date, names: dict[UUID, tuple[str, str]]) -> Iterator[SearchEntry]:
    begun = select(DisciplineStep.case_id).where(DisciplineStep.done_on <= as_of)
    query = select(DisciplineCase).where(DisciplineCase.id.in_(begun)).order_by(DisciplineCase.number.desc())
    for case in session.scalars(query):
        name, initials = names[case.worker_id]
        row = SearchRow(f"case:{case.id}", f"{case.number} {name}", words=(initials,))
        yield SearchEntry(row, SearchHit(CASE, case.number, name, Target("discipline", record_id=str(case.id))))


def _sessions(session: Session) -> Iterator[SearchEntry]:
    held = TrainingSession
    query = select(held.id, held.title, held.held_on, held.place, held.cancelled_on).order_by(held.held_on.desc())
    for row in session.execute(query):
        where = " · ".join(part for part in (row.held_on.isoformat(), row.place) if part)
        hit = SearchHit(
            SESSION, row.title, where, Target("training", record_id=str(row.id)), faded=row.cancelled_on is not None
        )
        yield SearchEntry(SearchRow(f"session:{row.id}", row.title, words=(row.held_on.isoformat(),)), hit)


def _numbered(session: Session, as_of: date, names: dict[UUID, tuple[str, str]]) -> Iterator[SearchEntry]:
    """Papers of a person by their numbers alone: by the name they would bury the person."""
    held = select(Certificate.id, Certificate.worker_id, Certificate.number, CertificateType.name).join(
        CertificateType, CertificateType.id == Certificate.type_id
    )
    for paper in session.execute(held.where(Certificate.number.is_not(None), Certificate.issued_on <= as_of)):
        yield _paper(CERTIFICATE, paper, f"{names[paper.worker_id][0]} · {paper.name}", "qualifications")
    cards = select(WorkCard.id, WorkCard.worker_id, WorkCard.number).where(WorkCard.made_on <= as_of)
    for card in session.execute(cards):
        yield _paper(CARD, card, names[card.worker_id][0], "qualifications")
    agreed = select(Contract.id, Contract.worker_id, Contract.number).where(Contract.number.is_not(None))
    for contract in session.execute(agreed.where(Contract.started_on <= as_of)):
        yield _paper(CONTRACT, contract, names[contract.worker_id][0], "contracts")


def _paper(kind: str, row: Any, about: str, tab: str) -> SearchEntry:
    key, worker_id, number = row[:3]
    hit = SearchHit(kind, number, about, Target("workers", tab, str(worker_id)))
    return SearchEntry(SearchRow(f"paper:{key}", number), hit)

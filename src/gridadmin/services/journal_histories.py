"""The history of a person and of a grid, with everything that belongs to them, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gridadmin.domain.journal import HistoryRow, Operation, RecordChange
from gridadmin.domain.journal_words import UNTOLD, ChangeLine, HistoryEntry, field_word, record_word, value_words
from gridadmin.models.assessment import AssessmentPeriod, AssessmentScheme, AssessmentSchemeVersion
from gridadmin.models.contracts import Contract
from gridadmin.models.discipline import DisciplineCase, SupervisionProblem
from gridadmin.models.grids import Grid, GridProposal, GridVersion
from gridadmin.models.insurance import AccidentPolicy
from gridadmin.models.journal import JournalEntry
from gridadmin.models.notices import BoardPrint, PostingPlace
from gridadmin.models.office import Community
from gridadmin.models.qualifications import Certificate, CertificateType
from gridadmin.models.training import TrainingCourse, TrainingSession
from gridadmin.models.workers import Appointment, Worker
from gridadmin.services.adopted import current_ids, former_ids
from gridadmin.services.dated import version_on
from gridadmin.services.journal import record_history
from gridadmin.services.worker_owned import below_worker

OF_GRIDS: tuple[Any, ...] = (GridVersion, GridProposal, Appointment, PostingPlace, BoardPrint)


def worker_history(session: Session, worker_id: UUID) -> list[HistoryEntry]:
    """Return every act that touched a person or a record of the person's file, the newest first."""
    owned: dict[str, list[UUID]] = {"worker": [worker_id]}
    for record, column in below_worker():
        owners = owned[next(iter(column.foreign_keys)).column.table.name]
        found = session.scalars(select(record.id).where(column.in_(owners))).all() if owners else ()
        owned.setdefault(record.__tablename__, []).extend(found)
    del owned["worker"]
    return _history(session, worker_id, tuple(owned.values()), tuple(record for record, _column in below_worker()))


def grid_history(session: Session, grid_id: UUID) -> list[HistoryEntry]:
    """Return every act that touched a grid, its staff or its boards, the newest first."""
    owned = [session.scalars(select(record.id).where(record.grid_id == grid_id)) for record in OF_GRIDS]
    return _history(session, grid_id, owned, OF_GRIDS)


def _history(
    session: Session, owner_id: UUID, owned: Sequence[Iterable[UUID]], records: tuple[Any, ...]
) -> list[HistoryEntry]:
    ids = {owner_id, *(key for keys in owned for key in keys)}
    ids |= _gone(session, owner_id, [record.__tablename__ for record in records])
    return in_words(session, record_history(session, sorted(ids)))


def _gone(session: Session, owner_id: UUID, tables: Sequence[str]) -> set[UUID]:
    """Return the records that belonged to the owner and are no more."""
    gone = select(JournalEntry.record_id).where(
        JournalEntry.operation == Operation.DELETE.value, JournalEntry.record_type.in_(tables)
    )
    owners = {owner_id, *former_ids(session, [owner_id])}
    return {each for owner in owners for each in session.scalars(gone.where(JournalEntry.payload.contains(str(owner))))}


def in_words(session: Session, rows: Sequence[HistoryRow]) -> list[HistoryEntry]:
    """Return acts with what they changed in words."""
    names = names_in(session, rows)
    return [
        HistoryEntry(row.act, tuple(line for change in row.changes for line in change_lines(change, names)))
        for row in rows
    ]


def change_lines(change: RecordChange, names: dict[str, str]) -> list[ChangeLine]:
    """Return the fields of a record that were changed, in words; `names` are what ids stand for."""
    record = record_word(change.record_type, change.operation)
    return [
        ChangeLine(record, field_word(field.field, change.record_type), *value_words(change.record_type, field, names))
        for field in change.changes
        if field.field not in UNTOLD or (field.field == "worker_id" and change.record_type == "appointment")
    ]


def names_in(session: Session, rows: Sequence[HistoryRow]) -> dict[str, str]:
    """Return what the ids in the changes are called."""
    fields = [field for row in rows for change in row.changes for field in change.changes]
    return names_of(
        session, {UUID(str(value)) for f in fields if f.field.endswith("_id") for value in (f.was, f.now) if value}
    )


_CALLED: tuple[InstrumentedAttribute[Any], ...] = (
    Worker.name, Community.name, CertificateType.name, TrainingCourse.name, TrainingSession.title,
    AssessmentScheme.name, AssessmentSchemeVersion.document, Certificate.number, Contract.number,
    DisciplineCase.number, SupervisionProblem.words, AccidentPolicy.number,
)  # fmt: skip
"""By which of their fields records are called where others refer to them."""


def names_of(session: Session, ids: Iterable[UUID]) -> dict[str, str]:
    """Return what records are called to which others refer, by their ids as text; by former ids, too."""
    wanted = set(ids)
    adopted = current_ids(session, wanted)
    wanted |= set(adopted.values())
    names = {
        str(key): name
        for called in _CALLED
        for key, name in session.execute(select(called.class_.id, called).where(called.class_.id.in_(wanted)))
        if name
    }
    days = select(AssessmentPeriod.id, AssessmentPeriod.first_day, AssessmentPeriod.last_day)
    for key, first, last in session.execute(days.where(AssessmentPeriod.id.in_(wanted))):
        names[str(key)] = f"{first} – {last}"
    for grid in session.execute(select(Grid.id, Grid.code).where(Grid.id.in_(wanted))):
        versions = session.scalars(select(GridVersion).where(GridVersion.grid_id == grid.id)).all()
        held = version_on(versions, date.max)
        names[str(grid.id)] = held.name if held else grid.code
    return names | {str(old): names[str(new)] for old, new in adopted.items() if str(new) in names}

"""Importing attendance and results of a session from a sheet: each row goes in whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import Effect, ImportReport, Outcome
from gridadmin.domain.training import read_attendance, read_tenths, show_tenths
from gridadmin.i18n import N_
from gridadmin.models.ids import new_id
from gridadmin.models.training import TrainingAttendee
from gridadmin.services.assignment import assign
from gridadmin.services.import_cells import changes_of, read_cells
from gridadmin.services.import_people import Letters, PeopleBook, Row, put_rows
from gridadmin.services.training_book import require_session

READERS: dict[str, Callable[[str], Any]] = {
    "attendance": read_attendance, "hours": read_tenths, "score": read_tenths, "remark": str,
}  # fmt: skip


def import_results(
    session: Session,
    session_id: UUID,
    rows: Sequence[Row],
    letter_of: Letters = lambda _sheet, _field: "",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> ImportReport:
    """Enter the rows of a sheet into a session and return the report; the caller decides whether to keep it.

    Who is on file and not on the list is put on it. An empty cell changes nothing.
    """
    held = require_session(session, session_id)
    query = select(TrainingAttendee).where(TrainingAttendee.session_id == session_id)
    listed = {row.worker_id: row for row in session.scalars(query)}

    def put(worker_id: UUID, row: Row) -> Effect:
        return _put(session, (session_id, worker_id), listed, _values(row, held.full_mark))

    return put_rows(PeopleBook(session, set(listed)).find, rows, put, letter_of, progress)


def _put(
    session: Session, place: tuple[UUID, UUID], listed: dict[UUID, TrainingAttendee], values: Mapping[str, Any]
) -> Effect:
    known = listed.get(place[1])
    if known is None:
        made = TrainingAttendee(id=new_id(), session_id=place[0], worker_id=place[1], **values)
        session.add(made)
        listed[place[1]] = made
        return Outcome.NEW, ()
    before = {name: getattr(known, name) for name in READERS}
    changes = changes_of(known, values)
    if not assign(known, **values):
        return Outcome.UNCHANGED, ()
    empty = all(value is None for value in before.values())
    return (Outcome.NEW, ()) if empty else (Outcome.UPDATED, changes)


def _values(row: Row, full_mark: int) -> dict[str, Any]:
    def read_score(written: str) -> int:
        score = read_tenths(written)
        if score > full_mark:
            raise InvalidError(
                N_("A score of {score} is above the full mark of {full}."),
                score=show_tenths(score),
                full=show_tenths(full_mark),
            )
        return score

    return read_cells(row.cells, {**READERS, "score": read_score})

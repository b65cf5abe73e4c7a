"""Importing attendance and results of a session from a sheet: each row goes in whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import ImportChange, ImportReport, Outcome, Problem, RowOutcome, Severity
from gridadmin.domain.training import read_attendance, read_tenths, show_tenths
from gridadmin.i18n import N_, Message
from gridadmin.models.ids import new_id
from gridadmin.models.training import TrainingAttendee
from gridadmin.services.assignment import assign
from gridadmin.services.import_people import Letters, PeopleBook, Row, report_of
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
    people = PeopleBook(session, set(listed))
    outcomes, problems = [], list[Problem]()
    for done, row in enumerate(rows):
        if done % 50 == 0:
            progress(done, len(rows))
        key = people.find(row)
        values, wrong = _values(row, held.full_mark, letter_of)
        if isinstance(key, Message):
            wrong = [Problem(row.sheet, row.row, letter_of(row.sheet, ""), row.name, key), *wrong]
        problems += wrong
        if wrong or isinstance(key, Message):
            outcomes.append(RowOutcome(row.sheet, row.row, Outcome.REJECTED, row.name))
            continue
        outcomes.append(_put(session, (session_id, key), listed, row, values))
    progress(len(rows), len(rows))
    return report_of(outcomes, problems)


def _put(
    session: Session,
    place: tuple[UUID, UUID],
    listed: dict[UUID, TrainingAttendee],
    row: Row,
    values: Mapping[str, Any],
) -> RowOutcome:
    known = listed.get(place[1])
    if known is None:
        made = TrainingAttendee(id=new_id(), session_id=place[0], worker_id=place[1], **values)
        session.add(made)
        listed[place[1]] = made
        return RowOutcome(row.sheet, row.row, Outcome.NEW, row.name)
    before = {name: getattr(known, name) for name in READERS}
    changes = tuple(ImportChange(name, before[name], now) for name, now in values.items() if before[name] != now)
    if not assign(known, **values):
        return RowOutcome(row.sheet, row.row, Outcome.UNCHANGED, row.name)
    empty = all(value is None for value in before.values())
    return RowOutcome(row.sheet, row.row, Outcome.NEW if empty else Outcome.UPDATED, row.name, () if empty else changes)


def _values(row: Row, full_mark: int, letter_of: Letters) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems = []
    for field, written in row.cells.items():
        try:
            values[field] = READERS[field](written)
            if field == "score" and values[field] > full_mark:
                raise InvalidError(
                    N_("A score of {score} is above the full mark of {full}."),
                    score=show_tenths(values[field]),
                    full=show_tenths(full_mark),
                )
        except InvalidError as error:
            letter = letter_of(row.sheet, field)
            problems.append(Problem(row.sheet, row.row, letter, written, error.message, Severity.ERROR, field))
    return values, problems

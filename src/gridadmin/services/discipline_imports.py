"""Importing rewards, and problems found in supervision, from a sheet: each row goes in whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.discipline_problems import ProblemForm, ProblemRow, ProblemSource
from gridadmin.domain.discipline_rewards import RewardForm, RewardKind, RewardRow
from gridadmin.domain.discipline_sheets import PROBLEM_SOURCE, REWARD_KIND, REWARD_LEVEL
from gridadmin.domain.imports import Effect, ImportReport, Outcome
from gridadmin.domain.text import squeeze
from gridadmin.services.discipline_problems import list_problems, record_problem, update_problem
from gridadmin.services.discipline_rewards import list_rewards, record_reward, update_reward
from gridadmin.services.import_cells import Readers, changes_of, read_cells, read_day, require_filled
from gridadmin.services.import_people import Letters, PeopleBook, Progress, Row, put_rows

REWARD_READERS: Readers = {
    "awarded_on": read_day, "title": str, "level": REWARD_LEVEL.read, "kind": REWARD_KIND.read, "awarded_by": str,
    "document": str, "reason": str, "prize": str,
}  # fmt: skip
PROBLEM_READERS: Readers = {
    "found_on": read_day, "words": str, "source": PROBLEM_SOURCE.read, "found_by": str, "demand": str,
    "due_on": read_day, "document": str,
}  # fmt: skip


def import_rewards(
    session: Session, rows: Sequence[Row], today: date, letter_of: Letters, progress: Progress
) -> ImportReport:
    """Record the rewards of a sheet and return the report; the caller decides whether to keep it.

    A reward on file (the same person, day and title) is corrected, and only in what the row fills. Where the sheet does
    not say what was given it is an honorary title.
    """
    known = {_key(row.worker_id, row.awarded_on, row.title): row for row in list_rewards(session, date.max)}

    def put(worker_id: UUID, row: Row) -> Effect:
        values = read_cells(row.cells, REWARD_READERS)
        require_filled(values, "awarded_on", "title")
        key = _key(worker_id, values["awarded_on"], values.pop("title"))
        held = known.get(key)
        if held is not None:
            return _correct_reward(session, held, values, today)
        require_filled(values, "level", "awarded_by")
        form = RewardForm(worker_id=worker_id, title=row.cells["title"], **{"kind": RewardKind.TITLE, **values})
        made = record_reward(session, form, today)
        known[key] = RewardRow(**vars(form) | {"id": made, "version": 1})
        return Outcome.NEW, ()

    return put_rows(PeopleBook(session, once=False, strict=True).find, rows, put, letter_of, progress)


def _correct_reward(session: Session, held: RewardRow, values: dict[str, Any], today: date) -> Effect:
    changes = changes_of(held, values)
    if not changes:
        return Outcome.UNCHANGED, ()
    fields = RewardForm.__dataclass_fields__
    kept = {name: getattr(held, name) for name in fields}
    update_reward(session, held.id, RewardForm(**kept | values), today)
    session.flush()
    return Outcome.UPDATED, changes


def import_problems(
    session: Session, rows: Sequence[Row], today: date, letter_of: Letters, progress: Progress
) -> ImportReport:
    """Record the problems of a sheet about persons and return the report; the caller decides whether to keep it.

    A problem on file (the same person, day and words) is corrected, and only in what the row fills. The last day for
    putting it right is computed where the row has none.
    """
    known = {
        _key(row.worker_id, row.found_on, row.words): row
        for row in list_problems(session, date.max)
        if row.worker_id is not None
    }

    def put(worker_id: UUID, row: Row) -> Effect:
        values = read_cells(row.cells, PROBLEM_READERS)
        require_filled(values, "found_on", "words")
        key = _key(worker_id, values["found_on"], values["words"])
        held = known.get(key)
        if held is not None:
            return _correct_problem(session, held, values, today)
        form = ProblemForm(worker_id=worker_id, **{"source": ProblemSource.OTHER, **values})
        known[key] = record_problem(session, form, today)
        return Outcome.NEW, ()

    return put_rows(PeopleBook(session, once=False, strict=True).find, rows, put, letter_of, progress)


def _key(worker_id: UUID, day: date, words: str) -> tuple[UUID, date, str]:
    """Return by what a row is known again: whose it is, its day, and its title or words."""
    return worker_id, day, squeeze(words)


def _correct_problem(session: Session, held: ProblemRow, values: dict[str, Any], today: date) -> Effect:
    as_ordered = values | ({"ordered_until": values["due_on"]} if "due_on" in values else {})
    del as_ordered["words"]
    as_ordered.pop("due_on", None)
    changes = changes_of(held, as_ordered)
    if not changes:
        return Outcome.UNCHANGED, ()
    names = ("found_on", "source", "words", "worker_id", "grid_id", "found_by", "demand", "document", "version")
    kept = {name: getattr(held, name) for name in names} | {"due_on": held.ordered_until}
    update_problem(session, held.id, ProblemForm(**kept | values | {"words": held.words}), today)
    session.flush()
    return Outcome.UPDATED, changes

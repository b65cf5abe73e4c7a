"""The full comparison: from what really stands in the tables, not from the hashes that were kept beside it.

A digest at the end of a pull is a sum of kept hashes, and so says nothing of a row that was damaged afterwards. This
reads every record again, once a day and for whoever asks. What it finds, the comparison of the same attempt mends.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from gridadmin.i18n import N_, Message
from gridadmin.models.exchange import CityRecord
from gridadmin.models.received import rows_of
from gridadmin.sync.bases import keep_bases
from gridadmin.sync.collecting import collect_all
from gridadmin.sync.points import replica_of
from gridadmin.sync.records import Fields, classes, known_fields, plain_row
from gridadmin.sync.steps import Progress, Steps
from gridadmin.wire.digests import row_hash, signed, unsigned

EVERY = timedelta(days=1)
_AT_ONCE = 2_000
_READING = N_("Checking what is stored here")


class Rechecked(NamedTuple):
    """How many of some records were wrong, and the last of them; None where there are no more."""

    wrong: int
    upto: UUID | None


def is_recheck_due(session: Session, now: datetime) -> bool:
    """Return whether the last time was a day ago, or lies ahead because the clock was put back."""
    last = replica_of(session).rechecked_at
    return last is None or not last <= now < last + EVERY


def ask_for_recheck(session: Session) -> None:
    """Have the next attempt look at everything, whenever that was done last."""
    replica_of(session).rechecked_at = None


def recheck(steps: Steps, now: Callable[[], datetime], on_progress: Progress | None = None) -> int:
    """Compute every hash anew and return how many records are not what they were when they came.

    Their hashes become what stands here, so that the next comparison finds them and fetches them again. Some records
    at a time: the pages of the window wait for no more than one step.
    """
    wrong, looked_at, after = 0, 0, UUID(int=0)
    while True:
        if on_progress is not None:
            on_progress(Message(_READING), looked_at, 0)
        found = steps.exchange(recheck_some, after, now())
        wrong += found.wrong
        if found.upto is None:
            steps.exchange(_note_recheck, now())
            return wrong
        after, looked_at = found.upto, looked_at + _AT_ONCE


def recheck_some(session: Session, after: UUID, now: datetime) -> Rechecked:
    """Look at the next records behind one. The clerk's own changes since are no damage."""
    collect_all(session, now)
    keep_bases(session)
    rows = _next(session, after)
    return Rechecked(_recheck(session, rows), rows[-1].record_id if rows else None)


def _note_recheck(session: Session, now: datetime) -> None:
    replica_of(session).rechecked_at = now


def _next(session: Session, after: UUID) -> list[Row[Any]]:
    columns = (CityRecord.record_id, CityRecord.record_type, CityRecord.hash, CityRecord.base, CityRecord.unknown)
    query = select(*columns).where(CityRecord.hash.is_not(None), CityRecord.record_id > after)
    return list(session.execute(query.order_by(CityRecord.record_id).limit(_AT_ONCE)))


def _recheck(session: Session, rows: list[Row[Any]]) -> int:
    held = _stored(session, rows)
    wrong = 0
    for row in rows:
        fields = row.base if row.base is not None else held.get(row.record_id, {})
        found = row_hash(row.record_type, row.record_id, {**fields, **(row.unknown or {})})
        if found != unsigned(row.hash):
            wrong += 1
            statement = update(CityRecord).where(CityRecord.record_id == row.record_id)
            session.connection().execute(statement.values(hash=signed(found)))
    return wrong


def _stored(session: Session, rows: list[Row[Any]]) -> dict[UUID, Fields]:
    by_type: dict[str, list[UUID]] = {}
    for row in rows:
        if row.base is None and row.record_type in classes():
            by_type.setdefault(row.record_type, []).append(row.record_id)
    found: dict[UUID, Fields] = {}
    for record_type, ids in by_type.items():
        known, record_class = known_fields(record_type), classes()[record_type]
        for stored in rows_of(session.connection(), record_class, ids):
            fields = plain_row(record_class, stored)
            found[stored["id"]] = {name: value for name, value in fields.items() if name in known}
    return found

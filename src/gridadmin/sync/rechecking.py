"""The full comparison: from what really stands in the tables, not from the hashes that were kept beside it.

A digest at the end of a pull is a sum of kept hashes, and so says nothing of a row that was damaged afterwards. This
reads every record again; it is for once a day, and for whoever asks.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from gridadmin.models.exchange import CityRecord
from gridadmin.models.received import rows_of
from gridadmin.sync.bases import keep_bases
from gridadmin.sync.collecting import collect_all
from gridadmin.sync.comparing import unsigned
from gridadmin.sync.receiving import signed
from gridadmin.sync.records import Fields, classes, known_fields, plain_row
from gridadmin.wire.digests import row_hash

_AT_ONCE = 2_000


def recheck(session: Session, now: datetime) -> int:
    """Compute every hash anew and return how many records are not what they were when they came.

    Their hashes become what stands here, so that the next comparison finds them and fetches them again.
    """
    collect_all(session, now)
    keep_bases(session)
    wrong = 0
    after = UUID(int=0)
    while rows := _next(session, after):
        after = rows[-1].record_id
        wrong += _recheck(session, rows)
    return wrong


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

"""Replaying a journal: what is written in it, whoever wrote it, gives the tables."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.jobs.office import OpenOffice
from gridadmin.models.journal import ACT, JournalEntry, business_columns, plain
from gridadmin.services.adopted import all_adopted, renamed_value
from gridadmin.services.journal import record_classes

State = dict[str, dict[UUID, dict[str, Any]]]


def replayed(office: OpenOffice) -> State:
    """Return the records that the journal's entries make, one after the other."""

    def read(session: Session) -> State:
        adopted = all_adopted(session)
        state: State = {name: {} for name in record_classes()}
        query = select(JournalEntry).where(JournalEntry.operation != ACT).order_by(JournalEntry.seq)
        for entry in session.scalars(query):
            record_id = adopted.get(entry.record_id, entry.record_id)
            changes = {name: renamed_value(value[1], adopted) for name, value in json.loads(entry.payload).items()}
            records = state[entry.record_type]
            if entry.operation == "delete":
                records.pop(record_id, None)
            elif entry.operation == "insert":
                records[record_id] = {name: value for name, value in changes.items() if value is not None}
            else:
                held = records.setdefault(record_id, {}) | changes
                records[record_id] = {name: value for name, value in held.items() if value is not None}
        return state

    return office.read(read)


def stored(office: OpenOffice) -> State:
    """Return the records that stand in the tables, in the same spelling."""

    def read(session: Session) -> State:
        state: State = {}
        for name, record in record_classes().items():
            rows = session.execute(select(record.__table__)).mappings()
            columns = business_columns(record)
            state[name] = {
                row["id"]: {c: plain(row[c]) for c in columns if row[c] is not None and row[c] != []} for row in rows
            }
        return state

    return office.read(read)


def assert_replays(office: OpenOffice) -> None:
    """Fail where the journal says something else than the tables."""
    said, held = replayed(office), stored(office)
    for record_type, records in held.items():
        told = {key: {n: v for n, v in row.items() if v != []} for key, row in said[record_type].items()}
        wrong = {key for key in told.keys() | records.keys() if told.get(key) != records.get(key)}
        assert not wrong, (record_type, [(key, told.get(key), records.get(key)) for key in sorted(wrong)])

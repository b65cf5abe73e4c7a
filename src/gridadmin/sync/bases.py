"""What the city has of records that the clerk changed: kept while her change is unsettled, and no longer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from gridadmin.models.exchange import CityRecord, OutboxRecord
from gridadmin.models.received import in_chunks, rows_of
from gridadmin.sync.records import Fields, classes, known_fields, plain_row
from gridadmin.sync.unsettled import unsettled_ops
from gridadmin.wire.groups import DeleteRecord, Op, SetFields


def keep_bases(session: Session) -> int:
    """Keep the city's fields of every record that has just been changed here, and return the number of records.

    To be called after acts were collected and before they are sent: once they are settled, nothing else tells what
    the city has where it did not take them.
    """
    changed = select(OutboxRecord.record_id).where(OutboxRecord.changes)
    query = select(CityRecord.record_id, CityRecord.record_type).where(CityRecord.record_id.in_(changed))
    query = query.where(CityRecord.base.is_(None), CityRecord.hash.is_not(None))
    without = {row.record_id: row.record_type for row in session.execute(query) if row.record_type in classes()}
    if not without:
        return 0
    ops = unsettled_ops(session, without.keys())
    local = _local_rows(session, without)
    kept = [{"b_id": each, "b_base": before(local.get(each), ops.get(each, ()))} for each in without]
    session.flush()
    own = update(CityRecord.__table__).where(CityRecord.__table__.c.record_id == bindparam("b_id"))  # type: ignore[arg-type]
    session.connection().execute(own.values(base=bindparam("b_base")), kept)
    session.expire_all()
    return len(kept)


def before(shown: Fields | None, ops: Iterable[Op]) -> Fields:
    """Return what a record was before operations that lie over it, from what is shown."""
    fields = dict(shown or {})
    for op in reversed(list(ops)):
        if isinstance(op, SetFields):
            fields |= {name: change.was for name, change in op.set.items()}
        elif isinstance(op, DeleteRecord):
            fields = dict(op.was)
    return {name: value for name, value in fields.items() if value is not None}


def drop_settled_bases(session: Session, unplaced: Iterable[UUID]) -> None:
    """Forget the city's fields of records of which nothing is unsettled any more and which stand in their tables."""
    kept = set(unplaced)
    changed = select(OutboxRecord.record_id).where(OutboxRecord.changes)
    query = select(CityRecord.record_id).where(CityRecord.base.is_not(None), CityRecord.record_id.not_in(changed))
    settled = [record_id for record_id in session.scalars(query) if record_id not in kept]
    for some in in_chunks(settled):
        session.connection().execute(update(CityRecord).where(CityRecord.record_id.in_(some)).values(base=None))


def _local_rows(session: Session, records: Mapping[UUID, str]) -> dict[UUID, Fields]:
    by_type: dict[str, list[UUID]] = {}
    for record_id, record_type in records.items():
        by_type.setdefault(record_type, []).append(record_id)
    found: dict[UUID, Fields] = {}
    for record_type, ids in by_type.items():
        known, record_class = known_fields(record_type), classes()[record_type]
        for row in rows_of(session.connection(), record_class, ids):
            found[row["id"]] = {n: value for n, value in plain_row(record_class, row).items() if n in known}
    return found

"""What the clerk did that the city has not settled yet: it lies over the city's records on her screen."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.models.exchange import OutboxGroup, OutboxRecord
from gridadmin.models.received import among, may_hold
from gridadmin.sync.outbox import UNSETTLED, in_parts, unpack
from gridadmin.wire.groups import Op


def unsettled_ops(session: Session, record_ids: Collection[UUID] | None = None) -> dict[UUID, list[Op]]:
    """Return the operations of groups that wait, are under way, refused or held, by record, in their order.

    Args:
        session: an open session.
        record_ids: only these records; None for all.
    """
    found: dict[UUID, list[Op]] = {}
    for mid in _mids(session, record_ids):
        body = session.scalar(select(OutboxGroup.body).where(OutboxGroup.mid == mid))
        assert body is not None
        for op in unpack(body).ops:
            if record_ids is None or op.id in record_ids:
                found.setdefault(op.id, []).append(op)
    return found


def unsettled_records(session: Session, record_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the records that an unsettled group changes."""
    found: set[UUID] = set()
    if not may_hold(session.connection(), OutboxRecord.record_id, record_ids):
        return found
    for some in in_parts(list(record_ids)):
        concerned = among(session.connection(), OutboxRecord.record_id, some)
        found |= set(session.scalars(select(OutboxRecord.record_id).where(concerned, OutboxRecord.changes)))
    return found


def _mids(session: Session, record_ids: Collection[UUID] | None) -> list[UUID]:
    """Return the unsettled groups that change the records, in their order."""
    query = select(OutboxGroup.mid, OutboxGroup.n).where(OutboxGroup.state.in_(UNSETTLED))
    if record_ids is None:
        return [row.mid for row in session.execute(query.order_by(OutboxGroup.n))]
    places: dict[UUID, int] = {}
    changing = query.join(OutboxRecord, OutboxRecord.mid == OutboxGroup.mid).where(OutboxRecord.changes)
    for some in in_parts(list(record_ids)):
        places |= {row.mid: row.n for row in session.execute(changing.where(OutboxRecord.record_id.in_(some)))}
    return sorted(places, key=places.__getitem__)

"""The queue of groups: how they are kept, which records they touch, in which order they go.

A group changes its state and never its mid. Records that a group changes or points at are indexed while it is
unsettled, since every later group that meets one of them may have to wait.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session, defer

from gridadmin.models.exchange import GroupState, OutboxGroup, OutboxRecord
from gridadmin.sync.packed import pack_part
from gridadmin.wire.groups import DeleteRecord, Group, Op, SetFields
from gridadmin.wire.owners import OWNERS
from gridadmin.wire.values import Json

UNSETTLED = (GroupState.WAITING, GroupState.SEALED, GroupState.REFUSED, GroupState.HELD)
SPACING = 1 << 10  # between two groups in the queue, so that what is sent again finds a place at its old one
_MANY = 500


def pack_text(text: str) -> bytes:
    """Return a group's canonical JSON as it is kept."""
    return pack_part(text.encode("utf-8"))


def pack(group: Group) -> bytes:
    """Return a group as it is kept."""
    return pack_part(group.to_bytes())


def unpack(body: bytes) -> Group:
    """Return a group that is kept."""
    return Group.from_bytes(zlib.decompress(body))


def fields_of(op: Op) -> dict[str, Json]:
    """Return what an operation leaves in its record, as far as it says; for a deletion what was there."""
    if isinstance(op, SetFields):
        return {name: change.now for name, change in op.set.items()}
    return dict(op.was if isinstance(op, DeleteRecord) else op.f)


@cache
def referring(record_type: str) -> tuple[str, ...]:
    """Return the fields of a record type that hold ids of other records."""
    known = OWNERS.get(record_type)
    return tuple(name for name, field in known.fields.items() if field.refers is not None) if known else ()


def references(record_type: str, fields: Mapping[str, Json]) -> Iterator[UUID]:
    """Yield the ids of records that some fields of a record refer to."""
    for name in referring(record_type):
        if isinstance(value := fields.get(name), str):
            yield UUID(value)


def touched(ops: Iterable[Op]) -> dict[UUID, bool]:
    """Return the records that operations touch: True for those they change, False for those they only point at."""
    found: dict[UUID, bool] = {}
    for op in ops:
        if not isinstance(op, DeleteRecord):
            for target in references(op.t, fields_of(op)):
                found.setdefault(target, False)
        found[op.id] = True
    return found


def next_n(session: Session) -> int:
    """Return the place in the queue after all others."""
    newest = session.scalar(select(func.max(OutboxGroup.n)))
    return (newest or 0) // SPACING * SPACING + SPACING


def place_after(session: Session, n: int) -> int:
    """Return a free place right after one in the queue."""
    taken = set(session.scalars(select(OutboxGroup.n).where(OutboxGroup.n > n, OutboxGroup.n <= n + SPACING)))
    return next(place for place in range(n + 1, n + SPACING * 64) if place not in taken)


def add_group(
    session: Session, group: Group, now: datetime, *, state: GroupState = GroupState.WAITING, n: int | None = None
) -> int:
    """Put a group into the queue, at the end or at a free place, and return its place."""
    place = next_n(session) if n is None else n
    row = {
        "mid": group.mid,
        "n": place,
        "state": state,
        "body": pack(group),
        "act_ids": [str(act.id) for act in group.acts],
        "queued_at": now,
    }
    add_rows(session, [row], index_rows(group.mid, touched(group.ops)))
    return place


def index_rows(mid: UUID, records: dict[UUID, bool]) -> list[dict[str, Any]]:
    """Return the rows of the index for a group."""
    return [{"mid": mid, "record_id": record_id, "changes": changes} for record_id, changes in records.items()]


def add_rows(session: Session, groups: list[dict[str, Any]], index: list[dict[str, Any]]) -> None:
    """Write rows of the queue and of its index in bulk."""
    connection = session.connection()
    if groups:
        connection.execute(insert(OutboxGroup), groups)
    if index:
        connection.execute(insert(OutboxRecord), index)


def index_again(session: Session, groups: Iterable[Group]) -> None:
    """Index groups that are unsettled again: settled ones that the city does not have (any more)."""
    given = list(groups)
    drop_index(session, [group.mid for group in given])
    add_rows(session, [], [row for group in given for row in index_rows(group.mid, touched(group.ops))])


def drop_index(session: Session, mids: Collection[UUID]) -> None:
    """Take groups out of the index."""
    for some in in_parts(list(mids)):
        session.connection().execute(delete(OutboxRecord).where(OutboxRecord.mid.in_(some)))


def set_state(session: Session, mids: Collection[UUID], state: GroupState, **more: Any) -> None:
    """Give groups another state, and other columns with it."""
    session.flush()
    for some in in_parts(list(mids)):
        session.connection().execute(update(OutboxGroup).where(OutboxGroup.mid.in_(some)).values(state=state, **more))
    session.expire_all()


def drop_groups(session: Session, mids: Collection[UUID]) -> None:
    """Take groups out of the queue altogether: what they said stands in another one, or was given up."""
    session.flush()
    drop_index(session, mids)
    for some in in_parts(list(mids)):
        session.connection().execute(delete(OutboxGroup).where(OutboxGroup.mid.in_(some)))
    session.expire_all()


def groups_in(session: Session, *states: GroupState) -> list[OutboxGroup]:
    """Return the groups in some states, in their order; the body of each is read where it is asked for."""
    query = select(OutboxGroup).where(OutboxGroup.state.in_(states)).order_by(OutboxGroup.n)
    return list(session.scalars(query.options(defer(OutboxGroup.body))))


def is_waiting(session: Session) -> bool:
    """Return whether a group can go, or is under way."""
    query = select(OutboxGroup.mid).where(OutboxGroup.state.in_((GroupState.WAITING, GroupState.SEALED))).limit(1)
    return session.scalar(query) is not None


def in_parts(items: Sequence[UUID], size: int = _MANY) -> Iterator[Sequence[UUID]]:
    """Yield items in parts that fit into one statement."""
    for start in range(0, len(items), size):
        yield items[start : start + size]

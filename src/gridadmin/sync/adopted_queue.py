"""The queue after an adoption: what waits speaks of the city's record, and no `new` of it is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.models.exchange import GroupState, OutboxGroup, OutboxRecord
from gridadmin.models.ids import new_id
from gridadmin.models.received import in_chunks
from gridadmin.services.adopted import current_ids
from gridadmin.sync.outbox import (
    UNSETTLED,
    add_group,
    add_rows,
    drop_groups,
    drop_index,
    index_rows,
    pack,
    place_after,
    touched,
    unpack,
)
from gridadmin.sync.records import split_unknown
from gridadmin.wire.groups import Author, Change, DeleteRecord, Group, NewRecord, Op, RestoreRecord, SetFields
from gridadmin.wire.owners import OWNERS, may_change
from gridadmin.wire.pull import Row
from gridadmin.wire.scopes import Scope
from gridadmin.wire.values import Json

_MOVABLE = tuple(state for state in UNSETTLED if state is not GroupState.SEALED)


def adopt_in_queue(session: Session, ids: Mapping[UUID, UUID]) -> None:
    """Rewrite what is not settled and not under way: old ids become new ones, each adopted `new` a group of its own.

    A group that is refused or held stays one: it is sent as one new group once it was mended.
    """
    for stored in _groups_with(session, list(ids)):
        group, place, queued_at = unpack(stored.body), stored.n, stored.queued_at
        rest, made = _rewritten(group, ids)
        if stored.state is not GroupState.WAITING:
            _put(session, stored, replace(group, ops=(*rest, *made)))
            continue
        # An act's own group stays first, even where nothing is left of it: with it the act itself reaches the city.
        _put(session, stored, replace(group, ops=tuple(rest)))
        for op in made:
            place = place_after(session, place)
            add_group(session, replace(group, mid=new_id(), ops=(op,)), queued_at, n=place)


def current_group(session: Session, group: Group) -> Group | None:
    """Return a group with the ids that its records have now; None where none of them was adopted.

    It was under way when they were, and the city could not know what it spoke of.
    """
    ids = current_ids(session, touched(group.ops))
    if not ids:
        return None
    rest, made = _rewritten(group, ids)
    return replace(group, ops=(*rest, *made))


def prune_in_queue(session: Session, scope: Scope, rows: Iterable[Row]) -> None:
    """Leave of what is to be set in adopted records only what differs from the city's and is ours to say."""
    held = {row.id: row for row in rows}
    for stored in _groups_with(session, list(held)):
        group = unpack(stored.body)
        ops = [op for each in group.ops if (op := _pruned(each, held, scope)) is not None]
        if len(group.ops) == 1 and not ops:
            drop_groups(session, [stored.mid])
        elif tuple(ops) != group.ops:
            _put(session, stored, replace(group, ops=tuple(ops)))


def _groups_with(session: Session, ids: Sequence[UUID]) -> list[OutboxGroup]:
    mids: set[UUID] = set()
    for some in in_chunks(ids):
        mids |= set(session.scalars(select(OutboxRecord.mid).where(OutboxRecord.record_id.in_(some))))
    found: list[OutboxGroup] = []
    for some in in_chunks(list(mids)):
        query = select(OutboxGroup).where(OutboxGroup.mid.in_(some), OutboxGroup.state.in_(_MOVABLE))
        found += session.scalars(query.execution_options(populate_existing=True))
    return sorted(found, key=lambda stored: stored.n)


def _put(session: Session, stored: OutboxGroup, group: Group) -> None:
    """Keep a group's new content at its place, under a new mid: a mid names one content for ever.

    A backup of this database may still hold the former content, and the city's answer to one would be taken for its
    answer to the other. What is refused is never sent under its mid again, and its issues go by it.
    """
    if stored.state is GroupState.REFUSED:
        drop_index(session, [group.mid])
        stored.body = pack(group)
        session.flush()
        add_rows(session, [], index_rows(group.mid, touched(group.ops)))
        return
    place, state, queued_at = stored.n, stored.state, stored.queued_at
    session.expunge(stored)
    drop_groups(session, [group.mid])
    add_group(session, replace(group, mid=new_id()), queued_at, state=state, n=place)


def _rewritten(group: Group, ids: Mapping[UUID, UUID]) -> tuple[list[Op], list[SetFields]]:
    """Return the operations with the new ids, and those that have to stand alone."""
    rest: list[Op] = []
    made: list[SetFields] = []
    for op in group.ops:
        renamed = _renamed(op, ids)
        if op.id not in ids:
            rest.append(renamed)
        elif isinstance(renamed, NewRecord | RestoreRecord):
            changes = {name: Change(None, value) for name, value in renamed.f.items() if value is not None}
            if changes:
                made.append(SetFields(t=op.t, id=renamed.id, set=changes))
        elif isinstance(renamed, SetFields):
            rest.append(renamed)
        # A deletion was of the record that only this office had; the city's is not meant.
    return rest, made


def _renamed(op: Op, ids: Mapping[UUID, UUID]) -> Op:
    own = ids.get(op.id, op.id)
    if isinstance(op, SetFields):
        pairs = {n: Change(_id(op.t, n, c.was, ids), _id(op.t, n, c.now, ids)) for n, c in op.set.items()}
        return replace(op, id=own, set=pairs)
    if isinstance(op, DeleteRecord):
        return replace(op, id=own, was={n: _id(op.t, n, value, ids) for n, value in op.was.items()})
    return replace(op, id=own, f={n: _id(op.t, n, value, ids) for n, value in op.f.items()})


def _id(record_type: str, name: str, value: Json, ids: Mapping[UUID, UUID]) -> Json:
    known = OWNERS.get(record_type)
    declared = known.fields.get(name) if known else None
    if declared is None or declared.refers is None or not isinstance(value, str):
        return value
    return str(ids.get(UUID(value), value))


def _pruned(op: Op, rows: Mapping[UUID, Row], scope: Scope) -> Op | None:
    row = rows.get(op.id)
    if row is None or not isinstance(op, SetFields) or any(change.was is not None for change in op.set.values()):
        return op
    fields = {} if row.deleted else split_unknown(row.t, row.f)[0]
    left = {
        name: change
        for name, change in op.set.items()
        if fields.get(name) != change.now
        and may_change(Author.TOWNSHIP, op.t, name, stand_in=row.stand_in, scope=scope.kind)
    }
    return replace(op, set=left) if left else None

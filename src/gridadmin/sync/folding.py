"""Folding: several operations on one record become the one that leaves the same, with what was there at first.

The rules are those by which the journal folds what one act does to a record (`models/journal.py`), and one more: a
record that the city has never had, or has deleted, stays what it was to the city. Refused groups, those that waited
with them and the act that mends them are sent as one group that way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from gridadmin.wire.groups import (
    MOST_ACTS,
    Act,
    Change,
    DeleteRecord,
    Group,
    NewRecord,
    Op,
    RestoreRecord,
    SetFields,
)
from gridadmin.wire.values import Json


class _Before(Enum):
    """What the record was before the first operation, as its writer saw it."""

    NOTHING = "nothing"
    LIVE = "live"
    DELETED = "deleted"


@dataclass
class _Net:
    """What operations on one record come to so far.

    Attributes:
        was: what was there before, as far as the operations tell; all of it (`whole`) once it was deleted.
        now: what is there after them, likewise; None where it is deleted.
    """

    record_type: str
    id: UUID
    before: _Before
    was: dict[str, Json] = field(default_factory=dict)
    now: dict[str, Json] | None = None
    whole: bool = False

    def take(self, op: Op) -> None:
        if isinstance(op, SetFields):
            self._set(op)
        elif isinstance(op, DeleteRecord):
            self._delete(op)
        else:
            self.now = {name: op.f.get(name) for name in self.was.keys() | op.f.keys()}

    def _set(self, op: SetFields) -> None:
        held = {} if self.now is None else self.now
        for name, change in op.set.items():
            if self.before is _Before.LIVE and not self.whole:
                self.was.setdefault(name, change.was)
            held[name] = change.now
        self.now = held

    def _delete(self, op: DeleteRecord) -> None:
        if self.before is _Before.LIVE and not self.whole:
            self.was, self.whole = dict(op.was) | self.was, True
        self.now = None

    def op(self) -> Op | None:
        """Return the one operation; None where nothing is left to do."""
        if self.before is not _Before.LIVE:
            if self.now is None:
                return None
            kind = NewRecord if self.before is _Before.NOTHING else RestoreRecord
            return kind(t=self.record_type, id=self.id, f=_held(self.now))
        if self.now is None:
            return DeleteRecord(t=self.record_type, id=self.id, was=_held(self.was))
        changes = {name: Change(self.was.get(name), now) for name, now in self.now.items()}
        changes = {name: change for name, change in changes.items() if not same(change.was, change.now)}
        return SetFields(t=self.record_type, id=self.id, set=changes) if changes else None


_BEFORE = {NewRecord: _Before.NOTHING, RestoreRecord: _Before.DELETED}


def fold_record(ops: Sequence[Op]) -> Op | None:
    """Return the one operation that does what several on one record do in turn; None where they undo each other."""
    first = ops[0]
    net = _Net(first.t, first.id, _BEFORE.get(type(first), _Before.LIVE))
    for op in ops:
        net.take(op)
    return net.op()


def fold_ops(ops: Iterable[Op]) -> tuple[Op, ...]:
    """Return what operations come to, one for each record, in the order in which the records were first met."""
    by_record: dict[UUID, list[Op]] = {}
    for op in ops:
        by_record.setdefault(op.id, []).append(op)
    folded = (fold_record(some) for some in by_record.values())
    return tuple(op for op in folded if op is not None)


def fold_groups(groups: Sequence[Group], mid: UUID) -> Group | None:
    """Return groups as one with a new mid and all their acts; None where nothing is left to send."""
    ops = fold_ops(op for group in groups for op in group.ops)
    if not ops:
        return None
    acts: dict[UUID, Act] = {act.id: act for group in groups for act in group.acts}
    confirmed = sum(group.confirmed_deletions for group in groups)
    return Group(
        mid=mid,
        schema=max(group.schema for group in groups),
        acts=tuple(acts.values())[-MOST_ACTS:],
        ops=ops,
        confirmed_deletions=confirmed,
    )


def laid_over(fields: dict[str, Json] | None, ops: Iterable[Op]) -> dict[str, Json] | None:
    """Return what a record is after operations, whatever their `was` says; None where it is not there."""
    for op in ops:
        if isinstance(op, DeleteRecord):
            fields = None
        elif isinstance(op, SetFields):
            if fields is not None:
                fields = _held(fields | {name: change.now for name, change in op.set.items()})
        else:
            fields = _held(dict(op.f))
    return fields


def taken_back(fields: dict[str, Json] | None, ops: Sequence[Op]) -> dict[str, Json] | None:
    """Return what a record was before operations that led to what it is; None where it was not there."""
    for op in reversed(ops):
        if isinstance(op, DeleteRecord):
            fields = dict(op.was)
        elif isinstance(op, SetFields):
            fields = _held((fields or {}) | {name: change.was for name, change in op.set.items()})
        else:
            fields = None
    return fields


def same(one: Json, other: Json) -> bool:
    """Return whether two values are the same JSON; a truth value is no number."""
    return one == other and isinstance(one, bool) is isinstance(other, bool)


def _held(fields: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in fields.items() if value is not None}

"""Acts that others did, as the city gives them back: journaled under their own name, so that histories are the same."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.journal import Operation
from gridadmin.models.journal import ACT, RECEIVED, JournalEntry
from gridadmin.models.received import ReceivedAct, ReceivedWriter, among, in_chunks, rows_of
from gridadmin.sync.arriving import Arriving
from gridadmin.sync.records import (
    Fields,
    Local,
    changes_between,
    classes,
    completed,
    derived,
    known_fields,
    plain_row,
    without_nulls,
)
from gridadmin.wire.groups import (
    Act,
    Author,
    Change,
    DeleteRecord,
    NewRecord,
    PastGroup,
    PastOp,
    PastSet,
    RestoreRecord,
)
from gridadmin.wire.groups import SetFields as WireSet
from gridadmin.wire.scopes import Scope


class PastActs:
    """Journals what groups say that this database has not journaled yet.

    Attributes:
        states: what replaying the journal gives for records that such groups touched, until their rows came.
        standing: those records as their tables have them (None where they do not), as far as they were just read.
    """

    def __init__(self, session: Session, writer: ReceivedWriter) -> None:
        self.states: dict[UUID, tuple[str, Fields | None]] = {}
        self.standing: dict[UUID, Local | None] = {}
        self._session, self._writer = session, writer
        self._received: dict[UUID, bool] = {}  # acts in the journal: whether they came with the exchange
        # act -> records (the numbers that their ids are), of acts that came before, or more than once
        self._journaled: defaultdict[UUID, set[int]] = defaultdict(set)

    def take(self, scope: Scope, groups: Sequence[PastGroup], arriving: Arriving) -> None:
        """Journal the groups of a page, and enter what they made and is new here."""
        self._look_up({act.id for group in groups for act in group.acts})
        self._load_states(self._with_longer_story(groups, arriving))
        for group in groups:
            act = self._begin(group)
            if act is not None:  # else this database did it itself
                self._take_group(scope, act, group, arriving)

    def _take_group(self, scope: Scope, act: ReceivedAct, group: PastGroup, arriving: Arriving) -> None:
        known, journaled = classes(), self._journaled[act.id]
        for op in group.ops:
            number = op.id.int
            if op.t in known and number not in journaled:
                journaled.add(number)
                if (row := arriving.fresh.get(number)) is not None:
                    arriving.enter(act, row)
                else:
                    self._replay(scope, act, op)

    def _with_longer_story(self, groups: Sequence[PastGroup], arriving: Arriving) -> set[tuple[str, UUID]]:
        """Return the records of others' groups that are not simply new here."""
        found: set[tuple[str, UUID]] = set()
        for group in groups:
            carrier = group.acts[-1].id
            theirs, journaled = self._received.get(carrier, True), self._journaled.get(carrier, ())
            for op in group.ops:
                arriving.heed(op, replayed=theirs and op.id.int not in journaled)
        for group in groups:
            if self._received.get(group.acts[-1].id, True):
                found |= {(op.t, op.id) for op in group.ops if op.id.int not in arriving.fresh}
        return found

    def _begin(self, group: PastGroup) -> ReceivedAct | None:
        for act in group.acts:
            if act.id not in self._received:
                self._writer.begin(_received(act, group))
                self._received[act.id] = True
        carrier = group.acts[-1]
        return _received(carrier, group) if self._received[carrier.id] else None

    def _look_up(self, acts: Iterable[UUID]) -> None:
        unknown = [act for act in acts if act not in self._received]
        before = []
        for some in in_chunks(unknown):
            query = select(JournalEntry.act_id, JournalEntry.payload).where(
                among(self._session.connection(), JournalEntry.act_id, some)
            )
            for row in self._session.execute(query.where(JournalEntry.operation == ACT)):
                self._received[row.act_id] = RECEIVED in json.loads(row.payload)
                if self._received[row.act_id]:
                    before.append(row.act_id)
        for some in in_chunks(before):
            entries = select(JournalEntry.act_id, JournalEntry.record_id).where(JournalEntry.act_id.in_(some))
            for entry in self._session.execute(entries):
                self._journaled[entry.act_id].add(entry.record_id.int)

    def _load_states(self, records: Iterable[tuple[str, UUID]]) -> None:
        by_type: dict[str, list[UUID]] = {}
        for record_type, record_id in records:
            if record_type in classes() and record_id not in self.states:
                by_type.setdefault(record_type, []).append(record_id)
                self.states[record_id] = (record_type, None)
                self.standing[record_id] = None
        for record_type, ids in by_type.items():
            record_class = classes()[record_type]
            for row in rows_of(self._session.connection(), record_class, ids):
                local = Local(plain_row(record_class, row), row["version"])
                self.standing[row["id"]] = local
                self.states[row["id"]] = (record_type, local.fields)

    def _replay(self, scope: Scope, act: ReceivedAct, op: PastOp) -> None:
        _type, state = self.states[op.id]
        operation, was, now = _effect(op, state, scope)
        changes = changes_between(was, now)
        self.states[op.id] = (op.t, _after(op, state, now))
        if changes or operation is not Operation.UPDATE:
            self._writer.note(act, operation.value, op.t, op.id, changes)


def _effect(op: PastOp, state: Fields | None, scope: Scope) -> tuple[Operation, Fields | None, Fields | None]:
    """Return what an operation did, and the fields that it names before and after it, with what is derived."""
    known = known_fields(op.t)
    if isinstance(op, WireSet | PastSet):
        pairs: dict[str, Change] = {name: pair for name, pair in op.set.items() if pair is not None and name in known}
        was: Fields = {name: pair.was for name, pair in pairs.items()}
        now: Fields = {name: pair.now for name, pair in pairs.items()}
        return Operation.UPDATE, was | derived(op.t, was), now | derived(op.t, now)
    held = op.was if isinstance(op, DeleteRecord) else op.f
    if not held.keys() <= known:
        held = {name: value for name, value in held.items() if name in known}
    fields = completed(op.t, held, scope)
    if isinstance(op, DeleteRecord):
        return Operation.DELETE, state if state is not None else fields, None
    assert isinstance(op, NewRecord | RestoreRecord)
    return Operation.INSERT, None, fields


def _after(op: PastOp, state: Fields | None, now: Fields | None) -> Fields | None:
    if now is None or not isinstance(op, WireSet | PastSet):
        return None if now is None else without_nulls(now)
    return without_nulls((state or {}) | now)


def _received(act: Act, group: PastGroup) -> ReceivedAct:
    return ReceivedAct(
        id=act.id,
        at=act.at,
        actor=act.actor,
        sentence=act.sentence,
        values=act.values,
        account_id=str(act.account_id) if act.account_id else None,
        undoes=str(act.undoes) if act.undoes else None,
        undoable=act.undoable and group.by is Author.TOWNSHIP and bool(group.ops),
    )

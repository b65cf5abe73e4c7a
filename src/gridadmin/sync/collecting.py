"""Acts become groups: what the journal has gained since the last time is put into the queue."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.models.exchange import GroupState, Replica
from gridadmin.models.received import small_cache
from gridadmin.sync.bases import keep_bases
from gridadmin.sync.cards import close_unsendable, open_unsendable
from gridadmin.sync.holding import Refused
from gridadmin.sync.journal_reading import (
    Entry,
    JournaledAct,
    Operated,
    act_json,
    city_knows,
    deletions_before,
    derived_mid,
    in_order,
    is_much,
    is_received,
    next_acts,
    operated,
    pass_continuation,
)
from gridadmin.sync.long_acts import Midway
from gridadmin.sync.mending import mend_with
from gridadmin.sync.outbox import SPACING, add_rows, index_rows, next_n, pack_text, references, referring
from gridadmin.sync.portions import AIM_BYTES
from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.enrolment import SCHEMA
from gridadmin.wire.groups import MOST_OPS
from gridadmin.wire.shapes import spell
from gridadmin.wire.values import Json


@dataclass
class _Draft:
    """A group that is being written.

    Attributes:
        ops: each in its canonical spelling. records: that it touches: True where it changes them.
        unsendable: operations with fields whose values cannot travel.
    """

    act: UUID
    ops: list[str] = field(default_factory=list)
    records: dict[UUID, bool] = field(default_factory=dict)
    size: int = 0
    unsendable: list[Operated] = field(default_factory=list)

    def take(self, record_id: UUID, made: Operated) -> None:
        spelled = spell(made.op)
        self.ops.append(spelled.decode("utf-8"))
        self.size += len(spelled)
        self.records[record_id] = True
        if referring(str(made.op["t"])):
            for target in references(str(made.op["t"]), _left(made.op)):
                self.records.setdefault(target, False)
        if made.unsendable:
            self.unsendable.append(made)

    @property
    def is_full(self) -> bool:
        # These numbers decide where an act is cut, and with it the mids: a new number makes other groups of old acts.
        return self.size >= AIM_BYTES * 3 // 4 or len(self.ops) >= MOST_OPS // 2


def _left(op: dict[str, Json]) -> Mapping[str, Json]:
    """Return what an operation leaves in its record."""
    fields, changes = op.get("f"), op.get("set")
    if isinstance(fields, dict):
        return fields
    if isinstance(changes, dict):
        return {name: pair[1] for name, pair in changes.items() if isinstance(pair, list)}
    return {}


@dataclass
class _Batch:
    """Rows for the queue, written together."""

    n: int
    groups: list[dict[str, Any]] = field(default_factory=list)
    index: list[dict[str, Any]] = field(default_factory=list)
    made: int = 0

    def write(self, session: Session) -> None:
        add_rows(session, self.groups, self.index)
        self.groups, self.index = [], []


def collect_acts(session: Session, now: datetime) -> int:
    """Put what the journal has gained into the queue and return the number of groups.

    Acts that the exchange wrote (`models.journal.RECEIVED` in their own entry) are passed over, as are acts that
    changed nothing that travels. To be called again until it returns 0: one call takes a bounded part, of an act of
    thousands of entries one group.
    """
    replica = session.scalar(select(Replica))
    if replica is None:
        return 0
    with small_cache(session.connection()) if is_much(session, replica.collected) else nullcontext():
        return _collect_some(session, replica, now)


def _collect_some(session: Session, replica: Replica, now: datetime) -> int:
    making = _Making(session, _Batch(next_n(session)), Refused.of(session), now)
    while not making.batch.made:
        if replica.midway is not None:
            _go_on(replica, making)
        elif not _take_acts(session, replica, making):
            break
        making.batch.write(session)
        session.flush()
    if making.batch.made:
        keep_bases(session)  # once it is settled, nothing else tells what the city has
    return making.batch.made


def _go_on(replica: Replica, making: _Making) -> None:
    """Put the next group of a long act into the queue."""
    here = Midway.of(replica.midway)
    further = making.go_on(here)
    replica.midway = None if further is None else further.kept()
    if further is None:
        replica.collected = here.end


def _take_acts(session: Session, replica: Replica, making: _Making) -> bool:
    """Put the next acts into the queue, or find that the next one is long; return whether there was any."""
    replica.collected = pass_continuation(session, replica.collected)
    acts = next_acts(session, replica.collected)
    if not acts:
        return False
    gone = deletions_before(session, [entry for act in acts for entry in act.entries or ()])
    for act in acts:
        if is_received(act):
            continue
        if act.entries is None:
            replica.midway = Midway.begin(session, act).kept()
            return True
        making.take(act, act.entries, gone)
    replica.collected = acts[-1].end
    return True


def collect_all(session: Session, now: datetime) -> int:
    """Put everything that the journal has gained into the queue, and return the number of groups."""
    made = 0
    while some := collect_acts(session, now):
        made += some
    return made


@dataclass
class _Making:
    """Groups that are made of acts."""

    session: Session
    batch: _Batch
    refused: Refused
    now: datetime

    def take(self, act: JournaledAct, entries: list[Entry], gone: dict[int, UUID]) -> None:
        """Make the groups of an act; `gone`: what `deletions_before` says of its entries."""
        draft, told = _Draft(act.head.act_id), act_json(act)
        for entry in in_order(entries):
            if self._add(draft, entry, gone):
                self._finish(draft, told)
                draft = _Draft(act.head.act_id)
        if draft.ops:
            self._finish(draft, told)

    def go_on(self, midway: Midway) -> Midway | None:
        """Make the next group of a long act; return where it goes on, None at its end."""
        act = midway.act(self.session)
        draft = _Draft(act.head.act_id)
        while midway.kinds:
            entries = midway.read(self.session)
            gone = deletions_before(self.session, entries)
            for entry in entries:
                if self._add(draft, entry, gone):
                    self._finish(draft, act_json(act))
                    return midway.behind(entry)
            midway = midway.behind(entries[-1]) if entries else midway.next_kind()
        if draft.ops:
            self._finish(draft, act_json(act))
        return None

    def _add(self, draft: _Draft, entry: Entry, gone: dict[int, UUID]) -> bool:
        """Add an entry to a group, if it travels; return whether the group is full."""
        made = operated(entry, again=entry.seq in gone and self._again(entry, gone[entry.seq]))
        if made is None:
            return False
        draft.take(entry.record_id, made)
        return draft.is_full

    def _again(self, entry: Entry, act_id: UUID) -> bool:
        self.batch.write(self.session)  # the deletion may be among what was just made
        return city_knows(self.session, entry.record_id, act_id)

    def _finish(self, draft: _Draft, told: dict[str, Json]) -> None:
        ops = f"[{','.join(draft.ops)}]"
        mid = derived_mid(draft.act, ops)
        text = f'{{"acts":[{canonical_json(told)}],"mid":"{mid}","ops":{ops},"schema":{SCHEMA}}}'
        self.batch.made += 1
        if self.refused.unsendable:
            close_unsendable(self.session, [each for each, changes in draft.records.items() if changes], self.now)
        self.refused.unsendable |= bool(draft.unsendable)
        for made in draft.unsendable:
            for name in made.unsendable:
                open_unsendable(self.session, made.op, name, self.now)
        if self.refused.meets(draft.records):
            self.batch.write(self.session)
            mend_with(self.session, text, self.refused, self.now, self.batch.n)
            self.batch.n += SPACING
            return
        self.batch.groups.append(
            {
                "mid": mid,
                "n": self.batch.n,
                "state": GroupState.WAITING,
                "body": pack_text(text),
                "act_ids": [str(draft.act)],
                "queued_at": self.now,
            }
        )
        self.batch.index += index_rows(mid, draft.records)
        self.batch.n += SPACING

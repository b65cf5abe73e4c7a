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
    is_much,
    is_received,
    next_acts,
    operated,
    parts_of,
    pass_continuation,
)
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
    changed nothing that travels. To be called again until it returns 0: one call takes a bounded part.
    """
    replica = session.scalar(select(Replica))
    if replica is None:
        return 0
    with small_cache(session.connection()) if is_much(session, replica.collected) else nullcontext():
        return _collect_some(session, replica, now)


def _collect_some(session: Session, replica: Replica, now: datetime) -> int:
    replica.collected = pass_continuation(session, replica.collected)
    refused = Refused.of(session)
    batch = _Batch(next_n(session))
    while not batch.made and (acts := next_acts(session, replica.collected)):
        gone = deletions_before(session, [entry for act in acts for entry in act.entries or ()])
        for act in acts:
            if not is_received(act):
                _collect(session, act, gone, batch, refused, now)
        batch.write(session)
        replica.collected = acts[-1].end
        session.flush()
    if batch.made:
        keep_bases(session)
    return batch.made


def collect_all(session: Session, now: datetime) -> int:
    """Put everything that the journal has gained into the queue, and return the number of groups."""
    made = 0
    while some := collect_acts(session, now):
        made += some
    return made


def _collect(
    session: Session, act: JournaledAct, gone: dict[int, UUID], batch: _Batch, refused: Refused, now: datetime
) -> None:
    draft = _Draft(act.head.act_id)
    told = act_json(act)
    for entries in parts_of(session, act):
        known = gone if act.entries is not None else deletions_before(session, entries)
        for entry in entries:
            made = operated(entry, again=entry.seq in known and _again(session, entry, known[entry.seq], batch))
            if made is None:
                continue
            draft.take(entry.record_id, made)
            if draft.is_full:
                _finish(session, draft, told, batch, refused, now)
                draft = _Draft(act.head.act_id)
        if act.entries is None:
            batch.write(session)
    if draft.ops:
        _finish(session, draft, told, batch, refused, now)


def _again(session: Session, entry: Entry, act_id: UUID, batch: _Batch) -> bool:
    batch.write(session)  # the deletion may be among what was just made
    return city_knows(session, entry.record_id, act_id)


def _finish(
    session: Session, draft: _Draft, told: dict[str, Json], batch: _Batch, refused: Refused, now: datetime
) -> None:
    ops = f"[{','.join(draft.ops)}]"
    mid = derived_mid(draft.act, ops)
    text = f'{{"acts":[{canonical_json(told)}],"mid":"{mid}","ops":{ops},"schema":{SCHEMA}}}'
    batch.made += 1
    if refused.unsendable:
        close_unsendable(session, [each for each, changes in draft.records.items() if changes], now)
    refused.unsendable |= bool(draft.unsendable)
    for made in draft.unsendable:
        for name in made.unsendable:
            open_unsendable(session, made.op, name, now)
    if refused.meets(draft.records):
        batch.write(session)
        mend_with(session, text, refused, now, batch.n)
        batch.n += SPACING
        return
    batch.groups.append(
        {
            "mid": mid,
            "n": batch.n,
            "state": GroupState.WAITING,
            "body": pack_text(text),
            "act_ids": [str(draft.act)],
            "queued_at": now,
        }
    )
    batch.index += index_rows(mid, draft.records)
    batch.n += SPACING

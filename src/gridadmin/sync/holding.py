"""Holding: what touches or points at a record of a refused group waits with it; everything else flows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.models.exchange import GroupState, OutboxGroup, OutboxRecord
from gridadmin.sync.cards import has_unsendable
from gridadmin.sync.outbox import in_parts, set_state

_MAY_WAIT = (GroupState.WAITING, GroupState.HELD)
_BLOCKS = (GroupState.REFUSED, GroupState.HELD)


@dataclass
class Refused:
    """What a new act may mend.

    Attributes:
        records: that refused groups change, with the mids of these groups.
        unsendable: whether there are values that could not be sent.
    """

    records: dict[UUID, set[UUID]] = field(default_factory=dict)
    unsendable: bool = False

    @classmethod
    def of(cls, session: Session) -> Refused:
        """Return those of an office."""
        query = select(OutboxRecord.record_id, OutboxRecord.mid).join(OutboxGroup, OutboxGroup.mid == OutboxRecord.mid)
        query = query.where(OutboxGroup.state == GroupState.REFUSED, OutboxRecord.changes)
        found = cls(unsendable=has_unsendable(session))
        for row in session.execute(query):
            found.records.setdefault(row.record_id, set()).add(row.mid)
        return found

    def meets(self, touched: Mapping[UUID, bool]) -> bool:
        """Return whether a group changes one of the records."""
        return bool(self.records) and any(changes and each in self.records for each, changes in touched.items())

    def groups_of(self, touched: Mapping[UUID, bool]) -> set[UUID]:
        """Return the refused groups whose records a group changes."""
        return {mid for each, changes in touched.items() if changes for mid in self.records.get(each, ())}

    def forget(self, mids: Collection[UUID]) -> None:
        """Take groups out that are refused no more."""
        self.records = {each: left for each, held in self.records.items() if (left := held - set(mids))}


def hold_dependants(session: Session) -> None:
    """Let every group wait that touches or points at what a refused or held one before it changes; free all others."""
    held = _to_hold(session, _first_places(session))
    standing = set(session.scalars(select(OutboxGroup.mid).where(OutboxGroup.state == GroupState.HELD)))
    set_state(session, held - standing, GroupState.HELD)
    set_state(session, standing - held, GroupState.WAITING)


def _first_places(session: Session) -> dict[UUID, int]:
    """Return the records that refused groups change, with the place of the first such group in the queue."""
    query = select(OutboxRecord.record_id, OutboxGroup.n).join(OutboxGroup, OutboxGroup.mid == OutboxRecord.mid)
    query = query.where(OutboxGroup.state == GroupState.REFUSED, OutboxRecord.changes)
    return _earliest((row.record_id, row.n) for row in session.execute(query))


def _earliest(places: Iterable[tuple[UUID, int]]) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for record_id, n in places:
        found[record_id] = min(n, found.get(record_id, n))
    return found


def _to_hold(session: Session, blocked: dict[UUID, int]) -> set[UUID]:
    """Return the groups that wait, from the places on at which records are blocked."""
    held: set[UUID] = set()
    fresh = blocked
    while fresh:
        met = _behind(session, fresh)
        held |= met.keys()
        reached = _earliest(_changed_by(session, met))
        fresh = {each: n for each, n in reached.items() if n < blocked.get(each, n + 1)}
        blocked = blocked | fresh
    return held


def _behind(session: Session, blocked: Mapping[UUID, int]) -> dict[UUID, int]:
    """Return the groups behind the places at which records are blocked, with their own."""
    met: dict[UUID, int] = {}
    query = select(OutboxRecord.record_id, OutboxGroup.mid, OutboxGroup.n)
    query = query.join(OutboxGroup, OutboxGroup.mid == OutboxRecord.mid).where(OutboxGroup.state.in_(_MAY_WAIT))
    for some in in_parts(list(blocked)):
        for row in session.execute(query.where(OutboxRecord.record_id.in_(some))):
            if row.n > blocked[row.record_id]:
                met[row.mid] = row.n
    return met


def _changed_by(session: Session, groups: Mapping[UUID, int]) -> Iterable[tuple[UUID, int]]:
    for some in in_parts(list(groups)):
        query = select(OutboxRecord.record_id, OutboxRecord.mid).where(OutboxRecord.mid.in_(some), OutboxRecord.changes)
        for row in session.execute(query):
            yield row.record_id, groups[row.mid]


def freed_with(session: Session, refused: Collection[UUID]) -> list[UUID]:
    """Return refused groups, those that are held by nothing but them, and refused ones that change their records again.

    In their order. What is mended goes to the end of the queue: a later change that was refused by itself would else
    come before the making of its record.
    """
    groups = _blocking_groups(session)
    with_them = set(refused)
    changed: dict[UUID, set[UUID]] = {}  # record -> groups so far that change it
    for mid, (state, touched) in groups.items():
        if state is GroupState.HELD:
            blockers = {each for record_id in touched for each in changed.get(record_id, ())}
            joins = bool(blockers) and blockers <= with_them
        else:
            again = [record_id for record_id, changes in touched.items() if changes]
            joins = any(changed.get(record_id, set()) & with_them for record_id in again)
        if joins:
            with_them.add(mid)
        for record_id, changes in touched.items():
            if changes:
                changed.setdefault(record_id, set()).add(mid)
    return [mid for mid in groups if mid in with_them]


def _blocking_groups(session: Session) -> dict[UUID, tuple[GroupState, dict[UUID, bool]]]:
    """Return refused and held groups in their order, with the records that they touch."""
    query = select(OutboxGroup.mid, OutboxGroup.state, OutboxRecord.record_id, OutboxRecord.changes)
    query = query.join(OutboxRecord, OutboxRecord.mid == OutboxGroup.mid).where(OutboxGroup.state.in_(_BLOCKS))
    groups: dict[UUID, tuple[GroupState, dict[UUID, bool]]] = {}
    for row in session.execute(query.order_by(OutboxGroup.n)):
        groups.setdefault(row.mid, (row.state, {}))[1][row.record_id] = row.changes
    return groups

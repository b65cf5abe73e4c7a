"""Cards of an act of which nothing was written: each is decided by itself, then the act goes again as decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from gridadmin.models.exchange import GroupState, Issue, OutboxGroup
from gridadmin.models.ids import new_id
from gridadmin.services.journal import record_classes
from gridadmin.sync.cards import issues_about
from gridadmin.sync.folding import same
from gridadmin.sync.giving_up import settle_journal, show_city
from gridadmin.sync.holding import hold_dependants
from gridadmin.sync.independence import plain_fields
from gridadmin.sync.mine import fields_before
from gridadmin.sync.outbox import add_group, drop_groups, index_again, pack, set_state, unpack
from gridadmin.wire.groups import Change, DeleteRecord, Group, NewRecord, Op, RestoreRecord, SetFields
from gridadmin.wire.owners import exchanged_fields
from gridadmin.wire.push import ConflictKind
from gridadmin.wire.values import Json

MINE, THEIRS = "mine", "theirs"


def decide(session: Session, issue: Issue, choice: str, now: datetime) -> None:
    """Take the clerk's value or the city's for one card of a refused group, and send it with its last card.

    Her `was` becomes what she has seen on the card, so that the city writes her value over that one and no other. Where
    she has changed the record since, that act has settled the card already: the group goes again with it.
    """
    settle_journal(session, now)
    session.refresh(issue)
    if issue.settled_at is not None:
        return
    row = session.get_one(OutboxGroup, issue.mid)
    group, place = unpack(row.body), row.n
    ops = tuple(_decided(session, group, issue, choice))
    issue.settled_at, issue.decision = now, choice
    session.flush()
    _put(session, replace(group, ops=ops), place, now)
    if choice == THEIRS:
        show_city(session, {op.id: op.t for op in group.ops if op.id == issue.record_id}, now)


def _put(session: Session, group: Group, place: int, now: datetime) -> None:
    left = issues_about(session, [group.mid])
    if group.ops and left:
        set_state(session, [group.mid], GroupState.REFUSED, body=pack(group))
        index_again(session, [group])
    else:
        drop_groups(session, [group.mid])
        if group.ops:
            add_group(session, replace(group, mid=new_id()), now, n=place)
    hold_dependants(session)


def _decided(session: Session, group: Group, issue: Issue, choice: str) -> list[Op]:
    ops: list[Op] = []
    for op in group.ops:
        kept: Op | None = op
        if op.id == issue.record_id:
            kept = _mine(session, op, issue) if choice == MINE else _theirs(op, issue.field)
        if kept is not None:
            ops.append(kept)
    return ops


def _theirs(op: Op, name: str | None) -> Op | None:
    if name is None or not isinstance(op, SetFields):
        return None
    left = {each: change for each, change in op.set.items() if each != name}
    return replace(op, set=left) if left else None


def _mine(session: Session, op: Op, issue: Issue) -> Op | None:
    theirs = issue.detail.get("theirs")
    if isinstance(op, SetFields):
        if issue.detail["kind"] == ConflictKind.DELETED.value:
            return RestoreRecord(t=op.t, id=op.id, f=_with_hers(session, op))
        name = issue.field or ""
        return replace(op, set={**op.set, name: Change(theirs, op.set[name].now)}) if name in op.set else op
    if isinstance(op, DeleteRecord):
        return replace(op, was=theirs if isinstance(theirs, Mapping) else op.was)
    if isinstance(theirs, Mapping):
        return over(op, theirs)
    return RestoreRecord(t=op.t, id=op.id, f=op.f)


def over(op: NewRecord | RestoreRecord, theirs: Mapping[str, Json]) -> SetFields | None:
    """Return the making of a record that the city has already as the change of what it has; None where it is equal."""
    names = theirs.keys() | op.f.keys()
    changes = {name: Change(theirs.get(name), op.f.get(name)) for name in sorted(names)}
    changes = {name: change for name, change in changes.items() if not same(change.was, change.now)}
    return SetFields(t=op.t, id=op.id, set=changes) if changes else None


def _with_hers(session: Session, op: SetFields) -> dict[str, Json]:
    """Return what travels of a record that the city deleted, as it was or still stands here, with her changes."""
    record = session.get(record_classes()[op.t], op.id)
    held = fields_before(session, op.id) if record is None else dict(plain_fields(record))
    held |= {name: change.now for name, change in op.set.items()}
    names = exchanged_fields(op.t)
    return {name: value for name, value in held.items() if name in names and value is not None}

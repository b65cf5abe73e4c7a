"""Sealing: which groups go next, written down byte for byte before they are sent."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Result, delete, insert, select
from sqlalchemy.orm import Session

from gridadmin.models.exchange import GroupState, OutboxGroup, SealedPush
from gridadmin.models.ids import new_id
from gridadmin.models.journal import journal_head
from gridadmin.sync.cards import close_issues, open_question, open_too_large
from gridadmin.sync.guards import MassDeletion, mass_deletion, may_be_mass_deletion
from gridadmin.sync.holding import hold_dependants
from gridadmin.sync.outbox import add_group, drop_groups, groups_in, set_state, unpack
from gridadmin.sync.packed import Putting, plain_of
from gridadmin.sync.points import history_of, replica_of
from gridadmin.sync.portions import Portions
from gridadmin.wire.canonical import canonical_json, canonical_map
from gridadmin.wire.enrolment import SCHEMA
from gridadmin.wire.groups import DeleteRecord

_FEW = 16  # groups in memory beside those that go
_GROUPS = "\0"  # where the groups will stand: no text of a push holds it
_ENVELOPE = 4_096  # bytes of a push beside its groups, generously


def seal_push(session: Session, portions: Portions, now: datetime) -> bytes | None:
    """Return the push that is under way, packed, or seal the next one; None where nothing can be sent.

    Groups go in their order. One that a refusal holds back waits, one that deletes too much asks first. What went by
    file and was not answered goes by the line, too: the city knows it by its mids.
    """
    sealed: bytes | None = session.scalar(select(SealedPush.body))
    if sealed is not None:
        return sealed
    set_state(session, [group.mid for group in groups_in(session, GroupState.SEALED)], GroupState.WAITING)
    groups = _next_portion(session, portions, now)
    if not groups:
        return None
    body = _seal(session, groups)
    session.connection().execute(insert(SealedPush), {"number": replica_of(session).number, "body": body})
    return body


def seal_for_package(session: Session, portions: Portions, now: datetime) -> list[bytes]:
    """Seal everything that waits, and what no receipt has answered yet, as pushes that travel in one package."""
    unseal(session)
    bodies = []
    while groups := _next_portion(session, portions, now):
        bodies.append(plain_of(_seal(session, groups)))
    return bodies


class _Kept(NamedTuple):
    """A group in its canonical spelling, and as it is kept."""

    plain: bytes
    part: bytes


def _next_portion(session: Session, portions: Portions, now: datetime) -> dict[UUID, _Kept]:
    """Return the groups that go next; no more of them are read than go."""
    hold_dependants(session)
    groups: dict[UUID, _Kept] = {}
    size = 0
    asked: tuple[UUID, MassDeletion] | None = None
    with _waiting(session, portions.groups) as waiting:
        for mid, body in waiting:
            plain = zlib.decompress(body)
            if may_be_mass_deletion(plain) and (found := mass_deletion(session, unpack(body))) is not None:
                asked = mid, found
                break
            size += len(plain)
            if groups and size > portions.bytes - _ENVELOPE:
                break
            groups[mid] = _Kept(plain, body)
    if asked is None:
        return groups
    set_state(session, [asked[0]], GroupState.REFUSED)
    open_question(session, asked[0], asked[1].told(), now)
    return _next_portion(session, portions, now)


def _waiting(session: Session, most: int) -> Result[UUID, bytes]:
    query = select(OutboxGroup.mid, OutboxGroup.body).where(OutboxGroup.state == GroupState.WAITING)
    return session.execute(query.order_by(OutboxGroup.n).limit(most).execution_options(yield_per=_FEW))


def _seal(session: Session, groups: dict[UUID, _Kept]) -> bytes:
    replica = replica_of(session)
    replica.number += 1
    seq, head = journal_head(session.connection())
    history = history_of(session)
    parts = {
        "schema": str(SCHEMA),
        "replica": f'"{replica.id}"',
        "number": str(replica.number),
        "scope": canonical_json(replica.scope),
        "anchor": canonical_json({"seq": seq, "hash": head}),
        "groups": f"[{_GROUPS}]",
    }
    if history is not None:
        parts["history"] = canonical_json(history.to_json())
    before, behind = canonical_map(parts).encode("utf-8").split(_GROUPS.encode())
    body = Putting()
    for number, group in enumerate(groups.values()):
        body.add(b"," if number else before)
        body.add(group.plain, group.part)
    body.add(behind)
    set_state(session, list(groups), GroupState.SEALED)
    return body.whole()


def unseal(session: Session) -> None:
    """Let the groups of the push that is under way wait again, with their mids, in their places.

    Its number is used again: whether the city has had it is not known, and a number is a diagnostic only.
    """
    if session.scalar(select(SealedPush.number)) is not None:
        session.connection().execute(delete(SealedPush))
        replica = replica_of(session)
        replica.number = max(0, replica.number - 1)
    set_state(session, [group.mid for group in groups_in(session, GroupState.SEALED)], GroupState.WAITING)


def set_apart(session: Session, now: datetime) -> None:
    """Refuse the one group of the push that is under way: the city does not take so much at once, and never will."""
    sealed = groups_in(session, GroupState.SEALED)
    unseal(session)
    for group in sealed:
        set_state(session, [group.mid], GroupState.REFUSED)
        open_too_large(session, group.mid, now)


def confirm_deletions(session: Session, group: OutboxGroup, now: datetime) -> None:
    """Send a group that deletes much, after a person has said yes to the number; with a new mid."""
    held = unpack(group.body)
    count = sum(isinstance(op, DeleteRecord) for op in held.ops)
    place = group.n
    close_issues(session, [group.mid], "confirmed", now)
    drop_groups(session, [group.mid])
    add_group(session, replace(held, mid=new_id(), confirmed_deletions=count), now, n=place)
    hold_dependants(session)

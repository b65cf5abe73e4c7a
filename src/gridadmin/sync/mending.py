"""Mending: a refused group, what waited with it and the act that mends them go as one, or are given up."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.models.exchange import GroupState, OutboxGroup
from gridadmin.models.ids import new_id
from gridadmin.sync.cards import MENDED, close_issues
from gridadmin.sync.folding import fold_groups
from gridadmin.sync.holding import Refused, freed_with, hold_dependants
from gridadmin.sync.outbox import add_group, drop_groups, touched, unpack
from gridadmin.wire.groups import Group


def mend_with(session: Session, text: str, refused: Refused, now: datetime, n: int) -> None:
    """Send an act that changes records of refused groups as one with them and with what they alone held back.

    `text` is the act's group in its canonical spelling, `n` its place in the queue.
    """
    act = Group.from_json(json.loads(text))
    hold_dependants(session)
    mids = freed_with(session, refused.groups_of(touched(act.ops)))
    _fold(session, mids, now, n, act)
    refused.forget(mids)


def send_again(session: Session, mid: UUID, now: datetime) -> None:
    """Send a refused group once more as it is, as what stood in its way at the city may be gone.

    It gets a new mid: the city would answer the old one from its memory.
    """
    group = session.get_one(OutboxGroup, mid)
    _fold(session, [mid], now, group.n)


def _fold(session: Session, mids: Collection[UUID], now: datetime, n: int, *more: Group) -> None:
    groups = [unpack(group.body) for group in groups_by_mid(session, mids)]
    folded = fold_groups([*groups, *more], new_id())
    close_issues(session, mids, MENDED, now)
    drop_groups(session, mids)
    if folded is not None:
        add_group(session, folded, now, n=n)
    hold_dependants(session)


def groups_by_mid(session: Session, mids: Collection[UUID]) -> list[OutboxGroup]:
    """Return groups in their order."""
    found = [session.get_one(OutboxGroup, mid) for mid in mids]
    return sorted(found, key=lambda group: group.n)


def is_refused(session: Session, mid: UUID | None) -> bool:
    """Return whether a group waits for a person."""
    state = session.scalar(select(OutboxGroup.state).where(OutboxGroup.mid == mid))
    return state is GroupState.REFUSED

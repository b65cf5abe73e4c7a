"""The one recovery, whatever the cause: an office or the city restored from a backup, a file copied, both at once.

Which of my groups do you have? The others go back into the queue in their order; epoch and history come from the same
reply; everything is pulled anew. Three holes that an executable model found stay closed here: the newest point ever
seen is kept until the city's answer replaces it, it is replaced by that answer and not emptied, and no staged page
survives.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.models.exchange import GroupState, Issue, IssueKind, OutboxGroup, ScopePoint
from gridadmin.models.ids import new_id
from gridadmin.sync.attachments import ask_for_all_again
from gridadmin.sync.collecting import collect_all
from gridadmin.sync.kept_pages import let_wait_again
from gridadmin.sync.outbox import set_state
from gridadmin.sync.points import count_packages_anew, forget_history, note_history, replica_of
from gridadmin.sync.pulling import drop_stage
from gridadmin.sync.sealing import unseal
from gridadmin.wire.enrolment import SCHEMA
from gridadmin.wire.history import History
from gridadmin.wire.recovery import KnownRequest
from gridadmin.wire.scopes import parse_scope


class Known(NamedTuple):
    """What the city said of an office's groups.

    Attributes:
        have: those that it has, the union of all pages' answers.
        history: of those answers; two pages that disagree mean that the asking begins again.
        oldest: the seq up to which it has forgotten what it had.
    """

    have: Collection[UUID]
    history: History
    oldest: int = 0


class MidsPage(NamedTuple):
    """Mids to ask for, and up to which place of the queue; an empty page ends the asking."""

    mids: tuple[UUID, ...]
    upto: int


def begin_recovery(session: Session, *, expired: bool = False) -> None:
    """Note durably that both sides have to be compared before anything else; what was staged is of no use any more.

    `expired`: after a longer absence than the city remembers.
    """
    replica = replica_of(session)
    replica.recovering, replica.full = True, True
    replica.expired = replica.expired or expired
    drop_stage(session)
    ask_for_all_again(session)


def is_recovering(session: Session) -> bool:
    """Return whether a recovery has begun and not ended."""
    return replica_of(session).recovering


def mids_to_ask(session: Session, after: int, limit: int) -> MidsPage:
    """Return groups behind a place of the queue that the city has, or may have, at most `limit`.

    What is refused it has not applied; of parts of others' groups the full pull tells.
    """
    query = select(OutboxGroup.mid, OutboxGroup.n).where(OutboxGroup.n > after, OutboxGroup.part_of.is_(None))
    query = query.where(OutboxGroup.state != GroupState.REFUSED)
    rows = session.execute(query.order_by(OutboxGroup.n).limit(limit)).all()
    return MidsPage(tuple(row.mid for row in rows), rows[-1].n if rows else after)


def known_request(session: Session, mids: Collection[UUID]) -> KnownRequest:
    """Return the question which of these groups the city has; an empty one asks for the history point alone."""
    replica = replica_of(session)
    return KnownRequest(schema=SCHEMA, replica=replica.id, scope=parse_scope(replica.scope), mids=tuple(mids))


def requeue(session: Session, found: Known, now: datetime) -> int:
    """Put what the city does not have back into the queue and return how many groups that are.

    Places in the queue stay, so everything goes again in its old order: before the push that was under way, which is
    unsealed, and before what waits. Mids stay, too: what the city has after all is answered from its memory. What it
    has forgotten it had, and it is not sent again: it would do once more what may long have been undone.
    """
    collect_all(session, now)
    replica = replica_of(session)
    settled = select(OutboxGroup.mid, OutboxGroup.seq).where(OutboxGroup.state == GroupState.DONE)
    missing = [
        row.mid
        for row in session.execute(settled.where(OutboxGroup.part_of.is_(None)))
        if row.mid not in found.have and (row.seq is None or row.seq > found.oldest)
    ]
    let_wait_again(session, missing)
    unseal(session)
    if replica.expired or _reached(session) < found.oldest:
        _ask_about_waiting(session, {*found.have, *missing}, now)
    drop_stage(session)
    forget_history(session)
    note_history(session, found.history)
    replica = replica_of(session)
    replica.full, replica.recovering, replica.expired = True, False, False
    return len(missing)


def _reached(session: Session) -> int:
    """Return up to which seq of the office's own scope everything was fetched."""
    held = session.get(ScopePoint, replica_of(session).scope)
    return held.cursor_seq if held is not None else 0


def _ask_about_waiting(session: Session, settled: Collection[UUID], now: datetime) -> None:
    """After a longer absence than the city remembers: everything else that waits has to be confirmed by a person.

    Its repetition would no longer be known by its mid, and what it was meant to change may be long gone. The values
    stay on the screen.
    """
    waiting = session.scalars(select(OutboxGroup.mid).where(OutboxGroup.state == GroupState.WAITING)).all()
    unsure = [mid for mid in waiting if mid not in settled]
    set_state(session, unsure, GroupState.REFUSED)
    session.add_all(Issue(id=new_id(), kind=IssueKind.EXPIRED, opened_at=now, mid=mid, detail={}) for mid in unsure)
    session.flush()


def renew_replica(session: Session) -> UUID:
    """Take a new identity: two computers work with copies of one database, and one of them has to be another.

    The credentials go on holding: they stay where they were kept for the former one.
    """
    replica = replica_of(session)
    replica.kept_for = replica.kept_for or replica.id
    replica.id, replica.number = new_id(), 0
    count_packages_anew(session)
    return replica.id

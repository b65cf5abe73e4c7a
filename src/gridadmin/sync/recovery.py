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

from gridadmin.models.exchange import GroupState, Issue, IssueKind, OutboxGroup
from gridadmin.models.ids import new_id
from gridadmin.sync.attachments import ask_for_all_again
from gridadmin.sync.outbox import index_again, unpack
from gridadmin.sync.points import forget_history, note_history, replica_of
from gridadmin.sync.pulling import drop_stage
from gridadmin.sync.sealing import unseal
from gridadmin.wire.enrolment import SCHEMA
from gridadmin.wire.history import History
from gridadmin.wire.recovery import KnownRequest
from gridadmin.wire.scopes import parse_scope


class MidsPage(NamedTuple):
    """Mids to ask for, and up to which place of the queue; an empty page ends the asking."""

    mids: tuple[UUID, ...]
    upto: int


def begin_recovery(session: Session) -> None:
    """Note durably that both sides have to be compared before anything else; what was staged is of no use any more."""
    replica = replica_of(session)
    replica.recovering = True
    replica.full = True
    drop_stage(session)
    ask_for_all_again(session)


def is_recovering(session: Session) -> bool:
    """Return whether a recovery has begun and not ended."""
    return replica_of(session).recovering


def mids_to_ask(session: Session, after: int, limit: int) -> MidsPage:
    """Return the settled groups behind a place of the queue that the city must have, at most `limit`."""
    query = select(OutboxGroup.mid, OutboxGroup.n).where(OutboxGroup.state == GroupState.DONE, OutboxGroup.n > after)
    rows = session.execute(query.order_by(OutboxGroup.n).limit(limit)).all()
    return MidsPage(tuple(row.mid for row in rows), rows[-1].n if rows else after)


def known_request(session: Session, mids: Collection[UUID]) -> KnownRequest:
    """Return the question which of these groups the city has; an empty one asks for the history point alone."""
    replica = replica_of(session)
    return KnownRequest(schema=SCHEMA, replica=replica.id, scope=parse_scope(replica.scope), mids=tuple(mids))


def requeue(session: Session, have: Collection[UUID], history: History) -> int:
    """Put what the city does not have back into the queue and return how many groups that are.

    Places in the queue stay, so everything goes again in its old order: before the push that was under way, which is
    unsealed, and before what waits. Mids stay, too: what the city has after all is answered from its memory.

    Args:
        session: of one step.
        have: the union of all pages' answers.
        history: of those answers; two pages that disagree mean that the asking begins again.
    """
    known = set(have)
    settled = session.scalars(select(OutboxGroup).where(OutboxGroup.state == GroupState.DONE).order_by(OutboxGroup.n))
    missing = [group for group in settled if group.mid not in known]
    for group in missing:
        group.state, group.outcome, group.settled_at = GroupState.WAITING, None, None
    index_again(session, (unpack(group.body) for group in missing))
    unseal(session)
    drop_stage(session)
    forget_history(session)
    note_history(session, history)
    replica = replica_of(session)
    replica.full, replica.recovering = True, False
    return len(missing)


def expire(session: Session, now: datetime) -> int:
    """After a longer absence than the city remembers: everything that waits has to be confirmed by a person.

    Its repetition would no longer be known by its mid, and what it was meant to change may be long gone. The values
    stay on the screen. Returns the number of groups.
    """
    unseal(session)
    waiting = session.scalars(select(OutboxGroup).where(OutboxGroup.state == GroupState.WAITING)).all()
    for group in waiting:
        group.state = GroupState.REFUSED
        session.add(Issue(id=new_id(), kind=IssueKind.EXPIRED, opened_at=now, mid=group.mid, detail={}))
    drop_stage(session)
    forget_history(session)
    replica = replica_of(session)
    replica.full, replica.recovering = True, False
    return len(waiting)


def renew_replica(session: Session) -> UUID:
    """Take a new identity: two computers work with copies of one database, and one of them has to be another."""
    replica = replica_of(session)
    replica.id, replica.number = new_id(), 0
    return replica.id

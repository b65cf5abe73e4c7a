"""What is too old to be needed again: groups that the city has, what was settled, attempts."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from gridadmin.models.exchange import ExchangeRound, GroupState, Issue, OutboxGroup, OutboxRecord
from gridadmin.sync.comparing import REPAIRED
from gridadmin.sync.kept_pages import drop_pages

KEPT = timedelta(days=180)
"""How long a settled group stays. A city that is restored gets from the offices what its backup lacks, so this has to
be longer than any city goes back, and twice that, as an office may be away as long once more before it hears of it:
180 days suffice for backups of three months (docs/exchange.md, section 8)."""


def prune(session: Session, now: datetime) -> int:
    """Forget what was settled, and tried, longer ago than `KEPT`; return the number of groups.

    Groups that a card is about stay, and so does what tells when everything was exchanged last.
    """
    session.flush()
    connection, old = session.connection(), now - KEPT
    shown = select(Issue.mid).where(Issue.settled_at.is_(None), Issue.mid.is_not(None))
    gone = (OutboxGroup.state == GroupState.DONE, OutboxGroup.settled_at < old, OutboxGroup.mid.not_in(shown))
    connection.execute(delete(OutboxRecord).where(OutboxRecord.mid.in_(select(OutboxGroup.mid).where(*gone))))
    pruned = connection.execute(delete(OutboxGroup).where(*gone)).rowcount
    drop_pages(session)
    is_closed = or_(Issue.decision.is_(None), Issue.decision != REPAIRED)  # a repair is looked at once more
    connection.execute(delete(Issue).where(Issue.settled_at < old, is_closed))
    newest = select(func.max(ExchangeRound.n))
    kept = [session.scalar(newest), session.scalar(newest.where(ExchangeRound.problem.is_(None)))]
    rounds = delete(ExchangeRound).where(ExchangeRound.at < old)
    connection.execute(rounds.where(ExchangeRound.n.not_in([n for n in kept if n is not None])))
    session.expire_all()
    return pruned

"""The history of attempts, and what only a person or an update can end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from gridadmin.domain.exchange import MOST_CLOCK_OFFSET_S, RoundResult
from gridadmin.i18n import Message
from gridadmin.models.exchange import ExchangeRound, Replica
from gridadmin.models.journal import journal_values
from gridadmin.services.journal import message_from_journal
from gridadmin.sync.points import replica_of

KEPT = 2_000
_UNTIL_UPDATE = "until_update"


def message_json(message: Message | None) -> Any:
    """Return a message as it is kept."""
    return None if message is None else {"msgid": message.msgid, "values": journal_values(message)}


def message_of(held: Any) -> Message | None:
    """Return a message that was kept."""
    return None if held is None else message_from_journal(held["msgid"], held.get("values"))


def note_round(session: Session, result: RoundResult, now: datetime) -> None:
    """Write an attempt down; one like the last, with nothing sent, received or in the way, only moves its time."""
    if result.clock_offset_seconds is not None:
        is_off = abs(result.clock_offset_seconds) > MOST_CLOCK_OFFSET_S
        replica_of(session).clock_offset = result.clock_offset_seconds if is_off else None
    last = session.scalar(select(ExchangeRound).order_by(ExchangeRound.n.desc()).limit(1))
    problem = message_json(result.problem)
    quiet = not result.sent and not result.received and not result.recovered and problem is None
    before = last is not None and not last.sent and not last.received and not last.recovered and last.problem is None
    if last is not None and quiet and before:
        last.at = now
        return
    n = last.n + 1 if last is not None else 1
    done = {"sent": result.sent, "received": result.received, "recovered": result.recovered}
    session.add(ExchangeRound(n=n, at=now, problem=problem, **done))
    session.connection().execute(delete(ExchangeRound).where(ExchangeRound.n <= n - KEPT))


def note_stop(session: Session, problem: Message, *, until_update: bool = False) -> None:
    """Remember what stops the exchange until a person, or an update of one of the two programs, ends it."""
    replica_of(session).stopped = message_json(problem) | ({_UNTIL_UPDATE: True} if until_update else {})


def held_stop(session: Session) -> Any:
    """Return what stops the exchange as it is kept; None where nothing does."""
    return session.scalar(select(Replica.stopped))


def lift_stop(session: Session, held: Any) -> None:
    """Let go of what stopped the exchange, unless it is another by now: the city takes and gives again."""
    replica = replica_of(session)
    if replica.stopped == held:
        replica.stopped = None


def stop_of(session: Session) -> Message | None:
    """Return what stops the exchange."""
    return message_of(held_stop(session))


def final_stop(session: Session) -> Message | None:
    """Return what stops the exchange until a person does something: no attempt begins by itself meanwhile.

    What ends with an update is no such thing. It may be the city's, and nobody tells of it.
    """
    held = held_stop(session)
    return None if ends_with_update(held) else message_of(held)


def ends_with_update(held: Any) -> bool:
    """Return whether a stop, as it is kept, ends with an update, so that it is worth asking now and then."""
    return held is not None and bool(held.get(_UNTIL_UPDATE))


def last_complete(session: Session) -> datetime | None:
    """Return when the last attempt without a problem was."""
    return session.scalar(select(func.max(ExchangeRound.at)).where(ExchangeRound.problem.is_(None)))

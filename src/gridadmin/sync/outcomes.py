"""What the city said of a push becomes states, cards and to-dos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gridadmin.wire.push import PushReply


@dataclass(frozen=True)
class Settled:
    """What became of the groups of one push."""

    sent: int = 0
    conflicts: int = 0
    refused: int = 0


def settle_push(session: Session, reply: PushReply, now: datetime) -> Settled:
    """Settle the push that is under way by its answer; raises NoAnswerError where the answer is not to it."""
    raise NotImplementedError

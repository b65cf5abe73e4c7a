"""What a person decides about an issue."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

WITHIN_AN_ACT = frozenset({"mine"})
"""Choices that change records as the clerk does: `use_mine` runs in OpenOffice.act, all else in OpenOffice.exchange."""


def use_mine(session: Session, issue_id: UUID, now: datetime) -> str:
    """Put the clerk's value over the city's, within the act that is open; return how the record is called.

    The act is an ordinary one whose `was` is the city's value: nothing is overwritten that she has not seen.
    """
    raise NotImplementedError


def settle_issue(session: Session, issue_id: UUID, choice: str, now: datetime) -> None:
    """Do what was chosen: theirs, give_up, keep, delete, confirm or send. A step of OpenOffice.exchange.

    Raises NotFoundError for an issue that is not there (any more), InvalidError for a choice that it does not offer.
    """
    raise NotImplementedError

"""Sealing: which groups go next, written down byte for byte before they are sent."""

from __future__ import annotations

from sqlalchemy.orm import Session

from gridadmin.sync.portions import Portions


def seal_push(session: Session, portions: Portions) -> bytes | None:
    """Return the push that is under way, or seal the next one; None where nothing can be sent."""
    raise NotImplementedError


def unseal(session: Session) -> None:
    """Let the groups of the push that is under way wait again, with their mids, in their places."""
    raise NotImplementedError

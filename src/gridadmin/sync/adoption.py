"""Adoption: what was entered here before the city's record was known takes the city's id, and is never doubled."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session


def must_pull_first(session: Session) -> bool:
    """Return whether a push has to wait for a pull: before the first one, and where an adopted record is not here yet.

    Only the city's children of an adopted record tell which of ours are the same.
    """
    raise NotImplementedError


def adopt(session: Session, record_type: str, old_id: UUID, new_id: UUID) -> None:
    """Give a record that only this office has the city's id: in its table, in every reference and in the queue.

    Its waiting `new` becomes a `set` with [null, mine] in a group of its own with a new mid; the rest of its group
    follows in the next. Doing it again changes nothing.
    """
    raise NotImplementedError

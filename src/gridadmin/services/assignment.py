"""Setting fields of a record only where they differ, so that nothing is journaled that did not change."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from gridadmin.domain.errors import ConflictError
from gridadmin.i18n import N_
from gridadmin.models.base import Record


def assign(record: Record, **values: Any) -> bool:
    """Set the fields that differ and return whether any did."""
    changed = False
    for name, value in values.items():
        if getattr(record, name) != value:
            setattr(record, name, value)
            changed = True
    return changed


def take_away(session: Session, record: Record) -> None:
    """Delete a record, or forget one that was made in this act and is not stored yet."""
    if record in session.new:
        session.expunge(record)
    else:
        session.delete(record)


def require_version(record: Record, version: int, subject: str) -> None:
    """Refuse an edit of a record that somebody else changed since it was shown.

    Raises:
        ConflictError: names the record and the way out.
    """
    if record.version != version:
        raise ConflictError(
            N_("{subject} was changed by somebody else in the meantime. Reload it and enter your change again."),
            subject=subject,
        )

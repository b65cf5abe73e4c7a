"""What this office cannot change because county or city have published it: for forms and imports, before they try."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.models.ownership import locked_fields, published_records


def find_locked(session: Session, record_type: str, record_ids: Sequence[UUID]) -> dict[UUID, frozenset[str]]:
    """Return record -> fields that only their owner can change; records without such fields are left out."""
    published = published_records(session.connection(), record_ids)
    locked = {record_id: locked_fields(record_type, held) for record_id, held in published.items()}
    return {record_id: fields for record_id, fields in locked.items() if fields}

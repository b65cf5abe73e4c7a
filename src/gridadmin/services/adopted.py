"""Records that took the city's id: the journal calls them by the old one, which is never changed there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.models.exchange import AdoptedRecord
from gridadmin.services.dated import chunks

_LENGTH = 36  # of a UUID's text


def former_ids(session: Session, record_ids: Collection[UUID]) -> set[UUID]:
    """Return the ids that some records had before the city's."""
    found: set[UUID] = set()
    for some in chunks(list(record_ids)):
        found |= set(session.scalars(select(AdoptedRecord.old_id).where(AdoptedRecord.new_id.in_(some))))
    return found


def current_ids(session: Session, record_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return old id -> new id for those of the records that were adopted."""
    found: dict[UUID, UUID] = {}
    for some in chunks(list(record_ids)):
        query = select(AdoptedRecord.old_id, AdoptedRecord.new_id).where(AdoptedRecord.old_id.in_(some))
        found |= {row.old_id: row.new_id for row in session.execute(query)}
    return found


def all_adopted(session: Session) -> dict[UUID, UUID]:
    """Return old id -> new id of every adopted record."""
    query = select(AdoptedRecord.old_id, AdoptedRecord.new_id)
    return {row.old_id: row.new_id for row in session.execute(query)}


def renamed_value(value: Any, adopted: dict[UUID, UUID]) -> Any:
    """Return a value of the journal with the id that it means today, where it is the old id of an adopted record."""
    if not adopted or not isinstance(value, str) or len(value) != _LENGTH:
        return value
    try:
        return str(adopted.get(UUID(value), value))
    except ValueError:
        return value

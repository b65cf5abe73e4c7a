"""Whether two records of one natural key are one: an ID number with a typing error belongs to somebody else."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.models.exchange import CityRecord
from gridadmin.models.received import rows_of
from gridadmin.sync.records import Fields, classes, plain_row
from gridadmin.wire.owners import OWNERS
from gridadmin.wire.values import Json

Said = tuple[str, ...]


def said_of(record_type: str, fields: Mapping[str, Json]) -> Said:
    """Return what a record says of itself beside its natural key; spaces and width of characters do not matter."""
    return as_said(fields.get(name) for name in OWNERS[record_type].alike)


def as_said(parts: Iterable[Json]) -> Said:
    """Return parts of what a record says of itself in the form in which two are held against each other."""
    return tuple("".join(unicodedata.normalize("NFKC", str(part or "")).split()) for part in parts)


def said_here(session: Session, record_type: str, ids: list[UUID]) -> dict[UUID, Said]:
    """Return what records say of themselves as they stand here."""
    record_class = classes()[record_type]
    rows = rows_of(session.connection(), record_class, ids)
    return {row["id"]: said_of(record_type, plain_row(record_class, row)) for row in rows}


def fields_at_city(session: Session, record_type: str, record_id: UUID) -> Fields | None:
    """Return what the city has of a record, as far as it was fetched; None where it was not."""
    held = session.get(CityRecord, record_id, populate_existing=True)
    if held is None or held.hash is None:
        return None
    if held.base is not None:
        return dict(held.base)
    record_class = classes()[record_type]
    return next(
        (plain_row(record_class, row) for row in rows_of(session.connection(), record_class, [record_id])), None
    )

"""What points at nothing: records whose reference has lost what it names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, select
from sqlalchemy.orm import Session

from gridadmin.models.base import Model, Record


@dataclass(frozen=True)
class _Reference:
    """A reference of one table to another, and the question which record of the one points at nothing."""

    table: str
    target: str
    orphan: Select[UUID]


def first_orphan(session: Session, changed: Collection[str]) -> UUID | None:
    """Return some record that points at nothing; None where every reference holds.

    Args:
        session: reads only; what was changed has been flushed.
        changed: the tables in which records were made, changed or removed. Only these can have lost what they point
            at, or be missed by what points at them.
    """
    for reference in _references():
        if reference.table in changed or reference.target in changed:
            orphan = session.scalar(reference.orphan)
            if orphan is not None:
                return orphan
    return None


@cache
def _references() -> tuple[_Reference, ...]:
    """Return every reference between records. To build the questions takes longer than to answer them."""
    tables = {mapper.local_table for mapper in Model.registry.mappers if issubclass(mapper.class_, Record)}
    return tuple(
        reference for table in Model.metadata.sorted_tables if table in tables for reference in _references_of(table)
    )


def _references_of(table: Table) -> list[_Reference]:
    found = []
    for column in table.columns:
        for key in column.foreign_keys:
            orphan = select(table.c.id).where(points_at_nothing(column, key.column.table)).limit(1)
            found.append(_Reference(table.name, key.column.table.name, orphan))
    return found


def points_at_nothing(column: ColumnElement[UUID], target: FromClause) -> ColumnElement[bool]:
    """Return the condition that a reference names a record which is not in its table."""
    # By another name: a table may point at itself, and would be compared with the same row.
    held = target.alias()
    return and_(column.is_not(None), ~select(held.c.id).where(held.c.id == column).exists())

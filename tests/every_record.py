"""A record of every type that is exchanged, made out of the tables and the map of owners alone: new ones come along."""

from __future__ import annotations

from enum import Enum
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.models.base import Model, Record
from gridadmin.models.ids import new_id
from gridadmin.services.journal import record_classes
from gridadmin.wire.owner_terms import Kind, Owner
from gridadmin.wire.owners import OWNERS
from tests.services.test_journal_reach import columns_of, make, sample

MADE_ONCE = frozenset({"office"})  # one row, which every database has
TYPES = tuple(
    table.name for table in Model.metadata.sorted_tables if table.name in record_classes() and table.name in OWNERS
)


def made_record(record_type: str, references: dict[str, UUID]) -> Record:
    """Return a record with a value in every field that travels."""
    row = make(record_classes()[record_type], {record_type: new_id()} | references, full=True)
    for name, column in columns_of(type(row)).items():
        if any(key.column.table.name == record_type for key in column.foreign_keys):
            setattr(row, name, None)  # the first of its type has none before it
    _suit(row, record_type, "a")
    return row


def _suit(row: Record, record_type: str, text: str) -> None:
    """Give a record what only some values are right for, and leave out what means something in one database only."""
    for name, field in OWNERS[record_type].fields.items():
        if field.kind is Kind.CONTENT:
            setattr(row, name, sha256(f"{text}{new_id()}".encode()).hexdigest())
        elif field.kind is Kind.CHOICE and not isinstance(getattr(row, name), Enum):
            setattr(row, name, field.choices[0 if text == "a" else -1])
        elif field.kind is Kind.JSON:
            setattr(row, name, {text: [1, None, {"字": True}], "值": -(2**53) + 1})
        elif field.owner is Owner.LOCAL and record_type == "parameter":
            setattr(row, name, "town")


def make_all(session: Session) -> dict[str, UUID]:
    """Make a record of every type, parents first, within the act that is open; return type -> id."""
    made: dict[str, UUID] = {}
    for record_type in TYPES:
        if record_type in MADE_ONCE:
            continue
        row = made_record(record_type, made)
        session.add(row)
        session.flush()
        made[record_type] = row.id
    return made


def change_all(session: Session, made: dict[str, UUID]) -> None:
    """Give every field of these records another value; references stay."""
    for record_type, record_id in made.items():
        row = session.get_one(record_classes()[record_type], record_id)
        for name, column in columns_of(type(row)).items():
            if not column.foreign_keys:
                setattr(row, name, sample(column, True, {}))
        _suit(row, record_type, "b")


def delete_all(session: Session, made: dict[str, UUID]) -> None:
    """Delete these records, children first."""
    for record_type in reversed(TYPES):
        if record_type in made:
            session.delete(session.get_one(record_classes()[record_type], made[record_type]))
            session.flush()

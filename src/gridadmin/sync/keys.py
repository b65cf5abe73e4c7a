"""Natural keys while rows come in: two records must never claim one, or a unique index would stop the whole pull.

Within the city's records it cannot happen. It does where the clerk's unsettled change claims what the city gave to
another record: hers is not shown until it is settled. She gets it back as a refusal (`duplicate_key`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Table, UniqueConstraint, select
from sqlalchemy.orm import Session

from gridadmin.models.journal import plain
from gridadmin.models.received import among, in_chunks
from gridadmin.sync.records import Fields, Shown, classes, stored_value
from gridadmin.wire.scopes import Scope
from gridadmin.wire.values import Json

KeyOf = tuple[Json, ...]


@cache
def unique_columns(record_type: str) -> tuple[str, ...]:
    """Return the columns of a type's unique index beside that of its id; none where it has none."""
    table = classes()[record_type].__table__
    assert isinstance(table, Table)
    for index in table.indexes:
        if index.unique:
            return tuple(column.name for column in index.columns)
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            return tuple(column.name for column in constraint.columns)
    return ()


def _empty_columns(record_type: str) -> frozenset[str]:
    """Return the columns of a type's key that may be empty."""
    table = classes()[record_type].__table__
    return frozenset(name for name in unique_columns(record_type) if table.columns[name].nullable)


def key_of(columns: tuple[str, ...], fields: Mapping[str, Json], scope: Scope) -> KeyOf | None:
    """Return a record's natural key; None where a part of it is missing."""
    key = tuple(scope.kind.value if name == "publisher" else fields.get(name) for name in columns)
    return key if columns and None not in key else None


def holders_of(session: Session, record_type: str, keys: Mapping[KeyOf, UUID]) -> dict[KeyOf, UUID]:
    """Return who holds keys here; the values of `keys` are not looked at."""
    columns = unique_columns(record_type)
    if not keys or not columns:
        return {}
    table: Any = classes()[record_type].__table__
    if session.execute(select(table.c.id).limit(1)).first() is None:  # as before a first pull
        return {}
    first: list[Any] = list({stored_value(record_type, columns[0], key[0]) for key in keys})
    found: dict[KeyOf, UUID] = {}
    for some in in_chunks(first):
        held = among(session.connection(), table.c[columns[0]], some)
        query = select(table.c.id, *(table.c[name] for name in columns)).where(held)
        for row in session.execute(query):
            key = tuple(plain(value) for value in row[1:])
            if key in keys:
                found[key] = row[0]
    return found


class KeyHolders:
    """Who holds the keys that some records of a type are to get."""

    def __init__(self, session: Session, record_type: str, wanted: Iterable[tuple[Shown, Fields]]) -> None:
        self._session, self._type = session, record_type
        self._columns = unique_columns(record_type)
        keys = {key_of(self._columns, target, record.scope): record.id for record, target in wanted}
        self._holders = holders_of(session, record_type, {key: each for key, each in keys.items() if key is not None})

    def free(self, record: Shown, target: Fields, *, unsettled: bool) -> Fields | None:
        """Return what a record can be shown as, which then holds its key.

        Where another one has it, that is without its key; None where it cannot be without one.
        """
        if self._take(key_of(self._columns, target, record.scope), record.id):
            return target
        if unsettled and record.fields is not None:
            mine = target | {name: record.fields[name] for name in self._columns if name in record.fields}
            key = key_of(self._columns, mine, record.scope)
            if key is not None and key not in self._holders:
                self._holders |= holders_of(self._session, self._type, {key: record.id})
            if self._take(key, record.id):
                return mine
        bare = {name: value for name, value in target.items() if name not in _empty_columns(self._type)}
        return bare if key_of(self._columns, bare, record.scope) is None else None

    def _take(self, key: KeyOf | None, record_id: UUID) -> bool:
        return key is None or self._holders.setdefault(key, record_id) == record_id

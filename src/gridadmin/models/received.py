"""What came in with the exchange, written in bulk: records and the journal's entries for them, in one transaction.

The unit of work keeps an object for every row; a first pull has tens of thousands. So this one module writes past it,
and in return journals all that it writes: replaying the journal gives the tables, as it does for what is done here.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Text,
    bindparam,
    delete,
    func,
    select,
    text,
    type_coerce,
    update,
)

from gridadmin.domain.journal import Operation
from gridadmin.models.base import Record
from gridadmin.models.bulk_insert import insert_columns, insert_rows
from gridadmin.models.journal import (
    ACT,
    FORMAT,
    RECEIVED,
    JournalEntry,
    journal_head,
    lock_head,
)
from gridadmin.models.journal_spelling import entry_hash, new_salts, spell_changes, spell_new

_ItemT = TypeVar("_ItemT")
Changes = Mapping[str, tuple[Any, Any]]
CHUNK = 500
MOST_NAMED = 500
SMALL_CACHE_KIB = 8_192
# Less than PostgreSQL's deadlock_timeout: of two who wait for each other it is never the clerk who loses.
_WAIT = "400ms"


@dataclass(frozen=True)
class ReceivedAct:
    """An act as its own entry says it; all its values are JSON already."""

    id: UUID
    at: datetime
    actor: str
    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)
    account_id: str | None = None
    undoes: str | None = None
    undoable: bool = False


class Touched:
    """Which records of each type were written, or taken away; of many it is only known that they were many."""

    def __init__(self) -> None:
        self._ids: dict[type[Record], list[UUID] | None] = {}

    def note(self, record_class: type[Record], record_id: UUID) -> None:
        """Note a record."""
        ids = self._ids.setdefault(record_class, [])
        if ids is not None:
            ids.append(record_id)
            if len(ids) > MOST_NAMED:
                self._ids[record_class] = None

    def of(self, record_class: type[Record]) -> Sequence[UUID] | None:
        """Return the records of a type; None where it may be any."""
        return self._ids.get(record_class, ())


class ReceivedWriter:
    """Writes what came in. Values of entries are JSON, values of rows are what the columns hold.

    Attributes:
        features: the feature words whose pages must reload.
        written, gone: the records that were made or changed, and those that were taken away, flushed or not.
        pointing: the columns with which what was written refers to other records.
    """

    def __init__(self, connection: Connection) -> None:
        self.features: set[str] = set()
        self.pointing: set[tuple[type[Record], str]] = set()
        self.written, self.gone = Touched(), Touched()
        self._connection = connection
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = '{_WAIT}'"))
        lock_head(connection)
        self._head: tuple[int, str] | None = None
        self._salts = new_salts()
        self._entries: list[dict[str, Any]] = []
        self._inserts: dict[type[Record], list[dict[str, Any]]] = {}
        self._made: list[tuple[type[Record], Mapping[str, Sequence[Any]]]] = []
        self._updates: dict[tuple[type[Record], tuple[str, ...]], list[dict[str, Any]]] = {}
        self._deletes: dict[type[Record], list[UUID]] = {}

    def begin(self, act: ReceivedAct) -> None:
        """Journal an act's own entry."""
        header = {
            "actor": act.actor,
            "account_id": act.account_id,
            "sentence": act.sentence,
            "values": dict(act.values),
            "undoable": act.undoable,
            "undoes": act.undoes,
            RECEIVED: True,
        }
        self.features.add("journal")
        self.note(act, ACT, ACT, act.id, {name: (None, value) for name, value in header.items()})

    def note(self, act: ReceivedAct, operation: str, record_type: str, record_id: UUID, changes: Changes) -> None:
        """Journal what an act did to a record."""
        self._link(act, operation, record_type, record_id, spell_changes(changes, self._salts))

    def note_new(self, act: ReceivedAct, record_type: str, record_id: UUID, values: Mapping[str, Any]) -> None:
        """Journal that an act made a record; none of its values is null."""
        self._link(act, Operation.INSERT.value, record_type, record_id, spell_new(values, self._salts))

    def _link(
        self, act: ReceivedAct, operation: str, record_type: str, record_id: UUID, spelled: tuple[str, str]
    ) -> None:
        payload, digests = spelled
        seq, previous = self._head or journal_head(self._connection)
        row: dict[str, Any] = {
            "seq": seq + 1,
            "act_id": act.id,
            "at": act.at,
            "operation": operation,
            "record_type": record_type,
            "record_id": record_id,
            "payload": payload,
            "digests": digests,
            "format": FORMAT,
        }
        row["hash"] = entry_hash(previous, row)
        self._head = (seq + 1, row["hash"])
        self._entries.append(row)
        if len(self._entries) >= CHUNK:
            self._write_entries()

    def insert(self, record_class: type[Record], record_id: UUID, values: Mapping[str, Any], version: int = 1) -> None:
        """Make a row; `values` name every column but id and version."""
        self._inserts.setdefault(record_class, []).append({**values, "id": record_id, "version": version})
        self.written.note(record_class, record_id)

    def insert_new(self, record_class: type[Record], ids: Sequence[UUID], columns: Mapping[str, Sequence[Any]]) -> None:
        """Make rows that are given column by column: every one but id and version."""
        self._made.append((record_class, {**columns, "id": ids, "version": [1] * len(ids)}))
        for record_id in ids:
            self.written.note(record_class, record_id)

    def update(self, record_class: type[Record], record_id: UUID, values: Mapping[str, Any]) -> None:
        """Change columns of a row and raise its version."""
        rows = self._updates.setdefault((record_class, tuple(sorted(values))), [])
        rows.append({"b_" + name: value for name, value in values.items()} | {"b_id": record_id})
        self.written.note(record_class, record_id)

    def delete(self, record_class: type[Record], record_id: UUID) -> None:
        """Take a row away."""
        self._deletes.setdefault(record_class, []).append(record_id)
        self.gone.note(record_class, record_id)

    def flush(self) -> None:
        """Write what has gathered: what goes first, so that its natural keys are free."""
        for gone, ids in self._deletes.items():
            for some in in_chunks(ids):
                self._connection.execute(delete(gone).where(gone.id.in_(some)))
            self.features.add(gone.feature)
        for (changed, names), rows in self._updates.items():
            columns: dict[str, Any] = {name: bindparam("b_" + name) for name in names}
            self.pointing |= {(changed, name) for name in referring(changed) & set(names)}
            statement = update(changed.__table__).where(changed.id == bindparam("b_id"))  # type: ignore[arg-type]
            self._connection.execute(statement.values(**columns, version=changed.version + 1), rows)
            self.features.add(changed.feature)
        for made, rows in self._inserts.items():
            insert_rows(self._connection, made.__table__, rows)
            self.pointing |= {(made, name) for name in referring(made) if any(row[name] is not None for row in rows)}
            self.features.add(made.feature)
        for made, given in self._made:
            insert_columns(self._connection, made.__table__, given)
            self.pointing |= {(made, name) for name in referring(made) if given[name].count(None) < len(given[name])}
            self.features.add(made.feature)
        self._write_entries()
        for gathered in (self._deletes, self._updates, self._inserts, self._made):
            gathered.clear()
        self._head = None

    def _write_entries(self) -> None:
        if self._entries:
            insert_rows(self._connection, JournalEntry.__table__, self._entries)
            self._entries.clear()


@cache
def referring(record_class: type[Record]) -> frozenset[str]:
    """Return the columns of a table that refer to other records."""
    return frozenset(column.key for column in record_class.__table__.c if column.foreign_keys)


@contextmanager
def small_cache(connection: Connection) -> Iterator[None]:
    """Let a long write on the office's own file take little memory.

    Every page that it changes would else stay in a cache that is made for reading all of the office, up to its limit.
    Pages that leave early are encrypted and written then and not at the commit.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    usual = int(connection.exec_driver_sql("PRAGMA cache_size").scalar_one())
    connection.exec_driver_sql(f"PRAGMA cache_size = {-SMALL_CACHE_KIB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {usual}")


def rename_records(
    connection: Connection,
    record_class: type[Record],
    pairs: Sequence[tuple[UUID, UUID]],
    references: Collection[tuple[type[Record], str]],
    replaced: Collection[UUID] = (),
) -> None:
    """Give records other ids, in their table and in every column that refers to it.

    Where the other id is among `replaced`, its row stands here already and gives way.

    Nothing is journaled: an id is no fact of the office. `adopted_record` remembers both, and every reader of the
    journal asks there.
    """
    ids = [{"b_old": old, "b_new": new} for old, new in pairs]
    table: Any = record_class.__table__
    for some in in_chunks([new for _old, new in pairs if new in replaced]):
        connection.execute(delete(table).where(table.c.id.in_(some)))
    own = update(table).where(table.c.id == bindparam("b_old"))
    connection.execute(own.values(id=bindparam("b_new"), version=table.c.version + 1), ids)
    for referring, name in references:
        other: Any = referring.__table__
        pointing = update(other).where(other.c[name] == bindparam("b_old"))
        connection.execute(pointing.values({name: bindparam("b_new"), "version": other.c.version + 1}), ids)


def rows_of(connection: Connection, record_class: type[Record], ids: Collection[UUID]) -> Iterator[Mapping[Any, Any]]:
    """Yield rows as their columns hold them."""
    table: Any = record_class.__table__
    for some in in_chunks(list(ids)) if may_hold(connection, table.c.id, ids) else ():
        for row in connection.execute(select(table).where(among(connection, table.c.id, some))):
            yield row._mapping


def held_in(connection: Connection, column: Any, ids: Collection[UUID]) -> set[UUID]:
    """Return those of some ids that a column holds."""
    found: set[UUID] = set()
    for some in in_chunks(list(ids)) if may_hold(connection, column, ids) else ():
        found.update(connection.execute(select(column).where(among(connection, column, some))).scalars())
    return found


def may_hold(connection: Connection, column: Any, ids: Collection[UUID]) -> bool:
    """Return whether a column holds an id between the first and the last of some.

    Ids are made in the order of time, so those of new records lie behind all that are known: one look tells.
    """
    if not ids:
        return False
    ends = {"first": min(ids, key=_NUMBER), "last": max(ids, key=_NUMBER)}
    return connection.execute(_one_between(column), ends).first() is not None


@cache
def _one_between(column: Any) -> Select[Any]:
    """Return the question for a value between two. To build it takes longer than to answer it."""
    return select(column).where(column.between(bindparam("first"), bindparam("last"))).limit(1)


_NUMBER = attrgetter("int")  # comparing ids themselves takes several times as long


def among(connection: Connection, column: Any, values: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of some ids or texts.

    On the office's own file they go as one value: making a place for each takes longer than looking them up.
    """
    if connection.dialect.name != "sqlite" or not all(isinstance(value, UUID | str) for value in values):
        return column.in_(values)  # type: ignore[no-any-return]
    return _among_text(column, bindparam(None, values_in(connection, values), Text))


def among_given(dialect: str, column: Any, name: str) -> ColumnElement[bool]:
    """Return the same for a statement that is made once and asked often; `name`: of what `values_in` gives."""
    if dialect != "sqlite":
        return column.in_(bindparam(name, expanding=True))  # type: ignore[no-any-return]
    return _among_text(column, bindparam(name, type_=Text))


def values_in(connection: Connection, values: Sequence[Any]) -> Any:
    """Return ids or texts as one value, where the database takes them so."""
    if connection.dialect.name != "sqlite":
        return list(values)
    return json.dumps([value.hex if isinstance(value, UUID) else value for value in values], ensure_ascii=False)


def _among_text(column: Any, spelled: BindParameter[Any]) -> ColumnElement[bool]:
    held = func.json_each(spelled).table_valued("value")
    return type_coerce(column, Text).in_(select(held.c.value))


def in_chunks(ids: Sequence[_ItemT]) -> Iterator[Sequence[_ItemT]]:
    """Cut ids, or rows with ids, into pieces that fit into one IN (…)."""
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]

"""Many rows of one scope at once.

Rows are copied in (COPY) where the driver can: a push of 500 groups is thousands of rows, and one INSERT for each costs
a multiple on both sides. Every relative of PostgreSQL takes COPY, also into distributed tables; other databases get
plain INSERTs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from msgspec.json import Encoder
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Executable,
    Table,
    Text,
    any_,
    bindparam,
    cast,
    column,
    func,
    insert,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.exc import DBAPIError

_WORTH_COPYING = 10


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that name every column of a table; all of one scope."""
    assert len({row["scope"] for row in rows}) <= 1, "one statement, one scope"
    cursor: Any = connection.connection.cursor() if len(rows) >= _WORTH_COPYING else None
    if cursor is None or not hasattr(cursor, "copy"):
        run_many(connection, insert(table), rows)
        return
    dialect = connection.dialect
    processors = _processors(table, dialect)
    names = ", ".join(map(dialect.identifier_preparer.quote, table.c.keys()))
    statement = f"COPY {table.name} ({names}) FROM STDIN"
    driver = dialect.loaded_dbapi
    try:
        with cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([row[name] if process is None else process(row[name]) for name, process in processors])
    except driver.Error as error:  # as SQLAlchemy would say it, so that a transaction is repeated where that helps
        raise DBAPIError.instance(
            statement, None, error, driver.Error, hide_parameters=True, dialect=dialect
        ) from error


@cache
def _processors(table: Table, dialect: Dialect) -> Sequence[tuple[str, Callable[[Any], Any] | None]]:
    """Return what makes of each column's value what the driver takes."""
    return [(column.key, column.type.dialect_impl(dialect).bind_processor(dialect)) for column in table.c]


def among(connection: Connection, searched: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of some ids, numbers or texts.

    On PostgreSQL they go as one value: a place for each of thousands takes longer to write than all of them to find.
    """
    if connection.dialect.name != "postgresql":
        return searched.in_(values)
    return searched == any_(cast(bindparam(None, _array(values), Text), ARRAY(searched.type)))


def _array(values: Sequence[Any]) -> str:
    """Return an array as PostgreSQL reads it; the driver would look at each value."""
    if values and isinstance(values[0], UUID):
        return "{" + ",".join([value.hex for value in values]) + "}"
    return "{" + ",".join([f'"{_ESCAPED.sub(_ESCAPE, str(value))}"' for value in values]) + "}"


_ESCAPED, _ESCAPE = re.compile(r'(["\\])'), r"\\\1"


def update_many(
    connection: Connection, table: Table, key: Column[Any], same: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Change rows that have the values `same` in common, each found by its `key`; all rows name the same columns.

    On PostgreSQL as one statement with one value: thousands of statements take longer to send than to do.
    """
    if not rows:
        return
    names = sorted(rows[0].keys() - {key.name})
    common = [table.c[name] == value for name, value in same.items()]
    if connection.dialect.name != "postgresql":
        found = update(table).where(*common, key == bindparam("_key"))
        statement = found.values({name: bindparam(f"_{name}") for name in names})
        run_many(connection, statement, [{f"_{n}": row[n] for n in names} | {"_key": row[key.name]} for row in rows])
        return
    columns = [column(each.name, each.type) for each in (key, *(table.c[name] for name in names))]
    said = cast(bindparam(None, _JSON.encode(rows).decode("utf-8"), Text), JSON)
    given = func.json_to_recordset(said).table_valued(*columns, name="given").render_derived(with_types=True)
    found = update(table).where(*common, key == given.c[key.name])
    connection.execute(found.values({name: given.c[name] for name in names}))


_JSON = Encoder()


def run_many(connection: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run a statement for each of some rows; for none, nothing is sent."""
    if rows:
        connection.execute(statement, list(rows))

"""Many rows of one scope at once.

Rows are copied in (COPY) where the driver can: a push of 500 groups is thousands of rows, and one INSERT for each costs
a multiple on both sides. Every relative of PostgreSQL takes COPY, also into distributed tables; other databases get
plain INSERTs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, Table, insert

_WORTH_COPYING = 10


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that name every column of a table; all of one scope."""
    assert len({row["scope"] for row in rows}) <= 1, "one statement, one scope"
    cursor = connection.connection.cursor() if len(rows) >= _WORTH_COPYING else None
    if cursor is None or not hasattr(cursor, "copy"):
        run_many(connection, insert(table), rows)
        return
    columns = list(table.c.keys())
    processors = _processors(table, connection.dialect)
    names = ", ".join(map(connection.dialect.identifier_preparer.quote, columns))
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] if process is None else process(row[name]) for name, process in processors])
    cursor.close()


@cache
def _processors(table: Table, dialect: Dialect) -> Sequence[tuple[str, Callable[[Any], Any] | None]]:
    """Return what makes of each column's value what the driver takes."""
    return [(column.key, column.type.dialect_impl(dialect).bind_processor(dialect)) for column in table.c]


def run_many(connection: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run a statement for each of some rows; for none, nothing is sent."""
    if rows:
        connection.execute(statement, list(rows))

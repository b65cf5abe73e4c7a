"""Writing thousands of rows: past the unit of work, and past what a statement's usual way does with each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, FromClause, insert

SEVERAL = 50  # rows from which on a statement of their own is worth being prepared


def insert_rows(connection: Connection, table: FromClause, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that name every column of a table."""
    if rows:
        names = [column.key for column in table.c]
        columns = zip(*map(itemgetter(*names), rows), strict=True)
        insert_columns(connection, table, dict(zip(names, columns, strict=True)))


def insert_columns(connection: Connection, table: FromClause, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows that are given column by column, each of a table's; at least one row.

    On the office's own file they are made ready so, too: what the statement's usual way does with each row takes
    longer than all that SQLite does with it.
    """
    if connection.dialect.name != "sqlite":
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        connection.execute(insert(table), rows)  # type: ignore[arg-type]
        return
    head, names, binds = _positional(table, connection.dialect)
    places, given = [], []
    for name in names:
        bound, literal = _bound(columns[name], binds.get(name))
        places.append("?" if literal is None else literal)
        if literal is None:
            given.append(bound)
    statement = f"{head} VALUES ({', '.join(places)})"
    connection.exec_driver_sql(statement, list(zip(*given, strict=True)))


def _bound(column: Sequence[Any], bind: Callable[[Any], Any] | None) -> tuple[Sequence[Any], str | None]:
    """Return the values of a column made ready, and how the one that stands in every row can be written out.

    Many a column says the same of every row, and binding takes longer than all else that SQLite does with such a value.
    """
    first = column[0]
    if first is column[-1] and column.count(first) == len(column):
        value = first if first is None or bind is None else bind(first)
        return [value] * len(column), _literal(value) if len(column) >= SEVERAL else None
    if bind is None:
        return column, None
    return [None if value is None else bind(value) for value in column], None


def _literal(value: object) -> str | None:
    """Return a value as a statement can hold it without a question of quoting; None where it has to be bound."""
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(int(value))
    return f"'{value}'" if isinstance(value, str) and _HARMLESS.fullmatch(value) else None


_HARMLESS = re.compile("[0-9A-Za-z_:.+ -]{0,64}")


@lru_cache(maxsize=128)
def _positional(table: FromClause, dialect: Dialect) -> tuple[str, tuple[str, ...], Mapping[str, Callable[[Any], Any]]]:
    """Return how the statement that makes a row begins, its columns, and what makes the values of some ready."""
    quote = dialect.identifier_preparer.quote
    names = tuple(column.key for column in table.c)
    head = f"INSERT INTO {quote(table.name)} ({', '.join(map(quote, names))})"  # type: ignore[attr-defined]
    found = {column.key: column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.c}
    return head, names, {name: bind for name, bind in found.items() if bind is not None}

"""Checking a whole database: pages, indexes, and rows that refer to what is not there."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, Engine, text

from gridadmin.i18n import N_, Message
from gridadmin.models.storage_errors import storage_errors

_MAX_REPORTED = 20

_TAMPERED = N_("The encrypted file is damaged or was changed from outside: {detail}")
_DAMAGED = N_("The database is damaged: {detail}")
_BROKEN_LINKS = N_("{count} rows of {table} refer to rows of {parent} that do not exist (row {rows})")
_UNCHECKED_LINK = N_("The database server does not check the link {name} of {table}")


def check_file(engine: Engine, *, quick: bool = False) -> list[Message]:
    """Return what is wrong with a database, nothing where all is well; `quick` leaves out the indexes.

    A PostgreSQL server guards its own pages and foreign keys, so only links that somebody told it not to check are
    found there. Raises StorageError where the file cannot be read at all.
    """
    with storage_errors(engine.url.database or "office.db"), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            return _unchecked_links(connection)
        # A page that fails here makes SQLite stop at it later, so there is nothing more to ask.
        problems = _answers(connection, "cipher_integrity_check", _TAMPERED)
        if problems:
            return problems
        pragma = "quick_check" if quick else "integrity_check"
        return [*_answers(connection, f"{pragma}({_MAX_REPORTED})", _DAMAGED), *_broken_links(connection)]


def _answers(connection: Connection, pragma: str, msgid: str) -> list[Message]:
    answers = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA {pragma}")]
    return [Message(msgid, {"detail": answer}) for answer in answers[:_MAX_REPORTED] if answer != "ok"]


def _broken_links(connection: Connection) -> list[Message]:
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    counts = Counter((row[0], row[2]) for row in rows)
    return [
        Message(_BROKEN_LINKS, {"count": count, "table": table, "parent": parent, "rows": _first(rows, table, parent)})
        for (table, parent), count in counts.items()
    ]


def _first(rows: object, table: str, parent: str) -> str:
    found = [str(row[1]) for row in rows if (row[0], row[2]) == (table, parent)]  # type: ignore[attr-defined]
    return ", ".join(found[:_MAX_REPORTED])


def _unchecked_links(connection: Connection) -> list[Message]:
    query = "SELECT conname, conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND NOT convalidated"
    return [Message(_UNCHECKED_LINK, {"name": row[0], "table": row[1]}) for row in connection.execute(text(query))]

"""What a copy of the office must share with its original: revision, number of rows, and the journal's last entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from gridadmin.domain.errors import StorageError
from gridadmin.i18n import N_
from gridadmin.models.backup_file import Manifest
from gridadmin.models.integrity import check_file
from gridadmin.models.storage import open_database

JournalHead = Callable[[Connection], str]

_DAMAGED = N_("The copy in {name} is damaged: {problem}. Nothing was changed.")
_DIFFERS = N_("The copy in {name} does not hold what it should ({what}). Nothing was changed.")


@dataclass(frozen=True)
class Figures:
    """What is compared between an office and its copy."""

    schema: str | None
    head: str
    rows: Mapping[str, int]

    @classmethod
    def of(cls, manifest: Manifest) -> Figures:
        """Return the figures that a backup says it has."""
        return cls(manifest.schema, manifest.journal_head, manifest.rows)


def no_journal(_connection: Connection) -> str:
    """Read no journal, for databases that have none."""
    return ""


def read_figures(connection: Connection, journal_head: JournalHead) -> Figures:
    """Return the figures of a database, all of the moment in which the connection's transaction reads."""
    tables = sorted(inspect(connection).get_table_names())
    quote = connection.dialect.identifier_preparer.quote_identifier
    rows = {table: connection.execute(text(f"SELECT count(*) FROM {quote(table)}")).scalar_one() for table in tables}
    version = None
    if "alembic_version" in rows:
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return Figures(version, journal_head(connection), rows)


def check_copy(path: Path, key: bytes, expected: Figures, journal_head: JournalHead | None, name: str) -> None:
    """Open a copy with its key and check pages, links and figures; raises StorageError naming what differs."""
    engine = open_database(path, key)
    try:
        problems = check_file(engine, quick=True)
        if problems:
            raise StorageError(_DAMAGED, name=name, problem=problems[0])
        with engine.connect() as connection:
            found = read_figures(connection, journal_head or (lambda _connection: expected.head))
    finally:
        engine.dispose()
    if found != expected:
        raise StorageError(_DIFFERS, name=name, what=_difference(found, expected))


def _difference(found: Figures, expected: Figures) -> str:
    if found.schema != expected.schema:
        return f"{expected.schema} / {found.schema}"
    if found.head != expected.head:
        return f"{expected.head} / {found.head}"
    tables = sorted(expected.rows.keys() | found.rows.keys())
    return ", ".join(
        f"{table}: {expected.rows.get(table)} / {found.rows.get(table)}"
        for table in tables
        if expected.rows.get(table) != found.rows.get(table)
    )

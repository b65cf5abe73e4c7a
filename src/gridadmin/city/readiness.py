"""Whether a process can serve: its database answers, has the tables of this program, and takes what is written."""

from __future__ import annotations

import logging
from asyncio import Lock
from collections.abc import Iterator
from enum import StrEnum

from sqlalchemy import Connection, Engine, text

from gridadmin.city.desk import Desk
from gridadmin.city.logs import log_event
from gridadmin.city.metrics import labels
from gridadmin.city.storage import UPGRADES, tables_version
from gridadmin.domain.errors import GridAdminError

READY_SECONDS = 1.0


class Hindrance(StrEnum):
    """Why a process cannot serve although its database answers."""

    TABLES = "tables"  # there are none, or those of another program
    READ_ONLY = "read_only"  # the server that it speaks to is no primary any more


class Readiness:
    """What hinders a process: asked for once a second, however often it is wanted to know."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._one_at_a_time = desk, Lock()
        self._found: Hindrance | None = None
        self._until = 0.0

    async def hindrance(self) -> Hindrance | None:
        """Return it, None where the process can serve; raises SQLAlchemyError where the database is away."""
        async with self._one_at_a_time:
            if self._desk.clock() >= self._until:
                self._note(await self._desk.in_thread(lambda: find_hindrance(self._desk.exchange.engine)))
                self._until = self._desk.clock() + READY_SECONDS
            return self._found

    async def gauge(self) -> Iterator[tuple[str, float]]:
        """Return a figure for every hindrance, 1 for the one that there is."""
        found = await self.hindrance()
        return ((labels(reason=each), float(each is found)) for each in Hindrance)

    def _note(self, found: Hindrance | None) -> None:
        """Remember what was found; the log has a line when it changes, and not for every question."""
        if found is not self._found:
            level, event = (logging.INFO, "ready again") if found is None else (logging.WARNING, "not ready")
            log_event(level, event, **({} if found is None else {"reason": found.value}))
        self._found = found


def find_hindrance(engine: Engine) -> Hindrance | None:
    """Return what hinders a process that works over this database, without writing anything."""
    try:
        with engine.connect() as connection:
            if tables_version(connection) != len(UPGRADES) + 1:
                return Hindrance.TABLES
            return Hindrance.READ_ONLY if _only_reads(connection) else None
    except GridAdminError:
        return Hindrance.TABLES


def _only_reads(connection: Connection) -> bool:
    """Return whether nothing can be written: a standby in recovery says so of each transaction, and whoever is told to.

    It is asked anew in every transaction, and its relatives know it as PostgreSQL does.
    """
    if connection.dialect.name == "sqlite":
        return False
    return bool(connection.execute(text("SHOW transaction_read_only")).scalar_one() == "on")

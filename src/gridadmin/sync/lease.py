"""Who exchanges: computers that share one database do so one at a time.

On PostgreSQL the computer that exchanges keeps one row locked, on a connection of its own, for as long as the attempt
lasts; when it dies, the server lets go of the lock. No clock is asked. An office folder has a lock of its own.

That connection may be lost while its computer goes on: then another one may exchange. So who takes the lease writes a
number of its own into a second row, and every step of an attempt looks whether its number still stands there.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Self
from uuid import uuid4

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from gridadmin.domain.errors import ConflictError
from gridadmin.i18n import N_
from gridadmin.models.exchange import ExchangeLease

_LOCKED, _FENCE = 1, 2
_LOCK_NOT_AVAILABLE = "55P03"

_TAKEN_OVER = N_(
    "The connection to the office's database was lost for a moment, and another computer exchanges since. "
    "Nothing is lost; the next attempt goes on."
)


@dataclass(frozen=True)
class Lease:
    """The right to exchange, for the length of a `with`.

    Attributes:
        give_back: lets the next one have it. fence: stands in the database until another one took it; None where
            nobody else can reach the database.
    """

    give_back: Callable[[], None]
    fence: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_how: object) -> None:
        self.give_back()

    def and_then(self, also: Callable[[], None]) -> Lease:
        """Return a lease that lets go of something else, too, when it is given back."""

        def give_back() -> None:
            try:
                self.give_back()
            finally:
                also()

        return replace(self, give_back=give_back)


def take_lease(engine: Engine) -> Lease | None:
    """Take the right to exchange; None while another computer has it."""
    if engine.dialect.name == "sqlite":
        return Lease(_nothing)
    _make_rows(engine)
    connection = engine.connect()
    try:
        if not _lock(connection):
            connection.close()
            return None
        fence = uuid4().hex
        with engine.begin() as other:
            other.execute(update(ExchangeLease).where(ExchangeLease.n == _FENCE).values(holder=fence))
    except BaseException:
        _let_go(connection)
        raise
    return Lease(lambda: _let_go(connection), fence)


def _lock(connection: Connection) -> bool:
    mine = ExchangeLease.n == _LOCKED
    try:
        connection.execute(select(ExchangeLease.n).where(mine).with_for_update(nowait=True))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        return False
    connection.execute(update(ExchangeLease).where(mine).values(holder=socket.gethostname()))
    return True


def _let_go(connection: Connection) -> None:
    with suppress(DBAPIError):  # where the connection was lost, so is the lock
        connection.close()


def require_lease(session: Session, fence: str | None) -> None:
    """Raise ConflictError where another took the lease; it waits with that for the end of this transaction."""
    if fence is None:
        return
    held = select(ExchangeLease.holder).where(ExchangeLease.n == _FENCE).with_for_update(read=True)
    if session.scalar(held) != fence:
        raise ConflictError(_TAKEN_OVER)


def _make_rows(engine: Engine) -> None:
    with engine.begin() as connection:
        there = set(connection.scalars(select(ExchangeLease.n)))
    for number in {_LOCKED, _FENCE} - there:
        try:
            with engine.begin() as connection:
                connection.execute(insert(ExchangeLease), {"n": number, "holder": ""})
        except IntegrityError:
            continue  # another computer made it at the same moment


def _nothing() -> None:
    """Give nothing back."""

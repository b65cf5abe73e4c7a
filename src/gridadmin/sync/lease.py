"""Who exchanges: computers that share one database do so one at a time.

On PostgreSQL the computer that exchanges keeps one row locked, on a connection of its own, for as long as the attempt
lasts; when it dies, the server lets go of the lock. No clock is asked. An office folder has a lock of its own.
"""

from __future__ import annotations

import socket
from collections.abc import Callable

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from gridadmin.models.exchange import ExchangeLease

_ONE = 1


def take_lease(engine: Engine) -> Callable[[], None] | None:
    """Take the right to exchange and return what gives it back; None while another computer has it."""
    if engine.dialect.name == "sqlite":
        return _nothing
    _make_row(engine)
    connection = engine.connect()
    try:
        connection.begin()
        connection.execute(select(ExchangeLease.n).where(ExchangeLease.n == _ONE).with_for_update(nowait=True))
        connection.execute(update(ExchangeLease).values(holder=socket.gethostname()))
    except DBAPIError:
        connection.close()
        return None
    return connection.close


def _make_row(engine: Engine) -> None:
    with engine.begin() as connection:
        if connection.scalar(select(ExchangeLease.n).where(ExchangeLease.n == _ONE)) is not None:
            return
    try:
        with engine.begin() as connection:
            connection.execute(insert(ExchangeLease), {"n": _ONE, "holder": ""})
    except IntegrityError:
        return  # another computer made it at the same moment


def _nothing() -> None:
    """Give nothing back."""

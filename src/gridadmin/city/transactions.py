"""Transactions at the city: short, repeated where the database asks for it, and snapshots for what is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

_RETURN = TypeVar("_RETURN")
# Serialization failure and deadlock (SQL standard and PostgreSQL): the transaction did nothing and may be repeated.
# A unique violation can only be two first visitors of a scope at once; the second finds what the first made.
_AGAIN = frozenset({"40001", "40P01", "23505"})
_TRIES = 8


def transaction(engine: Engine, work: Callable[[Connection], _RETURN]) -> _RETURN:
    """Run `work` in a transaction that is committed, again while the database says so, and return what it returns."""
    return _repeated(engine, work)


def snapshot(engine: Engine, work: Callable[[Connection], _RETURN]) -> _RETURN:
    """Run `work`, which only reads, in one snapshot (REPEATABLE READ) and return what it returns."""
    if engine.dialect.name == "sqlite":  # one connection, one writer: everything is a snapshot
        return _repeated(engine, work)
    return _repeated(engine.execution_options(isolation_level="REPEATABLE READ"), work)


def _repeated(engine: Engine, work: Callable[[Connection], _RETURN]) -> _RETURN:
    for _ in range(_TRIES - 1):
        try:
            with engine.begin() as connection:
                return work(connection)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in _AGAIN:
                raise
    with engine.begin() as connection:
        return work(connection)

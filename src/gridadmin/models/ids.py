"""Ids of records: UUIDv7 made on the client, so that rows sort by the moment they were made (RFC 9562, section 5.7)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

_COUNTER_BITS = 12
_RANDOM_BITS = 62


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class _Source:
    """Where the ids and salts of this process come from.

    Attributes:
        last_tick: of the newest id; they never go back.
    """

    random_bytes: Callable[[int], bytes] = os.urandom
    milliseconds: Callable[[], int] = _milliseconds
    last_tick: int = 0


_source = _Source()


@contextmanager
def ids_drawn_from(random_bytes: Callable[[int], bytes], milliseconds: Callable[[], int]) -> Iterator[None]:
    """Let ids and salts come from another source for a while, so that a simulation does the same for the same seed."""
    global _source  # noqa: PLW0603 - the one source of this process
    before, _source = _source, _Source(random_bytes, milliseconds)
    try:
        yield
    finally:
        _source = before


def random_bytes(count: int) -> bytes:
    """Return random bytes that keep nothing secret: parts of ids, salts of the journal."""
    return _source.random_bytes(count)


def new_id() -> UUID:
    """Return a UUIDv7 greater than every one this process made before.

    The 48 bits of milliseconds and the 12 bits of `rand_a` form one counter that never goes back, also when the
    clock does (RFC 9562, section 6.2, method 1 with the time as its upper part); 62 random bits make the id unique
    between computers. All writing happens on one database thread; two threads at once would still get unique ids, but
    their order would mean nothing.
    """
    source = _source
    fresh = source.milliseconds() << _COUNTER_BITS | int.from_bytes(source.random_bytes(1))
    source.last_tick = max(source.last_tick + 1, fresh)
    return id_from(source.last_tick, int.from_bytes(source.random_bytes(8)))


def id_from(tick: int, random: int) -> UUID:
    """Return the UUIDv7 of a tick (milliseconds since 1970 times 4096 plus counter) and at least 62 random bits."""
    milliseconds, counter = divmod(tick, 1 << _COUNTER_BITS)
    high = (milliseconds & (1 << 48) - 1) << 16 | 0x7 << 12 | counter
    low = 0b10 << _RANDOM_BITS | random & (1 << _RANDOM_BITS) - 1
    return UUID(int=high << 64 | low)

"""Ids of records: UUIDv7 made on the client, so that rows sort by the moment they were made (RFC 9562, section 5.7)."""

from __future__ import annotations

import os
import time
from uuid import UUID

_COUNTER_BITS = 12
_RANDOM_BITS = 62
_last_tick = 0


def new_id() -> UUID:
    """Return a UUIDv7 greater than every one this process made before.

    The 48 bits of milliseconds and the 12 bits of `rand_a` form one counter that never goes back, also when the
    clock does (RFC 9562, section 6.2, method 1 with the time as its upper part); 62 random bits make the id unique
    between computers. All writing happens on one database thread; two threads at once would still get unique ids, but
    their order would mean nothing.
    """
    global _last_tick  # noqa: PLW0603 - the counter of this process
    milliseconds = time.time_ns() // 1_000_000
    fresh = milliseconds << _COUNTER_BITS | int.from_bytes(os.urandom(1))
    _last_tick = max(_last_tick + 1, fresh)
    return id_from(_last_tick, int.from_bytes(os.urandom(8)))


def id_from(tick: int, random: int) -> UUID:
    """Return the UUIDv7 of a tick (milliseconds since 1970 times 4096 plus counter) and at least 62 random bits."""
    milliseconds, counter = divmod(tick, 1 << _COUNTER_BITS)
    high = (milliseconds & (1 << 48) - 1) << 16 | 0x7 << 12 | counter
    low = 0b10 << _RANDOM_BITS | random & (1 << _RANDOM_BITS) - 1
    return UUID(int=high << 64 | low)

"""A city that forgets what is older than its retention, and what stood in its history before.

Whether something was applied, and lawfully, is asked of the whole history: what the city forgot counts as if it stood
there still.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Engine, select

from gridadmin.city import tables
from gridadmin.city.exchange import LIMITS, Exchange

YEARS = timedelta(days=LIMITS.retention_days + 50)
OFTEN = 0.06


class Told(NamedTuple):
    """A group as the history tells it."""

    scope: str
    seq: int
    mid: UUID
    ops: str


def history_of(city: Engine) -> dict[tuple[str, int], Told]:
    """Return the groups that the city's history still tells, with what was written of them."""
    held = tables.history
    query = select(held.c.scope, held.c.seq, held.c.mid, held.c.ops).where(held.c.mid.is_not(None))
    with city.connect() as connection:
        rows = connection.execute(query.where(held.c.ops.is_not(None)))
        return {(row.scope, row.seq): Told(row.scope, row.seq, row.mid, row.ops) for row in rows}


class Forgetting:
    """When the years pass in the schedule of a seed, and what the city told before it forgot.

    Only some schedules have it; their other draws are those that they had without.
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(f"years {seed}") if seed % 5 == 2 else None
        self._forgotten: dict[tuple[str, int], Told] = {}

    def is_time(self) -> bool:
        """Return whether the years pass now."""
        return self._random is not None and self._random.random() < OFTEN

    def forget(self, exchange: Exchange) -> None:
        """Let the city forget what its clock says is too old, in every scope."""
        before = history_of(exchange.engine)
        for scope in exchange.scopes():
            exchange.forget(scope)
        kept = history_of(exchange.engine)
        self._forgotten |= {place: told for place, told in before.items() if place not in kept}

    def told(self, city: Engine) -> list[Told]:
        """Return the whole history, scope by scope and in its order.

        No backup is put back that is older than what was forgotten, so that the one goes on where the other ends.
        """
        whole = self._forgotten | history_of(city)
        return [whole[place] for place in sorted(whole)]

"""`GET …/townships`: how the townships stand, for whoever has credentials of a county or of the city (graded)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from gridadmin.city.exchange import Exchange
from gridadmin.city.overview import TownshipStatus, list_townships
from gridadmin.city.transactions import snapshot
from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.scopes import Scope

STALE_DAYS = 7


def find_townships(exchange: Exchange, within: Scope) -> list[TownshipStatus]:
    """Return the townships that a county, the city or a township itself may look at."""
    stale = timedelta(days=STALE_DAYS)
    return snapshot(exchange.engine, lambda it: list_townships(it, within, exchange.clock(), stale))


def spell_townships(rows: Sequence[TownshipStatus]) -> bytes:
    """Return the body of the answer."""
    listed = [{name: _plain(getattr(row, name)) for name in TownshipStatus.__dataclass_fields__} for row in rows]
    return canonical_json({"townships": listed}).encode("utf-8")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value

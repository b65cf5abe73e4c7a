"""`GET …/townships`: how the townships stand, for whoever has credentials of a county or of the city (graded)."""

from __future__ import annotations

from datetime import datetime, timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gridadmin.city.addresses import certificate_of, intake_of, token_of, visit_of
from gridadmin.city.answers import body_response
from gridadmin.city.exchange import Exchange
from gridadmin.city.overview import TownshipStatus, list_townships
from gridadmin.city.transactions import snapshot
from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.scopes import Scope

STALE_DAYS = 7


def township_routes(exchange: Exchange, prefix: str) -> list[BaseRoute]:
    """Return the route for staff: a county sees its townships, the city all, a township itself."""

    async def townships(request: Request) -> Response:
        visit = visit_of(request)
        visit.address = "townships"
        caller = await run_in_threadpool(exchange.caller, token_of(request), certificate_of(request))
        visit.who, visit.scope = caller.client_id, str(caller.scope)
        rows = await run_in_threadpool(_townships, exchange, caller.scope)
        return body_response(_spelled(rows), intake_of(request).headers)

    return [Route(f"{prefix}/townships", townships, methods=["GET"])]


def _townships(exchange: Exchange, within: Scope) -> list[TownshipStatus]:
    stale = timedelta(days=STALE_DAYS)
    return snapshot(exchange.engine, lambda it: list_townships(it, within, exchange.clock(), stale))


def _spelled(rows: list[TownshipStatus]) -> bytes:
    listed = [{name: _plain(getattr(row, name)) for name in TownshipStatus.__dataclass_fields__} for row in rows]
    return canonical_json({"townships": listed}).encode("utf-8")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value

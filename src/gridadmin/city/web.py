"""The city exchange over HTTP: an ASGI application that keeps nothing, so that any number of processes may serve it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from hmac import compare_digest
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from gridadmin.city.access import AccessRecord
from gridadmin.city.addresses import POSTS, Addresses, intake_of, visit_of
from gridadmin.city.answers import DATABASE_AWAY, body_response, problem_in, problem_response, unavailable
from gridadmin.city.chores import chores
from gridadmin.city.connections import SETTINGS
from gridadmin.city.desk import Desk
from gridadmin.city.exchange import Exchange
from gridadmin.city.front import Front, peer_of
from gridadmin.city.logs import fault_of
from gridadmin.city.metrics import MEDIA_TYPE, Metrics, labels
from gridadmin.city.overview import with_revocation
from gridadmin.city.readiness import Readiness
from gridadmin.city.settings import Settings
from gridadmin.city.signatures import SignatureCheck, read_app_keys
from gridadmin.city.tables import client, replica
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.problems import ProblemError

_THIS_MACHINE = ("127.0.0.1", "::1", "::ffff:127.0.0.1", "")


def make_app(exchange: Exchange, settings: Settings | None = None, more: Sequence[BaseRoute] = ()) -> Front:
    """Return the application of one process.

    Args:
        more: further routes: public pages, an interface for staff.
    """
    settings = settings or Settings()
    folder = Path(settings.metrics_folder) if settings.metrics_folder else None
    desk = Desk(
        exchange,
        settings,
        Metrics(folder),
        AccessRecord(exchange.engine, settings.access_days, exchange.clock),
        _signatures(exchange, settings),
    )

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, object]]:
        async with chores(desk):
            yield {SETTINGS: settings}

    expected = (HTTPException, ProblemError, MalformedMessageError, *DATABASE_AWAY, Exception)
    app = Starlette(
        routes=[*_exchange_routes(desk), *_operator_routes(desk), *more],
        exception_handlers=dict.fromkeys(expected, _on_error),
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return Front(app, desk)


def _exchange_routes(desk: Desk) -> list[BaseRoute]:
    addresses, prefix = Addresses(desk), desk.settings.prefix
    routes = [
        Route(f"{prefix}/", addresses.capabilities, methods=["GET"]),
        Route(f"{prefix}/enrol", addresses.enrol, methods=["POST"]),
        Route(f"{prefix}/token", addresses.token, methods=["POST"]),
        *(Route(f"{prefix}/{post.name}", addresses.post(post), methods=["POST"]) for post in POSTS),
        Route(f"{prefix}/townships", addresses.townships, methods=["GET"]),
        Route(f"{prefix}/attachments/{{name}}", addresses.attachment, methods=["HEAD", "PATCH", "GET"]),
    ]
    return [Route(prefix, addresses.capabilities, methods=["GET"]), *routes] if prefix else list(routes)


def _operator_routes(desk: Desk) -> list[BaseRoute]:
    engine, readiness = desk.exchange.engine, Readiness(desk)

    async def live(request: Request) -> Response:
        visit_of(request).address = "live"
        return body_response(b'{"live":true}', {})

    async def ready(request: Request) -> Response:
        visit_of(request).address = "ready"
        if await readiness.hindrance() is not None:
            raise unavailable(30)
        return body_response(b'{"ready":true}', {})

    async def metrics(request: Request) -> Response:
        visit_of(request).address = "metrics"
        if not _may_read_metrics(request, desk.settings):
            raise HTTPException(404)
        seen = await desk.in_thread(lambda: _last_exchanges(engine))
        gauges: dict[str, Iterable[tuple[str, float]]] = {
            **seen,
            "under_way": [("", desk.under_way.count())],
            "not_ready": await readiness.gauge(),
        }
        return PlainTextResponse(desk.metrics.text(gauges), media_type=MEDIA_TYPE)

    return [
        Route("/healthz", live, methods=["GET"]),
        Route("/readyz", ready, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
    ]


async def _on_error(request: Request, error: Exception) -> Response:
    visit = visit_of(request)
    if isinstance(error, DATABASE_AWAY):
        visit.fault = fault_of(error)
    problem = problem_in(error, str(visit.id))
    visit.note_problem(problem.problem.type)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return problem_response(problem, headers)


def _signatures(exchange: Exchange, settings: Settings) -> SignatureCheck | None:
    if settings.app_keys is None:
        return None
    return SignatureCheck(exchange.engine, read_app_keys(Path(settings.app_keys)), exchange.clock)


def _may_read_metrics(request: Request, settings: Settings) -> bool:
    if settings.metrics_token is None:
        return peer_of(request.scope) in _THIS_MACHINE
    given = intake_of(request).headers.get("authorization", "")
    return compare_digest(given.encode(), f"Bearer {settings.metrics_token}".encode())


def _last_exchanges(engine: Engine) -> dict[str, list[tuple[str, float]]]:
    """Return when each township last sent and fetched, in seconds since 1970; without computers that were revoked."""
    moments = select(replica.c.scope, func.max(replica.c.pushed_at), func.max(replica.c.pulled_at))
    query = with_revocation(moments).where(client.c.revoked_at.is_(None))

    def read(connection: Connection) -> dict[str, list[tuple[str, float]]]:
        rows = connection.execute(query.group_by(replica.c.scope).order_by(replica.c.scope)).all()
        return {
            "last_push_seconds": [(labels(scope=scope), _seconds(pushed)) for scope, pushed, _ in rows if pushed],
            "last_pull_seconds": [(labels(scope=scope), _seconds(pulled)) for scope, _, pulled in rows if pulled],
        }

    with engine.connect() as connection:
        return read(connection)


def _seconds(moment: datetime) -> float:
    return moment.timestamp()

"""The outermost layer: every request is counted, bounded, answered whatever happens, logged and recorded."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from email.utils import format_datetime
from time import monotonic

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from gridadmin.city.answers import problem_in, problem_response, too_many, unavailable
from gridadmin.city.bodies import Intake, has_header_twice
from gridadmin.city.desk import Desk
from gridadmin.city.ids import Now, timed_uuid
from gridadmin.city.logs import fault_of, log_visit
from gridadmin.city.pacing import neighbourhood
from gridadmin.city.visits import METHODS, OTHER, Visit
from gridadmin.i18n import _
from gridadmin.wire.problems import ProblemError, ProblemType, problem_of

NOBODY_THERE = 499
UNBOUNDED = ("/healthz", "/readyz", "/metrics")
DRAINED_BYTES, DRAINED_SECONDS = 64 * 2**20, 10.0


class Outlet:
    """The way back to one client: adds the date, and lets a client finish sending before it is hung up on."""

    def __init__(self, send: Send, visit: Visit, intake: Intake, date: str) -> None:
        self._send, self._visit, self._intake, self._date = send, visit, intake, date
        self.started = False

    async def send(self, event: Event) -> None:
        """Send an event of an answer."""
        if event["type"] == "http.response.start":
            self.started = True
            self._visit.status = event["status"]
            event = {**event, "headers": [*event.get("headers", ()), *self._own_headers()]}
        elif event["type"] == "http.response.body":
            self._visit.bytes_out += len(event.get("body", b""))
            if not event.get("more_body") and self._intake.unread:
                await self._send({**event, "more_body": True})
                await self._linger()
                event = {"type": "http.response.body", "body": b""}
        await self._send(event)

    def _own_headers(self) -> list[tuple[bytes, bytes]]:
        own = [(b"date", self._date.encode()), (b"x-content-type-options", b"nosniff")]
        return [*own, (b"connection", b"close")] if self._intake.unread else own

    async def _linger(self) -> None:
        # Most clients read an answer only when all of their body is sent; hung up on before, they never see it.
        if "expect" not in self._intake.headers and self._visit.status != 408:
            await self._intake.drain(DRAINED_BYTES, DRAINED_SECONDS)


class Front:
    """An ASGI application around the one that knows the addresses.

    Attributes:
        desk: what its requests share.
    """

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app, self.desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        desk, begun, at = self.desk, monotonic(), self.desk.exchange.clock()
        method = scope["method"] if scope["method"] in METHODS else OTHER
        visit = Visit(timed_uuid(Now(at, desk.random)), at, method)
        intake = Intake(scope, receive, desk.settings)
        scope["state"] = {**scope.get("state", {}), "visit": visit, "intake": intake}
        outlet = Outlet(send, visit, intake, format_datetime(at, usegmt=True))
        try:
            await self._answer(scope, outlet, visit, intake)
        finally:
            visit.bytes_in, visit.seconds = intake.size, monotonic() - begun
            log_visit(visit)
            desk.metrics.count(visit)
            desk.access.note(visit)

    async def _answer(self, scope: Scope, outlet: Outlet, visit: Visit, intake: Intake) -> None:
        try:
            with self.desk.under_way.enter() as room, ExitStack() as until_answered:
                scope["state"]["until_answered"] = until_answered
                refusal = self._refusal(scope, room)
                if refusal is None:
                    await self._app(scope, intake.receive, outlet.send)
                    return
                visit.note_problem(refusal.problem.type)
                await problem_response(refusal)(scope, intake.receive, outlet.send)
        except ClientDisconnect:
            visit.status = NOBODY_THERE
        except asyncio.CancelledError:
            visit.status = visit.status or NOBODY_THERE
            raise
        except Exception as error:  # noqa: BLE001 - the last stop: a client is told of a fault, and the log knows it
            visit.fault = fault_of(error)
            if not outlet.started:
                problem = problem_in(error, str(visit.id))
                visit.note_problem(problem.problem.type)
                await problem_response(problem)(scope, intake.receive, outlet.send)

    def _refusal(self, scope: Scope, room: bool) -> ProblemError | None:
        if scope["path"] in UNBOUNDED:
            return None
        if not room:
            return unavailable(2.0)
        wait = self.desk.addresses.take(neighbourhood(peer_of(scope)))
        if wait:
            return too_many(wait)
        if has_header_twice(scope):
            return problem_of(ProblemType.MALFORMED, _("A header stands twice."), pointer="")
        return None


def peer_of(scope: Scope) -> str:
    """Return the network address that a request comes from, as far as it is known."""
    client = scope.get("client")
    return str(client[0]) if client else ""

"""The addresses of docs/exchange.md, section 2: read, authenticate, call the exchange, answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from gridadmin.city.access import WRONG_PROOFS
from gridadmin.city.answers import JSON, body_response, too_many, unavailable
from gridadmin.city.bodies import Intake, check_media, unpack
from gridadmin.city.callers import Caller
from gridadmin.city.connections import CERTIFICATE
from gridadmin.city.desk import Desk
from gridadmin.city.exchange import Exchange
from gridadmin.city.front import peer_of
from gridadmin.city.pacing import neighbourhood
from gridadmin.city.pulls import Page
from gridadmin.city.ranges import read_range
from gridadmin.city.townships_web import find_townships, spell_townships
from gridadmin.city.visits import Visit
from gridadmin.i18n import _
from gridadmin.wire.attachments import UPLOAD_TYPE, UploadState, parse_attachment_name
from gridadmin.wire.enrolment import EnrolReply, EnrolRequest, TokenReply, TokenRequest
from gridadmin.wire.message import Message
from gridadmin.wire.problems import ProblemError, ProblemType, problem_of
from gridadmin.wire.pull import PullRequest
from gridadmin.wire.push import PushRequest
from gridadmin.wire.recovery import DigestRequest, KnownRequest, RowsRequest
from gridadmin.wire.scopes import Scope

SMALL_BYTES = 2**20
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Post:
    """An address that takes a message with a token and answers one.

    Attributes:
        act: what answers it; gives the message, or a page as the database spelled it.
    """

    name: str
    kind: type[Message]
    act: Callable[[Exchange, Caller, Any], Message | Page]


POSTS = (
    Post("push", PushRequest, Exchange.push),
    Post("pull", PullRequest, Exchange.pull_page),
    Post("known", KnownRequest, Exchange.known),
    Post("digest", DigestRequest, Exchange.digest),
    Post("rows", RowsRequest, Exchange.rows),
)


class Addresses:
    """The endpoints of one process."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._exchange = desk, desk.exchange

    async def capabilities(self, request: Request) -> Response:
        """GET /: who answers here. The first thing that an office asks, and all that needs no proof."""
        visit_of(request).address = "capabilities"
        return body_response(self._exchange.capabilities().to_bytes(), intake_of(request).headers)

    async def enrol(self, request: Request) -> Response:
        """POST /enrol: credentials for a one-time code."""
        visit_of(request).address = "enrol"

        def act(body: bytes) -> EnrolReply:
            return self._exchange.enrol(EnrolRequest.from_bytes(body))

        return await self._unproved(request, JSON, act, guessable=True)

    async def token(self, request: Request) -> Response:
        """POST /token: a token for credentials."""
        visit = visit_of(request)
        visit.address = "token"

        def act(body: bytes) -> TokenReply:
            asked = TokenRequest.from_form(body)
            reply = self._exchange.token(asked, certificate_of(request))
            visit.who = asked.client_id
            return reply

        return await self._unproved(request, FORM, act, guessable=False)

    def post(self, post: Post) -> Callable[[Request], Any]:
        """Return the endpoint of an address that takes a message with a token."""

        async def answer(request: Request) -> Response:
            visit, headers = visit_of(request), intake_of(request).headers
            visit.address = post.name
            most = self._exchange.limits.push_bytes if post.name == "push" else SMALL_BYTES
            with ExitStack() as held:
                caller = await self._caller(request)
                check_media(headers, JSON)
                body = await self._body(request, most, held)

                def act() -> Response:
                    asked = post.kind.from_bytes(unpack(body, headers, most))
                    visit.note_scopes(_scopes_of(asked), caller.scope)
                    reply = post.act(self._exchange, caller, asked)
                    visit.note_reply(reply)
                    return body_response(reply.body if isinstance(reply, Page) else reply.to_bytes(), headers)

                return await self._desk.in_thread(act)

        return answer

    async def townships(self, request: Request) -> Response:
        """GET /townships: how the townships stand that the caller may look at; no part of the protocol of offices."""
        visit, headers = visit_of(request), intake_of(request).headers
        visit.address = "townships"
        with ExitStack() as held:
            caller = await self._caller(request)
            await self._body(request, 0, held)

        def act() -> Response:
            rows = find_townships(self._exchange, caller.scope)
            visit.given = len(rows)
            return body_response(spell_townships(rows), headers)

        return await self._desk.in_thread(act)

    async def attachment(self, request: Request) -> Response:
        """HEAD, PATCH and GET /attachments/{name}."""
        visit_of(request).address = "attachment"
        with ExitStack() as held:
            caller = await self._caller(request)
            name = str(parse_attachment_name(request.path_params["name"]))
            if request.method == "PATCH":
                return await self._receive(request, caller, name, held)
            await self._body(request, 0, held)
            state = await self._desk.in_thread(lambda: self._exchange.attachment(caller, name))
            if request.method == "HEAD":
                return _state_response(state)
            return self._content(request, caller, name, state)

    async def _receive(self, request: Request, caller: Caller, name: str, held: ExitStack) -> Response:
        headers = intake_of(request).headers
        check_media(headers, UPLOAD_TYPE)
        asked = UploadState.from_headers(headers)
        most = self._exchange.limits.chunk_bytes
        body = await self._body(request, most, held)
        visit_of(request).received = 1

        def act() -> UploadState:
            return self._exchange.receive_attachment(caller, name, asked, unpack(body, headers, most))

        return _state_response(await self._desk.in_thread(act))

    def _content(self, request: Request, caller: Caller, name: str, state: UploadState) -> Response:
        if not state.complete:
            raise problem_of(ProblemType.NOT_FOUND, _("This attachment is not here."))
        visit_of(request).given = 1
        size, step = state.offset, self._exchange.limits.chunk_bytes
        start = read_range(intake_of(request).headers)

        async def pieces() -> AsyncIterator[bytes]:
            for offset in range(start or 0, size, step):
                piece = partial(self._exchange.read_attachment, caller, name, offset, step)
                yield await self._desk.in_thread(piece)

        headers = {"Cache-Control": "no-store", "Content-Length": str(max(0, size - (start or 0)))}
        if start is None:
            return StreamingResponse(pieces(), headers=headers, media_type="application/octet-stream")
        place = f"{start}-{size - 1}" if start < size else "*"
        headers["Content-Range"] = f"bytes {place}/{size}"
        status = HTTPStatus.PARTIAL_CONTENT
        return StreamingResponse(pieces(), status, headers=headers, media_type="application/octet-stream")

    async def _unproved(
        self, request: Request, media: str, act: Callable[[bytes], Message], *, guessable: bool
    ) -> Response:
        """Answer a request that brings its proof in its body: wrong ones are counted against where they come from.

        Many offices may share an address, so a right one is taken however many wrong ones came from there, unless it
        could be found by trying (`guessable`).
        """
        failures, headers = self._desk.failures, intake_of(request).headers
        key = f"{visit_of(request).address} {neighbourhood(peer_of(request.scope))}"
        wait = failures.wait(key)
        if wait and guessable:
            raise too_many(wait)
        check_media(headers, media)
        with ExitStack() as held:
            body = await self._body(request, SMALL_BYTES, held)

            def answer() -> Response:
                reply = act(unpack(body, headers, SMALL_BYTES))
                visit_of(request).note_reply(reply)
                return body_response(reply.to_bytes(), headers)

            try:
                return await self._desk.in_thread(answer, repeatable=False)
            except ProblemError as error:
                if error.problem.type in WRONG_PROOFS:
                    if wait:
                        raise too_many(wait) from None
                    failures.spend(key)
                raise

    async def _caller(self, request: Request) -> Caller:
        """Return whose token came along, and hold one of the places that this client has until it took the answer."""
        token, shown = token_of(request), certificate_of(request)
        caller = await self._desk.in_thread(lambda: self._exchange.caller(token, shown))
        visit = visit_of(request)
        visit.who, visit.scope = caller.client_id, str(caller.scope)
        wait = self._desk.clients.take(caller.client_id)
        if wait:
            raise too_many(wait)
        until_answered: ExitStack = request.scope["state"]["until_answered"]
        if not until_answered.enter_context(self._desk.client_under_way.enter(caller.client_id)):
            raise too_many(1.0)
        return caller

    async def _body(self, request: Request, most: int, held: ExitStack) -> bytes:
        def on_large() -> None:
            if not held.enter_context(self._desk.large.enter()):
                raise unavailable(2.0)

        intake = intake_of(request)
        body = await intake.read(most, on_large)
        check = self._desk.signatures
        if check is not None:
            await self._desk.in_thread(lambda: check.require(request.scope, intake.headers, body), repeatable=False)
        return body


def _scopes_of(asked: Any) -> Collection[Scope]:
    return asked.cursors.keys() if isinstance(asked, PullRequest) else (asked.scope,)


def _state_response(state: UploadState) -> Response:
    headers = state.to_headers() | {"Cache-Control": "no-store"}
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)


def token_of(request: Request) -> str:
    """Return the bearer token that came along; ProblemError `token-invalid` where there is none."""
    authorization: str = intake_of(request).headers.get("authorization", "")
    kind, _separator, token = authorization.partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise problem_of(ProblemType.TOKEN_INVALID, _("The request has no access token."))
    return token.strip()


def certificate_of(request: Request) -> str | None:
    """Return the SHA-256 of the client certificate of the connection; None where none was asked for."""
    certificate: str | None = request.scope["state"].get(CERTIFICATE)
    return certificate


def visit_of(request: Request) -> Visit:
    """Return the record of a request under way."""
    visit: Visit = request.scope["state"]["visit"]
    return visit


def intake_of(request: Request) -> Intake:
    """Return the body of a request under way."""
    intake: Intake = request.scope["state"]["intake"]
    return intake

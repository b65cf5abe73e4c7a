"""The city over HTTP: the addresses of docs/exchange.md, and who may be believed to be the city."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from gridadmin.domain.exchange import Connection
from gridadmin.i18n import N_
from gridadmin.sync.ahead import Ahead, request_after
from gridadmin.sync.answers import Answer, message_in, not_the_city
from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.credentials import Credentials
from gridadmin.sync.line import Line, Patience, Request
from gridadmin.sync.packed import is_packed
from gridadmin.sync.signers import Signer
from gridadmin.sync.tokens import Tokens
from gridadmin.wire.attachments import UPLOAD_TYPE, UploadState
from gridadmin.wire.enrolment import PROTOCOL, Capabilities, EnrolReply, EnrolRequest, TokenReply, TokenRequest
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.message import Message
from gridadmin.wire.plain import collector_resting
from gridadmin.wire.problems import ProblemError, ProblemType
from gridadmin.wire.pull import PullReply, PullRequest
from gridadmin.wire.push import PushReply
from gridadmin.wire.recovery import DigestReply, DigestRequest, KnownReply, KnownRequest, RowsReply, RowsRequest
from gridadmin.wire.values import MOST_BYTES

MessageT = TypeVar("MessageT", bound=Message)

FORM = "application/x-www-form-urlencoded"
OCTETS = "application/octet-stream"

_BROKEN = N_("The connection to the city's server broke off.")
_OTHER_PROTOCOL = N_(
    "The city's server speaks version {theirs} of the exchange, this program version {ours}. Update the program."
)
_MENDABLE = frozenset({ProblemType.TOKEN_INVALID, ProblemType.SIGNATURE_INVALID})


class HttpCity:
    """A city's server, for one client or, without credentials, for the enrolment of one.

    Used by one thread at a time. Nothing leaves before the server has shown itself as a city exchange, and again
    after each call that was not answered: the network may be another one by then.
    """

    def __init__(
        self,
        connection: Connection,
        credentials: Credentials | None,
        *,
        clock: Callable[[], datetime],
        signer: Signer | None = None,
        patience: Patience | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare the way; raises InvalidError for settings that do not fit. Nothing is sent yet."""
        patience = patience or Patience()
        self._line = Line(connection, clock=clock, signer=signer, patience=patience, monotonic=monotonic)
        self._found: Capabilities | None = None
        self._ahead = Ahead()
        self._tokens: Tokens | None = None
        if credentials is not None:
            request = TokenRequest(client_id=credentials.client_id, client_secret=credentials.client_secret)
            self._tokens = Tokens(request, self._ask_token, monotonic)

    @property
    def clock_offset(self) -> float | None:
        """Seconds by which the city's clock is ahead of the office's; None before the first answer."""
        return self._line.clock_offset

    def capabilities(self) -> Capabilities:
        """Return who answers there."""
        self._ahead.drop()
        return self._look()

    def _look(self) -> Capabilities:
        self._found = None
        found = message_in(self._exchange(Request("GET", "/"), signed=False), Capabilities)
        if found.protocol != PROTOCOL:
            raise NoAnswerError(_OTHER_PROTOCOL, theirs=found.protocol, ours=PROTOCOL)
        self._found, self._line.packs = found, "gzip" in found.compressions
        return found

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Return credentials for a one-time code; needs none of its own."""
        self._find()
        once = Request("POST", "/enrol", request.to_bytes(), repeatable=False)
        return message_in(self._exchange(once), EnrolReply)

    def push(self, body: bytes, meanwhile: Callable[[], None] | None = None) -> PushReply:
        """Send a sealed push, byte for byte; only how it is packed is decided here."""
        request = Request("POST", "/push", body, most=MOST_BYTES, packed=is_packed(body))
        with self._losing_sight():
            answer = self._authorised(request) if meanwhile is None else self._answered(request, body, meanwhile)
            return message_in(answer, PushReply)

    def pull(self, request: PullRequest) -> PullReply:
        """Return the next page, and have the one after it fetched while this one is kept."""
        body = request.to_bytes()
        answer = self._ahead.take(body)
        with self._losing_sight():
            if answer is None:
                answer = self._authorised(_pull(body))
            with collector_resting():
                reply = replace(message_in(answer, PullReply), packed=answer.packed)
        if not reply.done:
            following = request_after(request, reply).to_bytes()
            self._ahead.begin(following, lambda: self._with_token(_pull(following)))
        return reply

    def known(self, request: KnownRequest) -> KnownReply:
        """Return which groups the city has."""
        return self._post("/known", request.to_bytes(), KnownReply)

    def digest(self, request: DigestRequest) -> DigestReply:
        """Return digests, as finely as asked."""
        return self._post("/digest", request.to_bytes(), DigestReply)

    def rows(self, request: RowsRequest) -> RowsReply:
        """Return records as they stand."""
        return self._post("/rows", request.to_bytes(), RowsReply)

    def attachment_offset(self, name: str) -> int | None:
        """Return how many bytes of an attachment are there; None where all are."""
        state = self._upload_state(Request("HEAD", f"/attachments/{name}", wanted=None))
        return None if state.complete else state.offset

    def send_attachment(self, name: str, offset: int, piece: bytes, size: int) -> None:
        """Send the piece at an offset of an attachment of `size` bytes."""
        said = UploadState(offset, complete=offset + len(piece) >= size, length=size).to_headers()
        path = f"/attachments/{name}"
        self._upload_state(Request("PATCH", path, piece, UPLOAD_TYPE, None, said, packable=False))

    def fetch_attachment(self, name: str, offset: int) -> bytes:
        """Return the next piece from an offset on, as much as came; empty where there is no more."""
        most = self._find().limits.attachment_bytes
        headers = {"Range": f"bytes={offset}-"} if offset else {}
        path = f"/attachments/{name}"
        answer = self._authorised(Request("GET", path, wanted=OCTETS, headers=headers, most=most, partly=True))
        content = answer.body if answer.status == 206 else answer.body[offset:]
        if answer.cut and not content:
            raise self._lost(NoAnswerError(_BROKEN, smaller=True))
        return content

    def close(self) -> None:
        """Let go of the connection."""
        self._ahead.abandon()
        self._line.hang_up()

    def _post(self, path: str, body: bytes, kind: type[MessageT]) -> MessageT:
        with self._losing_sight():
            return message_in(self._authorised(Request("POST", path, body, most=MOST_BYTES)), kind)

    def _upload_state(self, request: Request) -> UploadState:
        answer = self._authorised(request)
        try:
            return UploadState.from_headers(answer.headers)
        except MalformedMessageError as error:
            raise self._lost(not_the_city(answer)) from error

    def _ask_token(self, request: TokenRequest) -> TokenReply:
        return message_in(self._exchange(Request("POST", "/token", request.to_form(), FORM)), TokenReply)

    def _find(self) -> Capabilities:
        return self._found or self._look()

    def _answered(self, request: Request, body: bytes, meanwhile: Callable[[], None]) -> Answer:
        """Send a request with a token, and do something else until the answer is there."""
        self._ahead.drop()
        self._ahead.begin(body, lambda: self._with_token(request))
        try:
            meanwhile()
        except BaseException:
            self._ahead.drop()
            raise
        answer = self._ahead.take(body)
        assert answer is not None, "it was asked for"
        return answer

    def _authorised(self, request: Request) -> Answer:
        """Send a request with a token; nothing else is under way meanwhile."""
        self._ahead.drop()
        return self._with_token(request)

    def _with_token(self, request: Request) -> Answer:
        """Send a request with a token; once more after a token or the clock was put right."""
        assert self._tokens is not None, "a city without credentials is only for enrolling"
        mended: set[ProblemType] = set()
        while True:
            try:
                self._find()
                return self._exchange(request, {"Authorization": f"Bearer {self._tokens.current()}"})
            except ProblemError as error:
                kind = error.problem.type
                if kind not in _MENDABLE or kind in mended or error.__class__ is not ProblemError:
                    raise
                mended.add(kind)
                if kind is ProblemType.TOKEN_INVALID:
                    self._tokens.forget()

    def _exchange(self, request: Request, headers: dict[str, str] | None = None, *, signed: bool = True) -> Answer:
        with self._losing_sight():
            return self._line.ask(request, headers, signed=signed)

    def _lost(self, error: NoAnswerError) -> NoAnswerError:
        self._found = None
        self._line.hang_up()
        return error

    @contextmanager
    def _losing_sight(self) -> Iterator[None]:
        """Ask again who is there after whatever was no answer."""
        try:
            yield
        except NoAnswerError as error:
            raise self._lost(error) from error.__cause__


def _pull(body: bytes) -> Request:
    return Request("POST", "/pull", body, most=MOST_BYTES)

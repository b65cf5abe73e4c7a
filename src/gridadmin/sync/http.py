"""The city over HTTP: the addresses of docs/exchange.md, each call once, and nothing but the city's answers believed.

urllib3 is imported with the first city, not with the program (docs/decisions/041-http-client.md).
"""

from __future__ import annotations

import gzip
import io
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from gridadmin import __version__
from gridadmin.domain.exchange import Connection
from gridadmin.i18n import N_
from gridadmin.sync.answers import JSON, Answer, date_of, message_in, not_the_city, read_answer, refuse_problem
from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.credentials import Credentials
from gridadmin.sync.routes import base_address, open_route
from gridadmin.sync.signers import Signer
from gridadmin.sync.tokens import Tokens
from gridadmin.wire.attachments import UPLOAD_TYPE, UploadState
from gridadmin.wire.enrolment import PROTOCOL, Capabilities, EnrolReply, EnrolRequest, TokenReply, TokenRequest
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.message import Message
from gridadmin.wire.problems import ProblemError, ProblemType
from gridadmin.wire.pull import PullReply, PullRequest
from gridadmin.wire.push import PushReply
from gridadmin.wire.recovery import DigestReply, DigestRequest, KnownReply, KnownRequest, RowsReply, RowsRequest
from gridadmin.wire.values import MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from urllib3 import PoolManager

MessageT = TypeVar("MessageT", bound=Message)

GZIP_FROM = 1_024  # bytes: below it, packing makes nothing faster
GZIP_LEVEL = 5
FORM = "application/x-www-form-urlencoded"
OCTETS = "application/octet-stream"
IDLE_S = 3.0  # a connection that rested longer may be closed at the other end without our knowing
FEW_BYTES = 65_536  # more than any answer but a page's, a record's and a photo's

_UNREACHABLE = N_("The city's server {host} is not reached. What is entered waits here until it is.")
_UNTRUSTED = N_("{host} could not prove that it is the city's server ({reason}). Nothing was sent.")
_PROXY = N_("The proxy does not let the connection to {host} through. Check the proxy in the settings.")
_SILENT = N_("The city's server did not answer in time.")
_BROKEN = N_("The connection to the city's server broke off.")
_OTHER_PROTOCOL = N_(
    "The city's server speaks version {theirs} of the exchange, this program version {ours}. Update the program."
)
_MENDABLE = frozenset({ProblemType.TOKEN_INVALID, ProblemType.SIGNATURE_INVALID})


@dataclass(frozen=True)
class Patience:
    """Seconds until a connection has to stand, and until something has to come on it."""

    connect_s: float = 10.0
    read_s: float = 60.0


@dataclass(frozen=True)
class _Request:
    """What is asked.

    Attributes:
        wanted: the media type of the answer; none where its headers say it all.
        most: bytes of the answer at most. partly: a part of the answer is of use, too.
    """

    method: str
    path: str
    body: bytes | None = None
    media: str = JSON
    wanted: str | None = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    most: int = FEW_BYTES
    packable: bool = True
    partly: bool = False

    def is_answered_by(self, answer: Answer) -> bool:
        """Return whether the answer is one that the city would give to this."""
        if self.wanted is None:
            return answer.status in (200, 204)
        return answer.media == self.wanted and answer.status in ((200,) if self.wanted == JSON else (200, 206))


class HttpCity:
    """A city's server, for one client or, without credentials, for the enrolment of one.

    Used by one thread at a time. Nothing leaves before the server has shown itself as a city exchange, and again
    after each call that was not answered: the network may be another one by then.

    Attributes:
        clock_offset: seconds by which the city's clock is ahead of the office's; None before the first answer.
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
        self.clock_offset: float | None = None
        self._base = base_address(connection)
        self._route: PoolManager = open_route(connection)
        self._signer = signer
        self._clock = clock
        self._patience = patience or Patience()
        self._monotonic = monotonic
        self._last_use = 0.0
        self._found: Capabilities | None = None
        self._tokens: Tokens | None = None
        if credentials is not None:
            request = TokenRequest(client_id=credentials.client_id, client_secret=credentials.client_secret)
            self._tokens = Tokens(request, self._ask_token, monotonic)

    def capabilities(self) -> Capabilities:
        """Return who answers there."""
        found = message_in(self._exchange(_Request("GET", "/"), signed=False), Capabilities)
        if found.protocol != PROTOCOL:
            raise NoAnswerError(_OTHER_PROTOCOL, theirs=found.protocol, ours=PROTOCOL)
        self._found = found
        return found

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Return credentials for a one-time code; needs none of its own."""
        self._find()
        return message_in(self._exchange(_Request("POST", "/enrol", request.to_bytes())), EnrolReply)

    def push(self, body: bytes) -> PushReply:
        """Send a sealed push, byte for byte; only how it is packed is decided here."""
        return self._post("/push", body, PushReply)

    def pull(self, request: PullRequest) -> PullReply:
        """Return the next page."""
        return self._post("/pull", request.to_bytes(), PullReply)

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
        state = self._upload_state(_Request("HEAD", f"/attachments/{name}", wanted=None))
        return None if state.complete else state.offset

    def send_attachment(self, name: str, offset: int, piece: bytes, size: int) -> None:
        """Send the piece at an offset of an attachment of `size` bytes."""
        said = UploadState(offset, complete=offset + len(piece) >= size, length=size).to_headers()
        path = f"/attachments/{name}"
        self._upload_state(_Request("PATCH", path, piece, UPLOAD_TYPE, None, said, packable=False))

    def fetch_attachment(self, name: str, offset: int) -> bytes:
        """Return the next piece from an offset on, as much as came; empty where there is no more."""
        most = self._find().limits.attachment_bytes
        headers = {"Range": f"bytes={offset}-"} if offset else {}
        path = f"/attachments/{name}"
        answer = self._authorised(_Request("GET", path, wanted=OCTETS, headers=headers, most=most, partly=True))
        content = answer.body if answer.status == 206 else answer.body[offset:]
        if answer.cut and not content:
            raise self._lost(NoAnswerError(_BROKEN, smaller=True))
        return content

    def close(self) -> None:
        """Let go of the connection."""
        self._route.clear()

    def _post(self, path: str, body: bytes, kind: type[MessageT]) -> MessageT:
        with self._losing_sight():
            return message_in(self._authorised(_Request("POST", path, body, most=MOST_BYTES)), kind)

    def _upload_state(self, request: _Request) -> UploadState:
        answer = self._authorised(request)
        try:
            return UploadState.from_headers(answer.headers)
        except MalformedMessageError as error:
            raise self._lost(not_the_city(answer)) from error

    def _ask_token(self, request: TokenRequest) -> TokenReply:
        return message_in(self._exchange(_Request("POST", "/token", request.to_form(), FORM)), TokenReply)

    def _find(self) -> Capabilities:
        return self._found or self.capabilities()

    def _authorised(self, request: _Request) -> Answer:
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

    def _exchange(self, request: _Request, headers: Mapping[str, str] | None = None, *, signed: bool = True) -> Answer:
        """Send a request once and return the city's answer; raises NoAnswerError or ProblemError."""
        with self._losing_sight():
            answer = self._sent(request, headers or {}, signed)
            try:
                refuse_problem(answer, self._clock(), head=request.method == "HEAD")
            except ProblemError:
                self._note_clock(answer)
                raise
            if not request.is_answered_by(answer):  # also a redirect: followed, it would take the data to anywhere
                raise not_the_city(answer)
            self._note_clock(answer)
            return answer

    def _sent(self, request: _Request, headers: Mapping[str, str], signed: bool) -> Answer:
        from urllib3.util import Timeout

        body, sent = self._packed(request)
        sent |= {"Accept-Encoding": "gzip", "User-Agent": f"gridadmin/{__version__}", **request.headers, **headers}
        target = self._base.path + request.path
        if signed and self._signer is not None:
            sent |= self._signer.headers(request.method, target, body or b"", self._city_time())
        if self._monotonic() - self._last_use > IDLE_S:
            self._route.clear()
        with self._errors_explained():
            response = self._route.urlopen(
                request.method,
                f"{self._base.scheme}://{self._base.netloc}{target}",
                body=io.BytesIO(body) if body is not None else None,  # in pieces, each with the time limit for itself
                headers=sent,
                timeout=Timeout(connect=self._patience.connect_s, read=self._patience.read_s),
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
        try:
            answer = read_answer(response, request.most, self._monotonic, partly=request.partly)
        except BaseException:
            response.close()
            raise
        response.release_conn()
        self._last_use = self._monotonic()
        return answer

    def _packed(self, request: _Request) -> tuple[bytes | None, dict[str, str]]:
        body = request.body
        if body is None:
            return None, {}
        headers = {"Content-Type": request.media}
        offered = self._found is not None and "gzip" in self._found.compressions
        if request.packable and offered and len(body) >= GZIP_FROM:
            body = gzip.compress(body, GZIP_LEVEL, mtime=0)
            headers["Content-Encoding"] = "gzip"
        return body, headers | {"Content-Length": str(len(body))}

    def _city_time(self) -> datetime:
        return self._clock() + timedelta(seconds=self.clock_offset or 0)

    def _note_clock(self, answer: Answer) -> None:
        theirs = date_of(answer)
        if theirs is not None:
            self.clock_offset = (theirs - self._clock()).total_seconds()

    def _lost(self, error: NoAnswerError) -> NoAnswerError:
        self._found = None
        self._route.clear()
        return error

    @contextmanager
    def _losing_sight(self) -> Iterator[None]:
        """Ask again who is there after whatever was no answer."""
        try:
            yield
        except NoAnswerError as error:
            raise self._lost(error) from error.__cause__

    @contextmanager
    def _errors_explained(self) -> Iterator[None]:
        """Turn what urllib3 and the network raise before an answer begins into NoAnswerError."""
        import urllib3.exceptions as wrong

        host = self._base.hostname
        try:
            yield
        except wrong.SSLError as error:
            raise NoAnswerError(_UNTRUSTED, host=host, reason=_tls_reason(error)) from error
        except wrong.ProxyError as error:
            raise NoAnswerError(_PROXY, host=host) from error
        except wrong.ReadTimeoutError as error:
            raise NoAnswerError(_SILENT, smaller=True) from error
        except (wrong.NewConnectionError, wrong.ConnectTimeoutError) as error:
            raise NoAnswerError(_UNREACHABLE, host=host) from error
        except (wrong.HTTPError, OSError) as error:
            raise NoAnswerError(_BROKEN, smaller=True) from error


def _tls_reason(error: BaseException) -> str:
    inner = error.args[0] if error.args else error
    return str(getattr(inner, "verify_message", "") or getattr(inner, "reason", "") or type(inner).__name__)

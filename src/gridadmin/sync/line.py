"""The line to one server: a request goes out, and what comes back is the city's answer or an error.

It goes out once, but for one case: a connection that stood from an earlier answer and is closed before anything of the
next one comes. The other side may have closed it before it read the request; whoever repeats it on a new connection
(RFC 9112, 9.3.1) does no harm, as repeating any request of the exchange changes nothing. The enrolment alone can not
be repeated, and so begins with a connection of its own.

urllib3 is imported with the first line, not with the program (docs/decisions/041-http-client.md).
"""

from __future__ import annotations

import gzip
import io
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gridadmin import __version__
from gridadmin.domain.exchange import Connection
from gridadmin.i18n import N_
from gridadmin.sync.answers import JSON, Answer, date_of, not_the_city, read_answer, refuse_problem
from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.packed import LEVEL, plain_of
from gridadmin.sync.routes import base_address, open_route
from gridadmin.sync.signers import Signer
from gridadmin.wire.problems import ProblemError

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

GZIP_FROM = 1_024  # bytes: below it, packing makes nothing faster
GZIP_LEVEL = 5  # for slow lines, which most of them are
FAST_LINE = 1_000_000  # packed bytes a second, answer included, from which on packing well takes longer than it saves
LARGE_BODY = 32_768  # packed bytes that tell how fast a line is
FEW_BYTES = 65_536  # more than any answer but a page's, a record's and a photo's
IDLE_S = 3.0  # a connection that rested longer may be closed at the other end without our knowing

_UNREACHABLE = N_("The city's server {host} is not reached. What is entered waits here until it is.")
_UNTRUSTED = N_("{host} could not prove that it is the city's server ({reason}). Nothing was sent.")
_PROXY = N_("The proxy does not let the connection to {host} through. Check the proxy in the settings.")
_SILENT = N_("The city's server did not answer in time.")
_BROKEN = N_("The connection to the city's server broke off.")


@dataclass(frozen=True)
class Patience:
    """Seconds until a connection has to stand, and until something has to come on it."""

    connect_s: float = 10.0
    read_s: float = 60.0


@dataclass(frozen=True)
class Request:
    """What is asked.

    Attributes:
        wanted: the media type of the answer; none where its headers say it all.
        most: bytes of the answer at most. partly: a part of the answer is of use, too.
        packable: the body may travel as gzip. packed: it is gzip already.
        repeatable: sending it twice does what sending it once does.
    """

    method: str
    path: str
    body: bytes | None = None
    media: str = JSON
    wanted: str | None = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    most: int = FEW_BYTES
    packable: bool = True
    packed: bool = False
    partly: bool = False
    repeatable: bool = True

    def is_answered_by(self, answer: Answer) -> bool:
        """Return whether the answer is one that the city would give to this."""
        if self.wanted is None:
            return answer.status in (200, 204)
        return answer.media == self.wanted and answer.status in ((200,) if self.wanted == JSON else (200, 206))


class _ClosedError(NoAnswerError):
    """The other side closed the connection before anything of an answer came."""


class Line:
    """The line to a server; used by one thread at a time.

    Attributes:
        clock_offset: seconds by which the server's clock is ahead of the office's; None before its first answer.
        packs: the server takes gzip.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        clock: Callable[[], datetime],
        signer: Signer | None,
        patience: Patience,
        monotonic: Callable[[], float],
    ) -> None:
        """Prepare the way; raises InvalidError for settings that do not fit. Nothing is sent yet."""
        self.clock_offset: float | None = None
        self.packs = False
        self._base = base_address(connection)
        self._route: PoolManager = open_route(connection)
        self._signer = signer
        self._clock = clock
        self._patience = patience
        self._monotonic = monotonic
        self._last_use = 0.0
        self._stands = False  # a connection is kept from the last answer
        self._level = GZIP_LEVEL

    def ask(self, request: Request, headers: Mapping[str, str] | None = None, *, signed: bool = True) -> Answer:
        """Send a request and return the city's answer; raises NoAnswerError or ProblemError."""
        answer = self._answered(request, headers or {}, signed)
        try:
            refuse_problem(answer, self._clock(), head=request.method == "HEAD")
        except ProblemError:
            self._note_clock(answer)
            raise
        if not request.is_answered_by(answer):  # also a redirect: followed, it would take the data to anywhere
            raise not_the_city(answer)
        self._note_clock(answer)
        return answer

    def hang_up(self) -> None:
        """Let go of the connection; the next request makes another one."""
        self._route.clear()
        self._stands = False

    def _answered(self, request: Request, headers: Mapping[str, str], signed: bool) -> Answer:
        if not request.repeatable or self._monotonic() - self._last_use > IDLE_S:
            self.hang_up()
        stood = self._stands
        try:
            return self._sent(request, headers, signed)
        except _ClosedError:
            self.hang_up()
            if not stood:
                raise
        return self._sent(request, headers, signed)  # signed anew: a signature holds once

    def _sent(self, request: Request, headers: Mapping[str, str], signed: bool) -> Answer:
        body, sent = self._packed(request)
        sent |= {"Accept-Encoding": "gzip", "User-Agent": f"gridadmin/{__version__}", **request.headers, **headers}
        if signed and self._signer is not None:
            target = self._base.path + request.path
            sent |= self._signer.headers(request.method, target, body or b"", self._city_time())
        began = self._monotonic()
        response = self._opened(request, body, sent)
        self._note_pace(len(body or b""), self._monotonic() - began)
        try:
            answer = read_answer(response, request.most, self._monotonic, partly=request.partly)
        except BaseException:
            response.close()
            raise
        response.release_conn()
        self._last_use, self._stands = self._monotonic(), True
        return answer

    def _opened(self, request: Request, body: bytes | None, headers: Mapping[str, str]) -> BaseHTTPResponse:
        """Send a request and return the answer as far as its headers."""
        from urllib3.util import Timeout

        with _errors_explained(self._base.hostname or ""):
            return self._route.urlopen(
                request.method,
                f"{self._base.scheme}://{self._base.netloc}{self._base.path}{request.path}",
                body=io.BytesIO(body) if body is not None else None,  # in pieces, each with the time limit for itself
                headers=headers,
                timeout=Timeout(connect=self._patience.connect_s, read=self._patience.read_s),
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )

    def _packed(self, request: Request) -> tuple[bytes | None, dict[str, str]]:
        body = request.body
        if body is None:
            return None, {}
        headers = {"Content-Type": request.media}
        packed = request.packed and self.packs and self._level == LEVEL
        if request.packed and not packed:  # nobody unpacks it, or the line is slow and wants it smaller
            body = plain_of(body)
        if packed:
            headers["Content-Encoding"] = "gzip"
        elif request.packable and self.packs and len(body) >= GZIP_FROM:
            body = gzip.compress(body, self._level, mtime=0)
            headers["Content-Encoding"] = "gzip"
        return body, headers | {"Content-Length": str(len(body))}

    def _note_pace(self, size: int, seconds: float) -> None:
        if size >= LARGE_BODY:
            self._level = LEVEL if size > FAST_LINE * seconds else GZIP_LEVEL

    def _city_time(self) -> datetime:
        return self._clock() + timedelta(seconds=self.clock_offset or 0)

    def _note_clock(self, answer: Answer) -> None:
        theirs = date_of(answer)
        if theirs is not None:
            self.clock_offset = (theirs - self._clock()).total_seconds()


@contextmanager
def _errors_explained(host: str) -> Iterator[None]:
    """Turn what urllib3 and the network raise before an answer begins into NoAnswerError."""
    import urllib3.exceptions as wrong

    try:
        yield
    except wrong.SSLError as error:
        if error.args and isinstance(error.args[0], ssl.SSLEOFError | ssl.SSLZeroReturnError):  # proves nothing
            raise _ClosedError(_BROKEN, smaller=True) from error
        raise NoAnswerError(_UNTRUSTED, host=host, reason=_tls_reason(error)) from error
    except wrong.ProxyError as error:
        raise NoAnswerError(_PROXY, host=host) from error
    except wrong.ReadTimeoutError as error:
        raise NoAnswerError(_SILENT, smaller=True) from error
    except (wrong.NewConnectionError, wrong.ConnectTimeoutError) as error:
        raise NoAnswerError(_UNREACHABLE, host=host) from error
    except (wrong.HTTPError, OSError) as error:
        closed = any(isinstance(each, ConnectionError) for each in (error, *error.args))
        raise (_ClosedError if closed else NoAnswerError)(_BROKEN, smaller=True) from error


def _tls_reason(error: BaseException) -> str:
    inner = error.args[0] if error.args else error
    return str(getattr(inner, "verify_message", "") or getattr(inner, "reason", "") or type(inner).__name__)

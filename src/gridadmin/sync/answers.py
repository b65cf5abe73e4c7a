"""Reading what came back: whole, within bounds, and the city's at all. Everything else is no answer.

A captive portal (上网认证页) says 200 with HTML, a gateway 502 without a word, a cut connection leaves half a message;
none of them may be taken for what the city said.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar

from gridadmin.i18n import N_
from gridadmin.sync.city import NoAnswerError
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.message import Message
from gridadmin.wire.problems import MEDIA_TYPE, Problem, ProblemError, ProblemType, problem_of

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

MessageT = TypeVar("MessageT", bound=Message)

JSON = "application/json"
PIECE = 65_536
GRACE_S = 60.0
SLOWEST = 1_024  # bytes per second that have to come on average once the grace is over

_TOO_LARGE = N_("The answer is larger than {most} bytes and was not read.")
_BROKEN_OFF = N_("The connection broke off in the middle of the answer.")
_TOO_SLOW = N_("The answer comes too slowly: {size} bytes in {seconds} seconds.")
_NOT_PACKED = N_("The answer is packed in a way that cannot be unpacked.")
_PORTAL = N_(
    "What answers is not the city's server (status {status}, {media}). If this network asks for a login, "
    "log in first; else check the address."
)
_STRANGE = N_("The city's answer is not what the protocol says ({reason}).")
_GATEWAY = N_("The city's server is not reached at the moment (status {status} without its own answer).")
_BY_STATUS = N_("status {status}")

# Answers to HEAD carry no body, so that the status has to say it.
_HEAD_PROBLEMS = {
    400: ProblemType.MALFORMED,
    401: ProblemType.TOKEN_INVALID,
    403: ProblemType.FORBIDDEN,
    404: ProblemType.NOT_FOUND,
    405: ProblemType.METHOD,
    429: ProblemType.TOO_MANY,
    500: ProblemType.FAULT,
    503: ProblemType.UNAVAILABLE,
}


@dataclass(frozen=True)
class Answer:
    """A complete answer, its body unpacked; names of headers in lower case.

    Attributes:
        cut: the body broke off; only where the reader can use a part.
        packed: the body as it came, where that was gzip; else empty.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool = False
    packed: bytes = field(default=b"", repr=False)

    @property
    def media(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def read_answer(
    response: BaseHTTPResponse, most: int, monotonic: Callable[[], float], *, partly: bool = False
) -> Answer:
    """Return the answer with at most `most` bytes, both as they come and unpacked.

    With `partly`, a body that breaks off is given as far as it came. Raises NoAnswerError.
    """
    headers = {name.lower(): value for name, value in response.headers.items()}
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip"):
        raise NoAnswerError(_NOT_PACKED)
    body = _Body(most, packed="gzip" in coding)
    cut = not _fill(body, response, monotonic, partly)
    return Answer(response.status, headers, body.content(cut), cut, body.packed())


def _fill(body: _Body, response: BaseHTTPResponse, monotonic: Callable[[], float], partly: bool) -> bool:
    from urllib3.exceptions import HTTPError

    began = monotonic()
    while True:
        try:
            piece = response.read1(PIECE, decode_content=False)
        except (HTTPError, OSError) as error:
            if partly:
                return False
            raise NoAnswerError(_BROKEN_OFF, smaller=True) from error
        if not piece:
            return True
        body.add(piece)
        passed = monotonic() - began
        if passed > GRACE_S + body.came / SLOWEST:
            raise NoAnswerError(_TOO_SLOW, smaller=True, size=body.came, seconds=round(passed))


class _Body:
    """A body as it grows: unpacked while it comes, so that a bomb is noticed before it fills the memory."""

    def __init__(self, most: int, *, packed: bool) -> None:
        self.came = 0
        self._most = most
        self._pieces: list[bytes] = []
        self._packed: list[bytes] = []
        self._size = 0
        self._unpack = zlib.decompressobj(zlib.MAX_WBITS | 16) if packed else None

    def add(self, piece: bytes) -> None:
        """Take a piece as it came; raises NoAnswerError."""
        self.came += len(piece)
        plain = self._unpacked(piece)
        self._size += len(plain)
        if self._size > self._most or self.came > self._most:
            raise NoAnswerError(_TOO_LARGE, smaller=True, most=self._most)
        self._pieces.append(plain)

    def _unpacked(self, piece: bytes) -> bytes:
        if self._unpack is None:
            return piece
        self._packed.append(piece)
        try:
            plain = self._unpack.decompress(piece, self._most - self._size + 1)
        except zlib.error as error:
            raise NoAnswerError(_NOT_PACKED, smaller=True) from error
        if self._unpack.unused_data:
            raise NoAnswerError(_NOT_PACKED, smaller=True)
        return plain

    def content(self, cut: bool) -> bytes:
        """Return all of it; raises NoAnswerError where the packing does not end."""
        if self._unpack is not None and not self._unpack.eof and self.came and not cut:
            raise NoAnswerError(_BROKEN_OFF, smaller=True)
        return b"".join(self._pieces)

    def packed(self) -> bytes:
        """Return it as it came, where it came packed."""
        return b"".join(self._packed)


def message_in(answer: Answer, kind: type[MessageT]) -> MessageT:
    """Return the message that an answer carries; raises NoAnswerError where it is none."""
    try:
        return kind.from_bytes(answer.body)
    except MalformedMessageError as error:
        # Half a message is no JSON; a whole one of another shape stays so, however little is asked for.
        raise NoAnswerError(_STRANGE, smaller=not error.pointer, reason=error.message) from error


def not_the_city(answer: Answer) -> NoAnswerError:
    """Return the error for an answer that does not come from the city's server."""
    if answer.status in (408, 413, 429) or answer.status >= 500:
        return NoAnswerError(_GATEWAY, smaller=answer.status in (408, 413, 504), status=answer.status)
    return NoAnswerError(_PORTAL, status=answer.status, media=answer.media[:60] or "?")


def refuse_problem(answer: Answer, now: datetime, *, head: bool = False) -> None:
    """Raise ProblemError where the answer says why a request was not done, NoAnswerError where something else says so.

    `now` is the office's time, for a Retry-After that names a moment.
    """
    if answer.status < 400:
        return
    wait = retry_after(answer, now)
    if answer.media != MEDIA_TYPE:
        error = not_the_city(answer)
        error.retry_after = wait
        raise error
    if head and answer.status in _HEAD_PROBLEMS:
        title = _BY_STATUS.format(status=answer.status)
        raise problem_of(_HEAD_PROBLEMS[answer.status], title, retry_after=wait)
    problem = message_in(answer, Problem)
    if problem.status != answer.status:
        raise NoAnswerError(_STRANGE, reason=_BY_STATUS.format(status=answer.status), retry_after=wait)
    raise ProblemError(problem, wait)


def retry_after(answer: Answer, now: datetime) -> float | None:
    """Return the seconds that Retry-After asks to wait; None where it is missing or makes no sense (RFC 9110, 10.2.3).

    A moment is counted from the answer's own `Date`, so that a wrong clock here does not matter.
    """
    text = answer.headers.get("retry-after", "").strip()
    if re.fullmatch("[0-9]{1,9}", text):
        return float(text)
    moment = _moment(text)
    if moment is None:
        return None
    return max(0.0, (moment - (date_of(answer) or now)).total_seconds())


def date_of(answer: Answer) -> datetime | None:
    """Return the other side's time, to the second; None where it says none."""
    return _moment(answer.headers.get("date", ""))


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

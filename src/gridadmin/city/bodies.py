"""Reading what a client sends: never more than is allowed, never more slowly, before and after decompression."""

from __future__ import annotations

import asyncio
import zlib
from collections import Counter
from collections.abc import Callable
from time import monotonic

from starlette.requests import ClientDisconnect
from starlette.types import Message as Event
from starlette.types import Receive, Scope

from gridadmin.city.settings import Settings
from gridadmin.i18n import _
from gridadmin.wire.problems import ProblemError, ProblemType, problem_of
from gridadmin.wire.signing import APP_KEY, NONCE, SIGNATURE, TIMESTAMP

LARGEST_RATIO = 200
RATIO_MATTERS_FROM = 2**20
_PIECE = 2**18
_STAND_ONCE = tuple(
    name.lower().encode()
    for name in (
        "Authorization", "Content-Type", "Content-Encoding", "Range", "Upload-Offset", "Upload-Complete",
        "Upload-Length", APP_KEY, TIMESTAMP, NONCE, SIGNATURE,
    )
)  # fmt: skip
_GZIP_WINDOW = 31


class Intake:
    """The body of one request as it comes in."""

    def __init__(self, scope: Scope, receive: Receive, settings: Settings) -> None:
        self.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        self._receive, self._settings = receive, settings
        self._more = self._announced() != 0
        self.size = 0

    @property
    def unread(self) -> bool:
        """Whether some of the body was not read yet."""
        return self._more

    async def receive(self) -> Event:
        """Return the next event, as ASGI's own `receive` does."""
        event = await self._receive()
        if event["type"] == "http.request":
            self._more = event.get("more_body", False)
            self.size += len(event.get("body", b""))
        return event

    async def read(self, most: int, on_large: Callable[[], None]) -> bytes:
        """Return the body as it was sent.

        Args:
            most: bytes that are accepted. on_large: called once where there is more than 1 MiB; may refuse.
        Raises:
            ProblemError: too large, too slow. ClientDisconnect: nobody is there any more.
        """
        announced = self._announced()
        if announced is not None and announced > most:
            raise too_large(most)
        parts, begun, is_large = [], monotonic(), False
        while self._more:
            parts.append(await self._next(begun))
            if self.size > most:
                raise too_large(most)
            if self.size > RATIO_MATTERS_FROM and not is_large:
                is_large = True
                on_large()
        return b"".join(parts)

    async def drain(self, most: int, seconds: float) -> None:
        """Read and forget what is still on its way, within bounds, so that the client comes to read the answer."""
        begun, at_first = monotonic(), self.size
        try:
            while self._more and self.size - at_first < most:
                async with asyncio.timeout(begun + seconds - monotonic()):
                    if (await self.receive())["type"] != "http.request":
                        return
        except TimeoutError:
            return

    async def _next(self, begun: float) -> bytes:
        bounds = self._settings
        due = begun + bounds.body_grace + self.size / bounds.body_pace
        try:
            async with asyncio.timeout(min(bounds.body_idle, due - monotonic())):
                event = await self.receive()
        except TimeoutError:
            raise problem_of(ProblemType.TOO_SLOW, _("The data came too slowly.")) from None
        if event["type"] != "http.request":
            raise ClientDisconnect
        body: bytes = event.get("body", b"")
        return body

    def _announced(self) -> int | None:
        """Return the bytes that are said to come: 0 for no body, None where it is not said."""
        if "transfer-encoding" in self.headers:
            return None
        return int(self.headers.get("content-length", "0"))


def has_header_twice(scope: Scope) -> bool:
    """Return whether one of the headers that decide anything here stands twice: a gateway may have read the other."""
    counted = Counter(name for name, _value in scope["headers"])
    return any(counted[name] > 1 for name in _STAND_ONCE)


def too_large(most: int) -> ProblemError:
    """Return the problem that says what is accepted."""
    title = _("More data at once than the {most} bytes that are accepted.").format(most=most)
    return problem_of(ProblemType.TOO_LARGE, title)


def check_media(headers: dict[str, str], expected: str) -> None:
    """Refuse a body of another media type, or in an encoding that is not offered (415)."""
    media, _separator, rest = headers.get("content-type", "").partition(";")
    charset = rest.strip().lower().replace('"', "").replace(" ", "")
    if media.strip().lower() != expected or charset not in ("", "charset=utf-8"):
        raise problem_of(ProblemType.MEDIA, _("The body has to be {expected}.").format(expected=expected))
    if headers.get("content-encoding", "identity").strip().lower() not in ("identity", "gzip", ""):
        raise problem_of(ProblemType.MEDIA, _("Of the compressions only gzip is taken."))


def unpack(body: bytes, headers: dict[str, str], most: int) -> bytes:
    """Return a body without its compression.

    Raises:
        ProblemError: damaged; larger than `most`; swelling more than any honest message does.
    """
    if headers.get("content-encoding", "").strip().lower() != "gzip":
        return body
    unpacker, parts, size, rest = zlib.decompressobj(_GZIP_WINDOW), [], 0, body
    try:
        while not unpacker.eof:
            part = unpacker.decompress(rest, _PIECE)
            rest = unpacker.unconsumed_tail
            size += len(part)
            if not part and not rest and not unpacker.eof:
                raise zlib.error
            _check_size(size, len(body) - len(rest), most)
            parts.append(part)
    except zlib.error:
        raise problem_of(ProblemType.MALFORMED, _("The body is not sound gzip."), pointer="") from None
    if unpacker.unused_data:
        raise problem_of(ProblemType.MALFORMED, _("The body is not sound gzip."), pointer="")
    return b"".join(parts)


def _check_size(size: int, taken: int, most: int) -> None:
    if size > most or (size > RATIO_MATTERS_FROM and size > LARGEST_RATIO * taken):
        raise too_large(most)

"""The city as the exchange sees it: a few calls, each of which may fail without anything being known afterwards.

`sync/http.py` calls a real server; the tests' stand-ins lose requests and answers at will.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from gridadmin.domain.errors import GridAdminError
from gridadmin.wire.enrolment import Capabilities
from gridadmin.wire.pull import PullReply, PullRequest
from gridadmin.wire.push import PushReply
from gridadmin.wire.recovery import (
    DigestReply,
    DigestRequest,
    KnownReply,
    KnownRequest,
    RowsReply,
    RowsRequest,
)


class NoAnswerError(GridAdminError):
    """Nothing came back, or nothing that is the city's answer: whether the request was done is not known.

    Attributes:
        retry_after: seconds that the other side asked to wait, if it did.
        smaller: a smaller request may get through (a time-out, a truncated answer).
    """

    def __init__(
        self, msgid: str, *, retry_after: float | None = None, smaller: bool = False, **values: object
    ) -> None:
        super().__init__(msgid, **values)
        self.retry_after = retry_after
        self.smaller = smaller


class City(Protocol):
    """The addresses of docs/exchange.md. Each raises NoAnswerError, or ProblemError with what the city said."""

    @property
    def clock_offset(self) -> float | None:
        """Seconds by which the city's clock is ahead of the office's; None before the first answer."""

    def capabilities(self) -> Capabilities:
        """Return who answers there; raises NoAnswerError for a captive portal."""

    def push(self, body: bytes, meanwhile: Callable[[], None] | None = None) -> PushReply:
        """Send a sealed push, byte for byte; `meanwhile` is done while the city works on it.

        `body`: packed as `sync.packed` does it, or plain as an older program sealed it.
        """

    def pull(self, request: PullRequest) -> PullReply:
        """Return the next page."""

    def known(self, request: KnownRequest) -> KnownReply:
        """Return which groups the city has."""

    def digest(self, request: DigestRequest) -> DigestReply:
        """Return digests, as finely as asked."""

    def rows(self, request: RowsRequest) -> RowsReply:
        """Return records as they stand."""

    def attachment_offset(self, name: str) -> int | None:
        """Return how many bytes of an attachment are there; None where all are."""

    def send_attachment(self, name: str, offset: int, piece: bytes, size: int) -> None:
        """Send the piece at an offset of an attachment of `size` bytes."""

    def fetch_attachment(self, name: str, offset: int) -> bytes:
        """Return the next piece from an offset on; empty where there is no more. ProblemError `not-found`."""

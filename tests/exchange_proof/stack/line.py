"""The line between a computer and the city: real handlers behind the port that the client calls, on a bad network."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TypeVar
from uuid import UUID

from gridadmin.city.callers import Caller
from gridadmin.i18n import N_
from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.packed import plain_of
from gridadmin.wire.enrolment import Capabilities, EnrolReply, EnrolRequest, TokenRequest
from gridadmin.wire.groups import Group
from gridadmin.wire.message import Message
from gridadmin.wire.problems import ProblemError, ProblemType
from gridadmin.wire.pull import PullReply, PullRequest
from gridadmin.wire.push import PushReply, PushRequest
from gridadmin.wire.recovery import DigestReply, DigestRequest, KnownReply, KnownRequest, RowsReply, RowsRequest
from tests.exchange_proof.stack.cities import SimulatedCity

AnswerT = TypeVar("AnswerT", bound=Message)
_LOST, _CUT = N_("The line is gone."), N_("The answer broke off.")


class BadLine:
    """What all lines share: how bad they are, what was delayed, what others do between two calls.

    Attributes:
        trouble: from 0 to 1. late: requests that arrive once more, later. meanwhile: called before each call.
        calls: what was called and what came of it, as a trace. sent: the groups of all pushes, by their mids.
    """

    def __init__(self, random: Random) -> None:
        self.random, self.trouble = random, 0.0
        self.late: list[Callable[[], object]] = []
        self.meanwhile: Callable[[], None] = lambda: None
        self.calls: list[str] = []
        self.sent: dict[UUID, Group] = {}

    def deliver_late(self) -> None:
        """Let a request arrive that was sent long ago."""
        if self.late:
            call = self.late.pop(self.random.randrange(len(self.late)))
            try:
                call()
            except ProblemError as error:
                self.calls.append(f"late: {error.problem.type}")


class Line:
    """The city as one computer calls it."""

    clock_offset: float | None = None

    def __init__(self, name: str, city: SimulatedCity, bad: BadLine) -> None:
        self._name, self._city, self._bad = name, city, bad
        self.credentials: EnrolReply | None = None
        self._token = ""

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Return credentials for a code, on a good line."""
        self.credentials = self._city.exchange.enrol(request)
        self._token = ""
        return self.credentials

    def capabilities(self) -> Capabilities:
        """Return who answers there."""
        return self._city.exchange.capabilities()

    def push(self, body: bytes, meanwhile: Callable[[], None] | None = None) -> PushReply:
        """Send a sealed push; what is done meanwhile comes before the city has it, or after."""
        request, before = PushRequest.from_bytes(plain_of(body)), len(self._bad.calls) % 2 == 0
        self._bad.sent |= {group.mid: group for group in request.groups}
        if meanwhile is not None and before:
            meanwhile()
        try:
            return self._call("push", lambda: self._city.exchange.push(self._caller(), request))
        finally:
            if meanwhile is not None and not before:
                meanwhile()

    def pull(self, request: PullRequest) -> PullReply:
        """Return the next page."""
        return self._call("pull", lambda: self._city.exchange.pull(self._caller(), _travelled(request)))

    def known(self, request: KnownRequest) -> KnownReply:
        """Return which groups are there."""
        return self._call("known", lambda: self._city.exchange.known(self._caller(), _travelled(request)))

    def digest(self, request: DigestRequest) -> DigestReply:
        """Return digests."""
        return self._call("digest", lambda: self._city.exchange.digest(self._caller(), _travelled(request)))

    def rows(self, request: RowsRequest) -> RowsReply:
        """Return records."""
        return self._call("rows", lambda: self._city.exchange.rows(self._caller(), _travelled(request)))

    def attachment_offset(self, name: str) -> int | None:
        """Nobody has pictures here."""
        raise NotImplementedError

    def send_attachment(self, name: str, offset: int, piece: bytes, size: int) -> None:
        """Nobody has pictures here."""
        raise NotImplementedError

    def fetch_attachment(self, name: str, offset: int) -> bytes:
        """Nobody has pictures here."""
        raise NotImplementedError

    def _caller(self) -> Caller:
        """Return who calls; a token that the city does not know any more is drawn anew, once."""
        try:
            return self._city.exchange.caller(self._token)
        except ProblemError as error:
            if error.problem.type is not ProblemType.TOKEN_INVALID or self.credentials is None:
                raise
        given = TokenRequest(client_id=self.credentials.client_id, client_secret=self.credentials.client_secret)
        self._token = self._city.exchange.token(given).access_token
        return self._city.exchange.caller(self._token)

    def _call(self, what: str, call: Callable[[], AnswerT]) -> AnswerT:
        bad, luck = self._bad, self._bad.random.random
        bad.meanwhile()
        if luck() < bad.trouble / 2:
            bad.calls.append(f"{self._name} {what} lost")
            raise NoAnswerError(_LOST)
        if luck() < bad.trouble / 2:
            bad.late.append(call)
        try:
            answer = call()
        except ProblemError as error:
            bad.calls.append(f"{self._name} {what} {error.problem.type.value}")
            if luck() < bad.trouble / 2:
                raise NoAnswerError(_LOST) from None
            raise
        if luck() < bad.trouble:
            bad.calls.append(f"{self._name} {what} unanswered")
            raise NoAnswerError(_CUT, smaller=luck() < 0.5)
        bad.calls.append(f"{self._name} {what}")
        return _travelled(answer)


MessageT = TypeVar("MessageT", bound=Message)


def _travelled(message: MessageT) -> MessageT:
    return type(message).from_bytes(message.to_bytes())

"""The city exchange below HTTP: every address of docs/exchange.md as a plain method on plain messages.

A method does its work in one transaction (again, where the database asks for that) and is durable when it returns.
It raises ProblemError for what the document calls a problem; anything else is a fault. Methods may be called from
several threads and several processes at once: nothing is kept here but the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from random import Random
from uuid import UUID

from sqlalchemy import Engine

from gridadmin.city.callers import Caller
from gridadmin.wire.attachments import UploadState
from gridadmin.wire.enrolment import Capabilities, EnrolReply, EnrolRequest, Limits, TokenReply, TokenRequest
from gridadmin.wire.groups import Group
from gridadmin.wire.pull import PullReply, PullRequest
from gridadmin.wire.push import Outcome, PushReply, PushRequest
from gridadmin.wire.recovery import DigestReply, DigestRequest, KnownReply, KnownRequest, RowsReply, RowsRequest
from gridadmin.wire.scopes import Scope

LIMITS = Limits(
    push_bytes=32 * 2**20,
    push_groups=500,
    pull_rows=5_000,
    known_mids=5_000,
    attachment_bytes=64 * 2**20,
    chunk_bytes=2**20,
    retention_days=400,
)


class Exchange:
    """The handlers of one city (or of one process of it; they share nothing but the database).

    Args:
        engine: as `storage.open_city` gives it, its tables made by `storage.make_tables`.
        random: secrets, tags and ids; `random.SystemRandom()` in earnest, a seeded one in a simulation.
        clock: now in UTC; decides about codes, tokens and retention, never about data.
    """

    def __init__(
        self, engine: Engine, *, random: Random, clock: Callable[[], datetime], limits: Limits = LIMITS
    ) -> None:
        self.engine, self.random, self.clock, self.limits = engine, random, clock, limits

    # What an office calls.

    def capabilities(self) -> Capabilities:
        """Return who answers here."""
        raise NotImplementedError

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Give credentials for a one-time code; ProblemError `code-invalid`, `too-many`, `schema-too-…`."""
        raise NotImplementedError

    def token(self, request: TokenRequest) -> TokenReply:
        """Give a token for credentials; ProblemError `token-invalid`, `revoked`."""
        raise NotImplementedError

    def caller(self, token: str) -> Caller:
        """Return whose a bearer token is; ProblemError `token-invalid`, `revoked`. Looks it up every time."""
        raise NotImplementedError

    def push(self, caller: Caller, request: PushRequest) -> PushReply:
        """Apply groups; `forbidden`, `resync`, `replica-expired`, `schema-too-…`, `too-large`."""
        raise NotImplementedError

    def pull(self, caller: Caller, request: PullRequest) -> PullReply:
        """Return the next page; `forbidden`, `resync`, `replica-expired`, `schema-too-…`."""
        raise NotImplementedError

    def pull_bytes(self, caller: Caller, request: PullRequest) -> bytes:
        """Return the body of the same page, put together from stored text: what a server sends."""
        raise NotImplementedError

    def known(self, caller: Caller, request: KnownRequest) -> KnownReply:
        """Return which groups are here, and the history point of the same snapshot."""
        raise NotImplementedError

    def digest(self, caller: Caller, request: DigestRequest) -> DigestReply:
        """Return digests, as finely as asked."""
        raise NotImplementedError

    def rows(self, caller: Caller, request: RowsRequest) -> RowsReply:
        """Return records as they stand."""
        raise NotImplementedError

    def attachment(self, caller: Caller, name: str) -> UploadState:
        """Return how much of an attachment is there (HEAD); `not-found` also for what other scopes have."""
        raise NotImplementedError

    def receive_attachment(self, caller: Caller, name: str, state: UploadState, piece: bytes) -> UploadState:
        """Keep the piece that begins at `state.offset` (PATCH) and return how much is there now.

        `state.complete` says that it is the last. Raises ProblemError `offset-mismatch` with the right offset in
        `problem.more["offset"]`, `hash-mismatch`, `too-large`.
        """
        raise NotImplementedError

    def read_attachment(self, caller: Caller, name: str, offset: int, size: int) -> bytes:
        """Return a part of an attachment that is complete (GET); `not-found`."""
        raise NotImplementedError

    # What county and city staff and the operator do.

    def publish(self, publisher: Scope, scope: Scope, groups: Sequence[Group]) -> Mapping[UUID, Outcome]:
        """Apply groups of county or city in a scope of their own or below, by the rules of a push."""
        raise NotImplementedError

    def issue_code(self, scope: Scope, name: str, by: str) -> str:
        """Return a one-time code (登记码) for an office, by its name; it is shown once."""
        raise NotImplementedError

    def revoke(self, client_id: str, by: str) -> None:
        """End credentials and all their tokens at once; NotFoundError where there are none."""
        raise NotImplementedError

    def rotate_epoch(self, by: str) -> UUID:
        """Draw a new epoch after a restore, so that every office recovers, and return it."""
        raise NotImplementedError

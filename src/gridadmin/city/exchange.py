"""The city exchange below HTTP: every address of docs/exchange.md as a plain method on plain messages.

A method does its work in one transaction (again, where the database asks for that) and is durable when it returns.
It raises ProblemError for what the document calls a problem; anything else is a fault. Methods may be called from
several threads and several processes at once: nothing is kept here but the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine

from gridadmin.city import attachments, enrolment, pulls, recovery, requests, upkeep
from gridadmin.city.attachments import Piece
from gridadmin.city.callers import Caller
from gridadmin.city.enrolment import Voided
from gridadmin.city.ids import Now
from gridadmin.city.pulls import Page
from gridadmin.city.quotas import USUAL, Quotas
from gridadmin.city.replicas import note_replica
from gridadmin.city.transactions import snapshot, transaction
from gridadmin.wire.attachments import UploadState
from gridadmin.wire.enrolment import (
    PROTOCOL,
    SCHEMA,
    SERVICE,
    Capabilities,
    EnrolReply,
    EnrolRequest,
    Limits,
    TokenReply,
    TokenRequest,
)
from gridadmin.wire.groups import Group
from gridadmin.wire.problems import ProblemError
from gridadmin.wire.pull import PullReply, PullRequest
from gridadmin.wire.push import Outcome, PushReply, PushRequest
from gridadmin.wire.recovery import DigestReply, DigestRequest, KnownReply, KnownRequest, RowsReply, RowsRequest
from gridadmin.wire.scopes import Scope

_RETURN = TypeVar("_RETURN")

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
        limits: what is told to offices. quotas: what one of them may take up.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        random: Random,
        clock: Callable[[], datetime],
        limits: Limits = LIMITS,
        quotas: Quotas = USUAL,
    ) -> None:
        self.engine, self.random, self.clock, self.limits, self.quotas = engine, random, clock, limits, quotas

    # What an office calls.

    def capabilities(self) -> Capabilities:
        """Return who answers here."""
        return Capabilities(
            service=SERVICE,
            protocol=PROTOCOL,
            oldest_schema=requests.OLDEST_SCHEMA,
            newest_schema=SCHEMA,
            limits=self.limits,
        )

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Give credentials for a one-time code; ProblemError `code-invalid`, `too-many`, `schema-too-…`."""
        requests.check_schema(request.schema)
        return _or_raise(self._write(lambda it: enrolment.enrol(it, request, self._now())))

    def token(self, request: TokenRequest, certificate: str | None = None) -> TokenReply:
        """Give a token for credentials; ProblemError `token-invalid`, `revoked`, `too-many`.

        A token is bound to the client certificate (SHA-256 in hex) of the connection that it was asked for on.
        """
        return self._write(lambda it: enrolment.give_token(it, request, self._now(), certificate, self.quotas))

    def caller(self, token: str, certificate: str | None = None) -> Caller:
        """Return whose a bearer token is; ProblemError `token-invalid`, `revoked`. Looks it up every time."""
        return self._write(lambda it: enrolment.find_caller(it, token, self.clock(), certificate))

    def push(self, caller: Caller, request: PushRequest) -> PushReply:
        """Apply groups; ProblemError `forbidden`, `resync`, `replica-expired`, `schema-too-…`, `too-large`."""
        return self._write(lambda it: requests.take_push(it, caller, request, self._now(), self.limits, self.quotas))

    def pull(self, caller: Caller, request: PullRequest) -> PullReply:
        """Return the next page; ProblemError `forbidden`, `resync`, `replica-expired`, `schema-too-…`."""
        return PullReply.from_bytes(self.pull_page(caller, request).body)

    def pull_page(self, caller: Caller, request: PullRequest) -> Page:
        """Return the body of the same page, put together from stored text: what a server sends."""
        requests.check_schema(request.schema)
        for scope in request.cursors:
            caller.require_reads(scope)
        page = self._read(lambda it: pulls.next_page(it, caller.scope, request, self.limits.pull_rows))
        if page.done:
            seen = {} if page.seq is None else {"pulled_seq": page.seq}
            self._note_replica(caller, request.replica, schema=request.schema, pulled_at=self.clock(), **seen)
        return page

    def known(self, caller: Caller, request: KnownRequest) -> KnownReply:
        """Return which groups are here, and the history point of the same snapshot; `forbidden`, `too-large`."""
        requests.check_schema(request.schema)
        requests.check_count(len(request.mids), self.limits.known_mids)
        caller.require_reads(request.scope)
        return self._read(lambda it: recovery.answer_known(it, caller, request))

    def digest(self, caller: Caller, request: DigestRequest) -> DigestReply:
        """Return digests, as finely as asked; `forbidden`. Asking for one type says that the office differs there."""
        requests.check_schema(request.schema)
        caller.require_reads(request.scope)
        if request.t is not None:
            self._note_replica(caller, request.replica, schema=request.schema, diverged_at=self.clock())
        return self._read(lambda it: recovery.answer_digest(it, caller, request))

    def rows(self, caller: Caller, request: RowsRequest) -> RowsReply:
        """Return records as they stand; `forbidden`."""
        requests.check_schema(request.schema)
        caller.require_reads(request.scope)
        return self._read(lambda it: recovery.answer_rows(it, caller, request))

    def attachment(self, caller: Caller, name: str) -> UploadState:
        """Return how much of an attachment is there (HEAD); nothing of what only other scopes have."""
        return self._write(lambda it: attachments.claimed_state(it, caller.scope, name, self.clock()))

    def receive_attachment(self, caller: Caller, name: str, state: UploadState, piece: bytes) -> UploadState:
        """Keep the piece that begins at `state.offset` (PATCH) and return how much is there now.

        `state.complete` says that it is the last. Raises ProblemError `offset-mismatch` with the right offset in
        `problem.more["offset"]`, `hash-mismatch`, `too-large`, `not-found` for what is no name.
        """
        coming = Piece(state, piece)

        def work(connection: Connection) -> UploadState | ProblemError:
            attachments.check_room(connection, caller.scope, name, coming, self.quotas)
            return attachments.keep_piece(connection, caller.scope, name, coming, self.clock(), self.limits)

        return _or_raise(self._write(work))

    def read_attachment(self, caller: Caller, name: str, offset: int, size: int) -> bytes:
        """Return a part of an attachment that is complete (GET); `not-found`."""
        return self._read(lambda it: attachments.read_part(it, caller.scope, name, offset, size))

    # What county and city staff and the operator do.

    def publish(self, publisher: Scope, scope: Scope, groups: Sequence[Group]) -> Mapping[UUID, Outcome]:
        """Apply groups of county or city in a scope of their own or below, by the rules of a push; `forbidden`."""
        return self._write(lambda it: requests.take_publication(it, publisher, scope, groups, self._now()))

    def issue_code(self, scope: Scope, name: str, by: str) -> str:
        """Return a one-time code (登记码) for an office, by its name; it is shown once."""
        return self._write(lambda it: enrolment.issue_code(it, scope, name, by, self._now()))

    def void_code(self, code: str, by: str) -> Voided:
        """Void a one-time code, named by its first four signs or whole; NotFoundError, InvalidError where it served."""
        return self._write(lambda it: enrolment.void_code(it, code, by, self._now()))

    def revoke(self, client_id: str, by: str) -> None:
        """End credentials and all their tokens at once; NotFoundError where there are none."""
        self._write(lambda it: enrolment.revoke(it, client_id, by, self._now()))

    def rotate_epoch(self, by: str) -> UUID:
        """Draw a new epoch after a restore, so that every office recovers, and return it."""
        return self._write(lambda it: upkeep.rotate_epoch(it, by, self._now()))

    def scopes(self) -> list[Scope]:
        """Return every scope that there is."""
        return self._read(upkeep.all_scopes)

    def forget(self, scope: Scope) -> None:
        """Forget what is older than the retention; to be done every night, scope by scope."""
        self._write(lambda it: upkeep.forget(it, scope, self.clock(), self.limits.retention_days))

    def _now(self) -> Now:
        return Now(self.clock(), self.random)

    def _write(self, work: Callable[[Connection], _RETURN]) -> _RETURN:
        return transaction(self.engine, work)

    def _read(self, work: Callable[[Connection], _RETURN]) -> _RETURN:
        return snapshot(self.engine, work)

    def _note_replica(self, caller: Caller, replica: UUID, **values: object) -> None:
        self._write(lambda it: note_replica(it, caller, replica, self.quotas.client_replicas, **values))


def _or_raise(answer: _RETURN | ProblemError) -> _RETURN:
    """Raise a problem that had to be committed first."""
    if isinstance(answer, ProblemError):
        raise answer
    return answer

"""Problems: why a request as a whole was not done (RFC 9457). They never judge a clerk's data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from gridadmin.domain.errors import GridAdminError
from gridadmin.i18n import N_
from gridadmin.wire.codecs import Choice, Text, Whole
from gridadmin.wire.history import History
from gridadmin.wire.message import Message, Nested

MEDIA_TYPE = "application/problem+json"


class ProblemType(StrEnum):
    """Every kind of problem, with its HTTP status in `STATUSES`."""

    MALFORMED = "urn:gridadmin:exchange:malformed"
    TOKEN_INVALID = "urn:gridadmin:exchange:token-invalid"
    SIGNATURE_INVALID = "urn:gridadmin:exchange:signature-invalid"
    FORBIDDEN = "urn:gridadmin:exchange:forbidden"
    REVOKED = "urn:gridadmin:exchange:revoked"
    NOT_FOUND = "urn:gridadmin:exchange:not-found"
    METHOD = "urn:gridadmin:exchange:method"
    RESYNC = "urn:gridadmin:exchange:resync"
    REPLICA_EXPIRED = "urn:gridadmin:exchange:replica-expired"
    SCHEMA_TOO_OLD = "urn:gridadmin:exchange:schema-too-old"
    SCHEMA_TOO_NEW = "urn:gridadmin:exchange:schema-too-new"
    OFFSET_MISMATCH = "urn:gridadmin:exchange:offset-mismatch"
    CODE_INVALID = "urn:gridadmin:exchange:code-invalid"
    TOO_LARGE = "urn:gridadmin:exchange:too-large"
    MEDIA = "urn:gridadmin:exchange:media"
    HASH_MISMATCH = "urn:gridadmin:exchange:hash-mismatch"
    TOO_MANY = "urn:gridadmin:exchange:too-many"
    TOO_SLOW = "urn:gridadmin:exchange:too-slow"
    FAULT = "urn:gridadmin:exchange:fault"
    UNAVAILABLE = "urn:gridadmin:exchange:unavailable"


STATUSES: dict[ProblemType, int] = {
    ProblemType.MALFORMED: 400,
    ProblemType.TOKEN_INVALID: 401,
    ProblemType.SIGNATURE_INVALID: 401,
    ProblemType.FORBIDDEN: 403,
    ProblemType.REVOKED: 403,
    ProblemType.CODE_INVALID: 403,
    ProblemType.NOT_FOUND: 404,
    ProblemType.METHOD: 405,
    ProblemType.TOO_SLOW: 408,
    ProblemType.RESYNC: 409,
    ProblemType.REPLICA_EXPIRED: 409,
    ProblemType.SCHEMA_TOO_OLD: 409,
    ProblemType.SCHEMA_TOO_NEW: 409,
    ProblemType.OFFSET_MISMATCH: 409,
    ProblemType.TOO_LARGE: 413,
    ProblemType.MEDIA: 415,
    ProblemType.HASH_MISMATCH: 422,
    ProblemType.TOO_MANY: 429,
    ProblemType.FAULT: 500,
    ProblemType.UNAVAILABLE: 503,
}


@dataclass(frozen=True, kw_only=True)
class Problem(Message):
    """Why a request was not done, in words that are shown to the clerk.

    Attributes:
        title, detail: in Chinese, without personal data. instance: an id under which the city's log has more.
        pointer: where in the request, for `malformed`. history: where the city stands, for `resync`.
    """

    type: Annotated[ProblemType, Choice(ProblemType)]
    title: Annotated[str, Text(500, 1)]
    status: Annotated[int, Whole(400, 599)]
    detail: Annotated[str | None, Text(2000)] = None
    instance: Annotated[str | None, Text(200)] = None
    pointer: Annotated[str | None, Text(1000)] = None
    history: Annotated[History | None, Nested(History)] = None


class ProblemError(GridAdminError):
    """A request was not done, and this is why: raised by the city's handlers, and by the client for what came back.

    Attributes:
        problem: as it travels. retry_after: seconds to wait, for `too-many` and `unavailable`.
    """

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        super().__init__(N_("The city says: {title}"), title=problem.title)
        self.problem = problem
        self.retry_after = retry_after


def problem_of(type: ProblemType, title: str, *, retry_after: float | None = None, **parts: object) -> ProblemError:
    """Return the error that carries a problem with the status of its type; `parts` as in `Problem`."""
    return ProblemError(Problem(type=type, title=title, status=STATUSES[type], **parts), retry_after)  # type: ignore[arg-type]

"""What an attempt does about each problem, as docs/exchange.md says in section 13. None of them empties the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from gridadmin.sync.city import NoAnswerError
from gridadmin.wire.problems import Problem, ProblemError, ProblemType


class Course(Enum):
    """What the attempt does.

    Attributes:
        PAUSE: it ends; another begins after the back-off, or after what the city asked for.
        HALVE: the same once more with half as much; where nothing is left to halve, as PAUSE.
        RECOVER: docs/exchange.md, section 8.
        UPDATE: it ends; one of the two programs has to be updated first. Asked again at the slowest pace, since it may
            be the city's.
        STOP: it ends, and no other begins by itself: a person has to do something. “At once” still tries.
        AGAIN: the step that sent an attachment goes on where the city says; elsewhere as STOP.
    """

    PAUSE = "pause"
    HALVE = "halve"
    RECOVER = "recover"
    UPDATE = "update"
    STOP = "stop"
    AGAIN = "again"


COURSES: Mapping[ProblemType, Course] = {
    ProblemType.MALFORMED: Course.STOP,
    # Here a new token was taken already and refused as well. That the credentials are void is CredentialsRefusedError.
    ProblemType.TOKEN_INVALID: Course.PAUSE,
    ProblemType.SIGNATURE_INVALID: Course.STOP,  # after the clock was corrected once
    ProblemType.FORBIDDEN: Course.STOP,
    ProblemType.REVOKED: Course.STOP,
    ProblemType.CODE_INVALID: Course.STOP,
    ProblemType.NOT_FOUND: Course.STOP,
    ProblemType.METHOD: Course.STOP,
    ProblemType.TOO_SLOW: Course.PAUSE,
    ProblemType.RESYNC: Course.RECOVER,
    ProblemType.REPLICA_EXPIRED: Course.RECOVER,
    ProblemType.SCHEMA_TOO_OLD: Course.UPDATE,
    ProblemType.SCHEMA_TOO_NEW: Course.UPDATE,
    ProblemType.OFFSET_MISMATCH: Course.AGAIN,
    ProblemType.TOO_LARGE: Course.HALVE,
    ProblemType.MEDIA: Course.STOP,
    ProblemType.HASH_MISMATCH: Course.AGAIN,
    ProblemType.TOO_MANY: Course.PAUSE,
    ProblemType.FAULT: Course.PAUSE,
    ProblemType.UNAVAILABLE: Course.PAUSE,
}
_SMALLER = frozenset({ProblemType.TOO_LARGE, ProblemType.TOO_SLOW})


class CredentialsRefusedError(ProblemError):
    """The city does not know this client, or not this secret: only a new enrolment helps."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)


@dataclass(frozen=True)
class Reaction:
    """What follows from what came, or did not come, back.

    Attributes:
        smaller: what is sent or asked for next is to be half as large.
        retry_after: seconds that the other side asked to wait.
    """

    course: Course
    smaller: bool = False
    retry_after: float | None = None


def reaction_to(error: NoAnswerError | ProblemError) -> Reaction:
    """Return what an attempt does about an error of the city's port."""
    if isinstance(error, NoAnswerError):
        return Reaction(Course.PAUSE, error.smaller, error.retry_after)
    if isinstance(error, CredentialsRefusedError):
        return Reaction(Course.STOP)
    kind = error.problem.type
    return Reaction(COURSES[kind], kind in _SMALLER, error.retry_after)

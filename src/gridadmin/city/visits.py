"""One request as logs, figures and the access record see it: kinds, counts, ids, times, never a word of the request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from gridadmin.city.pulls import Page
from gridadmin.wire.enrolment import EnrolReply
from gridadmin.wire.problems import ProblemType
from gridadmin.wire.push import PushReply
from gridadmin.wire.recovery import RowsReply
from gridadmin.wire.scopes import Scope

METHODS = ("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS")
OTHER = "other"


@dataclass
class Visit:
    """A request under way.

    Attributes:
        id: under which the log has it, given to the client with a fault.
        address: name of the address in our own table; “other” for what is none of ours.
        who, scope: the client and its own scope, once they are known.
        received, given: groups that came in, records that went out: what an access record has to say.
        below: scopes below the client's own that it asked about, as a county does -> records given out of them.
        results, conflicts, refusals: how many groups of each kind.
        fault: type and places of what went wrong with us.
    """

    id: UUID
    at: datetime
    method: str
    address: str = OTHER
    who: str = ""
    scope: str = ""
    status: int = 0
    seconds: float = 0.0
    bytes_in: int = 0
    bytes_out: int = 0
    received: int = 0
    given: int = 0
    below: dict[Scope, int] = field(default_factory=dict)
    results: Counter[str] = field(default_factory=Counter)
    conflicts: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    problem: str = ""
    fault: tuple[str, ...] = ()

    def note_problem(self, problem: ProblemType) -> None:
        """Remember which problem was answered, by the last word of its type."""
        self.problem = last_word(problem)

    def note_scopes(self, asked: Iterable[Scope], own: Scope) -> None:
        """Remember which scopes below its own a client asks about."""
        self.below = {scope: 0 for scope in asked if own in scope.above}

    def note_reply(self, reply: object) -> None:
        """Count what an answer gave."""
        if isinstance(reply, PushReply):
            self._note_push(reply)
        elif isinstance(reply, RowsReply):
            self.given = len(reply.rows)
            self.below = dict.fromkeys(self.below, self.given)
        elif isinstance(reply, Page):
            self.given = sum(reply.rows.values())
            self.below = {scope: reply.rows[scope] for scope in self.below}
        elif isinstance(reply, EnrolReply):
            self.who, self.scope = reply.client_id, str(reply.scope)

    def _note_push(self, reply: PushReply) -> None:
        outcomes = reply.outcomes.values()
        self.received = len(reply.outcomes)
        self.results = _counted(outcome.result.value for outcome in outcomes)
        self.conflicts = _counted(each.kind.value for outcome in outcomes for each in outcome.conflicts)
        self.refusals = _counted(each.kind.value for outcome in outcomes for each in outcome.refusals)


def last_word(problem: ProblemType) -> str:
    """Return how a problem is called in logs, figures and the access record."""
    return problem.value.rpartition(":")[2]


def _counted(kinds: Iterable[str]) -> Counter[str]:
    return Counter(kinds)

"""The sending half of an attempt: collect, seal, push, settle, until nothing waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from gridadmin.i18n import N_, Message
from gridadmin.sync.adoption import must_pull_first
from gridadmin.sync.cards import BY_LINE, open_copied, open_notice
from gridadmin.sync.city import City, NoAnswerError
from gridadmin.sync.collecting import collect_acts
from gridadmin.sync.outcomes import Settled, settle_push
from gridadmin.sync.portions import Portions
from gridadmin.sync.problems import Course, reaction_to
from gridadmin.sync.recovery import renew_replica
from gridadmin.sync.sealing import seal_push, set_apart, unseal
from gridadmin.sync.steps import Progress, Steps
from gridadmin.wire.enrolment import Limits
from gridadmin.wire.problems import ProblemError
from gridadmin.wire.push import Notice, PushReply

MOST_PUSHES = 20_000  # of one attempt: what the largest backlog needs, many times over
_SENDING = N_("Sending")


@dataclass
class Sending:
    """The pushes of one attempt.

    Attributes:
        settled: what became of the groups so far.
    """

    steps: Steps
    city: City
    now: Callable[[], datetime]
    portions: Portions
    limits: Limits
    on_progress: Progress
    settled: Settled = field(default_factory=Settled)
    _ready: int = 0  # groups that were made while the last push was under way

    def send_all(self) -> bool:
        """Send what waits; return whether nothing is left that can go. Raises what the city's calls raise.

        Stops where an answer said that a record has to be fetched before more is sent.
        """
        for _ in range(MOST_PUSHES):
            ready, self._ready = self._ready, 0
            following = self.steps.exchange(_next_push, self.portions, self.now(), ready)
            if following is None:
                return False
            if following.body is not None:
                self._send(following.body)
            elif not following.collected:
                return True
        return False

    def _send(self, body: bytes) -> None:
        self.on_progress(Message(_SENDING), self.settled.sent, 0)
        try:
            reply = self.city.push(body, self._make_ready)
        except (NoAnswerError, ProblemError) as error:
            if not self._smaller(error):
                raise
            return
        self.settled += self.steps.exchange(settle_push, reply, self.now())
        self.portions.grow_push(self.limits)
        self._heed(reply)

    def _make_ready(self) -> None:
        self._ready = self.steps.exchange(collect_acts, self.now())

    def _smaller(self, error: NoAnswerError | ProblemError) -> bool:
        """Make the push smaller where that may help; return whether it is to be tried at once.

        The groups keep their mids: if the city has had them after all, it says so.
        """
        reaction = reaction_to(error)
        if not reaction.smaller:
            return False
        at_once = reaction.course is Course.HALVE
        if self.portions.halve_push():
            self.steps.exchange(unseal)
        elif at_once:
            self.steps.exchange(set_apart, self.now())
        return at_once

    def _heed(self, reply: PushReply) -> None:
        if Notice.USED_TWICE in reply.notices:
            self.steps.exchange(renew_replica)
            self.steps.exchange(open_copied, BY_LINE, self.now())
        for notice in set(reply.notices) - {Notice.USED_TWICE}:
            self.steps.exchange(open_notice, notice, self.now())


class _Next(NamedTuple):
    """How many groups were made of what the journal has gained, and the push to send; None where nothing can go."""

    collected: int
    body: bytes | None


def _next_push(session: Session, portions: Portions, now: datetime, ready: int) -> _Next | None:
    """Collect, unless that was done meanwhile, and seal; None where a record has to be fetched before more is sent."""
    if must_pull_first(session):
        return None
    collected = ready or collect_acts(session, now)
    return _Next(collected, seal_push(session, portions, now))

"""The fetching half of an attempt, and the recovery: pages until the last, applied at once, compared and mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gridadmin.i18n import N_, Message
from gridadmin.sync.applying import apply_stage
from gridadmin.sync.city import City, NoAnswerError
from gridadmin.sync.comparing import mend
from gridadmin.sync.points import contradicts
from gridadmin.sync.portions import Portions
from gridadmin.sync.problems import Course, reaction_to
from gridadmin.sync.pulling import fetches_types, is_staged, next_pull, stage_page
from gridadmin.sync.recovery import Known, is_recovering, known_request, mids_to_ask, requeue
from gridadmin.sync.steps import Progress, Steps
from gridadmin.wire.enrolment import Limits
from gridadmin.wire.history import History
from gridadmin.wire.problems import ProblemError
from gridadmin.wire.pull import PullReply

MOST_PAGES = 200_000
MOST_ASKINGS = 8
_FETCHING, _COMPARING = N_("Fetching"), N_("Comparing with the city")
_RESTLESS = N_("The city's history changed while it was asked for. It will be asked again.")


@dataclass
class Fetching:
    """The pulls of one attempt.

    Attributes:
        received, repaired: records so far. asks: a guard wants a person's yes; nothing was applied.
    """

    steps: Steps
    city: City
    now: Callable[[], datetime]
    portions: Portions
    limits: Limits
    on_progress: Progress
    received: int = 0
    repaired: int = 0
    asks: bool = False

    def fetch_all(self) -> None:
        """Fetch what is new, apply it and mend what differs; raises what the city's calls raise.

        After an update of the program the record types come first that were not known before, then all else.
        """
        if self.steps.read(is_staged):  # by an attempt that a person was asked in, or that ended there: it may be old
            self._apply()
        while not self.asks:
            partial = self.steps.read(fetches_types)
            if not self._stage():
                return
            self._apply()
            if not partial:
                return

    def _apply(self) -> None:
        applied = self.steps.exchange(apply_stage, self.now())
        self.received += applied.records
        self.asks = applied.asks
        if applied.differing:
            self.on_progress(Message(_COMPARING), 0, 0)
            self.repaired += mend(self.steps, self.city, applied.differing, self.now)

    def _stage(self) -> bool:
        rows = 0
        for _ in range(MOST_PAGES):
            self.on_progress(Message(_FETCHING), rows, 0)
            reply = self._page()
            if reply is None:
                continue
            rows += sum(len(page.rows) for page in reply.pages)
            if self.steps.exchange(stage_page, reply):
                return True
        return False

    def _page(self) -> PullReply | None:
        """Return the next page; None where a smaller one is to be tried at once."""
        try:
            reply = self.city.pull(self.steps.read(next_pull, self.portions.rows))
        except (NoAnswerError, ProblemError) as error:
            reaction = reaction_to(error)
            halved = reaction.smaller and self.portions.halve_page()
            if not halved or reaction.course is not Course.HALVE:
                raise
            return None
        self.portions.grow_page(self.limits)
        return reply

    def recover(self) -> bool:
        """Ask which groups the city has, and put the others back into the queue (docs/exchange.md, section 8).

        Return whether there was anything to recover from.
        """
        if not self.steps.read(is_recovering):
            return False
        self.on_progress(Message(_COMPARING), 0, 0)
        for _ in range(MOST_ASKINGS):
            found = self._ask()
            if found is not None:
                self.steps.exchange(requeue, found, self.now())
                return True
        raise NoAnswerError(_RESTLESS)

    def _ask(self) -> Known | None:
        """Return which mids the city has and where its history stood at the first answer; None where two disagree.

        The first answer's point, since what happened between it and the last is then found out by the next request.
        """
        have: set[UUID] = set()
        first: History | None = None
        oldest, after = 0, 0
        while True:
            page = self.steps.read(mids_to_ask, after, self.limits.known_mids)
            if not page.mids and first is not None:
                return Known(have, first, oldest)
            reply = self.city.known(self.steps.read(known_request, page.mids))
            if contradicts(first, reply.history):
                return None
            first = first or reply.history
            have |= set(reply.have)
            oldest, after = max(oldest, reply.oldest), page.upto
            if not page.mids:
                return Known(have, first, oldest)

"""One attempt: send what waits, fetch what is new, compare, and mend whatever a restore has torn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from gridadmin.domain.errors import CancelledError, GridAdminError
from gridadmin.domain.exchange import MOST_CLOCK_OFFSET_S, RoundResult
from gridadmin.i18n import N_, Message
from gridadmin.sync.adoption import must_pull_first
from gridadmin.sync.attachments import Photos, exchange_attachments
from gridadmin.sync.city import City, NoAnswerError
from gridadmin.sync.fetching import Fetching
from gridadmin.sync.held_steps import HeldSteps
from gridadmin.sync.outbox import is_waiting
from gridadmin.sync.portions import Portions
from gridadmin.sync.problems import Course, Reaction, reaction_to
from gridadmin.sync.pruning import prune
from gridadmin.sync.rechecking import is_recheck_due, recheck
from gridadmin.sync.recovery import begin_recovery
from gridadmin.sync.rounds import held_stop, lift_stop, message_of, note_round, note_stop
from gridadmin.sync.sending import Sending
from gridadmin.sync.steps import Progress, Steps
from gridadmin.wire.enrolment import SCHEMA, Capabilities
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.problems import ProblemError, ProblemType

__all__ = ["Progress", "Steps", "exchange_once"]

MOST_TURNS = 12
"""Recoveries, and pushes that follow from what was fetched, within one attempt. The next attempt goes on."""

_ELSEWHERE = N_("Another computer of this office is exchanging at the moment.")
_CITY_OLDER = N_("The city's program is older than this one. Everything is kept until it has been updated.")
_CITY_NEWER = N_("This program is too old for the city. Update it; everything is kept until then.")
_ASKS = N_("The city has lost many records that this office has. Look at the question before anything is exchanged.")


def exchange_once(
    steps: Steps,
    city: City,
    *,
    now: Callable[[], datetime],
    portions: Portions,
    photos: Photos | None = None,
    on_progress: Progress | None = None,
) -> RoundResult:
    """Run one attempt to its end and return what it did. Expected errors are its result, never raised, but for
    CancelledError.

    Args:
        steps: the office, one transaction for each step.
        city: the other side.
        now: gives the moment for what is written down; nothing is decided by it.
        portions: how much goes at once; kept from one attempt to the next by the caller.
        photos: where pictures are kept; None where none are exchanged.
        on_progress: told how far it has got; may raise CancelledError, which ends the attempt between two steps.
    """
    lease = steps.take_lease()
    if lease is None:
        return RoundResult(complete=False, problem=Message(_ELSEWHERE))
    with lease:
        result = _Attempt(HeldSteps(steps, lease), city, now, portions, photos, on_progress or _silent).run()
        steps.exchange(note_round, result, now())
        return result


class _Attempt:
    """What one attempt has done so far."""

    def __init__(
        self,
        steps: Steps,
        city: City,
        now: Callable[[], datetime],
        portions: Portions,
        photos: Photos | None,
        on_progress: Progress,
    ) -> None:
        self._steps, self._city, self._now, self._portions = steps, city, now, portions
        self._photos, self._on_progress = photos, on_progress
        self._sending: Sending | None = None
        self._fetching: Fetching | None = None
        self._recovered = False
        self._damaged: int | None = None
        self._former_stop = steps.read(held_stop)  # stays until the city has taken and given again

    def run(self) -> RoundResult:
        try:
            capabilities = self._city.capabilities()
            problem = _unfit(capabilities)
            if problem is None:
                return self._done(*self._exchange(capabilities))
            self._steps.exchange(note_stop, problem, until_update=True)
            return replace(self._done(False, problem), waits_for_update=True)
        except (NoAnswerError, ProblemError) as error:
            reaction = reaction_to(error)
            waits = reaction.course is Course.UPDATE
            if waits or reaction.course in (Course.STOP, Course.AGAIN):
                self._steps.exchange(note_stop, error.message, until_update=waits)
            return replace(self._done(False, error.message, reaction), waits_for_update=waits)
        except MalformedMessageError as error:
            self._steps.exchange(note_stop, error.message)
            return self._done(False, error.message)
        except CancelledError:
            raise  # nothing was in the way: there is nothing to be told, now or at the next start
        except GridAdminError as error:
            return self._done(False, error.message)

    def _exchange(self, capabilities: Capabilities) -> tuple[bool, Message | None]:
        self._portions.obey(capabilities.limits)
        parts = (
            self._steps,
            self._city,
            self._now,
            self._portions,
            capabilities.limits,
            self._on_progress,
        )
        self._sending, self._fetching = Sending(*parts), Fetching(*parts)
        if self._steps.read(is_recheck_due, self._now()):
            self._damaged = recheck(self._steps, self._now, self._on_progress)
        complete = self._turn_until_done(self._sending, self._fetching)
        if self._fetching.asks:
            return False, Message(_ASKS)
        if complete and self._photos is not None:
            exchange_attachments(self._steps, self._photos, self._city, capabilities.limits)
        if complete and self._damaged is not None and abs(self._clock_offset() or 0) <= MOST_CLOCK_OFFSET_S:
            self._steps.exchange(prune, self._now())  # once a day; a clock that is wrong makes nothing old
        stopped = self._new_stop()
        return complete and stopped is None, stopped

    def _turn_until_done(self, sending: Sending, fetching: Fetching) -> bool:
        for _ in range(MOST_TURNS):
            try:
                done = self._turn(sending, fetching)
                if self._former_stop is not None:
                    self._steps.exchange(lift_stop, self._former_stop)
                if done:
                    return True
            except ProblemError as error:
                if reaction_to(error).course is not Course.RECOVER:
                    raise
                self._recovered = True
                expired = error.problem.type is ProblemType.REPLICA_EXPIRED
                self._steps.exchange(begin_recovery, expired=expired)
            if fetching.asks or self._new_stop() is not None:
                return False
        return False

    def _new_stop(self) -> Message | None:
        """Return what stops the exchange since this attempt began."""
        held = self._steps.read(held_stop)
        return None if held == self._former_stop else message_of(held)

    def _turn(self, sending: Sending, fetching: Fetching) -> bool:
        """Send and fetch; return whether nothing is left to do. What was fetched may have to be answered at once."""
        self._recovered = fetching.recover() or self._recovered
        pulled_first = self._steps.read(must_pull_first)
        if pulled_first:
            fetching.fetch_all()
        before = sending.settled.sent
        sent_all = sending.send_all()
        if not pulled_first or sending.settled.sent != before:
            fetching.fetch_all()
        return sent_all and not self._steps.read(is_waiting)

    def _clock_offset(self) -> int | None:
        offset = self._city.clock_offset
        return None if offset is None else round(offset)

    def _done(self, complete: bool, problem: Message | None, reaction: Reaction | None = None) -> RoundResult:
        result = RoundResult(
            complete=complete,
            recovered=self._recovered,
            damaged=self._damaged,
            clock_offset_seconds=self._clock_offset(),
            retry_after=reaction.retry_after if reaction is not None else None,
            problem=problem,
        )
        if self._sending is not None:
            settled = self._sending.settled
            result = replace(result, sent=settled.sent, conflicts=settled.conflicts, refused=settled.refused)
        if self._fetching is not None:
            result = replace(result, received=self._fetching.received, repaired=self._fetching.repaired)
        return result


def _unfit(capabilities: Capabilities) -> Message | None:
    if capabilities.newest_schema < SCHEMA:
        return Message(_CITY_OLDER)
    return Message(_CITY_NEWER) if capabilities.oldest_schema > SCHEMA else None


def _silent(_what: Message, _done: int, _total: int) -> None:
    """Tell nobody."""

"""What happens on which day of the practice office's past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from gridadmin.i18n import N_, Message
from gridadmin.jobs.progress import Progress

CHINA = timezone(timedelta(hours=8))
LISTS, ENDS, STARTS, PAPERS = range(4)
"""The order of the acts of one day: what the county sends, who leaves, who comes, what is written about it."""


class PastClock:
    """Gives the moments of the past: nine in the morning of the day set, a minute later at every act."""

    def __init__(self, day: date) -> None:
        self._moment = datetime.combine(day, time(9), CHINA)

    def go_to(self, day: date) -> None:
        """Go on to a day; the clock never goes back."""
        self._moment = max(self._moment, datetime.combine(day, time(9), CHINA))

    def __call__(self) -> datetime:
        """Return the moment of the next act."""
        self._moment += timedelta(minutes=1)
        return self._moment.astimezone(UTC)


@dataclass(frozen=True)
class _Event:
    day: date
    order: int
    tell: Callable[[date], None]


class Timeline:
    """Gathers events in any order and tells them in that of their days."""

    def __init__(self, clock: PastClock) -> None:
        self._clock = clock
        self._events: list[_Event] = []

    def at(self, day: date, order: int, tell: Callable[[date], None]) -> None:
        """Let something happen on a day; `tell` is given the day."""
        self._events.append(_Event(day, order, tell))

    def run(self, progress: Progress) -> None:
        """Let everything happen, each on its day."""
        self._events.sort(key=lambda event: (event.day, event.order))
        for done, event in enumerate(self._events):
            if done % 20 == 0:
                progress.report(done, len(self._events), Message(N_("Building the practice office")))
            self._clock.go_to(event.day)
            event.tell(event.day)
        progress.report(len(self._events), len(self._events))

"""When the next attempt begins: back-off after failures, a calm pace otherwise, and “at once” at any time.

Times are seconds of a clock that only goes forward (time.monotonic): an office computer's date is often wrong, and
setting it right must neither start a storm of attempts nor stop them for a year.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST_S = 5.0
LONGEST_S = 30 * 60.0
IDLE_S = 60.0
LONGEST_ASKED_S = 24 * 3600.0  # nobody may silence an office for longer
_DOUBLINGS = 20  # beyond any that matter: 5 s doubled nine times is more than half an hour


@dataclass(frozen=True)
class Pace:
    """The attempts so far, as far as the next one depends on them.

    Attributes:
        failures: attempts that failed since the last success.
        due: when the next one may begin by itself; None for at once.
    """

    failures: int = 0
    due: float | None = None

    def after_success(self, now: float) -> Pace:
        """Return the pace after an attempt that reached the city and did all it could."""
        return Pace(0, now + IDLE_S)

    def after_failure(self, now: float, share: float, retry_after: float | None = None) -> Pace:
        """Return the pace after an attempt that failed.

        `share` is a random number from 0 to 1. `retry_after`: seconds that the city asked to wait.
        """
        return Pace(self.failures + 1, now + pause(self.failures, share, retry_after))

    def after_update_needed(self, now: float, share: float) -> Pace:
        """Return the pace while one of the two programs waits for its update."""
        return Pace(self.failures + 1, now + _within(LONGEST_S, share))

    def wait(self, now: float) -> float:
        """Return the seconds until the next attempt begins by itself; 0 where it is due."""
        return 0.0 if self.due is None else max(0.0, self.due - now)

    def is_due(self, now: float, *, at_once: bool = False) -> bool:
        """Return whether an attempt begins now; one that a person asks for always does."""
        return at_once or self.wait(now) == 0


def pause(failures: int, share: float, retry_after: float | None = None) -> float:
    """Return the seconds to wait after a failure that followed `failures` others.

    From 5 s, doubled each time up to 30 min, a random time between half and the whole of it, so that 136 offices do
    not come back together. What the city asks for is never undercut, and lengthened at random by up to a tenth.
    """
    own = _within(min(LONGEST_S, FIRST_S * 2 ** min(failures, _DOUBLINGS)), share)
    if retry_after is None:
        return own
    return max(own, min(retry_after, LONGEST_ASKED_S) * (1 + share / 10))


def _within(longest: float, share: float) -> float:
    return longest * (1 + share) / 2

"""Which schedules a run of the tests draws, and for how long.

By default new ones in every run, and the summary names the first. GRIDADMIN_PROOF_FRESH=0 draws the same ones every
time, so that a change that breaks something is told from a schedule that nobody ever drew.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator

FRESH = os.environ.get("GRIDADMIN_PROOF_FRESH", "1") != "0"
SECONDS = float(os.environ.get("GRIDADMIN_PROOF_SECONDS", "60"))


def drawn(first: int, most: int, seconds: float) -> Iterator[int]:
    """Yield seeds for some seconds: from `first` on, at most so many; or new ones, without an end but the time."""
    start = secrets.randbits(40) if FRESH else first
    ends, number = time.monotonic() + seconds, 0
    while time.monotonic() < ends and (FRESH or number < most):
        yield start + number
        number += 1

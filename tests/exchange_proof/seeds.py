"""Which schedules a run of the tests draws, and for how long.

By default the same ones in every run, so that a change that breaks something is told from a schedule that nobody ever
drew. GRIDADMIN_PROOF_FRESH=1 draws new ones: for the night, and for whoever looks for holes.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator

FRESH = os.environ.get("GRIDADMIN_PROOF_FRESH") == "1"
SECONDS = float(os.environ.get("GRIDADMIN_PROOF_SECONDS", "60"))


def drawn(first: int, most: int, seconds: float) -> Iterator[int]:
    """Yield seeds for some seconds: from `first` on, at most so many; or new ones, without an end but the time."""
    start = secrets.randbits(40) if FRESH else first
    ends, number = time.monotonic() + seconds, 0
    while time.monotonic() < ends and (FRESH or number < most):
        yield start + number
        number += 1

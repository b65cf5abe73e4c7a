"""Which schedules a run of the tests draws, and for how long; the summary of the run names the first.

Every change of the exchange draws schedules that nobody has drawn yet. As long as it stays as it is they are the same,
so that a red run is red again wherever it is repeated, and a green one does not turn red by a throw of dice.
GRIDADMIN_PROOF_FRESH=1 draws new ones in every run: for the night, and for whoever looks for holes.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

FRESH = os.environ.get("GRIDADMIN_PROOF_FRESH") == "1"
SECONDS = float(os.environ.get("GRIDADMIN_PROOF_SECONDS", "60"))
ROOT = Path(__file__).resolve().parents[2]
PROVED = ("src/gridadmin/sync", "src/gridadmin/city", "src/gridadmin/wire", "tests/exchange_proof")
_BYTES = 5  # of a seed


def drawn(most: int, seconds: float) -> Iterator[int]:
    """Yield seeds for some seconds, at most so many; fresh ones without an end but the time."""
    start = int.from_bytes(secrets.token_bytes(_BYTES) if FRESH else _of_the_code()[:_BYTES])
    ends, number = time.monotonic() + seconds, 0
    while time.monotonic() < ends and (FRESH or number < most):
        yield start + number
        number += 1


@cache
def _of_the_code() -> bytes:
    """Return a digest of what the schedules try, and of what tries it."""
    found = sha256()
    for room in PROVED:
        for path in sorted((ROOT / room).rglob("*.py")):
            found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    return found.digest()

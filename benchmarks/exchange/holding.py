"""What an office pays with every pull for all that it holds already: digests compared, unsettled records looked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy.orm import Session

from gridadmin.models.bulk_insert import insert_rows
from gridadmin.models.exchange import CityRecord
from gridadmin.models.ids import new_id
from gridadmin.models.received import CHUNK
from gridadmin.sync.bases import drop_settled_bases, keep_bases
from gridadmin.sync.comparing import differing, held_digests
from gridadmin.wire.scopes import Scope, ScopeKind
from tests.real_offices import TOWNSHIP, real_office

SCOPE = Scope(ScopeKind.TOWN, TOWNSHIP)
TYPES = ("worker", "grid_version", "training_attendee", "assessment_result", "pay_line")
REPEATS = 5


@dataclass(frozen=True)
class Holding:
    """Processor milliseconds, the least of five, at so many records of the city in an office's own file."""

    records: int
    comparing_ms: float
    bases_ms: float


def measure_holding(folder: Path, sizes: Sequence[int]) -> Iterator[Holding]:
    """Fill an office with what a city would have, and measure what a pull that brings nothing asks of it."""
    random, held = Random(1), 0
    with real_office(folder) as office:
        for size in sizes:
            office.exchange(_fill, random, size - held)
            held = size
            said = {SCOPE: office.read(held_digests, SCOPE)}
            comparing = office.read(_least, partial(differing, digests=said))
            yield Holding(size, comparing, office.read(_least, look_for_bases))


def look_for_bases(session: Session) -> None:
    """Do what every pull does for records that the clerk has changed: here there are none."""
    keep_bases(session)
    drop_settled_bases(session, set())


def _least(session: Session, work: Callable[[Session], object]) -> float:
    times = []
    for _ in range(REPEATS):
        began = time.process_time()
        work(session)
        times.append(time.process_time() - began)
    return min(times) * 1000


def _fill(session: Session, random: Random, count: int) -> None:
    for _ in range(count // CHUNK):
        rows = [
            {
                "record_id": new_id(),
                "record_type": random.choice(TYPES),
                "scope": str(SCOPE),
                "ver": 1,
                "hash": random.getrandbits(64) - (1 << 63),
                "stand_in": False,
                "base": None,
                "unknown": None,
            }
            for _ in range(CHUNK)
        ]
        insert_rows(session.connection(), CityRecord.__table__, rows)

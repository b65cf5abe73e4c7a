"""When poor results in a row open a review of somebody's post (Art 24: exit mechanism)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class ResultPoint:
    """One final result of a person in the order of time.

    Attributes:
        poor: its grade counts towards a review.
    """

    period_id: UUID
    last_day: date
    grade: str | None
    poor: bool


def poor_run(results: Sequence[ResultPoint], in_a_row: int) -> tuple[ResultPoint, ...]:
    """Return the poor results that end a person's results in one round and are enough for a review; else nothing.

    Results follow each other where the person has them: a period in which somebody was not assessed neither counts nor
    breaks the run. A rule of 0 opens none.
    """
    run: list[ResultPoint] = []
    for result in sorted(results, key=lambda each: each.last_day, reverse=True):
        if not result.poor:
            break
        run.append(result)
    return tuple(reversed(run)) if in_a_row and len(run) >= in_a_row else ()

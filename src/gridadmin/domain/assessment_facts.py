"""What the checks of the statute and the home page know of assessment on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from gridadmin.domain.assessment_periods import ONE_DAY, PeriodState, Span, span_of, span_on
from gridadmin.domain.assessment_rows import PeriodRow, SchemeRow
from gridadmin.i18n import Message


@dataclass(frozen=True)
class AssessmentFacts:
    """Assessment on a day.

    Attributes:
        schemes: all, with their versions.
        periods: all that were opened, without counts of people.
        reviews_due: people whose results call for a review that nobody has opened.
    """

    schemes: tuple[SchemeRow, ...] = ()
    periods: tuple[PeriodRow, ...] = ()
    reviews_due: int = 0

    def waiting(self, day: date) -> tuple[PeriodRow, ...]:
        """Return the periods that are over and not published on a day."""
        return tuple(row for row in self.periods if row.state is PeriodState.ENTRY and row.last_day < day)

    @property
    def undecided(self) -> int:
        """How many objections wait for a decision."""
        return sum(row.undecided for row in self.periods)


NO_ASSESSMENT = AssessmentFacts()


@dataclass(frozen=True)
class MonthResult:
    """A result of a period that was published in a month, as it stands on the last day: one line of the statistics.

    Attributes:
        poor: its grade counts towards a review.
    """

    worker_id: UUID
    name: str
    scheme: str
    period: Message
    score: Decimal
    grade: str | None
    poor: bool


@dataclass(frozen=True)
class LatePeriod:
    """A period that should have been published by now; `opened` None = it was not even opened."""

    scheme: SchemeRow
    round_name: str
    span: Span
    opened: PeriodRow | None


def late_periods(facts: AssessmentFacts, day: date, days: int) -> tuple[LatePeriod, ...]:
    """Return, of each round of each scheme, the latest period that should have been published and is not.

    Args:
        facts: of the day.
        day: the day looked at.
        days: how long after its end a period may wait.
    """
    found = []
    for scheme in facts.schemes:
        version = scheme.on(day)
        for each in version.definition.rounds if version else ():
            span = span_on(each.kind, day)
            while span.last + timedelta(days=days) >= day or (each.numbers and span.number not in each.numbers):
                before = span.first - ONE_DAY
                span = span_of(each.kind, before.year, span_on(each.kind, before).number)
            held = scheme.on(span.first)
            if held is None or not held.definition.has_round(each.key):
                continue
            opened = next((row for row in facts.periods if _is(row, scheme, each.key, span)), None)
            if opened is None or opened.state is PeriodState.ENTRY:
                found.append(LatePeriod(scheme, each.name, span, opened))
    return tuple(found)


def _is(row: PeriodRow, scheme: SchemeRow, round_key: str, span: Span) -> bool:
    return (row.scheme_id, row.round_key, row.year, row.number) == (scheme.id, round_key, span.year, span.number)

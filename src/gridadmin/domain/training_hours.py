"""Required hours (学时) per kind and year, and who is short of them on a day (Art 23).

No source gives yearly hours for Liaocheng: they are the dated parameters `art23.hours_*`, shipped as assumed. A year's
requirement is reckoned day by day: each day in service is worth a part of the hours that hold for the person's kind on
that day. So who comes, leaves or changes kind within the year, or a year in which the number changes, needs no rule of
its own. An office that asks the whole of everybody sets `art23.hours_by_days` to 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.parameters import ParameterTable
from gridadmin.domain.training import TENTHS, Attendance, CourseKind, Result
from gridadmin.domain.training_plan import PlanRow
from gridadmin.domain.workers import EmploymentKind, WorkerStatus
from gridadmin.i18n import N_

HOURS_KEYS = {
    EmploymentKind.FULL_TIME: "art23.hours_full_time",
    EmploymentKind.PART_TIME: "art23.hours_part_time",
}
BY_DAYS_KEY = "art23.hours_by_days"
ONE_DAY = timedelta(days=1)


class HoursStanding(LabelledEnum):
    """How somebody stands with the hours of a year on a day. Ordered from bad to good."""

    BEHIND = "behind", N_("Behind with hours")
    UNDER_WAY = "under_way", N_("On the way")
    MET = "met", N_("Hours reached")
    NOT_ASKED = "not_asked", N_("No hours asked")


@dataclass(frozen=True)
class ServiceSpell:
    """A spell of service with its kind: first and last day, both included (None = open)."""

    kind: EmploymentKind
    started_on: date
    ended_on: date | None = None


@dataclass(frozen=True)
class YearHours:
    """A person's hours of a year as of a day, in tenths.

    Attributes:
        required: for the whole year, taking an open spell to go on.
        due: the part of it that the days up to the day looked at are worth.
        done: hours of sessions held in the year up to that day.
    """

    year: int
    required: int
    due: int
    done: int

    @property
    def missing(self) -> int:
        """What is still to be done within the year."""
        return max(self.required - self.done, 0)

    @property
    def standing(self) -> HoursStanding:
        """How that stands."""
        if self.required == 0:
            return HoursStanding.NOT_ASKED
        if self.done >= self.required:
            return HoursStanding.MET
        return HoursStanding.UNDER_WAY if self.done >= self.due else HoursStanding.BEHIND


@dataclass(frozen=True)
class TrainingFact:
    """One session of a person: what counts and what came out. Hours and score in tenths."""

    session_id: UUID
    title: str
    course: str
    kind: CourseKind
    held_on: date
    place: str | None
    attendance: Attendance | None
    hours: int
    score: int | None
    pass_mark: int | None
    result: Result
    resit_of_id: UUID | None = None
    remark: str | None = None


@dataclass(frozen=True)
class TrainingRecord:
    """Everything a person was trained in up to a day, newest first, with the hours of each year served."""

    worker_id: UUID
    name: str
    years: tuple[YearHours, ...]
    facts: tuple[TrainingFact, ...]


@dataclass(frozen=True)
class HoursRow:
    """A person's line in the list of hours of a year (台账, 学时不足)."""

    worker_id: UUID
    name: str
    kind: EmploymentKind | None
    status: WorkerStatus | None
    community: str
    grids: str
    phone: str
    hours: YearHours
    sessions: int = 0
    last_on: date | None = None


@dataclass(frozen=True)
class TrainingFacts:
    """What checks and queues read of training: the hours of the year by person, its plan, sessions to be entered."""

    hours: Mapping[UUID, YearHours] = field(default_factory=dict)
    plan: tuple[PlanRow, ...] = ()
    to_enter: int = 0


NO_TRAINING = TrainingFacts()


def required_hours(spells: Iterable[ServiceSpell], parameters: ParameterTable, year: int, until: date) -> int:
    """Return the hours, in tenths, that the days of a year up to a day ask of a person; half a tenth counts as one.

    With `art23.hours_by_days` 0 the first day of service in the year asks the whole of what holds on that day.
    """
    first, last = date(year, 1, 1), min(until, date(year, 12, 31))
    if last < first:
        return 0
    pieces = _pieces(spells, parameters, first, last)
    if parameters.number(BY_DAYS_KEY, last) == 0:
        return max((hours * TENTHS for _days, hours in pieces), default=0)
    days_of_year = (date(year + 1, 1, 1) - first).days
    total = sum((Fraction(days * hours * TENTHS, days_of_year) for days, hours in pieces), Fraction(0))
    return int(total + Fraction(1, 2))


def year_hours(
    spells: Sequence[ServiceSpell], parameters: ParameterTable, year: int, as_of: date, done: int
) -> YearHours:
    """Return a person's hours of a year as of a day; `done` in tenths."""
    whole = required_hours(spells, parameters, year, date(year, 12, 31))
    return YearHours(year, whole, required_hours(spells, parameters, year, as_of), done)


def _pieces(
    spells: Iterable[ServiceSpell], parameters: ParameterTable, first: date, last: date
) -> list[tuple[int, int]]:
    """Return (days, yearly hours that hold) for stretches of service within two days; a day counts once."""
    cuts = sorted({row.valid_from for row in parameters.rows if row.key in HOURS_KEYS.values()})
    found: list[tuple[int, int]] = []
    free_from = first
    for spell in sorted(spells, key=lambda spell: spell.started_on):
        start, end = max(spell.started_on, free_from), min(spell.ended_on or last, last)
        if end < start:
            continue
        free_from = end + ONE_DAY
        starts = [start, *(cut for cut in cuts if start < cut <= end)]
        for piece, following in zip(starts, [*starts[1:], free_from], strict=True):
            hours = parameters.number(HOURS_KEYS[spell.kind], piece) or 0
            found.append(((following - piece).days, hours))
    return found

"""Holes between pay standards: people for whom nothing holds, and an element that stops before it goes on.

Two things look at the same days. `find_holes` asks for each kind of worker, role and years of service whether any
standard pays at all; `find_gaps` asks of each element whether it goes on without a day between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise

from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_standards import Formula, PayStandard, ServiceSpan
from gridadmin.domain.workers import AppointmentRole, EmploymentKind

ROLES: tuple[AppointmentRole | None, ...] = (None, *AppointmentRole)
MOST_YEARS = 60  # nobody serves longer
ONE_DAY = timedelta(days=1)
_LASTING = (Formula.FIXED, Formula.SENIORITY, Formula.GRADE, Formula.SCORE)
Days = tuple[date, date]


@dataclass(frozen=True)
class Hole:
    """Days on which no standard holds for some people.

    Attributes:
        element: code and name of the element that stops and goes on later; None where nothing at all holds.
        roles: who is meant; None among them is who has no post.
        seniority_to: None without end. last: None where nothing is entered for later days either.
    """

    kind: EmploymentKind
    roles: tuple[AppointmentRole | None, ...]
    seniority_from: int
    seniority_to: int | None
    first: date
    last: date | None
    element: tuple[str, str] | None = None

    def means(self, kind: EmploymentKind, role: AppointmentRole | None, seniority: int) -> bool:
        """Tell whether somebody of a kind, role and years of service is meant."""
        most = MOST_YEARS if self.seniority_to is None else self.seniority_to
        return self.kind is kind and role in self.roles and self.seniority_from <= seniority <= most


def find_holes(standards: Sequence[PayStandard], since: date) -> list[Hole]:
    """Return from a day on who is paid by no standard: kinds of workers, days, roles, years of service.

    Events and percentages alone pay nobody by themselves, and what is kept back pays nobody.
    """
    paying = [each for each in standards if each.formula in _LASTING and each.nature is not Nature.KEPT]
    return [
        Hole(kind, roles, low, high, first, None if last == date.max else last)
        for kind in EmploymentKind
        for roles, low, high, (first, last) in _merged(paying, kind, lambda held: _uncovered(held, (since, date.max)))
    ]


def find_gaps(standards: Sequence[PayStandard], since: date) -> list[Hole]:
    """Return from a day on where an element stops for somebody and goes on later: days between two standards."""
    found = []
    for code in dict.fromkeys(each.code for each in standards):
        of_code = [each for each in standards if each.code == code]
        for kind in EmploymentKind:
            for roles, low, high, (first, last) in _merged(of_code, kind, _between):
                if last >= since:
                    found.append(Hole(kind, roles, low, high, max(first, since), last, (code, of_code[-1].name)))
    return sorted(found, key=lambda hole: (hole.first, hole.kind))


def _merged(
    standards: Sequence[PayStandard], kind: EmploymentKind, missing_in: Callable[[list[PayStandard]], list[Days]]
) -> Iterator[tuple[tuple[AppointmentRole | None, ...], int, int | None, Days]]:
    """Give the days without a standard, with the roles and the years of service that they are alike for."""
    ends = {each.seniority_to + 1 for each in standards if each.seniority_to is not None}
    cuts = sorted({0, MOST_YEARS + 1} | {each.seniority_from for each in standards} | ends)
    bands = [(low, high - 1) for low, high in pairwise(cuts) if low <= MOST_YEARS]
    table = {
        role: [
            frozenset(missing_in([each for each in standards if _is_for(each, kind, role, low)])) for low, _ in bands
        ]
        for role in ROLES
    }
    for days in sorted({days for rows in table.values() for row in rows for days in row}):
        alike: dict[tuple[bool, ...], list[AppointmentRole | None]] = {}
        for role, rows in table.items():
            alike.setdefault(tuple(days in row for row in rows), []).append(role)
        for pattern, roles in alike.items():
            for low, high in _runs(pattern, bands):
                yield tuple(roles), low, None if high >= MOST_YEARS else high, days


def _runs(pattern: Sequence[bool], bands: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give neighbouring bands that are marked as one."""
    for missing, run in groupby(zip(pattern, bands, strict=True), key=lambda pair: pair[0]):
        if missing:
            part = [band for _marked, band in run]
            yield part[0][0], part[-1][1]


def _is_for(standard: PayStandard, kind: EmploymentKind, role: AppointmentRole | None, seniority: int) -> bool:
    return standard.applies(ServiceSpan(date.min, date.max, kind, role, seniority))


def _uncovered(standards: Sequence[PayStandard], window: Days) -> list[Days]:
    """Return the days of a window that no standard covers."""
    found, day = [], window[0]
    for each in sorted(standards, key=lambda each: each.valid_from):
        if each.valid_from > day:
            found.append((day, each.valid_from - ONE_DAY))
        end = each.valid_to or date.max
        if end >= day:
            if end == date.max:
                return found
            day = end + ONE_DAY
    return [*found, (day, window[1])]


def _between(standards: Sequence[PayStandard]) -> list[Days]:
    """Return the days between the first and the last standard that none covers."""
    if not standards:
        return []
    first = min(each.valid_from for each in standards)
    last = max(each.valid_to or date.max for each in standards)
    return [days for days in _uncovered(standards, (first, last)) if days[0] <= last and days[1] < last]

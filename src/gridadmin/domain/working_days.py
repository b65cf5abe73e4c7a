"""Working days, rest days and days that are worked instead, by the State Council's notices of each year.

A year whose notice is not out yet is provisional: weekends and the statutory days (13 a year since 2025) alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.i18n import N_

SATURDAY = 5
CALENDAR = "calendar.days"  # key of the dated parameter that holds a year's notice


class YearDays(TypedDict):
    """A year in `resources/data/working_days.json`: days as MM-DD."""

    rest: list[str]
    work: list[str]
    provisional: bool


@dataclass(frozen=True)
class YearOfDays:
    """What a year's notice says: weekdays that are free, weekend days that are worked; or that there is none yet."""

    rest: frozenset[date]
    work: frozenset[date]
    provisional: bool


@dataclass(frozen=True)
class WorkingDays:
    """The years that are known."""

    years: Mapping[int, YearOfDays]

    def plus(self, years: Mapping[int, YearOfDays]) -> WorkingDays:
        """Return these with other years in place of them."""
        return WorkingDays({**self.years, **years})

    def year(self, year: int) -> YearOfDays:
        """Return a year's days.

        Raises:
            InvalidError: nothing is known of the year.
        """
        if year not in self.years:
            raise InvalidError(
                N_("The working days of {year} are not known; known are {first} to {last}."),
                year=year, first=min(self.years), last=max(self.years),
            )  # fmt: skip
        return self.years[year]

    def is_working_day(self, day: date) -> bool:
        """Tell whether a day is worked."""
        year = self.year(day.year)
        return day in year.work or (day.weekday() < SATURDAY and day not in year.rest)

    def count(self, first: date, last: date) -> int:
        """Return how many working days lie between two days, both included."""
        return sum(self.is_working_day(first + timedelta(days)) for days in range((last - first).days + 1))

    def of_month(self, month: Month) -> int:
        """Return how many working days a month has."""
        return self.count(month.first_day, month.last_day)

    def pay_day(self, day: date) -> date:
        """Return the day on which pay due on a day is paid: early where it falls on a day of rest.

        Source: Interim Provisions on Wage Payment (工资支付暂行规定) art. 7.
        """
        while not self.is_working_day(day):
            day -= timedelta(1)
        return day


def read_working_days(years: Mapping[str, YearDays]) -> WorkingDays:
    """Return the calendar that the `years` of `resources/data/working_days.json` describe."""

    def days(year: str, written: list[str]) -> frozenset[date]:
        return frozenset(date.fromisoformat(f"{year}-{day}") for day in written)

    return WorkingDays(
        {
            int(year): YearOfDays(days(year, each["rest"]), days(year, each["work"]), each["provisional"])
            for year, each in years.items()
        }
    )


def read_month_day(text: str) -> str:
    """Return a day of any year as MM-DD from `01-01`, `1.1`, `1月1日`, `2027-01-01`.

    Raises:
        InvalidError: it is none.
    """
    parts = [int(part) for part in re.findall(r"\d+", text)]
    try:
        return date(2000, *parts[-2:]).strftime("%m-%d")  # a leap year: 29 February is refused where the year has none
    except (ValueError, TypeError):
        raise InvalidError(N_("“{text}” is no day of a year. Write it like 01-01."), text=text) from None


def days_between(first: str, last: str) -> set[str]:
    """Return the days from one MM-DD to another, both included; InvalidError where they run backwards."""
    start, end = (date.fromisoformat(f"2000-{day}") for day in (first, last))
    if end < start:
        raise InvalidError(N_("{last} lies before {first}."), first=first, last=last)
    return {(start + timedelta(days)).strftime("%m-%d") for days in range((end - start).days + 1)}


def year_from(year: int, rest: Sequence[str], work: Sequence[str]) -> YearOfDays:
    """Return a year by its notice.

    Raises:
        InvalidError: a day that the year does not have, one that is both free and worked, or a day worked instead that
            is no weekend day.
    """
    try:
        free, worked = (frozenset(date.fromisoformat(f"{year}-{day}") for day in days) for days in (rest, work))
    except ValueError as error:
        raise InvalidError(N_("{year} does not have every one of these days."), year=year) from error
    both = sorted(free & worked)
    weekdays = sorted(day for day in worked if day.weekday() < SATURDAY)
    if both or weekdays:
        raise InvalidError(
            N_("{day} cannot be a day worked instead: it is free already, or a weekday."),
            day=(both or weekdays)[0].isoformat(),
        )  # fmt: skip
    if not free:
        raise InvalidError(N_("A year has free days; enter those of the notice."))
    return YearOfDays(free, worked, provisional=False)

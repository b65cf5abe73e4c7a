"""Terms agreed in months and years, counted from day to day: when one ends, and how long one was."""

from __future__ import annotations

from datetime import date, timedelta

from gridadmin.domain.months import Month

ONE_DAY = timedelta(days=1)
MONTHS_A_YEAR = 12


def term_end(first_day: date, months: int) -> date:
    """Return the last day of a term of so many months, its first day counted: from 1 January a year is 31 December.

    Where the month of the end has no such day its last one counts (Civil Code Art 202): a month from 31 January ends
    on 28 or 29 February, a year from 29 February on 28 February.
    """
    if months <= 0:
        return first_day - ONE_DAY
    month = Month.of(first_day).plus(months)
    if first_day.day == 1:
        return month.first_day - ONE_DAY
    return date(month.year, month.number, min(first_day.day - 1, month.days))


def whole_months(first_day: date, last_day: date) -> int:
    """Return how many whole months a term has, both days counted; 0 where it has none."""
    months = max(Month.of(last_day).since(Month.of(first_day)), 0) + 1
    while months and term_end(first_day, months) > last_day:
        months -= 1
    return months


def years_later(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes the 28th."""
    month = Month.of(day).plus(years * MONTHS_A_YEAR)
    return date(month.year, month.number, min(day.day, month.days))

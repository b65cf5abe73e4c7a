"""Working days by the State Council's notices, and the years of which there is none yet."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from tests.pay_tables import shipped

CALENDAR = shipped().working_days


def test_the_months_of_2026() -> None:
    months = [CALENDAR.of_month(Month(2026, number)) for number in range(1, 13)]
    assert months == [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]
    assert sum(months) == CALENDAR.count(date(2026, 1, 1), date(2026, 12, 31)) == 248


def test_the_years_that_are_known() -> None:
    assert [year for year, days in CALENDAR.years.items() if not days.provisional] == list(range(2004, 2027))
    assert [year for year, days in CALENDAR.years.items() if days.provisional] == [2027, 2028, 2029, 2030]
    with pytest.raises(InvalidError, match="2004 to 2030"):
        CALENDAR.is_working_day(date(2031, 1, 1))


@pytest.mark.parametrize("year", range(2004, 2031))
def test_every_year_is_of_one_piece(year: int) -> None:
    days = CALENDAR.year(year)
    assert not days.rest & days.work
    assert all(day.year == year for day in days.rest | days.work)
    assert all(day.weekday() >= 5 for day in days.work)
    assert 240 <= sum(CALENDAR.of_month(Month(year, number)) for number in range(1, 13)) <= 256


@given(st.dates(date(2005, 1, 1), date(2026, 12, 31)))
def test_pay_is_early_and_never_late(day: date) -> None:
    paid = CALENDAR.pay_day(day)
    assert paid <= day
    assert CALENDAR.is_working_day(paid)
    after = range(paid.toordinal() + 1, day.toordinal() + 1)
    assert not any(CALENDAR.is_working_day(date.fromordinal(number)) for number in after)


def test_a_pay_day_in_a_holiday() -> None:
    assert CALENDAR.pay_day(date(2026, 2, 20)) == date(2026, 2, 14)  # a Saturday that is worked
    assert CALENDAR.pay_day(date(2026, 10, 5)) == date(2026, 9, 30)

"""Retirement ages: the published points, and what must hold between any two birth months."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.retirement import DELAYED_2025, RetirementCategory, find_retirement, least_contribution_months

MALE, FEMALE_55, FEMALE_50 = RetirementCategory
MONTHS = st.builds(Month, st.integers(1930, 2010), st.integers(1, 12))
CATEGORIES = st.sampled_from(list(RetirementCategory))


@pytest.mark.parametrize(
    ("category", "birth", "delay", "age", "month"),
    [
        (MALE, "1964-12", 0, (60, 0), "2024-12"),
        (MALE, "1965-01", 1, (60, 1), "2025-02"),
        (MALE, "1965-04", 1, (60, 1), "2025-05"),
        (MALE, "1965-05", 2, (60, 2), "2025-07"),
        (MALE, "1965-12", 3, (60, 3), "2026-03"),
        (MALE, "1966-01", 4, (60, 4), "2026-05"),
        (MALE, "1970-01", 16, (61, 4), "2031-05"),
        (MALE, "1976-08", 35, (62, 11), "2039-07"),
        (MALE, "1976-09", 36, (63, 0), "2039-09"),
        (MALE, "1980-01", 36, (63, 0), "2043-01"),
        (FEMALE_55, "1969-12", 0, (55, 0), "2024-12"),
        (FEMALE_55, "1970-01", 1, (55, 1), "2025-02"),
        (FEMALE_55, "1970-05", 2, (55, 2), "2025-07"),
        (FEMALE_55, "1981-08", 35, (57, 11), "2039-07"),
        (FEMALE_55, "1981-09", 36, (58, 0), "2039-09"),
        (FEMALE_50, "1974-12", 0, (50, 0), "2024-12"),
        (FEMALE_50, "1975-01", 1, (50, 1), "2025-02"),
        (FEMALE_50, "1975-06", 3, (50, 3), "2025-09"),
        (FEMALE_50, "1975-11", 6, (50, 6), "2026-05"),
        (FEMALE_50, "1984-10", 59, (54, 11), "2039-09"),
        (FEMALE_50, "1984-11", 60, (55, 0), "2039-11"),
        (FEMALE_50, "1984-12", 60, (55, 0), "2039-12"),
    ],
)
def test_the_published_points(
    category: RetirementCategory, birth: str, delay: int, age: tuple[int, int], month: str
) -> None:
    found = find_retirement(category, Month.parse(birth))
    assert (found.delay_months, found.age, str(found.month)) == (delay, age, month)


@pytest.mark.parametrize("category", list(RetirementCategory))
def test_the_whole_table_steps_by_one_month_without_a_gap(category: RetirementCategory) -> None:
    """Counted out birth month by birth month, as the printed tables do, instead of by the formula."""
    rule = DELAYED_2025[category]
    birth, expected = rule.anchor, []
    for delay in range(1, rule.cap + 1):
        expected += [delay] * rule.step
    found = [find_retirement(category, birth.plus(at)).delay_months for at in range(len(expected) + 24)]
    assert found == expected + [rule.cap] * 24


@given(CATEGORIES, MONTHS)
def test_who_is_born_later_never_retires_earlier(category: RetirementCategory, birth: Month) -> None:
    one, next_one = find_retirement(category, birth), find_retirement(category, birth.plus(1))
    assert 0 <= next_one.delay_months - one.delay_months <= 1
    assert one.month < next_one.month
    assert one.month == birth.plus(one.age_months)


@given(CATEGORIES, MONTHS)
def test_the_flexible_years_stay_in_their_bounds(category: RetirementCategory, birth: Month) -> None:
    found = find_retirement(category, birth)
    assert found.earliest.since(birth) >= DELAYED_2025[category].former_years * 12
    assert 0 <= found.month.since(found.earliest) == min(found.delay_months, 36)
    assert found.latest.since(found.month) == 36


@pytest.mark.parametrize(
    ("year", "months"),
    [(2025, 180), (2029, 180), (2030, 186), (2031, 192), (2037, 228), (2038, 234), (2039, 240), (2040, 240)],
)
def test_the_least_years_of_contributions(year: int, months: int) -> None:
    assert least_contribution_months(year) == months


@given(MONTHS, st.integers(-600, 600))
def test_months_add_and_subtract(month: Month, step: int) -> None:
    assert month.plus(step).since(month) == step
    assert month.plus(step).plus(-step) == month
    assert (month < month.plus(step)) == (step > 0)
    assert Month.parse(str(month)) == month == Month.of(month.first_day) == Month.of(month.last_day)


@pytest.mark.parametrize("text", ["", "1975", "1975-13", "1975-00", "75-01", "1975-02-29", "0000-01", "1975年1月"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(InvalidError, match="no month"):
        Month.parse(text)


def test_a_leap_day_is_a_month_like_any_other() -> None:
    assert Month.parse("1972-02-29") == Month(1972, 2)
    assert Month(1972, 2).days == 29

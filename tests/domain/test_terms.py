"""Terms in months, from day to day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.terms import term_end, whole_months, years_later

days = st.dates(date(1990, 1, 1), date(2080, 12, 31))
spans = st.integers(1, 480)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-01", 12, "2026-12-31"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-28"),
        ("2026-03-15", 2, "2026-05-14"),
        ("2026-03-15", 0, "2026-03-14"),
    ],
)
def test_examples(start: str, months: int, end: str) -> None:
    assert term_end(date.fromisoformat(start), months) == date.fromisoformat(end)


@given(days, spans)
def test_a_term_of_months_has_so_many_whole_months_and_no_more(start: date, months: int) -> None:
    end = term_end(start, months)
    assert whole_months(start, end) == months
    assert whole_months(start, end - DAY) == months - 1


@given(days, spans)
def test_longer_terms_end_later_and_later_ones_too(start: date, months: int) -> None:
    assert term_end(start, months) < term_end(start, months + 1)
    assert term_end(start, months) <= term_end(start + DAY, months)


@given(days, st.integers(0, 400))
def test_terms_that_follow_each_other_touch(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    months = whole_months(start, end)
    assert term_end(start, months) <= end < term_end(start, months + 1)


def test_a_leap_day_comes_back_as_the_28th() -> None:
    assert years_later(date(2024, 2, 29), 2) == date(2026, 2, 28)
    assert years_later(date(2024, 2, 29), 4) == date(2028, 2, 29)

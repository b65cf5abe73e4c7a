"""Periods, months in post, states: days that touch, months without a 31st, 29 February."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.assessment import Eligibility, PeriodKind
from gridadmin.domain.assessment_periods import (
    MONTHS,
    PeriodState,
    after_months,
    months_in_post,
    number_on,
    service_on,
    span_of,
    span_on,
    state_of,
    why_not_assessed,
)
from gridadmin.domain.workers import EmploymentKind

FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME
ONE = timedelta(days=1)
days = st.dates(date(2019, 1, 1), date(2032, 12, 31))


@dataclass(frozen=True)
class Spell:
    kind: EmploymentKind
    started_on: date
    ended_on: date | None = None


@given(days, st.sampled_from(list(PeriodKind)))
def test_every_day_lies_in_one_period_and_periods_touch(day: date, kind: PeriodKind) -> None:
    span = span_on(kind, day)
    assert span.first <= day <= span.last
    assert span_on(kind, span.last + ONE).first == span.last + ONE
    assert span.number == number_on(kind, span.last)


@pytest.mark.parametrize("kind", list(PeriodKind))
def test_a_year_has_no_more_periods_than_fit(kind: PeriodKind) -> None:
    with pytest.raises(ValueError, match=kind.value):
        span_of(kind, 2026, 12 // MONTHS[kind] + 1)


@given(days, days)
def test_months_in_post_rise_by_one_on_the_day_before_the_same_number(start: date, on: date) -> None:
    served = months_in_post(start, on)
    if on < start:
        assert served == 0
    else:
        assert after_months(start, served) <= on + ONE < after_months(start, served + 1)


@given(days, st.integers(0, 40))
def test_later_months_are_later_days(start: date, months: int) -> None:
    assert after_months(start, months) < after_months(start, months + 1)
    assert months_in_post(start, after_months(start, months) - ONE) == months


@pytest.mark.parametrize(
    ("start", "on", "months"),
    [
        (date(2026, 1, 1), date(2026, 6, 30), 6),
        (date(2026, 1, 2), date(2026, 6, 30), 5),
        (date(2026, 1, 2), date(2026, 7, 1), 6),
        (date(2025, 8, 31), date(2026, 2, 27), 5),
        (date(2025, 8, 31), date(2026, 2, 28), 6),
        (date(2024, 2, 29), date(2025, 2, 27), 11),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2023, 2, 28), date(2024, 2, 27), 12),
        (date(2026, 3, 31), date(2026, 3, 31), 0),
    ],
)
def test_months_in_post_by_hand(start: date, on: date, months: int) -> None:
    assert months_in_post(start, on) == months


def test_spells_without_a_day_between_are_one_service() -> None:
    spells = [Spell(PART, date(2025, 1, 1), date(2025, 12, 31)), Spell(FULL, date(2026, 1, 1))]
    assert service_on(spells, date(2026, 3, 31)) == (FULL, date(2025, 1, 1))
    gap = [Spell(PART, date(2025, 1, 1), date(2025, 12, 30)), Spell(FULL, date(2026, 1, 1))]
    assert service_on(gap, date(2026, 3, 31)) == (FULL, date(2026, 1, 1))
    assert service_on(gap, date(2025, 12, 31)) is None


@pytest.mark.parametrize(
    ("spell", "said"),
    [
        (Spell(FULL, date(2026, 1, 1)), None),
        (Spell(FULL, date(2026, 1, 2)), "In post since 2026-01-02: 5 months of 6"),
        (Spell(PART, date(2020, 1, 1)), "Part-time: not assessed by this scheme"),
        (Spell(FULL, date(2020, 1, 1), date(2026, 6, 29)), "Left on 2026-06-29"),
        (Spell(FULL, date(2020, 1, 1), date(2026, 6, 30)), None),
        (Spell(FULL, date(2026, 7, 1)), "Not in service on 2026-06-30"),
    ],
)
def test_who_is_not_assessed_is_told_why(spell: Spell, said: str | None) -> None:
    reason = why_not_assessed(Eligibility((FULL,), 6), [spell], date(2026, 6, 30))
    assert (str(reason) if reason else None) == said


@given(days, st.integers(0, 30), st.integers(-5, 40), st.integers(0, 2))
def test_a_period_is_in_one_state_each_day(published: date, open_days: int, offset: int, undecided: int) -> None:
    until = published + timedelta(days=open_days)
    state = state_of(published, until, undecided, published + timedelta(days=offset))
    if offset < 0:
        assert state is PeriodState.ENTRY
    elif offset <= open_days:
        assert state is PeriodState.OBJECTIONS
    else:
        assert state is (PeriodState.DECISIONS if undecided else PeriodState.FINAL)

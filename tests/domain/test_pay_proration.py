"""Parts of a month: the plain formula, three bases, raises, overtime and the minimum wage."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay import ProrationBasis, days_pay, minimum_wage_gap, overtime_pay, prorate, raised_pay

PAY, BASES = st.integers(0, 5_000_000), st.sampled_from(list(ProrationBasis))


@pytest.mark.parametrize(
    ("monthly", "days", "fen"), [(22000, 11, 1112644), (4100, 8, 150805), (0, 5, 0), (3000, 0, 0), (2175, 22, 220000)]
)
def test_days_at_21_75(monthly: int, days: int, fen: int) -> None:
    assert days_pay(monthly * 100, days) == fen


@given(PAY, BASES, st.integers(15, 31), st.integers(0, 31))
def test_a_part_lies_within_the_month(monthly: int, basis: ProrationBasis, whole: int, present: int) -> None:
    present = min(present, whole)
    part = prorate(monthly, basis, present, whole)
    assert 0 <= part <= monthly
    assert prorate(monthly, basis, whole, whole) == monthly
    if present < whole:
        assert part <= prorate(monthly, basis, present + 1, whole)


@given(PAY, st.integers(28, 31), st.integers(0, 28))
def test_two_people_who_share_a_month_share_its_pay(monthly: int, whole: int, one: int) -> None:
    both = prorate(monthly, ProrationBasis.CALENDAR, one, whole) + prorate(
        monthly, ProrationBasis.CALENDAR, whole - one, whole
    )
    assert abs(both - monthly) <= 1


@given(PAY, PAY, st.integers(0, 23), st.integers(0, 23))
def test_a_raise_within_the_month(old: int, new: int, before: int, after: int) -> None:
    if before + after:
        found = raised_pay(old, new, before, after, before + after)
        assert min(old, new) <= found <= max(old, new)
        assert raised_pay(old, old, before, after, before + after) == old


def test_raises_and_overtime() -> None:
    assert raised_pay(2200000, 2640000, 10, 12, 22) == 2440000
    assert overtime_pay(174000, 2, 150) == 3000
    assert overtime_pay(174000, 1, 300) == 3000


def test_the_minimum_wage() -> None:
    assert minimum_wage_gap(202000, 202000) == 0
    assert minimum_wage_gap(201999, 202000) == 1
    assert minimum_wage_gap(101000, 202000, Fraction(1, 2)) == 0


def test_days_that_do_not_fit() -> None:
    bad_ones: tuple[Callable[[], int], ...] = (
        lambda: days_pay(1, -1),
        lambda: prorate(1, ProrationBasis.CALENDAR, 32, 31),
        lambda: prorate(1, ProrationBasis.CALENDAR, 0, 0),
        lambda: raised_pay(1, 1, 0, 0, 0),
        lambda: raised_pay(1, 1, 20, 20, 22),
        lambda: raised_pay(1, 1, -1, 2, 22),
        lambda: overtime_pay(1, -1, 150),
    )
    for bad in bad_ones:
        with pytest.raises(InvalidError):
            bad()

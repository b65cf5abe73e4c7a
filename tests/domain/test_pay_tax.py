"""Cumulative withholding: figures of the announcements, and what must hold for any year."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay import (
    BasicMode,
    IncomeCategory,
    MonthIncome,
    TaxTable,
    YearSoFar,
    annual_income,
    basic_deduction,
    labour_tax,
    qualifies_for_sixty,
    round_amount,
    settle_year,
    tax_of,
    withhold,
    withhold_year,
)
from tests.pay_reckoning import LABOUR_STEPS, STEPS, D, labour, stepped
from tests.pay_tables import tables

WAGES = tables().wages
YEARS = st.lists(
    st.builds(
        MonthIncome, st.integers(-(10**6), 10**8), st.integers(0, 10**5), st.integers(0, 10**6), st.integers(0, 10**6)
    ),
    min_size=1, max_size=12,
)  # fmt: skip


def taxes(*months: tuple[int, int], mode: BasicMode = BasicMode.ORDINARY, first: int = 1) -> list[int]:
    incomes = [MonthIncome(income * 100, special=special * 100) for income, special in months]
    return [month.tax for month in withhold_year(incomes, WAGES, mode, first)]


def test_published_months() -> None:
    assert taxes((10000, 1750), (20000, 1750)) == [9750, 39750]
    assert taxes((22000, 3850), (22000, 3850), (24400, 3850)) == [39450, 39450, 87600]
    assert taxes((20000, 3500), mode=BasicMode.FIRST_JOB, first=7) == [0]
    assert taxes((20000, 3500), first=7) == [34500]
    assert taxes((10000, 1750), mode=BasicMode.SIXTY) == [0]
    assert taxes((10000, 0)) == [15000]


def test_the_rounded_sum_is_taken_off_the_next_month() -> None:
    year = YearSoFar(months=2, income=Decimal("7394458"), withheld=95917)
    assert withhold(year, 1000000, WAGES.annual).tax == 291529  # 3 874.458 − 959.17, half up


@pytest.mark.parametrize("table", [WAGES.annual, tables().bonus.monthly, tables().labour.table])
def test_a_table_is_continuous_and_rises(table: TaxTable) -> None:
    for lower, higher in zip(table.brackets, table.brackets[1:], strict=False):
        assert lower.up_to is not None
        assert lower.up_to * lower.rate - lower.quick == lower.up_to * higher.rate - higher.quick
        assert lower.rate < higher.rate
        assert table.bracket(lower.up_to) is lower
        assert table.bracket(lower.up_to + 1) is higher


@given(st.integers(-(10**9), 10**10))
def test_quick_deductions_give_what_the_steps_give(fen: int) -> None:
    assert tax_of(fen, WAGES.annual) == stepped(D(fen) / 100, STEPS) * 100
    assert tax_of(fen, tables().labour.table) == stepped(D(fen) / 100, LABOUR_STEPS) * 100


@given(st.integers(-(10**9), 10**10), st.integers(0, 10**8))
def test_more_income_leaves_more(fen: int, more: int) -> None:
    growth = tax_of(fen + more, WAGES.annual) - tax_of(fen, WAGES.annual)
    assert 0 <= growth <= more * Decimal("0.45")


@given(YEARS, st.sampled_from(list(BasicMode)))
def test_what_is_withheld_in_all_is_the_highest_tax_of_the_year_so_far(
    year: list[MonthIncome], mode: BasicMode
) -> None:
    months = withhold_year(year, WAGES, mode)
    assert all(month.tax >= 0 for month in months)
    highest = 0
    for at, month in enumerate(months):
        highest = max(highest, round_amount(month.due))
        assert sum(each.tax for each in months[: at + 1]) == highest


@given(YEARS)
def test_a_full_year_that_only_rises_equals_the_annual_tax(year: list[MonthIncome]) -> None:
    incomes = [round_amount(month.income) for month in (year * 12)[:12]]
    months = withhold_year([MonthIncome(abs(income) + 700000) for income in incomes], WAGES)
    income = sum(abs(income) + 700000 for income in incomes)
    whole = YearSoFar(12, income, withheld=sum(month.tax for month in months))
    settled = settle_year(whole, WAGES)
    assert (settled.tax, settled.refund) == (whole.withheld, 0)


@given(YEARS)
def test_settlement_gives_back_what_a_falling_year_withheld_too_much(year: list[MonthIncome]) -> None:
    months = withhold_year(year, WAGES)
    whole = YearSoFar()
    for income, month in zip(year, months, strict=True):
        whole = whole.plus(income).paid(month.tax)
    settled = settle_year(whole, WAGES)
    assert settled.taxable >= 0
    assert settled.tax + settled.refund == whole.withheld
    if len(year) == 12:
        assert settled.refund >= 0


@given(YEARS, st.integers(0, 11))
def test_an_opening_balance_continues_as_if_the_program_had_been_there(year: list[MonthIncome], at: int) -> None:
    at = min(at, len(year))
    whole = withhold_year(year, WAGES)
    opening = YearSoFar()
    for income, month in zip(year[:at], whole[:at], strict=True):
        opening = opening.plus(income).paid(month.tax)
    assert withhold_year(year[at:], WAGES, first_month=at + 1, opening=opening) == whole[at:]


@given(YEARS, YEARS)
def test_months_away_do_not_count_for_the_re_hired(one: list[MonthIncome], other: list[MonthIncome]) -> None:
    """Twice employed by the same unit: the sums go on, the deduction counts only the months that were served."""
    first, second = one[:5], other[:4]
    so_far = YearSoFar()
    for income, month in zip(first, withhold_year(first, WAGES), strict=True):
        so_far = so_far.plus(income).paid(month.tax)
    back = withhold_year(second, WAGES, first_month=8, opening=so_far)
    assert [month.basic for month in back] == [500000 * (len(first) + n + 1) for n in range(len(second))]


def test_what_somebody_confirmed_stands_in_place_of_the_count() -> None:
    year = YearSoFar().plus(MonthIncome(1000000))
    assert withhold(year, 1000000, WAGES.annual).tax == 0


@pytest.mark.parametrize(("months", "month"), [(0, 1), (2, 1), (13, 12), (1, 13), (1, 0)])
def test_months_that_a_year_does_not_have(months: int, month: int) -> None:
    with pytest.raises(InvalidError):
        basic_deduction(BasicMode.ORDINARY, WAGES, months, month)


def test_who_starts_with_the_whole_deduction() -> None:
    assert qualifies_for_sixty(6000000, 12, WAGES)
    assert not qualifies_for_sixty(6000001, 12, WAGES)
    assert not qualifies_for_sixty(100, 11, WAGES)


@given(st.lists(st.integers(0, 2_000_000), min_size=12, max_size=12))
def test_by_the_60_000_rule_nothing_is_withheld_before_60_000(incomes: list[int]) -> None:
    months = withhold_year([MonthIncome(income) for income in incomes], WAGES, BasicMode.SIXTY)
    earned = 0
    for income, month in zip(incomes, months, strict=True):
        earned += income
        assert month.tax == 0 or earned > 6000000


@given(st.integers(-(10**6), 10**9))
def test_labour_remuneration_as_reckoned_apart(fen: int) -> None:
    found = labour_tax(fen, tables().labour)
    assert found.tax == labour(D(fen) / 100) * 100
    assert found.taxable >= 0


@pytest.mark.parametrize(
    ("gross", "tax"),
    [
        (0, "0"), (-100, "0"), (800, "0"), (801, "0.2"), (1000, "40"), (1500, "140"), (2000, "240"), (3000, "440"),
        (4000, "640"), (4001, "640.16"), (25000, "4000"), (25001, "4000.24"), (50000, "10000"), (62500, "13000"),
        (62501, "13000.32"),
    ],
)  # fmt: skip
def test_break_points_of_labour_remuneration(gross: int, tax: str) -> None:
    assert labour_tax(gross * 100, tables().labour).tax == Decimal(tax) * 100


def test_what_labour_remuneration_counts_for_in_the_year() -> None:
    assert annual_income(1000000, tables().labour) == 800000
    assert {category.value for category in IncomeCategory} == {"wages", "labour", "untaxed"}

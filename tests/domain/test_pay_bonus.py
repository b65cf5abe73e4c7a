"""The annual bonus: cliffs, comparison, and when it may be taxed by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay import bonus_cliffs, bonus_tax, check_separate, cliff_below, compare_bonus, one_more_yuan
from tests.pay_tables import tables

RULES, ANNUAL = tables().bonus, tables().wages.annual
BONUSES = st.integers(0, 200_000_000)


def test_the_cliffs_are_the_published_ones() -> None:
    assert [(cliff.bound // 100, cliff.jump) for cliff in bonus_cliffs(RULES)] == [
        (36000, 231010), (144000, 1320020), (300000, 1375025), (420000, 1925030), (660000, 3025035), (960000, 8800045),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("bonus", "tax"),
    [
        (-100, 0), (0, 0), (1, 3), (3000, 9000), (36000, 108000), (36001, 339010), (144000, 1419000), (144001, 2739020),
        (420000, 10234000), (960000, 32884000), (960001, 41684045),
    ],
)  # fmt: skip
def test_a_bonus_by_itself(bonus: int, tax: int) -> None:
    assert bonus_tax(bonus * 100, RULES) == tax


@given(BONUSES)
def test_the_cliff_below_is_where_less_would_have_been_more(bonus: int) -> None:
    cliff = cliff_below(bonus, RULES)
    kept = bonus - bonus_tax(bonus, RULES)
    best = (
        max(each.bound - bonus_tax(each.bound, RULES) for each in bonus_cliffs(RULES) if each.bound <= bonus)
        if (bonus >= 3600000)
        else 0
    )
    if cliff is None:
        assert kept + 1 >= best  # half a fen of rounding at most
    else:
        assert kept <= cliff.bound - bonus_tax(cliff.bound, RULES)


@given(BONUSES, st.integers(-10_000_000, 200_000_000))
def test_both_ways_are_reckoned_on_the_same_year(bonus: int, rest: int) -> None:
    found = compare_bonus(bonus, rest, ANNUAL, RULES)
    assert (
        found.separate_total - found.combined_total == found.merging_saves == found.separate - found.combined_increment
    )
    assert 0 <= found.combined_increment <= bonus
    if rest <= -bonus:
        assert found.combined_total == 0


def test_merging_is_better_for_the_low_paid() -> None:
    found = compare_bonus(3600000, -1000000, ANNUAL, RULES)
    assert (found.separate_total, found.combined_total, found.merging_saves) == (108000, 78000, 30000)


@given(BONUSES)
def test_one_more_yuan_costs_at_most_a_cliff(bonus: int) -> None:
    assert 0 <= one_more_yuan(bonus, RULES) <= 8800045


def test_by_itself_only_once_and_until_the_policy_ends() -> None:
    check_separate(Month(2027, 12), False, RULES)
    with pytest.raises(InvalidError, match="policy ends with 2027-12"):
        check_separate(Month(2028, 1), False, RULES)
    with pytest.raises(InvalidError, match="once a year"):
        check_separate(Month(2027, 2), True, RULES)

"""Contributions: published limits, floors and ceilings, both sides together, and back-adjustments that lose nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay import (
    BaseLimits,
    InsuranceRules,
    Rounding,
    Scheme,
    SchemeRule,
    adjust,
    average_base,
    base_limits,
    clamp_base,
    contribute,
    contribute_all,
    months_insured,
)
from tests.pay_reckoning import D, contribution
from tests.pay_tables import TODAY, tables

SOCIAL = (Scheme.PENSION, Scheme.MEDICAL, Scheme.UNEMPLOYMENT, Scheme.INJURY)
BASES = st.integers(0, 10_000_000)
RATES = st.integers(0, 3000).map(lambda tenth: Decimal(tenth) / 10_000)
ROUNDINGS = st.sampled_from(list(Rounding))
RULES = st.builds(
    SchemeRule, RATES, RATES, st.integers(0, 2000), ROUNDINGS, ROUNDINGS, st.none() | ROUNDINGS,
    st.builds(BaseLimits, st.integers(0, 500_000), st.integers(500_000, 5_000_000)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("average", "floor", "ceiling"),
    [(84831, 4242, 21208), (88313, 4416, 22078), (90072, 4504, 22518), (91452, 4573, 22863)],
)
def test_the_limits_of_shandong(average: int, floor: int, ceiling: int) -> None:
    assert base_limits(average * 100) == BaseLimits(floor * 100, ceiling * 100)


def test_somebody_on_the_floor_of_2026() -> None:
    paid = contribute_all(dict.fromkeys(SOCIAL, 300000), tables().insurance)
    assert {scheme.value: (each.employee, each.employer) for scheme, each in paid.items()} == {
        "pension": (36584, 73168), "medical": (9146, 36584), "unemployment": (1372, 3201), "injury": (0, 732),
    }  # fmt: skip
    assert sum(each.employee for each in paid.values()) == 47102
    assert sum(each.employer for each in paid.values()) == 113685


def test_limits_published_in_august_are_trued_up() -> None:
    before = tables(2026, 5, TODAY.replace(month=5)).insurance
    old = contribute_all(dict.fromkeys(SOCIAL, 300000), before)
    new = contribute_all(dict.fromkeys(SOCIAL, 300000), tables(2026, 5).insurance)
    lines = adjust(old, new)
    assert {line.scheme for line in lines} == set(SOCIAL)
    assert {line.base for line in lines} == {6900}
    assert sum(line.employee for line in lines) == 711


@given(BASES, RULES)
def test_each_side_as_reckoned_apart(base: int, rule: SchemeRule) -> None:
    if rule.combined is None and rule.employee_fixed == 0:
        low, high = rule.limits.floor or 0, rule.limits.ceiling or 0
        expected = contribution(
            D(base) / 100, (D(low) / 100, D(high) / 100), (rule.employee, rule.employer),
            (rule.employee_rounding.value, rule.employer_rounding.value),
        )  # fmt: skip
        found = contribute(base, rule)
        assert [D(found.employee), D(found.employer)] == [side * 100 for side in expected]


@given(BASES, RULES)
def test_what_is_rounded_together_is_divided_without_loss(base: int, rule: SchemeRule) -> None:
    found = contribute(base, rule)
    exact = found.base * (rule.employee + rule.employer) + rule.employee_fixed
    if rule.combined is not None:
        assert found.combined % rule.combined.unit == 0
        assert abs(found.combined - exact) < rule.combined.unit
        if rule.employee == rule.employer and not rule.employee_fixed:
            assert abs(found.employee - found.employer) <= 1
    assert found.employee + found.employer == found.combined


@given(BASES, st.integers(0, 10_000_000), RULES)
def test_a_higher_base_never_pays_less(base: int, more: int, rule: SchemeRule) -> None:
    one, other = contribute(base, rule), contribute(base + more, rule)
    assert one.combined <= other.combined
    assert one.employee <= other.employee
    assert (rule.limits.floor or 0) <= one.base <= (rule.limits.ceiling or base)


@given(st.dictionaries(st.sampled_from(list(Scheme)), BASES), RULES, RULES)
def test_a_back_adjustment_conserves_money(bases: dict[Scheme, int], old: SchemeRule, new: SchemeRule) -> None:
    paid = contribute_all(bases, InsuranceRules(dict.fromkeys(Scheme, old)))
    due = contribute_all(bases, InsuranceRules(dict.fromkeys(Scheme, new)))
    lines = {line.scheme: line for line in adjust(paid, due)}
    for scheme in bases:
        line = lines.get(scheme)
        assert paid[scheme].employee + (line.employee if line else 0) == due[scheme].employee
        assert paid[scheme].employer + (line.employer if line else 0) == due[scheme].employer
    back = adjust(due, paid)
    assert {line.scheme: -line.employee for line in back} == {scheme: line.employee for scheme, line in lines.items()}
    assert adjust(due, due) == ()


def test_a_fund_rounded_together() -> None:
    rule = SchemeRule(Decimal("0.12"), Decimal("0.12"), combined=Rounding.YUAN_DOWN)
    found = contribute(3274400, rule)
    assert (found.employee, found.employer, found.combined) == (392900, 392900, 785800)
    odd = contribute(3274000, rule)
    assert (odd.employee, odd.employer) == (392850, 392850)


def test_ties_at_floor_and_ceiling() -> None:
    limits = BaseLimits(457300, 2286300)
    assert [clamp_base(base, limits) for base in (0, 457299, 457300, 457301)] == [457300, 457300, 457300, 457301]
    assert [clamp_base(base, limits) for base in (2286299, 2286300, 2286301)] == [2286299, 2286300, 2286300]
    assert clamp_base(5, BaseLimits()) == 5


def test_bad_input_is_named() -> None:
    for bad in (
        lambda: clamp_base(-1, BaseLimits()),
        lambda: clamp_base(1, BaseLimits(2, 1)),
        lambda: contribute(1, SchemeRule(Decimal(-1), Decimal(0))),
        lambda: base_limits(-1),
        lambda: base_limits(1, 300, 60),
        lambda: average_base(1, 0),
    ):
        with pytest.raises(InvalidError):
            bad()
    with pytest.raises(InvalidError, match="Housing fund"):
        contribute_all({Scheme.HOUSING_FUND: 1}, tables(2025, 5).insurance)


def test_the_month_of_entry_and_leaving() -> None:
    full, other = InsuranceRules({}), InsuranceRules({}, entry_month_full=False, leaving_month_full=False)
    assert months_insured(full, enters=True, leaves=True)
    assert not months_insured(other, enters=True, leaves=False)
    assert not months_insured(other, enters=False, leaves=True)
    assert months_insured(other, enters=False, leaves=False)
    assert average_base(5_234_567, 12) == 436214

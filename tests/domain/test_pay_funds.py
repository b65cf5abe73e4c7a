"""Fund sources: no fen is lost or made when cost is divided, and every item finds who bears it on a day."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_funds import (
    REST,
    UNIT,
    WHOLE,
    Budget,
    FundShare,
    check_parts,
    cost_items,
    divide,
    fund_cost,
    shares_on,
)
from gridadmin.domain.pay_papers_cost import CostOfRun, CostPart, cost_by_source
from gridadmin.domain.pay_runs import RunKind
from tests.pay_months import paid_month

DAY = date(2026, 11, 10)
JANUARY = date(2026, 1, 1)


@st.composite
def wholes(draw: st.DrawFn) -> list[tuple[str, int]]:
    """Shares that make a whole."""
    cuts = sorted(draw(st.sets(st.integers(1, WHOLE - 1), max_size=4)))
    edges = [0, *cuts, WHOLE]
    return [(f"来源{at}", high - low) for at, (low, high) in enumerate(pairwise(edges))]


@given(st.integers(-(10**12), 10**12), wholes())
def test_no_fen_is_lost_or_made(amount: int, parts: list[tuple[str, int]]) -> None:
    check_parts(parts)
    found = divide(amount, parts)
    assert sum(found.values()) == amount
    for source, percent in parts:
        assert abs(found[source] * WHOLE - amount * percent) < WHOLE, "within a fen of the exact share"


@pytest.mark.parametrize(
    "parts", [[], [("甲", 9999)], [("甲", 5000), ("甲", 5000)], [("", 10000)], [("甲", 12000), ("乙", -2000)]]
)
def test_shares_that_are_no_whole_are_refused(parts: list[tuple[str, int]]) -> None:
    with pytest.raises(InvalidError):
        check_parts(parts)


def test_an_item_is_borne_by_its_own_rule_then_a_wider_one() -> None:
    rules = [
        FundShare(REST, "街道", WHOLE, JANUARY),
        FundShare(UNIT, "县", WHOLE, JANUARY),
        FundShare("unit.pension", "市", WHOLE, date(2026, 6, 1), date(2026, 10, 31)),
        FundShare("base", "县", 7000, JANUARY),
        FundShare("base", "街道", 3000, JANUARY),
    ]

    def sources(item: str, day: date = DAY) -> list[str]:
        return [rule.source for rule in shares_on(rules, item, day)]

    assert sources("base") == ["县", "街道"]
    assert sources("leader") == ["街道"]
    assert sources("unit.medical") == ["县"]
    assert (sources("unit.pension"), sources("unit.pension", date(2026, 6, 30))) == (["县"], ["市"])
    assert sources("base", date(2025, 12, 31)) == []


def test_the_cost_of_a_run_is_what_it_pays_and_the_units_part() -> None:
    paid = paid_month(120)
    costs = cost_items([person.line for person in paid.people])
    assert sum(costs.values()) == paid.run.gross + paid.run.employer
    assert "rent" not in costs, "what is kept back was paid before"
    assert costs["base"] == sum(
        each["amount"]
        for person in paid.people
        for each in person.line.details["elements"]
        if each["code"] == "base" or (each["code"] == "back" and each["numbers"]["code"] == "base")
    )
    rules = [FundShare("base", "县", 3333, JANUARY), FundShare("base", "街道", 6667, JANUARY)]
    funded = fund_cost(costs, rules, DAY)
    assert sum(funded.values()) == sum(costs.values())
    assert funded["base", "县"] + funded["base", "街道"] == costs["base"]
    assert {source for item, source in funded if item != "base"} == {""}


def test_sources_add_up_beside_their_budgets() -> None:
    run = CostOfRun(Month(2026, 10), RunKind.REGULAR, DAY, 2, {("base", "县"): 300, ("unit.pension", ""): 50}, {})
    part = CostOfRun(Month(2026, 9), RunKind.REGULAR, DAY, 1, {}, {("allowance", "街道"): 60})
    found = cost_by_source([part, run], [run], [Budget(2026, "县", 1000), Budget(2026, "市", 500)])
    assert [each.source for each in found] == ["县", "街道", "市", ""]
    assert [each.spent for each in found] == [300, 60, 0, 50]
    assert [each.budget for each in found] == [1000, None, 500, None]
    assert found[0].month[CostPart.PAY] == 300
    assert (found[1].year[CostPart.ALLOWANCE], found[1].month[CostPart.ALLOWANCE]) == (60, 0)
    assert found[3].year[CostPart.SOCIAL] == 50

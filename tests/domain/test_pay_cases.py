"""The cases of `pay calc`: the worked examples, defaults, bad input, and anything at all."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay import TOPICS, Rounding, answer_case, answer_cases
from gridadmin.domain.pay_cases_reading import read_rounding, read_roundings
from tests.conftest import ROOT
from tests.pay_tables import shipped

EXAMPLES = json.loads((ROOT / "tests" / "corpus" / "pay_examples.json").read_text("utf-8"), parse_float=Decimal)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=True) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def answer(topic: str, **inputs: Any) -> dict[str, Any]:
    return answer_case(topic, inputs, shipped())


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda case: case["id"])
def test_the_worked_examples(case: dict[str, Any]) -> None:
    found = answer_case(case["topic"], case["inputs"], shipped())
    assert {key: found[key] for key in case["expected"]} == case["expected"]


def test_every_topic_has_every_key_that_an_example_expects() -> None:
    expected: dict[str, set[str]] = {}
    for case in EXAMPLES:
        expected.setdefault(case["topic"], set()).update(case["expected"])
    assert set(expected) == set(TOPICS)
    for case in EXAMPLES:
        assert expected[case["topic"]] <= set(answer_case(case["topic"], case["inputs"], shipped())), case["id"]


def test_numbers_may_be_text_or_numbers() -> None:
    for gross in (3000, "3000", "3,000.00", Decimal("3000.0"), "￥3000元"):
        assert answer("iit_labour", gross=gross)["tax"] == "440.00"


def test_defaults_of_what_is_left_out() -> None:
    assert answer("iit_cumulative", months=[{"income": 10000}])["monthly_tax"] == ["150.00"]
    assert answer("iit_60000_rule", months=[{"income": 10000}])["monthly_tax"] == ["0.00"]
    assert answer("iit_first_job_in_year", first_month=7, months=[{"income": 36000}])["monthly_tax"] == ["30.00"]
    assert answer("iit_cumulative_final_month", month=12, cumulative_income=400000)["tax"] == "53080.00"
    assert answer("iit_annual_settlement", salary=120000)["refund"] == "-3480.00"
    assert answer("si_base_shandong", annual_average=91452) == {"floor": "4573.00", "ceiling": "22863.00"}
    local = answer("si_contribution", base=3000)
    assert (local["employee_total"], local["employer_total"]) == ("471.02", "1136.85")
    assert answer("proration_mid_month_raise", old=100, new=200, days_before=1, days_after=1)["amount"] == "150.00"
    assert answer("retirement", category="Female-50", birth_date="1976-02-29")["retirement_month"] == "2026-09"
    assert answer("calendar", year=2027)["provisional"]


def test_a_payroll_with_what_is_local_and_with_earlier_months() -> None:
    local = answer("payroll_full", gross=3000, tables_month="2026-05")
    assert (local["employee_total"], local["iit"], local["net"]) == ("471.02", "0.00", "2528.98")
    rates = {"pension": [8, 16]}
    third = answer("payroll_full", gross=30000, rates_percent=rates, month_of_employment_this_year=3)
    assert third["iit"] == "2260.00"  # 67 800 so far: 4 260 less the 678 and 1 322 of the first two months
    opening = {"months": 2, "income": 60000, "special": 4800, "withheld": 2000}
    given_sums = answer("payroll_full", gross=30000, rates_percent=rates, opening=opening)
    assert given_sums["iit"] == third["iit"]
    unpaid = answer("payroll_full", gross=0, declared_si_base=3000, rates_percent=rates)
    assert (unpaid["net"], unpaid["owed"]) == ("0.00", "240.00")
    assert answer("payroll_full", gross=2000, income_category="labour", declared_si_base=None)["iit"] == "240.00"


@pytest.mark.parametrize(
    ("text", "rounding", "combined"),
    [
        ("each side to whole yuan, half-up, then doubled", Rounding.YUAN_HALF_UP, False),
        ("combined amount truncated to whole yuan", Rounding.YUAN_DOWN, True),
        ("each side rounded up to the next jiao", Rounding.JIAO_UP, False),
        ("to fen, half-even", Rounding.FEN_HALF_EVEN, False),
        ("见分进角", Rounding.JIAO_UP, False),
        ("单位个人合计舍去角", Rounding.YUAN_DOWN, True),
        ("yuan_up", Rounding.YUAN_UP, False),
        ("fen_half_up", Rounding.FEN_HALF_UP, False),
    ],
)
def test_roundings_as_people_write_them(text: str, rounding: Rounding, combined: bool) -> None:
    found = read_rounding(text)
    assert (found.rounding, found.combined) == (rounding, combined)


def test_roundings_with_a_clause_for_each() -> None:
    social, fund = read_roundings("SI to fen half-up per side; housing fund to whole yuan half-up (Shanghai rule)")
    assert (social.rounding, fund.rounding) == (Rounding.FEN_HALF_UP, Rounding.YUAN_HALF_UP)
    assert {found.rounding for found in read_roundings("yuan_down")} == {Rounding.YUAN_DOWN}
    with pytest.raises(InvalidError):
        read_roundings("as you like")


BAD = [
    ("nonsense", {}, "no topic"),
    ("retirement", {"category": "robot", "birth_month": "1975-01"}, "robot"),
    ("retirement", {"category": "male", "birth_month": "1975-13"}, "no month"),
    ("retirement", {"category": "male", "birth_month": "1975-02-29"}, "no month"),
    ("retirement", {"category": "male"}, "birth_date"),
    ("iit_labour", {}, "gross"),
    ("iit_labour", {"gross": None}, "must be a number"),
    ("iit_labour", {"gross": True}, "must be a number"),
    ("iit_labour", {"gross": [1]}, "must be a number"),
    ("iit_labour", {"gross": "viel"}, "must be a number"),
    ("iit_labour", {"gross": Decimal("NaN")}, "no amount"),
    ("iit_labour", {"gross": Decimal("1E+999999")}, "more than any pay"),
    ("iit_labour", {"gross": Decimal("1E-999999")}, "decimals"),
    ("iit_labour", [], "inputs"),
    ("iit_cumulative", {"months": []}, "at least one"),
    ("iit_cumulative", {"months": [1]}, "months"),
    ("iit_cumulative", {"months": [{"income": 1}] * 13}, "1 to 12"),
    ("iit_cumulative", {"months": [{"income": 1}], "first_month": 0}, "1 to 12"),
    ("iit_cumulative", {"months": [{"income": 1}], "first_month": 1.5}, "number"),
    ("iit_cumulative", {"months": [{"income": 1}], "mode": "free"}, "free"),
    ("iit_cumulative_year", {"income": 1, "months": 10**12}, "12 months"),
    ("si_contribution", {"base": -1, "rates_percent": {"pension": [8, 16]}}, "below zero"),
    ("si_contribution", {"base": 1, "rates_percent": {"pension": 8}}, "two rates"),
    ("si_contribution", {"base": 1, "rates_percent": {"pension": [8, 160]}}, "100"),
    ("si_contribution", {"base": 1, "rates_percent": {"fun": [8, 16]}}, "fun"),
    ("hf_rounding", {"base_floor": 1, "base_ceiling": 2, "rate_each": "0.05"}, "share or a percentage"),
    ("hf_rounding", {"base_floor": 1, "base_ceiling": 2, "rate_each": "5%", "rounding": "?"}, "not understood"),
    ("proration_21_75", {"monthly": 1, "working_days": -1}, "below zero"),
    ("calendar", {"year": 1900}, "2004"),
    ("id_number", {}, "number"),
    ("id_number", {"number": []}, "must be a text"),
    ("payroll_full_year", {"income": 1, "pension": "8 of 100"}, "pension"),
    ("iit_cumulative_final_month", {"month": 13, "cumulative_income": 1}, "1 to 12"),
    ("iit_annual_table", {"taxable": 1, "tables_month": "2010-01"}, "no value for 2010-01"),
]


@pytest.mark.parametrize(("topic", "inputs", "named"), BAD)
def test_what_cannot_be_answered_says_why(topic: str, inputs: Any, named: str) -> None:
    (found,) = answer_cases([{"id": "x", "topic": topic, "inputs": inputs}], shipped())
    assert found["id"] == "x"
    assert named in found["error"]


def test_cases_that_are_none() -> None:
    found = answer_cases([1, None, {}, {"topic": "luhn"}, {"id": Decimal("1.5"), "topic": 7, "inputs": {}}], shipped())
    assert [case["id"] for case in found] == [None, None, None, None, 1.5]
    assert all("error" in case for case in found)
    none: tuple[object, ...] = ({}, "luhn", None, 5)
    for wrong in none:
        with pytest.raises(InvalidError):
            answer_cases(wrong, shipped())


@settings(max_examples=300)
@given(st.sampled_from(EXAMPLES), st.dictionaries(st.integers(0, 9), JSON_VALUES, max_size=3), st.booleans())
def test_any_input_at_all_is_answered_or_refused(case: dict[str, Any], changes: dict[int, Any], drop: bool) -> None:
    """The inputs of an example with values replaced by anything, or taken away: never a bug, always JSON."""
    keys = list(case["inputs"])
    inputs = dict(case["inputs"])
    for at, value in changes.items():
        key = keys[at % len(keys)]
        inputs[key] = value
        if drop:
            del inputs[key]
            break
    (found,) = answer_cases([{"id": 1, "topic": case["topic"], "inputs": inputs}], shipped())
    assert ("result" in found) != ("error" in found)
    json.dumps(found)


@given(JSON_VALUES)
def test_anything_else_is_an_error_of_its_case(case: Any) -> None:
    (found,) = answer_cases([case], shipped())
    json.dumps(found)

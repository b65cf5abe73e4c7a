"""Months employed in a tax year (STA notice 2018 No. 61 art. 6): cases reckoned by hand, and a count of every day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.months import Month
from gridadmin.domain.pay import AdditionalKind, Declaration, IncomeCategory, Nature, YearSoFar
from gridadmin.domain.pay_explain import explain_line
from gridadmin.domain.pay_person import BACK, PersonElement, PersonFacts
from gridadmin.domain.pay_runs import Concern
from gridadmin.domain.pay_service import Spell, employed_months
from gridadmin.domain.pay_standards import ElementLine
from gridadmin.domain.workers import EmploymentKind
from tests.pay_months import line_of, run_tables

FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME
WAGES, LABOUR, UNTAXED = IncomeCategory.WAGES, IncomeCategory.LABOUR, IncomeCategory.UNTAXED
JULY = Month(2026, 7)


def person(*spells: Spell, **more: Any) -> PersonFacts:
    return PersonFacts(UUID(int=1), "张三", spells or (served(date(2020, 3, 1)),), **more)


def numbers(*spells: Spell, pay_month: Month = JULY, **more: Any) -> list[int]:
    found = employed_months(spells, more.pop("categories", ()), pay_month, **more)
    assert found.count == found.opening + len(found.months)
    return [month.number for month in found.months]


def served(first: date, last: date | None = None, kind: EmploymentKind = FULL) -> Spell:
    return Spell(first, last, kind)


def test_who_joined_in_june_has_two_months_by_the_first_payment_in_july() -> None:
    assert numbers(served(date(2026, 6, 1))) == [6, 7]
    assert numbers(served(date(2026, 6, 30))) == [6, 7], "a month begun counts"
    assert numbers(served(date(2020, 3, 1))) == [1, 2, 3, 4, 5, 6, 7]


def test_months_away_and_months_after_leaving_do_not_count() -> None:
    left = served(date(2020, 3, 1), date(2026, 2, 1))
    assert numbers(left) == [1, 2]
    assert numbers(left, served(date(2026, 7, 31))) == [1, 2, 7], "re-hired by the same unit"
    assert numbers(served(date(2020, 3, 1), date(2026, 12, 31))) == [1, 2, 3, 4, 5, 6, 7], "it has not ended yet"


def test_who_has_no_month_of_the_year_counts_that_of_the_payment() -> None:
    assert numbers(served(date(2020, 3, 1), date(2025, 12, 31)), pay_month=Month(2026, 1)) == [1]
    assert numbers(pay_month=JULY) == [7]


def test_only_days_whose_money_is_wages_count() -> None:
    part = served(date(2026, 1, 1), date(2026, 5, 31), PART)
    assert numbers(part, served(date(2026, 6, 1))) == [6, 7]
    waged = ((date(2026, 3, 16), WAGES),)
    assert numbers(served(date(2026, 1, 1), None, PART), categories=waged) == [3, 4, 5, 6, 7]
    elsewhere = ((date(2026, 1, 1), UNTAXED), (date(2026, 2, 28), WAGES), (date(2026, 5, 1), LABOUR))
    assert numbers(served(date(2020, 3, 1)), categories=elsewhere) == [2, 3, 4]


def test_opening_sums_stand_for_everything_before_the_first_payment() -> None:
    service = served(date(2020, 3, 1))
    assert numbers(service, opening=5) == [7], "this payment is the first"
    assert numbers(service, opening=3, first_paid=Month(2026, 5)) == [5, 6, 7]
    assert numbers(served(date(2020, 3, 1), date(2026, 6, 30)), opening=6) == []
    assert employed_months((service,), (), JULY, 3, Month(2026, 5)).count == 6


DAYS = st.dates(date(2025, 6, 1), date(2027, 6, 30))
SPELLS = st.lists(st.builds(Spell, DAYS, st.none() | DAYS, st.sampled_from(EmploymentKind)), max_size=3)
CATEGORIES = st.lists(st.tuples(DAYS, st.sampled_from(IncomeCategory)), max_size=3, unique_by=lambda each: each[0])


@given(SPELLS, CATEGORIES, st.integers(1, 12))
def test_months_are_those_of_every_day_that_is_paid_as_wages(
    spells: list[Spell], categories: list[tuple[date, IncomeCategory]], paid: int
) -> None:
    day, counted = date(2026, 1, 1), set[int]()
    while day <= Month(2026, paid).last_day:
        said = [category for first, category in sorted(categories) if first <= day]
        for spell in spells:
            plain = LABOUR if spell.kind is PART else WAGES
            if spell.first <= day <= (spell.last or date.max) and (said or [plain])[-1] is WAGES:
                counted.add(day.month)
        day += timedelta(days=1)
    found = numbers(*spells, pay_month=Month(2026, paid), categories=sorted(categories))
    assert found == (sorted(counted) or [paid])


@given(st.integers(1, 12), st.integers(1, 12))
def test_the_basic_deduction_of_a_line_is_that_of_the_months_employed(joined: int, paid: int) -> None:
    """5 000 yuan for each month from that of joining to that of the payment, whenever the first payment is."""
    by = run_tables(Month(2026, paid), Month(2026, paid))
    line = line_of(person(served(Month(2026, min(joined, paid)).last_day)), by)
    assert line.details["tax"]["basic"] == 500_000 * (paid - min(joined, paid) + 1)


@pytest.mark.parametrize(
    ("spells", "opening", "words"),
    [
        ([served(date(2026, 6, 15))], 0, "basic deduction 10000.00 (Months employed here this year: 2,"
         " namely 2026-06 — 2026-07)"),
        ([served(date(2020, 1, 1), date(2026, 2, 3)), served(date(2026, 7, 1))], 0, "basic deduction 15000.00 (Months"
         " employed here this year: 3, namely 2026-01 — 2026-02、2026-07)"),
        ([served(date(2020, 1, 1))], 5, "basic deduction 30000.00 (Months employed here this year: 6, namely 5 by"
         " the opening sums, then 2026-07)"),
    ],
)  # fmt: skip
def test_the_explanation_names_the_months(spells: list[Spell], opening: int, words: str) -> None:
    sums = YearSoFar(opening)
    line = line_of(person(*spells, opening=sums, year=sums), run_tables(Month(2026, 7), JULY))
    figure = next(each for each in explain_line(line) if each.key == "tax")
    assert words in str(figure.how)


def test_a_deduction_that_was_confirmed_says_so() -> None:
    line = line_of(person(basic_confirmed=4_500_000), run_tables(Month(2026, 7), JULY))
    figure = next(each for each in explain_line(line) if each.key == "tax")
    assert "basic deduction 45000.00 (confirmed by hand, as the tax office's client shows it)" in str(figure.how)


def test_declared_deductions_count_the_months_employed_not_the_payments() -> None:
    """A child from January on, service from June: two months by the payment of July, 4 000 yuan; once, paid twice."""
    child = Declaration(AdditionalKind.CHILD, Month(2026, 1))
    joined = person(served(date(2026, 6, 1)), declarations=(child,))
    by = run_tables(Month(2026, 6), JULY)
    assert line_of(joined, by).details["additional"] == 400_000
    again = replace(joined, first_paid=JULY, additional_told=400_000)
    assert line_of(again, run_tables(JULY, JULY)).details["additional"] == 0


def test_wages_of_earlier_months_that_are_in_no_sums_are_told() -> None:
    """Without them the months are deducted and their wages are not taxed; low wages and late joiners are in order."""
    by = run_tables(Month(2026, 7), Month(2026, 8))
    high = PersonElement("chief", "站长津贴", Nature.TAXED, 900_000, date(2020, 1, 1), None, False, "侨办发〔2020〕9号")

    def told(*spells: Spell, **more: Any) -> bool:
        line = line_of(person(*spells, **{"elements": (high,), **more}), by)
        return Concern.OPENING_MISSING.value in line.details.get("concerns", ())

    assert told(served(date(2020, 1, 1)))
    assert told(served(date(2026, 6, 30)))
    assert not told(served(date(2026, 7, 1))), "July is the first month, and it is paid now"
    assert not told(served(date(2020, 1, 1)), elements=()), "nothing to withhold either way"
    assert not told(served(date(2020, 1, 1)), opening=YearSoFar(7), year=YearSoFar(7))
    assert not told(served(date(2020, 1, 1)), first_paid=Month(2026, 7)), "told in the first line"
    june = ElementLine(
        BACK, "津贴", Nature.TAXED, 900_000, BACK, {"month": "2026-06", "code": "chief", "was": 0, "is": 1}
    )
    assert not told(served(date(2026, 6, 1)), back=(june,)), "entered late, paid now"

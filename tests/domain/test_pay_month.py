"""A person's whole month, and 300 people over 24 months against an independent reckoning."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay import (
    AdditionalKind,
    BasicMode,
    Bonus,
    Declaration,
    IncomeCategory,
    InsuranceRules,
    Nature,
    PayElement,
    PersonMonth,
    Rounding,
    Scheme,
    YearSoFar,
    additional_of_month,
    additional_so_far,
    check_declarations,
    child_kind,
    pay_month,
)
from tests import pay_reckoning as other
from tests.pay_tables import month_rules, tables

RULES, SCHEMES = month_rules(tables()), tuple(tables().insurance.schemes)
MONEY = st.integers(-500_000, 5_000_000)
PEOPLE = st.builds(
    PersonMonth,
    month=st.just(12),
    elements=st.lists(st.builds(PayElement, st.just("x"), MONEY, st.sampled_from(list(Nature))), max_size=5).map(tuple),
    bases=st.dictionaries(st.sampled_from(SCHEMES), st.integers(0, 3_000_000)),
    category=st.sampled_from(list(IncomeCategory)),
    year=st.builds(YearSoFar, st.integers(0, 11), MONEY, withheld=st.integers(0, 10**6)),
    mode=st.sampled_from(list(BasicMode)),
    additional=st.integers(0, 500_000),
    owed=st.integers(0, 300_000),
)


@given(PEOPLE, st.integers(0, 10_000_000), st.booleans())
def test_no_fen_is_lost_and_nothing_negative_is_paid(person: PersonMonth, amount: int, separate: bool) -> None:
    if person.category is IncomeCategory.WAGES:
        person = replace(person, bonus=Bonus(amount, separate))
    paid = pay_month(person, RULES)
    assert paid.gross + paid.bonus - paid.employee - paid.tax - paid.bonus_tax - paid.kept == (
        paid.net + person.owed - paid.owed
    )
    assert min(paid.net, paid.owed, paid.tax, paid.bonus_tax) >= 0
    assert paid.net == 0 or paid.owed == 0
    assert paid.employee == sum(each.employee for each in paid.contributions.values())
    if person.category is IncomeCategory.WAGES:
        assert (paid.year.months, paid.year.withheld) == (person.year.months + 1, person.year.withheld + paid.tax)
    else:
        assert paid.year == person.year


def test_a_month_without_pay_counts_and_carries_the_contributions() -> None:
    three = (Scheme.PENSION, Scheme.MEDICAL, Scheme.UNEMPLOYMENT)
    person = PersonMonth(1, (), dict.fromkeys(three, 300000))
    paid = pay_month(person, RULES)
    assert (paid.net, paid.owed, paid.tax, paid.year.months) == (0, 47102, 0, 1)
    later = replace(person, month=2, elements=(PayElement("base", 300000),), owed=paid.owed, year=paid.year)
    again = pay_month(later, RULES)
    assert (again.net, again.owed) == (300000 - 2 * 47102, 0)


def test_part_timers_by_their_category() -> None:
    element = (PayElement("allowance", 150000),)
    nets = [pay_month(PersonMonth(3, element, category=category), RULES).net for category in IncomeCategory]
    assert nets == [150000, 136000, 150000]


def test_a_bonus_merged_or_by_itself() -> None:
    person = PersonMonth(1, (PayElement("base", 2000000),), bonus=Bonus(2000000, separate=False))
    merged = pay_month(replace(person, bases={}), RULES)
    alone = pay_month(replace(person, bonus=Bonus(2000000)), RULES)
    assert (merged.tax, merged.bonus_tax) == (105000, 0)
    assert (alone.tax, alone.bonus_tax) == (45000, 60000)
    for wrong in (replace(person, category=IncomeCategory.LABOUR), replace(person, bonus=Bonus(-1))):
        with pytest.raises(InvalidError):
            pay_month(wrong, RULES)


def test_a_confirmed_deduction_stands_in_place_of_the_count() -> None:
    person = PersonMonth(8, (PayElement("base", 4000000),))
    assert pay_month(person, RULES).tax == 105000
    assert pay_month(replace(person, basic_confirmed=4000000), RULES).tax == 0


def _ways(way: Rounding) -> InsuranceRules:
    schemes = {
        scheme: replace(rule, employee_rounding=way, employer_rounding=way)
        for scheme, rule in tables().insurance.schemes.items()
    }
    return InsuranceRules(schemes)


@pytest.mark.slow
def test_300_people_over_24_months_agree_with_an_independent_reckoning() -> None:
    """Every line of every person to the fen, in every rounding mode; totals are the sums of the persons."""
    random, ways = Random("pay"), list(Rounding)
    for number in range(300):
        way, mode = ways[number % len(ways)], list(BasicMode)[number // 10 % 3]
        rules = replace(RULES, insurance=_ways(way))
        wage, base, owed = random.randrange(0, 4_000_000, 7), random.randrange(0, 3_000_000, 11), 0
        sheet_owed = other.D(0)
        for first in (random.randint(1, 12), 1):
            year, sheet = YearSoFar(), other.Person(mode.value, first)
            sheet.owed = sheet_owed
            for month in range(first, 13):
                row = _row(random, wage)
                person = _person(row, month, base, year, mode, owed)
                paid = pay_month(person, rules)
                expected = sheet.pay({key: other.D(fen) / 100 for key, fen in row.items()}, _lines(base, way))
                found = {"tax": paid.tax, "employee": paid.employee, "employer": paid.employer}
                found |= {"net": paid.net, "owed": paid.owed}
                assert found == {key: yuan * 100 for key, yuan in expected.items()}, (number, month, way, row)
                year, owed, sheet_owed = paid.year, paid.owed, sheet.owed


def _row(random: Random, wage: int) -> dict[str, int]:
    exempt, additional, kept = (random.choice(choice) for choice in ((0, 0, 5000), (0, 200000), (0, 2350)))
    gross = max(0, wage + random.randrange(-100_000, 300_000)) * random.choice((1, 1, 1, 1, 0)) + exempt
    return {"gross": gross, "exempt": exempt, "additional": additional, "kept": kept}


def _person(row: dict[str, int], month: int, base: int, year: YearSoFar, mode: BasicMode, owed: int) -> PersonMonth:
    elements = (
        PayElement("pay", row["gross"] - row["exempt"]), PayElement("subsidy", row["exempt"], Nature.EXEMPT),
        PayElement("kept", row["kept"], Nature.KEPT),
    )  # fmt: skip
    bases = dict.fromkeys(SCHEMES, base)
    return PersonMonth(month, elements, bases, year=year, mode=mode, additional=row["additional"], owed=owed)


def _lines(base: int, way: Rounding) -> list[tuple[Decimal, Decimal]]:
    rates = {"pension": ("8", "16"), "medical": ("2", "8"), "unemployment": ("0.3", "0.7"), "injury": ("0", "0.16")}
    lines = [
        other.contribution(
            other.D(base) / 100, (other.D(4573), other.D(22863)),
            (other.D(mine) / 100, other.D(unit) / 100), (way.value, way.value),
        )
        for mine, unit in rates.values()
    ]  # fmt: skip
    fund = other.D("0.05"), other.D("0.05")
    lines.append(other.contribution(other.D(base) / 100, (other.D(2020), other.D(24162)), fund, (way.value, way.value)))
    return lines


def test_declarations_of_a_family() -> None:
    rules, born = tables().additional, Month(2023, 2)
    assert child_kind(born, Month(2023, 1)) is None
    assert child_kind(born, Month(2026, 1)) is AdditionalKind.INFANT
    assert child_kind(born, Month(2026, 2)) is AdditionalKind.CHILD
    family = [
        Declaration(AdditionalKind.INFANT, born, Month(2026, 1), percent=50),
        Declaration(AdditionalKind.CHILD, Month(2026, 2), percent=50),
        Declaration(AdditionalKind.ELDERLY, Month(2026, 7), share=150000),
        Declaration(AdditionalKind.RENT, Month(2025, 1), Month(2026, 6), tier="medium"),
        Declaration(AdditionalKind.CERTIFICATE, Month(2026, 9)),
        Declaration(AdditionalKind.STUDIES, Month(2022, 10)),
    ]
    check_declarations(family, 2026)
    months = [Month(2026, number) for number in range(1, 13)]
    amounts = [additional_of_month(family, month, rules) for month in months]
    assert amounts == [250000] * 6 + [290000] * 2 + [650000, 250000, 250000, 250000]
    assert additional_so_far(family, months, rules) == sum(amounts)


@pytest.mark.parametrize(
    "items",
    [
        [
            Declaration(AdditionalKind.LOAN, Month(2026, 1), Month(2026, 3)),
            Declaration(AdditionalKind.RENT, Month(2026, 9)),
        ],
        [Declaration(AdditionalKind.ELDERLY, Month(2026, 1)), Declaration(AdditionalKind.ELDERLY, Month(2026, 5))],
    ],
)
def test_what_does_not_go_together(items: list[Declaration]) -> None:
    with pytest.raises(InvalidError):
        check_declarations(items, 2026)


@pytest.mark.parametrize(
    "wrong",
    [
        Declaration(AdditionalKind.CHILD, Month(2026, 1), percent=60),
        Declaration(AdditionalKind.ELDERLY, Month(2026, 1), share=150001),
        Declaration(AdditionalKind.RENT, Month(2026, 1)),
    ],
)
def test_shares_that_nobody_has(wrong: Declaration) -> None:
    with pytest.raises(InvalidError):
        additional_of_month([wrong], Month(2026, 5), tables().additional)


def test_an_only_child_and_the_end_of_a_loan() -> None:
    rules = tables().additional
    assert additional_of_month([Declaration(AdditionalKind.ELDERLY, Month(2026, 1))], Month(2026, 1), rules) == 300000
    loan = [Declaration(AdditionalKind.LOAN, Month(2006, 12))]
    assert additional_of_month(loan, Month(2026, 11), rules) == 100000
    assert additional_of_month(loan, Month(2026, 12), rules) == 0

"""Standards and a person's line: every formula, parts of a month, overlaps, and back pay that conserves money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay import IncomeCategory, Nature, ProrationBasis, Scheme
from gridadmin.domain.pay_bonus import BonusError
from gridadmin.domain.pay_explain import explain_line
from gridadmin.domain.pay_look_back import back_pay
from gridadmin.domain.pay_person import (
    Enrolment,
    EntryKind,
    MonthEntry,
    PersonElement,
    PersonFacts,
    Post,
    RunTables,
    bases_of,
    reckon_elements,
    reckon_line,
    service_spans,
)
from gridadmin.domain.pay_runs import Concern, PayLineRow, find_concerns, line_details
from gridadmin.domain.pay_service import Spell, category_on
from gridadmin.domain.pay_standards import Formula, PayStandard, check_standard, find_overlap
from gridadmin.domain.workers import AppointmentRole, EmploymentKind
from tests.pay_tables import month_rules, shipped, tables

FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME
MARCH = Month(2026, 3)
NOBODY = UUID(int=1)


def standard(code: str, formula: Formula = Formula.FIXED, numbers: Any = None, **more: Any) -> PayStandard:
    values: dict[str, Any] = {"nature": Nature.TAXED, "valid_from": date(2020, 1, 1)} | more
    return PayStandard(code, code, formula=formula, numbers=numbers or {"amount": 310000}, **values)


def run_tables(*standards: PayStandard, month: Month = MARCH, **more: Any) -> RunTables:
    found = tables(month.year, month.number)
    return RunTables(
        month, month.plus(1), month_rules(found), found.additional, standards, shipped().working_days, **more
    )


def person(*spells: Spell, **more: Any) -> PersonFacts:
    return PersonFacts(NOBODY, "张三", spells or (Spell(date(2020, 5, 1), None, FULL),), **more)


def amounts(facts: PersonFacts, *standards: PayStandard, **more: Any) -> dict[str, int]:
    return {line.code: line.amount for line in reckon_elements(facts, run_tables(*standards, **more))}


def test_every_formula() -> None:
    standards = (
        standard("base"),
        standard("seniority", Formula.SENIORITY, {"amount": 2000, "most": 5}, prorated=False),
        standard("grade", Formula.GRADE, {"grades": {"优秀": 60000, "合格": 30000}}),
        standard("score", Formula.SCORE, {"amount": 50000, "least": 60}),
        standard("night", Formula.EVENT, {"amount": 5000}),
        standard("extra", Formula.PERCENT, {"of": "base", "percent": 500}),
    )
    events = (MonthEntry(EntryKind.EVENTS, "night", "值班表", number=Decimal(3)),)
    facts = person(grade="合格", score=Decimal("87.5"), entries=events)
    assert amounts(facts, *standards) == {
        "base": 310000, "seniority": 10000, "grade": 30000, "score": 43750, "night": 15000, "extra": 15500,
    }  # fmt: skip
    low = person(score=Decimal(59))
    assert amounts(low, *standards)["score"] == amounts(low, *standards)["grade"] == 0
    said = person(entries=(MonthEntry(EntryKind.GRADE, "grade", "会议纪要", grade="优秀"),))
    assert amounts(said, *standards)["grade"] == 60000


def test_for_whom_a_standard_is() -> None:
    posts = (
        Post(date(2020, 5, 1), date(2026, 3, 10), AppointmentRole.LEADER),
        Post(date(2026, 3, 11), None, AppointmentRole.WORKER),
    )
    standards = (
        standard("full", kind=FULL),
        standard("part", kind=PART),
        standard("leader", role=AppointmentRole.LEADER),
        standard("young", seniority_to=4),
        standard("old", seniority_from=5),
        standard("from", valid_from=date(2026, 3, 22)),
    )
    assert amounts(person(posts=posts), *standards) == {
        "full": 310000, "leader": 100000, "old": 310000, "from": 100000,
    }  # fmt: skip


def test_a_raise_and_a_change_of_kind_within_the_month() -> None:
    raised = (
        standard("base", numbers={"amount": 310000}, valid_to=date(2026, 3, 10)),
        standard("base", numbers={"amount": 620000}, valid_from=date(2026, 3, 11)),
    )
    lines = reckon_elements(person(), run_tables(*raised))
    assert [line.amount for line in lines] == [100000, 420000]
    changed = person(Spell(date(2020, 5, 1), date(2026, 3, 15), FULL), Spell(date(2026, 3, 16), None, PART))
    both = amounts(changed, standard("full", kind=FULL), standard("part", kind=PART, numbers={"amount": 62000}))
    assert both == {"full": 150000, "part": 32000}
    gone = person(Spell(date(2020, 5, 1), date(2026, 3, 15), FULL), Spell(date(2026, 3, 20), None, FULL))
    assert [span.first.day for span in service_spans(gone, MARCH)] == [1, 20]


@pytest.mark.parametrize("basis", list(ProrationBasis))
@pytest.mark.parametrize("month", [Month(2026, 2), MARCH])
def test_a_paper_that_takes_over_within_the_month_neither_adds_nor_takes_pay(
    month: Month, basis: ProrationBasis
) -> None:
    """A standard that goes on by another paper with the same amount pays what it paid, whole months and parts alike."""
    middle = month.first_day.replace(day=15)
    whole = (standard("base"),)
    divided = (standard("base", valid_to=middle), standard("base", valid_from=middle + timedelta(1)))
    for facts in (person(), person(Spell(month.first_day.replace(day=5), month.first_day.replace(day=25), FULL))):
        due, found = (
            [line.amount for line in reckon_elements(facts, run_tables(*each, month=month, basis=basis))]
            for each in (whole, divided)
        )
        assert abs(sum(found) - sum(due)) <= 1, "each part is rounded to the fen"


def test_the_paid_days_of_a_month_are_those_of_the_parameter() -> None:
    facts = person(Spell(date(2020, 5, 1), date(2026, 3, 13), FULL))  # ten working days
    found = amounts(facts, standard("base"), basis=ProrationBasis.PAID_DAYS, paid_days=Decimal(20))
    assert found == {"base": 155000}


def test_a_percentage_counts_every_part_of_the_month() -> None:
    raised = (
        standard("base", numbers={"amount": 310000}, valid_to=date(2026, 3, 10)),
        standard("base", numbers={"amount": 620000}, valid_from=date(2026, 3, 11)),
        standard("extra", Formula.PERCENT, {"of": "base", "percent": 1000}),
    )
    lines = reckon_elements(person(), run_tables(*raised))
    assert [line.amount for line in lines] == [100000, 420000, 52000]


@pytest.mark.parametrize(
    ("basis", "amount"),
    [
        (ProrationBasis.CALENDAR, 150000),
        (ProrationBasis.WORKING_DAYS, 140909),
        (ProrationBasis.PAID_DAYS, 142529),
        (ProrationBasis.PAID_DAYS_MISSED, 138966),
    ],
)
def test_who_leaves_on_the_15th(basis: ProrationBasis, amount: int) -> None:
    facts = person(Spell(date(2020, 5, 1), date(2026, 3, 15), FULL))
    assert amounts(facts, standard("base"), basis=basis) == {"base": amount}


def test_personal_elements_absences_and_one_off_amounts() -> None:
    elements = (
        PersonElement("post", "岗位", Nature.TAXED, 31000, date(2026, 3, 17), None, True, "专技"),
        PersonElement("loan", "借款", Nature.KEPT, 10000, date(2026, 1, 1), None, False, "借条"),
        PersonElement("old", "旧", Nature.TAXED, 1, date(2020, 1, 1), date(2026, 2, 28), True, "x"),
    )
    entries = (
        MonthEntry(EntryKind.ABSENCE, "absence", "事假", number=Decimal("0.5")),
        MonthEntry(EntryKind.ONCE, "prize", "奖", amount=5000),
    )
    facts = person(elements=elements, entries=entries)
    assert amounts(facts, standard("base")) == {
        "base": 310000, "post": 15000, "loan": 10000, "absence": -7839, "prize": 5000,
    }  # fmt: skip
    long = person(entries=(MonthEntry(EntryKind.ABSENCE, "absence", "病假", number=Decimal(31)),))
    assert sum(amounts(long, standard("base")).values()) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        standard(" "),
        standard("x", Formula.GRADE),
        standard("x", Formula.SENIORITY, {"each": 1}),
        standard("x", numbers={"amount": "1"}),
        standard("x", Formula.PERCENT, {"percent": 5}),
        standard("x", valid_to=date(2019, 1, 1)),
        standard("x", seniority_from=5, seniority_to=3),
    ],
)
def test_standards_that_cannot_be_reckoned(wrong: PayStandard) -> None:
    with pytest.raises(InvalidError):
        check_standard(wrong)


def test_overlaps() -> None:
    base = standard("base", kind=FULL, valid_to=date(2025, 12, 31))
    assert find_overlap([base, standard("base")]) is not None
    assert find_overlap([base, standard("base", kind=PART)]) is None
    assert find_overlap([base, standard("base", valid_from=date(2026, 1, 1))]) is None
    assert find_overlap([base, standard("other")]) is None
    young, old = standard("base", seniority_to=4), standard("base", seniority_from=5)
    assert find_overlap([young, old]) is None
    assert find_overlap([young, standard("base", seniority_from=4)]) is not None


def test_category_by_record_else_by_kind() -> None:
    assert category_on((), date(2026, 3, 31), FULL) is IncomeCategory.WAGES
    assert category_on((), date(2026, 3, 31), PART) is IncomeCategory.LABOUR
    recorded = ((date(2026, 1, 1), IncomeCategory.UNTAXED), (date(2026, 4, 1), IncomeCategory.WAGES))
    assert category_on(recorded, date(2026, 3, 31), PART) is IncomeCategory.UNTAXED


DAYS = st.dates(date(2025, 12, 1), date(2026, 7, 31))
KNOWN = st.lists(
    st.tuples(DAYS, st.none() | DAYS, st.sampled_from((FULL, PART))).filter(lambda s: s[1] is None or s[0] <= s[1]),
    max_size=2,
)
RATES = st.integers(0, 400000)


@given(st.lists(st.tuples(KNOWN, RATES, RATES), min_size=6, max_size=6))
def test_whatever_becomes_known_late_each_month_is_paid_right_in_the_end(
    months: list[tuple[list[tuple[date, date | None, EmploymentKind]], int, int]],
) -> None:
    """Each month another truth about service and standards: paid + back pay = due for every month before."""
    paid: dict[Month, dict[tuple[str, Nature], int]] = {}
    for at, (spells, base, kept) in enumerate(months):
        facts = person(*[Spell(*spell) for spell in sorted(spells, key=lambda s: s[0])][:1])
        standards = (
            standard("base", numbers={"amount": base}),
            standard("kept", numbers={"amount": kept}, nature=Nature.KEPT),
        )
        month = Month(2026, 1).plus(at)
        for earlier, was in paid.items():
            due = reckon_elements(facts, run_tables(*standards, month=earlier))
            for line in back_pay(earlier, due, was):
                key = line.numbers["code"], line.nature
                was[key] = was.get(key, 0) + line.amount
            assert {k: v for k, v in was.items() if v} == _sums(due)
            assert back_pay(earlier, due, was) == ()
        paid[month] = _sums(reckon_elements(facts, run_tables(*standards, month=month)))


def _sums(lines: Any) -> dict[tuple[str, Nature], int]:
    sums: dict[tuple[str, Nature], int] = {}
    for line in lines:
        sums[line.code, line.nature] = sums.get((line.code, line.nature), 0) + line.amount
    return {key: amount for key, amount in sums.items() if amount}


@given(st.integers(0, 31), st.integers(0, 31), st.sampled_from(list(ProrationBasis)), RATES)
def test_a_line_is_balanced_and_every_figure_is_explained(
    first: int, days: int, basis: ProrationBasis, base: int
) -> None:
    start = date(2026, 2, 28) + timedelta(first)
    facts = person(Spell(start, start + timedelta(days), FULL), owed=1234)
    run = run_tables(standard("base", numbers={"amount": base}), basis=basis, minimum_wage=202000)
    line = reckon_line(facts, run)
    assert line is not None
    paid = line.paid
    assert paid.gross - paid.employee - paid.tax - paid.kept == paid.net + 1234 - paid.owed
    row = PayLineRow(
        NOBODY, NOBODY, NOBODY, "张三", line.category, paid.gross, paid.bonus, paid.employee, paid.employer, paid.tax,
        paid.kept, 1234, paid.net, paid.owed, line_details(line, run),
    )  # fmt: skip
    figures = {figure.key: figure for figure in explain_line(row)}
    assert (figures["gross"].amount, figures["net"].amount) == (paid.gross, paid.net)
    assert all(str(figure.how) and "{" not in str(figure.how) for figure in figures.values())


@pytest.mark.parametrize("month", [Month(2026, 2), MARCH])
def test_a_new_base_is_neither_entry_nor_leaving(month: Month) -> None:
    """Where the month of entry, or of leaving, is not paid, a base that takes over pays both months none the less."""
    enrolments = (
        Enrolment(Scheme.PENSION, Month(2025, 1), Month(2026, 2), 500000),
        Enrolment(Scheme.PENSION, MARCH, Month(2026, 6), 600000),
    )
    run = run_tables(month=month)
    insurance = replace(run.rules.insurance, entry_month_full=False, leaving_month_full=False)
    run = replace(run, rules=replace(run.rules, insurance=insurance))
    facts = person(enrolments=enrolments)
    assert bases_of(facts, run) == {Scheme.PENSION: 500000 if month < MARCH else 600000}
    assert (
        bases_of(facts, replace(run, month=Month(2025, 1))) == bases_of(facts, replace(run, month=Month(2026, 6))) == {}
    )


def test_two_bonuses_of_one_month_are_never_one_of_them() -> None:
    """The grid has a column for each way of taxing; whoever fills in both would else lose the second amount."""

    def bonus(kind: EntryKind, amount: int) -> MonthEntry:
        return MonthEntry(kind, "bonus", "决定", amount=amount)

    both = bonus(EntryKind.BONUS_SEPARATE, 300000), bonus(EntryKind.BONUS_MERGED, 50000)
    with pytest.raises(BonusError, match="by itself and merged"):
        reckon_line(person(entries=both), run_tables(standard("base")))
    twice = bonus(EntryKind.BONUS_MERGED, 300000), bonus(EntryKind.BONUS_MERGED, 50000)
    line = reckon_line(person(entries=twice), run_tables(standard("base")))
    assert line is not None
    assert line.paid.bonus == 350000, "as the grid shows them: their sum"


def test_nobody_without_anything_has_a_line() -> None:
    gone = person(Spell(date(2020, 1, 1), date(2025, 12, 31), FULL))
    assert reckon_line(gone, run_tables(standard("base"))) is None


@pytest.mark.parametrize(
    ("kind", "entry", "unused"),
    [
        (FULL, MonthEntry(EntryKind.EVENTS, "night", "值班表", number=Decimal(3)), False),
        (PART, MonthEntry(EntryKind.EVENTS, "night", "值班表", number=Decimal(3)), True),
        (PART, MonthEntry(EntryKind.EVENTS, "night", "值班表"), False),
        (FULL, MonthEntry(EntryKind.ABSENCE, "absence", "事假", number=Decimal(2)), False),
        (PART, MonthEntry(EntryKind.ABSENCE, "absence", "事假", number=Decimal(2)), True),
        (FULL, MonthEntry(EntryKind.GRADE, "grade", "补评", grade="优秀"), True),
        (PART, MonthEntry(EntryKind.ONCE, "once", "慰问金", amount=100), False),
    ],
)
def test_an_entry_by_which_nothing_is_paid_is_told(kind: EmploymentKind, entry: MonthEntry, unused: bool) -> None:
    """The standards are for full-timers; a part-timer's events would be left unpaid without a word."""
    by = run_tables(
        standard("base", kind=FULL, prorated=True),
        standard("night", Formula.EVENT, {"amount": 5000}, kind=FULL),
        standard("allowance", kind=PART, prorated=False),
    )
    line = reckon_line(person(Spell(date(2020, 5, 1), None, kind), entries=(entry,)), by)
    assert line is not None
    assert (Concern.ENTRY_UNUSED in find_concerns(line, by)) is unused

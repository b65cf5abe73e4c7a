"""Overlaps and holes of pay standards against a count day by day; standards in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay import Nature
from gridadmin.domain.pay_standards import Formula, PayStandard, ServiceSpan, check_standard, find_overlap
from gridadmin.domain.pay_standards_holes import ROLES, Hole, find_gaps, find_holes
from gridadmin.domain.pay_standards_reading import read_numbers, written_numbers
from gridadmin.domain.pay_standards_words import formula_words, holders_words, hole_words
from gridadmin.domain.workers import AppointmentRole, EmploymentKind

FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME
START, DAYS, YEARS = date(2026, 1, 1), 6, 6
WINDOW = [START + timedelta(at) for at in range(DAYS)]
PEOPLE = [(kind, role, years) for kind in EmploymentKind for role in ROLES for years in range(YEARS)]


def standard(code: str = "base", **more: Any) -> PayStandard:
    plain: dict[str, Any] = {
        "nature": Nature.TAXED, "formula": Formula.FIXED, "numbers": {"amount": 1}, "valid_from": START,
    }  # fmt: skip
    return PayStandard(code, code, **{**plain, **more})


@st.composite
def standards(draw: st.DrawFn) -> PayStandard:
    first = draw(st.integers(0, DAYS - 1))
    last = draw(st.none() | st.integers(first, DAYS - 1))
    low = draw(st.integers(0, 3))
    return standard(
        draw(st.sampled_from(["base", "extra"])),
        valid_from=WINDOW[first],
        valid_to=None if last is None else WINDOW[last],
        kind=draw(st.none() | st.sampled_from(EmploymentKind)),
        role=draw(st.none() | st.sampled_from(AppointmentRole)),
        seniority_from=low,
        seniority_to=draw(st.none() | st.integers(low, 4)),
        nature=draw(st.sampled_from([Nature.TAXED, Nature.TAXED, Nature.KEPT])),
    )


def holds(one: PayStandard, person: tuple[Any, Any, int], day: date) -> bool:
    kind, role, years = person
    applies = one.applies(ServiceSpan(day, day, kind, role, years))
    return applies and one.valid_from <= day <= (one.valid_to or date.max)


@given(st.lists(standards(), max_size=4))
def test_two_of_one_element_meet_where_a_count_day_by_day_finds_both(several: list[PayStandard]) -> None:
    counted = any(
        one.code == other.code and any(holds(one, who, day) and holds(other, who, day) for who in PEOPLE)
        for at, one in enumerate(several)
        for other in several[at + 1 :]
        for day in WINDOW
    )
    assert (find_overlap(several) is not None) == counted


@given(st.lists(standards(), max_size=4))
def test_a_hole_is_where_a_count_day_by_day_finds_nothing(several: list[PayStandard]) -> None:
    holes = find_holes(several, START)
    for day in WINDOW:
        for who in PEOPLE:
            paid = any(holds(one, who, day) for one in several if one.nature is not Nature.KEPT)
            told = [hole for hole in holes if hole.means(*who) and _within(hole, day)]
            assert len(told) == (0 if paid else 1)


@given(st.lists(standards(), max_size=4))
def test_a_gap_lies_between_two_days_of_one_element(several: list[PayStandard]) -> None:
    gaps = find_gaps(several, START)
    for who in PEOPLE:
        for code in ("base", "extra"):
            held = [day for day in WINDOW if any(holds(one, who, day) for one in several if one.code == code)]
            lasting = any(one.valid_to is None for one in several if one.code == code and holds_ever(one, who))
            end = WINDOW[-1] if lasting else max(held, default=START)
            missing = [day for day in WINDOW if held and min(held) < day < end and day not in held]
            told = [
                day
                for day in WINDOW
                if any(g.means(*who) and g.element == (code, code) and _within(g, day) for g in gaps)
            ]
            assert told == missing


def holds_ever(one: PayStandard, who: tuple[Any, Any, int]) -> bool:
    return one.applies(ServiceSpan(START, START, *who))


def _within(hole: Hole, day: date) -> bool:
    return hole.first <= day and (hole.last is None or day <= hole.last)


def test_holes_are_told_for_people() -> None:
    raised = [
        standard(kind=FULL, valid_to=date(2026, 8, 31)),
        standard(kind=FULL, valid_from=date(2026, 9, 3)),
        standard("lead", kind=PART, role=AppointmentRole.LEADER, seniority_to=4),
    ]
    gap, *_rest = find_gaps(raised, START)
    assert (gap.first, gap.last, gap.element) == (date(2026, 9, 1), date(2026, 9, 2), ("base", "base"))
    assert hole_words(gap, 3) == "base of Full-time stops from 2026-09-01 to 2026-09-02 (3 persons)"
    told = [hole_words(hole, 1) for hole in find_holes(raised, START)]
    assert told[0] == "Nothing is paid to Full-time from 2026-09-01 to 2026-09-02 (1 persons)"
    assert "Nothing is paid to Part-time Grid leader from 5 years of service from 2026-01-01 on (1 persons)" in told
    assert any("without a grid" in each and "Assistant" in each for each in told)


@pytest.mark.parametrize(
    ("formula", "written", "words"),
    [
        (Formula.FIXED, {"amount": "2400"}, "2400 yuan a month"),
        (Formula.SENIORITY, {"amount": "20", "most": "15"}, "20 yuan for each full year of service, at most 15 years"),
        (Formula.SENIORITY, {"amount": "20.5"}, "20.50 yuan for each full year of service"),
        (
            Formula.GRADE,
            {"grades": {"优秀": "600", "合格": "300"}, "scheme": "街道考核", "period": "quarter", "lag": "1"},
            "by grade: 优秀 600、合格 300 (result of 街道考核 Quarter 1 months later)",
        ),
        (
            Formula.SCORE, {"amount": "500", "least": "60"},
            "500 yuan at 100 points, less by the score; nothing below 60 points",
        ),
        (Formula.EVENT, {"amount": "50"}, "50 yuan each time"),
        (Formula.PERCENT, {"of": "base", "percent": "2.5"}, "2.5 % of “基本报酬”"),
    ],
)  # fmt: skip
def test_a_formula_is_said_with_its_numbers(formula: Formula, written: dict[str, Any], words: str) -> None:
    numbers = read_numbers(formula, written)
    made = standard(formula=formula, numbers=numbers)
    check_standard(made)
    assert str(formula_words(made, {"base": "基本报酬"})) == words
    assert read_numbers(formula, written_numbers(numbers)) == numbers


@pytest.mark.parametrize(
    ("formula", "written", "field"),
    [
        (Formula.FIXED, {}, "amount"),
        (Formula.FIXED, {"amount": "-1"}, "amount"),
        (Formula.FIXED, {"amount": "abc"}, "amount"),
        (Formula.SENIORITY, {"amount": "1", "most": "x"}, "most"),
        (Formula.SCORE, {"amount": "1", "least": "59.5"}, "least"),
        (Formula.PERCENT, {"of": "base", "percent": "0.001"}, "percent"),
        (Formula.GRADE, {"grades": {}}, "grades"),
        (Formula.GRADE, {"grades": {"优秀": "1.234"}}, "grades"),
    ],
)
def test_what_cannot_be_read_is_named(formula: Formula, written: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as error:
        read_numbers(formula, written)
    assert field in error.value.fields


def test_numbers_of_another_formula_are_refused() -> None:
    with pytest.raises(InvalidError, match="has the numbers amount"):
        read_numbers(Formula.FIXED, {"amount": "1", "most": "5"})
    for numbers in ({"grades": {"优": 1}, "period": "week"}, {"grades": {"优": 1}, "lag": 13}):
        with pytest.raises(InvalidError):
            check_standard(standard(formula=Formula.GRADE, numbers=numbers))


def test_for_whom_is_said() -> None:
    assert holders_words(standard()) == "everybody"
    told = standard(kind=FULL, role=AppointmentRole.LEADER, seniority_from=5, seniority_to=9)
    assert holders_words(told) == "Full-time Grid leader 5–9 years of service"
    assert holders_words(standard(seniority_from=10)) == "from 10 years of service"

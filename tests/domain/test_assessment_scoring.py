"""Cells to points to a score, with every step written down; composites; rounding."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.assessment import (
    Arithmetic,
    Assessor,
    Band,
    Clause,
    Indicator,
    Method,
    MissingRule,
    Part,
    PeriodKind,
    Round,
    Rounding,
    SchemeDefinition,
    Section,
)
from gridadmin.domain.assessment_composites import compose
from gridadmin.domain.assessment_entries import (
    Entry,
    Event,
    entries_from_json,
    entries_to_json,
    entry_columns,
    read_entry,
    shown_entry,
)
from gridadmin.domain.assessment_reviews import ResultPoint, poor_run
from gridadmin.domain.assessment_rounding import plain_number, rounded
from gridadmin.domain.assessment_scoring import score_sheet
from gridadmin.domain.errors import InvalidError
from tests.offices import id_of

D = Decimal
points = st.decimals(0, 100, places=2)


def scheme(
    *indicators: Indicator, arithmetic: Arithmetic | None = None, most: Decimal | None = None
) -> SchemeDefinition:
    return SchemeDefinition(
        "考核",
        (Round("month", "月度", PeriodKind.MONTH),),
        (Section("all", "全部", indicators, most),),
        (Band("合格"),),
        arithmetic=arithmetic or Arithmetic(),
    )


def entered(definition: SchemeDefinition, **cells: str) -> dict[str, Entry]:
    columns = {column.key: column for column in entry_columns(definition, "month")}
    read = {key.replace("__", "/"): text for key, text in cells.items()}
    return {key: entry for key, text in read.items() if (entry := read_entry(columns[key], text)) is not None}


def line(indicator: Indicator, **cells: str) -> tuple[Decimal | None, str]:
    definition = scheme(indicator)
    scored = score_sheet(definition, "month", entered(definition, **cells)).sections[0].indicators[0]
    return scored.score, scored.formula


RATE = Indicator("rate", "录入率", D(30), Method.RATE)
COUNT = Indicator("count", "走访", D(25), Method.COUNT, each=D("1.25"))
CLAUSES = (Clause("L1", "漏录", D(-2)), Clause("L2", "错录", D(-1), most=D(3)), Clause("J1", "表扬", D(1)))
EVENTS = Indicator("entry", "录入", D(5), Method.EVENTS, clauses=CLAUSES)
BONUS = Indicator("bonus", "加分", D(0), Method.EVENTS, from_full=False, unlimited=True, clauses=(CLAUSES[2],))
WHO = (Assessor("a", "部门", D(60)), Assessor("b", "社区", D(30)), Assessor("c", "群众", D(10)))
WEIGHED = Indicator("work", "工作", D(100), assessors=WHO)
SHARED = Indicator("work", "工作", D(100), assessors=WHO, shares=True)


@pytest.mark.parametrize(
    ("indicator", "cells", "score", "formula"),
    [
        (RATE, {"rate": "98.75"}, "29.63", "30×98.75% = 29.63"),
        (RATE, {"rate": "101.88%"}, "30", "30×101.88% = 30"),
        (COUNT, {"count": "16"}, "20", "16×1.25 = 20"),
        (COUNT, {"count": "40"}, "25", "40×1.25 = 50 → 25"),
        (EVENTS, {}, "5", "5"),
        (EVENTS, {"entry": "L1 L2"}, "2", "5 − 2〔L1〕 − 1〔L2〕 = 2"),
        (EVENTS, {"entry": "l1*2"}, "1", "5 − 2×2〔L1〕 = 1"),
        (EVENTS, {"entry": "L1x3"}, "0", "5 − 2×3〔L1〕 = −1 → 0"),
        (EVENTS, {"entry": "L2*5，J1"}, "3", "5 − 1×5〔L2〕≤3 + 1〔J1〕 = 3"),
        (EVENTS, {"entry": "J1"}, "5", "5 + 1〔J1〕 = 6 → 5"),
        (EVENTS, {"entry": "4.5"}, "4.5", "4.5"),
        (BONUS, {"bonus": "J1×7"}, "7", "1×7〔J1〕 = 7"),
        (BONUS, {}, "0", "0"),
        (WEIGHED, {"work__a": "90", "work__b": "80", "work__c": "75"}, "85.5", "(90×60 + 80×30 + 75×10)÷100 = 85.5"),
        (SHARED, {"work__a": "55", "work__b": "28.5", "work__c": "9"}, "92.5", "55 + 28.5 + 9 = 92.5"),
        (WEIGHED, {"work__a": "90"}, None, ""),
        (RATE, {}, None, ""),
    ],
)
def test_a_line_says_how_its_points_came_about(
    indicator: Indicator, cells: dict[str, str], score: str | None, formula: str
) -> None:
    assert line(indicator, **cells) == (None if score is None else D(score), formula)


@pytest.mark.parametrize(
    ("indicator", "key", "written", "said"),
    [
        (SHARED, "work/b", "30.5", "30.5 does not fit “社区”: from 0 to 30."),
        (WEIGHED, "work/b", "101", "101 does not fit “社区”: from 0 to 100."),
        (RATE, "rate", "很好", "“很好” is not a number."),
        (RATE, "rate", "-1", "-1 does not fit “录入率”: from 0 to 1000."),
        (COUNT, "count", "2.5", "“2.5” is not a whole number of times."),
        (RATE, "rate", "1.2345", "“1.2345” has more than 3 digits after the point."),
        (EVENTS, "entry", "L9", "“L9” is no clause of “录入”. Its clauses: L1 L2 J1."),
        (EVENTS, "entry", "7", "7 does not fit “录入”: from 0 to 5."),
        (RATE, "rate", "1e2", "“1e2” is not a number."),
    ],
)
def test_a_cell_that_cannot_be_read_says_why(indicator: Indicator, key: str, written: str, said: str) -> None:
    columns = {column.key: column for column in entry_columns(scheme(indicator), "month")}
    with pytest.raises(InvalidError) as error:
        read_entry(columns[key], written)
    assert str(error.value) == said


def test_events_that_stay_keep_their_days_and_notes() -> None:
    column = entry_columns(scheme(EVENTS), "month")[0]
    known = (Event("L1", note="3月4日抽查"), Event("L2", 2))
    assert read_entry(column, "L1 L2*2 J1", known) == (*known, Event("J1"))
    assert read_entry(column, "L1*2", known) == (Event("L1", 2),)
    assert read_entry(column, "", known) is None


@given(st.lists(st.tuples(st.sampled_from(["L1", "L2", "J1"]), st.integers(1, 9)), max_size=5))
def test_what_a_cell_shows_is_read_back(pairs: list[tuple[str, int]]) -> None:
    column = entry_columns(scheme(EVENTS), "month")[0]
    entry = read_entry(column, " ".join(f"{code}*{times}" for code, times in pairs))
    assert read_entry(column, shown_entry(entry)) == entry
    entries = {"entry": entry} if entry else {}
    assert entries_from_json(entries_to_json(entries)) == entries


@given(st.lists(points, min_size=1, max_size=6))
def test_the_lines_of_a_sheet_add_up_to_its_total(given_points: list[Decimal]) -> None:
    indicators = [Indicator(f"i{at}", f"指标{at}", D(100), Method.RATE) for at in range(len(given_points))]
    definition = scheme(*indicators)
    cells = {f"i{at}": plain_number(each) for at, each in enumerate(given_points)}
    sheet = score_sheet(definition, "month", entered(definition, **cells))
    assert sheet.score == sum((each.score or D(0) for each in sheet.sections[0].indicators), D(0))


def test_an_incomplete_sheet_has_no_score_but_a_sum_so_far() -> None:
    definition = scheme(RATE, COUNT)
    sheet = score_sheet(definition, "month", entered(definition, rate="50"))
    assert (sheet.score, sheet.so_far, sheet.missing) == (None, D(15), ("count",))


def test_a_section_and_the_whole_can_be_held_back() -> None:
    held = scheme(RATE, COUNT, most=D(40), arithmetic=Arithmetic(decimals=0, ceiling=D(38)))
    sheet = score_sheet(held, "month", entered(held, rate="100", count="16"))
    assert (sheet.sections[0].score, sheet.sections[0].capped, sheet.score) == (D(40), True, D(38))
    assert sheet.formula == "40 = 40 → 38"


@given(st.fractions(-1000, 1000), st.integers(0, 3))
def test_rounding_is_exact(value: Fraction, decimals: int) -> None:
    step = Fraction(1, 10**decimals)
    up = rounded(value, decimals, Rounding.HALF_UP)
    even = rounded(value, decimals, Rounding.HALF_EVEN)
    cut = rounded(value, decimals, Rounding.DOWN)
    assert abs(Fraction(up) - value) <= step / 2
    assert abs(Fraction(even) - value) <= step / 2
    assert abs(Fraction(cut)) <= abs(value) < abs(Fraction(cut)) + step


@pytest.mark.parametrize(
    ("value", "up", "even"), [("0.125", "0.13", "0.12"), ("0.135", "0.14", "0.14"), ("-0.125", "-0.13", "-0.12")]
)
def test_halves_go_by_the_rule(value: str, up: str, even: str) -> None:
    assert rounded(D(value), 2, Rounding.HALF_UP) == D(up)
    assert rounded(D(value), 2, Rounding.HALF_EVEN) == D(even)


HALF_AND_END = Round("year", "年度", PeriodKind.YEAR, parts=(Part("half", D(40)), Part("end", D(60))))
NAMES = {"half": "半年", "end": "年终", "month": "月度"}


def test_a_year_of_40_and_60_per_cent() -> None:
    whole = compose(HALF_AND_END, NAMES, {"half": [D(88)], "end": [D(93)]}, Arithmetic(decimals=0))
    assert (whole.score, whole.formula) == (D(91), "88×40% + 93×60% = 91")


@pytest.mark.parametrize(
    ("rule", "score", "formula"),
    [
        (MissingRule.REWEIGH, D(93), "(93×60%)÷60% = 93"),
        (MissingRule.ZERO, D("55.8"), "0×40% + 93×60% = 55.8"),
        (MissingRule.NONE, None, ""),
    ],
)
def test_a_part_that_is_missing_counts_as_the_scheme_says(
    rule: MissingRule, score: Decimal | None, formula: str
) -> None:
    whole = Round("year", "年度", PeriodKind.YEAR, parts=HALF_AND_END.parts, missing=rule)
    found = compose(whole, NAMES, {"end": [D(93)]}, Arithmetic())
    assert (found.score, found.formula) == (score, formula)
    assert compose(whole, NAMES, {}, Arithmetic()).score is None


@given(st.lists(points, min_size=1, max_size=12), st.integers(1, 99), points)
def test_a_composite_lies_between_its_parts(months: list[Decimal], percent: int, end: Decimal) -> None:
    whole = Round("year", "年度", PeriodKind.YEAR, parts=(Part("month", D(percent)), Part("end", D(100 - percent))))
    found = compose(whole, NAMES, {"month": months, "end": [end]}, Arithmetic())
    mean = found.parts[0].mean
    assert mean is not None
    assert found.score is not None
    assert min(mean, end) <= found.score <= max(mean, end)
    assert abs(Fraction(mean) - Fraction(sum(months, D(0))) / len(months)) <= Fraction(1, 200)


@given(st.lists(st.booleans(), max_size=8), st.integers(0, 3))
def test_a_run_of_poor_results_is_what_the_last_ones_are(poor: list[bool], rule: int) -> None:
    from datetime import date

    results = [ResultPoint(id_of(str(at)), date(2020 + at, 1, 1), None, each) for at, each in enumerate(poor)]
    run = poor_run(results, rule)
    length = next((at for at, each in enumerate(reversed(poor)) if not each), len(poor))
    expected = tuple(results[len(poor) - length :]) if rule and length >= rule else ()
    assert run == expected
    assert poor_run(list(reversed(results)), rule) == run, "the order in which they are read does not matter"

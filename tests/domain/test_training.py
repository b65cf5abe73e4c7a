"""Results, hours, requirements over years: what is computed equals a reckoning by single days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.parameters import Certainty, Parameter, ParameterTable
from gridadmin.domain.training import (
    Attendance,
    Audience,
    Entry,
    Result,
    SessionForm,
    SessionState,
    hours_of,
    read_attendance,
    read_clock,
    read_tenths,
    result_of,
    show_tenths,
    state_of,
)
from gridadmin.domain.training_hours import (
    BY_DAYS_KEY,
    HOURS_KEYS,
    HoursStanding,
    ServiceSpell,
    YearHours,
    required_hours,
    year_hours,
)
from gridadmin.domain.training_plan import PlanForm, PlanState, plan_state, share_sessions
from gridadmin.domain.workers import EmploymentKind
from gridadmin.domain.workers_list import WorkerView

FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME
NOBODY = UUID(int=1)
DAYS = st.dates(date(2023, 1, 1), date(2029, 12, 31))
ENTRIES = st.builds(
    Entry, st.none() | st.sampled_from(Attendance), st.none() | st.integers(0, 400), st.none() | st.integers(0, 1000)
)


def parameters(*rows: tuple[str, str, int]) -> ParameterTable:
    return ParameterTable(
        tuple(Parameter(key, value, "", date.fromisoformat(day), "", Certainty.ASSUMED) for key, day, value in rows)
    )


PLAIN = parameters((HOURS_KEYS[FULL], "2023-11-01", 24), (HOURS_KEYS[PART], "2023-11-01", 8))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("√", Attendance.PRESENT), ("出勤", Attendance.PRESENT), ("１", Attendance.PRESENT), ("迟到", Attendance.LATE),
        ("病假", Attendance.LEAVE), ("缺考", Attendance.ABSENT), ("×", Attendance.ABSENT), ("X", Attendance.ABSENT),
    ],
)  # fmt: skip
def test_reads_what_clerks_write_for_attendance(text: str, meant: Attendance) -> None:
    assert read_attendance(text) is meant


def test_what_is_no_attendance_score_or_time_is_refused() -> None:
    for read, text in ((read_attendance, "也许"), (read_tenths, "85.55"), (read_tenths, "-1"), (read_clock, "25:00")):
        with pytest.raises(InvalidError):
            read(text)


def test_reads_times_as_they_are_written() -> None:
    assert [read_clock(text) for text in ("9:00", "9点", "14时30分", "0930", "８：０５")] == [
        "09:00", "09:00", "14:30", "09:30", "08:05",
    ]  # fmt: skip


@given(st.integers(0, 10_000))
def test_tenths_survive_being_written(value: int) -> None:
    assert read_tenths(show_tenths(value)) == value
    assert read_tenths(show_tenths(value) + "分") == value


@given(ENTRIES, st.none() | st.integers(0, 1000), st.integers(0, 400))
def test_results_and_hours_agree(entry: Entry, mark: int | None, worth: int) -> None:
    result, hours = result_of(entry, mark), hours_of(entry, worth)
    if result is Result.MISSED:
        assert hours == 0
    if result is Result.PASSED and mark is not None:
        assert entry.score is not None
        assert entry.score >= mark
    if entry == Entry():
        assert (result, hours) == (Result.OPEN, 0)
    if mark is None:
        assert result is not Result.FAILED


@given(st.lists(ENTRIES, max_size=5), DAYS, DAYS)
def test_a_state_depends_on_day_and_entries_alone(entries: list[Entry], held: date, as_of: date) -> None:
    form = SessionForm(NOBODY, "一期", held, pass_mark=600)
    state = state_of(form, entries, as_of)
    assert (state is SessionState.UPCOMING) == (held > as_of)
    if state is SessionState.DONE:
        assert all(result_of(entry, 600) is not Result.OPEN for entry in entries)
    called_off = replace(form, cancelled_on=as_of)
    assert state_of(called_off, entries, as_of) is SessionState.CANCELLED
    assert state_of(called_off, entries, as_of - timedelta(1)) is not SessionState.CANCELLED


@given(
    st.builds(
        Audience, st.sampled_from(WorkerView), st.none() | st.sampled_from(EmploymentKind), st.none() | st.uuids()
    )
)
def test_an_audience_survives_being_stored(audience: Audience) -> None:
    assert Audience.from_json(audience.to_json()) == audience
    assert Audience.from_json(None) == Audience()


@st.composite
def lives(draw: st.DrawFn) -> list[ServiceSpell]:
    """Spells in their order, some with gaps, some that follow the day after, the last perhaps open."""
    cuts = sorted(draw(st.lists(DAYS, min_size=2, max_size=6, unique=True)))
    spells = [
        ServiceSpell(draw(st.sampled_from(EmploymentKind)), start, end - timedelta(1))
        for start, end in pairwise(cuts)
        if draw(st.booleans())
    ]
    if draw(st.booleans()):
        spells.append(ServiceSpell(draw(st.sampled_from(EmploymentKind)), cuts[-1]))
    return spells


@st.composite
def numbers(draw: st.DrawFn) -> ParameterTable:
    keys = st.sampled_from(list(HOURS_KEYS.values()))
    rows = draw(st.lists(st.tuples(keys, DAYS.map(str), st.integers(0, 60)), max_size=5, unique_by=lambda row: row[:2]))
    return parameters(*rows)


@given(lives(), numbers(), st.integers(2023, 2029), DAYS)
def test_a_requirement_is_the_sum_of_its_days(
    spells: list[ServiceSpell], table: ParameterTable, year: int, until: date
) -> None:
    total, day = Fraction(0), date(year, 1, 1)
    length = (date(year + 1, 1, 1) - day).days
    while day <= min(until, date(year, 12, 31)):
        kind = next((s.kind for s in spells if s.started_on <= day and (s.ended_on is None or day <= s.ended_on)), None)
        if kind is not None:
            total += Fraction((table.number(HOURS_KEYS[kind], day) or 0) * 10, length)
        day += timedelta(1)
    assert required_hours(spells, table, year, until) == int(total + Fraction(1, 2))


@given(lives(), numbers(), st.integers(2023, 2029), DAYS, st.integers(0, 600), st.integers(0, 100))
def test_more_hours_and_later_days_never_contradict(
    spells: list[ServiceSpell], table: ParameterTable, year: int, as_of: date, done: int, more: int
) -> None:
    now, then = (year_hours(spells, table, year, as_of, hours) for hours in (done, done + more))
    assert 0 <= now.due <= now.required
    assert then.missing <= now.missing
    assert list(HoursStanding).index(then.standing) >= list(HoursStanding).index(now.standing)


def test_a_leap_year_asks_the_same_of_a_whole_year() -> None:
    for year in (2024, 2025, 2028):
        assert required_hours([ServiceSpell(FULL, date(2020, 1, 1))], PLAIN, year, date(year, 12, 31)) == 240


def test_a_part_of_a_year_asks_a_part_and_the_29th_of_february_is_a_day() -> None:
    spells = [ServiceSpell(FULL, date(2028, 2, 29), date(2028, 2, 29))]
    assert required_hours(spells, PLAIN, 2028, date(2028, 12, 31)) == 1  # 240 tenths / 366, half up
    assert required_hours(spells, PLAIN, 2028, date(2028, 2, 28)) == 0
    half = [ServiceSpell(FULL, date(2025, 7, 2))]  # the 183rd day of 365
    assert required_hours(half, PLAIN, 2025, date(2025, 12, 31)) == round(240 * 183 / 365)


def test_a_change_of_kind_asks_of_each_part_its_own() -> None:
    spells = [ServiceSpell(PART, date(2024, 1, 1), date(2025, 6, 30)), ServiceSpell(FULL, date(2025, 7, 1))]
    assert required_hours(spells, PLAIN, 2025, date(2025, 12, 31)) == round((80 * 181 + 240 * 184) / 365)


def test_before_the_number_holds_nothing_is_asked() -> None:
    spells = [ServiceSpell(FULL, date(2020, 1, 1))]
    assert required_hours(spells, PLAIN, 2022, date(2022, 12, 31)) == 0
    assert required_hours(spells, PLAIN, 2023, date(2023, 12, 31)) == round(240 * 61 / 365)


def test_an_office_may_ask_the_whole_of_everybody() -> None:
    table = ParameterTable((*PLAIN.rows, *parameters((BY_DAYS_KEY, "2023-11-01", 0)).rows))
    spells = [ServiceSpell(PART, date(2025, 11, 1), date(2025, 11, 30)), ServiceSpell(FULL, date(2025, 12, 1))]
    assert required_hours(spells, table, 2025, date(2025, 11, 30)) == 80
    assert required_hours(spells, table, 2025, date(2025, 12, 31)) == 240
    assert required_hours(spells, table, 2025, date(2025, 10, 1)) == 0


def test_standing_in_words() -> None:
    assert YearHours(2026, 240, 120, 240).standing is HoursStanding.MET
    assert YearHours(2026, 240, 120, 130).standing is HoursStanding.UNDER_WAY
    assert YearHours(2026, 240, 120, 119).standing is HoursStanding.BEHIND
    assert YearHours(2026, 0, 0, 0).standing is HoursStanding.NOT_ASKED


@given(
    st.lists(st.tuples(st.integers(1, 12), st.integers(1, 3)), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=8),
)
def test_every_session_fulfils_one_line_at_most(lines: list[tuple[int, int]], held: list[tuple[int, bool]]) -> None:
    forms = [PlanForm(2026, NOBODY, month, count) for month, count in sorted(lines)]
    months = sorted(held, key=lambda pair: (not pair[1], pair[0]))
    counts = share_sessions(forms, months)
    assert sum(arranged + done for arranged, done in counts) == min(len(months), sum(form.sessions for form in forms))
    assert all(arranged + done <= form.sessions for form, (arranged, done) in zip(forms, counts, strict=True))


def test_a_line_is_overdue_when_its_month_is_over() -> None:
    line = PlanForm(2026, NOBODY, 3, 2)
    assert plan_state(line, 0, 0, date(2026, 3, 31)) is PlanState.PLANNED
    assert plan_state(line, 2, 0, date(2026, 3, 31)) is PlanState.ARRANGED
    assert plan_state(line, 0, 1, date(2026, 4, 1)) is PlanState.OVERDUE
    assert plan_state(line, 0, 2, date(2026, 4, 1)) is PlanState.HELD

"""Assessment in a real office: versions, who is assessed, entering, publishing, objections, corrections, reviews."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridadmin.domain.assessment import Band
from gridadmin.domain.assessment_entries import Event
from gridadmin.domain.assessment_periods import PeriodState
from gridadmin.domain.assessment_rows import CorrectionForm, ObjectionDecision, SchemeForm
from gridadmin.domain.errors import InvalidError, NotPermittedError
from gridadmin.domain.masking import mask_id_number
from gridadmin.domain.workers import EmploymentForm, ExitReason, WorkerSource
from gridadmin.intake.assessment import ScoreRow
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.assessment import count_periods, list_periods, open_period
from gridadmin.services.assessment_facts import worker_results
from gridadmin.services.assessment_imports import import_scores
from gridadmin.services.assessment_results import (
    DecisionForm,
    correct_result,
    decide_objection,
    file_objection,
    list_objections,
    publish_period,
)
from gridadmin.services.assessment_schemes import (
    add_version,
    correct_version,
    create_scheme,
    end_scheme,
    get_scheme,
    list_schemes,
)
from gridadmin.services.assessment_scores import enter_scores, excuse_worker, record_event
from gridadmin.services.employment import end_employment, start_employment
from gridadmin.services.worker_records import create_worker
from tests.assessment_offices import (
    DO,
    PART,
    enter,
    hire,
    line_of,
    publish,
    sheet_of,
    template,
    with_period,
    with_scheme,
)
from tests.real_offices import TODAY, business_state, id_number, real_office, worker_form

D = Decimal
A6, A8 = template("A6"), template("A8")
FULL_MARKS = {"check": "20", "visit": "20", "ask": "20", "look": "20", "listen": "20"}
ENDED, PUBLISHED = date(2026, 9, 30), date(2026, 10, 8)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


def marks(total: int) -> dict[str, str]:
    """Five marks that add up to a total of at most 100."""
    return {key: str(min(20, max(0, total - 20 * at))) for at, key in enumerate(FULL_MARKS)}


def grades_of(office: OpenOffice, period: UUID, day: date) -> dict[UUID, str | None]:
    """Everybody's grade as of a day."""
    return {row.worker_id: row.graded.grade for row in sheet_of(office, period, day).participants if row.graded}


@pytest.fixture
def quarter(office: OpenOffice) -> tuple[UUID, list[UUID]]:
    """The third quarter of 2026 by A8 with ten people."""
    scheme = with_scheme(office, A8)
    return with_period(office, scheme, "quarter", 2026, 3), [
        hire(office, f"某{name}") for name in "甲乙丙丁戊己庚辛壬癸"
    ]


def test_a_new_version_ends_the_one_before_and_periods_keep_theirs(office: OpenOffice) -> None:
    scheme = with_scheme(office, A8, date(2025, 1, 1))
    before = with_period(office, scheme, "quarter", 2026, 2)
    later = replace(A8, name="网格员考核（2026修订）", bands=(Band("合格", D(70)), Band("不合格", None, D("69.99"))))
    office.act(DO, add_version, scheme, SchemeForm(later, date(2026, 7, 1), document="崇办发〔2026〕12号"))
    after = with_period(office, scheme, "quarter", 2026, 3)
    versions = office.read(get_scheme, scheme).versions
    assert [(row.valid_from, row.valid_to) for row in versions] == [
        (date(2025, 1, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), None),
    ]
    assert sheet_of(office, before).definition == A8
    assert sheet_of(office, after).definition == later


def test_a_period_goes_by_the_version_of_its_first_day(office: OpenOffice) -> None:
    scheme = with_scheme(office, A8, date(2025, 1, 1))
    office.act(DO, add_version, scheme, SchemeForm(replace(A8, name="修订"), date(2026, 8, 15)))
    period = with_period(office, scheme, "quarter", 2026, 3)
    assert sheet_of(office, period).definition.name == A8.name


spans = st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(0, 40)))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(spans, min_size=2, max_size=4))
def test_versions_may_touch_but_never_overlap(office: OpenOffice, offsets: list[tuple[int, int | None]]) -> None:
    """Whatever days are asked for, on each day at most one version holds, and it is the one that was added for it."""
    begin = date(2026, 1, 1)

    def day(offset: int) -> date:
        return begin + timedelta(days=offset)

    scheme: UUID | None = None
    for first, length in offsets:
        form = SchemeForm(A8, day(first), None if length is None else day(first + length - 5))
        before = office.read(get_scheme, scheme).versions if scheme else ()
        try:
            if scheme is None:
                scheme = office.act(DO, create_scheme, form)
            else:
                office.act(DO, add_version, scheme, form)
        except InvalidError:
            assert scheme is None or office.read(get_scheme, scheme).versions == before
    if scheme is None:
        return
    versions = office.read(get_scheme, scheme).versions
    for offset in range(90):
        held = [row for row in versions if row.valid_from <= day(offset) <= (row.valid_to or date.max)]
        assert len(held) <= 1


def test_the_editor_refuses_overlapping_grades_and_keeps_a_hole(office: OpenOffice) -> None:
    overlapping = replace(A8, bands=(Band("优秀", D(90)), Band("合格", D(60), D(90)), Band("不合格", None, D(59))))
    with pytest.raises(InvalidError) as error:
        with_scheme(office, overlapping)
    assert str(error.value.fields["bands"]) == "优秀 and 合格 overlap: one score, two grades."
    assert office.read(list_schemes) == []
    with_scheme(office, replace(overlapping, bands=(Band("优秀", D(90)), Band("不合格", None, D(59)))))


def test_a_version_that_results_were_published_with_is_not_corrected(
    office: OpenOffice, quarter: tuple[UUID, list[UUID]]
) -> None:
    period, people = quarter
    version = office.read(list_schemes)[0].versions[0]
    form = SchemeForm(replace(A8, objection_days=7), version.valid_from, version=version.version)
    office.act(DO, correct_version, version.id, form)
    enter(office, period, dict.fromkeys(people, FULL_MARKS))
    publish(office, period, PUBLISHED)
    with pytest.raises(NotPermittedError, match="published with this version"):
        office.act(DO, correct_version, version.id, replace(form, version=version.version + 1))
    assert office.read(list_periods, PUBLISHED)[0].objections_until == PUBLISHED + timedelta(days=7)


def test_who_is_assessed_follows_from_the_days(office: OpenOffice) -> None:
    scheme = with_scheme(office, template("A1"))  # full-timers, three months
    stays = hire(office, "留任")
    new = hire(office, "新来", date(2026, 7, 2))
    just = hire(office, "刚满", date(2026, 7, 1))
    part = hire(office, "兼职", kind=PART)
    leaver = hire(office, "离岗")
    office.act(DO, end_employment, leaver, date(2026, 8, 31), ExitReason.RESIGNED)
    gone = hire(office, "早离", date(2025, 1, 1), date(2026, 6, 30))
    period = with_period(office, scheme, "quarter", 2026, 3)
    lines = {row.worker_id: row for row in sheet_of(office, period).participants}
    assert {who for who, row in lines.items() if row.assessed} == {stays, just}
    assert str(lines[new].why_not) == "In post since 2026-07-02: 2 months of 3"
    assert str(lines[part].why_not) == "Part-time: not assessed by this scheme"
    assert str(lines[leaver].why_not) == "Left on 2026-08-31"
    assert gone not in lines
    counted = office.read(count_periods, ENDED)[0]
    assert (counted.assessed, counted.scored) == (2, 0)


def test_a_block_is_entered_and_what_cannot_be_read_is_refused_alone(
    office: OpenOffice, quarter: tuple[UUID, list[UUID]]
) -> None:
    period, people = quarter
    cells = [
        (people[0], "check", "18"),
        (people[0], "visit", "21"),
        (people[1], "check", "很好"),
        (people[2], "ask", "7"),
    ]
    report = office.act(DO, enter_scores, period, cells)
    assert (report.cells, report.changed) == (4, 2)
    assert [(each.worker_id, each.column, each.value) for each in report.refused] == [
        (people[0], "visit", "21"),
        (people[1], "check", "很好"),
    ]
    before = business_state(office)
    assert office.act(DO, enter_scores, period, [(people[0], "check", "18")]).changed == 0
    assert business_state(office) == before
    office.act(DO, enter_scores, period, [(people[0], "check", "")])
    office.undo()
    assert business_state(office) == before


def test_a_row_with_another_id_number_means_another_person(office: OpenOffice) -> None:
    own, other = (id_number("371525", date(1980, 1, 1), serial) for serial in (0, 1))
    period = with_period(office, with_scheme(office, A8), "quarter", 2026, 3)
    person = office.act(DO, create_worker, worker_form("某甲", id_number=own), TODAY)
    office.act(DO, start_employment, person, EmploymentForm(PART, WorkerSource.OTHER, date(2024, 1, 1)))
    for number, rejected in ((own, 0), (other, 1), (mask_id_number(own), 0), ("", 0)):
        rows = [ScoreRow("表", 2, "某甲", number, {"check": "18"})]
        assert office.rehearse(import_scores, period, rows).rejected == rejected, number


def test_publishing_asks_for_complete_sheets_or_a_reason(office: OpenOffice, quarter: tuple[UUID, list[UUID]]) -> None:
    period, people = quarter
    enter(office, period, {who: marks(80) for who in people[:-1]})
    with pytest.raises(InvalidError, match="1 sheets are not complete: 某癸"):
        publish(office, period, PUBLISHED)
    with pytest.raises(InvalidError, match="lasts until 2026-09-30"):
        publish(office, period, ENDED)
    office.act(DO, excuse_worker, period, people[-1], "产假")
    found = office.act(DO, publish_period, period, PUBLISHED)
    assert (found.people, found.objections_until) == (9, date(2026, 10, 13))
    row = office.read(count_periods, PUBLISHED)[0]
    assert (row.state, row.assessed, row.scored) == (PeriodState.OBJECTIONS, 9, 9)
    assert office.read(count_periods, ENDED)[0].state is PeriodState.ENTRY, "as of a day before, it was not published"
    with pytest.raises(NotPermittedError, match="published on 2026-10-08"):
        enter(office, period, {people[0]: {"check": "1"}})
    office.undo()
    assert office.read(list_periods, PUBLISHED)[0].published_on is None


def test_states_follow_from_days_alone(office: OpenOffice, quarter: tuple[UUID, list[UUID]]) -> None:
    """Whether the program runs or not: three weeks later the period is final without anything having happened."""
    period, people = quarter
    enter(office, period, {who: marks(80) for who in people})
    publish(office, period, PUBLISHED)
    before = business_state(office)
    states = [office.read(list_periods, PUBLISHED + timedelta(days=n))[0].state for n in (0, 5, 6, 21)]
    assert states == [PeriodState.OBJECTIONS, PeriodState.OBJECTIONS, PeriodState.FINAL, PeriodState.FINAL]
    objection = office.act(DO, file_objection, period, people[0], date(2026, 10, 12), "走访次数少算两次")
    assert office.read(list_periods, date(2026, 10, 20))[0].state is PeriodState.DECISIONS
    form = DecisionForm(ObjectionDecision.REJECTED, date(2026, 10, 21), "考核小组", "台账无记录")
    office.act(DO, decide_objection, objection, form)
    assert office.read(list_periods, date(2026, 10, 20))[0].state is PeriodState.DECISIONS
    assert office.read(list_periods, date(2026, 10, 21))[0].state is PeriodState.FINAL
    office.undo()
    office.undo()
    assert business_state(office) == before


def test_an_objection_is_filed_in_its_days_only(office: OpenOffice, quarter: tuple[UUID, list[UUID]]) -> None:
    period, people = quarter
    enter(office, period, {who: marks(80) for who in people})
    with pytest.raises(InvalidError, match="No result was published to 某甲"):
        office.act(DO, file_objection, period, people[0], PUBLISHED, "不服")
    publish(office, period, PUBLISHED)
    with pytest.raises(InvalidError) as error:
        office.act(DO, file_objection, period, people[0], date(2026, 10, 14), " ")
    assert set(error.value.fields) == {"filed_on", "grounds"}


def test_an_objection_that_is_upheld_corrects_the_result_and_the_old_one_stays(
    office: OpenOffice, quarter: tuple[UUID, list[UUID]]
) -> None:
    period, people = quarter
    enter(office, period, {who: marks(60 + 3 * at) for at, who in enumerate(people)})
    publish(office, period, PUBLISHED)
    objection = office.act(DO, file_objection, period, people[0], date(2026, 10, 12), "少算")
    line = line_of(office, period, people[0], date(2026, 10, 12))
    entries = {**line.entries, "look": D(18), "listen": D(10)}
    correction = CorrectionForm(entries, "异议成立：补记走访", "考核〔2026〕3号")
    decided = DecisionForm(ObjectionDecision.UPHELD, date(2026, 10, 15), "考核小组", "经查属实", correction=correction)
    assert office.act(DO, decide_objection, objection, decided) == "某甲"
    now = line_of(office, period, people[0], date(2026, 10, 15))
    assert (now.score, now.graded.grade if now.graded else None) == (D(88), "良好")
    earlier = line_of(office, period, people[0], date(2026, 10, 14))
    assert earlier.score == D(60)
    results = office.read(worker_results, [people[0]], date(2026, 11, 1))
    assert [(row.score, row.grade, row.reason, row.was) for row in results] == [
        (D(88), "良好", "异议成立：补记走访", (D(60), "合格")),
        (D(60), "合格", None, None),
    ]
    assert (results[0].rank, results[0].people, results[0].final) == (1, 10, True)
    was, now_all = (grades_of(office, period, date(2026, 10, day)) for day in (14, 15))
    assert {who for who, grade in now_all.items() if grade != was[who]} == {people[0]}, "nobody else loses a grade"
    assert office.read(list_objections, date(2026, 10, 12))[0].decision is None, "as of a day before it was decided"


def test_after_the_publication_only_a_correction_with_its_reason(
    office: OpenOffice, quarter: tuple[UUID, list[UUID]]
) -> None:
    period, people = quarter
    enter(office, period, {who: marks(80) for who in people})
    form = CorrectionForm({key: D(20) for key in FULL_MARKS}, "漏算")
    with pytest.raises(NotPermittedError, match="not published yet"):
        office.act(DO, correct_result, period, people[0], form, PUBLISHED)
    publish(office, period, PUBLISHED)
    with pytest.raises(InvalidError) as error:
        office.act(DO, correct_result, period, people[0], replace(form, reason=" "), PUBLISHED)
    assert set(error.value.fields) == {"reason"}
    same = {key: D(text) for key, text in marks(80).items()}
    with pytest.raises(InvalidError, match="changes nothing"):
        office.act(DO, correct_result, period, people[0], CorrectionForm(same, "复核"), PUBLISHED)
    before = business_state(office)
    late = date(2026, 12, 1)
    assert office.act(DO, correct_result, period, people[0], form, late) == ("某甲", D(80), D(100))
    assert line_of(office, period, people[0], late).score == D(100)
    office.undo()
    assert business_state(office) == before


def test_an_event_is_recorded_with_its_day_and_note(office: OpenOffice) -> None:
    scheme = with_scheme(office, template("A4"))
    person = hire(office, "某甲")
    period = with_period(office, scheme, "month", 2026, 9)
    event = Event("R3", 1, date(2026, 9, 12), "调解邻里纠纷")
    assert office.act(DO, record_event, period, person, "people", event) == "某甲"
    enter(office, period, {person: {"people": "R3 R1"}})
    assert line_of(office, period, person).entries["people"] == (event, Event("R1"))
    with pytest.raises(InvalidError) as error:
        office.act(DO, record_event, period, person, "people", replace(event, on=date(2026, 10, 1)))
    assert "2026-09-01 to 2026-09-30" in str(error.value.fields["on"])
    with pytest.raises(InvalidError, match="no clause H1"):
        office.act(DO, record_event, period, person, "people", replace(event, clause="H1"))


def test_a_composite_waits_for_its_parts_and_takes_their_corrections(office: OpenOffice) -> None:
    scheme = with_scheme(office, A8)
    person = hire(office, "某甲")
    late = hire(office, "某乙", date(2025, 8, 1))
    quarters = [with_period(office, scheme, "quarter", 2025, number) for number in (1, 2, 3, 4)]
    year = with_period(office, scheme, "year", 2025)
    with pytest.raises(NotPermittedError, match="computed from others"):
        enter(office, year, {person: {"check": "1"}})
    for at, period in enumerate(quarters):
        both = {person: marks(80 + at)} | ({late: marks(70)} if at > 1 else {})
        enter(office, period, both)
        if at < 3:
            publish(office, period, date(2026, 1, 5))
    with pytest.raises(InvalidError, match="Publish 2025, quarter 4 first"):
        publish(office, year, date(2026, 1, 6))
    publish(office, quarters[3], date(2026, 1, 6))
    publish(office, year, date(2026, 1, 7))
    lines = {row.worker_id: row for row in sheet_of(office, year, date(2026, 1, 7)).participants}
    assert (lines[person].score, lines[late].score) == (D("81.5"), D(70))
    day = date(2026, 1, 9)
    full = CorrectionForm({key: D(20) for key in FULL_MARKS}, "漏算")
    office.act(DO, correct_result, quarters[0], person, full, day)
    office.act(DO, correct_result, year, person, CorrectionForm({}, "一季度更正"), day)
    assert line_of(office, year, person, day).score == D("86.5")
    assert line_of(office, year, person, date(2026, 1, 8)).score == D("81.5")


def test_a_period_is_opened_once_and_within_its_scheme(office: OpenOffice) -> None:
    scheme = with_scheme(office, A6, date(2026, 2, 1))
    with_period(office, scheme, "month", 2026, 3)
    for year, number, said in ((2026, 3, "open already"), (2026, 13, "no such period"), (2026, 1, "not in force")):
        with pytest.raises(InvalidError, match=said):
            office.act(DO, open_period, scheme, "month", year, number)
    office.act(DO, end_scheme, scheme, date(2026, 6, 30))
    with pytest.raises(InvalidError, match="not in force"):
        office.act(DO, open_period, scheme, "month", 2026, 7)
    only_first_half = with_scheme(office, template("A2"))
    with pytest.raises(InvalidError, match="no such period"):
        office.act(DO, open_period, only_first_half, "half_year", 2026, 2)

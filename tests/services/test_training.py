"""Courses, sessions at several places, lists from views, entries, re-sits, hours of a year; on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from gridadmin.domain.errors import ConflictError, InvalidError
from gridadmin.domain.masking import mask_id_number
from gridadmin.domain.training import Attendance, Audience, CourseForm, Result, SessionForm, SessionState
from gridadmin.domain.training_hours import HoursStanding
from gridadmin.domain.training_plan import PlanForm, PlanState
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import Message
from gridadmin.intake.assessment import ScoreRow
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.duplicates import merge_workers
from gridadmin.services.journal_histories import worker_history
from gridadmin.services.snapshots import take_snapshot
from gridadmin.services.training import (
    add_sister,
    create_course,
    create_session,
    delete_course,
    delete_session,
    invite,
    list_courses,
    put_entries,
    uninvite,
    update_course,
    update_session,
)
from gridadmin.services.training_imports import import_results
from gridadmin.services.training_lists import audience_ids, get_session, invite_audience, list_sessions
from gridadmin.services.training_plan import copy_plan, create_plan_line, list_plan
from gridadmin.services.training_records import list_hours, list_short, worker_training
from gridadmin.services.workers import get_worker
from tests.peopled_offices import TODAY, People, add_worker, filled, id_number, person

DO = Message("Do")
PRESENT, ABSENT, LEAVE = Attendance.PRESENT, Attendance.ABSENT, Attendance.LEAVE
COURSE = CourseForm("网格员业务培训", hours=40, pass_mark=600)
MARCH, MAY, LATER = date(2026, 3, 10), date(2026, 5, 12), date(2026, 12, 1)


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


@pytest.fixture
def course(office: OpenOffice) -> UUID:
    return office.act(DO, create_course, COURSE)


def arrange(office: OpenOffice, course: UUID, day: date = MARCH, who: Any = (), **changes: Any) -> UUID:
    form = replace(SessionForm(course, "第一期", day, hours=40, pass_mark=600, place="街道三楼会议室"), **changes)
    return office.act(DO, create_session, form, list(who))


def enter(office: OpenOffice, session: UUID, **by_name: dict[str, Any]) -> None:
    rows = {row.name: row.id for row in office.read(get_session, session, TODAY).attendees}
    office.act(DO, put_entries, session, {rows[name]: values for name, values in by_name.items()})


def results(office: OpenOffice, session: UUID) -> dict[str, Result]:
    return {row.name: row.result for row in office.read(get_session, session, TODAY).attendees}


def test_a_list_comes_from_a_view(office: OpenOffice, people: People, course: UUID) -> None:
    everybody = office.read(audience_ids, Audience(), TODAY)
    full = office.read(audience_ids, Audience(kind=EmploymentKind.FULL_TIME), TODAY)
    assert {people.workers[name] for name in ("张三", "王五", "欧阳娜娜", "李四")} == set(everybody)
    assert people.workers["李四"] not in full
    session = arrange(office, course, who=full)
    assert office.act(DO, invite, session, everybody) == 1
    assert len(office.read(get_session, session, TODAY).attendees) == 4


def test_scores_decide_and_a_resit_settles(office: OpenOffice, people: People, course: UUID) -> None:
    who = [people.workers[name] for name in ("张三", "李四", "王五")]
    first = arrange(office, course, who=who)
    assert office.read(list_sessions, TODAY)[0].state is SessionState.TO_ENTER
    enter(office, first, 张三={"attendance": PRESENT, "score": 600}, 李四={"score": 599}, 王五={"attendance": ABSENT})
    assert results(office, first) == {"张三": Result.PASSED, "李四": Result.FAILED, "王五": Result.MISSED}
    detail = office.read(get_session, first, TODAY)
    assert detail.row.state is SessionState.DONE
    assert {row.name for row in detail.to_resit} == {"李四", "王五"}
    resit = arrange(office, course, MAY, [row.worker_id for row in detail.to_resit], resit_of_id=first, hours=0)
    enter(office, resit, 李四={"score": 700}, 王五={"score": 100})
    detail = office.read(get_session, first, TODAY)
    assert {row.name for row in detail.to_resit} == {"王五"}
    assert detail.row.to_resit == 1
    assert [row.id for row in detail.resits] == [resit]
    office.act(
        DO, put_entries, resit, {row.id: {"remark": "代"} for row in office.read(get_session, resit, TODAY).attendees}
    )
    office.undo()  # a session that points at another does not look like one that points at nothing
    assert {row.name: row.attempts for row in office.read(get_session, resit, TODAY).attendees} == {
        "李四": 2,
        "王五": 1,
    }
    second = arrange(office, course, date(2026, 6, 1), [people.workers["王五"]], resit_of_id=resit, hours=0)
    enter(office, second, 王五={"score": 900})
    assert office.read(get_session, first, TODAY).row.to_resit == 0


def test_one_training_at_several_places_takes_nobody_twice(office: OpenOffice, people: People, course: UUID) -> None:
    who = list(people.workers.values())
    first = arrange(office, course, who=who[:2])
    form = SessionForm(course, "第一期", date(2026, 3, 11), hours=40, place="党群服务中心")
    second = office.act(DO, add_sister, first, form)
    assert office.act(DO, invite, second, who[:4]) == 2
    detail = office.read(get_session, second, TODAY)
    assert [row.id for row in detail.sisters] == [first]
    assert len(detail.attendees) == 2


def test_whom_a_cancelled_session_took_is_asked_for_again(office: OpenOffice, people: People, course: UUID) -> None:
    first = arrange(office, course, who=office.read(audience_ids, Audience(), TODAY))
    form = SessionForm(course, "第一期", date(2026, 3, 11), hours=40, pass_mark=600)
    second = office.act(DO, add_sister, first, form)
    assert office.read(get_session, second, TODAY).audience_new == 0
    held = office.read(get_session, first, TODAY).row.form
    office.act(DO, update_session, first, replace(held, cancelled_on=MARCH))
    assert office.read(get_session, second, TODAY).audience_new == 4
    assert office.act(DO, invite_audience, second, Audience(), TODAY) == 4


def test_results_that_wait_are_not_forgotten_at_the_end_of_the_year(
    office: OpenOffice, people: People, course: UUID
) -> None:
    waiting = arrange(office, course, date(2025, 12, 30), [people.workers["张三"]])
    arrange(office, course, date(2025, 12, 31), cancelled_on=date(2025, 12, 30))
    assert office.read(take_snapshot, date(2025, 12, 31)).training.to_enter == 1
    assert office.read(take_snapshot, date(2026, 1, 1)).training.to_enter == 1
    enter(office, waiting, 张三={"score": 700})
    assert office.read(take_snapshot, date(2026, 1, 1)).training.to_enter == 0


def test_wrong_entries_are_refused_whole(office: OpenOffice, people: People, course: UUID) -> None:
    session = arrange(office, course, who=[people.workers["张三"], people.workers["李四"]])
    with pytest.raises(InvalidError, match="1000"):
        enter(office, session, 张三={"score": 10_000}, 李四={"score": 700})
    assert set(results(office, session).values()) == {Result.OPEN}


def test_a_sheet_with_another_id_number_means_another_person(office: OpenOffice, people: People, course: UUID) -> None:
    session = arrange(office, course, who=[people.workers["张三"]])
    other = id_number(date(1991, 2, 3), 7)
    own = office.read(get_worker, people.workers["张三"], TODAY).row.id_number
    assert own is not None
    report = office.act(DO, import_results, session, [ScoreRow("表", 2, "张三", other, {"score": "88"})])
    assert (report.rejected, results(office, session)) == (1, {"张三": Result.OPEN})
    for number in (own, mask_id_number(own), ""):
        rows = [ScoreRow("表", 2, "张三", number, {"score": "88"})]
        assert office.rehearse(import_results, session, rows).new == 1


def test_entries_are_one_act_with_one_undo(office: OpenOffice, people: People, course: UUID) -> None:
    session = arrange(office, course, who=[people.workers["张三"], people.workers["李四"]])
    before = office.read(get_session, session, TODAY)
    enter(office, session, 张三={"attendance": PRESENT, "score": 800}, 李四={"attendance": LEAVE})
    office.undo()
    assert office.read(get_session, session, TODAY) == before


def test_what_was_entered_is_not_deleted(office: OpenOffice, people: People, course: UUID) -> None:
    session = arrange(office, course, who=[people.workers["张三"]])
    (row,) = office.read(get_session, session, TODAY).attendees
    enter(office, session, 张三={"score": 800})
    with pytest.raises(InvalidError):
        office.act(DO, uninvite, [row.id])
    with pytest.raises(InvalidError):
        office.act(DO, delete_session, session)
    with pytest.raises(InvalidError):
        office.act(DO, delete_course, course)
    enter(office, session, 张三={"score": None})
    office.act(DO, delete_session, session)
    office.act(DO, delete_course, course)
    assert office.read(list_courses, TODAY) == []


def test_a_lost_race_and_wrong_fields_are_told(office: OpenOffice, course: UUID) -> None:
    session = arrange(office, course)
    form = office.read(get_session, session, TODAY).row.form
    office.act(DO, update_session, session, replace(form, place="二楼"))
    with pytest.raises(ConflictError):
        office.act(DO, update_session, session, form)
    with pytest.raises(InvalidError) as wrong:
        arrange(office, course, title=" ", starts_at="10:00", ends_at="09:00", pass_mark=2000)
    assert set(wrong.value.fields) == {"title", "ends_at", "pass_mark"}
    with pytest.raises(InvalidError):
        office.act(DO, create_course, COURSE)
    row = office.read(list_courses, TODAY)[0]
    office.act(DO, update_course, course, replace(row.form, retired_on=MAY))
    assert office.read(list_courses, TODAY) == []
    assert len(office.read(list_courses, MARCH)) == 1


def test_hours_of_a_year_as_of_days(office: OpenOffice, people: People, course: UUID) -> None:
    who = [people.workers[name] for name in ("张三", "李四")]
    spring, autumn = (
        arrange(office, course, MARCH, who, hours=120),
        arrange(office, course, date(2026, 9, 1), who, hours=120),
    )
    enter(office, spring, 张三={"score": 700}, 李四={"score": 700, "hours": 80})
    enter(office, autumn, 张三={"attendance": PRESENT, "score": 100}, 李四={"attendance": LEAVE})

    def standing(day: date) -> dict[str, tuple[int, HoursStanding]]:
        return {row.name: (row.hours.done, row.hours.standing) for row in office.read(list_hours, 2026, day)}

    assert standing(MARCH)["张三"] == (120, HoursStanding.UNDER_WAY)
    assert standing(date(2026, 8, 1))["张三"] == (120, HoursStanding.BEHIND)
    assert standing(date(2026, 9, 1))["张三"] == (240, HoursStanding.MET)
    assert standing(TODAY)["李四"] == (80, HoursStanding.MET)
    short = [row.name for row in office.read(list_short, 2026, TODAY)]
    assert "张三" not in short
    assert {"王五", "欧阳娜娜"} == set(short)


def test_a_persons_record_knows_each_year(office: OpenOffice, people: People, course: UUID) -> None:
    session = arrange(office, course, MARCH, [people.workers["张三"]])
    enter(office, session, 张三={"score": 875})
    record = office.read(worker_training, people.workers["张三"], TODAY)
    assert [(hours.year, hours.required, hours.done) for hours in record.years] == [
        (2024, 240, 0), (2025, 240, 0), (2026, 240, 40),
    ]  # fmt: skip
    assert [(fact.title, fact.hours, fact.result) for fact in record.facts] == [("第一期", 40, Result.PASSED)]
    assert office.read(worker_training, people.workers["张三"], date(2026, 3, 9)).facts == ()
    lines = [line for entry in office.read(worker_history, people.workers["张三"]) for line in entry.lines]
    assert ("Score", "87.5") in [(str(line.field), str(line.now)) for line in lines]


def test_the_plan_knows_what_became_of_it(office: OpenOffice, course: UUID) -> None:
    for month, count in ((3, 2), (11, 1)):
        office.act(DO, create_plan_line, PlanForm(2026, course, month, count))
    arrange(office, course, MARCH)
    arrange(office, course, LATER)
    states = [(row.form.month, row.held, row.arranged, row.state) for row in office.read(list_plan, 2026, TODAY)]
    assert states == [(3, 1, 1, PlanState.OVERDUE), (11, 0, 0, PlanState.PLANNED)]
    assert office.act(DO, copy_plan, 2026, 2027) == 2
    assert office.act(DO, copy_plan, 2026, 2027) == 0
    with pytest.raises(InvalidError):
        office.act(DO, create_plan_line, PlanForm(2026, course, 13))


def test_two_files_of_one_person_become_one_line_of_a_list(office: OpenOffice, people: People, course: UUID) -> None:
    form = person("张三", date(1980, 1, 1), id_number=None, birth_date=None)
    twin = office.act(DO, lambda session: add_worker(session, form, None))
    kept = people.workers["张三"]
    session = arrange(office, course, MARCH, [kept, twin])
    rows = office.read(get_session, session, TODAY).attendees
    said: dict[UUID, dict[str, Any]] = {kept: {"remark": "迟到"}, twin: {"score": 700, "remark": "代签"}}
    office.act(DO, put_entries, session, {row.id: said[row.worker_id] for row in rows})
    office.act(DO, merge_workers, kept, twin)
    (row,) = office.read(get_session, session, TODAY).attendees
    assert (row.worker_id, row.entry.score, row.entry.remark) == (kept, 700, "迟到\n代签")

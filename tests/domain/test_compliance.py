"""The duties of the regulation, each in the cases that its words tell apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridadmin.domain.compliance import check_office, compliance_matrix, duties
from gridadmin.domain.compliance_duties import SEVERITY, Finding, Result, SubjectType
from gridadmin.domain.compliance_queues import queues
from gridadmin.domain.grids import DedicatedKind, GridKind, GridRow, GridSetting
from gridadmin.domain.parameters import Certainty, Parameter, ParameterTable
from gridadmin.domain.snapshot import BoardState, BoardStatus, OfficeSnapshot
from gridadmin.domain.workers import AttestationRow, Condition, WorkerRow, WorkerStatus
from gridadmin.i18n import Message
from tests.offices import FULL, PART, board, community, grid, id_of, large_office, office, parameters, staff, worker

STATUTE = Path(__file__).resolve().parents[2] / "resources" / "statute" / "regulation.txt"
VILLAGE = community("王庄村", 201)
TOWN = community("城关社区", 1, urban=True)
RURAL_COMMUNITY = community("新民社区", 2)
FULL_TIMER, PART_TIMER = worker("王建国", FULL), worker("李玉兰", PART)
AS_OF = date(2026, 10, 31)


def finding(snapshot: OfficeSnapshot, duty: str) -> Finding:
    found = [one for one in check_office(snapshot) if one.duty == duty]
    assert len(found) == 1
    return found[0]


def with_grid(one: GridRow, *people: WorkerRow, **parts: object) -> OfficeSnapshot:
    staffed = replace(one, staff=tuple(staff(person) for person in people))
    plain = office(grids=(staffed,), workers=people, communities=(VILLAGE, TOWN))
    return replace(plain, **parts)  # type: ignore[arg-type]


def test_every_quote_is_in_the_regulation() -> None:
    text = STATUTE.read_text(encoding="utf-8")
    assert [duty.key for duty in duties() if duty.quote not in text] == []


def test_articles_come_in_their_order() -> None:
    numbers = [int(duty.article) for duty in duties()]
    assert numbers == sorted(numbers)
    assert set(numbers) == {7, 8, 9, 10, 11, 14, 15, 22, 23, 24}


@pytest.mark.parametrize(
    ("changes", "people", "result", "case"),
    [
        ({}, [FULL_TIMER], Result.MET, "full_timer"),
        ({}, [FULL_TIMER, PART_TIMER], Result.MET, "full_timer"),
        ({}, [], Result.NOT_MET, "no_worker"),
        ({"exception_reason": "暂无人选", "exception_review_on": AS_OF}, [], Result.NOT_MET, "no_worker"),
        ({}, [PART_TIMER], Result.NEEDS_PERSON, "exception_not_recorded"),
        ({"exception_reason": "暂无人选"}, [PART_TIMER], Result.NEEDS_PERSON, "exception_not_recorded"),
        ({"exception_reason": " ", "exception_review_on": AS_OF}, [PART_TIMER], Result.NEEDS_PERSON,
         "exception_not_recorded"),
        ({"exception_reason": "暂无人选", "exception_review_on": AS_OF}, [PART_TIMER], Result.MET,
         "exception_recorded"),
        ({"exception_reason": "暂无人选", "exception_review_on": AS_OF - timedelta(1)}, [PART_TIMER],
         Result.NEEDS_PERSON, "exception_review_passed"),
        ({"setting": GridSetting.URBAN}, [PART_TIMER], Result.NOT_MET, "part_timers_only"),
        ({"setting": GridSetting.URBAN, "exception_reason": "暂无人选", "exception_review_on": AS_OF}, [PART_TIMER],
         Result.NOT_MET, "part_timers_only"),
        ({"kind": GridKind.DEDICATED}, [PART_TIMER], Result.NEEDS_PERSON, "dedicated_part_timers_only"),
        ({"kind": GridKind.DEDICATED, "exception_reason": "暂无人选", "exception_review_on": AS_OF}, [PART_TIMER],
         Result.NEEDS_PERSON, "dedicated_part_timers_only"),
        ({"kind": GridKind.DEDICATED}, [], Result.NOT_MET, "no_worker"),
    ],
)  # fmt: skip
def test_article_10(changes: dict[str, object], people: list[WorkerRow], result: Result, case: str) -> None:
    found = finding(with_grid(grid(VILLAGE, 1, **changes), *people), "art10.staffing")
    assert (found.result, found.case) == (result, case)
    assert (found.remedy is None) == (result is Result.MET)


def test_article_10_counts_nobody_who_has_left_or_was_never_employed() -> None:
    gone = replace(FULL_TIMER, status=WorkerStatus.LEFT, ended_on=date(2026, 9, 30))
    found = finding(with_grid(grid(TOWN, 1), gone), "art10.staffing")
    assert found.case == "no_worker"
    assert "王建国 is appointed but left on 2026-09-30." in [fact.text() for fact in found.facts]
    unknown = replace(with_grid(grid(TOWN, 1), FULL_TIMER), workers=())
    assert finding(unknown, "art10.staffing").case == "no_worker"


def test_article_10_reads_the_kind_from_the_employment_not_from_the_appointment() -> None:
    snapshot = with_grid(grid(TOWN, 1), FULL_TIMER)
    changed = replace(snapshot, workers=(replace(FULL_TIMER, kind=PART),))
    assert finding(changed, "art10.staffing").case == "part_timers_only"


@pytest.mark.parametrize(
    ("changes", "home", "result", "case"),
    [
        ({"residents": 1000, "households": 100}, TOWN, Result.MET, "size_fits"),
        ({"residents": 2000, "households": 300}, TOWN, Result.MET, "size_fits"),
        ({"residents": 2000, "households": 501}, TOWN, Result.NOT_MET, "size_off"),
        ({"residents": 2000, "households": None}, TOWN, Result.NEEDS_PERSON, "size_unknown"),
        ({"residents": None, "households": 400}, TOWN, Result.MET, "size_fits"),
        ({"residents": 90, "households": 30}, VILLAGE, Result.MET, "village"),
        ({"residents": 90, "households": 30}, RURAL_COMMUNITY, Result.NEEDS_PERSON, "rural_community_size"),
        ({"kind": GridKind.DEDICATED, "residents": 9}, TOWN, Result.NOT_APPLICABLE, "dedicated"),
    ],
)
def test_article_8_size(changes: dict[str, object], home: object, result: Result, case: str) -> None:
    found = finding(with_grid(grid(home, 1, **changes)), "art8.size")  # type: ignore[arg-type]
    assert (found.result, found.case) == (result, case)


def test_article_8_band_is_dated_data() -> None:
    snapshot = with_grid(grid(TOWN, 1, residents=1300, households=600))
    assert finding(snapshot, "art8.size").case == "size_off"
    wider = Parameter("art8.residents_high", 1300, "人", date(2026, 10, 31), "聊网办〔2026〕1号", Certainty.LOCAL_RULE)
    table = ParameterTable((*parameters().rows, wider))
    assert finding(replace(snapshot, parameters=table), "art8.size").case == "size_fits"
    earlier = replace(snapshot, parameters=table, as_of=date(2026, 10, 30))
    assert finding(earlier, "art8.size").case == "size_off"
    nothing = replace(snapshot, parameters=ParameterTable())
    assert "not set" in finding(nothing, "art8.size").facts[-1].text()


def test_article_8_communities_and_kinds() -> None:
    findings = [f for f in check_office(with_grid(grid(VILLAGE, 1))) if f.duty == "art8.community_has_grid"]
    assert {f.subject: f.result for f in findings} == {"王庄村": Result.MET, "城关社区": Result.NOT_MET}
    dedicated = grid(TOWN, 1, kind=GridKind.DEDICATED)
    assert finding(with_grid(dedicated), "art8.kind").case == "no_dedicated_kind"
    school = replace(dedicated, dedicated_kind=DedicatedKind.SCHOOL)
    assert finding(with_grid(school), "art8.kind").result is Result.MET


@pytest.mark.parametrize(
    ("code", "case"),
    [
        ("371525100201001", "code_unique"),
        ("37152510020100", "code_malformed"),
        ("３71525100201001", "code_malformed"),
        ("37152510020100A", "code_malformed"),
        ("", "code_malformed"),
        ("370102011201016", "code_of_another_township"),
    ],
)
def test_article_9(code: str, case: str) -> None:
    assert finding(with_grid(grid(VILLAGE, 1, code=code)), "art9.code").case == case


def test_article_9_one_code_for_two_grids() -> None:
    twins = (grid(VILLAGE, 1), replace(grid(VILLAGE, 2), code=grid(VILLAGE, 1).code))
    cases = [f.case for f in check_office(office(grids=twins)) if f.duty == "art9.code"]
    assert cases == ["code_not_unique", "code_not_unique"]


def test_article_7() -> None:
    assert finding(with_grid(grid(VILLAGE, 1)), "art7.drawn_by_county").case == "decided"
    undecided = with_grid(grid(VILLAGE, 1, decision_document=" "))
    assert finding(undecided, "art7.drawn_by_county").case == "no_decision"
    assert finding(undecided, "art7.nobody_else").case == "some_undecided"
    ended = grid(VILLAGE, 1, valid_to=date(2026, 9, 30))
    assert finding(with_grid(ended), "art7.drawn_by_county").result is Result.NOT_APPLICABLE
    assert finding(with_grid(ended, FULL_TIMER), "art7.drawn_by_county").case == "staffed_outside_validity"


@pytest.mark.parametrize(
    ("birth", "started", "case"),
    [
        (date(2008, 3, 5), date(2026, 3, 5), "citizen_of_age"),
        (date(2008, 3, 5), date(2026, 3, 4), "under_age"),
        (date(2008, 2, 29), date(2026, 2, 28), "under_age"),
        (date(2008, 2, 29), date(2026, 3, 1), "citizen_of_age"),
        (None, date(2026, 3, 1), "no_birth_date"),
        (date(1930, 1, 1), date(2026, 3, 1), "citizen_of_age"),
    ],
)
def test_article_11_age_on_the_first_day(birth: date | None, started: date, case: str) -> None:
    person = worker("陈敏", birth_date=birth, started_on=started)
    assert finding(office(workers=(person,)), "art11.nationality_and_age").case == case


@pytest.mark.parametrize(
    ("number", "case"),
    [
        ("371525198506300007", "citizen_of_age"),
        (None, "nationality_unknown"),
        ("810000198506300007", "nationality_unknown"),
        ("911525198506300007", "foreigner"),
    ],
)
def test_article_11_nationality(number: str | None, case: str) -> None:
    person = worker("陈敏", id_number=number)
    assert finding(office(workers=(person,)), "art11.nationality_and_age").case == case


def attested(condition: Condition, met: bool = True, day: date = AS_OF) -> AttestationRow:
    return AttestationRow(id_of(f"{condition}{day}"), condition, met, "赵主任", day, None)


def test_article_11_character_is_attested_never_computed() -> None:
    snapshot = office(workers=(FULL_TIMER,))
    assert finding(snapshot, "art11.character").case == "not_attested"
    words = (attested(Condition.CHARACTER, day=AS_OF - timedelta(9)), attested(Condition.CHARACTER, met=False))
    assert finding(replace(snapshot, attestations={FULL_TIMER.id: words}), "art11.character").case == "attested_not_met"
    before = replace(snapshot, attestations={FULL_TIMER.id: words}, as_of=AS_OF - timedelta(1))
    assert finding(before, "art11.character").case == "attested"


@pytest.mark.parametrize(
    ("education", "required", "case"),
    [
        ("31", None, "no_required_education"),
        (None, "71", "education_unknown"),
        ("90", "71", "education_unknown"),
        ("71", "71", "education_fits"),
        ("73", "71", "education_doubtful"),
        ("61", "71", "education_fits"),
        ("81", "71", "education_below"),
        ("33", "61", "education_fits"),
        ("61", "41", "education_doubtful"),
    ],
)
def test_article_11_education(education: str | None, required: str | None, case: str) -> None:
    row = Parameter("art11.required_education", required, "", date(2024, 1, 1), "", Certainty.LOCAL_RULE)
    table = ParameterTable((*parameters().rows, row))
    snapshot = office(workers=(worker("陈敏", education=education),), parameters=table)
    assert finding(snapshot, "art11.education").case == case
    words = {id_of("陈敏"): (attested(Condition.EDUCATION),)}
    assert finding(replace(snapshot, attestations=words), "art11.education").case == "attested"


def test_article_11_is_not_asked_of_leavers() -> None:
    gone = replace(FULL_TIMER, status=WorkerStatus.LEFT)
    assert [f for f in check_office(office(workers=(gone,))) if f.article == "11"] == []


def test_article_15_items() -> None:
    assert finding(with_grid(grid(VILLAGE, 1), FULL_TIMER), "art15.items").result is Result.MET
    silent = replace(FULL_TIMER, phones=())
    found = finding(with_grid(grid(VILLAGE, 1, area=" "), silent), "art15.items")
    assert [fact.text() for fact in found.facts] == [
        "The area of the grid is not described.",
        "王建国 has no phone number.",
    ]
    assert finding(with_grid(grid(VILLAGE, 1)), "art15.items").result is Result.NOT_MET


@pytest.mark.parametrize(
    ("states", "case"),
    [
        ([], "board_missing"),
        ([(BoardStatus.CURRENT, None)], "board_current"),
        ([(BoardStatus.TO_REPRINT, None)], "board_outdated"),
        ([(BoardStatus.TO_REPRINT, AS_OF - timedelta(7))], "board_due"),
        ([(BoardStatus.TO_REPRINT, AS_OF - timedelta(8))], "board_outdated"),
        ([(BoardStatus.CURRENT, None), (BoardStatus.TO_REPRINT, None)], "board_outdated"),
        ([(BoardStatus.CURRENT, None), (BoardStatus.MISSING, None)], "board_missing"),
    ],
)
def test_article_15_boards(states: list[tuple[BoardStatus, date | None]], case: str) -> None:
    one = grid(VILLAGE, 1)
    boards = tuple(board(one, status, outdated_since=since) for status, since in states)
    assert finding(with_grid(one, boards=boards), "art15.grid_board").case == case
    posted = tuple(replace(state, grid_id=None) for state in boards)
    snapshot = with_grid(one, communities=(VILLAGE,), boards=posted)
    assert finding(snapshot, "art15.community_board").case == case


def test_before_the_regulation_everything_is_not_applicable() -> None:
    early = check_office(large_office(as_of=date(2023, 10, 31)))
    assert {f.result for f in early} == {Result.NOT_APPLICABLE}
    assert all(f.remedy is None and f.page is None for f in early)
    first_day = check_office(replace(large_office(), as_of=date(2023, 11, 1)))
    assert {f.result for f in first_day} > {Result.NOT_APPLICABLE}


def test_matrix_shows_the_worst_of_each_article() -> None:
    snapshot = with_grid(grid(VILLAGE, 2), FULL_TIMER)
    snapshot = replace(snapshot, grids=(*snapshot.grids, grid(VILLAGE, 1)))
    rows = compliance_matrix(check_office(snapshot), snapshot)
    assert [row.grid.code[-3:] for row in rows] == ["001", "002"]
    assert rows[0].results["10"] is Result.NOT_MET
    assert rows[0].results["11"] is Result.NOT_APPLICABLE
    assert rows[1].results["11"] is Result.NEEDS_PERSON
    assert rows[1].results["15"] is Result.NOT_MET
    assert len(rows[1].findings["11"]) == 7


def test_queues_are_named_by_the_next_act() -> None:
    snapshot = with_grid(grid(TOWN, 1), replace(PART_TIMER, phones=()))
    counts = {queue.key: queue.count for queue in queues(check_office(snapshot), snapshot)}
    assert len(counts) == 19, "home shows nine of them, those with work first"
    assert counts["no_full_timer"] == counts["no_phone"] == counts["to_attest"] == counts["missing"] == 1
    assert counts["no_worker"] == counts["to_reprint"] == counts["proposals"] == 0


PEOPLE = st.lists(
    st.builds(
        worker,
        st.sampled_from(["甲", "乙", "丙", "丁"]),
        st.sampled_from([FULL, PART]),
        status=st.sampled_from(list(WorkerStatus)),
    ),
    unique_by=lambda person: person.id,
    max_size=4,
)
GRIDS = st.builds(
    grid,
    st.sampled_from([VILLAGE, TOWN, RURAL_COMMUNITY]),
    st.integers(1, 20),
    kind=st.sampled_from(list(GridKind)),
    setting=st.sampled_from(list(GridSetting)),
    exception_reason=st.sampled_from([None, "", "暂无人选"]),
    exception_review_on=st.none() | st.dates(date(2026, 10, 1), date(2026, 11, 30)),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(GRIDS, unique_by=lambda one: one.id, max_size=6), PEOPLE)
def test_each_grid_gets_exactly_one_finding_of_each_duty(drawn: list[GridRow], people: list[WorkerRow]) -> None:
    staffed = tuple(replace(one, staff=tuple(map(staff, people[: index % 5]))) for index, one in enumerate(drawn))
    findings = check_office(office(grids=staffed, workers=tuple(people)))
    for duty in duties():
        if duty.subject_type is SubjectType.GRID:
            found = [f.subject_id for f in findings if f.duty == duty.key]
            assert sorted(found, key=str) == sorted((one.id for one in drawn), key=str)
    for one in findings:
        assert one.facts
        assert one.result not in (Result.NOT_MET, Result.NEEDS_PERSON) or (one.remedy and one.page)
        assert all(fact.text() for fact in one.facts)


@settings(max_examples=60, deadline=None)
@given(GRIDS, PEOPLE)
def test_one_more_full_timer_never_makes_it_worse(one: GridRow, people: list[WorkerRow]) -> None:
    before = finding(with_grid(one, *people), "art10.staffing")
    after = finding(with_grid(one, *people, worker("新来的")), "art10.staffing")
    assert SEVERITY[after.result] <= SEVERITY[before.result]
    assert after.result is Result.MET


@settings(max_examples=30, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2023, 10, 31)), GRIDS)
def test_no_day_before_the_regulation_is_judged(day: date, one: GridRow) -> None:
    assert {f.result for f in check_office(office(day, grids=(one,)))} == {Result.NOT_APPLICABLE}


@given(st.lists(st.tuples(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(0, 99)), max_size=6), st.dates())
def test_a_parameter_holds_from_its_day_until_the_next(rows: list[tuple[date, int]], day: date) -> None:
    table = ParameterTable(tuple(Parameter("k", n, "", start, "", Certainty.ASSUMED) for start, n in rows))
    begun = [(start, place) for place, (start, _) in enumerate(rows) if start <= day]
    assert table.value("k", day) == (rows[max(begun)[1]][1] if begun else None)


def test_a_board_state_counts_the_worst_place() -> None:
    one = grid(VILLAGE, 1)
    changed = (Message("{name} has a new phone", {"name": "王建国"}),)
    old = board(one, BoardStatus.TO_REPRINT, differences=changed)
    states: tuple[BoardState, ...] = (board(one), old, replace(old, place="广场"))
    found = finding(with_grid(one, boards=states), "art15.grid_board")
    assert found.case == "board_outdated"
    assert found.facts[3:] == changed

"""Change-over: one act, no day without anybody, every consequence named, and one undo that restores everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gridadmin.domain.contracts import ContractEnd, ContractForm, ContractKind, ContractTerm
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.workers import AppointmentForm, AppointmentRole, EmploymentKind, ExitReason
from gridadmin.domain.workers_changeover import ChangeoverForm, ChangeoverOutcome, LineTone, Newcomer
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.contracts import contracts_of, create_contract
from gridadmin.services.employment import appoint_worker, end_employment
from gridadmin.services.grids import get_grid
from gridadmin.services.workers import get_worker
from gridadmin.services.workers_changeover import change_over, changeover_sentence, list_changeovers
from gridadmin.services.workers_handover import exits_of
from tests.peopled_offices import TODAY, People, filled, person
from tests.real_offices import business_state, real_office
from tests.services.test_workers_leaving import print_board

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 9)


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


@pytest.fixture
def form(people: People) -> ChangeoverForm:
    """李四, who serves on two grids, leaves; 王五 takes both over."""
    grids = (people.grids["one"], people.grids["two"])
    return ChangeoverForm(people.workers["李四"], grids, people.workers["王五"], MONDAY, ExitReason.RESIGNED)


def done(office: OpenOffice, form: ChangeoverForm) -> ChangeoverOutcome:
    return office.act(changeover_sentence, change_over, form, TODAY)


def staff(office: OpenOffice, grid: UUID, day: date) -> set[str]:
    return {each.name for each in office.read(get_grid, grid, day).staff}


def line(outcome: ChangeoverOutcome, key: str) -> Any:
    return next((each for each in outcome.lines if each.key == key), None)


def test_two_grids_pass_over_without_a_day_between(office: OpenOffice, people: People, form: ChangeoverForm) -> None:
    outcome = done(office, form)
    two = people.grids["two"]
    assert staff(office, two, MONDAY - DAY) == {"李四"}
    assert staff(office, two, MONDAY) == {"王五"}
    assert staff(office, people.grids["one"], MONDAY) == {"张三", "王五"}
    roles = {post.role for post in office.read(get_worker, people.workers["王五"], MONDAY).row.grids}
    assert roles == {AppointmentRole.ASSISTANT, AppointmentRole.WORKER}, "each grid's own role passes over"
    gone = office.read(get_worker, people.workers["李四"], MONDAY).row
    assert gone.ended_on == MONDAY - DAY
    assert not outcome.in_force
    assert line(outcome, "handover").count == len(office.read(exits_of, people.workers["李四"])[0].items)


def test_one_undo_restores_every_business_table(office: OpenOffice, people: People, form: ChangeoverForm) -> None:
    with_labour_contract(office, people.workers["李四"])
    print_board(office, people, "two")
    before = business_state(office)
    done(office, form)
    assert business_state(office) != before
    office.undo()
    assert business_state(office) == before
    office.redo()
    office.undo()
    assert business_state(office) == before


def test_the_page_says_what_will_be_done_and_leaves_nothing(
    office: OpenOffice, people: People, form: ChangeoverForm
) -> None:
    with_labour_contract(office, people.workers["李四"])
    print_board(office, people, "two")
    before = business_state(office)
    shown = office.rehearse(change_over, form, TODAY)
    assert business_state(office) == before
    real = done(office, form)
    assert [(each.key, each.count, each.ticked) for each in shown.lines] == [
        (each.key, each.count, each.ticked) for each in real.lines
    ]
    assert {each.key for each in shown.lines if each.ticked} == {"handover", "contract_ends", "card_new"}
    assert line(shown, "boards").notes == (office.read(get_grid, people.grids["two"], MONDAY).name,)
    assert line(shown, "phone").tone is LineTone.WARNING


def test_what_was_unticked_is_not_done(office: OpenOffice, people: People, form: ChangeoverForm) -> None:
    with_labour_contract(office, people.workers["李四"])
    outcome = done(office, replace(form, without=frozenset({"handover", "contract_ends"})))
    assert office.read(exits_of, people.workers["李四"])[0].items == ()
    assert office.read(contracts_of, people.workers["李四"])[0].ended_on is None
    assert not line(outcome, "handover").ticked


def test_a_contract_ends_with_the_service(office: OpenOffice, people: People, form: ChangeoverForm) -> None:
    with_labour_contract(office, people.workers["李四"])
    done(office, form)
    (contract,) = office.read(contracts_of, people.workers["李四"])
    assert (contract.ended_on, contract.end_reason) == (MONDAY - DAY, ContractEnd.RESIGNED)


def test_whoever_stays_in_service_keeps_the_other_grid(
    office: OpenOffice, people: People, form: ChangeoverForm
) -> None:
    done(office, replace(form, grid_ids=(people.grids["two"],), reason=None))
    li = office.read(get_worker, people.workers["李四"], MONDAY).row
    assert [post.grid_id for post in li.grids] == [people.grids["one"]]
    assert staff(office, people.grids["two"], MONDAY) == {"王五"}
    assert office.read(exits_of, people.workers["李四"]) == []


def test_a_grid_that_is_left_behind_is_named(office: OpenOffice, people: People, form: ChangeoverForm) -> None:
    outcome = done(office, replace(form, grid_ids=(people.grids["one"],)))
    assert line(outcome, "left_alone").notes == (office.read(get_grid, people.grids["two"], MONDAY).name,)


def test_a_re_hire_begins_service_on_the_day(office: OpenOffice, people: People, form: ChangeoverForm) -> None:
    zhao = people.workers["赵六"]
    outcome = done(office, replace(form, incoming=zhao, kind=EmploymentKind.PART_TIME))
    row = office.read(get_worker, zhao, MONDAY)
    assert (row.row.started_on, row.row.kind) == (MONDAY, EmploymentKind.PART_TIME)
    assert len(row.employments) == 2
    assert line(outcome, "begins") is not None
    assert line(outcome, "contract_due") is None, "no labour contract binds a part-timer"


def test_a_newcomer_is_entered_in_the_same_act(office: OpenOffice, people: People, form: ChangeoverForm) -> None:
    new = Newcomer(person("周新", date(1992, 2, 29), 7))
    outcome = done(office, replace(form, incoming=new))
    assert staff(office, people.grids["two"], MONDAY) == {"周新"}
    assert line(outcome, "contract_due").tone is LineTone.WARNING
    before = office.read(get_worker, outcome.incoming_id, TODAY)
    assert before.row.status is None, "service begins on the day, not before"
    office.undo()
    with pytest.raises(Exception, match="no longer there"):
        office.read(get_worker, outcome.incoming_id, TODAY)


def test_an_assistant_of_the_grid_steps_up(office: OpenOffice, people: People) -> None:
    one = people.grids["one"]
    form = ChangeoverForm(people.workers["张三"], (one,), people.workers["李四"], MONDAY, ExitReason.RETIRED)
    outcome = done(office, form)
    posts = [
        post for post in office.read(get_worker, people.workers["李四"], MONDAY).appointments if post.grid_id == one
    ]
    assert [(post.role, post.ended_on) for post in posts] == [
        (AppointmentRole.ASSISTANT, MONDAY - DAY),
        (AppointmentRole.WORKER, None),
    ]
    assert line(outcome, "full_timer").count == 1


def test_an_appointment_that_is_known_to_follow_is_met_without_a_gap(
    office: OpenOffice, people: People, form: ChangeoverForm
) -> None:
    later = MONDAY + 30 * DAY
    post = AppointmentForm(people.grids["two"], AppointmentRole.LEADER, later)
    office.act(Message("Appoint"), appoint_worker, people.workers["王五"], post)
    done(office, form)
    for day in (MONDAY, later - DAY, later):
        assert staff(office, people.grids["two"], day) == {"王五"}


def test_a_successor_for_somebody_whose_leaving_is_on_file_already(
    office: OpenOffice, people: People, form: ChangeoverForm
) -> None:
    office.act(Message("End"), end_employment, people.workers["李四"], form.last_day, ExitReason.RESIGNED)
    done(office, form)
    assert staff(office, people.grids["two"], MONDAY) == {"王五"}


def test_what_makes_no_sense_is_refused_with_its_field(
    office: OpenOffice, people: People, form: ChangeoverForm
) -> None:
    refused = [
        (replace(form, grid_ids=()), "grid_ids"),
        (replace(form, incoming=form.outgoing_id), "incoming"),
        (replace(form, grid_ids=(people.grids["town"],)), "first_day"),
        (replace(form, first_day=date(2024, 1, 1)), "first_day"),
        (replace(form, incoming=people.workers["孙小"]), "started_on"),
    ]
    before = business_state(office)
    for each, field in refused:
        with pytest.raises(InvalidError) as error:
            done(office, each)
        assert field in error.value.fields
    assert business_state(office) == before


def test_what_is_to_come_is_listed_until_it_has_come(office: OpenOffice, people: People, form: ChangeoverForm) -> None:
    done(office, form)
    coming = office.read(list_changeovers, TODAY, True)
    assert [(row.outgoing, row.incoming, row.effective_on) for row in coming] == [("李四", "王五", MONDAY)] * 2
    assert office.read(list_changeovers, TODAY, False) == []
    assert office.read(list_changeovers, MONDAY, True) == []
    assert len(office.read(list_changeovers, MONDAY, False)) == 2
    office.act(Message("End"), end_employment, people.workers["王五"], TODAY, ExitReason.OTHER)
    assert office.read(list_changeovers, TODAY, True) == [], "the appointment was taken away again"


def with_labour_contract(office: OpenOffice, worker: UUID) -> None:
    form = ContractForm(
        ContractKind.LABOUR, ContractTerm.OPEN, "崇文街道办事处", date(2024, 1, 1), signed_on=date(2024, 1, 1)
    )
    office.act(Message("Contract"), create_contract, worker, form)


@pytest.fixture(scope="module")
def chained(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with real_office(tmp_path_factory.mktemp("chained")) as opened:
        yield opened, filled(opened)


@settings(
    max_examples=20,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(days=st.lists(st.integers(-300, 300), min_size=1, max_size=5), stays=st.lists(st.booleans(), min_size=5))
def test_a_grid_never_has_nobody_whatever_follows_whatever(
    chained: tuple[OpenOffice, People], days: list[int], stays: list[bool]
) -> None:
    """Change-overs on days that touch, overlap, in the past or to come: each is refused, or leaves no gap untold."""
    office, people = chained
    names = ["李四", "王五", "欧阳娜娜", "张三"]
    two = people.grids["two"]

    before, acts, told = business_state(office), 0, False
    for offset, stay in zip(days, stays, strict=False):
        day = TODAY + timedelta(days=offset)
        serving = [row.worker_id for row in office.read(get_grid, two, day - DAY).staff]
        if not serving:  # a gap that was told before
            continue
        free = next(people.workers[name] for name in names if people.workers[name] not in serving)
        reason = None if stay else ExitReason.RESIGNED
        try:
            outcome = done(office, ChangeoverForm(serving[0], (two,), free, day, reason))
        except InvalidError:
            continue
        acts += 1
        told = told or any(line(outcome, key) is not None for key in ("ends_again", "lost_later"))
        assert staff(office, two, day - DAY)
        assert staff(office, two, day)
    probed = sorted({offset + near for offset in [-301, *days, 301] for near in (-2, -1, 0, 1)})
    empty = [each for each in probed if not staff(office, two, TODAY + timedelta(days=each))]
    for _act in range(acts):
        office.undo()
    assert told or empty == [], (days, stays)
    assert business_state(office) == before

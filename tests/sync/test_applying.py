"""What the city has becomes what the office sees: records, journal, cursors, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, event, select
from sqlalchemy.orm import Session

from gridadmin.city.exchange import Exchange
from gridadmin.domain.discipline_problems import ProblemSource, ProblemStepKind
from gridadmin.domain.workers import EmploymentForm, EmploymentKind, WorkerSource
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models import received
from gridadmin.models.discipline import ProblemStep, SupervisionProblem
from gridadmin.models.exchange import CityRecord
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Worker
from gridadmin.services.employment import start_employment
from gridadmin.services.journal import list_acts, record_history
from gridadmin.sync.comparing import held_digests
from gridadmin.wire.digests import digest_of, unsigned
from gridadmin.wire.groups import Change, DeleteRecord, NewRecord, SetFields
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture
from tests.real_offices import business_state, real_office, server_office
from tests.sync.real_city import TOWN, Colleague, RealCity, publish, pull


@pytest.fixture(params=["sqlcipher", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenOffice]:
    """An office of its own on either engine."""
    if request.param == "sqlcipher":
        with real_office(tmp_path) as opened:
            yield opened
        return
    with server_office(request.getfixturevalue("postgres_url"), tmp_path) as opened:
        yield opened


def worker(record_id: UUID, name: str = "张三", **fields: Any) -> NewRecord:
    """Return the making of a person."""
    return NewRecord(t="worker", id=record_id, f={"name": name, "sex": "1"} | fields)


def person(office: OpenOffice, record_id: UUID) -> dict[str, Any] | None:
    """Return a person as the table has it."""
    return business_state(office)["worker"].get(record_id)


def test_a_colleagues_acts_arrive_under_her_name(office: OpenOffice, exchange: Exchange, city: RealCity) -> None:
    """Records, computed fields and history; the exchange adds nothing of its own."""
    colleague, person_id = Colleague(exchange), new_id()
    colleague.do(worker(person_id, id_number=None), sentence="Enter {name}")
    colleague.do(SetFields(t="worker", id=person_id, set={"address": Change(None, "城关村1号")}))
    before = len(office.read(list_acts))
    applied = pull(office, city)
    assert (applied.records, applied.differing) == (1, ())
    held = person(office, person_id)
    assert held is not None
    assert (held["name"], held["name_pinyin"], held["address"]) == ("张三", "zhangsan", "城关村1号")
    acts = office.read(list_acts)
    assert [(act.actor, act.sentence.msgid) for act in acts[: len(acts) - before]] == [
        ("李敏", "Change {name}"),
        ("李敏", "Enter {name}"),
    ]
    assert [len(row.changes) for row in office.read(record_history, [person_id])] == [1, 1]
    assert office.verify().ok
    assert pull(office, city).records == 0
    assert len(office.read(list_acts)) == len(acts)


def test_a_deletion_arrives(office: OpenOffice, exchange: Exchange, city: RealCity) -> None:
    """A tombstone takes the record away, with its history."""
    colleague, person_id = Colleague(exchange), new_id()
    colleague.do(worker(person_id))
    pull(office, city)
    colleague.do(DeleteRecord(t="worker", id=person_id, was={"name": "张三", "sex": "1"}))
    assert pull(office, city).differing == ()
    assert person(office, person_id) is None
    assert len(office.read(record_history, [person_id])) == 2
    assert office.verify().ok


@pytest.mark.parametrize("most_named", [0, 500])
def test_a_parent_that_the_city_deleted_stays_while_something_unsettled_needs_it(
    office: OpenOffice, exchange: Exchange, city: RealCity, monkeypatch: pytest.MonkeyPatch, most_named: int
) -> None:
    """Found from the record that went, though nothing came for the one that needs it; among many and among few."""
    monkeypatch.setattr(received, "MOST_NAMED", most_named)
    colleague, person_id = Colleague(exchange), new_id()
    colleague.do(worker(person_id))
    pull(office, city)
    form = EmploymentForm(EmploymentKind.FULL_TIME, WorkerSource.CITY_PLAN, date(2024, 1, 1))
    office.act(Message("Start"), start_employment, person_id, form)
    colleague.do(DeleteRecord(t="worker", id=person_id, was={"name": "张三", "sex": "1"}))
    assert pull(office, city).differing == ()
    assert person(office, person_id) is not None
    assert office.verify().ok


def test_what_hangs_on_a_child_without_a_parent_goes_with_it(
    office: OpenOffice, exchange: Exchange, city: RealCity
) -> None:
    """The grid is gone and its code another's, so that it cannot come back; nor may the step bring the problem back."""
    old, later = {"code": "371525002999001", "valid_from": "2024-01-01"}, {"valid_from": "2025-01-01"}
    grid, other = new_id(), new_id()
    publish(exchange, NewRecord(t="grid", id=grid, f=old))
    pull(office, city)

    def find(session: Session) -> None:
        problem = SupervisionProblem(
            grid_id=grid,
            found_on=date(2026, 3, 1),
            source=ProblemSource.PATROL,
            words="牌匾缺失",
            due_on=date(2026, 3, 9),
        )
        session.add(problem)
        session.flush()
        step = ProblemStep(problem_id=problem.id, kind=ProblemStepKind.REPORT, done_on=date(2026, 3, 2), words="已补")
        session.add(step)

    office.act(Message("Find"), find)
    publish(exchange, DeleteRecord(t="grid", id=grid, was=old))
    publish(exchange, NewRecord(t="grid", id=other, f=old | later))
    for _time in range(2):
        assert pull(office, city).differing == ()
    state = business_state(office)
    assert set(state["grid"]) == {other}
    assert not state["supervision_problem"]
    assert not state["problem_step"]
    assert office.verify().ok


def test_a_pull_reads_no_records_that_it_does_not_touch(office: OpenOffice, exchange: Exchange, city: RealCity) -> None:
    """What an office has gathered over the years does not make its next pull slower."""
    pull(office, city)
    Colleague(exchange).do(worker(new_id()))
    statements: list[str] = []

    def hear(*told: Any) -> None:
        statements.append(told[2])

    event.listen(office.engine, "before_cursor_execute", hear)
    assert pull(office, city).records == 1
    event.remove(office.engine, "before_cursor_execute", hear)
    others = {"pay_line", "training_attendee", "assessment_result", "employment"}
    assert not [each for each in statements if any(f"FROM {name}" in each for name in others)]


def test_what_the_county_publishes_comes_with_its_name(office: OpenOffice, exchange: Exchange, city: RealCity) -> None:
    """Grids with their versions, whose references are checked at the end only."""
    community = office.read(lambda session: session.scalar(select(CityRecord.record_id)))
    assert community is None
    place, grid, version = new_id(), new_id(), new_id()
    outcome = publish(
        exchange,
        NewRecord(t="grid", id=grid, f={"code": "371525002999001", "valid_from": "2024-01-01"}),
        NewRecord(
            t="grid_version",
            id=version,
            f={
                "grid_id": str(grid), "valid_from": "2024-01-01", "name": "第一网格", "kind": "comprehensive",
                "community_id": str(place), "area": "东至文化路", "setting": "urban",
            },
        ),
        NewRecord(t="community", id=place, f={"code": "371525002999", "name": "测试社区", "urban": True}),
    )  # fmt: skip
    assert outcome.result == "applied"
    assert pull(office, city).differing == ()
    state = business_state(office)
    assert state["grid"][grid]["code"] == "371525002999001"
    assert state["grid_version"][version]["initials"] == "dywg"
    assert office.verify().ok


def test_the_database_adds_hashes_up_as_the_digest_does(office: OpenOffice) -> None:
    """At both ends of a signed column, and so many of them that their plain sum would not fit into one."""
    ends = [-(1 << 63), -(1 << 63) + 1, -1, 0, 1, (1 << 32) - 1, 1 << 32, (1 << 63) - 1]
    for hashes in (ends, [ends[0]] * 9, [ends[-1]] * 9, [ends[3]]):

        def hold(session: Session, held: list[int] = hashes) -> None:
            session.connection().execute(delete(CityRecord))
            session.add_all(
                CityRecord(record_id=new_id(), record_type="worker", scope=str(TOWN), ver=1, hash=each) for each in held
            )
            session.add(CityRecord(record_id=new_id(), record_type="worker", scope=str(TOWN), ver=1, hash=None))

        office.exchange(hold)
        assert office.read(held_digests, TOWN) == {"worker": digest_of([unsigned(each) for each in hashes])}


def test_digests_are_those_of_the_city(office: OpenOffice, exchange: Exchange, city: RealCity) -> None:
    """The office counts the city's records, not its own."""
    Colleague(exchange).do(worker(new_id()), worker(new_id(), "李四"))
    pull(office, city)
    assert office.read(held_digests, TOWN)["worker"].rows == 2
    assert office.read(lambda session: len(session.scalars(select(Worker)).all())) == 2

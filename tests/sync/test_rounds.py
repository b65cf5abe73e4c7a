"""Attempts: all that can go went, all that is there came, and nothing that fails empties the queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from gridadmin.city.exchange import Exchange
from gridadmin.domain.exchange import ExchangeState
from gridadmin.i18n import Message
from gridadmin.jobs.exchange_city import CityLine
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.sync.issues import exchange_status, list_issues, list_pending, list_rounds
from gridadmin.sync.packed import plain_of
from gridadmin.sync.points import replica_of
from gridadmin.sync.portions import Portions
from gridadmin.sync.round import exchange_once
from gridadmin.sync.rounds import final_stop
from gridadmin.sync.settling import settle_issue
from gridadmin.wire.groups import NewRecord
from gridadmin.wire.problems import ProblemType, problem_of
from gridadmin.wire.push import Notice, PushReply
from tests.real_offices import with_grids
from tests.sync.attempts import at_rest, fields_at, go, losing, person, there
from tests.sync.enrolled_offices import collect, queued
from tests.sync.real_city import Colleague, RealCity, publish
from tests.sync.test_collecting import address, bare_worker, remove


def test_all_of_an_office_arrives(office: OpenOffice, city: RealCity) -> None:
    with_grids(office)
    result = at_rest(office, city)
    assert result.sent > 0
    assert {state for state, _group in queued(office)} == {"done"}
    assert office.read(list_pending) == []
    status = office.read(exchange_status)
    assert status.state is ExchangeState.AT_REST
    assert status.reached == status.tried
    again = at_rest(office, city)
    assert (again.sent, again.received) == (0, 0)
    assert office.verify().ok


def test_a_lost_answer_is_asked_for_again(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    worker = person(office, city)
    office.act(Message("Change"), address, worker, "城关村21号")
    with losing(city, "push"):
        assert go(office, city).problem is not None
    assert office.read(exchange_status).state is ExchangeState.OFFLINE
    at_rest(office, city)
    assert (there(colleague, worker) or {}).get("address") == "城关村21号"
    assert office.read(list_issues) == []
    assert len(office.read(list_rounds)) >= 2


def test_too_much_at_once_goes_in_smaller_pushes(office: OpenOffice, city: RealCity) -> None:
    for number in range(5):
        office.act(Message("Enter"), bare_worker, f"人{number}")
    whole = city.push

    def narrow(body: bytes, meanwhile: Callable[[], None] | None = None) -> PushReply:
        if len(plain_of(body)) > 20_000:
            raise problem_of(ProblemType.TOO_LARGE, "过大")
        return whole(body, meanwhile)

    city.push = narrow  # type: ignore[method-assign]
    result = go(office, city)
    states = [state for state, _group in queued(office)]
    assert result.complete
    assert states.count("done") >= 5
    large = [group for state, group in queued(office) if state == "refused"]
    assert len(large) == len([issue for issue in office.read(list_issues) if issue.cause == "too_large"])


def test_a_stranger_is_told_nothing(office: OpenOffice, city: RealCity) -> None:
    with losing(city, "push", problem_of(ProblemType.REVOKED, "已吊销")):
        result = go(office, city)
    assert not result.complete
    assert office.read(exchange_status).state is ExchangeState.STOPPED
    assert office.read(exchange_status).pending > 0
    at_rest(office, city)
    assert office.read(exchange_status).state is ExchangeState.AT_REST


def test_a_copy_of_the_database_is_told_until_somebody_has_noted_it(office: OpenOffice, city: RealCity) -> None:
    """The attempt itself came through: it is no broken line, and the word of it must outlast the next attempt."""
    worker = person(office, city)

    def go_back(session: Session) -> None:
        replica_of(session).number = 0  # as in a copy that was made before

    before = office.read(replica_of).id
    office.exchange(go_back)
    office.act(Message("Change"), address, worker, "城关村21号")
    at_rest(office, city)
    at_rest(office, city)
    assert office.read(replica_of).id != before
    assert office.read(exchange_status).state is ExchangeState.ATTENTION
    [issue] = office.read(list_issues)
    assert (issue.kind, issue.choices) == ("copied", ("confirm",))
    assert "enrol that computer" in str(issue.reason)
    office.exchange(settle_issue, issue.id, "confirm", office.clock())
    assert office.read(exchange_status).state is ExchangeState.AT_REST


def test_what_the_city_tells_beside_its_outcomes_reaches_the_clerk(
    office: OpenOffice, city: RealCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once a week, until the program was updated or the office has enrolled anew."""
    worker, push = person(office, city), city.push

    def telling(body: bytes, meanwhile: Callable[[], None] | None = None) -> PushReply:
        return replace(push(body, meanwhile), notices=(Notice.UPDATE_PROGRAM, Notice.CREDENTIALS_EXPIRE))

    monkeypatch.setattr(city, "push", telling)

    def told(number: int, days: int = 0) -> set[str]:
        office.act(Message("Change"), address, worker, f"城关村{number}号")
        now = office.clock() + timedelta(days=days)
        assert exchange_once(office, city, now=lambda: now, portions=Portions()).complete
        return {str(issue.reason).split()[1] for issue in office.read(list_issues)}

    assert told(1) == told(2) == {"program", "credentials"}
    assert office.read(exchange_status).state is ExchangeState.ATTENTION
    for issue in office.read(list_issues):
        assert (issue.kind, issue.choices) == ("notice", ("confirm",))
        office.exchange(settle_issue, issue.id, "confirm", office.clock())
    assert told(3) == set()
    assert told(4, days=8) == {"program", "credentials"}


def test_what_stopped_it_stays_until_a_person_tries_and_the_city_answers(
    office: OpenOffice, city: RealCity, colleague: Colleague
) -> None:
    worker = person(office, city)
    office.act(Message("Change"), address, worker, "城关村21号")
    with losing(city, "push", problem_of(ProblemType.REVOKED, "已吊销")):
        go(office, city)
    with losing(city, "push"):  # a person tries, and it is not known what became of it
        go(office, city)
    for _ in range(2):
        status = office.read(exchange_status)
        assert (status.state, str(status.problem), status.waits_for_update) == (
            ExchangeState.STOPPED,
            "The city says: 已吊销",
            False,
        )
        assert office.read(final_stop) == status.problem
        assert CityLine(office).attempt(by_itself=True).problem == status.problem  # without asking anybody
    at_rest(office, city)
    assert office.read(exchange_status).state is ExchangeState.AT_REST
    assert (there(colleague, worker) or {}).get("address") == "城关村21号"


def test_an_update_is_asked_for_and_seen_until_it_has_come(office: OpenOffice, city: RealCity) -> None:
    bare = office.act(Message("Enter"), bare_worker)
    with losing(city, "pull", problem_of(ProblemType.SCHEMA_TOO_OLD, "版本过旧")):
        assert go(office, city).waits_for_update
    with losing(city, "pull"):
        assert not go(office, city).complete
        status = office.read(exchange_status)
        assert (status.state, str(status.problem), status.waits_for_update) == (
            ExchangeState.STOPPED,
            "The city says: 版本过旧",
            True,
        )
    assert go(office, city).complete
    assert office.read(exchange_status).state is ExchangeState.AT_REST
    assert fields_at(city.exchange, bare) is not None


def test_a_published_grid_is_adopted_and_a_deleted_person_comes_back(
    office: OpenOffice, city: RealCity, exchange: Exchange
) -> None:
    with_grids(office, each=1)
    codes = [
        op.f["code"]
        for _s, group in _collected(office)
        for op in group.ops
        if isinstance(op, NewRecord) and op.t == "grid"
    ]
    fields: dict[str, Any] = {"code": codes[0], "valid_from": "2023-11-01"}
    publish(exchange, NewRecord(t="grid", id=new_id(), f=fields))
    at_rest(office, city)
    worker = person(office, city)
    office.act(Message("Delete"), remove, worker)
    at_rest(office, city)
    assert fields_at(exchange, worker) is None
    office.undo()
    at_rest(office, city)
    assert (fields_at(exchange, worker) or {}).get("name") == "赵六"


def _collected(office: OpenOffice) -> Any:
    collect(office)
    return queued(office)


def test_another_one_that_exchanges_is_waited_for(office: OpenOffice, city: RealCity) -> None:
    lease = office.take_lease()
    assert lease is not None
    result = go(office, city)
    lease.give_back()
    assert not result.complete
    assert "exchanging at the moment" in str(result.problem)
    at_rest(office, city)


def test_an_import_of_two_thousand(office: OpenOffice, city: RealCity) -> None:
    """Not a measurement: the queue is emptied in bounded parts."""

    def many(session: Session) -> None:
        for number in range(2_000):
            bare_worker(session, f"人{number}")

    office.act(Message("Import"), many)
    result = go(office, city, Portions(rows=500))
    assert result.complete
    assert {state for state, _group in queued(office)} == {"done"}

"""Attempts against the real city: what is sent, what comes back as a card or a to-do, and how a person settles it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.city.exchange import Exchange
from gridadmin.domain.errors import ConflictError, NotFoundError
from gridadmin.domain.exchange import ExchangeState, IssueRow, RoundResult
from gridadmin.domain.workers import PhonePurpose
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.models.office import Community
from gridadmin.models.workers import Worker, WorkerPhone
from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.issues import exchange_status, issues_of, list_issues, list_pending, list_rounds
from gridadmin.sync.portions import Portions
from gridadmin.sync.round import exchange_once
from gridadmin.sync.settling import settle_issue, use_mine
from gridadmin.wire.groups import Change, DeleteRecord, NewRecord, RestoreRecord, SetFields
from gridadmin.wire.history import START
from gridadmin.wire.problems import ProblemType, problem_of
from gridadmin.wire.pull import PullRequest
from gridadmin.wire.push import PushReply
from tests.real_offices import with_grids
from tests.sync.enrolled_offices import collect, queued
from tests.sync.real_city import TOWN, Colleague, RealCity, enrolled, new_city, publish
from tests.sync.test_collecting import address, bare_worker, remove


@pytest.fixture
def exchange() -> Exchange:
    return new_city()


@pytest.fixture
def city(exchange: Exchange, office: OpenOffice) -> RealCity:
    return enrolled(exchange, office)


@pytest.fixture
def colleague(exchange: Exchange) -> Colleague:
    return Colleague(exchange)


def go(office: OpenOffice, city: RealCity, portions: Portions | None = None) -> RoundResult:
    return exchange_once(office, city, now=office.clock, portions=portions or Portions())


def at_rest(office: OpenOffice, city: RealCity) -> RoundResult:
    result = go(office, city)
    assert result.problem is None, str(result.problem)
    assert result.complete
    return result


def seen(office: OpenOffice, worker: UUID) -> dict[str, Any] | None:
    def read(session: Session) -> dict[str, Any] | None:
        held = session.get(Worker, worker)
        return None if held is None else {"name": held.name, "address": held.address, "remarks": held.remarks}

    return office.read(read)


def only_issue(office: OpenOffice) -> IssueRow:
    (issue,) = office.read(list_issues)
    return issue


def settle(office: OpenOffice, choice: str) -> None:
    issue = only_issue(office)
    assert choice in issue.choices
    if choice == "mine":
        office.act(lambda name: Message("Keep {name}", {"name": name}), use_mine, issue.id, office.clock())
    else:
        office.exchange(settle_issue, issue.id, choice, office.clock())


def there(colleague: Colleague, worker: UUID) -> dict[str, Any] | None:
    return fields_at(colleague.exchange, worker)


def fields_at(exchange: Exchange, record: UUID) -> dict[str, Any] | None:
    reader = Colleague(exchange)
    cursors = {TOWN: START}
    found: dict[str, Any] | None = None
    while True:
        reply = exchange.pull(reader._caller, PullRequest(schema=1, replica=new_id(), cursors=cursors))
        for page in reply.pages:
            for row in page.rows:
                if row.id == record:
                    found = None if row.deleted else dict(row.f)
        if reply.done:
            return found
        cursors = {page.scope: page.upto for page in reply.pages}


def person(office: OpenOffice, city: RealCity) -> UUID:
    worker = office.act(Message("Enter"), bare_worker)
    at_rest(office, city)
    return worker


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


def test_a_city_s_other_value_is_shown_on_a_card(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    worker = person(office, city)
    colleague.do(SetFields(t="worker", id=worker, set={"address": Change(None, "城关村8号")}), actor="王芳")
    office.act(Message("Change"), address, worker, "城关村21号")
    result = at_rest(office, city)
    assert result.conflicts == 1
    assert seen(office, worker) == {"name": "赵六", "address": "城关村8号", "remarks": None}
    card = only_issue(office)
    assert (card.kind, card.cause, card.by, card.record) == ("conflict", "value", "王芳", "赵六")
    assert [(each.field, each.was, each.mine, each.theirs) for each in card.values] == [
        ("address", None, "城关村21号", "城关村8号")
    ]
    assert office.read(issues_of, [worker])[worker] == [card]
    assert office.read(exchange_status).state is ExchangeState.ATTENTION
    settle(office, "mine")
    at_rest(office, city)
    assert seen(office, worker) == {"name": "赵六", "address": "城关村21号", "remarks": None}
    assert there(colleague, worker) == {"name": "赵六", "sex": "1", "address": "城关村21号"}
    assert office.read(list_issues) == []
    with pytest.raises(NotFoundError):
        office.exchange(settle_issue, card.id, "theirs", office.clock())


def test_theirs_stays_as_it_is_shown(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    worker = person(office, city)
    colleague.do(SetFields(t="worker", id=worker, set={"address": Change(None, "城关村8号")}))
    office.act(Message("Change"), address, worker, "城关村21号")
    at_rest(office, city)
    settle(office, "theirs")
    at_rest(office, city)
    assert seen(office, worker) == {"name": "赵六", "address": "城关村8号", "remarks": None}


def change_with_phone(session: Session, worker: UUID, words: str) -> None:
    session.get_one(Worker, worker).address = words
    session.add(WorkerPhone(id=new_id(), worker_id=worker, number="13900000001", purpose=PhonePurpose.MOBILE))


@pytest.mark.parametrize(("choice", "expected"), [("mine", "城关村21号"), ("theirs", "城关村8号")])
def test_an_act_of_several_records_waits_for_its_card(
    office: OpenOffice, city: RealCity, colleague: Colleague, choice: str, expected: str
) -> None:
    worker = person(office, city)
    colleague.do(SetFields(t="worker", id=worker, set={"address": Change(None, "城关村8号")}))
    office.act(Message("Change"), change_with_phone, worker, "城关村21号")
    at_rest(office, city)
    shown = seen(office, worker)
    assert shown is not None
    assert shown["address"] == "城关村21号"  # nothing of the act is lost while the card is open
    settle(office, choice)
    at_rest(office, city)
    shown = seen(office, worker)
    assert shown is not None
    assert shown["address"] == expected
    held = there(colleague, worker)
    assert held is not None
    assert held["address"] == expected
    assert [op.t for _state, group in queued(office)[-1:] for op in group.ops][-1] == "worker_phone"
    assert office.read(list_issues) == []
    assert office.verify().ok


def test_independent_records_of_an_import_go_at_once(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    first, second, third = (person(office, city) for _ in range(3))
    colleague.do(SetFields(t="worker", id=second, set={"address": Change(None, "城关村8号")}))

    def many(session: Session) -> None:
        for worker in (first, second, third):
            address(session, worker, "新村")

    office.act(Message("Import"), many)
    at_rest(office, city)
    assert [(there(colleague, each) or {}).get("address") for each in (first, second, third)] == [
        "新村",
        "城关村8号",
        "新村",
    ]
    settle(office, "mine")
    at_rest(office, city)
    assert (there(colleague, second) or {}).get("address") == "新村"


def test_what_the_city_deleted_can_be_had_back(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    worker = person(office, city)
    colleague.do(DeleteRecord(t="worker", id=worker, was={"name": "赵六", "sex": "1"}))
    office.act(Message("Change"), address, worker, "城关村21号")
    at_rest(office, city)
    assert seen(office, worker) is None
    settle(office, "mine")
    at_rest(office, city)
    assert seen(office, worker) == {"name": "赵六", "address": "城关村21号", "remarks": None}
    assert there(colleague, worker) == {"name": "赵六", "sex": "1", "address": "城关村21号"}


def test_deleting_what_was_changed_asks(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    worker = person(office, city)
    colleague.do(SetFields(t="worker", id=worker, set={"address": Change(None, "城关村8号")}))
    office.act(Message("Delete"), remove, worker)
    at_rest(office, city)
    assert seen(office, worker) is not None
    assert only_issue(office).cause == "changed_since"
    settle(office, "mine")
    at_rest(office, city)
    assert seen(office, worker) is None
    assert there(colleague, worker) is None


def too_early(office: OpenOffice) -> None:
    settle(office, "mine")


def test_mine_waits_for_the_city_s_value(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    worker = person(office, city)
    colleague.do(SetFields(t="worker", id=worker, set={"address": Change(None, "城关村8号")}))
    office.act(Message("Change"), address, worker, "城关村21号")
    with losing(city, "pull"):
        assert go(office, city).problem is not None
    with pytest.raises(ConflictError):
        too_early(office)
    at_rest(office, city)
    settle(office, "mine")
    at_rest(office, city)
    assert (there(colleague, worker) or {}).get("address") == "城关村21号"


class losing:  # noqa: N801 - reads as a sentence in a `with`
    """Let one call of the city get no answer, after it was done."""

    def __init__(self, city: RealCity, call: str, error: Exception | None = None) -> None:
        self.city, self.call, self.error = city, call, error

    def __enter__(self) -> None:
        done: Callable[[Any], Any] = getattr(self.city, self.call)

        def lost(request: Any) -> Any:
            if self.error is not None:
                raise self.error
            done(request)
            raise NoAnswerError("lost")

        setattr(self.city, self.call, lost)

    def __exit__(self, *_error: object) -> None:
        delattr(self.city, self.call)


def lost_community(office: OpenOffice, colleague: Colleague) -> UUID:
    """Let a community be deleted at the city that this office still has: what refers to it is refused."""
    gone = office.read(lambda session: session.scalars(select(Community.id).order_by(Community.code)).all()[-1])
    fields = fields_at(colleague.exchange, gone)
    assert fields is not None
    assert colleague.do(DeleteRecord(t="community", id=gone, was=fields)).result.value == "applied"
    return gone


def move(session: Session, worker: UUID, community: UUID | None) -> None:
    session.get_one(Worker, worker).community_id = community


def enter(session: Session, community: UUID) -> UUID:
    worker = bare_worker(session)
    session.flush()
    move(session, worker, community)
    return worker


def lives_in(office: OpenOffice, worker: UUID) -> UUID | None:
    return office.read(lambda session: session.get_one(Worker, worker).community_id)


def test_a_refusal_keeps_the_value_until_it_is_given_up(
    office: OpenOffice, city: RealCity, colleague: Colleague
) -> None:
    worker = person(office, city)
    gone = lost_community(office, colleague)
    office.act(Message("Move"), move, worker, gone)
    assert at_rest(office, city).refused == 1
    assert lives_in(office, worker) == gone
    issue = only_issue(office)
    assert (issue.kind, issue.cause, issue.record) == ("refusal", "missing_parent", "赵六")
    assert [(each.field, each.mine) for each in issue.values] == [("community_id", str(gone))]
    assert [group.state for group in office.read(list_pending)] == ["refused"]
    settle(office, "give_up")
    assert lives_in(office, worker) is None
    at_rest(office, city)
    assert there(colleague, worker) == {"name": "赵六", "sex": "1"}
    assert office.read(list_pending) == []
    assert office.verify().ok


def test_the_next_act_on_a_refused_record_mends_it(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    worker = person(office, city)
    gone = lost_community(office, colleague)
    office.act(Message("Move"), move, worker, gone)
    at_rest(office, city)
    office.act(Message("Change"), address, worker, "城关村21号")
    assert at_rest(office, city).refused == 1  # what was wrong is wrong still
    assert len(office.read(list_issues)) == 1
    office.act(Message("Move"), move, worker, None)
    at_rest(office, city)
    assert office.read(list_issues) == []
    assert there(colleague, worker) == {"name": "赵六", "sex": "1", "address": "城关村21号"}


def test_what_was_in_the_way_may_be_gone(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    worker = person(office, city)
    gone = lost_community(office, colleague)
    office.act(Message("Move"), move, worker, gone)
    at_rest(office, city)
    fields: dict[str, Any] = {"code": "371525002999", "name": "新村", "urban": False}
    colleague.do(RestoreRecord(t="community", id=gone, f=fields))
    settle(office, "send")
    at_rest(office, city)
    assert (there(colleague, worker) or {}).get("community_id") == str(gone)
    assert office.read(list_issues) == []


def test_a_refused_record_that_is_given_up_goes_with_what_was_added_to_it(
    office: OpenOffice, city: RealCity, colleague: Colleague
) -> None:
    at_rest(office, city)
    worker = office.act(Message("Enter"), enter, lost_community(office, colleague))
    office.act(Message("Phone"), add_phone, worker)
    at_rest(office, city)
    assert [group.state for group in office.read(list_pending)] == ["refused", "held"]
    settle(office, "give_up")
    assert seen(office, worker) is None
    assert office.read(list_pending) == []
    at_rest(office, city)
    assert office.verify().ok


def add_phone(session: Session, worker: UUID) -> None:
    session.add(WorkerPhone(id=new_id(), worker_id=worker, number="13900000001", purpose=PhonePurpose.MOBILE))


def test_a_mended_act_goes_with_what_it_held_back(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    at_rest(office, city)
    worker = office.act(Message("Enter"), enter, lost_community(office, colleague))
    office.act(Message("Phone"), add_phone, worker)
    at_rest(office, city)
    office.act(Message("Move"), move, worker, None)
    at_rest(office, city)
    assert office.read(list_issues) == []
    assert office.read(list_pending) == []
    assert (there(colleague, worker) or {}).get("name") == "赵六"
    assert [act.sentence for act in queued(office)[-1][1].acts] == ["Enter", "Phone", "Move"]


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

    def narrow(body: bytes) -> PushReply:
        if len(body) > 20_000:
            raise problem_of(ProblemType.TOO_LARGE, "过大")
        return whole(body)

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


def test_another_computer_that_exchanges_is_waited_for(office: OpenOffice, city: RealCity) -> None:
    release = office.take_lease()
    assert release is not None
    result = go(office, city)
    release()
    assert result.complete is (office.engine.dialect.name == "sqlite")
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

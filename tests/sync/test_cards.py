"""Conflict cards: what the city has is shown beside what was entered, and a person decides."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import ConflictError, NotFoundError
from gridadmin.domain.exchange import ExchangeState
from gridadmin.domain.workers import PhonePurpose
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Worker, WorkerPhone
from gridadmin.services.journal import list_acts
from gridadmin.sync.issues import exchange_status, issues_of, list_issues
from gridadmin.sync.settling import settle_issue
from gridadmin.wire.groups import Change, DeleteRecord, SetFields
from tests.sync.attempts import at_rest, fields_at, go, losing, only_issue, person, seen, settle, there
from tests.sync.enrolled_offices import queued
from tests.sync.real_city import Colleague, RealCity
from tests.sync.test_collecting import address, remove


def test_a_city_s_other_value_is_shown_on_a_card(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    worker = person(office, city)
    colleague.do(SetFields(t="worker", id=worker, set={"address": Change(None, "城关村8号")}), actor="王芳")
    office.act(Message("Change"), address, worker, "城关村21号")
    result = at_rest(office, city)
    assert result.conflicts == 1
    assert seen(office, worker) == {"name": "赵六", "address": "城关村8号", "remarks": None}
    card = only_issue(office)
    assert (card.kind, card.cause, card.by, card.record) == ("conflict", "value", "王芳", "赵六")
    assert (card.entered_by, card.entered_at) == next(
        (act.actor, act.at) for act in office.read(list_acts) if str(act.sentence) == "Change"
    )
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
    sent = [[op.t for op in group.ops] for _state, group in queued(office)]
    assert any(types[-1:] == ["worker_phone"] for types in sent), "the rest of the act went with it"
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


def test_a_card_is_settled_by_what_was_done_since(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    worker = person(office, city)
    colleague.do(SetFields(t="worker", id=worker, set={"address": Change(None, "城关村8号")}))
    office.act(Message("Change"), change_with_phone, worker, "城关村21号")
    at_rest(office, city)
    office.act(Message("Change"), address, worker, "城关村8号")  # what the city has
    settle(office, "theirs")
    at_rest(office, city)
    assert office.read(list_issues) == []
    assert (there(colleague, worker) or {}).get("address") == "城关村8号"


def test_a_deleted_part_of_an_act_can_be_had_back(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    worker = person(office, city)
    office.act(Message("Phone"), change_with_phone, worker, "城关村1号")
    at_rest(office, city)
    phone = office.read(lambda session: session.scalars(select(WorkerPhone.id)).one())
    colleague.do(DeleteRecord(t="worker_phone", id=phone, was=fields_at(colleague.exchange, phone) or {}))

    def change(session: Session) -> None:
        address(session, worker, "城关村2号")
        session.get_one(WorkerPhone, phone).number = "13900000009"

    office.act(Message("Change"), change)
    at_rest(office, city)
    settle(office, "mine")
    at_rest(office, city)
    assert (fields_at(colleague.exchange, phone) or {}).get("number") == "13900000009"
    assert (there(colleague, worker) or {}).get("address") == "城关村2号"
    assert office.read(lambda session: session.get_one(WorkerPhone, phone).number) == "13900000009"

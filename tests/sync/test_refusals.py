"""Refusals: the value stays, a to-do appears, the next act mends it, or it is given up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gridadmin.city.tables import history
from gridadmin.domain.errors import ConflictError
from gridadmin.domain.workers import PhonePurpose
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.bank import BankTemplate
from gridadmin.models.ids import new_id
from gridadmin.models.office import Community
from gridadmin.models.workers import Worker, WorkerPhone
from gridadmin.services.journal_undo import next_undo
from gridadmin.sync.adoption import adopt
from gridadmin.sync.issues import list_issues, list_pending
from gridadmin.sync.outcomes import settle_push
from gridadmin.sync.portions import Portions
from gridadmin.sync.recovery import begin_recovery
from gridadmin.sync.sealing import seal_push
from gridadmin.wire.groups import DeleteRecord, NewRecord, RestoreRecord
from tests.sync.attempts import at_rest, fields_at, only_issue, person, seen, settle, there
from tests.sync.enrolled_offices import collect, queued
from tests.sync.real_city import TOWN, Colleague, RealCity, pull
from tests.sync.test_collecting import address, bare_worker


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


def test_what_only_a_refusal_kept_goes_with_it_even_if_the_city_has_forgotten_it(
    office: OpenOffice, city: RealCity, colleague: Colleague
) -> None:
    """No pull brings a tombstone that is forgotten: what is known of it here is all that anybody knows."""
    worker = person(office, city)
    gone = lost_community(office, colleague)
    office.act(Message("Move"), move, worker, gone)
    assert at_rest(office, city).refused == 1
    with city.exchange.engine.begin() as connection:
        connection.execute(update(history).values(at=datetime(2020, 1, 1, tzinfo=UTC)))
    person(office, city)
    city.exchange.forget(TOWN)
    office.exchange(begin_recovery)
    at_rest(office, city)
    assert lives_in(office, worker) == gone
    settle(office, "give_up")
    at_rest(office, city)
    assert lives_in(office, worker) is None
    assert office.read(lambda session: session.get(Community, gone)) is None


def test_what_was_given_up_does_not_bar_the_way_to_undo(
    office: OpenOffice, city: RealCity, colleague: Colleague
) -> None:
    worker = person(office, city)
    gone = lost_community(office, colleague)
    office.act(Message("Change"), address, worker, "城关村21号")
    office.act(Message("Move"), move, worker, gone)
    at_rest(office, city)
    moved = office.read(next_undo)
    assert moved is not None
    assert moved.sentence.text() == "Move"
    settle(office, "give_up")
    with pytest.raises(ConflictError, match="by hand"):
        office.undo_act(moved.id)
    undone = office.undo()
    assert undone is not None
    assert undone.sentence.text() == "Change"


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


def named_template(session: Session) -> UUID:
    made = BankTemplate(id=new_id(), name="工行", definition={})
    session.add(made)
    return made.id


def test_an_answer_names_what_is_deleted_since(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    """The answer comes late, behind a pull: what it names is no more, and ours takes the name."""
    at_rest(office, city)
    mine = office.act(Message("Add"), named_template)
    collect(office)
    body = office.exchange(seal_push, Portions(), office.clock())
    assert body is not None
    other = new_id()
    colleague.do(NewRecord(t="bank_template", id=other, f={"name": "工行", "definition": {}}))
    answer = city.push(body)
    colleague.do(DeleteRecord(t="bank_template", id=other, was={"name": "工行", "definition": {}}))
    pull(office, city)
    office.exchange(settle_push, answer, office.clock())
    at_rest(office, city)
    assert fields_at(colleague.exchange, mine) == {"name": "工行", "definition": {}}
    assert fields_at(colleague.exchange, other) is None
    assert office.read(list_issues) == []


@pytest.mark.parametrize("choice", ["theirs", "mine"])
def test_what_ours_became_one_with_is_deleted_before_it_is_fetched(
    office: OpenOffice, city: RealCity, colleague: Colleague, choice: str
) -> None:
    """A person decides whether it lives, and then it is the same here and there."""
    at_rest(office, city)
    office.act(Message("Add"), named_template)
    collect(office)
    body = office.exchange(seal_push, Portions(), office.clock())
    assert body is not None
    other = new_id()
    colleague.do(NewRecord(t="bank_template", id=other, f={"name": "工行", "definition": {}}))
    office.exchange(settle_push, city.push(body), office.clock())
    colleague.do(DeleteRecord(t="bank_template", id=other, was={"name": "工行", "definition": {}}))
    at_rest(office, city)
    settle(office, choice)
    at_rest(office, city)
    held = office.read(lambda session: session.get(BankTemplate, other))
    assert (held is not None) == (fields_at(colleague.exchange, other) is not None) == (choice == "mine")
    assert office.read(list_issues) == []


def test_theirs_takes_away_what_stands_here_under_the_id_of_something_deleted(
    office: OpenOffice, city: RealCity, colleague: Colleague
) -> None:
    """No pull brings the deletion a second time."""
    other = new_id()
    colleague.do(NewRecord(t="bank_template", id=other, f={"name": "工行", "definition": {}}))
    colleague.do(DeleteRecord(t="bank_template", id=other, was={"name": "工行", "definition": {}}))
    at_rest(office, city)
    mine = office.act(Message("Add"), named_template)
    collect(office)
    office.exchange(adopt, "bank_template", mine, other, office.clock())
    at_rest(office, city)
    settle(office, "theirs")
    assert office.read(lambda session: session.get(BankTemplate, other)) is None
    at_rest(office, city)
    assert office.read(list_issues) == []
    assert office.verify().ok

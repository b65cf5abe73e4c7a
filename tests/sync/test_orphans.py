"""What a restored city has lost, and what is deleted in masses: both ask a person first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gridadmin.city.tables import history
from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Worker
from gridadmin.sync.issues import exchange_status, list_issues, list_pending
from gridadmin.sync.recovery import begin_recovery
from gridadmin.sync.settling import settle_issue
from gridadmin.wire.groups import DeleteRecord, NewRecord
from tests.sync.attempts import at_rest, fields_at, forget_groups, go, losing, only_issue, person, seen, settle
from tests.sync.real_city import TOWN, Colleague, RealCity
from tests.sync.test_collecting import address, bare_worker


def kept(city: RealCity) -> bytes:
    """Return a backup of the city."""
    driver: Any = city.exchange.engine.raw_connection().driver_connection
    content: bytes = driver.serialize()
    return content


def restore(city: RealCity, backup: bytes) -> None:
    """Put a backup of the city in its place; nobody draws a new epoch."""
    driver: Any = city.exchange.engine.raw_connection().driver_connection
    driver.deserialize(backup)


def made_elsewhere(colleague: Colleague, name: str = "钱七") -> UUID:
    worker = new_id()
    colleague.do(NewRecord(t="worker", id=worker, f={"name": name, "sex": "1"}))
    return worker


def test_a_city_that_lost_its_tail_gets_it_again(office: OpenOffice, city: RealCity) -> None:
    at_rest(office, city)
    backup = kept(city)
    worker = person(office, city)
    restore(city, backup)
    assert fields_at(city.exchange, worker) is None
    result = at_rest(office, city)
    assert result.recovered
    assert (fields_at(city.exchange, worker) or {}).get("name") == "赵六"
    assert office.read(list_issues) == []


def test_an_orphan_is_sent_again_or_deleted_here(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    at_rest(office, city)
    backup = kept(city)
    stays, goes = made_elsewhere(colleague), made_elsewhere(colleague, "孙八")
    at_rest(office, city)
    forget_groups(office, stays, goes)
    restore(city, backup)
    assert at_rest(office, city).recovered
    issues = {issue.record_id: issue for issue in office.read(list_issues)}
    assert issues[stays].kind == "orphan"
    assert issues[stays].record == "钱七"
    assert office.read(exchange_status).orphans == 2
    office.exchange(settle_issue, issues[stays].id, "keep", office.clock())
    office.exchange(settle_issue, issues[goes].id, "delete", office.clock())
    at_rest(office, city)
    assert (fields_at(city.exchange, stays) or {}).get("name") == "钱七"
    assert seen(office, goes) is None
    assert office.read(list_issues) == []
    assert office.verify().ok


def test_what_others_deleted_before_we_heard_of_it_is_an_orphan_once_the_city_has_forgotten(
    office: OpenOffice, city: RealCity, colleague: Colleague
) -> None:
    """The answer to the push is all that the office ever knew of it: no pull has brought it, and none will."""
    at_rest(office, city)
    worker = office.act(Message("Enter"), bare_worker)
    with losing(city, "pull"):
        assert not go(office, city).complete
    fields = fields_at(city.exchange, worker)
    assert fields is not None
    assert colleague.do(DeleteRecord(t="worker", id=worker, was=fields)).result.value == "applied"
    with city.exchange.engine.begin() as connection:
        connection.execute(update(history).values(at=datetime(2020, 1, 1, tzinfo=UTC)))
    made_elsewhere(colleague)
    city.exchange.forget(TOWN)
    office.exchange(begin_recovery)
    at_rest(office, city)
    issue = only_issue(office)
    assert (issue.kind, issue.record_id) == ("orphan", worker)
    settle(office, "delete")
    at_rest(office, city)
    assert seen(office, worker) is None
    assert office.read(list_issues) == []


def test_an_orphan_has_no_other_choices(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    at_rest(office, city)
    backup = kept(city)
    lost = made_elsewhere(colleague)
    at_rest(office, city)
    forget_groups(office, lost)
    restore(city, backup)
    at_rest(office, city)
    orphan = only_issue(office).id
    with pytest.raises(InvalidError):
        office.exchange(settle_issue, orphan, "theirs", office.clock())


def test_a_rewind_and_waiting_changes(office: OpenOffice, city: RealCity, colleague: Colleague) -> None:
    worker = person(office, city)
    backup = kept(city)
    office.act(Message("Change"), address, worker, "甲")
    at_rest(office, city)
    restore(city, backup)
    office.act(Message("Change"), address, worker, "乙")
    at_rest(office, city)
    assert (fields_at(colleague.exchange, worker) or {}).get("address") == "乙"
    assert office.read(list_issues) == []


def emptied(office: OpenOffice, city: RealCity) -> list[UUID]:
    workers = [office.act(Message("Enter"), bare_worker, f"人{number}") for number in range(22)]
    at_rest(office, city)

    def empty(session: Session) -> None:
        for worker in session.scalars(select(Worker).where(Worker.id.in_(workers))):
            session.delete(worker)

    office.act(Message("Delete"), empty)
    assert go(office, city).problem is None
    return workers


def test_a_mass_deletion_is_taken_back(office: OpenOffice, city: RealCity) -> None:
    workers = emptied(office, city)
    settle(office, "give_up")
    assert seen(office, workers[0]) is not None
    at_rest(office, city)
    assert fields_at(city.exchange, workers[0]) is not None
    assert office.read(list_pending) == []
    assert office.verify().ok

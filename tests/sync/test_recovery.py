"""Restores of either side, rewinds in the middle of a pull, what the city has no more, and divergence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from gridadmin.city.exchange import Exchange
from gridadmin.domain.exchange import RoundResult
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import CityRecord, GroupState, Issue, IssueKind, OutboxGroup, Replica
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Worker
from gridadmin.services.worker_records import create_worker
from gridadmin.sync.collecting import collect_all
from gridadmin.sync.comparing import Difference, repair
from gridadmin.sync.issues import list_rounds
from gridadmin.sync.portions import Portions
from gridadmin.sync.pulling import is_staged, next_pull, stage_page
from gridadmin.sync.rechecking import ask_for_recheck, recheck
from gridadmin.sync.recovery import begin_recovery, renew_replica
from gridadmin.sync.round import exchange_once
from gridadmin.wire.enrolment import SCHEMA, EnrolRequest
from gridadmin.wire.groups import NewRecord
from gridadmin.wire.recovery import RowsReply
from tests.real_offices import TODAY, business_state, real_office, worker_form
from tests.sync.attempts import forget_groups
from tests.sync.real_city import TOWN, Colleague, RealCity, pull
from tests.sync.replaying import assert_replays


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    """An office of its own."""
    with real_office(tmp_path) as opened:
        yield opened


def go(office: OpenOffice, city: RealCity) -> RoundResult:
    """Exchange once."""
    return exchange_once(office, city, now=office.clock, portions=Portions())


def backup(exchange: Exchange) -> sqlite3.Connection:
    """Return a copy of the city's database."""
    copy = sqlite3.connect(":memory:")
    raw = exchange.engine.raw_connection()
    raw.driver_connection.backup(copy)  # type: ignore[union-attr]
    raw.close()
    return copy


def restore(exchange: Exchange, copy: sqlite3.Connection) -> None:
    """Put a copy in the place of the city's database."""
    raw = exchange.engine.raw_connection()
    copy.backup(raw.driver_connection)  # type: ignore[arg-type]
    raw.close()


def enter(office: OpenOffice, name: str) -> UUID:
    """Enter a person."""
    return office.act(Message("Enter"), create_worker, worker_form(name), TODAY)


def people(office: OpenOffice) -> set[str]:
    """Return the names of all persons."""
    return {row["name"] for row in business_state(office)["worker"].values()}


def issues(office: OpenOffice, kind: IssueKind) -> list[Issue]:
    """Return the issues of a kind."""
    return office.read(lambda session: list(session.scalars(select(Issue).where(Issue.kind == kind))))


@pytest.mark.parametrize("rotated", [True, False])
def test_the_city_was_restored(office: OpenOffice, exchange: Exchange, city: RealCity, *, rotated: bool) -> None:
    """What it lost it gets again from the office that had sent it, whether the operator thinks of the epoch or not."""
    enter(office, "张三")
    assert go(office, city).complete
    copy = backup(exchange)
    enter(office, "李四")
    assert go(office, city).complete
    restore(exchange, copy)
    if rotated:
        exchange.rotate_epoch("管理员")
    result = go(office, city)
    assert (result.recovered, result.complete, result.problem) == (True, True, None)
    assert [attempt.recovered for attempt in office.read(list_rounds)][:2] == [True, False], "the history says so"
    with exchange.engine.connect() as connection:
        fields = " ".join(str(row) for row in connection.execute(text("SELECT * FROM record")))
    assert "李四" in fields
    assert go(office, city).received == 0
    assert not issues(office, IssueKind.ORPHAN)
    assert_replays(office)


def test_a_rewind_in_the_middle_of_a_pull(office: OpenOffice, exchange: Exchange, city: RealCity) -> None:
    """The stage of the old history is dropped."""
    colleague = Colleague(exchange)
    copy = backup(exchange)
    for number in range(4):
        colleague.do(NewRecord(t="worker", id=new_id(), f={"name": f"张{number}", "sex": "1"}))
    office.exchange(stage_page, city.pull(office.read(next_pull, 1)))
    assert not office.read(is_staged)
    restore(exchange, copy)
    result = go(office, city)
    assert (result.recovered, result.complete) == (True, True)
    assert people(office) == set()


def test_orphans_are_listed_and_many_are_asked_about(office: OpenOffice, exchange: Exchange, city: RealCity) -> None:
    """What the city has no more, and nobody here sent, is shown to a person; many of them only after her yes."""
    copy = backup(exchange)
    colleague = Colleague(exchange)
    rows = [NewRecord(t="worker", id=new_id(), f={"name": f"张{number}", "sex": "1"}) for number in range(30)]
    colleague.do(*rows)
    assert go(office, city).complete
    assert len(people(office)) == 30
    forget_groups(office, *(row.id for row in rows))
    restore(exchange, copy)
    city.calls.clear()
    asked = go(office, enrolled_again(exchange, office))
    assert not asked.complete
    assert [issue.detail["types"] for issue in issues(office, IssueKind.MASS_DELETION)] == [{"worker": [30, 30]}]
    assert not issues(office, IssueKind.ORPHAN)
    office.exchange(_confirm, office.clock())
    assert go(office, enrolled_again(exchange, office)).complete
    assert len(issues(office, IssueKind.ORPHAN)) == len(people(office)) == 30
    assert office.verify().ok


def enrolled_again(exchange: Exchange, office: OpenOffice) -> RealCity:
    """Return the city as an office calls it whose credentials the restored city does not know."""
    replica = office.read(lambda session: session.scalars(select(Replica.id)).one())
    code = exchange.issue_code(TOWN, "网格中心", "管理员")
    return RealCity(
        exchange, exchange.enrol(EnrolRequest(code=code, replica=replica, schema=SCHEMA, program="gridadmin"))
    )


def _confirm(session: Session, now: Any) -> None:
    for issue in session.scalars(select(Issue).where(Issue.kind == IssueKind.MASS_DELETION)):
        issue.settled_at, issue.decision = now, "confirmed"


def test_a_divergence_is_repaired_once(office: OpenOffice, exchange: Exchange, city: RealCity) -> None:
    """A wrong row is fetched again and reported; where it is wrong again right after, the exchange stops."""
    person = new_id()
    colleague = Colleague(exchange)
    colleague.do(NewRecord(t="worker", id=person, f={"name": "张三", "sex": "1", "address": "甲"}))
    assert go(office, city).complete
    office.exchange(_spoil, person)
    result = go(office, city)
    assert (result.repaired, result.problem) == (1, None)
    reported = issues(office, IssueKind.DIVERGENCE)
    assert [(issue.decision, issue.detail["rows"]) for issue in reported] == [("repaired", 1)]
    office.exchange(_spoil, person)
    stopped = go(office, city)
    assert stopped.problem is not None
    assert not stopped.complete


def test_a_repair_deletes_nothing_that_the_city_never_had(
    office: OpenOffice, exchange: Exchange, city: RealCity
) -> None:
    """A row that only we hold as the city's is an orphan."""
    person = new_id()
    Colleague(exchange).do(NewRecord(t="worker", id=person, f={"name": "张三", "sex": "1"}))
    pull(office, city)
    history = city.pull(office.read(next_pull, 10)).history
    office.exchange(repair, Difference(TOWN, "worker"), (person,), RowsReply(history=history, rows=()), office.clock())
    assert people(office) == {"张三"}
    assert [issue.record_id for issue in issues(office, IssueKind.ORPHAN)] == [person]


def test_a_row_that_was_damaged_here_is_fetched_again(office: OpenOffice, exchange: Exchange, city: RealCity) -> None:
    """The full comparison looks at what stands in the tables; the clerk's own changes are no damage."""
    person, other = new_id(), new_id()
    made = [NewRecord(t="worker", id=each, f={"name": "张三", "sex": "1", "remarks": "x"}) for each in (person, other)]
    Colleague(exchange).do(*made)
    assert go(office, city).complete
    office.act(Message("Edit"), _edit, other)
    assert recheck(office, office.clock) == 0
    with office.engine.begin() as connection:
        connection.execute(text("UPDATE worker SET remarks = 'damaged' WHERE remarks = 'x' AND address IS NULL"))
    assert recheck(office, office.clock) == 1
    assert go(office, city).repaired == 1
    assert {row["remarks"] for row in business_state(office)["worker"].values()} == {"x"}
    assert recheck(office, office.clock) == 0


def test_everything_is_looked_at_once_a_day_and_when_asked(
    office: OpenOffice, exchange: Exchange, city: RealCity
) -> None:
    """Row by row, not by kept hashes; a clock that was put back does not put it off for ever."""
    Colleague(exchange).do(
        *(NewRecord(t="worker", id=new_id(), f={"name": "张三", "sex": "1", "remarks": "x"}) for _ in "12")
    )

    def damage() -> None:
        with office.engine.begin() as connection:
            connection.execute(text("UPDATE worker SET remarks = 'damaged'"))

    start = office.clock()
    assert go(office, city).damaged == 0
    damage()
    for later, found in ((timedelta(hours=23), None), (timedelta(hours=25), 2), (timedelta(hours=26), None)):
        office.clock = lambda at=start + later: at  # type: ignore[misc]
        result = go(office, city)
        assert (result.damaged, result.repaired) == (found, found or 0)
    damage()
    office.exchange(ask_for_recheck)
    assert (go(office, city).repaired, go(office, city).damaged) == (2, None)
    damage()
    office.clock = lambda: start
    assert go(office, city).repaired == 2
    assert {row["remarks"] for row in business_state(office)["worker"].values()} == {"x"}


def _edit(session: Session, person: UUID) -> None:
    session.get_one(Worker, person).address = "甲"


def _spoil(session: Session, person: UUID) -> None:
    held = session.get_one(CityRecord, person)
    held.hash = 1 if held.hash != 1 else 2


def test_too_long_away(office: OpenOffice, exchange: Exchange, city: RealCity) -> None:
    """What waits has to be confirmed; nothing is sent by itself, and everything is pulled anew."""
    enter(office, "张三")
    assert go(office, city).complete
    enter(office, "李四")
    office.exchange(collect_all, office.clock())
    office.exchange(begin_recovery, expired=True)
    assert go(office, city).sent == 0
    assert people(office) == {"张三", "李四"}
    assert len(issues(office, IssueKind.EXPIRED)) == 1
    states = office.read(lambda session: set(session.scalars(select(OutboxGroup.state))))
    assert states == {GroupState.DONE, GroupState.REFUSED}


def test_a_new_identity(office: OpenOffice, city: RealCity) -> None:
    """A copied database takes another id; its pushes count from one."""
    del city
    before = office.read(lambda session: session.scalars(select(Replica.id)).one())
    assert office.exchange(renew_replica) != before
    assert office.read(lambda session: session.scalars(select(Worker)).all()) == []

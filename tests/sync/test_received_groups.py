"""What another computer of the office sent is kept here, too: it may be the last that has it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select

from gridadmin.city.exchange import LIMITS, Exchange
from gridadmin.city.storage import make_tables, open_city
from gridadmin.city.tables import record
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import GroupState, IssueKind, OutboxGroup
from gridadmin.models.ids import new_id
from gridadmin.sync.outbox import unpack
from gridadmin.sync.recovery import begin_recovery
from gridadmin.wire.enrolment import Limits
from gridadmin.wire.groups import Change, DeleteRecord, NewRecord, SetFields
from tests.real_offices import NOON, SteppingClock, real_office
from tests.sync.attempts import at_rest, fields_at, go
from tests.sync.real_city import TOWN, Colleague, RealCity, enrolled, group_of
from tests.sync.test_recovery import backup, enter, issues, people, restore

YEAR = Limits.from_json(LIMITS.to_json() | {"retention_days": 365})


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    """The computer that is left."""
    with real_office(tmp_path) as opened:
        yield opened


def settled(office: OpenOffice) -> dict[UUID, OutboxGroup]:
    """Return the groups that are settled here."""
    query = select(OutboxGroup).where(OutboxGroup.state == GroupState.DONE)
    return office.read(lambda session: {group.mid: group for group in session.scalars(query)})


def test_what_another_computer_had_sent_goes_again(office: OpenOffice, exchange: Exchange, city: RealCity) -> None:
    """The city is restored without its tail, the author's disk is lost: who has received it sends it, under its mid."""
    at_rest(office, city)
    before, colleague, person = backup(exchange), Colleague(exchange), new_id()
    made = group_of(NewRecord(t="worker", id=person, f={"name": "李四", "sex": "1"}))
    changed = group_of(SetFields(t="worker", id=person, set={"address": Change(None, "城关村")}))
    colleague.do_all([made, changed])
    at_rest(office, city)
    assert settled(office).keys() >= {made.mid, changed.mid}
    restore(exchange, before)
    assert go(office, city).recovered
    at_rest(office, city)
    assert fields_at(exchange, person) == {"name": "李四", "sex": "1", "address": "城关村"}
    assert not issues(office, IssueKind.ORPHAN)
    assert [each.result.value for each in Colleague(exchange).do_all([made, changed])] == ["applied", "applied"]


def test_the_part_of_a_group_goes_again_under_a_mid_of_its_own(
    office: OpenOffice, exchange: Exchange, city: RealCity
) -> None:
    """Of what met a conflict only the written part is known; it never stands for the whole."""
    colleague, person = Colleague(exchange), new_id()
    colleague.do(NewRecord(t="worker", id=person, f={"name": "李四", "sex": "1"}))
    before = backup(exchange)
    changes = {"name": Change("李五", "李六"), "address": Change(None, "城关村")}
    met = group_of(SetFields(t="worker", id=person, set=changes))
    assert colleague.do_all([met])[0].result.value == "merged"
    at_rest(office, city)
    (part,) = [each for each in settled(office).values() if each.part_of == met.mid]
    assert part.mid != met.mid
    assert unpack(part.body).ops == (SetFields(t="worker", id=person, set={"address": Change(None, "城关村")}),)
    go(office, city)
    exchange.rotate_epoch("管理员")
    assert at_rest(office, city).sent == 0, "the history of the full pull has it"
    restore(exchange, before)
    go(office, city)
    at_rest(office, city)
    assert fields_at(exchange, person) == {"name": "李四", "sex": "1", "address": "城关村"}


def test_many_deletions_that_a_colleague_had_confirmed_go_again(
    office: OpenOffice, exchange: Exchange, city: RealCity
) -> None:
    """The question was answered once."""
    colleague, persons = Colleague(exchange), [new_id() for _ in range(25)]
    colleague.do(*(NewRecord(t="worker", id=each, f={"name": "李四", "sex": "1"}) for each in persons))
    before = backup(exchange)
    gone = group_of(*(DeleteRecord(t="worker", id=each, was={"name": "李四", "sex": "1"}) for each in persons))
    assert colleague.do_all([replace(gone, confirmed_deletions=25)])[0].result.value == "applied"
    at_rest(office, city)
    restore(exchange, before)
    go(office, city)
    at_rest(office, city)
    assert fields_at(exchange, persons[0]) is None
    assert not people(office)


@dataclass
class Forgetful:
    """A city that keeps a year, its clock, and how an office calls it."""

    exchange: Exchange
    city: RealCity
    clock: SteppingClock

    def a_year_passes(self) -> None:
        """Let everything so far become too old; something is written after it."""
        self.clock.now += timedelta(days=400)
        Colleague(self.exchange).do(NewRecord(t="worker", id=new_id(), f={"name": "赵六", "sex": "1"}))
        self.exchange.forget(TOWN)
        self.city = RealCity(self.exchange, self.city.reply)  # with a token of today


@pytest.fixture
def forgetful(office: OpenOffice) -> Forgetful:
    """A city that keeps a year."""
    clock, engine, random = SteppingClock(NOON), open_city("sqlite://"), Random(7)
    make_tables(engine, random)
    exchange = Exchange(engine, random=random, clock=clock, limits=YEAR)
    return Forgetful(exchange, enrolled(exchange, office), clock)


def test_what_the_city_has_forgotten_is_not_sent_again(office: OpenOffice, forgetful: Forgetful) -> None:
    """It had been there, and may have been undone by others since; only what came later can have been lost."""
    enter(office, "张三")
    at_rest(office, forgetful.city)
    forgetful.a_year_passes()
    assert go(office, forgetful.city).recovered  # the point that it had seen is too old
    assert people(office) == {"张三", "赵六"}
    later = backup(forgetful.exchange)
    enter(office, "李四")
    at_rest(office, forgetful.city)
    restore(forgetful.exchange, later)
    sent = go(office, forgetful.city).sent
    at_rest(office, forgetful.city)
    assert sent == 1, "李四 alone"
    assert not issues(office, IssueKind.EXPIRED)


def test_who_was_away_too_long_confirms_what_waits_and_sends_what_a_restore_has_lost(
    office: OpenOffice, forgetful: Forgetful
) -> None:
    """Both at once: the absence of the office, and a city without its tail."""
    colleague, person = Colleague(forgetful.exchange), new_id()
    colleague.do(NewRecord(t="worker", id=person, f={"name": "王五", "sex": "1"}))
    before = backup(forgetful.exchange)
    enter(office, "张三")
    at_rest(office, forgetful.city)
    restore(forgetful.exchange, before)
    enter(office, "李四")
    office.exchange(begin_recovery, expired=True)
    go(office, forgetful.city)
    assert go(office, forgetful.city).complete
    assert len(issues(office, IssueKind.EXPIRED)) == 1, "李四 waits for a person"
    assert people(office) == {"王五", "张三", "李四"}
    names = {fields["name"] for fields in rows_at(forgetful.exchange)}
    assert names == {"王五", "张三"}


def rows_at(exchange: Exchange) -> list[dict[str, str]]:
    """Return the persons at the city."""
    query = select(record.c.fields).where(record.c.type == "worker", record.c.deleted.is_(False))
    with exchange.engine.connect() as connection:
        return [json.loads(fields) for fields in connection.execute(query).scalars()]

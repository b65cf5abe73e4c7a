"""Schemas side by side: an office of the schema before, the city of the newest, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gridadmin.city.exchange import Exchange
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import CityRecord, Replica
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Worker
from gridadmin.services.journal import record_classes
from gridadmin.sync.issues import list_issues
from gridadmin.wire.enrolment import SCHEMA
from gridadmin.wire.groups import Change, NewRecord, SetFields
from gridadmin.wire.owners import OWNERS, types_since
from tests.every_record import MADE_ONCE, TYPES, make_all
from tests.real_offices import real_office
from tests.sync.attempts import at_rest, fields_at, go
from tests.sync.old_program import NewestCity, program_of
from tests.sync.real_city import Colleague, RealCity, enrolled, new_city
from tests.sync.test_collecting import address
from tests.sync.test_every_record import live
from tests.sync.test_recovery import enter

BEFORE = SCHEMA - 1
NEW_TYPES = set(types_since(BEFORE))
REMARKS = {("worker", "remarks")}  # as if this field of an old type had come with the newest schema


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    """The office whose program is old."""
    (tmp_path / "old").mkdir()
    with real_office(tmp_path / "old") as opened:
        yield opened


@pytest.fixture
def exchange() -> Exchange:
    """An empty city of the newest schema."""
    return new_city()


@pytest.fixture
def city(exchange: Exchange, office: OpenOffice) -> NewestCity:
    """The city as the old office calls it."""
    return NewestCity(exchange, enrolled(exchange, office).reply)


@pytest.fixture
def newest(tmp_path: Path, exchange: Exchange) -> Iterator[tuple[OpenOffice, RealCity]]:
    """Another computer of the same office, its program up to date."""
    (tmp_path / "new").mkdir()
    with real_office(tmp_path / "new") as opened:
        yield opened, enrolled(exchange, opened)


def rows(office: OpenOffice, record_type: str) -> int:
    """Return how many records of a type stand in the office's table."""
    model: Any = record_classes()[record_type]
    return office.read(lambda session: session.scalar(select(func.count(model.id)))) or 0


def test_an_older_office_gets_what_it_knows_and_is_not_told_to_update(
    office: OpenOffice, city: NewestCity, newest: tuple[OpenOffice, RealCity], exchange: Exchange
) -> None:
    """Of what it does not know it keeps what counts in the digests; nobody loses anything, and all is equal."""
    at_first = {t: rows(office, t) for t in NEW_TYPES}
    newest[0].act(Message("Do"), make_all)
    at_rest(*newest)
    before = live(exchange)
    with program_of(BEFORE):
        result = at_rest(office, city)
        assert not result.waits_for_update
        person = enter(office, "张三")
        result = at_rest(office, city)
        assert (result.sent > 0, result.waits_for_update) == (True, False)
    assert rows(office, "worker") == 2
    assert {t: rows(office, t) for t in NEW_TYPES} == at_first
    kept = office.read(lambda session: set(session.scalars(select(CityRecord.record_type))))
    assert kept >= NEW_TYPES, "counted in the digests"
    assert fields_at(exchange, person) is not None
    assert {t: live(exchange)[t] for t in NEW_TYPES} == {t: before[t] for t in NEW_TYPES}
    assert office.verify().ok


def test_an_older_office_cannot_erase_a_field_that_it_does_not_know(
    office: OpenOffice, city: NewestCity, exchange: Exchange
) -> None:
    """Operations name single fields; a deletion of what it has not seen whole asks a person."""
    colleague, person = Colleague(exchange), new_id()
    colleague.do(NewRecord(t="worker", id=person, f={"name": "李四", "sex": "1", "remarks": "新字段"}))
    with program_of(BEFORE, REMARKS):
        at_rest(office, city)
        office.act(Message("Change"), address, person, "城关村")
        at_rest(office, city)
        assert (fields_at(exchange, person) or {})["remarks"] == "新字段"
        assert (fields_at(exchange, person) or {})["address"] == "城关村"
        colleague.do(SetFields(t="worker", id=person, set={"remarks": Change("新字段", "更新")}))
        at_rest(office, city)
        office.act(Message("Delete"), _delete, person)
        at_rest(office, city)
        assert (fields_at(exchange, person) or {})["remarks"] == "更新"
        (card,) = office.read(list_issues)
        assert card.cause == "changed_since"


def _delete(session: Session, person: UUID) -> None:
    session.delete(session.get_one(Worker, person))


def test_an_office_that_is_updated_fetches_what_it_had_not_known(
    office: OpenOffice, city: NewestCity, newest: tuple[OpenOffice, RealCity], exchange: Exchange
) -> None:
    """With the first attempt after the update, the whole of it; its own records of the new types go, too."""
    made = newest[0].act(Message("Do"), make_all)
    at_rest(*newest)
    with program_of(BEFORE):
        at_rest(office, city)
        assert pulled_schema(office) == BEFORE
    person = enter(newest[0], "王五")
    at_rest(*newest)
    result = at_rest(office, city)
    assert pulled_schema(office) == SCHEMA
    assert {t: rows(office, t) for t in made} == {t: live(exchange)[t] for t in made}
    assert fields_at(exchange, person) is not None
    assert rows(office, "worker") == 2, "what is new beside that came in the same attempt"
    assert result.repaired == 0
    second = office.act(Message("Do"), make_all)
    at_rest(office, city)
    assert all(live(exchange)[t] >= 2 for t in second)
    at_rest(*newest)
    assert {t: rows(newest[0], t) for t in TYPES} == {t: rows(office, t) for t in TYPES}
    assert office.verify().ok


def pulled_schema(office: OpenOffice) -> int:
    """Return the schema of the last complete pull."""
    return office.read(lambda session: session.scalars(select(Replica.pulled_schema)).one())


def test_a_newer_office_waits_for_an_older_city(office: OpenOffice, city: NewestCity, exchange: Exchange) -> None:
    """Nothing is sent and nothing lost; once the city was updated everything goes."""
    person = enter(office, "张三")
    city.speaks = BEFORE
    result = go(office, city)
    assert (result.complete, result.waits_for_update, result.sent) == (False, True, 0)
    assert "older than this one" in str(result.problem)
    assert city.calls == ["capabilities"]
    city.speaks = SCHEMA
    at_rest(office, city)
    assert fields_at(exchange, person) is not None


def test_the_map_of_owners_knows_what_came_when() -> None:
    """The types of the worker's file came with the second schema, all of them; nothing of the first is among them."""
    assert NEW_TYPES
    assert all(OWNERS[t].since == SCHEMA for t in NEW_TYPES)
    assert set(OWNERS) - NEW_TYPES >= MADE_ONCE

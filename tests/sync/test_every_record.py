"""Every record type that exists is exchanged, whatever feature brought it: made, changed, deleted, and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from gridadmin.city.exchange import Exchange
from gridadmin.city.tables import record
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.journal import record_classes
from gridadmin.sync.issues import list_issues
from gridadmin.wire.owners import OWNERS, exchanged_fields
from tests.every_record import MADE_ONCE, TYPES, change_all, delete_all, make_all
from tests.real_offices import business_state, real_office
from tests.sync.real_city import RealCity, enrolled, new_city
from tests.sync.test_two_computers import go

DO = Message("Do")
Rooms = tuple[tuple[OpenOffice, RealCity], tuple[OpenOffice, RealCity]]


@pytest.fixture
def exchange() -> Exchange:
    """An empty city."""
    return new_city()


@pytest.fixture
def rooms(tmp_path: Path, exchange: Exchange) -> Iterator[Rooms]:
    """Two computers of one office that have exchanged once."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    with real_office(tmp_path / "first") as first, real_office(tmp_path / "second") as second:
        both = (first, enrolled(exchange, first)), (second, enrolled(exchange, second))
        for office, city in both:
            go(office, city)
        yield both


def shown(office: OpenOffice) -> dict[str, dict[UUID, dict[str, Any]]]:
    """Return what travels of every record."""
    state = business_state(office)
    return {
        t: {each: {name: row[name] for name in exchanged_fields(t)} for each, row in state[t].items()} for t in TYPES
    }


def live(exchange: Exchange) -> dict[str, int]:
    """Return how many live records of each type the city has."""
    counted = select(record.c.type, func.count()).where(record.c.deleted.is_(False)).group_by(record.c.type)
    with exchange.engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(counted)}


def rest(rooms: Rooms) -> None:
    """Let both exchange until they hold the same."""
    for office, city in (*rooms, *rooms):
        go(office, city)
    for office, _city in rooms:
        waiting = office.read(list_issues)
        assert not waiting, [(each.record_type, each.cause, each.values, str(each.reason)) for each in waiting]
        assert office.verify().ok
    assert shown(rooms[0][0]) == shown(rooms[1][0])


def test_every_type_has_a_table_and_an_owner() -> None:
    """A table without an owner, or an owner without a table, is a record that never reaches the city."""
    assert set(TYPES) == set(record_classes()) == set(OWNERS)


def test_every_type_is_made_changed_deleted_and_brought_back(rooms: Rooms, exchange: Exchange) -> None:
    """From one computer through the city to the other, and from there, every field of it."""
    (first, _here), (second, _there) = rooms
    made = first.act(DO, make_all)
    rest(rooms)
    assert set(live(exchange)) == set(TYPES)
    second.act(DO, change_all, made)
    rest(rooms)
    before = shown(first)
    counted = live(exchange)
    first.act(DO, delete_all, made)
    rest(rooms)
    assert {t: counted[t] - live(exchange).get(t, 0) for t in made} == dict.fromkeys(made, 1)
    first.undo()
    rest(rooms)
    assert shown(second) == before
    assert set(TYPES) - made.keys() == MADE_ONCE

"""Damage that a disk or a hand does to stored text: the check finds it, names it, and goes on to the other scopes."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select, update

from gridadmin.city.restore_check import check_city
from gridadmin.city.tables import history, record
from gridadmin.wire.scopes import Scope
from tests.city.cities import OTHER_TOWN, TOWN, City, worker


@pytest.fixture
def filled(city_engine: Engine) -> City:
    """A city with three people in each of two townships."""
    city = City(city_engine)
    for town in (OTHER_TOWN, TOWN):
        city.caller, city.seen = city.enrol(town), None
        for _ in range(3):
            city.send(worker(city.id()))
    return city


def problems(city: City) -> dict[str, list[str]]:
    return {check.scope: [str(problem) for problem in check.problems] for check in check_city(city.engine)}


def damage(city: City, scope: Scope, content: str) -> None:
    first = select(record.c.id).where(record.c.scope == str(scope)).order_by(record.c.id).limit(1).scalar_subquery()
    with city.engine.begin() as connection:
        mine = (record.c.scope == str(scope), record.c.id == first)
        connection.execute(update(record).where(*mine).values(fields=content))


def test_a_record_that_cannot_be_read_is_named(filled: City) -> None:
    for content in ('{"name":"张', "", "[]", '"name"'):
        damage(filled, OTHER_TOWN, content)
        found = problems(filled)
        assert found[str(TOWN)] == []
        assert any("worker" in problem and "cannot be read" in problem for problem in found[str(OTHER_TOWN)]), content


def test_an_entry_of_history_that_cannot_be_read_is_named(filled: City) -> None:
    for content in ('[{"k":"new"', '[{"k":"new"}]', "3", '[{"k":"new","id":"x","f":{}}]'):
        with filled.engine.begin() as connection:
            mine = (history.c.scope == str(OTHER_TOWN), history.c.ops.is_not(None), history.c.seq == 1)
            connection.execute(update(history).where(*mine).values(ops=content))
        found = problems(filled)
        assert found[str(TOWN)] == []
        assert any("history 1" in problem for problem in found[str(OTHER_TOWN)]), content

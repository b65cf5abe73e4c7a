"""Cities for tests: real PostgreSQL. Scopes keep each other apart, so most tests share the tables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random

import pytest
from sqlalchemy import Engine

from gridadmin.city.storage import make_tables, open_city
from gridadmin.wire.scopes import Scope, ScopeKind
from tests.city.cities import City
from tests.models.conftest import postgres_schema, postgres_url  # noqa: F401 - a fixture

_numbers = count(1000)


def own_town() -> Scope:
    """Return a township of a city that no other test of this process has."""
    return Scope(ScopeKind.TOWN, f"{next(_numbers)}25101")


@pytest.fixture
def city_engine(postgres_url: str) -> Iterator[Engine]:  # noqa: F811 - the fixture
    """The empty tables of a city on PostgreSQL, for one test alone."""
    with postgres_schema(postgres_url) as url:
        engine = open_city(url)
        make_tables(engine, Random(1))
        yield engine
        engine.dispose()


@pytest.fixture(scope="session")
def shared_engine(postgres_url: str) -> Iterator[Engine]:  # noqa: F811 - the fixture
    """The tables of a city on PostgreSQL, for the whole run."""
    with postgres_schema(postgres_url) as url:
        engine = open_city(url)
        make_tables(engine, Random(1))
        yield engine
        engine.dispose()


@pytest.fixture
def city(city_engine: Engine) -> City:
    """A city with one enrolled office, in tables of its own."""
    city = City(city_engine)
    city.caller = city.enrol(city.town)
    return city


@pytest.fixture
def shared_city(shared_engine: Engine) -> City:
    """A city with one office, in scopes of its own among the shared tables: ready at once."""
    return City(shared_engine, town=own_town())

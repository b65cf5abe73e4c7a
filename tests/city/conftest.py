"""Cities for tests: real PostgreSQL, each test in tables of its own."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from sqlalchemy import Engine

from gridadmin.city.storage import make_tables, open_city
from tests.city.cities import City
from tests.models.conftest import postgres_schema, postgres_url  # noqa: F401 - a fixture


@pytest.fixture
def city_engine(postgres_url: str) -> Iterator[Engine]:  # noqa: F811 - the fixture
    """An empty city on PostgreSQL."""
    with postgres_schema(postgres_url) as url:
        engine = open_city(url)
        make_tables(engine, Random(1))
        yield engine
        engine.dispose()


@pytest.fixture
def city(city_engine: Engine) -> City:
    """A city with one enrolled office."""
    return City(city_engine)

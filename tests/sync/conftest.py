"""A real office for each test, once as a SQLCipher file and once on PostgreSQL, and a real city."""

from __future__ import annotations

import pytest

from gridadmin.city.exchange import Exchange
from gridadmin.jobs.office import OpenOffice
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture
from tests.services.conftest import office  # noqa: F401 - a fixture
from tests.sync.real_city import Colleague, RealCity, enrolled, new_city


@pytest.fixture
def exchange() -> Exchange:
    return new_city()


@pytest.fixture
def city(exchange: Exchange, office: OpenOffice) -> RealCity:  # noqa: F811 - the fixture
    return enrolled(exchange, office)


@pytest.fixture
def colleague(exchange: Exchange) -> Colleague:
    return Colleague(exchange)

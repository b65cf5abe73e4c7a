"""Computers on one PostgreSQL exchange one at a time, whatever becomes of their connections."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select, text

from gridadmin.city.exchange import Exchange
from gridadmin.domain.errors import StorageError
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import PulledPage
from gridadmin.sync.lease import Lease, take_lease
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture
from tests.real_offices import server_office
from tests.sync.attempts import at_rest, go
from tests.sync.real_city import RealCity, enrolled
from tests.sync.test_collecting import bare_worker


@pytest.fixture
def office(postgres_url: str, tmp_path: Path) -> Iterator[OpenOffice]:  # noqa: F811 - the fixture
    with server_office(postgres_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def city(exchange: Exchange, office: OpenOffice) -> RealCity:
    return enrolled(exchange, office)


def taken(office: OpenOffice) -> Lease:
    """Take the lease as another computer does."""
    lease = take_lease(office.engine)
    assert lease is not None
    return lease


def cut_every_connection(office: OpenOffice) -> None:
    """Let the server end all connections of the office, as after a timeout or a restart."""
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    with office.engine.connect() as connection:
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))


def test_a_lease_is_had_once(office: OpenOffice) -> None:
    lease = taken(office)
    assert office.take_lease() is None
    lease.give_back()
    taken(office).give_back()


def test_who_lost_the_lease_writes_nothing_more(office: OpenOffice, city: RealCity) -> None:
    """Its connection was cut while the city thought, and another computer has begun to exchange."""
    office.act(Message("Enter"), bare_worker)
    pull, others = city.pull, list[Lease]()

    def slow(request: Any) -> Any:
        cut_every_connection(office)
        others.append(taken(office))
        return pull(request)

    city.pull = slow  # type: ignore[method-assign]
    result = go(office, city)
    assert not result.complete
    assert "another computer" in str(result.problem)
    assert office.read(lambda session: session.scalars(select(PulledPage.n)).all()) == []
    del city.pull
    others[0].give_back()
    at_rest(office, city)


def test_a_cut_connection_alone_ends_nothing(office: OpenOffice, city: RealCity) -> None:
    office.act(Message("Enter"), bare_worker)
    pull = city.pull

    def slow(request: Any) -> Any:
        cut_every_connection(office)
        return pull(request)

    city.pull = slow  # type: ignore[method-assign]
    at_rest(office, city)
    taken(office).give_back()


def test_a_database_that_takes_nothing_is_no_other_computer(office: OpenOffice, city: RealCity) -> None:
    at_rest(office, city)
    read_only = {"options": "-c default_transaction_read_only=on"}
    writable, office.engine = office.engine, create_engine(office.engine.url, connect_args=read_only)
    try:
        with pytest.raises(StorageError):
            office.take_lease()
    finally:
        office.engine.dispose()
        office.engine = writable

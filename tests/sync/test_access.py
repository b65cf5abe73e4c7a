"""Tokens, revocation, signatures and a second identity at the real city, hours away from the office's clock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gridadmin.city.settings import Settings
from gridadmin.domain.exchange import Connection, ExchangeState, RoundResult
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.worker_records import create_worker
from gridadmin.sync.enrolment import Enrolled, open_city, read_enrolled
from gridadmin.sync.http import HttpCity
from gridadmin.sync.issues import exchange_status
from gridadmin.sync.portions import Portions
from gridadmin.sync.round import exchange_once
from gridadmin.sync.rounds import stop_of
from gridadmin.wire.problems import ProblemError, ProblemType
from tests.city_servers import city_server
from tests.fault_proxy import fault_proxy
from tests.real_offices import TODAY, real_office, worker_form
from tests.sync.test_http import PULL
from tests.sync.test_whole_exchange import enrolled_at

GATEWAY = {"office": "the gateway's secret"}


class CityClock:
    """The city's clock, as a test sets it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 20, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "computer") as opened:
        yield opened


@contextmanager
def reached(office: OpenOffice, enrolled: Enrolled) -> Iterator[HttpCity]:
    city = open_city(enrolled, office_key=office.key, keyring=None, clock=office.clock)
    try:
        yield city
    finally:
        city.close()


def attempt(office: OpenOffice, city: HttpCity) -> RoundResult:
    return exchange_once(office, city, now=office.clock, portions=Portions(), photos=office)


def work(office: OpenOffice, name: str) -> None:
    office.act(Message("Enter"), create_worker, worker_form(name), TODAY)


def test_a_token_ends_by_the_citys_clock(office: OpenOffice, postgres_url: str) -> None:
    clock = CityClock()
    with city_server(postgres_url, clock=clock) as server, fault_proxy(server.address) as proxy:
        enrolled = enrolled_at(server, office, Connection(proxy.address))
        with reached(office, enrolled) as city:
            assert attempt(office, city).complete
            clock.now += timedelta(hours=2)
            work(office, "张三")
            assert attempt(office, city).complete
            offset = city.clock_offset
            status = office.read(exchange_status)
        tokens = [seen for seen in proxy.seen if seen.line.endswith("/token")]
        assert len(tokens) == 2
        assert len([seen for seen in proxy.seen if seen.status == 401]) == 1
        assert offset is not None
        assert abs(offset - (clock.now - office.clock()).total_seconds()) < 60
        assert status.state is ExchangeState.AT_REST
        assert status.clock_offset_seconds is not None
        assert abs(status.clock_offset_seconds - offset) < 60
        assert status.clock_warning is not None


def test_revoked_and_enrolled_again(office: OpenOffice, postgres_url: str) -> None:
    with city_server(postgres_url) as server:
        first = enrolled_at(server, office, Connection(server.address))
        with reached(office, first) as city:
            assert attempt(office, city).complete
            server.exchange.revoke(first.client_id, "staff:test")
            work(office, "张三")
            result = attempt(office, city)
            assert (result.complete, result.sent) == (False, 0)
            assert office.read(stop_of) == result.problem
            with pytest.raises(ProblemError) as caught:
                city.pull(PULL)
            assert caught.value.problem.type is ProblemType.REVOKED
        work(office, "李四")
        second = enrolled_at(server, office, Connection(server.address))
        assert office.read(stop_of) is None
        assert office.read(read_enrolled) == second
        assert (second.replica, second.client_id) != (first.replica, first.client_id)
        with reached(office, second) as city:
            result = attempt(office, city)
            assert (result.complete, result.recovered, result.conflicts, result.refused) == (True, False, 0, 0)
            assert result.sent >= 2


def test_every_request_through_a_gateway_that_wants_signatures(
    office: OpenOffice,
    postgres_url: str,
    tmp_path: Path,
) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(GATEWAY), encoding="utf-8")
    keys.chmod(0o600)
    clock = CityClock()
    with city_server(postgres_url, Settings(app_keys=str(keys)), clock=clock) as server:
        signed = Connection(server.address, signer="hmac-sm3", app_key="office")
        with pytest.raises(ProblemError) as caught:
            enrolled_at(server, office, Connection(server.address))
        assert caught.value.problem.type is ProblemType.SIGNATURE_INVALID
        with pytest.raises(ProblemError):
            enrolled_at(server, office, signed, "another secret")
        enrolled = enrolled_at(server, office, signed, GATEWAY["office"])
        work(office, "张三")
        with reached(office, enrolled) as city:
            assert attempt(office, city).complete

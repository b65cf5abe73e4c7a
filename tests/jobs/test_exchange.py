"""Two computers of one township, a real city between them: what is sent, received, settled, left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gridadmin.domain.errors import CancelledError, InvalidError, NotFoundError, NotPermittedError
from gridadmin.domain.exchange import Connection, ExchangeState
from gridadmin.domain.queues import MOST_QUEUES, Target
from gridadmin.jobs import exchange_city
from gridadmin.jobs.exchange import list_cards, read_status, record_cards, settle_issues, view_exchange
from gridadmin.jobs.exchange_city import CityLine, leave_exchange, read_connection, use_connection
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.office_overview import overview
from gridadmin.jobs.progress import Progress
from gridadmin.services.office import list_communities
from gridadmin.services.workers import find_worker_id
from gridadmin.services.workers_forms import worker_form
from tests.city_servers import CityServer, city_server
from tests.exchanging_offices import address_of, be_refused, change, differ, enrol, enter, exchange, exchanging_office
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture
from tests.real_offices import TODAY, real_office

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test writes into the keyring of whoever runs it."""
    monkeypatch.setattr(exchange_city, "keyring_of", lambda _office: None)


@pytest.fixture
def city(postgres_url: str) -> Iterator[CityServer]:  # noqa: F811 - the fixture
    with city_server(postgres_url) as running:
        yield running


@pytest.fixture
def one(tmp_path: Path, city: CityServer) -> Iterator[OpenOffice]:
    with exchanging_office(tmp_path / "one", city) as office:
        yield office


@pytest.fixture
def two(tmp_path: Path, city: CityServer) -> Iterator[OpenOffice]:
    with exchanging_office(tmp_path / "two", city) as office:
        yield office


def test_what_one_computer_enters_the_other_gets(one: OpenOffice, two: OpenOffice) -> None:
    enter(one, address="城关村12号")
    assert read_status(one).state is ExchangeState.WAITING
    assert view_exchange(one).pending
    assert exchange(one).sent
    assert exchange(two).received
    assert address_of(two) == "城关村12号"
    for office in (one, two):
        status = read_status(office)
        assert (status.state, status.pending) == (ExchangeState.AT_REST, 0)
        assert status.reached is not None
    assert any(line.sent for line in view_exchange(one).rounds)


def test_mine_goes_over_the_citys_and_can_be_undone(one: OpenOffice, two: OpenOffice) -> None:
    card = differ(one, two)
    assert card.target == Target("workers", record_id=str(two.read(find_worker_id, "张三")))
    ((field, was, mine, theirs),) = [(line.field, line.was, line.mine, line.theirs) for line in card.lines]
    assert (field, was, mine, theirs) == ("Address", "城关村12号", "城关村21号", "城关村8号")
    assert address_of(two) == "城关村8号"
    assert read_status(two).state is ExchangeState.ATTENTION
    assert settle_issues(two, [card.issue.id], "mine") == 1
    assert list_cards(two) == ()
    assert address_of(two) == "城关村21号"
    exchange(two)
    exchange(one)
    assert address_of(one) == "城关村21号"
    two.undo()
    assert address_of(two) == "城关村8号"


def test_theirs_stays_and_the_card_goes(one: OpenOffice, two: OpenOffice) -> None:
    card = differ(one, two)
    found = record_cards(two, two.read(find_worker_id, "张三"))
    assert [each.issue.id for each in found] == [card.issue.id]
    settle_issues(two, [card.issue.id], "theirs")
    exchange(two)
    assert (address_of(two), list_cards(two)) == ("城关村8号", ())
    with pytest.raises(NotFoundError):
        settle_issues(two, [card.issue.id], "theirs")


def test_open_issues_are_a_queue_of_the_home_page(one: OpenOffice, two: OpenOffice) -> None:
    differ(one, two)
    queues = overview(two, TODAY).queues
    assert (queues[0].key, queues[0].count, len(queues)) == ("exchange", 1, MOST_QUEUES)
    assert "exchange" not in {queue.key for queue in overview(one, TODAY).queues}


def test_fields_that_go_together_are_on_one_card_and_settled_alike(one: OpenOffice, two: OpenOffice) -> None:
    enter(one, emergency_contact="刘建国", emergency_phone="13900000308")
    exchange(one)
    exchange(two)
    change(one, emergency_contact="刘洋", emergency_phone="13900000309")
    change(two, emergency_contact="刘建华", emergency_phone="13900000316")
    exchange(one)
    exchange(two)
    (card,) = list_cards(two)
    assert {line.mine for line in card.lines} == {"刘建华", "13900000316"}
    assert (len(card.ids), read_status(two).conflicts) == (2, 1)
    assert settle_issues(two, card.ids, "mine") == 2
    exchange(two)
    exchange(one)
    assert list_cards(two) == ()
    form = one.read(worker_form, one.read(find_worker_id, "张三"), TODAY)
    assert (form.emergency_contact, form.emergency_phone) == ("刘建华", "13900000316")


def test_an_attempt_that_is_stopped_leaves_no_trace_of_trouble(one: OpenOffice) -> None:
    enter(one)
    line, progress = CityLine(one), Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        line.attempt(progress)
    line.close()
    assert read_status(one).state is ExchangeState.WAITING
    exchange(one)
    assert read_status(one).state is ExchangeState.AT_REST


def test_leaving_keeps_everything_and_a_new_code_goes_on(one: OpenOffice, city: CityServer) -> None:
    exchange(one)
    enter(one)
    leave_exchange(one)
    assert read_status(one).state is ExchangeState.STOPPED
    with pytest.raises(Exception, match="Enrol"):
        exchange(one)
    enrol(one, city)
    assert exchange(one).sent
    assert read_status(one).state is ExchangeState.AT_REST


def test_another_way_to_the_city(one: OpenOffice, city: CityServer) -> None:
    with pytest.raises(InvalidError):
        use_connection(one, Connection("http://wg.example.gov.cn"))
    with pytest.raises(InvalidError):
        use_connection(one, Connection("https://wg.example.gov.cn", ca_file="/nowhere.pem"))
    use_connection(one, Connection(city.address, proxy=""))
    enrolled = read_connection(one)
    assert enrolled is not None
    assert enrolled.connection.proxy == ""
    exchange(one)


def test_who_cannot_take_part_is_told(tmp_path: Path, city: CityServer) -> None:
    with real_office(tmp_path / "plain") as office:
        assert read_status(office).state is ExchangeState.NOT_ENROLLED
        assert list_cards(office) == ()
        with pytest.raises(NotFoundError):
            CityLine(office).attempt()
        with pytest.raises(NotFoundError):
            leave_exchange(office)
        office.practice = True
        with pytest.raises(NotPermittedError):
            enrol(office, city)


def test_a_refused_value_stays_until_it_is_given_up(one: OpenOffice, city: CityServer) -> None:
    before = one.read(list_communities)[0]
    card = be_refused(city, one)
    assert "county" in str(card.issue.reason)
    assert card.target == Target("grids", "community", str(before.id))
    assert one.read(list_communities)[0].urban is not before.urban
    status = read_status(one)
    assert (status.state, status.refused) == (ExchangeState.ATTENTION, 1)
    settle_issues(one, [card.issue.id], "give_up")
    assert one.read(list_communities)[0].urban is before.urban
    exchange(one)
    assert read_status(one).state is ExchangeState.AT_REST

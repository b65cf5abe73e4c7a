"""The page behind a board's code, read from what an office sent: what is current, and since when a print is false."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from starlette.routing import BaseRoute

from gridadmin.city.exchange import Exchange
from gridadmin.city.public_boards import BoardFound, find_board
from gridadmin.city.public_web import public_routes
from gridadmin.wire.groups import Change, NewRecord, SetFields
from gridadmin.wire.values import Json
from tests.city.cities import City
from tests.city_servers import city_server

CODE = "371525101001003"
TODAY = date(2026, 3, 1)


class Board:
    """A grid with a worker and boards, as an office sends them."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.community, self.grid, self.worker, self.post = city.id(), city.id(), city.id(), city.id()
        self.office, self.phone = city.id(), city.id()
        self.send("office", self.office, township_code="371525101", township="清泉街道", county_code="371525",
                  county="冠县", organisation="清泉街道网格中心", supervision_phone="0635-0000000",
                  hotlines=[])  # fmt: skip
        self.send("community", self.community, code=CODE[:12], name="东街社区", urban=True)
        self.send("grid", self.grid, code=CODE, valid_from="2023-11-01")
        self.version("第三网格", "2023-11-01")
        self.send("worker", self.worker, name="张三", sex="1")
        self.send("worker_phone", self.phone, worker_id=str(self.worker), number="13900000001", purpose="mobile")
        self.appoint(self.worker, self.post, "2024-01-01")

    def send(self, record_type: str, record_id: UUID, **fields: Json) -> None:
        outcome = self.city.send(NewRecord(t=record_type, id=record_id, f=fields))
        assert outcome.result == "applied", outcome

    def version(self, name: str, since: str, area: str = "东至文化路") -> None:
        self.send("grid_version", self.city.id(), grid_id=str(self.grid), valid_from=since, name=name,
                  kind="comprehensive", community_id=str(self.community), area=area,
                  setting="urban")  # fmt: skip

    def appoint(self, worker: UUID, post: UUID, since: str) -> None:
        self.send("appointment", post, worker_id=str(worker), grid_id=str(self.grid), role="worker", started_on=since)

    def print(self, number: int, on: str, names: list[str], grid_name: str = "第三网格") -> None:
        content: Json = {
            "grid_name": grid_name, "area": "东至文化路", "duties": ["采集信息"], "names": list(names),
            "contact": [[name, "13900000001"] for name in names], "supervision_phone": "0635-0000000",
        }  # fmt: skip
        self.send("board_print", self.city.id(), grid_id=str(self.grid), community_id=str(self.community),
                  number=number, printed_on=on, template="standard_blue", size="A4", fingerprint="1:0",
                  content=content)  # fmt: skip

    def change(self, record_type: str, record_id: UUID, **fields: Json) -> None:
        changes = {name: Change(None, value) for name, value in fields.items()}
        assert self.city.send(SetFields(t=record_type, id=record_id, set=changes)).result == "applied"

    def found(self, asked: int | None = None, code: str = CODE) -> BoardFound | None:
        with self.city.engine.begin() as connection:
            return find_board(connection, code, asked, TODAY)

    def print_community(self, number: int, on: str, names: list[str]) -> None:
        line: Json = {"code": CODE, "grid_name": "第三网格", "area": "东至文化路", "names": list(names),
                      "contact": [[name, "13900000001"] for name in names]}  # fmt: skip
        content: Json = {
            "community": "东街社区",
            "grids": [line],
            "duties": ["采集信息"],
            "supervision_phone": "0635-0000000",
        }
        self.send("board_print", self.city.id(), community_id=str(self.community), number=number, printed_on=on,
                  template="standard_blue", size="A4", fingerprint="1:0", content=content)  # fmt: skip

    def since(self, asked: int | None = None, code: str = CODE) -> date | None:
        found = self.found(asked, code)
        assert found is not None
        return found.outdated_since


@pytest.fixture
def board(city: City) -> Board:
    return Board(city)


def test_a_grid_without_a_board_is_not_public(board: Board) -> None:
    assert board.found() is None
    assert board.found(code="371525101001999") is None
    assert board.found(code="张三") is None


def test_what_a_board_says(board: Board) -> None:
    board.print(1, "2026-01-05", ["张三"])
    found = board.found(1)
    assert found is not None
    assert found.outdated_since is None
    assert (found.board.township, found.board.community, found.board.name) == ("冠县清泉街道", "东街社区", "第三网格")
    assert found.board.people == (("张三", "13900000001"),)
    assert (found.board.number, found.board.printed_on) == (1, date(2026, 1, 5))


@pytest.fixture
def in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this machine believe that it stands in Greenwich."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("in_utc")
@pytest.mark.parametrize(
    ("hour", "says"), [(15, "现行有效"), (16, "自 2026年3月2日 起已不是最新")], ids=["before midnight", "after it"]
)
def test_a_day_begins_in_china_wherever_the_server_believes_to_stand(postgres_url: str, hour: int, says: str) -> None:
    def routes(exchange: Exchange) -> list[BaseRoute]:
        return public_routes(exchange.engine, lambda: datetime(2026, 3, 1, hour, 30, tzinfo=UTC))

    with city_server(postgres_url, more=routes) as server:
        board = Board(City(server.exchange.engine))
        board.print(1, "2026-01-05", ["张三"])
        board.version("第五网格", "2026-03-02")
        assert says in server.ask("GET", f"//b/{CODE}").body.decode()


def test_a_newer_print_makes_older_ones_false_from_its_day(board: Board) -> None:
    for number, day in ((1, "2026-01-05"), (2, "2026-02-01"), (3, "2026-02-20")):
        board.print(number, day, ["张三"])
    assert board.since(1) == date(2026, 2, 1)
    assert board.since(2) == date(2026, 2, 20)
    assert board.since(3) is None
    assert board.since() is None


def test_who_left_makes_the_newest_print_false_from_the_next_day(board: Board) -> None:
    board.print(1, "2026-01-05", ["张三"])
    board.change("appointment", board.post, ended_on="2026-02-10")
    assert board.since(1) == date(2026, 2, 11)


def test_who_goes_on_under_another_role_makes_nothing_false(board: Board) -> None:
    board.print(1, "2026-01-05", ["张三"])
    board.change("appointment", board.post, ended_on="2026-02-10")
    board.appoint(board.worker, board.city.id(), "2026-02-11")
    assert board.since(1) is None


def test_a_villages_board_is_false_from_the_day_on_which_one_of_its_grids_changes(board: Board) -> None:
    board.print_community(1, "2026-01-05", ["张三"])
    assert board.since(1, CODE[:12]) is None
    board.change("appointment", board.post, ended_on="2026-02-10")
    assert board.since(1, CODE[:12]) == date(2026, 2, 11)


def test_a_villages_board_is_false_from_the_day_of_a_new_grid(board: Board) -> None:
    board.print_community(1, "2026-01-05", ["张三"])
    board.grid = board.city.id()
    board.send("grid", board.grid, code=CODE[:-1] + "9", valid_from="2026-02-20")
    board.version("第九网格", "2026-02-20")
    assert board.since(1, CODE[:12]) == date(2026, 2, 20)


def test_who_came_makes_it_false_from_the_first_day(board: Board) -> None:
    board.print(1, "2026-01-05", ["张三"])
    newcomer = board.city.id()
    board.send("worker", newcomer, name="李四", sex="2")
    board.appoint(newcomer, board.city.id(), "2026-02-15")
    assert board.since(1) == date(2026, 2, 15)


def test_what_is_still_to_come_makes_nothing_false(board: Board) -> None:
    board.print(1, "2026-01-05", ["张三"])
    board.change("appointment", board.post, ended_on="2026-06-30")
    board.version("东街网格", "2026-07-01")
    assert board.since(1) is None


def test_another_area_makes_it_false(board: Board) -> None:
    board.print(1, "2026-01-05", ["张三"])
    board.version("第三网格", "2026-02-01", "东至新华路")
    assert board.since(1) == date(2026, 2, 1)


def test_an_area_in_the_offices_own_words_stays_true(board: Board) -> None:
    board.change("grid", board.grid, board_area="东至文化路")
    board.print(1, "2026-01-05", ["张三"])
    board.version("第三网格", "2026-02-01", "东至新华路")
    assert board.since(1) is None


def test_a_new_name_makes_it_false(board: Board) -> None:
    board.print(1, "2026-01-05", ["张三"])
    board.version("东街网格", "2026-02-01")
    assert board.since(1) == date(2026, 2, 1)


def test_another_number_of_a_worker_makes_it_false_from_its_day(board: Board) -> None:
    board.print(1, "2026-01-05", ["张三"])
    board.print_community(1, "2026-01-05", ["张三"])
    board.change("worker_phone", board.phone, valid_to="2026-02-14")
    board.send("worker_phone", board.city.id(), worker_id=str(board.worker), number="13900000002", purpose="mobile",
               valid_from="2026-02-15")  # fmt: skip
    assert board.since(1) == date(2026, 2, 15)
    assert board.since(1, CODE[:12]) == date(2026, 2, 15)


def test_a_number_beside_the_one_on_the_board_makes_nothing_false(board: Board) -> None:
    board.print(1, "2026-01-05", ["张三"])
    board.send("worker_phone", board.city.id(), worker_id=str(board.worker), number="0635-1111111", purpose="home",
               valid_from="2026-02-15")  # fmt: skip
    found = board.found(1)
    assert found is not None
    assert (found.outdated_since, found.other_phones) == (None, False)


@pytest.mark.parametrize("code", [CODE, CODE[:12]])
def test_phones_without_a_day_make_it_false_all_the_same(board: Board, code: str) -> None:
    board.print(1, "2026-01-05", ["张三"])
    board.print_community(1, "2026-01-05", ["张三"])
    found = board.found(1, code)
    assert found is not None
    assert not found.other_phones
    outcome = board.city.send(
        SetFields(t="office", id=board.office, set={"supervision_phone": Change("0635-0000000", "0635-2222222")})
    )
    assert outcome.result == "applied"
    found = board.found(1, code)
    assert found is not None
    assert (found.outdated_since, found.other_phones) == (None, True)

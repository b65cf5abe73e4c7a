"""PostgreSQL away, connections broken, too much at once: offices are told to come again, and nothing is a fault."""

from __future__ import annotations

import hashlib
import logging
import os
import socket
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text
from starlette.routing import BaseRoute

from gridadmin.city.exchange import Exchange
from gridadmin.city.public_web import public_routes
from gridadmin.city.settings import Settings
from gridadmin.city.storage import open_city
from gridadmin.models.ids import new_id
from gridadmin.wire.attachments import UPLOAD_TYPE, UploadState
from gridadmin.wire.enrolment import TokenRequest
from tests.city.requests_of_offices import group_of, pull_of, push, push_of, records, worker
from tests.city_servers import Answer, CityServer, city_server, closing_engine, until


def run(server: str, *statements: str) -> None:
    """Run statements in the database that every server has."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def cut(server: str, city: CityServer) -> None:
    """Break every connection of a city with its database."""
    name = make_url(city.url).database
    run(server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


@contextmanager
def away(server: str, city: CityServer) -> Iterator[None]:
    """Let the city's database be away for the block."""
    name = make_url(city.url).database
    run(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    cut(server, city)
    try:
        yield
    finally:
        run(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_a_database_that_is_away_is_503_and_comes_back(postgres_url: str, caplog: pytest.LogCaptureFixture) -> None:
    with city_server(postgres_url) as city:
        office = city.enrol()
        sealed = push_of(office, group_of(worker("等一等"))).to_bytes()
        with away(postgres_url, city):
            answer = office.post("push", sealed)
            assert (answer.status, answer.problem) == (503, "unavailable")
            assert int(answer.headers["retry-after"]) >= 1
            assert answer.json["instance"]
            assert "connect" not in answer.body.decode().lower()
            assert city.ask("GET", "//readyz").status == 503
            assert city.ask("GET", "//healthz").status == 200
        assert office.post("push", sealed).status == 200
        assert city.ask("GET", "//readyz").status == 200
        assert "等一等" in {fields.get("name") for fields in records(office).values()}
    expected = {"request", "chore put off"}
    assert {record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING} <= expected
    caplog.clear()


_FULL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER no_room BEFORE INSERT ON outcome FOR EACH ROW EXECUTE FUNCTION no_room();
"""


def test_a_full_disk_of_the_database_is_503_and_writes_nothing(
    postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """PostgreSQL says so (53100) at the last table of a push, when everything before it was written."""
    with city_server(postgres_url) as city:
        office = city.enrol()
        sealed = push_of(office, *(group_of(worker("等一等")) for _ in range(20))).to_bytes()
        with city.exchange.engine.begin() as connection:
            connection.execute(text(_FULL))
        answer = office.post("push", sealed)
        assert (answer.status, answer.problem) == (503, "unavailable")
        assert records(office) == {}
        with city.exchange.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER no_room ON outcome"))
        assert office.post("push", sealed).status == 200
        assert len(records(office)) == 20
    assert {record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING} <= {"request"}
    caplog.clear()


def test_a_connection_that_broke_is_replaced_unnoticed(postgres_url: str) -> None:
    with city_server(postgres_url) as city:
        office = city.enrol()
        for _ in range(3):
            cut(postgres_url, city)
            assert push(office, group_of(worker()))[0].seq is not None


def test_a_database_that_falls_silent_is_given_up_in_seconds(postgres_url: str) -> None:
    """No word of its end comes from a server without power, and the kernel would try for a quarter of an hour."""
    names = (socket.TCP_USER_TIMEOUT, socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
    with _over_tcp(postgres_url) as url:
        found = []
        for address in (url, f"{url}&tcp_user_timeout=3000"):
            engine = open_city(address)
            with closing_engine(engine), engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                with socket.socket(fileno=os.dup(driver.fileno())) as held:
                    assert held.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
                    found.append([held.getsockopt(socket.IPPROTO_TCP, name) for name in names])
    assert found == [[10_000, 5, 2, 3], [3_000, 5, 2, 3]], "what the operator says goes before"


@contextmanager
def _over_tcp(server: str) -> Iterator[str]:
    """Give the address of a database whose server listens at a socket of the file system alone, over TCP."""
    address, held = make_url(server), list[socket.socket]()
    with ThreadPoolExecutor(5) as pumps, socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    here, _peer = listener.accept()
                    there = socket.socket(socket.AF_UNIX)
                    there.connect(f"{address.query['host']}/.s.PGSQL.5432")
                    held.extend((here, there))
                    for pair in ((here, there), (there, here)):
                        pumps.submit(_pump, *pair)

        pumps.submit(serve)
        port = listener.getsockname()[1]
        try:
            yield f"postgresql+psycopg://{address.username}@127.0.0.1:{port}/{address.database}?sslmode=disable"
        finally:
            for each in (listener, *held):
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with source, suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def test_a_fault_of_ours_says_nothing_but_where_to_look(postgres_url: str, caplog: pytest.LogCaptureFixture) -> None:
    with city_server(postgres_url) as city:
        office = city.enrol()
        with city.exchange.engine.begin() as connection:
            connection.execute(text("ALTER TABLE record RENAME TO records"))
        answer = office.post("push", push_of(office, group_of(worker("谁的名字"))).to_bytes())
        assert (answer.status, answer.problem) == (500, "fault")
        assert answer.json.keys() == {"type", "title", "status", "instance"}
    [record] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    facts = vars(record)["facts"]
    assert facts["id"] == answer.json["instance"]
    assert facts["fault"][0] == "sqlalchemy.exc.ProgrammingError"
    assert any(place.startswith("city/") for place in facts["fault"][1:])
    assert "谁的名字" not in str(facts)
    caplog.clear()


def test_too_much_at_once_is_told_to_come_again(postgres_url: str) -> None:
    bounds = Settings(client_rate=0.001, client_burst=3)
    with city_server(postgres_url, bounds) as city:
        office = city.enrol()
        body = pull_of(office).to_bytes()
        assert [office.post("pull", body).status for _ in range(3)] == [200] * 3
        answer = office.post("pull", body)
        assert (answer.status, answer.problem) == (429, "too-many")
        assert int(answer.headers["retry-after"]) > 100
        assert city.enrol("371525002").post("pull", body).status == 403, "another client is not held back"

    with city_server(postgres_url, Settings(address_rate=0.001, address_burst=2)) as city:
        assert [city.ask("GET", "").status for _ in range(3)] == [200, 200, 429]
        assert city.ask("GET", "//healthz").status == 200


def test_only_so_many_requests_are_under_way(postgres_url: str) -> None:
    """What waits for a lock holds its place; the next one is told to come again at once."""
    with city_server(postgres_url, Settings(under_way=2, client_under_way=1)) as city:
        office = city.enrol()
        sealed = push_of(office, group_of(worker())).to_bytes()
        answers: list[Answer] = []
        with city.exchange.engine.connect() as connection:
            connection.execute(text("SELECT * FROM counter FOR UPDATE"))
            waiting = threading.Thread(target=lambda: answers.append(office.post("push", sealed)))
            waiting.start()
            while city.front.desk.client_under_way.count(office.credentials.client_id) == 0:
                pass
            crowded = office.post("push", sealed)
            assert (crowded.status, crowded.problem) == (429, "too-many")
            while city.front.desk.under_way.count() > 1:
                pass  # an answer is there a moment before its place is given back
            with city.front.desk.under_way.enter():
                full = city.ask("GET", "")
            assert (full.status, full.problem) == (503, "unavailable")
            connection.rollback()
        waiting.join(30)
        assert [answer.status for answer in answers] == [200]


def test_one_office_takes_up_only_so_much(postgres_url: str) -> None:
    """Refused as the protocol refuses; what the office has goes on, and a new code begins anew."""
    bounds = Settings(client_replicas=2, client_tokens=2, scope_attachments=1)
    with city_server(postgres_url, bounds) as city:
        office = city.enrol()
        copies = [push_of(office, group_of(worker("张三")), replica=new_id()).to_bytes() for _ in range(2)]
        assert [office.post("push", copy).status for copy in copies] == [200, 403]
        assert office.post("push", copies[1]).problem == "forbidden"
        assert len(records(office)) == 1, "nothing of what was refused"
        assert push(city.enrol(), group_of(worker("李四")))[0].seq is not None

        assert city.token_of(office.credentials)
        credentials = office.credentials
        form = TokenRequest(client_id=credentials.client_id, client_secret=credentials.client_secret).to_form()
        answer = city.ask("POST", "/token", form, {"Content-Type": "application/x-www-form-urlencoded"})
        assert (answer.status, answer.problem) == (429, "too-many")
        assert 3_000 < int(answer.headers["retry-after"]) <= 3_600

        headers = {"Authorization": f"Bearer {office.token}", "Content-Type": UPLOAD_TYPE}
        headers |= UploadState(0, True, 1).to_headers()
        photos = [f"/attachments/sha256:{hashlib.sha256(each).hexdigest()}" for each in (b"1", b"2")]
        answers = [city.ask("PATCH", path, body, headers) for path, body in zip(photos, (b"1", b"2"), strict=True)]
        assert [each.status for each in answers] == [204, 413]
        assert answers[1].problem == "too-large"
        assert push(office, group_of(worker("王五")), number=2)[0].seq is not None


def test_only_so_many_large_bodies_are_held(postgres_url: str) -> None:
    with city_server(postgres_url, Settings(large_bodies=1)) as city:
        office = city.enrol()
        large = push_of(office, group_of(*(worker("人" * 300, remarks="备注" * 400) for _ in range(900)))).to_bytes()
        assert len(large) > 2**20
        with city.front.desk.large.enter():
            answer = office.post("push", large)
            assert (answer.status, answer.problem) == (503, "unavailable")
        assert office.post("push", large).status == 200


def test_the_public_page_takes_no_office_its_place(postgres_url: str) -> None:
    """A whole city scans boards while the tables are slow: offices go on with what does not need these."""
    bounds = Settings(threads=2, under_way=50)
    with city_server(postgres_url, bounds, more=_public) as city, ThreadPoolExecutor(60) as people:
        office = city.enrol()
        with _locked(city, "natural_key"):
            scans = [people.submit(city.ask, "GET", "//b/371525101201001") for _ in range(60)]
            until(lambda: city.front.desk.under_way.count() + sum(scan.done() for scan in scans) == len(scans))
            headers = {"Authorization": f"Bearer {office.token}"}
            assert city.ask("HEAD", f"/attachments/sha256:{'0' * 64}", headers=headers).status == 204
        found = Counter(scan.result().status for scan in scans)
    assert found.keys() == {404, 503}
    assert found[404] >= 10


def test_questions_whether_it_is_ready_take_no_office_its_place(postgres_url: str) -> None:
    """Anybody may ask that, as often as they like, and it is not paced: a monitor has to be answered."""
    with city_server(postgres_url, Settings(threads=2)) as city, ThreadPoolExecutor(21) as people:
        office = city.enrol()
        headers = {"Authorization": f"Bearer {office.token}"}
        with _locked(city, "setting"):
            questions = [people.submit(city.ask, "GET", "//readyz") for _ in range(20)]
            until(lambda: city.front.desk.under_way.count() == len(questions))
            asked = people.submit(city.ask, "HEAD", f"/attachments/sha256:{'0' * 64}", None, headers)
            assert asked.result(5).status == 204
        assert {question.result().status for question in questions} == {200}


def _public(exchange: Exchange) -> Sequence[BaseRoute]:
    return public_routes(exchange.engine, exchange.clock)


@contextmanager
def _locked(city: CityServer, table: str) -> Iterator[None]:
    """Let nobody look into a table for the block."""
    engine = create_engine(city.url)
    with engine.begin() as connection:
        connection.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield
    engine.dispose()


def test_a_database_that_only_reads_is_maintained_and_no_fault(
    postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The primary was changed under a server that still speaks to the old one: offices come again later."""
    with city_server(postgres_url) as city:
        office = city.enrol()
        sealed = push_of(office, group_of(worker("换主库"))).to_bytes()
        name = make_url(city.url).database
        run(postgres_url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        cut(postgres_url, city)
        for answer in (office.post("push", sealed), office.post("pull", pull_of(office).to_bytes())):
            assert (answer.status, answer.problem) == (503, "unavailable")
        until(lambda: city.ask("GET", "//readyz").status == 503)
        assert 'gridadmin_city_not_ready{reason="read_only"} 1' in city.ask("GET", "//metrics").body.decode()
        run(postgres_url, f"ALTER DATABASE {name} RESET default_transaction_read_only")
        cut(postgres_url, city)
        assert office.post("push", sealed).status == 200
        until(lambda: city.ask("GET", "//readyz").status == 200)
        figures = city.ask("GET", "//metrics").body.decode()
        assert 'gridadmin_city_not_ready{reason="read_only"} 0' in figures
        assert 'gridadmin_city_not_ready{reason="tables"} 0' in figures
    reasons = [vars(each)["facts"]["reason"] for each in caplog.records if each.getMessage() == "not ready"]
    assert reasons == ["read_only"], "a line for the change, none for every question"
    caplog.clear()


def test_one_computer_with_a_wrong_secret_keeps_no_other_of_its_address_out(postgres_url: str) -> None:
    """A county may share an address: a right secret is known, and a code taken, however often another one is wrong."""
    with city_server(postgres_url, Settings(failure_burst=3, failure_rate=0.001)) as city:
        offices = [city.enrol(), city.enrol()]
        lost, good = (office.credentials for office in offices)

        def token(secret: str) -> int:
            form = TokenRequest(client_id=lost.client_id, client_secret=secret).to_form()
            return city.ask("POST", "/token", form, {"Content-Type": "application/x-www-form-urlencoded"}).status

        assert [token("x" * 40) for _ in range(5)] == [401] * 3 + [429] * 2
        assert city.token_of(good)
        city.enrol()

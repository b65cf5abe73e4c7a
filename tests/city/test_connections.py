"""Bounds below HTTP: what an application does not see."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from http.client import HTTPConnection
from select import poll as select_poll

import pytest

from gridadmin.city.settings import Settings
from tests.city.attacks import raw, upload
from tests.city_servers import city_server


def test_an_answer_that_nobody_takes_is_given_up(postgres_url: str) -> None:
    """An answer that nobody takes is given up after a while."""
    with city_server(postgres_url, Settings(write_seconds=0.3)) as running:
        office = running.enrol()
        path = upload(office, bytes(16 * 2**20))
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            connection.connect(("127.0.0.1", running.port))
            head = f"GET {running.prefix}{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {office.token}\r\n\r\n"
            connection.sendall(head.encode())
            reset = select_poll()
            reset.register(connection, 0)
            assert reset.poll(20_000), "the server went on waiting"


def test_there_are_only_so_many_connections(postgres_url: str) -> None:
    with city_server(postgres_url, Settings(connections=2)) as running:
        held = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(2)]
        assert raw(running, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 503 ")
        for connection in held:
            connection.close()


def test_an_idle_connection_may_wait_but_a_begun_head_may_not(postgres_url: str) -> None:
    with city_server(postgres_url, Settings(head_seconds=0.3)) as running:
        connection = HTTPConnection("127.0.0.1", running.port, timeout=20)
        for _ in range(2):
            connection.request("GET", running.prefix)
            assert connection.getresponse().read()
        connection.sock.sendall(b"GET")
        assert connection.sock.recv(1_000).startswith(b"HTTP/1.1 408 ")
        connection.close()


def test_a_body_that_breaks_off_is_no_answer_and_no_fault(postgres_url: str, caplog: pytest.LogCaptureFixture) -> None:
    with city_server(postgres_url) as running:
        office = running.enrol()
        lines = [
            f"POST {running.prefix}/push HTTP/1.1",
            "Host: x",
            f"Authorization: Bearer {office.token}",
            "Content-Type: application/json",
            "Content-Length: 100",
        ]
        with socket.create_connection(("127.0.0.1", running.port)) as connection:
            connection.sendall("\r\n".join([*lines, "", "{"]).encode())
        assert running.ask("GET", "").status == 200
        broken = "\r\n".join([*lines[:-1], "Transfer-Encoding: chunked", "", "zz\r\n"])
        with socket.create_connection(("127.0.0.1", running.port)) as connection:
            connection.sendall(broken.encode())
            assert connection.recv(1_000) == b""
        assert running.ask("GET", "").status == 200
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    caplog.clear()


def test_a_network_of_proxies_may_have_as_many_connections_as_it_wants(postgres_url: str) -> None:
    bounds = Settings(address_connections=1, proxies=("10.0.0.0/8", "127.0.0.0/8"))
    with city_server(postgres_url, bounds) as running, ExitStack() as held:
        for _ in range(2):
            held.enter_context(socket.create_connection(("127.0.0.1", running.port)))
        assert running.ask("GET", "").status == 200

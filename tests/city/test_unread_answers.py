"""A client that asks and does not read: what it may hold meanwhile, and that the others go on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from gridadmin.city.settings import Settings
from tests.city.attacks import upload
from tests.city_servers import TOWN, CityServer, Office, city_server, until

SIZE = 8 * 2**20


@contextmanager
def unread(city: CityServer, office: Office, path: str) -> Iterator[bytes]:
    """Ask for an attachment and read no more than the beginning of the answer's head."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.connect(("127.0.0.1", city.port))
        head = f"GET {city.prefix}{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {office.token}\r\n\r\n"
        connection.sendall(head.encode())
        yield connection.recv(12)


def test_answers_that_a_client_leaves_unread_count_as_its_own(postgres_url: str) -> None:
    """Who may have two requests under way cannot fill the server with answers that nobody takes."""
    with city_server(postgres_url, Settings(client_under_way=2, under_way=6)) as city:
        lazy, other = city.enrol(TOWN), city.enrol(TOWN)
        path = upload(lazy, bytes(SIZE))
        own, others = ({"Authorization": f"Bearer {office.token}"} for office in (lazy, other))
        with ExitStack() as opened:
            answers = [opened.enter_context(unread(city, lazy, path)) for _ in range(6)]
            assert answers == [b"HTTP/1.1 200"] * 2 + [b"HTTP/1.1 429"] * 4
            assert city.ask("HEAD", path, headers=others).status == 204
        until(lambda: city.ask("HEAD", path, headers=own).status == 204)
        assert len(city.ask("GET", path, headers=own).body) == SIZE

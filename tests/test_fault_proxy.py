"""The fault proxy does to real connections what it says."""

from __future__ import annotations

import gzip
import json
import threading
import zlib
from collections.abc import Iterator
from http.client import BadStatusLine, HTTPConnection, IncompleteRead, RemoteDisconnected
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from urllib.parse import urlsplit

import pytest

from tests.fault_proxy import FaultProxy, fault_proxy
from tests.faults import DROP_REPLY, DROP_REQUEST, DUPLICATE_NOW, PASS, PORTAL, Fault, Kind, random_faults


class Counter(BaseHTTPRequestHandler):
    """Counts what arrives whole, and says so in gzip."""

    protocol_version = "HTTP/1.1"
    arrived: list[bytes]

    def do_POST(self) -> None:
        said = int(self.headers["Content-Length"])
        body = self.rfile.read(said)
        if len(body) < said:
            self.close_connection = True
            return
        self.arrived.append(body)
        answer = gzip.compress(json.dumps({"n": len(self.arrived), "filler": "网格" * 200}).encode())
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


class QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of connections that the proxy cut."""


@pytest.fixture
def city() -> Iterator[tuple[str, list[bytes]]]:
    """A server that counts, and what arrived at it."""
    arrived: list[bytes] = []
    server = QuietServer(("127.0.0.1", 0), type("Own", (Counter,), {"arrived": arrived}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/exchange", arrived
    server.shutdown()
    thread.join()
    server.server_close()


def post(proxy: FaultProxy, body: bytes, timeout: float = 20) -> tuple[int, bytes]:
    parts = urlsplit(proxy.address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    try:
        connection.request("POST", f"{parts.path}/push", body)
        response = connection.getresponse()
        content = response.read()
        if "Content-Length" not in response.headers:  # http.client takes half of the headers for all of them
            raise RemoteDisconnected("half of an answer")
        return response.status, gzip.decompress(content) if response.headers["Content-Encoding"] else content
    finally:
        connection.close()


def test_nothing_happens_unless_it_is_asked_for(city: tuple[str, list[bytes]]) -> None:
    address, arrived = city
    with fault_proxy(address) as proxy:
        status, body = post(proxy, b"one")
    assert (status, json.loads(body)["n"], arrived) == (200, 1, [b"one"])
    assert [(seen.line, seen.fault, seen.status) for seen in proxy.seen] == [("POST /exchange/push", PASS, 200)]


@pytest.mark.parametrize(
    ("fault", "arrivals"),
    [
        (DROP_REQUEST, 0),
        (DROP_REPLY, 1),
        (Fault(Kind.CUT_REQUEST), 0),
        (Fault(Kind.CUT_REPLY, at=0), 1),
        (Fault(Kind.CUT_REPLY, at=5), 1),
        (Fault(Kind.CUT_REPLY, at=-1), 1),
        (Fault(Kind.CUT_HEADERS), 1),
        (Fault(Kind.WRONG_LENGTH, at=7), 1),
        (Fault(Kind.WRONG_LENGTH, at=-7), 1),
        (Fault(Kind.CORRUPT_GZIP, at=12), 1),
        (Fault(Kind.CORRUPT, at=20), 1),
    ],
    ids=str,
)
def test_no_answer_comes_whether_it_was_done_or_not(city: tuple[str, list[bytes]], fault: Fault, arrivals: int) -> None:
    address, arrived = city
    broken = (OSError, RemoteDisconnected, BadStatusLine, IncompleteRead, EOFError, zlib.error)
    with fault_proxy(address, [fault]) as proxy:
        with pytest.raises(broken):
            post(proxy, b"one")
        assert post(proxy, b"two")[0] == 200
    assert arrived == [b"one"] * arrivals + [b"two"]


@pytest.mark.parametrize("kind", [Kind.DUPLICATE_NOW, Kind.DUPLICATE_TOGETHER])
def test_what_arrives_twice_is_answered_once(city: tuple[str, list[bytes]], kind: Kind) -> None:
    address, arrived = city
    with fault_proxy(address, [Fault(kind)]) as proxy:
        assert post(proxy, b"one")[0] == 200
        assert post(proxy, b"two")[0] == 200
    assert arrived == [b"one", b"one", b"two"]


def test_what_is_late_arrives_between_later_requests(city: tuple[str, list[bytes]]) -> None:
    address, arrived = city
    script = [Fault(Kind.DUPLICATE_LATER, later=2), Fault(Kind.ARRIVE_LATER, later=1)]
    with fault_proxy(address, script) as proxy:
        post(proxy, b"one")
        with pytest.raises(OSError):  # noqa: PT011 - a closed connection has many names
            post(proxy, b"two")
        post(proxy, b"three")
    assert arrived == [b"one", b"one", b"two", b"three"]


def test_what_is_late_arrives_when_a_test_says_so(city: tuple[str, list[bytes]]) -> None:
    address, arrived = city
    with fault_proxy(address, [Fault(Kind.DUPLICATE_LATER, later=9)]) as proxy:
        post(proxy, b"one")
        proxy.arrive()
    assert arrived == [b"one", b"one"]


@pytest.mark.parametrize(("kind", "arrivals"), [(Kind.ANSWER, 0), (Kind.ANSWER_AFTER, 1)])
def test_a_gateway_answers_in_place_of_the_city(city: tuple[str, list[bytes]], kind: Kind, arrivals: int) -> None:
    address, arrived = city
    with fault_proxy(address, [Fault(kind, status=503)]) as proxy:
        status, page = post(proxy, b"one")
    assert (status, page[:6], len(arrived)) == (503, b"<html>", arrivals)


def test_a_portal_says_200_and_nothing_arrives(city: tuple[str, list[bytes]]) -> None:
    address, arrived = city
    with fault_proxy(address, [PORTAL]) as proxy:
        status, page = post(proxy, b"one")
    assert (status, "上网认证" in page.decode(), arrived) == (200, True, [])


def test_a_trickle_is_slow_and_whole(city: tuple[str, list[bytes]]) -> None:
    address, _ = city
    with fault_proxy(address, [Fault(Kind.TRICKLE)]) as proxy:
        status, body = post(proxy, b"one")
    assert (status, json.loads(body)["n"]) == (200, 1)


def test_a_stalled_answer_ends_in_the_clients_own_time_limit(city: tuple[str, list[bytes]]) -> None:
    address, arrived = city
    with fault_proxy(address, [Fault(Kind.STALL)]) as proxy, pytest.raises(TimeoutError):
        post(proxy, b"one", timeout=0.2)
    assert arrived == [b"one"]


def test_a_pulled_cable_ends_connections_in_the_middle(city: tuple[str, list[bytes]]) -> None:
    address, _ = city
    with fault_proxy(address, [Fault(Kind.STALL)]) as proxy:
        timer = threading.Timer(0.1, proxy.cut)
        timer.start()
        with pytest.raises(OSError):  # noqa: PT011 - a closed connection has many names
            post(proxy, b"one")
        timer.join()


def test_a_city_that_is_away_is_a_closed_connection() -> None:
    with fault_proxy("http://127.0.0.1:9/exchange") as proxy, pytest.raises(OSError):  # noqa: PT011
        post(proxy, b"one")


def test_a_script_can_be_changed_on_the_way(city: tuple[str, list[bytes]]) -> None:
    address, arrived = city
    with fault_proxy(address, [PASS]) as proxy:
        post(proxy, b"one")
        proxy.follow([DUPLICATE_NOW])
        post(proxy, b"two")
    assert arrived == [b"one", b"two", b"two"]


def test_equal_seeds_give_equal_faults_of_every_kind() -> None:
    first, second = random_faults(Random(7), share=0.9), random_faults(Random(7), share=0.9)
    faults = [next(first) for _ in range(2_000)]
    assert faults == [next(second) for _ in range(2_000)]
    assert {fault.kind for fault in faults} == set(Kind) - {Kind.STALL}

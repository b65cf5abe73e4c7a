"""The addresses over real HTTP: what is answered to whom, in which shape."""

from __future__ import annotations

import gzip
import hashlib
import json
import socket
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection

import pytest

from gridadmin.city.settings import Settings
from gridadmin.models.ids import new_id
from gridadmin.wire.enrolment import Capabilities, TokenRequest
from gridadmin.wire.groups import Act, Group, NewRecord
from gridadmin.wire.history import START
from gridadmin.wire.problems import Problem
from gridadmin.wire.pull import PullReply, PullRequest
from gridadmin.wire.push import PushReply, PushRequest, Result
from gridadmin.wire.recovery import DigestRequest, KnownRequest, RowsRequest
from gridadmin.wire.values import Json
from tests.city.attacks import raw
from tests.city.cities import MORNING
from tests.city_servers import CityServer, Office, city_server


@pytest.fixture(scope="module")
def city(postgres_url: str) -> Iterator[CityServer]:
    """One server for the tests of this module."""
    with city_server(postgres_url) as running:
        yield running


@pytest.fixture(scope="module")
def office(city: CityServer) -> Office:
    """An office that is enrolled there."""
    return city.enrol()


def push_of(office: Office, *ops: NewRecord, number: int = 1) -> PushRequest:
    act = Act(id=new_id(), at=MORNING, actor="李敏", sentence="Enter")
    group = Group(mid=new_id(), schema=1, acts=(act,), ops=ops)
    scope = office.credentials.scope
    return PushRequest(schema=1, replica=office.replica, number=number, scope=scope, groups=(group,))


def worker(name: str = "张三", **fields: Json) -> NewRecord:
    return NewRecord(t="worker", id=new_id(), f={"name": name, "sex": "1"} | fields)


def test_whoever_asks_is_told_who_answers(city: CityServer) -> None:
    for path in ("", "/"):
        answer = city.ask("GET", path)
        assert answer.status == 200
        assert answer.headers["content-type"] == "application/json"
        assert Capabilities.from_bytes(answer.body).service == "gridadmin-exchange"
    assert abs((parsedate_to_datetime(answer.headers["date"]) - city.exchange.clock()).total_seconds()) < 5


def test_a_push_is_applied_and_pulled(office: Office) -> None:
    record = worker("王五")
    request = push_of(office, record)
    answer = office.post("push", request.to_bytes())
    assert answer.status == 200, answer.body
    assert PushReply.from_bytes(answer.body).outcomes[request.groups[0].mid].result is Result.APPLIED
    pull = PullRequest(schema=1, replica=office.replica, cursors=dict.fromkeys(office.credentials.reads, START))
    page = PullReply.from_bytes(office.post("pull", pull.to_bytes()).body)
    assert record.id in {row.id for each in page.pages for row in each.rows}


def test_both_sides_may_compress(office: Office) -> None:
    request = push_of(office, *(worker(f"人{n}") for n in range(50)))
    packed = gzip.compress(request.to_bytes())
    assert office.post("push", packed, **{"Content-Encoding": "gzip"}).status == 200
    pull = PullRequest(schema=1, replica=office.replica, cursors={office.credentials.scope: START})
    plain = office.post("pull", pull.to_bytes())
    answer = office.post("pull", pull.to_bytes(), **{"Accept-Encoding": "gzip, deflate"})
    assert ("content-encoding" in plain.headers, answer.headers["content-encoding"]) == (False, "gzip")
    assert gzip.decompress(answer.body) == plain.body
    refused = office.post("pull", pull.to_bytes(), **{"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


def test_what_was_asked_for_recovery_is_answered(office: Office) -> None:
    request = push_of(office, record := worker())
    office.post("push", request.to_bytes())
    common = {"schema": 1, "replica": office.replica, "scope": office.credentials.scope}
    known = KnownRequest(mids=(request.groups[0].mid, new_id()), **common)  # type: ignore[arg-type]
    assert office.post("known", known.to_bytes()).json["have"] == [str(request.groups[0].mid)]
    assert "worker" in office.post("digest", DigestRequest(**common).to_bytes()).json["types"]  # type: ignore[arg-type]
    rows = RowsRequest(t="worker", ids=(record.id,), **common)  # type: ignore[arg-type]
    assert office.post("rows", rows.to_bytes()).json["rows"][0]["f"]["name"] == "张三"


def headers_of(office: Office, offset: int, complete: bool, length: int) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {office.token}",
        "Content-Type": "application/partial-upload",
        "Upload-Offset": str(offset),
        "Upload-Complete": "?1" if complete else "?0",
        "Upload-Length": str(length),
    }


def test_an_attachment_goes_up_in_pieces_and_comes_back_from_an_offset(city: CityServer, office: Office) -> None:
    content = bytes(range(256)) * 5_000
    path = f"/attachments/sha256:{hashlib.sha256(content).hexdigest()}"
    proof = {"Authorization": f"Bearer {office.token}"}
    at = city.ask("HEAD", path, headers=proof)
    assert (at.status, at.headers["upload-offset"], at.headers["upload-complete"]) == (204, "0", "?0")
    half = 2**20
    first = city.ask("PATCH", path, content[:half], headers_of(office, 0, False, len(content)))
    assert (first.status, first.headers["upload-offset"]) == (204, str(half))
    wrong = city.ask("PATCH", path, content[5:99], headers_of(office, 5, True, len(content)))
    assert (wrong.status, wrong.problem, wrong.headers["upload-offset"]) == (409, "offset-mismatch", str(half))
    last = city.ask("PATCH", path, content[half:], headers_of(office, half, True, len(content)))
    assert (last.status, last.headers["upload-complete"]) == (204, "?1")
    assert city.ask("GET", path, headers=proof).body == content
    rest = city.ask("GET", path, headers=proof | {"Range": "bytes=1000000-"})
    assert (rest.status, rest.body) == (206, content[1_000_000:])
    assert rest.headers["content-range"] == f"bytes 1000000-{len(content) - 1}/{len(content)}"
    end = city.ask("GET", path, headers=proof | {"Range": f"bytes={len(content)}-"})
    assert (end.status, end.body) == (206, b"")
    other = city.ask("GET", path, headers=proof | {"Range": "bytes=0-5"})
    assert (other.status, other.problem, other.json["pointer"]) == (400, "malformed", "Range")


def problems() -> list[tuple[str, str, bytes | None, dict[str, str], int, str]]:
    json_type = {"Content-Type": "application/json"}
    return [
        ("GET", "/nowhere", None, {}, 404, "not-found"),
        ("GET", "//", None, {}, 404, "not-found"),
        ("GET", "/push", None, {}, 405, "method"),
        ("POST", "", b"{}", json_type, 405, "method"),
        ("OPTIONS", "/pull", None, {}, 405, "method"),
        ("POST", "/push", b"{}", json_type, 401, "token-invalid"),
        ("POST", "/push", b"{}", json_type | {"Authorization": "Bearer no"}, 401, "token-invalid"),
        ("POST", "/push", b"{}", json_type | {"Authorization": "Basic eDp5"}, 401, "token-invalid"),
        ("POST", "/enrol", b"{", json_type, 400, "malformed"),
        ("POST", "/enrol", b"{}", {"Content-Type": "text/plain"}, 415, "media"),
        (
            "POST",
            "/token",
            b"grant_type=password",
            {"Content-Type": "application/x-www-form-urlencoded"},
            400,
            "malformed",
        ),
        ("POST", "/token", b"{}", json_type, 415, "media"),
        ("HEAD", "/attachments/sha256:00", None, {}, 401, ""),
    ]


@pytest.mark.parametrize("case", problems(), ids=lambda case: f"{case[0]} {case[1]} {case[4]}")
def test_every_refusal_is_a_problem(city: CityServer, case: tuple[str, str, bytes, dict[str, str], int, str]) -> None:
    method, path, body, headers, status, problem = case
    answer = city.ask(method, path, body, headers)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    assert "date" in answer.headers
    if problem:
        read = Problem.from_bytes(answer.body)
        assert (read.status, answer.problem) == (status, problem)
    if status == 405:
        assert answer.headers["allow"]
    if status == 401:
        assert answer.headers["www-authenticate"] == "Bearer"


def test_what_is_malformed_is_named_by_its_place(office: Office) -> None:
    request = json.loads(push_of(office, worker()).to_bytes())
    request["groups"][0]["ops"][0]["id"] = "no id"
    answer = office.post("push", json.dumps(request).encode())
    assert (answer.status, answer.problem, answer.json["pointer"]) == (400, "malformed", "/groups/0/ops/0/id")
    assert "no id" not in answer.body.decode()


def test_a_name_that_no_text_may_hold_is_named_all_the_same(office: Office) -> None:
    answer = office.post("push", b'{"schema": 1, "\\ud800": 1, "' + b"n" * 3_000 + b'": 0.5}')
    assert (answer.status, answer.problem) == (400, "malformed")


def test_a_server_says_that_it_lives_and_whether_it_is_ready(city: CityServer) -> None:
    assert city.ask("GET", "//healthz").json == {"live": True}
    assert city.ask("GET", "//readyz").json == {"ready": True}


def test_figures_tell_of_requests_and_of_the_last_exchange(city: CityServer, office: Office) -> None:
    office.post("push", push_of(office, worker()).to_bytes())
    text = city.ask("GET", "//metrics").body.decode()
    assert 'gridadmin_city_requests_total{address="push",method="POST",status="200"}' in text
    assert 'gridadmin_city_groups_total{result="applied"}' in text
    assert 'gridadmin_city_last_push_seconds{scope="town:371525101"} 1' in text


def test_a_connection_is_kept_for_the_next_request(city: CityServer, office: Office) -> None:
    connection = HTTPConnection("127.0.0.1", city.port, timeout=20)
    for _ in range(3):
        connection.request("GET", city.prefix)
        response = connection.getresponse()
        assert (response.status, len(response.read()) > 50) == (200, True)
        assert connection.sock is not None
    connection.close()


def test_figures_are_for_the_operator(postgres_url: str, city: CityServer) -> None:
    from_elsewhere = {"X-Forwarded-For": "10.20.30.40"}
    assert city.ask("GET", "//metrics", headers=from_elsewhere).status == 404
    with city_server(postgres_url, Settings(metrics_token="operator")) as other:
        assert other.ask("GET", "//metrics").status == 404
        given = {"Authorization": "Bearer operator"} | from_elsewhere
        assert other.ask("GET", "//metrics", headers=given).status == 200


def test_an_address_is_told_by_a_proxy_that_is_believed_and_by_nobody_else(postgres_url: str) -> None:
    def asks(city: CityServer, count: int) -> list[int]:
        return [city.ask("GET", "", headers={"X-Forwarded-For": f"10.0.0.{n}"}).status for n in range(count)]

    bounds = {"address_burst": 2.0, "address_rate": 0.001}
    with city_server(postgres_url, Settings(**bounds)) as city:  # type: ignore[arg-type]
        assert asks(city, 4) == [200] * 4
    with city_server(postgres_url, Settings(proxies=("10.9.9.9",), **bounds)) as city:  # type: ignore[arg-type]
        assert asks(city, 4) == [200, 200, 429, 429]


def test_a_proxy_is_believed_on_a_socket_of_both_families(postgres_url: str) -> None:
    """There it comes as ::ffff:127.0.0.1: all offices seemed to be one caller, and /metrics to be asked from afar."""
    bounds = Settings(address_burst=2, address_rate=0.001, address_connections=1)
    with city_server(postgres_url, bounds, dual_stack=True) as city:
        with socket.create_connection(("127.0.0.1", city.port)):
            asked = [city.ask("GET", "", headers={"X-Forwarded-For": f"10.0.0.{n}"}).status for n in range(4)]
        assert asked == [200] * 4
        assert city.ask("GET", "//metrics").status == 200
        assert city.ask("GET", "//metrics", headers={"X-Forwarded-For": "10.0.0.1"}).status == 404


def test_a_line_with_many_addresses_is_one_caller(postgres_url: str) -> None:
    """Each of the 2^64 addresses of an IPv6 line had a burst of its own, and twenty wrong secrets."""
    form = TokenRequest(client_id="town-371525101-9", client_secret="x" * 40).to_form()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    with city_server(postgres_url, Settings(failure_burst=2, failure_rate=0.001)) as city:

        def tries(*addresses: str) -> list[int]:
            return [city.ask("POST", "/token", form, kind | {"X-Forwarded-For": each}).status for each in addresses]

        assert tries("2001:db8:1:1::1", "2001:db8:1:1:ffff::2", "2001:db8:1:1:8000::3") == [401, 401, 429]
        assert tries("2001:db8:1:2::1", "10.0.0.1", "::ffff:10.0.0.1", "10.0.0.1") == [401, 401, 401, 429]
    with city_server(postgres_url, Settings(address_burst=2, address_rate=0.001)) as city:
        asked = [city.ask("GET", "", headers={"X-Forwarded-For": f"2001:db8:1:1::{n}"}).status for n in range(3)]
        assert asked == [200, 200, 429]


@pytest.mark.parametrize("name", ["Authorization", "Content-Type", "X-Signature", "Upload-Offset"])
def test_a_header_that_stands_twice_is_refused(city: CityServer, office: Office, name: str) -> None:
    """A gateway may have looked at the other one."""
    lines = [
        f"POST {city.prefix}/digest HTTP/1.1",
        "Host: x",
        f"{name}: first",
        f"{name.lower()}: second",
        "Content-Length: 0",
        "Connection: close",
    ]
    answer = raw(city, "\r\n".join([*lines, "", ""]).encode())
    assert answer.startswith(b"HTTP/1.1 400 "), answer
    assert b"exchange:malformed" in answer
    assert b"second" not in answer

"""The city over HTTP against servers that lie, break off, stall and mumble."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest

from gridadmin.domain.exchange import Connection
from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.credentials import Credentials
from gridadmin.sync.http import HttpCity
from gridadmin.sync.line import Patience
from gridadmin.wire.enrolment import EnrolRequest
from gridadmin.wire.history import START, History
from gridadmin.wire.problems import ProblemError, ProblemType
from gridadmin.wire.pull import PullReply, PullRequest
from gridadmin.wire.push import PushReply
from gridadmin.wire.scopes import parse_scope
from gridadmin.wire.values import MOST_BYTES
from tests.sync.raw_server import CAPABILITIES, Answering, Asked, RawServer, Said, city, http, ok, problem, raw_server

NOW = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
CREDENTIALS = Credentials("town-371525002-1", "s" * 32)
TOWN = parse_scope("town:371525002")
HISTORY = History(epoch=UUID(int=7), seen={TOWN: START})
PUSHED = PushReply(history=HISTORY, outcomes={})
PULLED = PullReply(history=HISTORY, pages=(), done=True, digests={})
PULL = PullRequest(schema=1, replica=UUID(int=1), cursors={TOWN: START})
SEALED = b'{"groups":["' + b"x" * 5000 + b'"]}'
QUICK = Patience(connect_s=5, read_s=0.3)


class Seconds:
    """A clock that goes forward as a test says."""

    def __init__(self) -> None:
        self.now = 0.0
        self.step = 0.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


@contextmanager
def reached(
    answering: Answering, patience: Patience | None = None, seconds: Seconds | None = None, path: str = ""
) -> Iterator[tuple[HttpCity, RawServer]]:
    with raw_server(answering) as server:
        seconds = seconds or Seconds()
        here = Connection(server.address + path)
        found = HttpCity(here, CREDENTIALS, clock=lambda: NOW, patience=patience, monotonic=seconds)
        try:
            yield found, server
        finally:
            found.close()


def no_answer_given() -> pytest.RaisesExc[NoAnswerError]:
    return pytest.raises(NoAnswerError)


def said_problem(said: Said) -> ProblemError:
    with reached(city(lambda _asked: said)) as (found, _server), pytest.raises(ProblemError) as caught:
        found.pull(PULL)
    return caught.value


def no_answer(answering: Answering, patience: Patience | None = None) -> NoAnswerError:
    with reached(city(answering), patience) as (found, server):
        with pytest.raises(NoAnswerError) as caught:
            found.pull(PULL)
        assert server.lines() == ["GET /", "POST /token", "POST /pull"], "asked once, whatever came of an answer"
        return caught.value


def test_a_push_arrives_byte_for_byte() -> None:
    with reached(city(lambda _asked: ok(PUSHED)), path="/exchange/v1/") as (found, server):
        assert found.push(SEALED) == PUSHED
        assert found.push(SEALED) == PUSHED
    assert server.lines() == [
        "GET /exchange/v1/",
        "POST /exchange/v1/token",
        "POST /exchange/v1/push",
        "POST /exchange/v1/push",
    ]
    pushes = server.asked[2:]
    assert all(each.plain == SEALED and len(each.body) < 200 for each in pushes)
    assert pushes[0].body == pushes[1].body
    assert pushes[0].headers["authorization"] == "Bearer " + "t" * 20
    assert pushes[0].headers["content-type"] == "application/json"
    assert server.connections == 1


def test_a_connection_that_rested_is_not_trusted() -> None:
    seconds = Seconds()
    with reached(city(lambda _asked: ok(PULLED)), seconds=seconds) as (found, server):
        found.pull(PULL)
        seconds.now += 2
        found.pull(PULL)
        assert server.connections == 1
        seconds.now += 4
        found.pull(PULL)
        assert server.connections == 2


def test_small_bodies_travel_unpacked() -> None:
    with reached(city(lambda _asked: ok(PULLED))) as (found, server):
        found.pull(PULL)
    assert "content-encoding" not in server.asked[-1].headers
    assert server.asked[-1].body == PULL.to_bytes()


def test_bodies_are_packed_only_where_the_city_unpacks() -> None:
    plain = ok(type(CAPABILITIES)(**{**vars(CAPABILITIES), "compressions": ()}))
    usual = city(lambda _asked: ok(PUSHED))
    with reached(lambda asked: plain if asked.target == "/" else usual(asked)) as (found, server):
        found.push(SEALED)
    assert server.asked[-1].body == SEALED


def test_nothing_is_sent_to_a_portal() -> None:
    page = "<html>请登录</html>".encode()
    with reached(lambda _asked: Said(http(200, page))) as (found, server), pytest.raises(NoAnswerError):
        found.push(SEALED)
    assert server.lines() == ["GET /"]
    assert "authorization" not in server.asked[0].headers
    assert found.clock_offset is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[1]",
        b"not json",
        CAPABILITIES.to_bytes().replace(b"gridadmin-exchange", b"another-service-ex"),
        CAPABILITIES.to_bytes().replace(b'"protocol":1', b'"protocol":2'),
    ],
)
def test_who_is_no_city_is_sent_nothing(body: bytes) -> None:
    with reached(lambda _asked: Said(http(200, body, "application/json"))) as (found, server), no_answer_given():
        found.pull(PULL)
    assert server.lines() == ["GET /"]


def test_after_no_answer_the_city_has_to_show_itself_again() -> None:
    turns = iter([Said(b"HTTP/1."), ok(PULLED)])
    with reached(city(lambda _asked: next(turns))) as (found, server):
        with pytest.raises(NoAnswerError):
            found.pull(PULL)
        found.pull(PULL)
    assert server.lines() == ["GET /", "POST /token", "POST /pull", "GET /", "POST /pull"]


PACKED = gzip.compress(PULLED.to_bytes())
BOMB = gzip.compress(b" " * (MOST_BYTES + 10))


def packed(body: bytes, **headers: str) -> bytes:
    return http(200, body, "application/json", Content_Encoding="gzip", **headers)


@pytest.mark.parametrize(
    "content",
    [
        packed(PACKED),
        http(200, PULLED.to_bytes(), "Application/JSON; charset=utf-8"),
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + PULLED.to_bytes(),
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"".join(b"1\r\n%c\r\n" % each for each in PULLED.to_bytes())
        + b"0\r\n\r\n",
    ],
    ids=["gzip", "charset", "until the end", "chunked"],
)
def test_an_answer_in_every_shape(content: bytes) -> None:
    with reached(city(lambda _asked: Said(content))) as (found, _server):
        assert found.pull(PULL) == PULLED


BROKEN = {
    "half a status line": b"HTTP/1.",
    "not HTTP": b"220 mail.example ESMTP\r\n",
    "longer than it is": http(200, PULLED.to_bytes(), "application/json", Content_Length="9999"),
    "shorter than it is": http(200, PULLED.to_bytes(), "application/json", Content_Length="40"),
    "cut without a length": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + PULLED.to_bytes()[:-9],
    "cut in a chunk": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{",
    "cut between chunks": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"1\r\n{\r\n",
    "gzip cut": packed(PACKED[:-9]),
    "gzip cut at the start": packed(PACKED[:3]),
    "no gzip": packed(PULLED.to_bytes()),
    "gzip corrupt": packed(PACKED[:20] + bytes([PACKED[20] ^ 0x55]) + PACKED[21:]),
    "gzip with more behind it": packed(PACKED + PACKED),
    "bomb": packed(BOMB),
    "too large": http(200, b" " * (MOST_BYTES + 1), "application/json"),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_what_broke_is_no_answer_and_less_may_get_through(content: bytes) -> None:
    assert no_answer(lambda _asked: Said(content)).smaller


STRANGE = {
    "html": http(200, b"<html>"),
    "another shape": http(200, b'{"done":1}', "application/json"),
    "half the headers": b"HTTP/1.1 200 OK\r\nContent-Type: appl",
    "no type": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    "brotli": http(200, PULLED.to_bytes(), "application/json", Content_Encoding="br"),
    "twice packed": http(200, gzip.compress(PACKED), "application/json", Content_Encoding="gzip, gzip"),
    "created": http(201, PULLED.to_bytes(), "application/json"),
    "empty": http(204),
    "forbidden by a gateway": http(403, b"<html>"),
    "a problem of another's": http(404, b'{"title":"x"}', "application/problem+json"),
    "a problem of another status": http(503, b'{"type":"urn:gridadmin:exchange:fault","title":"x","status":500}',
                                        "application/problem+json"),
}  # fmt: skip


@pytest.mark.parametrize("content", STRANGE.values(), ids=STRANGE.keys())
def test_what_the_city_would_not_say_is_no_answer(content: bytes) -> None:
    assert not no_answer(lambda _asked: Said(content)).smaller


@pytest.mark.parametrize(
    ("status", "smaller"),
    [(408, True), (413, True), (429, False), (500, False), (502, False), (503, False), (504, True)],
)
def test_gateways_speak_for_nobody_but_are_waited_for(status: int, smaller: bool) -> None:
    error = no_answer(lambda _asked: Said(http(status, b"<h1>", Retry_After="17")))
    assert (error.smaller, error.retry_after) == (smaller, 17)


def test_problems_are_what_the_city_says() -> None:
    error = said_problem(problem(ProblemType.TOO_MANY, Retry_After="30"))
    assert error.problem.type is ProblemType.TOO_MANY
    assert error.retry_after == 30


@pytest.mark.parametrize(
    ("wait", "seconds"),
    [
        ("Mon, 02 Nov 2026 14:00:25 GMT", 25.0),  # by the answer's own date, ten hours ahead of this computer
        ("Mon, 02 Nov 2026 13:00:25 GMT", 0.0),
        ("soon", None),
        ("-3", None),
        ("1e9", None),
        ("", None),
    ],
)
def test_a_moment_to_wait_for(wait: str, seconds: float | None) -> None:
    headers = {"Retry_After": wait, "Date": "Mon, 02 Nov 2026 14:00:00 GMT"}
    assert said_problem(problem(ProblemType.UNAVAILABLE, **headers)).retry_after == seconds


def test_the_offset_of_the_clock_is_the_citys_own() -> None:
    with reached(city(lambda _asked: ok(PULLED, Date="Mon, 02 Nov 2026 04:10:30 GMT"))) as (found, _server):
        assert found.clock_offset is None
        found.pull(PULL)
        assert found.clock_offset == 630
    portal = http(200, b"<html>", Date="Mon, 02 Nov 2020 04:10:30 GMT")
    with reached(city(lambda _asked: Said(portal))) as (found, _server):
        with pytest.raises(NoAnswerError):
            found.pull(PULL)
        assert found.clock_offset is None
    with reached(city(lambda _asked: ok(PULLED, Date="yesterday"))) as (found, _server):
        found.pull(PULL)
        assert found.clock_offset is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_followed_elsewhere(status: int) -> None:
    with raw_server(city(lambda _asked: ok(PULLED))) as elsewhere:
        error = no_answer(lambda _asked: Said(http(status, b"", Location=elsewhere.address + "/pull")))
        assert elsewhere.connections == 0
    assert not error.smaller


def test_silence_ends() -> None:
    assert no_answer(lambda _asked: Said(b"", stalls=True), QUICK).smaller
    assert no_answer(
        lambda _asked: Said(http(200, b"{", "application/json", Content_Length="9"), stalls=True), QUICK
    ).smaller


def test_an_answer_that_trickles_is_given_up() -> None:
    seconds = Seconds()

    def answering(_asked: Asked) -> Said:
        seconds.step = 100.0
        return Said(http(200, PULLED.to_bytes(), "application/json", Content_Length="999999"), stalls=True)

    with reached(city(answering), QUICK, seconds) as (found, _server), no_answer_given() as caught:
        found.pull(PULL)
    assert caught.value.smaller
    assert "slowly" in str(caught.value)


def test_nobody_is_there() -> None:
    with raw_server(city(lambda _asked: ok(PULLED))) as server:
        connection = Connection(server.address)
    with no_answer_given() as caught:
        HttpCity(connection, CREDENTIALS, clock=lambda: NOW).pull(PULL)
    assert not caught.value.smaller
    assert "127.0.0.1" in str(caught.value)


def test_an_unknown_name_is_nobody() -> None:
    found = HttpCity(Connection("https://city.invalid", proxy=""), CREDENTIALS, clock=lambda: NOW)
    with pytest.raises(NoAnswerError):
        found.capabilities()


def test_enrolling_needs_no_credentials() -> None:
    request = EnrolRequest(code="K7QM-3XHD-9PWA", replica=UUID(int=1), schema=1, program="gridadmin")
    usual = city(lambda _asked: problem(ProblemType.CODE_INVALID))
    with raw_server(usual) as server:
        found = HttpCity(Connection(server.address), None, clock=lambda: NOW)
        with pytest.raises(ProblemError):
            found.enrol(request)
        found.close()
    assert server.lines() == ["GET /", "POST /enrol"]
    assert server.asked[1].body == request.to_bytes()


def test_the_packed_form_has_no_time_in_it() -> None:
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    with reached(city(lambda _asked: ok(PUSHED))) as (found, server):
        found.push(SEALED)
    body = server.asked[-1].body
    assert body[4:8] == b"\0\0\0\0"
    assert decoder.decompress(body) == SEALED

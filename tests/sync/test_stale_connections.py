"""A connection that was kept from the last answer may be closed at the other end when the next request arrives.

Servers and gateways close what they kept, in their own time and without a word; a clerk must never hear of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from gridadmin.domain.exchange import Connection
from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.http import HttpCity
from gridadmin.sync.signers import Sm3Signer
from gridadmin.wire.enrolment import EnrolRequest
from gridadmin.wire.problems import ProblemType
from tests.sync.certificates import Authority
from tests.sync.raw_server import Answering, Asked, RawServer, Said, city, http, ok, problem, raw_server
from tests.sync.test_http import CREDENTIALS, NOW, PULL, PULLED, PUSHED, SEALED, reached

CLOSED, RESET = Said(b""), Said(b"", resets=True)


def closing(times: int, closed: Said = CLOSED) -> Answering:
    """Return what closes the connection in place of its next answers, so many times."""
    left = [times]

    def answering(asked: Asked) -> Said:
        if left[0]:
            left[0] -= 1
            return closed
        return ok(PUSHED if asked.target.endswith("/push") else PULLED)

    return city(answering)


@contextmanager
def reached_by_tls(answering: Answering, folder: Path) -> Iterator[tuple[HttpCity, RawServer]]:
    authority = Authority(folder)
    with raw_server(answering, authority.server("127.0.0.1")) as server:
        here = Connection(f"https://127.0.0.1:{server.port}", ca_file=str(authority.file), proxy="")
        found = HttpCity(here, CREDENTIALS, clock=lambda: NOW)
        try:
            yield found, server
        finally:
            found.close()


CALLS: dict[str, Callable[[HttpCity], object]] = {
    "push": lambda found: found.push(SEALED) == PUSHED,
    "pull": lambda found: found.pull(PULL) == PULLED,
}


@pytest.mark.parametrize("closed", [CLOSED, RESET], ids=["closed", "torn down"])
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_a_request_goes_out_again_on_a_new_connection(call: Callable[[HttpCity], object], closed: Said) -> None:
    with reached(closing(1, closed)) as (found, server):
        assert call(found)
    assert server.connections == 2
    first, second = server.asked[2:]
    assert first == second, "byte for byte"


@pytest.mark.parametrize("closed", [CLOSED, RESET], ids=["closed", "torn down"])
def test_the_same_by_tls(tmp_path: Path, closed: Said) -> None:
    with reached_by_tls(closing(1, closed), tmp_path) as (found, server):
        assert found.push(SEALED) == PUSHED
    assert server.lines() == ["GET /", "POST /token", "POST /push", "POST /push"]
    assert server.connections == 2


@pytest.mark.parametrize("fresh", [False, True], ids=["stale", "fresh"])
def test_a_large_push_by_tls_that_is_cut_off_is_no_forgery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: bool
) -> None:
    """OpenSSL finds the end while it writes; nobody failed to prove who he is."""
    monkeypatch.setattr("urllib3.connectionpool.is_connection_dropped", lambda _connection: False)  # as in a race
    usual = closing(99 if fresh else 0)
    body = Random(1).randbytes(2_000_000).hex().encode()

    def answering(asked: Asked) -> Said:
        said = usual(asked)
        return Said(said.content) if asked.target.endswith("/token") else said

    with reached_by_tls(answering, tmp_path) as (found, server):
        if fresh:
            with pytest.raises(NoAnswerError, match="broke off"):
                found.push(body)
        else:
            assert found.push(body) == PUSHED
            assert server.lines() == ["GET /", "POST /token", "POST /push"]


def test_it_goes_out_again_once_only() -> None:
    with reached(closing(99)) as (found, server):
        with pytest.raises(NoAnswerError) as caught:
            found.pull(PULL)
        assert server.lines() == ["GET /", "POST /token", "POST /pull", "POST /pull"]
        assert server.connections == 2
    assert caught.value.smaller


def test_a_new_connection_that_is_closed_tells_enough() -> None:
    with reached(lambda _asked: CLOSED) as (found, server):
        with pytest.raises(NoAnswerError):
            found.pull(PULL)
        assert server.lines() == ["GET /"]


def test_half_an_answer_is_one() -> None:
    with reached(city(lambda _asked: Said(b"HTTP/1."))) as (found, server):
        with pytest.raises(NoAnswerError):
            found.pull(PULL)
        assert server.lines().count("POST /pull") == 1


def test_the_city_is_gone_meanwhile() -> None:
    """Where nobody listens any more, the clerk hears that, and not of a connection that broke off."""
    with raw_server(city(lambda _asked: ok(PULLED))) as server:
        found = HttpCity(Connection(server.address), CREDENTIALS, clock=lambda: NOW)
        found.pull(PULL)
    with pytest.raises(NoAnswerError, match="not reached") as caught:
        found.pull(PULL)
    assert not caught.value.smaller


def test_a_server_that_closes_after_every_answer_is_a_city_like_another() -> None:
    """As test servers and old gateways do: no “Connection: close”, and the connection is gone at some moment after."""
    usual = city(lambda _asked: ok(PULLED))
    with reached(lambda asked: Said(usual(asked).content)) as (found, server):
        for _time in range(50):
            assert found.pull(PULL) == PULLED
    assert server.lines().count("POST /pull") == 50, "whatever the other side did not read it was not asked"


def test_a_token_that_ended_is_renewed_though_the_connection_went_with_it() -> None:
    answers = iter([Said(problem(ProblemType.TOKEN_INVALID).content), ok(PULLED)])
    with reached(city(lambda _asked: next(answers))) as (found, server):
        assert found.pull(PULL) == PULLED
    assert server.lines() == ["GET /", "POST /token", "POST /pull", "POST /token", "POST /pull"]


def test_a_signature_is_not_used_twice() -> None:
    with raw_server(closing(1)) as server:
        signer = Sm3Signer("app", "secret")
        found = HttpCity(Connection(server.address), CREDENTIALS, clock=lambda: NOW, signer=signer)
        assert found.push(SEALED) == PUSHED
        found.close()
    nonces = [asked.headers["x-nonce"] for asked in server.asked if asked.target == "/push"]
    assert len(set(nonces)) == len(nonces) == 2


def test_a_code_is_sent_once_and_on_a_connection_of_its_own() -> None:
    """It is void after use: had the first one arrived, a second would be told that it is wrong."""
    with raw_server(city(lambda _asked: CLOSED)) as server:
        found = HttpCity(Connection(server.address), None, clock=lambda: NOW)
        with pytest.raises(NoAnswerError):
            found.enrol(EnrolRequest(code="K7QM-3XHD-9PWA", replica=UUID(int=1), schema=1, program="gridadmin"))
        found.close()
    assert server.lines() == ["GET /", "POST /enrol"]
    assert server.connections == 2


def test_what_a_gateway_says_before_it_closes_counts() -> None:
    gateway = city(lambda _asked: Said(http(502, b"<h1>")))
    with reached(gateway) as (found, server), pytest.raises(NoAnswerError, match="502"):
        found.pull(PULL)
    assert server.lines().count("POST /pull") == 1

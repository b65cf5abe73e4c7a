"""Tokens and signatures, as a server sees them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.exchange import Connection
from gridadmin.sync.city import NoAnswerError
from gridadmin.sync.credentials import Credentials
from gridadmin.sync.enrolment import Application
from gridadmin.sync.http import HttpCity
from gridadmin.sync.problems import Course, CredentialsRefusedError, reaction_to
from gridadmin.sync.signers import SIGNERS, Signer, Sm3Signer, new_nonce, signer_of
from gridadmin.sync.tokens import EARLY_S, Tokens
from gridadmin.wire.enrolment import TokenReply, TokenRequest
from gridadmin.wire.problems import ProblemError, ProblemType, problem_of
from gridadmin.wire.signing import Signature, SignedRequest
from tests.sync.raw_server import CAPABILITIES, Answering, Asked, RawServer, Said, http, ok, problem, raw_server, token
from tests.sync.test_http import CREDENTIALS, NOW, PULL, PULLED, PUSHED, SEALED

SECRET = "g" * 40


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Gate:
    """A city that gives tokens `token-of-the-city-N`, each valid until it is revoked."""

    def __init__(self, seconds: int = 3600) -> None:
        self.given = 0
        self.seconds = seconds
        self.revoked: set[str] = set()
        self.closed: Said | None = None

    def __call__(self, asked: Asked) -> Said:
        if asked.target == "/":
            return ok(CAPABILITIES)
        if asked.target == "/token":
            self.given += 1
            return self.closed or token(f"token-of-the-city-{self.given}", self.seconds)
        bearer = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if bearer in self.revoked or not bearer.startswith("token-of-the-city-"):
            return problem(ProblemType.TOKEN_INVALID)
        return ok(PUSHED if asked.target == "/push" else PULLED)


def found_at(server: RawServer, seconds: Seconds | None = None, signer: Signer | None = None) -> HttpCity:
    connection = Connection(server.address)
    return HttpCity(connection, CREDENTIALS, clock=lambda: NOW, signer=signer, monotonic=seconds or Seconds())


def test_a_token_is_asked_for_by_a_form_and_used_until_it_ends() -> None:
    gate, seconds = Gate(seconds=600), Seconds()
    with raw_server(gate) as server:
        found = found_at(server, seconds)
        for moment in (0, 300, 539):
            seconds.now = 1000.0 + moment
            found.pull(PULL)
        assert gate.given == 1
        seconds.now = 1000.0 + 600 - EARLY_S
        found.pull(PULL)
        assert gate.given == 2
        found.close()
    form = next(asked for asked in server.asked if asked.target == "/token")
    assert form.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(form.body.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": [CREDENTIALS.client_id],
        "client_secret": [CREDENTIALS.client_secret],
    }
    assert all(CREDENTIALS.client_secret not in asked.target for asked in server.asked)


def test_a_token_that_was_revoked_is_renewed_once() -> None:
    gate = Gate()
    with raw_server(gate) as server:
        found = found_at(server)
        found.pull(PULL)
        gate.revoked.add("token-of-the-city-1")
        assert found.push(SEALED) == PUSHED
        assert [asked.plain for asked in server.asked if asked.target == "/push"] == [SEALED, SEALED]
        gate.revoked |= {f"token-of-the-city-{n}" for n in range(10)}
        with pytest.raises(ProblemError) as caught:
            found.push(SEALED)
        found.close()
    assert reaction_to(caught.value).course is Course.PAUSE
    assert gate.given == 3


def test_credentials_that_are_void_stop() -> None:
    gate = Gate()
    gate.closed = problem(ProblemType.TOKEN_INVALID)
    with raw_server(gate) as server:
        found = found_at(server)
        with pytest.raises(CredentialsRefusedError) as caught:
            found.push(SEALED)
        found.close()
    assert reaction_to(caught.value).course is Course.STOP
    assert server.lines() == ["GET /", "POST /token"]


def test_a_revoked_client_stops() -> None:
    gate = Gate()
    gate.closed = problem(ProblemType.REVOKED)
    with raw_server(gate) as server:
        found = found_at(server)
        with pytest.raises(ProblemError) as caught:
            found.push(SEALED)
        found.close()
    assert reaction_to(caught.value).course is Course.STOP


@pytest.mark.parametrize(
    "said", [Said(http(200, b"<html>")), Said(http(200, b'{"access_token":"x"}', "application/json"))]
)
def test_what_is_no_token_is_no_answer(said: Said) -> None:
    gate = Gate()
    gate.closed = said
    with raw_server(gate) as server:
        found = found_at(server)
        with pytest.raises(NoAnswerError):
            found.push(SEALED)
        found.close()
    assert "POST /push" not in server.lines()


@given(st.integers(1, 86_400), st.lists(st.floats(0, 100_000), max_size=8))
def test_no_token_is_used_when_it_has_ended(lifetime: int, waits: list[float]) -> None:
    seconds, taken = Seconds(), []

    def ask(_request: TokenRequest) -> TokenReply:
        taken.append(seconds.now)
        return TokenReply(access_token=f"{len(taken):020}", token_type="Bearer", expires_in=lifetime)

    tokens = Tokens(TokenRequest(client_id="a", client_secret="b"), ask, seconds)
    for wait in waits:
        seconds.now += wait
        held = int(tokens.current())
        assert held == len(taken)
        assert seconds.now < taken[held - 1] + lifetime or seconds.now == taken[held - 1]


def signing(server: Answering, at: datetime = NOW) -> tuple[RawServer, list[Signature]]:
    with raw_server(server) as running:
        found = HttpCity(
            Connection(running.address + "/v1"), CREDENTIALS, clock=lambda: at, signer=Sm3Signer("office", SECRET)
        )
        found.push(SEALED)
        found.close()
    return running, [Signature.from_headers(asked.headers) for asked in running.asked if "x-signature" in asked.headers]


def gate_at(path: str, gate: Answering) -> Answering:
    return lambda asked: gate(Asked(asked.method, asked.target.removeprefix(path), asked.headers, asked.body))


def test_every_request_but_the_first_is_signed_as_it_was_sent() -> None:
    running, signatures = signing(gate_at("/v1", Gate()))
    assert running.lines() == ["GET /v1/", "POST /v1/token", "POST /v1/push"]
    assert "x-app-key" not in running.asked[0].headers
    for asked, signature in zip(running.asked[1:], signatures, strict=True):
        request = SignedRequest(asked.method, asked.target, asked.body)
        assert signature.fits(request, SECRET)
        assert not signature.fits(request, "another")
        assert not signature.fits(SignedRequest(asked.method, asked.target, asked.plain + b" "), SECRET)
        assert (signature.app_key, signature.timestamp) == ("office", round(NOW.timestamp() * 1000))
    assert running.asked[2].headers["content-encoding"] == "gzip"
    assert len({signature.nonce for signature in signatures}) == 2


def test_a_wrong_clock_is_put_right_once() -> None:
    city_time = "Mon, 02 Nov 2026 09:00:00 GMT"
    gate = Gate()

    def strict(asked: Asked) -> Said:
        if asked.target in ("/", "/token"):  # the first answers say nothing of the time
            return gate(asked)
        stamped = Signature.from_headers(asked.headers).timestamp / 1000
        if abs(stamped - datetime(2026, 11, 2, 9, tzinfo=UTC).timestamp()) > 600:
            return problem(ProblemType.SIGNATURE_INVALID, Date=city_time)
        return gate(asked)

    running, signatures = signing(gate_at("/v1", strict), datetime(2019, 1, 1, tzinfo=UTC))
    assert running.lines()[2:] == ["POST /v1/push", "POST /v1/push"]
    assert signatures[1].nonce != signatures[2].nonce

    refusing = gate_at("/v1", lambda asked: problem(ProblemType.SIGNATURE_INVALID) if asked.body else gate(asked))
    with pytest.raises(ProblemError) as caught:
        signing(refusing)
    assert reaction_to(caught.value).course is Course.STOP


def test_a_signature_against_another_program() -> None:
    """Computed with OpenSSL 3.0.19: `openssl dgst -sm3` of the body, `openssl dgst -sm3 -hmac` of the five lines."""
    signer = Sm3Signer("k", "secret", nonce=lambda: "0123456789abcdef0123456789abcdef")
    headers = signer.headers("POST", "/exchange/v1/push", b"abc", datetime(2026, 3, 1, 8, 30, tzinfo=UTC))
    assert headers == {
        "X-App-Key": "k",
        "X-Timestamp": "1772353800000",
        "X-Nonce": "0123456789abcdef0123456789abcdef",
        "X-Signature": "BYJ/5fzTzMklMZ1Qm8S2UbXpZ43wqMdt6S2xcyD/Ifs=",
    }
    assert len(base64.b64decode(headers["X-Signature"])) == 32


def test_signers_by_name() -> None:
    plain = Connection("https://city.example")
    assert signer_of(plain, None) is None
    signed = Connection("https://city.example", signer="hmac-sm3", app_key="office")
    made = signer_of(signed, SECRET)
    assert isinstance(made, Sm3Signer)
    assert SECRET not in repr(made)
    for connection, secret in (
        (signed, None),
        (Connection("https://city.example", signer="hmac-sm3"), SECRET),
        (Connection("https://city.example", signer="rot13", app_key="office"), SECRET),
    ):
        with pytest.raises(InvalidError):
            signer_of(connection, secret)
    assert set(SIGNERS) == {"hmac-sm3"}
    assert new_nonce() != new_nonce()


def test_secrets_are_in_no_repr() -> None:
    credentials = Credentials("town-1", "client-secret", "signing-secret")
    assert "secret'" not in repr(credentials)
    assert "client-secret" not in repr(credentials)
    assert "signing-secret" not in repr(credentials)
    asked = Application(Connection("https://city.example"), "K7QM-3XHD-9PWA", signing_secret="signing-secret")
    assert "K7QM" not in repr(asked)
    assert "signing-secret" not in repr(asked)
    request = TokenRequest(client_id="town-1", client_secret="client-secret")
    assert "client-secret" not in repr(request)
    assert "t" * 20 not in repr(TokenReply(access_token="t" * 20, token_type="Bearer", expires_in=600))
    error = problem_of(ProblemType.TOKEN_INVALID, "凭据无效")
    assert "client-secret" not in str(CredentialsRefusedError(error.problem))

"""The server's lines of the table of threats (docs/exchange.md, section 17), against a real server over real HTTP."""

from __future__ import annotations

import gzip
import hashlib
import json
import resource
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from gridadmin.city.exchange import LIMITS
from gridadmin.city.settings import Settings
from gridadmin.city.tables import anchor, audit
from gridadmin.models.ids import new_id
from gridadmin.wire.enrolment import EnrolRequest, TokenRequest
from gridadmin.wire.groups import Change, SetFields
from gridadmin.wire.push import Anchor, RefusalKind, Result
from gridadmin.wire.recovery import DigestRequest, KnownRequest, RowsRequest
from gridadmin.wire.scopes import parse_scope
from gridadmin.wire.signing import SignedRequest, milliseconds, sign
from tests.city.attacks import EVIL, MALFORMED, PERSONAL, SECRET, SetClock, everything, raw, upload
from tests.city.cities import COUNTY
from tests.city.requests_of_offices import group_of, pull_of, push, push_of, records, worker
from tests.city_servers import OTHER_TOWN, TOWN, CityProcess, CityServer, Office, city_process, city_server
from tests.sync.certificates import Authority

JSON_TYPE = {"Content-Type": "application/json"}
FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def city(postgres_url: str) -> Iterator[CityServer]:
    """One server for the tests that need no bounds of their own."""
    with city_server(postgres_url, Settings(failure_burst=500)) as running:
        yield running


@pytest.fixture(scope="module")
def office(city: CityServer) -> Office:
    """An enrolled office."""
    return city.enrol(TOWN)


@pytest.fixture(scope="module")
def neighbour(city: CityServer) -> Office:
    """An office of another township of the same county."""
    return city.enrol(OTHER_TOWN)


def test_replay(postgres_url: str, tmp_path: Path, city: CityServer, office: Office) -> None:
    """What was recorded on the way and is sent again changes nothing; where it is signed, it is not even taken."""
    sealed = push_of(office, group_of(worker("重放"))).to_bytes()
    first, again = office.post("push", sealed), office.post("push", sealed)
    assert first.json["outcomes"] == again.json["outcomes"]
    assert [fields["name"] for fields in records(office).values()].count("重放") == 1

    clock, keys = SetClock(), tmp_path / "keys.json"
    keys.write_text(json.dumps({"gateway": "its secret"}))
    with city_server(postgres_url, Settings(app_keys=str(keys)), clock=clock) as signed_city:
        body = EnrolRequest(code=signed_city.issue_code(), replica=new_id(), schema=1, program="t").to_bytes()

        def ask(
            sent: bytes, secret: str = "its secret", at: datetime | None = None, nonce: str = "a" * 32
        ) -> tuple[int, str]:
            request = SignedRequest("POST", f"{signed_city.prefix}/enrol", body)
            made = sign(request, secret, app_key="gateway", at=milliseconds(at or clock.now), nonce=nonce)
            answer = signed_city.ask("POST", "/enrol", sent, JSON_TYPE | made.to_headers())
            return answer.status, answer.json.get("type", "").rpartition(":")[2]

        assert signed_city.ask("POST", "/enrol", body, JSON_TYPE).problem == "signature-invalid"
        assert ask(body, secret="another")[1] == "signature-invalid"
        assert ask(body.replace(b'"t"', b'"u"'))[1] == "signature-invalid"
        assert ask(body, at=clock.now - timedelta(minutes=11))[1] == "signature-invalid"
        assert ask(body, at=clock.now + timedelta(minutes=11))[1] == "signature-invalid"
        assert ask(body)[0] == 200
        assert ask(body) == (401, "signature-invalid")
        assert ask(body, nonce="b" * 32) == (403, "code-invalid")


def test_forged_office(city: CityServer, office: Office, neighbour: Office) -> None:
    """Nobody becomes an office without a code or with another's secret, nor with what stands in the database."""

    def token(client_id: str, secret: str) -> str:
        form = TokenRequest(client_id=client_id, client_secret=secret).to_form()
        return city.ask("POST", "/token", form, FORM_TYPE).problem

    own, other = office.credentials, neighbour.credentials
    assert token(own.client_id, "x" * 40) == "token-invalid"
    assert token(own.client_id, other.client_secret) == "token-invalid"
    assert token("town-371525101-999", own.client_secret) == "token-invalid"
    assert token("nobody", own.client_secret) == "token-invalid"
    code = city.issue_code(TOWN)
    request = EnrolRequest(code=code, replica=new_id(), schema=1, program="t")
    taken = city.ask("POST", "/enrol", request.to_bytes(), JSON_TYPE).json
    assert city.ask("POST", "/enrol", request.to_bytes(), JSON_TYPE).problem == "code-invalid"
    held = everything(city)
    for secret in (code, taken["client_secret"], own.client_secret, office.token):
        assert secret not in held


def test_guessing_codes(postgres_url: str) -> None:
    """Five wrong tries end a township's code, time ends every code, and an address that guesses has to wait."""
    clock = SetClock()

    def enrol(running: CityServer, code: str) -> tuple[int, dict[str, str]]:
        request = EnrolRequest(code=code, replica=new_id(), schema=1, program="t")
        answer = running.ask("POST", "/enrol", request.to_bytes(), JSON_TYPE)
        return answer.status, answer.headers

    with city_server(postgres_url, Settings(failure_burst=20, failure_rate=0.001), clock=clock) as running:
        old = running.issue_code(TOWN)
        clock.later(hours=72, seconds=1)
        assert enrol(running, old)[0] == 403
        good = running.issue_code(TOWN)
        wrong = good[:-4] + ("2222" if good[-4:] != "2222" else "3333")
        assert [enrol(running, wrong)[0] for _ in range(5)] == [403] * 5
        status, headers = enrol(running, good)
        assert (status, int(headers["retry-after"]) > 0) == (429, True)
        fresh = running.issue_code(TOWN)
        assert enrol(running, fresh)[0] == 200
        guesses = [enrol(running, f"{a}222-2222-2222")[0] for a in "ABCDEFGHJKLMNPQRSTUVWXYZ"]
        assert guesses[-1] == 429, "an address that goes on guessing is not listened to"
        assert enrol(running, running.issue_code(OTHER_TOWN))[0] == 429


def test_other_township(office: Office, neighbour: Office) -> None:
    """What a body says about the scope opens nothing that the token does not."""
    secret = worker("邻镇的人")
    push(neighbour, group_of(secret))
    theirs = neighbour.credentials.scope
    common: dict[str, Any] = {"schema": 1, "replica": office.replica, "scope": theirs}
    requests = {
        "push": push_of(office, group_of(worker("越权")), scope=theirs),
        "pull": pull_of(office, [theirs]),
        "known": KnownRequest(mids=(new_id(),), **common),
        "digest": DigestRequest(**common),
        "rows": RowsRequest(t="worker", ids=(secret.id,), **common),
    }
    for name, request in requests.items():
        answer = office.post(name, request.to_bytes())
        assert (answer.status, answer.problem) == (403, "forbidden"), name
        assert "邻镇的人" not in answer.body.decode()
    names = {fields.get("name") for fields in records(neighbour).values()}
    assert "越权" not in names
    own = RowsRequest(schema=1, replica=office.replica, scope=office.credentials.scope, t="worker", ids=(secret.id,))
    assert office.post("rows", own.to_bytes()).json["rows"] == []
    [outcome] = push(office, group_of(SetFields(t="worker", id=secret.id, set={"name": Change("邻镇的人", "改了")})))
    assert outcome.refusals[0].kind is RefusalKind.MISSING_RECORD
    assert "改了" not in {fields.get("name") for fields in records(neighbour).values()}


def test_not_owner(city: CityServer, office: Office) -> None:
    """A township cannot write what the county published, whatever it says it saw."""
    community = worker().id
    made = group_of(
        replace(worker(), t="community", id=community, f={"code": "371525101201", "name": "城关村", "urban": False})
    )
    outcomes = city.exchange.publish(COUNTY, parse_scope(f"town:{TOWN}"), [made])
    assert outcomes[made.mid].result is Result.APPLIED
    [outcome] = push(office, group_of(SetFields(t="community", id=community, set={"name": Change("城关村", "别名村")})))
    assert (outcome.result, outcome.refusals[0].kind) == (Result.REJECTED, RefusalKind.NOT_OWNER)
    assert records(office)[str(community)]["name"] == "城关村"


def test_no_oracle(city: CityServer, office: Office, neighbour: Office) -> None:
    """Whether another township has an attachment or a person cannot be found out by asking."""
    path = upload(neighbour, b"a photo of somebody")
    unknown = f"/attachments/sha256:{hashlib.sha256(b'nothing').hexdigest()}"
    asking = {"Authorization": f"Bearer {office.token}"}
    for method in ("HEAD", "GET"):
        there, not_there = (city.ask(method, each, headers=asking) for each in (path, unknown))
        assert (there.status, there.body) == (not_there.status, not_there.body)
        assert {key: value for key, value in there.headers.items() if key != "date"} == {
            key: value for key, value in not_there.headers.items() if key != "date"
        }
    number = "37152519900101001X"
    [theirs] = push(neighbour, group_of(worker("同号", id_number=number)))
    [ours] = push(office, group_of(worker("同号", id_number=number)))
    assert (theirs.result, ours.result) == (Result.APPLIED, Result.APPLIED)


def test_oversized(postgres_url: str) -> None:
    """Nothing is read beyond the limits: not where it is announced, and not where it is not."""
    limits = replace(LIMITS, push_bytes=65_536, push_groups=3, chunk_bytes=4_096)
    with city_server(postgres_url, limits=limits) as running:
        office = running.enrol()
        assert office.post("push", b" " * 65_537).problem == "too-large"
        assert office.post("pull", b" " * (2**20 + 1)).problem == "too-large"
        chunks = (b" " * 9_000 for _ in range(20))
        assert office.post("push", chunks).problem == "too-large"  # type: ignore[arg-type] # an iterable is sent in chunks
        groups = [group_of(worker()) for _ in range(4)]
        assert office.post("push", push_of(office, *groups).to_bytes()).problem == "too-large"
        piece = {"Authorization": f"Bearer {office.token}", "Content-Type": "application/partial-upload"}
        piece |= {"Upload-Offset": "0", "Upload-Complete": "?0"}
        name = f"/attachments/sha256:{'0' * 64}"
        assert running.ask("PATCH", name, b"x" * 4_097, piece).problem == "too-large"
        assert running.ask("GET", name, b"x", piece).problem == "too-large"
        assert office.post("push", push_of(office, group_of(worker())).to_bytes()).status == 200


def test_decompression_bomb(city: CityServer, office: Office) -> None:
    """A little that becomes a lot is stopped on its way there, and takes no memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    packed = gzip.compress(bytes(200 * 2**20), compresslevel=9)
    grown_by_packing = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert len(packed) < 2**20
    for name in ("push", "pull"):
        answer = office.post(name, packed, **{"Content-Encoding": "gzip"})
        assert (answer.status, answer.problem) == (413, "too-large")
    nested = gzip.compress(packed)
    assert office.post("push", nested, **{"Content-Encoding": "gzip"}).problem in ("malformed", "too-large")
    assert office.post("push", nested, **{"Content-Encoding": "gzip, gzip"}).problem == "media"
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before - grown_by_packing
    assert grown < 64 * 1024, f"{grown} KiB"


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: body[:30].decode("latin-1"))
def test_malformed(office: Office, body: bytes) -> None:
    """What is no message is refused with its place and without its content, at every address."""
    for name in ("push", "pull", "known", "digest", "rows"):
        answer = office.post(name, body)
        assert (answer.status, answer.problem) == (400, "malformed"), answer
        assert "pointer" in answer.json
        assert SECRET not in answer.json.get("detail", "")


def test_slow_client(postgres_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """Who sends slowly, or takes nothing, or opens connection upon connection, does not keep the others waiting."""
    bounds = Settings(head_seconds=0.3, body_idle=0.3, write_seconds=0.3, address_connections=3, proxies=())
    with city_server(postgres_url, bounds) as running:
        office = running.enrol()
        head = f"POST {running.prefix}/push HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {office.token}\r\n"
        head += "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n"
        assert raw(running, b"").startswith(b"HTTP/1.1 408 ")
        assert raw(running, b"GET / HT").startswith(b"HTTP/1.1 408 ")
        late = raw(running, head.encode(), b"{")
        assert late.startswith(b"HTTP/1.1 408 ")
        assert b"too-slow" in late
        held = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(3)]
        crowd = raw(running, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert crowd.startswith(b"HTTP/1.1 429 ")
        assert b"Retry-After:" in crowd
        for connection in held:
            connection.close()
        assert raw(running, b"\x16\x03\x01 no HTTP at all\r\n\r\n").startswith(b"HTTP/1.1 400 ")
        assert running.ask("GET", "").status == 200
    caplog.clear()


def test_stolen_token(postgres_url: str, tmp_path: Path) -> None:
    """A token lasts an hour; where clients show a certificate, it is worth nothing on another's connection."""
    clock = SetClock()
    with city_server(postgres_url, clock=clock) as running:
        office = running.enrol()
        clock.later(minutes=59)
        assert office.post("pull", pull_of(office).to_bytes()).status == 200
        clock.later(minutes=2)
        answer = office.post("pull", pull_of(office).to_bytes())
        assert (answer.status, answer.problem) == (401, "token-invalid")

    authority = Authority(tmp_path)
    own, thief = authority.sign("office.example"), authority.sign("thief.example")
    server = authority.sign("127.0.0.1")
    words = {"ssl_certfile": server.certificate, "ssl_keyfile": server.key, "ssl_ca_certs": str(authority.file)}
    with city_server(postgres_url, tls=words | {"ssl_cert_reqs": ssl.CERT_REQUIRED}) as running:
        running.tls = ssl.create_default_context(cafile=str(authority.file))
        with pytest.raises((ssl.SSLError, ConnectionError)):
            running.ask("GET", "")
        running.tls.load_cert_chain(own.certificate, own.key)
        office = running.enrol()
        assert office.post("pull", pull_of(office).to_bytes()).status == 200
        running.tls = ssl.create_default_context(cafile=str(authority.file))
        running.tls.load_cert_chain(thief.certificate, thief.key)
        answer = office.post("pull", pull_of(office).to_bytes())
        assert (answer.status, answer.problem) == (401, "token-invalid")


def test_revocation(city: CityServer, office: Office) -> None:
    """Revoking a computer ends its tokens at once, and no other's."""
    lost = city.enrol(TOWN)
    assert lost.post("pull", pull_of(lost).to_bytes()).status == 200
    city.exchange.revoke(lost.credentials.client_id, "staff:test")
    assert lost.post("pull", pull_of(lost).to_bytes()).problem == "revoked"
    given = lost.credentials
    form = TokenRequest(client_id=given.client_id, client_secret=given.client_secret).to_form()
    assert city.ask("POST", "/token", form, FORM_TYPE).problem == "revoked"
    assert office.post("pull", pull_of(office).to_bytes()).status == 200


def lines_at_rest(running: CityProcess) -> int:
    """Return how many lines the log has, once that of the last answered request is there, too."""
    count = -1
    while count != (count := len(running.log.read_bytes().splitlines())):
        time.sleep(0.3)
    return count


@pytest.mark.slow
def test_log_injection(postgres_url: str, tmp_path: Path) -> None:
    """Whatever a request says, the log is one record per line, and none of its words."""
    with city_process(postgres_url, tmp_path) as running:
        office = running.enrol()
        lines_before = lines_at_rest(running)
        forged = "%0d%0a%7B%22event%22%3A%22forged%22%7D"
        asked = [
            ("GET", f"/{forged}", None, {}),
            ("GET", f"/attachments/{forged}", None, {"Authorization": f"Bearer {office.token}"}),
            ("POST", "/push", b"{}", JSON_TYPE | {"Authorization": "Bearer forged"}),
            ("POST", "/token", f"grant_type=client_credentials&client_id={forged}&client_secret=x".encode(), FORM_TYPE),
            ("POST", "/enrol", json.dumps({"code": EVIL, "computer": EVIL}).encode(), JSON_TYPE),
            ("FORGED", "/push", b"", {"X-Forwarded-For": "forged", "User-Agent": "forged"}),
        ]
        for method, path, body, headers in asked:
            assert running.ask(method, path, body, headers).status in (400, 401, 404, 405)
        group = group_of(worker(EVIL), actor=EVIL, sentence=EVIL)
        assert push(office, group)[0].result is Result.APPLIED
        raw_line = raw(running, b"FORGED \x1b[2K forged\r\n\r\n")
        assert raw_line.startswith(b"HTTP/1.1 400 ")
        running.stop()
        lines = running.log.read_bytes().splitlines()
        assert all(json.loads(line)["event"] in ("request", "library") for line in lines)
        assert len([line for line in lines[lines_before:] if b'"request"' in line]) == len(asked) + 1
        assert b"forged" not in b"\n".join(lines).lower()


@pytest.mark.slow
def test_no_personal_data_in_logs(postgres_url: str, tmp_path: Path) -> None:
    """What was sent, well or badly, is in no line of the log, nor in the access record, nor in the figures."""
    with city_process(postgres_url, tmp_path) as running:
        office = running.enrol()
        person = worker(**PERSONAL)
        assert push(office, group_of(person, actor="上官某"))[0].result is Result.APPLIED
        twice = group_of(worker(**PERSONAL), actor="上官某")
        assert push(office, twice)[0].refusals[0].kind is RefusalKind.DUPLICATE_KEY
        other = SetFields(t="worker", id=person.id, set={"address": Change("另一处", "谁也不许知道")})
        assert push(office, group_of(other))[0].result is Result.CONFLICT
        request = json.loads(push_of(office, group_of(worker(**PERSONAL))).to_bytes())
        request["groups"][0]["ops"][0]["f"]["sex"] = 0.5
        assert office.post("push", json.dumps(request).encode()).status == 400
        request["groups"][0]["ops"][0]["f"] = list(PERSONAL.values())
        assert office.post("push", json.dumps(request).encode()).status == 400
        assert office.post("pull", pull_of(office).to_bytes()).status == 200
        figures = running.ask("GET", "//metrics").body.decode()
        running.stop()
        with running.exchange.engine.connect() as connection:
            recorded = "\n".join(str(row) for row in connection.execute(text("SELECT * FROM access")))
        told = running.log.read_text(encoding="utf-8") + figures + recorded
        assert "conflict" in told
        for secret in [*PERSONAL.values(), "上官某", "另一处", "李敏", office.token, "一号机"]:
            assert secret not in told
            assert json.dumps(secret)[1:-1] not in told


def test_anchor(city: CityServer, office: Office) -> None:
    """The city keeps each head of a journal with its time, and notes where one entry is shown with two hashes."""
    heads = [Anchor(seq=9, hash="a" * 64), Anchor(seq=9, hash="a" * 64), Anchor(seq=9, hash="b" * 64)]
    for number, head in enumerate(heads, start=50):
        push(office, group_of(worker()), anchor=head, number=number)
    with city.exchange.engine.connect() as connection:
        kept = connection.execute(select(anchor.c.hash, anchor.c.at).where(anchor.c.seq == 9)).all()
        noted = connection.execute(select(audit.c.what).where(audit.c.what == "anchor_differs")).all()
    assert sorted(row.hash[0] for row in kept) == ["a", "b"]
    assert all(row.at is not None for row in kept)
    assert len(noted) == 1


def test_names_are_not_statements(city: CityServer, office: Office) -> None:
    """A name is one of the map's or it is refused; a value with quotes is a value."""
    evil = "x'; DROP TABLE record; --"
    request = json.loads(push_of(office, group_of(worker())).to_bytes())
    for change in ({"t": evil}, {"id": evil}, {"f": {evil: 1}}, {"k": evil}):
        request["groups"][0]["ops"] = [{"k": "new", "t": "worker", "id": str(new_id()), "f": {}} | change]
        assert office.post("push", json.dumps(request).encode()).problem == "malformed"
    for t, fields in (("record", {"name": "x"}), ("worker", {"drop_table": "x"}), ("worker", {"scope": "x"})):
        [outcome] = push(office, group_of(replace(worker(), t=t, f=fields)))
        assert {refusal.kind for refusal in outcome.refusals} & {RefusalKind.UNKNOWN_FIELD}
    for body in (
        DigestRequest(schema=1, replica=office.replica, scope=office.credentials.scope, t="drop_table"),
        RowsRequest(schema=1, replica=office.replica, scope=office.credentials.scope, t="record", ids=(new_id(),)),
    ):
        name = "digest" if isinstance(body, DigestRequest) else "rows"
        assert office.post(name, body.to_bytes()).status == 200
    kept = worker(evil, remarks='"}); --')
    assert push(office, group_of(kept))[0].result is Result.APPLIED
    assert records(office)[str(kept.id)]["name"] == evil

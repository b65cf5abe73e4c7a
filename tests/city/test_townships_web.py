"""Graded: the city sees all townships, a county its own, a township itself; nobody sees anything without a token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from psycopg import OperationalError
from sqlalchemy import Engine, event

from gridadmin.city.access import list_access
from gridadmin.city.settings import Settings
from gridadmin.city.words import utc_now
from gridadmin.models.ids import new_id
from gridadmin.wire.enrolment import EnrolRequest, TokenRequest
from gridadmin.wire.signing import SignedRequest, milliseconds, sign
from tests.city_servers import CITY, COUNTY, OTHER_TOWN, TOWN, CityServer, city_server, until
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture

FAR_TOWN, FAR_COUNTY = "371502001", "371502"


@pytest.fixture(scope="module")
def served(postgres_url: str) -> Iterator[CityServer]:  # noqa: F811 - the fixture
    with city_server(postgres_url) as server:
        for code in (TOWN, OTHER_TOWN, FAR_TOWN):
            server.enrol(code)
        yield server


def seen_by(server: CityServer, code: str) -> set[str]:
    office = server.enrol(code)
    answer = server.ask("GET", "/townships", headers={"Authorization": f"Bearer {office.token}"})
    assert answer.status == 200, answer
    return {row["scope"].partition(":")[2] for row in answer.json["townships"]}


def test_who_sees_whom(served: CityServer) -> None:
    assert seen_by(served, CITY) == {TOWN, OTHER_TOWN, FAR_TOWN}
    assert seen_by(served, COUNTY) == {TOWN, OTHER_TOWN}
    assert seen_by(served, FAR_COUNTY) == {FAR_TOWN}
    assert seen_by(served, TOWN) == {TOWN}


def test_without_a_token_nothing_is_said(served: CityServer) -> None:
    assert served.ask("GET", "/townships").problem == "token-invalid"
    assert served.ask("GET", "/townships", headers={"Authorization": "Bearer x.y"}).problem == "token-invalid"


def test_what_is_said(served: CityServer) -> None:
    office = served.enrol(COUNTY)
    row = served.ask("GET", "/townships", headers={"Authorization": f"Bearer {office.token}"}).json["townships"][0]
    assert {"scope", "name", "state", "computers", "pushed_at", "pulled_at", "behind"} <= set(row)
    assert row["state"] == "never"


def test_it_is_bounded_and_recorded_as_every_other_address(postgres_url: str) -> None:  # noqa: F811 - the fixture
    with city_server(postgres_url, Settings(client_burst=2, client_rate=0.001)) as server:
        office = server.enrol(COUNTY)
        server.enrol(TOWN)
        token = {"Authorization": f"Bearer {office.token}"}
        begun = utc_now() - timedelta(minutes=1)
        assert [server.ask("GET", "/townships", headers=token).status for _ in range(3)] == [200, 200, 429]
        client = office.credentials.client_id

        def rows() -> list[tuple[str, int, int]]:
            found = list_access(server.exchange.engine, begun, (), client, 9)
            return [(row.address, row.status, row.given) for row in found if row.address == "townships"]

        until(lambda: len(rows()) == 2)
        assert set(rows()) == {("townships", 200, 1)}


def test_where_requests_are_signed_this_one_is(postgres_url: str, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"gateway": "its secret"}))
    with city_server(postgres_url, Settings(app_keys=str(keys))) as server:
        asked = EnrolRequest(code=server.issue_code(COUNTY), replica=new_id(), schema=1, program="t")
        given = server.exchange.enrol(asked)
        form = TokenRequest(client_id=given.client_id, client_secret=given.client_secret)
        token = {"Authorization": f"Bearer {server.exchange.token(form).access_token}"}
        assert server.ask("GET", "/townships", headers=token).problem == "signature-invalid"
        request = SignedRequest("GET", f"{server.prefix}/townships", b"")
        made = sign(request, "its secret", app_key="gateway", at=milliseconds(utc_now()), nonce="a" * 32)
        with commit_unanswered(server.exchange.engine, "INSERT INTO nonce"):
            signed = server.ask("GET", "/townships", headers=token | made.to_headers())
        assert signed.status == 200, "its own nonce, of which but the answer was lost, is no second use"
        assert server.ask("GET", "/townships", headers=token | made.to_headers()).problem == "signature-invalid"


@contextmanager
def commit_unanswered(engine: Engine, statement: str) -> Iterator[None]:
    """Break the connection once, after a commit with such a statement and before its answer."""
    commit, heard = engine.dialect.do_commit, list[str]()

    def listen(*said: Any) -> None:
        heard.extend([said[2]] if said[2].startswith(statement) else [])

    def do_commit(connection: Any) -> None:
        commit(connection)
        if heard:
            heard.clear()
            connection.driver_connection.close()
            raise OperationalError("the server closed the connection unexpectedly")

    event.listen(engine, "before_cursor_execute", listen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine.dialect, "do_commit", do_commit)
        yield
    event.remove(engine, "before_cursor_execute", listen)
    assert not heard

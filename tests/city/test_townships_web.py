"""Graded: the city sees all townships, a county its own, a township itself; nobody sees anything without a token."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gridadmin.city.townships_web import township_routes
from tests.city_servers import CITY, COUNTY, OTHER_TOWN, TOWN, CityServer, city_server
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture

FAR_TOWN, FAR_COUNTY = "371502001", "371502"


@pytest.fixture(scope="module")
def served(postgres_url: str) -> Iterator[CityServer]:  # noqa: F811 - the fixture
    with city_server(postgres_url, more=lambda exchange: township_routes(exchange, "/exchange/v1")) as server:
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

"""Graded authorisation by the line: what a county's and the city's credentials may write and read, and what not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from gridadmin.city.access import list_access, list_acts
from gridadmin.city.words import utc_now
from gridadmin.models.ids import new_id
from gridadmin.wire.groups import Change, NewRecord, SetFields
from gridadmin.wire.push import RefusalKind, Result
from gridadmin.wire.recovery import RowsRequest
from gridadmin.wire.scopes import Scope, parse_scope
from gridadmin.wire.values import Json
from tests.city.requests_of_offices import group_of, pull_of, push, push_of, records, worker
from tests.city_servers import CITY, COUNTY, OTHER_TOWN, TOWN, CityServer, Office, city_server, until

TOWN_SCOPE, OTHER_COUNTY = parse_scope(f"town:{TOWN}"), "371502"
COUNTY_SCOPE, CITY_SCOPE = TOWN_SCOPE.above


@pytest.fixture(scope="module")
def city(postgres_url: str) -> Iterator[CityServer]:
    with city_server(postgres_url) as running:
        yield running


@pytest.fixture(scope="module")
def offices(city: CityServer) -> dict[str, Office]:
    """An office of each grade, and strangers."""
    return {code: city.enrol(code) for code in (TOWN, OTHER_TOWN, COUNTY, OTHER_COUNTY, CITY)}


def community(code: str, name: str = "城关村") -> NewRecord:
    return NewRecord(t="community", id=new_id(), f={"code": code, "name": name, "urban": False})


def status(office: Office, scope: Scope, op: Any) -> int:
    return office.post("push", push_of(office, group_of(op), scope=scope).to_bytes()).status


def test_a_county_publishes_into_its_townships(offices: dict[str, Office]) -> None:
    """By the same request as an office sends; the township receives it and keeps its hands off."""
    made = community("371525101201")
    assert push(offices[COUNTY], group_of(made), scope=TOWN_SCOPE)[0].result is Result.APPLIED
    assert records(offices[TOWN])[str(made.id)]["name"] == "城关村"
    rename = SetFields(t="community", id=made.id, set={"name": Change("城关村", "别名村")})
    [outcome] = push(offices[TOWN], group_of(rename))
    assert outcome.refusals[0].kind is RefusalKind.NOT_OWNER
    assert push(offices[COUNTY], group_of(rename), scope=TOWN_SCOPE, number=2)[0].result is Result.APPLIED
    assert records(offices[TOWN])[str(made.id)]["name"] == "别名村"
    [outcome] = push(offices[COUNTY], group_of(worker()), scope=TOWN_SCOPE, number=3)
    assert outcome.refusals[0].kind is RefusalKind.NOT_OWNER, "people are the township's"


def test_the_city_publishes_for_all(offices: dict[str, Office]) -> None:
    fields: dict[str, Json] = {"key": "k", "value": 1, "unit": "人", "valid_from": "2026-01-01", "source": "s"}
    made = NewRecord(t="parameter", id=new_id(), f=fields | {"certainty": "assumed", "note": ""})
    assert push(offices[CITY], group_of(made), scope=CITY_SCOPE)[0].result is Result.APPLIED
    for code in (TOWN, OTHER_TOWN, COUNTY, OTHER_COUNTY):
        assert str(made.id) in records(offices[code]), code


def test_nobody_writes_beside_or_above(offices: dict[str, Office]) -> None:
    assert status(offices[OTHER_COUNTY], TOWN_SCOPE, community("371525101202")) == 403
    assert status(offices[OTHER_TOWN], TOWN_SCOPE, worker()) == 403
    assert status(offices[TOWN], COUNTY_SCOPE, community("371525101203")) == 403
    assert status(offices[COUNTY], CITY_SCOPE, community("371525101204")) == 403


def test_who_is_above_reads_what_lies_below(offices: dict[str, Office]) -> None:
    person = worker("下面的人")
    push(offices[TOWN], group_of(person), number=9)
    for code, allowed in ((COUNTY, True), (CITY, True), (OTHER_COUNTY, False), (OTHER_TOWN, False)):
        answer = offices[code].post("pull", pull_of(offices[code], [TOWN_SCOPE]).to_bytes())
        assert (answer.status, "下面的人" in answer.body.decode()) == ((200, True) if allowed else (403, False)), code


def test_what_is_done_from_above_stands_in_the_record_of_whom_it_is_done_to(
    city: CityServer, offices: dict[str, Office]
) -> None:
    """A township asks who saw its people and changed its grids: those of the county and of the city among them."""
    engine, begun, county, whole = city.exchange.engine, utc_now(), offices[COUNTY], offices[CITY]
    person, made = worker("被看的人"), community("371525101209")
    push(offices[TOWN], group_of(person), number=20)
    county.post("pull", pull_of(county, [COUNTY_SCOPE, TOWN_SCOPE]).to_bytes())
    asked = RowsRequest(schema=1, replica=whole.replica, scope=TOWN_SCOPE, t="worker", ids=(person.id,))
    assert len(whole.post("rows", asked.to_bytes()).json["rows"]) == 1
    group = group_of(made)
    for number in (30, 30):
        push(county, group, scope=TOWN_SCOPE, number=number)

    def seen(scope: str) -> list[tuple[str, str, int]]:
        rows = list_access(engine, begun - timedelta(seconds=1), [scope], None, 99)
        above = [row for row in rows if not row.who.startswith("town-") and row.at >= begun]
        return sorted((row.who[:4], row.address, row.received) for row in above)

    until(lambda: len(seen(str(TOWN_SCOPE))) == 4)
    assert seen(str(TOWN_SCOPE)) == [("city", "rows", 0), ("coun", "pull", 0), ("coun", "push", 1), ("coun", "push", 1)]
    assert seen(str(COUNTY_SCOPE)) == [("coun", "pull", 0), ("coun", "push", 1), ("coun", "push", 1)]
    assert seen(f"town:{OTHER_TOWN}") == []
    rows = list_access(engine, begun, [str(TOWN_SCOPE)], whole.credentials.client_id, 9)
    assert [row.given for row in rows] == [1]
    acts = [act for act in list_acts(engine, begun, [str(TOWN_SCOPE)], None, 99) if act.what == "published"]
    assert [(act.who, act.detail) for act in acts] == [(county.credentials.client_id, "1")], "not what came once more"

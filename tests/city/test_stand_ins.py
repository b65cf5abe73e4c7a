"""Owners and stand-ins: what belongs to county and city, and what a township keeps for them until they publish."""

from __future__ import annotations

from uuid import UUID

import pytest

from gridadmin.wire.groups import Author, NewRecord
from gridadmin.wire.history import START
from gridadmin.wire.problems import ProblemError
from gridadmin.wire.push import RefusalKind, Result
from gridadmin.wire.values import Json
from tests.city.cities import City, change, gone, new, worker

GRID: dict[str, Json] = {"code": "371525101001001", "valid_from": "2023-11-01"}
VILLAGE: dict[str, Json] = {"code": "371525101001", "name": "城关村", "urban": True}


@pytest.fixture
def city(shared_city: City) -> City:
    """A city; its tables are shared, its scopes are not."""
    return shared_city


@pytest.fixture
def grid(city: City) -> UUID:
    """A grid that the township keeps for its county, with a wording of its own."""
    record_id = city.id()
    city.send(new("grid", record_id, **GRID, board_area="东至文化路"))
    return record_id


def version(record_id: UUID, grid: UUID, village: UUID, **fields: Json) -> NewRecord:
    """Return the making of what the county decides of a grid."""
    plain: dict[str, Json] = {
        "grid_id": str(grid), "valid_from": "2023-11-01", "name": "第一网格", "kind": "comprehensive",
        "community_id": str(village), "area": "全村", "setting": "urban",
    }  # fmt: skip
    return new("grid_version", record_id, **(plain | fields))


def test_a_township_keeps_a_grid_for_its_county(city: City, grid: UUID) -> None:
    row = city.pull()[grid]
    assert row.stand_in
    assert city.send(change("grid", grid, valid_to=(None, "2026-01-01"))).result is Result.APPLIED


def test_publication_takes_over_the_stand_in(city: City, grid: UUID) -> None:
    city.send(change("grid", grid, valid_to=(None, "2026-01-01")))
    published = new("grid", city.id(), **(GRID | {"valid_from": "2024-01-01"}))
    assert city.publish(city.county, published).result is Result.APPLIED
    rows = city.pull()
    assert published.id not in rows, "the township's id stays"
    assert not rows[grid].stand_in
    assert rows[grid].f == GRID | {"valid_from": "2024-01-01", "board_area": "东至文化路"}
    past = city.page({city.town: START}).pages[0].groups[-1]
    assert (past.by, past.replica) == (Author.COUNTY, None)


def test_after_that_the_fields_are_the_county_s(city: City, grid: UUID) -> None:
    city.publish(city.county, new("grid", city.id(), **GRID))
    assert not city.pull()[grid].stand_in, "also where no value differs"
    (refusal,) = city.send(change("grid", grid, valid_to=(None, "2026-01-01"))).refusals
    assert (refusal.kind, refusal.field) == (RefusalKind.NOT_OWNER, "valid_to")
    (refusal,) = city.send(gone("grid", grid, **city.fields(grid))).refusals
    assert refusal.kind is RefusalKind.NOT_OWNER
    assert city.send(change("grid", grid, board_area=("东至文化路", "东至大街"))).result is Result.APPLIED
    (refusal,) = city.send(new("grid", city.id(), **GRID)).refusals
    assert (refusal.kind, refusal.existing) == (RefusalKind.DUPLICATE_KEY, grid)


def test_what_refers_to_a_published_record_follows_to_the_stand_in(city: City, grid: UUID) -> None:
    village, decided = city.id(), city.id()
    city.send(new("community", village, **VILLAGE), version(decided, grid, village))
    theirs, their_village, their_version = city.id(), city.id(), city.id()
    outcome = city.publish(
        city.county,
        version(their_version, theirs, their_village, area="全村及集市"),
        new("grid", theirs, **GRID),
        new("community", their_village, **VILLAGE),
    )
    assert outcome.result is Result.APPLIED
    rows = city.pull()
    assert rows.keys() == {village, grid, decided}
    assert rows[decided].f["area"] == "全村及集市"
    assert not any(row.stand_in for row in rows.values())


def test_a_deletion_of_a_stand_in_is_the_township_s(city: City, grid: UUID) -> None:
    assert city.send(gone("grid", grid, **city.fields(grid))).result is Result.APPLIED


def test_two_publications_of_one_key_are_told_apart(city: City) -> None:
    first = new("grid", city.id(), **GRID)
    city.publish(city.county, first)
    (refusal,) = city.publish(city.county, new("grid", city.id(), **GRID)).refusals
    assert (refusal.kind, refusal.existing) == (RefusalKind.DUPLICATE_KEY, first.id)


def test_a_county_publishes_without_what_the_township_adds(city: City) -> None:
    office: dict[str, Json] = {
        "township_code": "371525101",
        "township": "清泉街道",
        "county_code": "371525",
        "county": "冠县",
    }
    published = new("office", city.id(), **office)
    assert city.publish(city.city, published).result is Result.APPLIED
    mine = change("office", published.id, organisation=(None, "网格中心"), hotlines=(None, []))
    assert city.send(mine).result is Result.APPLIED


def test_county_and_city_keep_their_hands_off_what_is_the_township_s(city: City) -> None:
    person = city.id()
    city.send(worker(person))
    for publisher in (city.county, city.city):
        made = city.publish(publisher, worker(city.id()))
        changed = city.publish(publisher, change("worker", person, name=("张三", "李四")))
        deleted = city.publish(publisher, gone("worker", person, name="张三", sex="1"))
        kinds = {refusal.kind for outcome in (made, changed, deleted) for refusal in outcome.refusals}
        assert kinds == {RefusalKind.NOT_OWNER}
    assert city.publish(city.city, new("grid", city.id(), **GRID)).result is Result.REJECTED


def test_a_proposal_s_status_is_the_township_s_until_the_county_answers(city: City, grid: UUID) -> None:
    proposal = city.id()
    fields: dict[str, Json] = {
        "field": "area",
        "current": "a",
        "proposed": "b",
        "reason": "c",
        "filed_on": "2026-01-01",
    }
    city.send(new("grid_proposal", proposal, grid_id=str(grid), status="filed", **fields))
    assert city.send(change("grid_proposal", proposal, status=("filed", "withdrawn"))).result is Result.APPLIED
    city.send(change("grid_proposal", proposal, status=("withdrawn", "filed")))
    city.publish(city.county, change("grid_proposal", proposal, status=("filed", "accepted")))
    (refusal,) = city.send(change("grid_proposal", proposal, status=("accepted", "filed"))).refusals
    assert (refusal.kind, refusal.field) == (RefusalKind.NOT_OWNER, "status")


def test_parameters_belong_to_whoever_s_scope_they_lie_in(city: City) -> None:
    fields: dict[str, Json] = {
        "key": "k", "value": 1, "unit": "日", "valid_from": "2026-01-01", "source": "文", "certainty": "assumed",
        "note": "",
    }  # fmt: skip
    mine, theirs = new("parameter", city.id(), **fields), new("parameter", city.id(), **fields)
    assert city.send(mine).result is Result.APPLIED
    assert city.publish(city.city, theirs, scope=city.city).result is Result.APPLIED, "the same key in another scope"
    (refusal,) = city.publish(city.city, change("parameter", mine.id, value=(1, 2))).refusals
    assert refusal.kind is RefusalKind.NOT_OWNER


def test_nobody_publishes_beside_or_above_herself(city: City) -> None:
    for publisher, scope in ((city.county, city.city), (city.town, city.town), (city.town, city.county)):
        with pytest.raises(ProblemError) as raised:
            city.publish(publisher, new("community", city.id(), **VILLAGE), scope=scope)
        assert raised.value.problem.status == 403

"""Pages: in the order of commits, never a commit split, nothing missed; digests that say the same as the rows."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from gridadmin.wire.digests import Digest, bucket_of, digest_of, row_hash
from gridadmin.wire.groups import RestoreRecord
from gridadmin.wire.history import START, Point
from gridadmin.wire.pull import PullReply, Row
from gridadmin.wire.recovery import DigestRequest, RowsRequest
from gridadmin.wire.scopes import Scope
from tests.city.cities import City, change, gone, new, worker
from tests.city.test_points import whole


@pytest.fixture
def city(shared_city: City) -> City:
    """A city; its tables are shared, its scopes are not."""
    return shared_city


def digests_of(rows: dict[UUID, Row]) -> dict[str, Digest]:
    """Compute the digests of rows as an office does."""
    live = [row for row in rows.values() if not row.deleted]
    hashes = {t: [row_hash(row.t, row.id, row.f) for row in live if row.t == t] for t in {row.t for row in live}}
    return {t: digest_of(each) for t, each in hashes.items()}


def test_pages_follow_the_commits_and_split_none(city: City) -> None:
    sizes = (1, 4, 1, 1, 3, 2)
    for size in sizes:
        city.send(*(worker(city.id()) for _ in range(size)))
    for limit in (1, 2, 3, 5, 100):
        cursor, rows = START, list[Row]()
        while True:
            reply = city.page({city.town: cursor}, limit=limit)
            page = reply.pages[0]
            vers = [row.ver for row in page.rows]
            assert len(page.rows) + len(page.groups) <= limit or len(set(vers)) == 1
            assert {group.seq for group in page.groups} == set(vers)
            rows += page.rows
            cursor = page.upto
            if reply.done:
                break
        assert len(rows) == sum(sizes)
        assert [row.ver for row in rows] == sorted(row.ver for row in rows)
        assert [sum(row.ver == ver for row in rows) for ver in sorted({row.ver for row in rows})] == list(sizes)


def test_what_stands_in_a_row_is_left_out_of_a_lean_page_and_put_back(city: City) -> None:
    kept, changed, gone_, back = (city.id() for _ in range(4))
    odd = {"address": '甲"\\\n\u2028,"id":"', "remarks": '{"f":{},"k":"new"}'}
    city.send(worker(kept, **odd), worker(changed, **odd), worker(gone_), worker(back))
    city.send(change("worker", changed, address=(odd["address"], None)))
    city.send(gone("worker", gone_, name="张三", sex="1"), gone("worker", back, name="张三", sex="1"))
    city.send(RestoreRecord(t="worker", id=back, f={"name": "李四", "sex": "1"}))
    for limit in (1, 100):
        cursors, done, lacking = {city.town: START}, False, set[UUID]()
        while not done:
            whole, lean = (city.page_text(cursors, limit=limit, lean=lean) for lean in (False, True))
            assert PullReply.from_bytes(whole) == PullReply.from_bytes(lean)
            page = json.loads(lean)["pages"][0]
            for op in (op for each in page.get("groups", []) for op in each["ops"] if op["k"] in ("new", "back")):
                lacking |= set() if "f" in op else {UUID(op["id"])}
            reply = PullReply.from_bytes(whole)
            cursors, done = {city.town: reply.pages[0].upto}, reply.done
        assert lacking == {kept, back}


def test_only_the_last_page_has_digests_and_they_are_those_of_the_rows(city: City) -> None:
    people = [city.id() for _ in range(5)]
    for person in people:
        city.send(worker(person))
    city.send(gone("worker", people[0], name="张三", sex="1"))
    city.send(change("worker", people[1], address=(None, "𠀀🀄")))
    city.publish(city.city, new("parameter", city.id(), key="k", unit="", valid_from="2026-01-01", source="",
                                certainty="assumed", note="", value={"z": [1], "a": "b"}), scope=city.city)  # fmt: skip
    first = city.page({city.town: START}, limit=1)
    assert (first.done, first.digests) == (False, None)
    last = city.page({city.town: START, city.county: START, city.city: START})
    assert last.digests is not None
    for scope in (city.town, city.city):
        assert last.digests[scope] == digests_of(city.pull(scope))
    assert last.digests[city.county] == {}
    assert whole(city, city.town)


def test_own_scope_first_and_the_rest_waits_for_its_page(city: City) -> None:
    for _ in range(3):
        city.send(worker(city.id()))
    parameter = new("parameter", city.id(), key="k", unit="", valid_from="2026-01-01", source="", certainty="assumed",
                    note="")  # fmt: skip
    city.publish(city.city, parameter, scope=city.city)
    cursors: dict[Scope, Point] = {city.city: START, city.county: START, city.town: START}
    reply = city.page(cursors, limit=2, acts=False)
    assert [page.scope for page in reply.pages] == [city.town, city.county, city.city]
    assert [len(page.rows) for page in reply.pages] == [2, 0, 0]
    assert (reply.done, reply.pages[2].upto) == (False, START)
    reply = city.page({page.scope: page.upto for page in reply.pages}, limit=2, acts=False)
    assert ([len(page.rows) for page in reply.pages], reply.done) == ([1, 0, 1], True)


def test_a_record_comes_as_it_stands_and_only_when_it_is_news(city: City) -> None:
    person, other = city.id(), city.id()
    city.send(worker(person))
    city.send(worker(other))
    cursor = city.page({city.town: START}).pages[0].upto
    assert city.page({city.town: cursor}).pages[0].rows == ()
    city.send(change("worker", person, address=(None, "1")))
    city.send(change("worker", person, address=("1", "2")))
    (row,) = city.page({city.town: cursor}).pages[0].rows
    assert (row.id, row.f["address"]) == (person, "2")


def test_some_types_only(city: City) -> None:
    village = new("community", city.id(), code="1", name="村", urban=False)
    city.send(village)
    city.send(worker(city.id()))
    reply = city.page({city.town: START}, types=("community",), acts=False)
    assert [row.id for row in reply.pages[0].rows] == [village.id]
    assert reply.digests is not None
    assert reply.digests[city.town].keys() == {"community"}


def test_groups_only_if_they_are_wanted(city: City) -> None:
    city.send(worker(city.id()))
    assert city.page({city.town: START}, acts=False).pages[0].groups == ()
    assert len(city.page({city.town: START}).pages[0].groups) == 1


def test_a_difference_is_narrowed_down_to_the_row(city: City) -> None:
    people = [city.id() for _ in range(20)]
    city.send(*(worker(person, name=f"张{place}") for place, person in enumerate(people)))
    asked = {"schema": 1, "replica": city.caller.replica, "scope": city.town}
    rows = city.pull()
    types = city.exchange.digest(city.caller, DigestRequest(**asked)).types  # type: ignore[arg-type]
    assert types == digests_of(rows)
    buckets = city.exchange.digest(city.caller, DigestRequest(t="worker", **asked)).buckets  # type: ignore[arg-type]
    assert buckets is not None
    mine = [
        row_hash("worker", person, rows[person].f) for person in people if bucket_of(person) == bucket_of(people[0])
    ]
    assert buckets[bucket_of(people[0])] == digest_of(mine)
    request = DigestRequest(t="worker", buckets=(bucket_of(people[0]),), **asked)  # type: ignore[arg-type]
    hashes = city.exchange.digest(city.caller, request).rows
    assert hashes is not None
    assert hashes[people[0]] == f"{row_hash('worker', people[0], rows[people[0]].f):016x}"
    wanted = RowsRequest(t="worker", ids=(people[0], city.id()), **asked)  # type: ignore[arg-type]
    assert city.exchange.rows(city.caller, wanted).rows == (rows[people[0]],)

"""The two servers agree on whatever is pushed and published: random histories, the same outcomes and records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridadmin.city.callers import Caller
from gridadmin.city.exchange import Exchange
from gridadmin.city.storage import make_tables, open_city
from gridadmin.city.words import utc_now
from gridadmin.wire.groups import Group
from gridadmin.wire.history import START
from gridadmin.wire.pull import PullRequest
from gridadmin.wire.push import PushRequest
from gridadmin.wire.scopes import parse_scope
from tests.conformance.line import Doc
from tests.conformance.minimal_rules import Data, Draft
from tests.conformance.records import AT, new_id

TOWN = parse_scope("town:371525101")
PUBLISHERS = {"county": parse_scope("county:371525"), "city": parse_scope("city:3715")}
IDS = {
    t: [f"0192f0c4-7d1c-7a3e-8000-{place:04d}{number:08d}" for number in range(3)]
    for place, t in enumerate(("worker", "worker_phone", "community", "grid", "grid_version", "parameter", "office"))
}
FIELDS: dict[str, dict[str, Sequence[Any]]] = {
    "worker": {
        "name": ["甲", "乙"], "sex": ["1", "2", "9"], "id_number": [None, "1", "2"], "address": [None, "", "村"],
        "community_id": [None, *IDS["community"]], "emergency_contact": [None, "a", "b"],
        "emergency_phone": [None, "1", "2"],
    },
    "worker_phone": {
        "worker_id": IDS["worker"], "number": ["1", "2", 3], "purpose": ["mobile", "home"],
        "valid_from": [None, "2026-03-01"],
    },
    "community": {"code": ["1", "2"], "name": ["甲", "乙"], "urban": [True, False, 1]},
    "grid": {
        "code": ["1", "2"], "valid_from": ["2026-01-01"], "valid_to": [None, "2027-01-01"], "remarks": [None, "a"],
        "exception_reason": [None, "r"], "exception_review_on": [None, "2026-05-01", "2026-02-30"],
    },
    "grid_version": {
        "grid_id": IDS["grid"], "valid_from": ["2026-01-01", "2026-02-01"], "name": ["甲"], "kind": ["comprehensive"],
        "community_id": IDS["community"], "area": ["a", "b"], "households": [None, 1, True], "setting": ["urban"],
    },
    "parameter": {
        "key": ["k"], "value": [None, 1, True, {"a": [1]}], "unit": ["u"], "valid_from": ["2026-01-01", "2026-02-01"],
        "source": ["s"], "certainty": ["assumed"], "note": [""], "publisher": ["town"],
    },
    "office": {
        "township_code": ["1"], "township": ["甲", "乙"], "county_code": ["2"], "county": ["丙"], "organisation": ["o"],
        "hotlines": [["1"], []],
    },
}  # fmt: skip
RARELY = {"publisher"}


@st.composite
def operations(draw: st.DrawFn) -> Doc:
    """One operation on one of a few records; most of them sound, some not."""
    t = draw(st.sampled_from(sorted(IDS)))
    known = FIELDS[t]
    op: Doc = {
        "k": draw(st.sampled_from(["new", "set", "set", "del", "back"])),
        "t": t,
        "id": draw(st.sampled_from(IDS[t])),
    }
    usual = sorted(known.keys() - RARELY)
    names = usual if draw(st.integers(0, 5)) else sorted(known)
    if op["k"] == "set":
        chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
        values = {name: st.sampled_from(known[name]) for name in chosen}
        op["set"] = {name: [draw(each), draw(each)] for name, each in values.items()}
    else:
        left_out = draw(st.sampled_from(names)) if not draw(st.integers(0, 8)) else ""
        fields = {name: draw(st.sampled_from(known[name])) for name in names if name != left_out}
        op["was" if op["k"] == "del" else "f"] = {name: value for name, value in fields.items() if value is not None}
    return op


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, Doc]]:
    """Groups with their authors, one after another."""
    authors = st.sampled_from(["township", "township", "township", "county", "city"])
    sent: list[tuple[str, Doc]] = []
    for number in range(draw(st.integers(1, 14))):
        act = {"id": new_id(), "at": AT, "actor": f"第{number}人", "sentence": "Change {name}"}
        ops = draw(st.lists(operations(), min_size=1, max_size=3))
        sent.append((draw(authors), {"mid": new_id(), "schema": 1, "acts": [act], "ops": ops}))
    return sent


@contextmanager
def exchange() -> Iterator[Exchange]:
    """The reference server's handlers over a database in memory."""
    engine = open_city("sqlite://")
    make_tables(engine, Random(1))
    yield Exchange(engine, random=Random(2), clock=utc_now)
    engine.dispose()


def told(outcome: Doc) -> Doc:
    """What both servers must say alike: of refusals one reason is enough, of other conflicts their kind."""
    conflicts = [
        {name: value for name, value in each.items() if value is not None}
        if each["kind"] == "value"
        else {name: each[name] for name in ("kind", "t", "id")}
        for each in outcome.get("conflicts", [])
    ]
    return {"result": outcome["result"], "seq": outcome.get("seq"), "conflicts": sorted(conflicts, key=str)}


def rows_of(made: Exchange, caller: Caller) -> list[Doc]:
    """The reference server's records."""
    request = PullRequest(schema=1, replica=caller.replica, cursors={TOWN: START}, limit=5000)
    pages: list[Doc] = json.loads(made.pull(caller, request).to_bytes())["pages"]
    return sorted(pages[0].get("rows", []), key=lambda row: (row["t"], row["id"]))


def send(made: Exchange, caller: Caller, author: str, group: Doc, number: int) -> Doc:
    """What the reference server makes of a group."""
    parsed = Group.from_json(group)
    if author == "township":
        request = PushRequest(schema=1, replica=caller.replica, number=number, scope=TOWN, groups=(parsed,))
        outcome = made.push(caller, request).outcomes[parsed.mid]
    else:
        outcome = made.publish(PUBLISHERS[author], TOWN, [parsed])[parsed.mid]
    seen: Doc = json.loads(outcome.to_bytes())
    return seen


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(histories())
def test_the_servers_agree(sent: list[tuple[str, Doc]]) -> None:
    scope = Data().scope(str(TOWN))
    with exchange() as made:
        caller = Caller("town-371525101-1", TOWN, Group.from_json(sent[0][1]).mid)
        for number, (author, group) in enumerate(sent, 1):
            seen = send(made, caller, author, group, number)
            minimal = Draft(scope, author, group).outcome(str(caller.replica))
            scope.raise_seq()
            assert told(seen) == told(minimal), (author, group["ops"], seen, minimal)
            kinds = [{each["kind"] for each in outcome.get("refusals", [])} for outcome in (seen, minimal)]
            assert not any(kinds) or kinds[0] & kinds[1], (author, group["ops"], seen, minimal)
        records = sorted(scope.records.values(), key=lambda each: (each.type, each.id))
        assert rows_of(made, caller) == [each.row() for each in records]

"""The two servers agree on whatever is pushed and published: random histories, the same outcomes and records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

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
from tests.conformance.minimal_rules import Data, Draft, Scope
from tests.conformance.records import AT, new_id

TOWN = parse_scope("town:371525101")
PUBLISHERS = {"county": parse_scope("county:371525"), "city": parse_scope("city:3715")}
IDS = {
    t: [f"0192f0c4-7d1c-7a3e-8000-{place:04d}{number:08d}" for number in range(3)]
    for place, t in enumerate(("worker", "worker_phone", "community", "grid", "grid_version", "parameter", "office"))
}
FIELDS: dict[str, dict[str, Sequence[Any]]] = {
    "worker": {
        "name": ["甲", "乙"], "sex": ["1", "2"], "id_number": [None, "1", "2"], "address": [None, "", "村"],
        "community_id": [None, *IDS["community"]], "emergency_contact": [None, "a", "b"],
        "emergency_phone": [None, "1", "2"],
    },
    "worker_phone": {"worker_id": IDS["worker"], "number": ["1", "2"], "purpose": ["mobile", "home"],
                     "valid_from": [None, "2026-03-01"]},
    "community": {"code": ["1", "2", "3"], "name": ["甲", "乙"], "urban": [True, False]},
    "grid": {
        "code": ["1", "2", "3"], "valid_from": ["2026-01-01"], "valid_to": [None, "2027-01-01"], "remarks": [None, "a"],
        "exception_reason": [None, "r"], "exception_review_on": [None, "2026-05-01"],
    },
    "grid_version": {
        "grid_id": IDS["grid"], "valid_from": ["2026-01-01", "2026-02-01"], "name": ["甲"], "kind": ["comprehensive"],
        "community_id": IDS["community"], "area": ["a", "b"], "households": [None, 1], "setting": ["urban"],
    },
    "parameter": {
        "key": ["k"], "value": [None, 1, True, {"a": [1]}], "unit": ["u"], "valid_from": ["2026-01-01", "2026-02-01"],
        "source": ["s"], "certainty": ["assumed"], "note": [""],
    },
    "office": {
        "township_code": ["1"], "township": ["甲", "乙"], "county_code": ["2"], "county": ["丙"], "organisation": ["o"],
        "hotlines": [["1"], []],
    },
}  # fmt: skip
UNSOUND = {"sex": "9", "number": 3, "urban": 1, "households": True, "exception_review_on": "2026-02-30"}
TOWNSHIPS = {"remarks", "exception_reason", "exception_review_on", "organisation", "hotlines"}


@dataclass
class Pen:
    """Writes groups that fit what stands there, most of the time."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    scope: Scope

    def seldom(self, times: int) -> bool:
        """Return true about once in so many times."""
        return bool(self.draw(st.integers(1, times)) == times)

    def value(self, t: str, name: str) -> Any:
        """Return a value of a field, seldom one that it does not take."""
        return UNSOUND[name] if name in UNSOUND and self.seldom(12) else self.draw(st.sampled_from(FIELDS[t][name]))

    def fields(self, t: str, author: str) -> Doc:
        """Return the fields of a record that an author makes."""
        names = [name for name in FIELDS[t] if not self.seldom(40)]
        if author != "township" and not self.seldom(10):
            names = [name for name in names if name not in TOWNSHIPS]
        made = {name: self.value(t, name) for name in names}
        return {name: value for name, value in made.items() if value is not None} | (
            {"colour": "red"} if self.seldom(40) else {}
        )

    def op(self, author: str) -> Doc:
        """Return an operation on one of a few records."""
        t = self.draw(st.sampled_from(sorted(IDS)))
        id_ = self.draw(st.sampled_from(IDS[t]))
        there = self.scope.records.get((t, id_))
        usual = (
            "new" if there is None else "back" if there.deleted else self.draw(st.sampled_from(["set", "set", "del"]))
        )
        word = self.draw(st.sampled_from(["new", "set", "del", "back"])) if self.seldom(6) else usual
        stands = there.fields if there is not None else {}
        op: Doc = {"k": word, "t": t, "id": id_}
        if word == "set":
            names = self.draw(st.lists(st.sampled_from(sorted(FIELDS[t])), min_size=1, max_size=3, unique=True))
            was = {name: self.value(t, name) if self.seldom(3) else stands.get(name) for name in names}
            return op | {"set": {name: [was[name], self.value(t, name)] for name in names}}
        if word == "del":
            return op | {"was": self.fields(t, author) if self.seldom(5) else dict(stands)}
        return op | {"f": dict(stands) if stands and self.seldom(2) else self.fields(t, author)}

    def group(self, author: str) -> Doc:
        """Return a group: several operations of a township, one of a publisher (how those make theirs is not said)."""
        act = {"id": new_id(), "at": AT, "actor": f"第{self.draw(st.integers(1, 9))}人", "sentence": "Change {name}"}
        ops = [self.op(author) for _ in range(self.draw(st.integers(1, 3 if author == "township" else 1)))]
        return {"mid": new_id(), "schema": 1, "acts": [act], "ops": ops}


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


def groups_of(made: Exchange, caller: Caller) -> list[Doc]:
    """The reference server's history."""
    request = PullRequest(schema=1, replica=caller.replica, cursors={TOWN: START}, limit=5000)
    pages: list[Doc] = json.loads(made.pull(caller, request).to_bytes())["pages"]
    groups: list[Doc] = pages[0].get("groups", [])
    return groups


def past(group: Doc) -> Doc:
    """What both histories must say alike of a group."""
    ops = [{**op, "set": sorted(op["set"].items())} if "set" in op else op for op in group["ops"]]
    return {"mid": group["mid"], "seq": group["seq"], "whole": group.get("whole", False), "ops": ops}


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
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_the_servers_agree(data: st.DataObject) -> None:
    scope = Data().scope(str(TOWN))
    pen = Pen(data.draw, scope)
    with exchange() as made:
        caller = Caller("town-371525101-1", TOWN, UUID(int=7))
        for number in range(1, data.draw(st.integers(1, 20)) + 1):
            author = data.draw(st.sampled_from(["township", "township", "township", "county", "city"]))
            group = pen.group(author)
            minimal = Draft(scope, author, group).outcome(str(caller.replica))
            scope.raise_seq()
            seen = send(made, caller, author, group, number)
            assert told(seen) == told(minimal), (author, group["ops"], seen, minimal)
            kinds = [{each["kind"] for each in outcome.get("refusals", [])} for outcome in (seen, minimal)]
            assert not any(kinds) or kinds[0] & kinds[1], (author, group["ops"], seen, minimal)
        records = sorted(scope.records.values(), key=lambda each: (each.type, each.id))
        assert rows_of(made, caller) == [each.row() for each in records]
        assert list(map(past, groups_of(made, caller))) == list(map(past, scope.past))

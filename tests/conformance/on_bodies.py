"""§2, §3, §13: bodies, addresses, limits, and problems."""

from __future__ import annotations

import gzip
from typing import Any

from tests.conformance.clause import NotShownError, clause, equal, expect
from tests.conformance.line import spell
from tests.conformance.records import change, group, layout, new, new_id
from tests.conformance.stage import JSON, ZERO, Stage


@clause("2", "A body compressed with gzip is read")
def compressed(stage: Stage) -> None:
    made = group(new("import_layout", new_id(), layout()))
    answer = stage.office.post_bytes(
        "/push", gzip.compress(stage.office.seal(made)), **{"Content-Encoding": "gzip", "Accept-Encoding": "gzip"}
    )
    equal(answer.json()["outcomes"][made["mid"]]["result"], "applied")


@clause("2", "A Content-Encoding that is not offered, or is not what the header says, is refused")
def compressed_wrongly(stage: Stage) -> None:
    stage.office.post_bytes("/known", b"x", **{"Content-Encoding": "compress"}).problem("media")
    stage.office.post_bytes("/known", b"not gzip", **{"Content-Encoding": "gzip"}).problem("malformed")
    cut = gzip.compress(spell({"schema": 1}))[:-9]
    stage.office.post_bytes("/known", cut, **{"Content-Encoding": "gzip"}).problem("malformed")


@clause("13", "Limits count decompressed bytes: too-large")
def bomb(stage: Stage) -> str:
    size = stage.capabilities["limits"]["push_bytes"] + 1
    packed = gzip.compress(b" " * size, 1)
    stage.office.post_bytes("/push", packed, **{"Content-Encoding": "gzip"}).problem("too-large")
    return f"{len(packed)} bytes of gzip for {size}"


@clause("13", "A body over push_bytes is too-large, and the server lives on")
def too_large(stage: Stage) -> None:
    office, size = stage.office, stage.capabilities["limits"]["push_bytes"] + 1
    office.line.send_too_much("/push", size, JSON | {"Authorization": f"Bearer {office.token}"}).problem("too-large")
    office.known()


@clause("13", "More groups than push_groups, and more mids than known_mids, are too-large, or malformed")
def too_many(stage: Stage) -> str:
    limits = stage.capabilities["limits"]
    if limits["push_groups"] > 2000 or limits["known_mids"] > 20000:
        raise NotShownError(f"limits too high to be tried: {limits}")
    groups = [group() for _ in range(limits["push_groups"] + 1)]
    stage.office.post_bytes("/push", stage.office.seal(*groups)).problem("too-large", "malformed")
    stage.office.number -= 1
    mids = [new_id() for _ in range(limits["known_mids"] + 1)]
    stage.office.post("/known", scope=stage.office.scope, mids=mids).problem("too-large", "malformed")
    equal(stage.office.known(*(each["mid"] for each in groups[:50])), [], "groups that the city has")
    return f"{limits['push_groups']} groups, {limits['known_mids']} mids"


@clause("13", "An unknown address is not-found, another method is method")
def addresses(stage: Stage) -> None:
    stage.office.ask("GET", "/nothing").problem("not-found")
    stage.office.ask("GET", "/push").problem("method")
    stage.office.ask("PUT", "/pull", b"{}", JSON).problem("method")


@clause("13", "A body of another media type is media")
def media(stage: Stage) -> None:
    stage.office.ask("POST", "/known", b"{}", {"Content-Type": "text/plain"}).problem("media")
    stage.office.line.ask("POST", "/token", b"{}", JSON).problem("media")


@clause("13", "What is not JSON in UTF-8 is malformed")
def not_json(stage: Stage) -> None:
    for body in (b"", b"{", b"<html>", b"[]", b"null", b'{"schema": 1,}', b"{'schema': 1}", b'{"schema": "\xff"}'):
        stage.office.post_bytes("/known", body).problem("malformed")


def _broken(whole: dict[str, Any], group_: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    op = group_["ops"][0]
    wrong_op = {"k": "move", "t": "worker", "id": new_id()}
    return [
        ("/schema", whole | {"schema": "1"}),
        ("/number", whole | {"number": 0}),
        ("/replica", whole | {"replica": whole["replica"].upper()}),
        ("/scope", whole | {"scope": "town:1"}),
        ("/groups", whole | {"groups": []}),
        ("/groups/1/mid", whole | {"groups": [group_, group_ | {"mid": "x"}]}),
        ("/groups/0/acts", whole | {"groups": [group_ | {"acts": []}]}),
        ("/groups/0/ops/0/k", whole | {"groups": [group_ | {"ops": [wrong_op]}]}),
        ("/groups/0/ops/0/t", whole | {"groups": [group_ | {"ops": [op | {"t": "Worker; drop"}]}]}),
        ("/groups/0/ops/0/set/name", whole | {"groups": [group_ | {"ops": [op | {"set": {"name": ["x"]}}]}]}),
        ("/history/epoch", whole | {"history": whole["history"] | {"epoch": 1}}),
    ]


@clause("13", "A body of another shape is malformed, with the pointer (RFC 6901) to the place")
def pointers(stage: Stage) -> str:
    office = stage.office
    made = group(change("import_layout", new_id(), sender=(None, "x")))
    whole = {"schema": 1, "replica": office.replica, "number": 1, "scope": office.scope, "history": office.history}
    whole = whole | {"groups": [made]}
    tried = _broken(whole, made)
    for pointer, body in tried:
        answer = office.post_bytes("/push", spell(body)).problem("malformed")
        equal(answer.get("pointer"), pointer, "pointer")
    missing = {name: value for name, value in whole.items() if name != "groups"}
    pointer = office.post_bytes("/push", spell(missing)).problem("malformed").get("pointer", "")
    expect(pointer in ("", "/groups"), f"pointer of a part that is missing: {pointer}")
    return f"{len(tried)} places"


@clause("3", "Fractions, exponents, numbers too large, names twice, U+0000, lone surrogates, nine levels: malformed")
def values_refused(stage: Stage) -> None:
    office, mid = stage.office, new_id()
    made = group(new("import_layout", new_id(), layout(columns="HERE")), mid=mid)
    sealed = office.seal(made)
    office.number -= 1
    deep = b"[" * 9 + b"]" * 9
    for value in (
        b"1.5",
        b"1e2",
        b"1.0",
        b"9007199254740992",
        b"-9007199254740992",
        b'"a\\u0000b"',
        b'"\\ud800"',
        deep,
    ):
        office.post_bytes("/push", sealed.replace(b'"HERE"', value)).problem("malformed")
    twice = sealed.replace(b'"schema":1,', b'"schema":1,"schema":1,', 1)
    office.post_bytes("/push", twice).problem("malformed")
    equal(office.known(mid), [], "what the city has of it")


@clause("3", "Names that the city does not know are ignored outside of records")
def names_unknown(stage: Stage) -> None:
    office, id_ = stage.office, new_id()
    made = group(new("import_layout", id_, layout()) | {"shade": "green"}, mood=[{"good": True}])
    made["acts"][0]["weather"] = "rain"
    reply = office.send(office.seal(made, colour={"red": 1}))
    equal(reply["outcomes"][made["mid"]]["result"], "applied")
    office.pull(dict.fromkeys(office.reads, ZERO), tint=1, limit=1)


@clause("13", "Requests that were refused leave no mark")
def no_mark(stage: Stage) -> None:
    office = stage.office
    before = office.pull()["history"]
    office.post_bytes("/push", b"{}").problem("malformed")
    equal(office.pull()["history"], before, "history point")

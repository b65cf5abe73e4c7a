"""§3, §15 (g): values come back as they were sent, code point by code point."""

from __future__ import annotations

from typing import Any

from tests.conformance.clause import clause, equal, expect
from tests.conformance.line import spell
from tests.conformance.on_pulling import rows_of
from tests.conformance.on_records import T, make, make_all, one
from tests.conformance.records import change, group, layout, new_id, worker
from tests.conformance.stage import Stage

TEXTS = {
    "blanks around": "  甲 \u3000",
    "blanks alone": " ",
    "line ends": "甲\r\n乙\n丙\r",
    "tab and control": "\t\u0001\u001f\u007f\u0085",
    "composed": "\u00e9\uac00",
    "decomposed": "e\u0301\u1100\u1161",
    "compatibility": "ﬁ①㎏Ａ１（）",
    "compatibility ideographs": "\uf900\u2f00",
    "rare characters": "𠮷𡃁𬎆\U00030000\U0002a6d6",
    "variants": "葛\U000e0100\ufe0f",
    "private use": "\ue000\U0010fffd",
    "not characters": "\ufffe\uffff\U0010ffff",
    "marks": "\ufeffa\u200b\u200d\u202e\u2028\u2029",
    "emoji": "👩‍👩‍👧‍👦",
    "quotes": "\"'\\/`%_;--<&>\x7f",
    "looks like a number": "007",
    "looks like null": "null",
    "long": "长" * 3000,
}
JSONS: dict[str, Any] = {
    "numbers": [0, -1, 9007199254740991, -9007199254740991],
    "truth": [True, False, None, 1, 0],
    "empty": {"": "", "a": [], "b": {}},
    "depth": [[[[[[["x"]]]]]]],
    "names": {"é": 1, "e\u0301": 2, "𠮷": 3, "Z": 4, "a": 5, " ": 6},
}


def _same(seen: object, wanted: object, what: str) -> None:
    """As `equal`, but with 1 and true apart and names in any order."""
    expect(_spelled(seen) == _spelled(wanted), f"{what}: {_spelled(seen)!r} instead of {_spelled(wanted)!r}")


def _spelled(value: object) -> object:
    if isinstance(value, dict):
        return {name: _spelled(item) for name, item in value.items()}
    return [_spelled(item) for item in value] if isinstance(value, list) else spell(value)


@clause("3", "Text comes back as it was sent: blanks, composed and decomposed, rare characters, controls")
def texts(stage: Stage) -> str:
    office = stage.office
    office.pull()
    at = {office.scope: office.here()}
    ids = make_all(office, "worker", *(worker(remarks=text) for text in TEXTS.values()))
    rows = {row["id"]: row["f"] for row in rows_of(office.pull_all(at), office.scope)}
    for what, id_, fields in zip(TEXTS, ids, office.fields_of("worker", ids), strict=True):
        _same(fields.get("remarks"), TEXTS[what], what)
        _same(rows[id_].get("remarks"), TEXTS[what], f"{what}, pulled")
    return f"{len(TEXTS)} texts"


@clause("3", "Text that differs only in form is another value for `was`")
def forms_differ(stage: Stage) -> None:
    office = stage.office
    pairs = (("\u00e9", "e\u0301"), ("甲", "甲 "), ("a", "A"), ("Ａ", "A"), ("", None), ("\uf900", "\u8c48"))
    ids = make_all(office, "worker", *(worker(remarks=there) for there, _ in pairs))
    for side, wanted in ((1, "conflict"), (0, "applied")):
        tried = [change("worker", id_, remarks=(pair[side], "x")) for id_, pair in zip(ids, pairs, strict=True)]
        for pair, outcome in zip(pairs, office.push(*map(group, tried)), strict=True):
            equal(outcome["result"], wanted, f"was {pair[side]!r} for {pair[0]!r}")


@clause("3", "The empty text is a value and not null")
def empty_text(stage: Stage) -> None:
    id_ = make(stage.office, worker(remarks=""), "worker")
    equal(stage.office.fields("worker", id_).get("remarks"), "", "remarks")


@clause("3", "JSON comes back as it was sent: whole numbers to ±(2⁵³−1), truth, null, empty parts, depth, names")
def jsons(stage: Stage) -> str:
    office = stage.office
    ids = make_all(office, T, *(layout(columns=value) for value in JSONS.values()))
    for what, fields in zip(JSONS, office.fields_of(T, ids), strict=True):
        _same(fields.get("columns"), JSONS[what], what)
    office.apply(*(group(change(T, id_, columns=(JSONS[what], [what]))) for what, id_ in zip(JSONS, ids, strict=True)))
    return f"{len(JSONS)} values"


@clause("5", "JSON values are compared as JSON: names in any order, but 1 is not true")
def jsons_compared(stage: Stage) -> None:
    office = stage.office
    id_ = make(office, layout(columns={"a": 1, "b": [True]}))
    equal(one(office, change(T, id_, columns=({"a": 1, "b": [1]}, {})))["result"], "conflict")
    equal(one(office, change(T, id_, columns=({"b": [True], "a": 1}, {})))["result"], "applied")


@clause("5", "Acts come back as they were sent, text and values")
def acts(stage: Stage) -> None:
    office = stage.office
    made = group({"k": "new", "t": T, "id": new_id(), "f": layout()})
    act = made["acts"][0] | {"actor": " 李\u0301敏𠮷 ", "sentence": "Change {name}\n", "values": {"名": TEXTS["marks"]}}
    made["acts"] = [act]
    office.pull()
    at = {office.scope: office.here()}
    office.apply(made)
    found = [
        each for reply in office.pull_all(at, acts=True) for page in reply["pages"] for each in page.get("groups", [])
    ]
    _same(found[0]["acts"], [act], "acts")

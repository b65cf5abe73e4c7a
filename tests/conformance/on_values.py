"""§3, §15 (g): values come back as they were sent, code point by code point."""

from __future__ import annotations

from typing import Any

from tests.conformance.clause import clause, equal, expect
from tests.conformance.line import spell
from tests.conformance.on_pulling import rows_of
from tests.conformance.on_records import T, make, one
from tests.conformance.records import change, group, layout, new_id, worker
from tests.conformance.stage import Office, Stage

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


def _there(office: Office, type_: str, id_: str, field: str, wanted: object, what: str) -> None:
    _same(office.fields(type_, id_).get(field), wanted, what)


@clause("3", "Text comes back as it was sent: blanks, composed and decomposed, rare characters, controls")
def texts(stage: Stage) -> str:
    office = stage.office
    made = {what: make(office, worker(remarks=text), "worker") for what, text in TEXTS.items()}
    for what, id_ in made.items():
        _there(office, "worker", id_, "remarks", TEXTS[what], what)
    rows = {row["id"]: row for row in rows_of(office.pull_all(limit=500), office.scope)}
    for what, id_ in made.items():
        _same(rows[id_]["f"]["remarks"], TEXTS[what], f"{what}, pulled")
    return f"{len(TEXTS)} texts"


@clause("3", "Text that differs only in form is another value for `was`")
def forms_differ(stage: Stage) -> None:
    office = stage.office
    for there, other in (("\u00e9", "e\u0301"), ("甲", "甲 "), ("a", "A"), ("Ａ", "A"), ("", None), ("\uf900", "豈")):
        id_ = make(office, worker(remarks=there), "worker")
        outcome = one(office, change("worker", id_, remarks=(other, "x")))
        equal(outcome["result"], "conflict", f"was {other!r} for {there!r}")
        equal(one(office, change("worker", id_, remarks=(there, "x")))["result"], "applied", f"was {there!r}")


@clause("3", "The empty text is a value and not null")
def empty_text(stage: Stage) -> None:
    id_ = make(stage.office, worker(remarks=""), "worker")
    _there(stage.office, "worker", id_, "remarks", "", "remarks")


@clause("3", "JSON comes back as it was sent: whole numbers to ±(2⁵³−1), truth, null, empty parts, depth, names")
def jsons(stage: Stage) -> str:
    office = stage.office
    for what, value in JSONS.items():
        id_ = make(office, layout(columns=value))
        _there(office, T, id_, "columns", value, what)
        equal(one(office, change(T, id_, columns=(value, [what])))["result"], "applied", f"was {value!r}")
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

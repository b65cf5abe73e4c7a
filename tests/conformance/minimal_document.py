"""What the minimal server knows from the documents themselves: the map of owners, the shapes of bodies."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

DOCS = Path(__file__).resolve().parents[2] / "docs"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HASH = re.compile(r"[0-9a-f]{64}")
LARGEST = 2**53 - 1
DEEPEST = 14


class ProblemError(Exception):
    """An answer that is no success: the last part of its type, its status, and parts of the problem or headers."""

    def __init__(self, status: int, name: str, *, headers: dict[str, str] | None = None, **more: object) -> None:
        super().__init__(name)
        self.status, self.name, self.headers, self.more = status, name, headers or {}, more


def malformed(pointer: str = "") -> ProblemError:
    """Return the problem of a body of another shape."""
    return ProblemError(400, "malformed", pointer=pointer)


@dataclass(frozen=True)
class Field:
    """A field as the table of §4 has it."""

    kind: str
    owner: str
    optional: bool
    choices: tuple[str, ...] = ()
    refers_to: str = ""

    def takes(self, value: Any) -> bool:
        """Whether a value is of this kind."""
        if value is None:
            return self.optional
        if self.kind == "day":
            return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None and _is_day(value)
        tests = {
            "text": isinstance(value, str),
            "truth": isinstance(value, bool),
            "whole": isinstance(value, int) and not isinstance(value, bool),
            "json": True,
            "choice": isinstance(value, str) and value in self.choices,
            "id": isinstance(value, str) and UUID.fullmatch(value) is not None,
            "content": isinstance(value, str) and HASH.fullmatch(value) is not None,
        }
        return tests[self.kind]


@dataclass(frozen=True)
class Kind:
    """A record type as §4 has it."""

    made_by: str
    places: tuple[str, ...]
    key: tuple[str, ...]
    together: tuple[tuple[str, ...], ...]
    stand_in: bool
    fields: dict[str, Field]

    def references_to(self, type_: str) -> list[str]:
        """Return the fields that hold the id of a record of a type."""
        return [name for name, each in self.fields.items() if each.refers_to == type_]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@cache
def kinds() -> dict[str, Kind]:
    """Return the map of owners out of the tables of docs/exchange.md."""
    page = (DOCS / "exchange.md").read_text(encoding="utf-8")
    tables = page.partition("<!-- records:")[2].partition("<!-- /records -->")[0]
    found: dict[str, Kind] = {}
    for part in re.split(r"^\*\*", tables, flags=re.MULTILINE)[1:]:
        name, said = part.partition("\n")[0].split("** — ")
        terms = said.split("; ")
        rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (\w+) \| \w+ \|$", part, re.MULTILINE)
        made, places = terms[0].removeprefix("made by the ").split(", in ")
        found[name.strip("`")] = Kind(
            made,
            tuple(places.split(" | ")),
            next((_names(each) for each in terms if each.startswith("natural key")), ()),
            tuple(_names(each) for each in terms if each.startswith("together")),
            "may be a stand-in" in terms,
            {field: _field(kind, owner) for field, kind, owner in rows if owner not in ("computed", "local")},
        )
    return found


def _names(term: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`(\w+)`", term))


def _field(kind: str, owner: str) -> Field:
    said = kind.removesuffix(", or null")
    first, _, rest = said.partition(": ")
    choices = tuple(rest.split(", ")) if first == "choice" else ()
    return Field(first.split()[0], owner, said != kind, choices, "".join(_names(said)))


def read_json(body: bytes) -> Any:
    """Return a body as JSON: names once, whole numbers, no U+0000 and no lone surrogates."""
    try:
        return json.loads(
            body.decode(), object_pairs_hook=_once, parse_float=_no_number, parse_constant=_no_number, parse_int=_whole
        )
    except (ValueError, RecursionError) as wrong:
        raise malformed() from wrong


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def _no_number(text: str) -> Any:
    raise ValueError("not a whole number")


def _whole(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > LARGEST:
        raise ValueError("too large")
    return int(text)


def check(value: Any, name: str) -> None:
    """Raise the problem with its place where a body does not fit a schema of the OpenAPI document."""
    for error in _validator(name).iter_errors(value):
        found = error
        if error.context:  # an operation: what is wrong with the one that `k` names, or `k` itself
            others = {each.schema_path[0] for each in error.context if list(each.path) == ["k"]}
            found = next((each for each in error.context if each.schema_path[0] not in others), error.context[0])
        raise malformed("".join(f"/{part}" for part in found.absolute_path))
    _check_values(value, "", DEEPEST)


@cache
def _validator(name: str) -> Draft202012Validator:
    whole = yaml.load((DOCS / "exchange-openapi.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": whole["components"]})


def _check_values(value: Any, place: str, room: int) -> None:
    """Raise the problem where a text is refused, or a value of a field (the seventh level) has over eight levels."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    texts = [value] if isinstance(value, str) else [*value] if isinstance(value, dict) else []
    if (isinstance(value, dict | list) and not room) or any(
        "\0" in text or any("\ud800" <= each <= "\udfff" for each in text) for text in texts
    ):
        raise malformed(place)
    for name, item in inside:
        _check_values(item, f"{place}/{name}", room - (name != "set"))

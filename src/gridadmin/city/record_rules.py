"""What the map of owners asks of one record: its fields and their values, its key, what it refers to.

`wire/owners.py` is the one source; here it stands in the form in which thousands of rows are checked at once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple
from uuid import UUID

from gridadmin.wire.groups import Author
from gridadmin.wire.owner_terms import Field, Kind, Owner
from gridadmin.wire.owners import OWNERS, exchanged_fields, goes_together, may_change, may_make
from gridadmin.wire.scopes import ScopeKind
from gridadmin.wire.shapes import spell
from gridadmin.wire.values import Json

_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CONTENT = re.compile("((sha256|sm3):)?[0-9a-f]{64}")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class RecordRules:
    """What holds for one record type.

    Attributes:
        fields: those that travel. required: those of them that are never null.
        refers: field -> record type whose id it holds. linked: fields whose values are looked up backwards.
        key: the fields of the natural key. published: fields that are not the township's.
    """

    fields: Mapping[str, Field]
    required: frozenset[str]
    refers: Mapping[str, str]
    linked: tuple[str, ...]
    key: tuple[str, ...]
    stands_in: bool
    published: frozenset[str]
    together: Mapping[str, frozenset[str]]


@cache
def rules_of(record_type: str) -> RecordRules | None:
    """Return the rules of a record type; None for one that is not declared."""
    if record_type not in OWNERS:
        return None
    owners = OWNERS[record_type]
    fields = {name: owners.fields[name] for name in exchanged_fields(record_type)}
    return RecordRules(
        fields=fields,
        required=frozenset(name for name, each in fields.items() if each.required),
        refers={name: each.refers for name, each in fields.items() if each.refers},
        linked=tuple(name for name, each in fields.items() if each.refers or each.kind is Kind.CONTENT),
        key=owners.natural_key,
        stands_in=owners.stands_in,
        published=frozenset(name for name, each in fields.items() if each.owner is not Owner.TOWNSHIP),
        together={name: goes_together(record_type, name) for name in fields},
    )


@cache
def writable(author: Author, record_type: str, scope: ScopeKind, stand_in: bool) -> frozenset[str]:
    """Return the fields that an author may write in a record."""
    names = exchanged_fields(record_type)
    return frozenset(name for name in names if may_change(author, record_type, name, stand_in=stand_in, scope=scope))


class Making(NamedTuple):
    """What holds for records that an author makes.

    Attributes:
        allowed: fields that may be filled; required: those of them that have to be. texts: those that take any text.
    """

    allowed: frozenset[str]
    required: frozenset[str]
    texts: frozenset[str]


@cache
def making(author: Author, record_type: str, scope: ScopeKind) -> Making | None:
    """Return what holds for records that an author makes, as a stand-in where she may; None where she makes none."""
    rules = rules_of(record_type)
    if rules is None or not may_make(author, record_type, scope):
        return None
    allowed = writable(author, record_type, scope, author is Author.TOWNSHIP and rules.stands_in)
    texts = frozenset(name for name in allowed if rules.fields[name].kind is Kind.TEXT)
    return Making(allowed, rules.required & allowed, texts)


def fits(declared: Field, value: Json) -> bool:
    """Return whether a value is one that a field takes; nothing is ever made to fit."""
    if value is None:
        return not declared.required
    return _CHECKS[declared.kind](declared, value)


@lru_cache(maxsize=1 << 14)
def is_day(value: str) -> bool:
    """Return whether a text is a day of the calendar as it travels: 2026-03-01."""
    try:
        return _DAY.fullmatch(value) is not None and bool(date.fromisoformat(value))
    except ValueError:
        return False


_CHECKS: Mapping[Kind, Callable[[Field, Json], bool]] = {
    Kind.TEXT: lambda _field, value: type(value) is str,
    Kind.WHOLE: lambda _field, value: type(value) is int,
    Kind.TRUTH: lambda _field, value: type(value) is bool,
    Kind.DAY: lambda _field, value: type(value) is str and is_day(value),
    Kind.ID: lambda _field, value: type(value) is str and _UUID.fullmatch(value) is not None,
    Kind.CHOICE: lambda field, value: type(value) is str and value in field.choices,
    Kind.CONTENT: lambda _field, value: type(value) is str and _CONTENT.fullmatch(value) is not None,
    Kind.JSON: lambda _field, _value: True,
}


def same(one: Json, other: Json) -> bool:
    """Return whether two JSON values are the same; a truth value is never a number."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    return one == other


def without_nulls(fields: Mapping[str, Json]) -> dict[str, Json]:
    """Return fields as they are kept: an absent one is null."""
    if type(fields) is dict and None not in fields.values():
        return fields
    return {name: value for name, value in fields.items() if value is not None}


def key_of(rules: RecordRules, fields: Mapping[str, Json]) -> str | None:
    """Return the natural key of a live record, hashed; None where it has none or a part of it is null."""
    parts = [fields.get(name) for name in rules.key]
    if not parts or None in parts:
        return None
    return hashlib.sha256(spell(parts)).hexdigest()


def as_id(value: Json) -> UUID:
    """Return the id that a checked reference holds."""
    assert isinstance(value, str)
    return UUID(value)

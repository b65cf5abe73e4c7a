"""Groups, operations and invented records as the clauses send them."""

from __future__ import annotations

import random
import time
import uuid
from typing import Any

from tests.conformance.line import Doc

AT = "2026-03-01T00:30:00.000000+00:00"
ACTOR = "李敏"
_random = random.SystemRandom()


def new_id() -> str:
    """Return a UUIDv7 (RFC 9562, section 5.7)."""
    number = (time.time_ns() // 1_000_000) << 80 | 7 << 76 | _random.getrandbits(76)
    return str(uuid.UUID(int=number & ~(3 << 62) | 2 << 62))


def digits(count: int) -> str:
    """Return random digits, so that a run meets nothing of an earlier one."""
    return "".join(_random.choices("0123456789", k=count))


def id_number() -> str:
    """Return an invented ID number with a right check digit; serials from 000 to 009 belong to nobody."""
    body = f"371525{_random.randint(1940, 2005)}{_random.randint(1, 12):02}{_random.randint(1, 28):02}00{digits(1)}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(each) * weight for each, weight in zip(body, weights, strict=True)) % 11]


def group(*ops: Doc, mid: str | None = None, **more: Any) -> Doc:
    """Return a group with an act of its own."""
    act = {"id": new_id(), "at": AT, "actor": ACTOR, "sentence": "Change {name}", "values": {"name": "测试"}}
    return {"mid": mid or new_id(), "schema": 1, "acts": [act], "ops": list(ops)} | more


def new(type_: str, id_: str, fields: Doc) -> Doc:
    """Return the operation that makes a record."""
    return {"k": "new", "t": type_, "id": id_, "f": fields}


def change(type_: str, id_: str, **fields: tuple[Any, Any]) -> Doc:
    """Return the operation that changes fields, `(was, now)` each."""
    return {"k": "set", "t": type_, "id": id_, "set": {name: list(pair) for name, pair in fields.items()}}


def delete(type_: str, id_: str, was: Doc) -> Doc:
    """Return the operation that deletes a record."""
    return {"k": "del", "t": type_, "id": id_, "was": was}


def back(type_: str, id_: str, fields: Doc) -> Doc:
    """Return the operation that brings a deleted record back."""
    return {"k": "back", "t": type_, "id": id_, "f": fields}


def worker(**more: Any) -> Doc:
    """Return the fields of a person."""
    return {"name": "测试员", "sex": "1"} | more


def phone(worker_id: str, **more: Any) -> Doc:
    """Return the fields of a person's phone."""
    return {"worker_id": worker_id, "number": "13900000001", "purpose": "mobile", "valid_from": "2026-03-01"} | more


def layout(**more: Any) -> Doc:
    """Return the fields of a record that refers to nothing and has no natural key."""
    return {"kind": "roster", "signature": digits(12), "columns": {"姓名": 1}} | more


def community(town: str, **more: Any) -> Doc:
    """Return the fields of a community, which a township may make as a stand-in."""
    return {"code": town + digits(6), "name": "测试社区", "urban": True} | more


def grid(town: str, **more: Any) -> Doc:
    """Return the fields of a grid, which a township may make as a stand-in."""
    return {"code": town + digits(6), "valid_from": "2026-01-01"} | more

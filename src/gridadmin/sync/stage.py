"""How a page is kept until the last one came: a small head that is read often, and its body as it came over the line.

What is kept here was checked when it came in, so it is read back without being checked again: that would take longer
than everything else that is done to it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.digests import Digest
from gridadmin.wire.groups import (
    Act,
    Author,
    Change,
    DeleteRecord,
    NewRecord,
    PastGroup,
    PastOp,
    PastSet,
    RestoreRecord,
)
from gridadmin.wire.history import Point
from gridadmin.wire.plain import key_in, made
from gridadmin.wire.pull import PullReply, Row, ScopePage
from gridadmin.wire.scopes import Scope, parse_scope

_LEVEL = 1  # of compression: a page lives for seconds
_EITHER = zlib.MAX_WBITS | 32  # gzip as it came over the line, or zlib as it is packed here
_SIZE = 4  # bytes of the head's length
_MADE: Mapping[str, type[NewRecord | RestoreRecord]] = {"new": NewRecord, "back": RestoreRecord}


class Head(NamedTuple):
    """What is asked of a page before its rows.

    Attributes:
        upto: where each of its scopes goes on. done: it is the last. digests: with the last.
    """

    upto: dict[Scope, Point]
    done: bool
    digests: dict[Scope, dict[str, Digest]]


def pack_page(reply: PullReply) -> bytes:
    """Return a page as it is kept."""
    head = {
        "upto": {str(page.scope): list(page.upto) for page in reply.pages},
        "done": reply.done,
        "digests": {
            str(scope): {name: [digest.rows, f"{digest.total:016x}"] for name, digest in digests.items()}
            for scope, digests in (reply.digests or {}).items()
        },
    }
    first = canonical_json(head).encode("utf-8")
    return len(first).to_bytes(_SIZE) + first + (reply.packed or zlib.compress(reply.to_bytes(), _LEVEL))


def read_head(body: bytes) -> Head:
    """Return the head of a page that is kept."""
    size = int.from_bytes(body[:_SIZE])
    head = json.loads(body[_SIZE : _SIZE + size])
    digests = {
        parse_scope(scope): {name: Digest(rows, int(total, 16)) for name, (rows, total) in some.items()}
        for scope, some in head["digests"].items()
    }
    return Head({parse_scope(scope): Point(*point) for scope, point in head["upto"].items()}, head["done"], digests)


def read_pages(body: bytes, *, groups: bool = True) -> list[ScopePage]:
    """Return the scopes of a page that is kept; its groups, too, unless they are not wanted."""
    size = int.from_bytes(body[:_SIZE])
    pages: list[dict[str, Any]] = json.loads(zlib.decompress(memoryview(body)[_SIZE + size :], _EITHER))["pages"]
    return [
        ScopePage(
            scope=parse_scope(page["scope"]),
            upto=Point(*page["upto"]),
            rows=tuple(map(_row, page.get("rows", ()))),
            groups=tuple(map(_group, page.get("groups", ()))) if groups else (),
        )
        for page in pages
    ]


def read_groups(body: bytes) -> list[tuple[Scope, list[dict[str, Any]]]]:
    """Return the groups of a page that is kept, by scope, as they came: their content is to be kept as it is."""
    size = int.from_bytes(body[:_SIZE])
    pages: list[dict[str, Any]] = json.loads(zlib.decompress(memoryview(body)[_SIZE + size :], _EITHER))["pages"]
    return [(parse_scope(page["scope"]), page.get("groups", [])) for page in pages]


def _row(row: dict[str, Any]) -> Row:
    deleted, stand_in = row.get("deleted", False), row.get("stand_in", False)
    return Row.sound(row["t"], key_in(row["id"]), row["ver"], row["f"], deleted, stand_in)


def _group(group: dict[str, Any]) -> PastGroup:
    return PastGroup(
        mid=UUID(group["mid"]),
        seq=group["seq"],
        by=Author(group["by"]),
        acts=tuple(_act(act) for act in group["acts"]),
        ops=tuple(_op(op) for op in group["ops"]),
        replica=UUID(group["replica"]) if group.get("replica") else None,
        whole=group.get("whole", False),
    )


def _act(act: dict[str, Any]) -> Act:
    return Act(
        id=UUID(act["id"]),
        at=datetime.fromisoformat(act["at"]).astimezone(UTC),
        actor=act["actor"],
        sentence=act["sentence"],
        values=act.get("values", {}),
        account_id=UUID(act["account_id"]) if act.get("account_id") else None,
        undoes=UUID(act["undoes"]) if act.get("undoes") else None,
        undoable=act.get("undoable", True),
    )


def _op(op: dict[str, Any]) -> PastOp:
    kind, record_type, record_id = op["k"], op["t"], key_in(op["id"])
    if kind == "set":
        pairs = {name: None if pair is None else Change(*pair) for name, pair in op["set"].items()}
        return PastSet(t=record_type, id=record_id, set=pairs)
    if kind == "del":
        return DeleteRecord(t=record_type, id=record_id, was=op["was"])
    return made(_MADE[kind], t=record_type, id=record_id, f=op["f"], more={})

"""Canonical spellings put together from spelled parts: what is stored as text travels without being read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.groups import Act, DeleteRecord, Op, SetFields


def spell_acts(acts: Iterable[Act]) -> str:
    """Return the acts of a group as a JSON list."""
    return canonical_json([act.to_json() for act in acts])


def spell_ops(ops: Iterable[Op]) -> str:
    """Return operations as a JSON list; names that this schema does not know are left behind."""
    return "[" + ",".join(map(_spell_op, ops)) + "]"


def _spell_op(op: Op) -> str:
    if isinstance(op, SetFields):
        changes = canonical_json({name: [was, now] for name, (was, now) in op.set.items()})
        return f'{{"id":"{op.id}","k":"set","set":{changes},"t":"{op.t}"}}'
    if isinstance(op, DeleteRecord):
        return f'{{"id":"{op.id}","k":"del","t":"{op.t}","was":{canonical_json(op.was)}}}'
    return f'{{"f":{canonical_json(op.f)},"id":"{op.id}","k":"{op.word}","t":"{op.t}"}}'


def spell_row(row: Row[str, UUID, int, bool, bool, str]) -> str:
    """Return a record as it travels; the row: type, id, ver, deleted, stand_in, fields."""
    t, record_id, ver, deleted, stand_in, fields = row
    gone = '"deleted":true,' if deleted else ""
    kept = '"stand_in":true,' if stand_in else ""
    return f'{{{gone}"f":{fields},"id":"{record_id}",{kept}"t":"{t}","ver":{ver}}}'


def spell_group(row: Row[UUID, int, str, UUID, str, str]) -> str:
    """Return a group of the history; the row: mid, seq, author, replica, acts, ops."""
    mid, seq, author, replica, acts, ops = row
    sender = "" if replica is None else f'"replica":"{replica}",'
    return f'{{"acts":{acts},"by":"{author}","mid":"{mid}","ops":{ops},{sender}"seq":{seq}}}'


def spell_object(spelled: Mapping[str, Any]) -> str:
    """Return an object of spelled values; names in the order of their code points."""
    return "{" + ",".join(f'"{name}":{spelled[name]}' for name in sorted(spelled)) + "}"

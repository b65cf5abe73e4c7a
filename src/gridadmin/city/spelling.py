"""Canonical spellings put together from spelled parts: what is stored as text travels without being read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC
from types import MappingProxyType
from typing import Any
from uuid import UUID

from msgspec import Raw, Struct
from msgspec.json import Decoder
from sqlalchemy import Row

from gridadmin.city.book import Kept
from gridadmin.wire.groups import Act, DeleteRecord, Op, SetFields
from gridadmin.wire.shapes import spell_text
from gridadmin.wire.values import Json


def spell_acts(acts: Iterable[Act]) -> str:
    """Return the acts of a group as a JSON list."""
    return spell_text([act.to_json() if act.more else _plain_act(act) for act in acts])


def _plain_act(act: Act) -> dict[str, Json]:
    """Say what `to_json` says, several times as fast: every push carries hundreds."""
    at = act.at.astimezone(UTC).isoformat(timespec="microseconds")
    spelled: dict[str, Json] = {"id": str(act.id), "at": at, "actor": act.actor, "sentence": act.sentence}
    if act.values:
        spelled["values"] = dict(act.values)
    if act.account_id is not None:
        spelled["account_id"] = str(act.account_id)
    if act.undoes is not None:
        spelled["undoes"] = str(act.undoes)
    if not act.undoable:
        spelled["undoable"] = False
    return spelled


def spell_ops(ops: Iterable[Op], records: Iterable[Kept] = ()) -> str:
    """Return operations as a JSON list; names that this schema does not know are left behind.

    `records`: what the operations left, so that nothing is spelled twice.
    """
    left = {record.ref: record for record in records}
    return "[" + ",".join(_spell_op(op, left.get((op.t, op.id))) for op in ops) + "]"


def _spell_op(op: Op, left: Kept | None) -> str:
    if isinstance(op, SetFields):
        changes = spell_text({name: [was, now] for name, (was, now) in op.set.items()})
        return f'{{"id":"{op.id}","k":"set","set":{changes},"t":"{op.t}"}}'
    if isinstance(op, DeleteRecord):
        return f'{{"id":"{op.id}","k":"del","t":"{op.t}","was":{spell_text(dict(op.was))}}}'
    fields = left.spelled if left is not None and left.fields is op.f else spell_text(dict(op.f))
    return f'{{"f":{fields},"id":"{op.id}","k":"{op.word}","t":"{op.t}"}}'


def spell_row(row: Row[str, UUID, int, bool, bool, str]) -> str:
    """Return a record as it travels; the row: type, id, ver, deleted, stand_in, fields."""
    t, record_id, ver, deleted, stand_in, fields = row
    gone = '"deleted":true,' if deleted else ""
    kept = '"stand_in":true,' if stand_in else ""
    return f'{{{gone}"f":{fields},"id":"{record_id}",{kept}"t":"{t}","ver":{ver}}}'


def spell_group(
    row: Row[UUID, int, str, UUID, str, str, bool], beside: Mapping[tuple[str, str], str] = MappingProxyType({})
) -> str:
    """Return a group of the history; the row: mid, seq, author, replica, acts, ops, whole.

    Fields that stand `beside` it, in the row of the record (id, type), are left out of what made the record.
    """
    mid, seq, author, replica, acts, ops, whole = row
    if beside:
        ops = "[" + ",".join([_spell_lean(op, beside) for op in _OPS.decode(ops)]) + "]"
    sender = "" if replica is None else f'"replica":"{replica}",'
    kept = ',"whole":true' if whole else ""
    return f'{{"acts":{acts},"by":"{author}","mid":"{mid}","ops":{ops},{sender}"seq":{seq}{kept}}}'


class _Op(Struct, gc=False):
    id: str
    k: str
    t: str


_OPS, _OP = Decoder(list[Raw]), Decoder(_Op)


def _spell_lean(spelled: Raw, beside: Mapping[tuple[str, str], str]) -> str:
    op, whole = _OP.decode(spelled), str(spelled, "utf-8")
    fields = beside.get((op.id, op.t))
    if fields is None or whole != f'{{"f":{fields},"id":"{op.id}","k":"{op.k}","t":"{op.t}"}}':
        return whole
    return f'{{"id":"{op.id}","k":"{op.k}","t":"{op.t}"}}'


def spell_object(spelled: Mapping[str, Any]) -> str:
    """Return an object of spelled values; names in the order of their code points."""
    return "{" + ",".join(f'"{name}":{spelled[name]}' for name in sorted(spelled)) + "}"

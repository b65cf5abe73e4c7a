"""The journal as operations: what each entry changed, as far as it travels, in an order in which parents come first.

Everything here depends on the journal alone, and so do the mids that are derived from it: an office that was restored
from a backup, or a copied file, makes the same groups of the same acts, and the city knows them again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import DecodeError
from msgspec.json import Decoder
from sqlalchemy import ColumnElement, String, Text, func, select, type_coerce
from sqlalchemy.orm import Session

from gridadmin.domain.journal import Operation
from gridadmin.models.exchange import CityRecord, OutboxGroup
from gridadmin.models.ids import id_from
from gridadmin.models.journal import ACT, RECEIVED, JournalEntry
from gridadmin.models.received import among
from gridadmin.sync.kept_pages import kept_groups
from gridadmin.sync.outbox import in_parts
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.groups import Act, DeleteRecord
from gridadmin.wire.owners import OWNERS, exchanged_fields
from gridadmin.wire.values import LONGEST_TEXT, Json, checked_value, is_plain

AT_ONCE = 2_000  # entries in memory


class Entry(NamedTuple):
    """An entry of the journal; `at` as it is stored."""

    seq: int
    act_id: UUID
    at: str
    operation: str
    record_type: str
    record_id: UUID
    payload: str


_ENTRY = (
    JournalEntry.seq,
    JournalEntry.act_id,
    type_coerce(JournalEntry.at, String),  # made a moment where it is needed: of one entry in thousands
    JournalEntry.operation,
    JournalEntry.record_type,
    JournalEntry.record_id,
    JournalEntry.payload,
)


def entries_by(session: Session, *conditions: ColumnElement[bool], most: int | None = None) -> list[Entry]:
    """Return entries in their order, at most so many."""
    query = select(*_ENTRY).where(*conditions).order_by(JournalEntry.seq).limit(most)
    return list(map(Entry._make, session.connection().execute(query).all()))


class JournaledAct(NamedTuple):
    """An act with what it changed; those of a long act are read a part at a time (`entries` is None)."""

    head: Entry
    entries: list[Entry] | None
    end: int


class Operated(NamedTuple):
    """One operation as it travels, and the fields whose values cannot: to the city they are empty."""

    op: dict[str, Json]
    unsendable: tuple[str, ...] = ()


def next_acts(session: Session, after: int) -> list[JournaledAct]:
    """Return the next acts of the journal behind an entry, in their order; empty at its end."""
    entries = entries_by(session, JournalEntry.seq > after, most=AT_ONCE + 1)
    if not entries:
        return []
    starts = [place for place, entry in enumerate(entries) if entry.operation == ACT]
    ends = [*starts[1:], len(entries)]
    acts = [
        JournaledAct(entries[start], list(entries[start + 1 : end]), entries[end - 1].seq)
        for start, end in zip(starts, ends, strict=True)
    ]
    if len(entries) <= AT_ONCE:
        return acts
    # The last act may go on behind what was read.
    return acts[:-1] or [JournaledAct(acts[0].head, None, _end_of_long(session, acts[0]))]


def is_much(session: Session, after: int) -> bool:
    """Return whether so much stands behind an entry that memory is to be saved."""
    return (session.scalar(select(func.max(JournalEntry.seq))) or 0) - after > AT_ONCE


def pass_continuation(session: Session, after: int) -> int:
    """Return behind which entry the next act begins.

    What a received act did to a record may be journaled later than the act itself, when the record can be shown.
    """
    following = session.scalar(select(JournalEntry.operation).where(JournalEntry.seq == after + 1))
    return after if following in (None, ACT) else _end_of(session, after)


def _end_of_long(session: Session, act: JournaledAct) -> int:
    """Return the last entry of an act; all that one of this office did was journaled at once, and an index has it."""
    if is_received(act):
        return _end_of(session, act.head.seq)
    return session.scalars(select(func.max(JournalEntry.seq)).where(JournalEntry.act_id == act.head.act_id)).one()


def _end_of(session: Session, start: int) -> int:
    behind = select(JournalEntry.seq).where(JournalEntry.seq > start, JournalEntry.operation == ACT)
    following = session.scalar(behind.order_by(JournalEntry.seq).limit(1))
    newest = session.scalar(select(func.max(JournalEntry.seq)))
    return (following or (newest or 0) + 1) - 1


def is_received(act: JournaledAct) -> bool:
    """Return whether the exchange wrote the act."""
    return RECEIVED in json.loads(act.head.payload)


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries of an act in the order in which they go."""
    return sorted(entries, key=lambda entry: place(entry.record_type, entry.operation))


def place(record_type: str, operation: str) -> tuple[bool, int, str, str]:
    """Return where in its act such an entry goes: parents before children, deletions last and the other way."""
    deletes = operation == Operation.DELETE.value
    level = _levels().get(record_type, 0)
    return deletes, -level if deletes else level, record_type, operation


@cache
def _levels() -> dict[str, int]:
    """Return how deep each record type stands below those that it refers to."""
    levels: dict[str, int] = {}

    def level(record_type: str) -> int:
        if record_type not in levels:
            fields = OWNERS[record_type].fields.values()
            parents = {each.refers for each in fields if each.refers is not None} - {record_type}
            levels[record_type] = 1 + max((level(parent) for parent in parents), default=0)
        return levels[record_type]

    return {record_type: level(record_type) for record_type in OWNERS}


def deletions_before(session: Session, entries: Sequence[Entry]) -> dict[int, UUID]:
    """Return the entries (their seq) that make a record whose id was deleted before, with the act that did it last."""
    made = {entry.record_id: entry.seq for entry in entries if entry.operation == Operation.INSERT.value}
    connection = session.connection()
    older: list[int] = []  # entries of the same records before; the index alone tells, and nearly all have none
    for ids in in_parts(list(made)):
        met = select(JournalEntry.record_id).where(among(connection, JournalEntry.record_id, ids))
        often = connection.execute(met.group_by(JournalEntry.record_id).having(func.count() > 1)).scalars().all()
        if often:
            query = select(JournalEntry.record_id, JournalEntry.seq).where(JournalEntry.record_id.in_(often))
            older += [row.seq for row in connection.execute(query) if row.seq < made[row.record_id]]
    gone = select(JournalEntry.record_id, JournalEntry.act_id).where(JournalEntry.operation == Operation.DELETE.value)
    found = {}
    for start in range(0, len(older), AT_ONCE):
        some = sorted(older)[start : start + AT_ONCE]
        for row in connection.execute(gone.where(JournalEntry.seq.in_(some)).order_by(JournalEntry.seq)):
            found[made[row.record_id]] = row.act_id
    return found


def city_knows(session: Session, record_id: UUID, act_id: UUID) -> bool:
    """Return whether an act's deletion came from the city, or went or goes there.

    It does not where it was folded away: then the city has never had the record, and it is made, not brought back.
    """
    query = select(CityRecord.record_id).where(CityRecord.record_id == record_id, CityRecord.hash.is_(None))
    if session.scalar(query) is not None:
        return True
    carriers = select(OutboxGroup.mid).where(type_coerce(OutboxGroup.act_ids, Text).contains(str(act_id)))
    ops = (op for group in kept_groups(session, session.scalars(carriers).all()) for op in group.ops)
    return any(op.id == record_id and isinstance(op, DeleteRecord) for op in ops)


@cache
def _travelling(record_type: str) -> frozenset[str]:
    return frozenset(exchanged_fields(record_type)) if record_type in OWNERS else frozenset()


def operated(entry: Entry, *, again: bool) -> Operated | None:
    """Return an entry as an operation; None where nothing of it travels. `again`: the record was deleted before.

    A value that was erased because its time was over is left out.
    """
    names = _travelling(entry.record_type)
    if not names:
        return None
    payload = _said(entry.payload)
    held = {name: value for name, value in payload.items() if name in names and value is not None}
    unsendable: tuple[str, ...] = ()
    if not _all_travel(entry.payload, held):
        unsendable = tuple(name for name, value in held.items() if not _travels(value[1]))
        for name, value in held.items():
            if name in unsendable or not _travels(value[0]):
                held[name] = [each if _travels(each) else None for each in value[:2]]
    op: dict[str, Json] = {"t": entry.record_type, "id": str(entry.record_id)}
    if entry.operation == Operation.INSERT.value:
        op |= {"k": "back" if again else "new", "f": {n: value[1] for n, value in held.items() if value[1] is not None}}
    elif entry.operation == Operation.DELETE.value:
        op |= {"k": "del", "was": {n: value[0] for n, value in held.items() if value[0] is not None}}
    elif held:
        op |= {"k": "set", "set": {name: value[:2] for name, value in held.items()}}
    else:
        return None
    return Operated(op, unsendable)


def _said(payload: str) -> Any:
    """Return what an entry says. What only Python's own reader takes, half a character for one, is left to it."""
    try:
        return _PAYLOADS.decode(payload)
    except (DecodeError, UnicodeError, RecursionError):
        return json.loads(payload)


def _all_travel(payload: str, held: dict[str, list[Json]]) -> bool:
    """Return whether a look at the whole shows that every value travels; a no says nothing."""
    if len(payload) > LONGEST_TEXT or "\\u" in payload or not is_plain(payload):
        return False
    return {type(each) for value in held.values() for each in value[:2]} <= _PLAIN


_PAYLOADS = Decoder()
_PLAIN = frozenset({str, bool, type(None)})


def _travels(value: Json) -> bool:
    if is_plain(value):
        return True
    try:
        checked_value(value, "")
    except MalformedMessageError:
        return False
    return True


def act_json(act: JournaledAct) -> dict[str, Json]:
    """Return an act as it travels; a sentence that cannot, because of a value in it, goes without its values."""
    return _told(act.head).to_json()


def act_of(session: Session, record_id: UUID) -> Act:
    """Return the act that changed a record last."""
    newest = select(JournalEntry.act_id).where(JournalEntry.record_id == record_id, JournalEntry.operation != ACT)
    act_id = session.scalar(newest.order_by(JournalEntry.seq.desc()).limit(1))
    (head,) = entries_by(session, JournalEntry.act_id == act_id, JournalEntry.operation == ACT)
    return _told(head)


def _told(head: Entry) -> Act:
    header = {name: value[1] if value else None for name, value in json.loads(head.payload).items()}
    told: dict[str, Json] = {
        "id": str(head.act_id),
        "at": datetime.fromisoformat(head.at).astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": header.get("actor") or "",
        "sentence": header.get("sentence") or "",
        "values": header.get("values") or {},
        "account_id": header.get("account_id"),
        "undoes": header.get("undoes"),
        "undoable": bool(header.get("undoable")),
    }
    told = {name: value for name, value in told.items() if value is not None}
    try:
        return Act.from_json(told)
    except MalformedMessageError:
        plain = {name: told[name] for name in ("id", "at", "undoes", "undoable") if name in told}
        return Act.from_json(plain | {"actor": "", "sentence": ""})


def derived_mid(act_id: UUID, ops: str) -> UUID:
    """Return the mid of a group: a UUIDv7 with the act's time, its other bits a hash of the act and its operations."""
    hashed = int.from_bytes(sha256(f"{act_id}{ops}".encode()).digest()[:16])
    return id_from((act_id.int >> 80) << 12 | hashed >> 116, hashed)

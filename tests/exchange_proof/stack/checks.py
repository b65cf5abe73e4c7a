"""What must hold at rest, looked for in the real databases (docs/exchange.md, section 15)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Engine, func, literal, select, union_all
from sqlalchemy.orm import Session

from gridadmin.city import tables
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import CityRecord, GroupState, OutboxGroup, SealedPush, StagedPage
from gridadmin.models.journal import ACT, JournalEntry, plain
from gridadmin.services.journal import record_classes
from gridadmin.wire.digests import row_hash
from gridadmin.wire.groups import Group, SetFields
from gridadmin.wire.owners import OWNERS, exchanged_fields
from tests.exchange_proof.model.terms import ProtocolViolationError
from tests.exchange_proof.stack.forgetting import Forgetting, Told

Key = tuple[str, UUID]
Place = tuple[str, str, UUID]  # scope, type, id
Fields = Mapping[str, Any]


@dataclass(frozen=True)
class CityRow:
    """A live record at the city."""

    scope: str
    fields: Fields
    hash: int


def city_rows(city: Engine, *scopes: str) -> dict[Key, CityRow]:
    """Return the live records of some scopes."""
    return {(t, record_id): row for (scope, t, record_id), row in _all_rows(city).items() if scope in scopes}


def _all_rows(city: Engine) -> dict[Place, CityRow]:
    record = tables.record
    query = select(record).where(record.c.deleted.is_(False))
    with city.connect() as connection:
        return {
            (row.scope, row.type, row.id): CityRow(row.scope, json.loads(row.fields), row.hash)
            for row in connection.execute(query)
        }


def check_city(
    city: Engine, told: Iterable[Told] | None = None, confirmed: str = "", sent: Mapping[UUID, Group] | None = None
) -> None:
    """I2, I4, I5, I6, I11 at the city: its history, replayed, gives its records, and did so lawfully.

    `told`: the history with what the city has forgotten; `confirmed`: ids of records that a person let live again;
    `sent`: the groups as offices sent them, by their mids: the history says what stood there, they what was seen.
    """
    rows = _all_rows(city)
    replayed = _replay(Forgetting(0).told(city) if told is None else told, confirmed, sent or {})
    for key in rows.keys() | replayed.keys():
        held, given = rows.get(key), replayed.get(key)
        if held is None or given is None or _without_nulls(held.fields) != _without_nulls(given):
            raise ProtocolViolationError(f"I11 the history does not give {key[1]} {key[2]}: {held} {given}")
    live = {(scope, record_id) for scope, _t, record_id in rows}
    for (scope, t, record_id), row in rows.items():
        if row.hash != _signed(row_hash(t, record_id, row.fields)):
            raise ProtocolViolationError(f"I3 the hash of {t} {record_id} is not that of its contents")
        for name, field in OWNERS[t].fields.items():
            if field.refers and row.fields.get(name) and (scope, UUID(row.fields[name])) not in live:
                raise ProtocolViolationError(f"I5 {t} {record_id} has no {name} at the city")
    _check_keys(rows)


def _check_keys(rows: Mapping[Place, CityRow]) -> None:
    met: set[tuple[Any, ...]] = set()
    for (_scope, t, _id), row in rows.items():
        names = OWNERS[t].natural_key
        key = (row.scope, t, *(row.fields.get(name) for name in names))
        if names and None not in key:
            if key in met:
                raise ProtocolViolationError(f"adoption: a {t} is doubled at the city")
            met.add(key)


def _replay(told: Iterable[Told], confirmed: str, sent: Mapping[UUID, Group]) -> dict[Place, dict[str, Any]]:
    """Replay the history, holding each step against what stood there: I2, I4, I6."""
    held, dead, mids = dict[Place, dict[str, Any]](), set[Place](), set[tuple[str, UUID]]()
    for each in told:
        if (each.scope, each.mid) in mids:
            raise ProtocolViolationError(f"I2 group {each.mid} was applied twice")
        mids.add((each.scope, each.mid))
        seen = _seen(sent[each.mid]) if each.mid in sent else {}
        for op in json.loads(each.ops):
            if op["id"] in confirmed:
                dead.discard((each.scope, op["t"], UUID(op["id"])))
            _replay_op(each.scope, op, held, dead, seen)
    return held


Seen = Mapping[tuple[UUID, str], list[Any]]


def _seen(group: Group) -> Seen:
    """Return what the sender of a group said to have seen in each field that it changes."""
    found: dict[tuple[UUID, str], list[Any]] = {}
    for op in group.ops:
        for name, change in op.set.items() if isinstance(op, SetFields) else ():
            found.setdefault((op.id, name), []).append(change.was)
    return found


def _replay_op(
    scope: str, op: Mapping[str, Any], held: dict[Place, dict[str, Any]], dead: set[Place], seen: Seen
) -> None:
    key = (scope, op["t"], UUID(op["id"]))
    if op["k"] == "del":
        if held.pop(key, None) is not None:
            dead.add(key)
    elif op["k"] == "set":
        if key in dead:
            raise ProtocolViolationError(f"I4 {key} was changed after it was deleted")
        for name, (was, now) in op["set"].items():
            found = held[key].get(name)
            if found not in (*seen.get((key[2], name), [was]), now):
                raise ProtocolViolationError(f"I6 {key} {name}: {found} was overwritten by {now}, unseen")
            held[key][name] = now
    else:
        if op["k"] == "new" and key in dead:
            raise ProtocolViolationError(f"I4 {key} lives again without a back")
        dead.discard(key)
        held[key] = dict(op["f"])


def check_offices(city: Engine, offices: Iterable[OpenOffice], town: str) -> None:
    """I3 and I7 in the offices of a town: they hold what the city holds, except for what waits for a person."""
    theirs = city_rows(city, town, f"county:{town[5:11]}", f"city:{town[5:9]}")
    acts = _act_ids(city, town)
    for office in offices:
        office.read(_check_office, theirs, acts)
        verification = office.verify()
        if not verification.ok:
            raise ProtocolViolationError(f"the journal of an office is broken: {verification.problems}")


def _check_office(session: Session, theirs: Mapping[Key, CityRow], acts: set[UUID]) -> None:
    _check_queue(session)
    copy = {
        (row.record_type, row.record_id): row.hash
        for row in session.scalars(select(CityRecord).where(CityRecord.hash.is_not(None)))
    }
    if copy != {key: row.hash for key, row in theirs.items()}:
        differing = [
            key for key in copy.keys() | theirs.keys() if copy.get(key) != getattr(theirs.get(key), "hash", None)
        ]
        raise ProtocolViolationError(f"I3 the office's copy is not the city's: {sorted(map(str, differing))[:4]}")
    unsettled = _unsettled(session)
    shown = _shown(session)
    for key in shown.keys() | theirs.keys():
        if key[1] in unsettled:
            continue
        mine, row = shown.get(key), theirs.get(key)
        if row is not None and _gives_way(key, mine, row, shown, unsettled):
            continue
        if mine is None or row is None or mine != _without_nulls(row.fields):
            raise ProtocolViolationError(f"I3 an office shows {key[0]} {key[1]} as {mine}, the city has {row}")
    journaled = set(session.scalars(select(JournalEntry.act_id).where(JournalEntry.operation == ACT)))
    if missing := acts - journaled:
        raise ProtocolViolationError(f"{len(missing)} acts of the township are not in an office's journal")


def _gives_way(key: Key, mine: Fields | None, row: CityRow, shown: Mapping[Key, Fields], unsettled: set[UUID]) -> bool:
    """Whether a record is shown without its natural key, which the clerk's unsettled change of another one claims.

    One that cannot be without its key is not shown at all until that is settled.
    """
    names = OWNERS[key[0]].natural_key
    if mine is None:
        columns = record_classes()[key[0]].__table__.c
        if not names or any(columns[name].nullable for name in names):
            return False
    left = {name: value for name, value in _without_nulls(row.fields).items() if name not in names}
    claims = (other for (t, each), other in shown.items() if t == key[0] and each in unsettled and each != key[1])
    return mine in (None, left) and any(all(other.get(n) == row.fields.get(n) for n in names) for other in claims)


def _check_queue(session: Session) -> None:
    query = select(OutboxGroup.state, func.count()).group_by(OutboxGroup.state)
    counts: dict[GroupState, int] = {state: count for state, count in session.execute(query)}
    blocked = counts.get(GroupState.REFUSED, 0)
    if counts.get(GroupState.SEALED) or session.scalar(select(func.count()).select_from(SealedPush)):
        raise ProtocolViolationError("I7 a sealed push is left")
    if session.scalar(select(func.count()).select_from(StagedPage)):
        raise ProtocolViolationError("I7 a staged page is left")
    if counts.get(GroupState.WAITING) or (counts.get(GroupState.HELD) and not blocked):
        raise ProtocolViolationError(f"I7 the queue waits for nothing: {counts}")


def _unsettled(session: Session) -> set[UUID]:
    from gridadmin.models.exchange import Issue, IssueKind, OutboxRecord

    held = set(session.scalars(select(OutboxRecord.record_id)))
    orphans = select(Issue.record_id).where(Issue.kind == IssueKind.ORPHAN)
    return held | {each for each in session.scalars(orphans) if each is not None}


@cache
def _filled_types() -> CompoundSelect[Any]:
    """Return the statement that names the types of which there is any record."""
    tables: list[Any] = [record_class.__table__ for record_class in record_classes().values()]
    return union_all(*(select(literal(table.name)).where(select(table.c.id).exists()) for table in tables))


def _shown(session: Session) -> dict[Key, dict[str, Any]]:
    found: dict[Key, dict[str, Any]] = {}
    filled = set(session.execute(_filled_types()).scalars())
    for t, record_class in record_classes().items():
        if t not in filled:
            continue
        names = exchanged_fields(t)
        for row in session.execute(select(record_class.__table__)).mappings():
            found[t, row["id"]] = {name: plain(row[name]) for name in names if row[name] is not None}
    return found


def _act_ids(city: Engine, town: str) -> set[UUID]:
    query = select(tables.history.c.acts).where(tables.history.c.scope == town, tables.history.c.author == "township")
    with city.connect() as connection:
        return {UUID(act["id"]) for acts in connection.execute(query).scalars() if acts for act in json.loads(acts)}


def _without_nulls(fields: Fields) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number

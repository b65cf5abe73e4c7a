"""Adoption: what was entered here before the city's record was known takes the city's id, and is never doubled.

In a pull a record is recognised by its natural key, in an answer to a push by the id that the refusal names. Children
follow their parents where the city's record has the same ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from gridadmin.domain.journal import Operation
from gridadmin.i18n import N_
from gridadmin.models.exchange import AdoptedRecord, CityRecord, Issue
from gridadmin.models.ids import new_id
from gridadmin.models.received import ReceivedAct, ReceivedWriter, in_chunks, rename_records, rows_of
from gridadmin.sync.adopted_queue import adopt_in_queue, prune_in_queue
from gridadmin.sync.keys import KeyOf, holders_of, key_of, unique_columns
from gridadmin.sync.likeness import as_said, said_here
from gridadmin.sync.points import replica_of
from gridadmin.sync.pulling import staged_pages
from gridadmin.sync.receiving import ACTOR, known_at_city
from gridadmin.sync.records import Fields, classes, known_fields, plain_row
from gridadmin.sync.references import references_to
from gridadmin.wire.owners import OWNERS
from gridadmin.wire.pull import Row
from gridadmin.wire.scopes import Scope, parse_scope
from gridadmin.wire.values import Json

_MERGED = N_("Two entries of one record became one")
Pairs = list[tuple[UUID, UUID]]


class Arrival(NamedTuple):
    """A live record that a pull brings: its natural key (None where a part is missing), its scope, what it says."""

    key: KeyOf | None
    scope: Scope
    said: tuple[Json, ...] = ()


def must_pull_first(session: Session) -> bool:
    """Return whether a push has to wait for a pull: before the first one, and where an adopted record is not here yet.

    Only the city's children of an adopted record tell which of ours are the same.
    """
    replica = replica_of(session)
    if not replica.pulled_schema or replica.fetch_first:
        return True
    return session.scalar(select(AdoptedRecord.old_id).where(AdoptedRecord.awaited).limit(1)) is not None


def end_awaiting(session: Session) -> None:
    """Note that a pull was applied: what of the adopted records did not come with it is not at the city any more."""
    replica_of(session).fetch_first = False
    session.flush()
    session.connection().execute(update(AdoptedRecord).where(AdoptedRecord.awaited).values(awaited=False))
    session.expire_all()


def adopt(session: Session, record_type: str, old_id: UUID, new_id: UUID, now: datetime) -> None:
    """Give a record that only this office has the city's id: in its table, in every reference and in the queue.

    Its waiting `new` becomes a `set` with [null, mine] in a group of its own with a new mid; the rest of its group
    follows in the next. Groups that are under way are left as they are. Doing it again changes nothing.
    """
    adopt_all(session, record_type, [(old_id, new_id)], now)


def is_still_the_same(session: Session, record_type: str, record_id: UUID, sent: Mapping[str, Json]) -> bool:
    """Return whether a record still has the natural key with which it was sent; True where it is gone.

    Who corrected an ID number meanwhile means another person than the one that the city has under it.
    """
    record_class, columns = classes()[record_type], OWNERS[record_type].natural_key
    for row in rows_of(session.connection(), record_class, [record_id]):
        fields = plain_row(record_class, row)
        return all(fields.get(name) == sent.get(name) for name in columns)
    return True


def adopt_all(session: Session, record_type: str, pairs: Pairs, now: datetime) -> None:
    """Adopt records of one type; see `adopt`."""
    if not pairs:
        return
    connection, record_class = session.connection(), classes()[record_type]
    pairs = [(old, new) for old, new in pairs if old != new]
    here = {
        row["id"]: plain_row(record_class, row)
        for row in rows_of(connection, record_class, [new for _old, new in pairs])
    }
    there = {
        row["id"]: plain_row(record_class, row)
        for row in rows_of(connection, record_class, [old for old, _new in pairs])
    }
    merged: Pairs = []
    for old, new in pairs:
        if new in here:
            _keep_fields(session, record_type, new, here[new])
        if new in here and old in there:
            _give_way(session, record_type, old, new, now)
            merged.append((old, new))
    moved = [(old, new) for old, new in pairs if old in there]
    if moved:
        rename_records(connection, record_class, moved, references_to(record_type), replaced=here.keys())
    _journal_merged(session, record_type, merged, there, now)
    _remember(session, record_type, pairs)
    adopt_in_queue(session, dict(pairs))
    session.expire_all()


class Adoption:
    """The adoptions of one pull; `count` says how many records took the city's id."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.count = 0
        self._session, self._now = session, now
        self._types = set(session.scalars(select(AdoptedRecord.record_type).distinct()))  # of what was ever adopted
        here = exists().where(CityRecord.record_id == AdoptedRecord.new_id)
        self._to_prune = set(session.scalars(select(AdoptedRecord.new_id).where(~here)))

    def match(self, arrivals: Mapping[str, Mapping[UUID, Arrival]]) -> None:
        """Adopt by natural keys, parents before children, and then children by their twins."""
        twins: dict[str, dict[KeyOf, UUID]] | None = None
        for record_type, known in OWNERS.items():
            if known.natural_key:
                self._adopt(record_type, self._by_key(record_type, arrivals.get(record_type, {})))
            elif known.twin_key and (parents := self._adopted_parents(record_type)):
                if twins is None:
                    twins = _arriving_twins(self._session, arrivals)
                arriving = arrivals.get(record_type, {})
                self._adopt(record_type, self._by_twin(record_type, parents, twins.get(record_type, {}), arriving))

    def prune(self, scope: Scope, rows: Iterable[Row]) -> None:
        """Leave in the queue only those fields of adopted records in which they differ from what came."""
        adopted = [row for row in rows if row.id in self._to_prune] if self._to_prune else []
        if adopted:
            prune_in_queue(self._session, scope, adopted)

    def _adopt(self, record_type: str, pairs: Pairs) -> None:
        if not pairs:
            return
        adopt_all(self._session, record_type, pairs, self._now)
        self._types.add(record_type)
        self._to_prune |= {new for _old, new in pairs}
        self.count += len(pairs)

    def _by_key(self, record_type: str, arrivals: Mapping[UUID, Arrival]) -> Pairs:
        columns = unique_columns(record_type) or OWNERS[record_type].natural_key
        keys = {arrival.key: each for each, arrival in arrivals.items() if arrival.key is not None}
        if record_type == "office":  # one row, and no index: it is found by itself
            return self._office(arrivals)
        held = holders_of(self._session, record_type, keys) if columns else {}
        pairs = [(holder, keys[key]) for key, holder in held.items() if holder != keys[key]]
        at_city = known_at_city(self._session, [old for old, _new in pairs])
        pairs = [(old, new) for old, new in pairs if old not in at_city and old not in arrivals]
        if not OWNERS[record_type].alike or not pairs:
            return pairs
        said = said_here(self._session, record_type, [old for old, _new in pairs])
        # Of the others the push is refused, and a person decides whether they are one.
        return [(old, new) for old, new in pairs if said.get(old) == as_said(arrivals[new].said)]

    def _office(self, arrivals: Mapping[UUID, Arrival]) -> Pairs:
        table: Any = classes()["office"].__table__
        held = list(self._session.scalars(select(table.c.id)))
        if len(held) != 1 or len(arrivals) != 1 or held[0] in arrivals or known_at_city(self._session, held):
            return []
        return [(held[0], next(iter(arrivals)))]

    def _adopted_parents(self, record_type: str) -> set[UUID]:
        parent = OWNERS[record_type].fields[OWNERS[record_type].twin_key[0]].refers
        if parent not in self._types:
            return set()
        query = select(AdoptedRecord.new_id).where(AdoptedRecord.record_type == parent)
        return set(self._session.scalars(query))

    def _by_twin(
        self, record_type: str, parents: set[UUID], keyed: Mapping[KeyOf, UUID], arriving: Collection[UUID]
    ) -> Pairs:
        columns = OWNERS[record_type].twin_key
        mine: dict[UUID, KeyOf] = _children(self._session, record_type, columns, parents)
        at_city = known_at_city(self._session, mine)
        twins = {key: each for each, key in mine.items() if each in at_city} | dict(keyed)
        pairs: Pairs = []
        for each, key in mine.items():
            twin = twins.pop(key, None) if each not in at_city and each not in arriving else None
            if twin is not None:
                pairs.append((each, twin))
        return pairs


def _arriving_twins(session: Session, arrivals: Mapping[str, Mapping[UUID, Arrival]]) -> dict[str, dict[KeyOf, UUID]]:
    """Return record type -> twin key -> id of the records that the stage brings."""
    found: dict[str, dict[KeyOf, UUID]] = {}
    for pulled in staged_pages(session):
        for page in pulled.pages:
            for row in page.rows:
                if row.id in arrivals.get(row.t, {}) and (columns := OWNERS[row.t].twin_key):
                    found.setdefault(row.t, {})[tuple(row.f.get(name) for name in columns)] = row.id
    return found


def _children(session: Session, record_type: str, columns: Sequence[str], parents: set[UUID]) -> dict[UUID, KeyOf]:
    record_class: Any = classes()[record_type]
    found: dict[UUID, KeyOf] = {}
    for some in in_chunks(list(parents)):
        query = select(record_class.__table__).where(record_class.__table__.c[columns[0]].in_(some))
        for row in session.execute(query).mappings():
            fields = plain_row(record_class, row)
            found[row["id"]] = tuple(fields.get(name) for name in columns)
    return found


def _journal_merged(
    session: Session, record_type: str, merged: Pairs, rows: Mapping[UUID, Fields], now: datetime
) -> None:
    """Journal that of two records one is left: which of their entries came last no longer tells what it is."""
    if not merged:
        return
    writer = ReceivedWriter(session.connection())
    act = ReceivedAct(id=new_id(), at=now, actor=ACTOR, sentence=_MERGED)
    writer.begin(act)
    for old, new in merged:
        writer.note(act, Operation.DELETE.value, record_type, old, {n: (v, None) for n, v in rows[old].items()})
        writer.note(act, Operation.INSERT.value, record_type, new, {n: (None, v) for n, v in rows[old].items()})
    writer.flush()


def _keep_fields(session: Session, record_type: str, record_id: UUID, row: Fields) -> None:
    """Keep what the city has of a record in whose place the clerk's own is shown until both are settled."""
    held = session.get(CityRecord, record_id, populate_existing=True)
    if held is not None and held.hash is not None and held.base is None:
        known = known_fields(record_type)
        held.base = {name: value for name, value in row.items() if name in known}
        session.flush()


def _give_way(session: Session, record_type: str, old: UUID, new: UUID, now: datetime) -> None:
    """Adopt the children of a record whose twin stands here already, before both sets meet under one parent."""
    scope = parse_scope(replica_of(session).scope)
    for record_class, column in references_to(record_type):
        child = record_class.__tablename__
        if column in unique_columns(child):
            theirs = _keyed(session, child, column, new, scope)
            ours = _keyed(session, child, column, old, scope)
            renamed = {
                tuple(str(new) if part == str(old) else part for part in each): row for each, row in ours.items()
            }
            pairs = [(row, theirs[each]) for each, row in renamed.items() if each in theirs]
            adopt_all(session, child, pairs, now)
        elif column in OWNERS[child].twin_key[:1]:
            adopt_all(session, child, _twins_here(session, child, old, new), now)


def _twins_here(session: Session, record_type: str, old: UUID, new: UUID) -> Pairs:
    """Pair the children of a record that only this office has with those that the city has of its twin."""
    columns = OWNERS[record_type].twin_key
    ours = _children(session, record_type, columns, {old})
    theirs = _children(session, record_type, columns, {new})
    at_city = known_at_city(session, [*ours, *theirs])
    free = {key[1:]: each for each, key in theirs.items() if each in at_city}
    pairs: Pairs = []
    for each, key in ours.items():
        twin = free.pop(key[1:], None) if each not in at_city else None
        if twin is not None:
            pairs.append((each, twin))
    return pairs


def _keyed(session: Session, record_type: str, column: str, parent: UUID, scope: Scope) -> dict[KeyOf, UUID]:
    record_class: Any = classes()[record_type]
    found: dict[KeyOf, UUID] = {}
    table = record_class.__table__
    for row in session.execute(select(table).where(table.c[column] == parent)).mappings():
        key = key_of(unique_columns(record_type), plain_row(record_class, row), scope)
        if key is not None:
            found[key] = row["id"]
    return found


def _remember(session: Session, record_type: str, pairs: Pairs) -> None:
    """Note both ids, also of what had been adopted under the old one before; open issues follow."""
    for old, new in pairs:
        connection = session.connection()
        for model, column in ((AdoptedRecord, "new_id"), (Issue, "record_id")):
            table: Any = model.__table__
            connection.execute(update(table).where(table.c[column] == old).values({column: new}))
        known = session.get(AdoptedRecord, old, populate_existing=True)
        if known is None:
            session.add(AdoptedRecord(old_id=old, new_id=new, record_type=record_type))
        else:  # adopted before, under an id that a city has lost since
            known.new_id, known.awaited = new, True
        # The city went back to the id that had been given up: it is nobody's former one.
        connection.execute(delete(AdoptedRecord).where(AdoptedRecord.old_id == AdoptedRecord.new_id))
    session.flush()

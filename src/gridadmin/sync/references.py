"""References while rows come in: no child without its parent, whatever the clerk has deleted or added meanwhile."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from gridadmin.models.base import Record
from gridadmin.models.exchange import CityRecord
from gridadmin.models.received import ReceivedWriter, among_given, rows_of, values_in
from gridadmin.services.journal_references import points_at_nothing
from gridadmin.sync.bases import drop_settled_bases
from gridadmin.sync.keys import KeyHolders, unique_columns
from gridadmin.sync.points import replica_of
from gridadmin.sync.receiving import Reception, keep_base, known_at_city
from gridadmin.sync.records import Fields, Shown, classes, known_fields, plain_row
from gridadmin.sync.unsettled import unsettled_records
from gridadmin.wire.scopes import Scope, parse_scope

_DEEPEST = 8  # parents of parents


class Reference(NamedTuple):
    """A column of one record type that holds ids of another."""

    record_type: str
    column: str
    target: str


class Broken(NamedTuple):
    """A record whose reference leads nowhere."""

    reference: Reference
    record_id: UUID
    target_id: UUID


@lru_cache(maxsize=1)
def references() -> tuple[Reference, ...]:
    """Return every reference between record types."""
    return tuple(
        Reference(name, column.name, key.column.table.name)
        for name, record_class in classes().items()
        for column in record_class.__table__.columns
        for key in column.foreign_keys
    )


def references_to(record_type: str) -> list[tuple[type[Record], str]]:
    """Return the columns that refer to a record type."""
    return [(classes()[each.record_type], each.column) for each in references() if each.target == record_type]


def conclude(session: Session, reception: Reception) -> None:
    """End a reception: every reference leads somewhere, everything is written, and pages are told."""
    own = parse_scope(replica_of(session).scope)
    unplaced = mend_references(session, reception, own)
    reception.settle_states(own)
    reception.writer.flush()
    drop_settled_bases(session, unplaced | _unplaced_before(session))
    features = reception.writer.features
    session.info.setdefault("features", set()).update(features | {"exchange"} if features else features)


def mend_references(session: Session, reception: Reception, own: Scope) -> set[UUID]:
    """Make every reference lead somewhere, and return the records that cannot stand in their tables yet.

    A parent that the city deleted stays for as long as the clerk's unsettled child refers to it; one that she deleted
    comes back where the city's child needs it; a child whose parent is nowhere waits outside its table, and its own
    children with it.
    """
    unplaced: set[UUID] = set()
    for _level in range(_DEEPEST):
        reception.writer.flush()
        broken = _broken(session, reception.writer)
        if not broken:
            break
        parents = [each for each in broken if each.target_id not in unplaced]
        put = {each.target_id for each in parents if _put_back(session, reception, each, own)}
        for each in broken:
            if each.target_id not in put and each.record_id not in unplaced:
                _take_out(session, reception, each)
                unplaced.add(each.record_id)
    return unplaced


def is_referred_to(session: Session, record_type: str, record_id: UUID) -> bool:
    """Return whether any record here refers to one."""
    for record_class, column in references_to(record_type):
        table: Any = record_class.__table__
        if session.execute(select(table.c.id).where(table.c[column] == record_id).limit(1)).first() is not None:
            return True
    return False


def _broken(session: Session, writer: ReceivedWriter) -> list[Broken]:
    """Return what leads nowhere among all that was written or led to what was taken away.

    Before the transaction everything led somewhere, and it cannot end otherwise: the database looks, too. So nothing
    else is read, however much an office has gathered over the years.
    """
    connection = session.connection()
    found: list[Broken] = []
    for place, reference in enumerate(references()):
        child = classes()[reference.record_type]
        written = writer.written.of(child) if (child, reference.column) in writer.pointing else ()
        gone = writer.gone.of(classes()[reference.target])
        if written is None or gone is None:
            rows = connection.execute(_question(place))
        elif written or gone:
            asked = {_WRITTEN: values_in(connection, written), _GONE: values_in(connection, gone)}
            rows = connection.execute(_question_of(place, connection.dialect.name), asked)
        else:
            continue
        found += [Broken(reference, row.record_id, row.target_id) for row in rows]
    return found


_WRITTEN, _GONE = "written", "gone"


@cache
def _question(place: int) -> Select[tuple[UUID, UUID]]:
    """Return the question which records' reference leads nowhere. To build it takes longer than to answer it."""
    reference = references()[place]
    table: Any = classes()[reference.record_type].__table__
    column = table.c[reference.column]
    query = select(table.c.id.label("record_id"), column.label("target_id"))
    return query.where(points_at_nothing(column, classes()[reference.target].__table__))


@cache
def _question_of(place: int, dialect: str) -> Select[tuple[UUID, UUID]]:
    """Return the same of the records that were written, and of those that led to what was taken away."""
    reference = references()[place]
    table: Any = classes()[reference.record_type].__table__
    written = among_given(dialect, table.c.id, _WRITTEN)
    return _question(place).where(or_(written, among_given(dialect, table.c[reference.column], _GONE)))


def _put_back(session: Session, reception: Reception, broken: Broken, own: Scope) -> bool:
    """Show the parent again, where it is known what it was and somebody needs it; it may be back already."""
    record_id, record_type = broken.target_id, broken.reference.target
    city = session.get(CityRecord, record_id, populate_existing=True)
    fields: Fields | None = None
    taken = reception.taken.get(record_id)
    if city is not None and city.hash is not None:
        fields = city.base
    elif taken is not None and _is_ours(session, broken.record_id):
        known = known_fields(record_type)
        fields = {name: value for name, value in taken[1].fields.items() if name in known}
    if fields is None:
        return False
    if _stands(session, record_type, record_id):
        return True
    shown = Shown(record_type, record_id, own, fields, gone=False)
    target = KeyHolders(session, record_type, [(shown, fields)]).free(shown, fields, unsettled=False)
    if target is None:
        return False
    reception.put_back(shown, target, taken[1].version + 1 if taken else 1)
    keep_base(session, record_id, fields)
    reception.writer.flush()
    return True


def _stands(session: Session, record_type: str, record_id: UUID) -> bool:
    table: Any = classes()[record_type].__table__
    return session.execute(select(table.c.id).where(table.c.id == record_id)).first() is not None


def _is_ours(session: Session, record_id: UUID) -> bool:
    """Return whether a record is, or is changed by, something that the city has not settled."""
    return bool(unsettled_records(session, [record_id])) or not known_at_city(session, [record_id])


def _take_out(session: Session, reception: Reception, broken: Broken) -> None:
    record_type = broken.reference.record_type
    local = reception.take_away(record_type, broken.record_id)
    if local is not None:
        known = known_fields(record_type)
        keep_base(session, broken.record_id, {name: v for name, v in local.fields.items() if name in known})


def _unplaced_before(session: Session) -> set[UUID]:
    """Return records of the city that do not stand in their tables, or without their key, and deleted ones that do."""
    query = select(CityRecord).where(CityRecord.base.is_not(None)).execution_options(populate_existing=True)
    by_type: dict[str, list[CityRecord]] = {}
    for held in session.scalars(query):
        by_type.setdefault(held.record_type, []).append(held)
    found: set[UUID] = set()
    for record_type, some in by_type.items():
        record_class = classes().get(record_type)
        if record_class is not None:
            stored = rows_of(session.connection(), record_class, [held.record_id for held in some])
            rows = {row["id"]: plain_row(record_class, row) for row in stored}
            found |= {held.record_id for held in some if not _stands_whole(held, rows.get(held.record_id))}
    return found


def _stands_whole(held: CityRecord, row: Fields | None) -> bool:
    """Return whether a record of the city stands in its table with its key, or a deleted one does not."""
    if row is None or held.hash is None:
        return (row is None) == (held.hash is None)
    return all(name in row for name in unique_columns(held.record_type) if name in held.base)

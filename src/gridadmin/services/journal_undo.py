"""Undo and redo: which act is next, and how an act is reversed by a new one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import Session, aliased

from gridadmin.domain.errors import ConflictError, NotFoundError
from gridadmin.domain.journal import ActRow, Operation, Reversal
from gridadmin.i18n import N_
from gridadmin.models.base import CanonicalJson, Record
from gridadmin.models.journal import ACT, JournalEntry, business_columns, open_act, plain
from gridadmin.services.adopted import all_adopted, current_ids, former_ids, renamed_value
from gridadmin.services.journal import Undoings, act_rows, list_acts, record_classes
from gridadmin.services.journal_references import first_orphan

UNDO_REACH = 200  # acts that Ctrl+Z looks back over; what was undone, and the undos themselves, do not count


def next_undo(session: Session, account_id: UUID | None = None) -> ActRow | None:
    """Return the newest standing act that Ctrl+Z would reverse; only those of one account where one is given.

    What the exchange has replaced since is passed over: no undo could bring it back.
    """
    undoings, ids, final = Undoings(), _ids_of_account(session, account_id), set[UUID]()
    for act in _acts_back(session, undoings):
        if not act.undoable:
            final.add(act.id)
            continue
        stands = act.undone_by is None and not undoings.is_undo(act.id)
        if stands and _is_of(act, ids) and not _is_replaced(session, act, final):
            return _first_of(session, undoings, act)
    return None


def next_redo(session: Session, account_id: UUID | None = None) -> ActRow | None:
    """Return the newest undo that Ctrl+Y would take back; anything newly done since closes the way."""
    undoings, ids = Undoings(), _ids_of_account(session, account_id)
    for act in _acts_back(session, undoings):
        if not act.undoable or not _is_of(act, ids):
            continue
        if act.undoes is None:
            return None
        if undoings.is_undo(act.id) and act.undone_by is None:
            return act
    return None


def _acts_back(session: Session, undoings: Undoings) -> Iterator[ActRow]:
    """Yield acts from the newest back as far as undo reaches."""
    reached, before = 0, None
    while reached < UNDO_REACH:
        acts = list_acts(session, UNDO_REACH, before, undoings)
        yield from acts
        if len(acts) < UNDO_REACH:
            return
        reached += sum(1 for act in acts if act.undoes is None and act.undone_by is None)
        before = acts[-1].seq


def _first_of(session: Session, undoings: Undoings, act: ActRow) -> ActRow:
    """Return the act that was done in the first place, of a redo; the act itself where the journal has it no more."""
    first = undoings.first(act.id)
    query = select(JournalEntry).where(JournalEntry.act_id == first, JournalEntry.operation == ACT)
    entries = [] if first == act.id else session.scalars(query).all()
    return act_rows(session, entries, undoings)[0] if entries else act


def _is_of(act: ActRow, account_ids: set[UUID] | None) -> bool:
    return account_ids is None or act.account_id in account_ids


def _ids_of_account(session: Session, account_id: UUID | None) -> set[UUID] | None:
    """Return every id under which an account has acted: the city's, and what it had before it took that."""
    if account_id is None:
        return None
    current = current_ids(session, [account_id]).get(account_id, account_id)
    return {account_id, current, *former_ids(session, [current])}


def _is_replaced(session: Session, act: ActRow, final: set[UUID]) -> bool:
    """Whether acts that cannot be undone have changed since what this one changed."""
    if not final:
        return False
    own, later = aliased(JournalEntry), aliased(JournalEntry)
    both = and_(later.record_id == own.record_id, later.seq > own.seq, later.operation != ACT)
    query = select(own.payload, later.act_id, later.payload).join(later, both)
    pairs = session.execute(query.where(own.act_id == act.id, own.operation != ACT))
    return any(act_id in final and json.loads(was).keys() & json.loads(now).keys() for was, act_id, now in pairs)


def undo_act(session: Session, act_id: UUID) -> Reversal:
    """Reverse an act within the act that is open: every business field gets back its exact former value.

    An undo is reversed by doing again what it undid. An act that was redone is undone like any other: what is reversed
    is the newest that brought it about.

    Raises:
        NotFoundError: there is no such act.
        ConflictError: it cannot be undone, is undone already, or a later act builds on it; the message names that act.
    """
    undoings = Undoings()
    row = _undoable_act(session, act_id, undoings)
    of_act = select(JournalEntry).where(JournalEntry.act_id == row.id, JournalEntry.operation != ACT)
    entries = session.scalars(of_act.order_by(JournalEntry.seq.desc())).all()
    classes = record_classes()
    adopted = all_adopted(session)
    held = _load_records(session, entries, classes, adopted)
    # What the act made goes first: a unique value (an ID number, a code) is free only when its row is gone.
    for made in (True, False):
        for entry in entries:
            if (entry.operation == Operation.INSERT) is made:
                record = held.get((entry.record_type, adopted.get(entry.record_id, entry.record_id)))
                _reverse(session, entry, classes[entry.record_type], record, adopted)
        session.flush()
    held.clear()
    orphan = first_orphan(session, {entry.record_type for entry in entries})
    if orphan is not None:  # the message names the act that made it
        raise _builds_on(session, row.id, {orphan}, ())
    act = open_act(session)
    assert act is not None
    redone = undoings.is_undo(row.id)
    first = _first_of(session, undoings, row)
    act.undoes = row.id if redone else first.id  # however often it goes to and fro, the way to the first act is short
    return Reversal(first, redone)


def _undoable_act(session: Session, act_id: UUID, undoings: Undoings) -> ActRow:
    """Return the newest act that stands for the one that is to be reversed: itself, or what redid it."""
    since = session.scalar(select(JournalEntry.seq).where(JournalEntry.act_id == act_id, JournalEntry.operation == ACT))
    if since is None:
        raise NotFoundError(N_("There is no act {act} in the journal."), act=act_id)
    # Only later acts can have undone it; what it undid itself does not matter here.
    query = select(JournalEntry).where(JournalEntry.operation == ACT, JournalEntry.seq >= since)
    acts = act_rows(session, session.scalars(query.order_by(JournalEntry.seq.desc())).all(), undoings)
    asked = acts[-1]
    if asked.undone_by is not None:
        raise ConflictError(N_("“{sentence}” has been undone already."), sentence=asked.sentence)
    newest = undoings.newest(act_id)
    row = next(act for act in acts if act.id == newest)
    if not row.undoable:
        raise ConflictError(N_("“{sentence}” cannot be undone."), sentence=asked.sentence)
    return row


_Held = dict[tuple[str, UUID], Record]


def _load_records(
    session: Session, entries: Sequence[JournalEntry], classes: dict[str, type[Record]], adopted: dict[UUID, UUID]
) -> _Held:
    """Load what an act changed in few queries."""
    by_type: dict[str, list[UUID]] = {}
    for entry in entries:
        by_type.setdefault(entry.record_type, []).append(adopted.get(entry.record_id, entry.record_id))
    held: _Held = {}
    for table, ids in by_type.items():
        record_class = classes[table]
        for start in range(0, len(ids), 500):
            found = session.scalars(select(record_class).where(record_class.id.in_(ids[start : start + 500])))
            held |= {(table, record.id): record for record in found}
    return held


def _reverse(
    session: Session,
    entry: JournalEntry,
    record_class: type[Record],
    record: Record | None,
    adopted: dict[UUID, UUID],
) -> None:
    changes: dict[str, list[Any] | None] = json.loads(entry.payload)
    if any(value is None for value in changes.values()):
        raise ConflictError(N_("A value of this act has been erased because its time was over; it cannot be undone."))
    values = {
        name: [renamed_value(each, adopted) for each in value[:2]]
        for name, value in changes.items()
        if value is not None
    }
    record_id = adopted.get(entry.record_id, entry.record_id)
    if not _is_as_left(entry, record, values):
        fields = values if record is not None and entry.operation == Operation.UPDATE else ()
        raise _builds_on(session, entry.act_id, {entry.record_id, record_id}, fields)
    former = {name: _stored(record_class, name, value[0]) for name, value in values.items()}
    if record is None:
        session.add(record_class(id=record_id, **former))
    elif entry.operation == Operation.INSERT:
        session.delete(record)
    else:
        for name, value in former.items():
            setattr(record, name, value)


def _is_as_left(entry: JournalEntry, record: Record | None, values: dict[str, list[Any]]) -> bool:
    """Whether a record is as an entry says that the act left it."""
    if record is None or entry.operation == Operation.DELETE:
        return record is None and entry.operation == Operation.DELETE
    if any(plain(getattr(record, name)) != value[1] for name, value in values.items()):
        return False
    if entry.operation != Operation.INSERT:
        return True
    # An adopted record is the city's: that it was entered here, too, is no reason to delete it there.
    others = (name for name in business_columns(type(record)) if name not in values)
    return entry.record_id == record.id and all(getattr(record, name) is None for name in others)


def _stored(record_class: type[Record], name: str, value: Any) -> Any:
    """Return a value of the journal as its column holds it."""
    if value is None or isinstance(value, dict | list):
        return value
    type_ = sa_inspect(record_class).columns[name].type
    if isinstance(type_, CanonicalJson):
        return value
    python: Any = type_.python_type
    return python.fromisoformat(value) if issubclass(python, date) else python(value)


def _builds_on(session: Session, act_id: UUID, record_ids: Collection[UUID], fields: Collection[str]) -> ConflictError:
    """Return the refusal to undo an act, which names the newest standing one that changed a record since.

    Args:
        session: reads only.
        act_id: the act that was to be reversed.
        record_ids: the record that is not as the act left it, under each id that it had.
        fields: those of its fields that are concerned; all of them where it is empty.
    """
    own = select(JournalEntry.seq).where(JournalEntry.act_id == act_id, JournalEntry.operation == ACT)
    query = select(JournalEntry).where(JournalEntry.record_id.in_(record_ids), JournalEntry.seq > own.scalar_subquery())
    touched = {entry.act_id for entry in session.scalars(query) if _concerns(entry, fields)} | {act_id}
    acts = select(JournalEntry).where(JournalEntry.operation == ACT, JournalEntry.act_id.in_(touched))
    undoings = Undoings()
    *later, act = act_rows(session, session.scalars(acts.order_by(JournalEntry.seq.desc())).all(), undoings)
    asked = _first_of(session, undoings, act)
    # What was undone again since is in nobody's way, nor is its undo.
    families = {row.id: _first_of(session, undoings, row) for row in later if row.undone_by is None}
    standing = [row for row in later if row.id in families]
    in_the_way = (row for row in standing if not undoings.is_undo(row.id) or families[row.id].seq <= asked.seq)
    found = next(in_the_way, None)
    if found is None:
        return ConflictError(N_("“{sentence}” cannot be undone."), sentence=asked.sentence)
    named = found if undoings.is_undo(found.id) else families[found.id]
    if found.undoable:
        return ConflictError(N_("A later act builds on it: “{later}”. Undo that one first."), later=named.sentence)
    return ConflictError(N_("“{later}” has changed it since; enter by hand what is to hold."), later=named.sentence)


def _concerns(entry: JournalEntry, fields: Collection[str]) -> bool:
    return not fields or entry.operation != Operation.UPDATE or not json.loads(entry.payload).keys().isdisjoint(fields)

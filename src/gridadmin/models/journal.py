"""The journal: one append-only table, written by a listener in the transaction of the change itself.

Every flush of a Record is remembered by the act that is open on the session; when the transaction commits, the act
writes one entry for itself and one for each record it changed, chained by SM3 over *digests* of the values. A value
whose time is over can therefore be erased from `payload` without breaking the chain. Nothing writes a table around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum as PyEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Index, Text, event, insert, select, text
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, sessionmaker
from sqlalchemy.orm.base import NO_VALUE

from gridadmin.domain.journal import Operation
from gridadmin.i18n import Message
from gridadmin.models.base import Model, Record
from gridadmin.models.ids import new_id
from gridadmin.models.journal_spelling import entry_hash, new_salts, spell_changes
from gridadmin.models.ownership import Touched, refuse_published

FORMAT = 1
GENESIS = "0" * 64
MANY = 500  # new records from which on they are written in bulk
NOT_BUSINESS = frozenset({"id", "version"})

type_of_changes = dict[str, tuple[Any, Any]]


class JournalEntry(Model):
    """One link of the chain: an act, or what an act did to one record.

    Attributes:
        payload: canonical JSON, field -> [was, now, salt]; a field that was erased is null. Not hashed itself.
        digests: canonical JSON, field -> SM3 of salt and value; hashed, and never changed.
        hash: SM3 over format, seq, the hash before, and everything but the payload.
    """

    __tablename__ = "journal"
    __table_args__ = (Index(None, "record_id", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    act_id: Mapped[UUID] = mapped_column(index=True)
    at: Mapped[datetime]
    operation: Mapped[str]
    record_type: Mapped[str]
    record_id: Mapped[UUID]
    payload: Mapped[str] = mapped_column(Text)
    digests: Mapped[str] = mapped_column(Text)
    format: Mapped[int]
    hash: Mapped[str]


ACT = "act"
RECEIVED = "received"
"""Part of the own entry of acts that the exchange wrote: it says whose they were, and they are never sent again."""


@dataclass
class Act:
    """The act that is open on a session: who, when, what the sentence says, and what it did so far.

    Attributes:
        sentence: set before the transaction ends; an act without one is a bug.
        undoes: the act that this one reverses.
        undoable: False for acts that cannot be taken back (setting up the office, an export that left the house).
        features: the feature words whose pages must reload.
    """

    actor: str
    account_id: UUID | None
    at: datetime
    sentence: Message | None = None
    undoes: UUID | None = None
    undoable: bool = True
    id: UUID = field(default_factory=new_id)
    changes: dict[tuple[str, UUID], tuple[Operation, type_of_changes]] = field(default_factory=dict)
    features: set[str] = field(default_factory=set)

    def record(self, operation: Operation, instance: Record, changes: type_of_changes) -> None:
        """Remember what a flush did to a record, folded into what the act did to it before."""
        if operation is Operation.UPDATE and not changes:
            return
        self.features.add(instance.feature)
        key = (instance.__tablename__, instance.id)
        before = self.changes.get(key)
        folded = (operation, changes) if before is None else _folded(before, operation, changes)
        if folded is None:
            del self.changes[key]
        else:
            self.changes[key] = folded


def _folded(
    before: tuple[Operation, type_of_changes], operation: Operation, changes: type_of_changes
) -> tuple[Operation, type_of_changes] | None:
    """Return the net effect of two changes of one record within one act; None where nothing remains."""
    first, old = before
    if first is Operation.INSERT and operation is Operation.DELETE:
        return None
    merged = {name: (was, changes[name][1] if name in changes else now) for name, (was, now) in old.items()}
    merged |= {name: change for name, change in changes.items() if name not in merged}
    if first is Operation.DELETE and operation is Operation.INSERT:
        operation = Operation.UPDATE
    elif first is Operation.INSERT:
        operation = Operation.INSERT
    merged = {name: (was, now) for name, (was, now) in merged.items() if was != now}
    return (operation, merged) if merged or operation is not Operation.UPDATE else None


def open_act(session: Session) -> Act | None:
    """Return the act that is open on the session."""
    act: Act | None = session.info.get("act")
    return act


def begin_act(session: Session, act: Act) -> None:
    """Open an act on a session; what is flushed from now on belongs to it."""
    assert open_act(session) is None, "one user action is one act"
    session.info["act"] = act


def install_journal(factory: sessionmaker[Session]) -> None:
    """Make every session of the factory write the journal."""
    event.listen(factory, "after_flush", _remember_flush)
    event.listen(factory, "before_commit", _write_entries)
    event.listen(factory, "do_orm_execute", _refuse_bulk_statements)


def _refuse_bulk_statements(state: ORMExecuteState) -> None:
    writes = state.is_insert or state.is_update or state.is_delete
    assert not writes, "bulk statements would bypass the journal"


def _remember_flush(session: Session, _context: object) -> None:
    # An act may settle an issue of the exchange on the way, which is no record.
    new, dirty, gone = ([one for one in some if isinstance(one, Record)] for some in _touched(session))
    act = open_act(session)
    assert act is not None or not (new or dirty or gone), "a record was written outside an act"
    if act is None:
        return
    changed = [(Operation.UPDATE, instance, _updated(instance)) for instance in dirty]
    changed += [(Operation.DELETE, instance, _deleted(instance)) for instance in gone]
    touched = [Touched(does, one.__tablename__, one.id, changes) for does, one, changes in changed]
    refuse_published(session.connection(), touched)
    for instance in new:
        act.record(Operation.INSERT, instance, _inserted(instance))
    for operation, instance, changes in changed:
        act.record(operation, instance, changes)


def _touched(session: Session) -> tuple[Iterable[Any], Iterable[Any], Iterable[Any]]:
    return session.new, session.dirty, session.deleted


def write_many_new(session: Session) -> None:
    """Write and journal what is new to a session in bulk, at the end of an act, when nobody holds the objects any more.

    The unit of work keeps a state for every object that it inserts; an import has ten thousand. Sessions that also
    delete are left to it, since a unique value is free only when its old row is gone, and so are objects that still
    wait for a default.
    """
    act = open_act(session)
    new = [instance for instance in session.new if isinstance(instance, Record)]
    if act is None or len(new) < MANY or session.deleted or not all(map(_is_filled, new)):
        return
    by_class: dict[type[Record], list[Record]] = {}
    for instance in new:
        by_class.setdefault(type(instance), []).append(instance)
        session.expunge(instance)
    for record_class, instances in by_class.items():
        names = ("id", *business_columns(record_class))
        rows = [{name: one.__dict__.get(name) for name in names} | {"version": 1} for one in instances]
        session.connection().execute(insert(record_class.__table__), rows)  # type: ignore[arg-type]
        for instance in instances:
            act.record(Operation.INSERT, instance, _inserted(instance))


def _is_filled(instance: Record) -> bool:
    columns = instance.__table__.columns
    return all(name in instance.__dict__ for name in ("id", *business_columns(type(instance))) if columns[name].default)


def business_columns(record_class: type[Record]) -> tuple[str, ...]:
    """Return the attribute names of a record that the journal keeps: all but id and version."""
    cached = record_class.__dict__.get("_business_columns")
    if cached is None:
        cached = tuple(a.key for a in sa_inspect(record_class).column_attrs if a.key not in NOT_BUSINESS)
        record_class._business_columns = cached
    return tuple(cached)


def _inserted(instance: Record) -> type_of_changes:
    values = instance.__dict__
    return {name: (None, values[name]) for name in business_columns(type(instance)) if values.get(name) is not None}


def _updated(instance: Record) -> type_of_changes:
    committed = sa_inspect(instance).committed_state
    changes: type_of_changes = {}
    if not committed:
        return changes
    for name in business_columns(type(instance)):
        if name in committed:
            was, now = committed[name], instance.__dict__.get(name)
            assert was is not NO_VALUE, f"{name} was overwritten without having been read"
            if was != now:
                changes[name] = (was, now)
    return changes


def _deleted(instance: Record) -> type_of_changes:
    changed, held = _updated(instance), instance.__dict__
    values = {
        name: changed[name][0] if name in changed else held[name] if name in held else getattr(instance, name)
        for name in business_columns(type(instance))
    }
    return {name: (value, None) for name, value in values.items() if value is not None}


def _write_entries(session: Session) -> None:
    session.flush()
    act = open_act(session)
    if act is None:
        return
    assert act.sentence is not None, "an act needs a sentence"
    connection = session.connection()
    seq, previous = lock_head(connection)
    rows = []
    for row in _entries(act, act.sentence):
        seq += 1
        row |= {"seq": seq, "act_id": act.id, "at": act.at, "format": FORMAT}
        previous = row["hash"] = entry_hash(previous, row)
        rows.append(row)
    connection.execute(insert(JournalEntry), rows)
    session.info["act"] = None


def lock_head(connection: Connection) -> tuple[int, str]:
    """Return the newest (seq, hash) and keep other writers out until the transaction ends (SQLite already does)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE journal IN SHARE ROW EXCLUSIVE MODE"))
    return journal_head(connection)


def journal_head(connection: Connection) -> tuple[int, str]:
    """Return (sequence number, hash) of the newest entry; (0, 64 zeros) for an empty journal."""
    newest = select(JournalEntry.seq, JournalEntry.hash).order_by(JournalEntry.seq.desc()).limit(1)
    row = connection.execute(newest).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def _entries(act: Act, sentence: Message) -> Iterator[dict[str, Any]]:
    salts = new_salts()
    header: type_of_changes = {
        "actor": (None, act.actor),
        "account_id": (None, act.account_id),
        "sentence": (None, sentence.msgid),
        "values": (None, journal_values(sentence)),
        "undoable": (None, act.undoable and bool(act.changes)),
        "undoes": (None, act.undoes),
    }
    yield _entry(ACT, ACT, act.id, header, salts)
    for (table, record_id), (operation, changes) in act.changes.items():
        yield _entry(operation.value, table, record_id, changes, salts)


def _entry(
    operation: str, record_type: str, record_id: UUID, changes: type_of_changes, salts: Callable[[], str]
) -> dict[str, Any]:
    payload, digests = spell_changes({name: (plain(was), plain(now)) for name, (was, now) in changes.items()}, salts)
    return {
        "operation": operation,
        "record_type": record_type,
        "record_id": record_id,
        "payload": payload,
        "digests": digests,
    }


def plain(value: Any) -> Any:
    """Return a stored value as JSON: dates and moments in ISO form, ids and enum members as their text."""
    if type(value) is str or value is None:
        return value
    if isinstance(value, PyEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    assert not isinstance(value, float), "the spelling of a float is not stable"
    return value


def journal_values(message: Message) -> dict[str, Any]:
    """Return a sentence's values as JSON; a nested message becomes {"msgid": …, "values": …}."""
    return {name: _journal_value(value) for name, value in message.values.items()}


def _journal_value(value: object) -> Any:
    if isinstance(value, Message):
        return {"msgid": value.msgid, "values": journal_values(value)}
    return plain(value) if isinstance(value, PyEnum | date | UUID | int | bool) else str(value)

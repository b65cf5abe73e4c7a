"""Readings of the journal: history of a record, undo and redo of acts, and the check of the chain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, select
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import Session, aliased

from gridadmin.domain.errors import ConflictError, NotFoundError
from gridadmin.domain.journal import ActRow, FieldChange, HistoryRow, Operation, RecordChange, Verification
from gridadmin.i18n import N_, Message
from gridadmin.models.base import CanonicalJson, Model, Record
from gridadmin.models.journal import (
    ACT,
    GENESIS,
    JournalEntry,
    business_columns,
    open_act,
    plain,
)
from gridadmin.models.journal_spelling import entry_hash, value_digest
from gridadmin.services.adopted import all_adopted, current_ids, former_ids, renamed_value
from gridadmin.services.journal_references import first_orphan
from gridadmin.wire.canonical import canonical_json

UNDO_REACH = 200  # acts that Ctrl+Z looks back over


def record_classes() -> dict[str, type[Record]]:
    """Return every record type by its table name, the name that the journal uses."""
    mapped = (mapper.class_ for mapper in Model.registry.mappers)
    records = (cls for cls in mapped if issubclass(cls, Record))
    return {cls.__tablename__: cls for cls in sorted(records, key=lambda cls: cls.__tablename__)}


def list_acts(session: Session, limit: int = UNDO_REACH, before: int | None = None) -> list[ActRow]:
    """Return the newest acts first; `before` continues below a sequence number."""
    query = select(JournalEntry).where(JournalEntry.operation == ACT).order_by(JournalEntry.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(JournalEntry.seq < before)
    return act_rows(session.scalars(query).all())


def act_rows(entries: Sequence[JournalEntry]) -> list[ActRow]:
    """Return acts from their own entries; what undid them is known as far as the entries reach."""
    headers = [(entry, _header(entry)) for entry in entries]
    undone = {header["undoes"]: entry.act_id for entry, header in headers if header.get("undoes")}
    return [
        ActRow(
            id=entry.act_id,
            at=entry.at,
            actor=str(header.get("actor") or ""),
            account_id=UUID(header["account_id"]) if header.get("account_id") else None,
            sentence=message_from_journal(header.get("sentence"), header.get("values")),
            undoable=bool(header.get("undoable")),
            undone_by=undone.get(str(entry.act_id)),
            undoes=UUID(header["undoes"]) if header.get("undoes") else None,
            seq=entry.seq,
        )
        for entry, header in headers
    ]


def _header(entry: JournalEntry) -> dict[str, Any]:
    return {name: value[1] if value else None for name, value in json.loads(entry.payload).items()}


def message_from_journal(msgid: str | None, values: Any) -> Message:
    """Return a sentence as the journal keeps it; what was erased reads as such."""
    if msgid is None:
        return Message(N_("(erased)"))
    return Message(msgid, {name: _value_from_journal(value) for name, value in (values or {}).items()})


def _value_from_journal(value: Any) -> object:
    if isinstance(value, dict) and "msgid" in value:
        return message_from_journal(value["msgid"], value["values"])
    return value


def record_history(session: Session, record_ids: Sequence[UUID]) -> list[HistoryRow]:
    """Return the acts that changed any of the records, newest first, each with what it changed in them.

    What another computer did comes in later than it was done; it stands at its time.
    """
    ids = {*record_ids, *former_ids(session, record_ids)}
    query = select(JournalEntry).where(JournalEntry.record_id.in_(ids), JournalEntry.operation != ACT)
    changes: dict[UUID, list[RecordChange]] = {}
    for entry in session.scalars(query.order_by(JournalEntry.seq)):
        changes.setdefault(entry.act_id, []).append(record_change(entry))
    if not changes:
        return []
    acts = select(JournalEntry).where(JournalEntry.operation == ACT, JournalEntry.act_id.in_(changes))
    rows = act_rows(session.scalars(acts.order_by(JournalEntry.seq.desc())).all())
    rows.sort(key=lambda row: (row.at, row.seq), reverse=True)
    return [HistoryRow(row, tuple(changes[row.id])) for row in rows]


def record_change(entry: JournalEntry) -> RecordChange:
    """Return what an entry says about its record."""
    changes = tuple(
        FieldChange(name, value[0], value[1]) if value else FieldChange(name, None, None, erased=True)
        for name, value in sorted(json.loads(entry.payload).items())
    )
    return RecordChange(entry.seq, Operation(entry.operation), entry.record_type, entry.record_id, changes)


def next_undo(session: Session, account_id: UUID | None = None) -> ActRow | None:
    """Return the newest standing act that Ctrl+Z would reverse; only those of one account where one is given.

    What the exchange has replaced since is passed over: no undo could bring it back.
    """
    acts, ids = _Acts(list_acts(session)), _ids_of_account(session, account_id)
    mine = (act for act in acts.newest_first if account_id is None or act.account_id in ids)
    standing = (act for act in mine if act.undoable and acts.stands(act) and acts.level(act) % 2 == 0)
    return next((act for act in standing if not _is_replaced(session, act, acts.final_after(act))), None)


def _is_replaced(session: Session, act: ActRow, final: set[UUID]) -> bool:
    """Whether acts that cannot be undone have changed since what this one changed."""
    if not final:
        return False
    own, later = aliased(JournalEntry), aliased(JournalEntry)
    both = and_(later.record_id == own.record_id, later.seq > own.seq, later.operation != ACT)
    query = select(own.payload, later.act_id, later.payload).join(later, both)
    pairs = session.execute(query.where(own.act_id == act.id, own.operation != ACT))
    return any(act_id in final and json.loads(was).keys() & json.loads(now).keys() for was, act_id, now in pairs)


def next_redo(session: Session, account_id: UUID | None = None) -> ActRow | None:
    """Return the newest undo that Ctrl+Y would take back; anything newly done since closes the way."""
    acts, ids = _Acts(list_acts(session)), _ids_of_account(session, account_id)
    for act in acts.newest_first:
        if account_id is not None and act.account_id not in ids:
            continue
        if act.undoable and acts.level(act) == 0:
            return None
        if act.undoable and acts.level(act) % 2 == 1 and acts.stands(act):
            return act
    return None


def _ids_of_account(session: Session, account_id: UUID | None) -> set[UUID]:
    """Return every id under which an account has acted: the city's, and what it had before it took that."""
    if account_id is None:
        return set()
    current = current_ids(session, [account_id]).get(account_id, account_id)
    return {account_id, current, *former_ids(session, [current])}


class _Acts:
    """Acts with what undid what: an undo of an undo is a redo, and so on."""

    def __init__(self, newest_first: list[ActRow]) -> None:
        self.newest_first = newest_first
        self._by_id = {act.id: act for act in newest_first}

    def final_after(self, act: ActRow) -> set[UUID]:
        """Return the later acts that cannot be undone."""
        return {later.id for later in self.newest_first if later.seq > act.seq and not later.undoable}

    def stands(self, act: ActRow) -> bool:
        undoer = self._by_id.get(act.undone_by) if act.undone_by else None
        return undoer is None or not self.stands(undoer)

    def level(self, act: ActRow) -> int:
        if act.undoes is None:
            return 0
        target = self._by_id.get(act.undoes)
        return 1 if target is None else self.level(target) + 1


def undo_act(session: Session, act_id: UUID) -> ActRow:
    """Reverse an act within the act that is open: every business field gets back its exact former value.

    Raises:
        NotFoundError: there is no such act.
        ConflictError: it cannot be undone, is undone already, or a later act builds on it; the message names that act.
    """
    row = _undoable_act(session, act_id)
    of_act = select(JournalEntry).where(JournalEntry.act_id == act_id, JournalEntry.operation != ACT)
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
        raise _builds_on_record(session, orphan, row)
    act = open_act(session)
    assert act is not None
    act.undoes = act_id
    return row


def _undoable_act(session: Session, act_id: UUID) -> ActRow:
    since = session.scalar(select(JournalEntry.seq).where(JournalEntry.act_id == act_id, JournalEntry.operation == ACT))
    if since is None:
        raise NotFoundError(N_("There is no act {act} in the journal."), act=act_id)
    # Only later acts can have undone it; what it undid itself does not matter here.
    query = select(JournalEntry).where(JournalEntry.operation == ACT, JournalEntry.seq >= since)
    acts = act_rows(session.scalars(query.order_by(JournalEntry.seq.desc())).all())
    row = acts[-1]
    if not _Acts(acts).stands(row):
        raise ConflictError(N_("“{sentence}” has been undone already."), sentence=row.sentence)
    if not row.undoable:
        raise ConflictError(N_("“{sentence}” cannot be undone."), sentence=row.sentence)
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
    if entry.operation == Operation.DELETE:
        if record is not None:
            raise _builds_on(session, entry)
        was = {name: _stored(record_class, name, value[0]) for name, value in values.items()}
        session.add(record_class(id=adopted.get(entry.record_id, entry.record_id), **was))
        return
    if record is None or any(plain(getattr(record, name)) != value[1] for name, value in values.items()):
        raise _builds_on(session, entry)
    if entry.operation == Operation.INSERT:
        # An adopted record is the city's: that it was entered here, too, is no reason to delete it there.
        others = (name for name in business_columns(record_class) if name not in values)
        if entry.record_id in adopted or any(getattr(record, name) is not None for name in others):
            raise _builds_on(session, entry)
        session.delete(record)
    else:
        for name, value in values.items():
            setattr(record, name, _stored(record_class, name, value[0]))


def _stored(record_class: type[Record], name: str, value: Any) -> Any:
    """Return a value of the journal as its column holds it."""
    if value is None or isinstance(value, dict | list):
        return value
    type_ = sa_inspect(record_class).columns[name].type
    if isinstance(type_, CanonicalJson):
        return value
    python: Any = type_.python_type
    return python.fromisoformat(value) if issubclass(python, date) else python(value)


def _builds_on(session: Session, entry: JournalEntry) -> ConflictError:
    later = session.scalar(
        select(JournalEntry)
        .where(JournalEntry.record_id == entry.record_id, JournalEntry.seq > entry.seq)
        .order_by(JournalEntry.seq.desc())
        .limit(1)
    )
    if later is None:
        return ConflictError(
            N_("A later act builds on it: “{later}”. Undo that one first."), later=Message(N_("(erased)"))
        )
    return _blocked_by(session, later.act_id)


def _blocked_by(session: Session, act_id: UUID) -> ConflictError:
    entry = session.scalar(select(JournalEntry).where(JournalEntry.act_id == act_id, JournalEntry.operation == ACT))
    (later,) = act_rows([entry] if entry is not None else [])
    if later.undoable:
        return ConflictError(N_("A later act builds on it: “{later}”. Undo that one first."), later=later.sentence)
    return ConflictError(N_("“{later}” has changed it since; enter by hand what is to hold."), later=later.sentence)


def _sentence_of(session: Session, act_id: UUID) -> Message:
    entry = session.scalar(select(JournalEntry).where(JournalEntry.act_id == act_id, JournalEntry.operation == ACT))
    header = _header(entry) if entry is not None else {}
    return message_from_journal(header.get("sentence"), header.get("values"))


def _builds_on_record(session: Session, record_id: UUID, act: ActRow) -> ConflictError:
    entry = session.scalar(
        select(JournalEntry)
        .where(JournalEntry.record_id == record_id, JournalEntry.seq > act.seq)
        .order_by(JournalEntry.seq)
        .limit(1)
    )
    later = _sentence_of(session, entry.act_id) if entry is not None else act.sentence
    return ConflictError(N_("A later act builds on it: “{later}”. Undo that one first."), later=later)


def verify_journal(connection: Connection, anchor: tuple[int, str] | None = None) -> Verification:
    """Check every link of the chain and every value that still stands behind a digest.

    Args:
        connection: a connection to the office's database.
        anchor: (sequence number, hash) that was kept outside the computer; without one a cut tail cannot be noticed.
    """
    seq, previous, problems = 0, GENESIS, list[Message]()
    first_bad: int | None = None
    table = JournalEntry.__table__
    with connection.execution_options(yield_per=1000).execute(table.select().order_by(table.c.seq)) as result:
        for row in result.mappings():
            reason = _broken(dict(row), seq, previous)
            if reason is not None:
                problems.append(Message(N_("Journal entry {seq}: {reason}"), {"seq": row["seq"], "reason": reason}))
                first_bad = row["seq"]
                break
            seq, previous = row["seq"], row["hash"]
            if anchor is not None and anchor[0] == seq and anchor[1] != previous:
                problems.append(Message(N_("Journal entry {seq} is not the one that was anchored."), {"seq": seq}))
                first_bad = seq
                break
    if first_bad is None and anchor is not None and anchor[0] > seq:
        problems.append(Message(N_("The journal ends at entry {seq}, before its anchor."), {"seq": seq}))
        first_bad = seq + 1
    return Verification(not problems, _count(connection), first_bad, (seq, previous), tuple(problems))


def _count(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(JournalEntry)).scalar_one())


def _broken(row: dict[str, Any], seq: int, previous: str) -> Message | None:
    if row["seq"] != seq + 1:
        return Message(N_("entries before it are missing"))
    if row["hash"] != entry_hash(previous, row):
        return Message(N_("it was changed after it was written, or an entry before it was"))
    return None if _values_stand(row) else Message(N_("a value in it was changed after it was written"))


def _values_stand(row: dict[str, Any]) -> bool:
    digests: dict[str, str] = json.loads(row["digests"])
    payload: dict[str, Any] = json.loads(row["payload"])
    erased = (name for name, value in payload.items() if value is None)
    standing: Iterator[tuple[str, Any]] = ((name, value) for name, value in payload.items() if value is not None)
    return (
        digests.keys() == payload.keys()
        and all(value_digest(name, value) == digests[name] for name, value in standing)
        and all(name in digests for name in erased)
        and canonical_json(digests) == row["digests"]
    )

"""Readings of the journal: acts and what undid them, the history of a record, and the check of the chain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from gridadmin.domain.journal import ActRow, FieldChange, HistoryRow, Operation, RecordChange, Verification
from gridadmin.i18n import N_, Message
from gridadmin.models.base import Model, Record
from gridadmin.models.journal import ACT, GENESIS, JournalEntry
from gridadmin.models.journal_spelling import entry_hash, value_digest
from gridadmin.services.adopted import former_ids
from gridadmin.services.dated import chunks
from gridadmin.wire.canonical import canonical_json

MOST_ACTS = 200


def record_classes() -> dict[str, type[Record]]:
    """Return every record type by its table name, the name that the journal uses."""
    mapped = (mapper.class_ for mapper in Model.registry.mappers)
    records = (cls for cls in mapped if issubclass(cls, Record))
    return {cls.__tablename__: cls for cls in sorted(records, key=lambda cls: cls.__tablename__)}


def list_acts(
    session: Session, limit: int = MOST_ACTS, before: int | None = None, undoings: Undoings | None = None
) -> list[ActRow]:
    """Return the newest acts first.

    Args:
        session: reads only.
        limit: how many at most.
        before: a sequence number of the journal, below which to continue; `undoings` then knows the newer acts.
        undoings: learns what these acts undid.
    """
    query = select(JournalEntry).where(JournalEntry.operation == ACT).order_by(JournalEntry.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(JournalEntry.seq < before)
    return act_rows(session, session.scalars(query).all(), undoings)


def act_rows(session: Session, entries: Sequence[JournalEntry], undoings: Undoings | None = None) -> list[ActRow]:
    """Return acts from their own entries; what undid them is known as far as the entries and `undoings` reach."""
    headers = [(entry, _header(entry)) for entry in entries]
    undoings = undoings or Undoings()
    undoings.learn(session, [(entry.act_id, entry.seq, _undoes(header)) for entry, header in headers])
    return [
        ActRow(
            id=entry.act_id,
            at=entry.at,
            actor=str(header.get("actor") or ""),
            account_id=UUID(header["account_id"]) if header.get("account_id") else None,
            sentence=message_from_journal(header.get("sentence"), header.get("values")),
            undoable=bool(header.get("undoable")),
            undone_by=undoings.undone_by(entry.act_id),
            undoes=_undoes(header),
            seq=entry.seq,
        )
        for entry, header in headers
    ]


class Undoings:
    """Which act undid which. An act with all that undid and redid it is one family; the newest says whether it is done.

    Whoever reads page by page begins at the newest act, so that what undid an act is known before it.
    """

    def __init__(self) -> None:
        self._links: dict[UUID, tuple[int, UUID | None]] = {}  # act -> its place in the journal, what it undid
        self._newest: dict[UUID, tuple[int, int, UUID]] = {}  # first of a family -> place, undos, id of its newest

    def learn(self, session: Session, acts: Sequence[tuple[UUID, int, UUID | None]]) -> None:
        """Learn acts by (id, place in the journal, what it undid), and the older ones that they lead to."""
        found = acts
        while found:
            self._links |= {act_id: (seq, target) for act_id, seq, target in found}
            older = {target for _id, _seq, target in found if target is not None and target not in self._links}
            entries = (
                session.scalars(
                    select(JournalEntry).where(JournalEntry.operation == ACT, JournalEntry.act_id.in_(some))
                )
                for some in chunks(list(older))
            )
            found = [(entry.act_id, entry.seq, _undoes(_header(entry))) for some in entries for entry in some]
        for act_id, _seq, _target in acts:
            first, undos, place = self._way(act_id)
            self._newest[first] = max(self._newest.get(first, (0, 0, first)), (place, undos, act_id))

    def first(self, act_id: UUID) -> UUID:
        """Return the act that an undo or redo is of; of any other act itself."""
        return self._way(act_id)[0]

    def newest(self, act_id: UUID) -> UUID:
        """Return the newest of an act and all that undid and redid it."""
        return self._newest[self.first(act_id)][2]

    def is_undo(self, act_id: UUID) -> bool:
        """Whether an act takes something back: an undo does, a redo does not."""
        return self._way(act_id)[1] % 2 == 1

    def undone_by(self, act_id: UUID) -> UUID | None:
        """Return the newest act that reversed this one, None while it stands."""
        newest = self.newest(act_id)
        return newest if self.is_undo(newest) is not self.is_undo(act_id) else None

    def _way(self, act_id: UUID) -> tuple[UUID, int, int]:
        """Return the first of the family, how many undos lead to it, and the newest place on the way."""
        undos = place = 0
        while True:
            seq, target = self._links.get(act_id, (0, None))
            place = max(place, seq)
            if target is None or undos > len(self._links):  # what came from elsewhere might go in a ring
                return act_id, undos, place
            act_id, undos = target, undos + 1


def _header(entry: JournalEntry) -> dict[str, Any]:
    return {name: value[1] if value else None for name, value in json.loads(entry.payload).items()}


def _undoes(header: dict[str, Any]) -> UUID | None:
    return UUID(header["undoes"]) if header.get("undoes") else None


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
    rows = act_rows(session, session.scalars(acts.order_by(JournalEntry.seq.desc())).all())
    rows.sort(key=lambda row: (row.at, row.seq), reverse=True)
    return [HistoryRow(row, tuple(changes[row.id])) for row in rows]


def record_change(entry: JournalEntry) -> RecordChange:
    """Return what an entry says about its record."""
    changes = tuple(
        FieldChange(name, value[0], value[1]) if value else FieldChange(name, None, None, erased=True)
        for name, value in sorted(json.loads(entry.payload).items())
    )
    return RecordChange(entry.seq, Operation(entry.operation), entry.record_type, entry.record_id, changes)


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

"""Rows of the city on their way into the tables: under the clerk's unsettled changes, journaled, and in any order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from gridadmin.domain.journal import Operation
from gridadmin.i18n import N_
from gridadmin.models.bulk_insert import insert_rows
from gridadmin.models.exchange import CityRecord
from gridadmin.models.ids import new_id
from gridadmin.models.received import ReceivedAct, ReceivedWriter, among, in_chunks, rows_of
from gridadmin.sync.arriving import Arriving
from gridadmin.sync.keys import KeyHolders
from gridadmin.sync.past_acts import PastActs
from gridadmin.sync.records import (
    Fields,
    Local,
    Shown,
    are_alike,
    changes_between,
    classes,
    completed,
    derived,
    known_fields,
    overlay,
    plain_row,
    split_unknown,
    stored_row,
    stored_value,
)
from gridadmin.sync.unsettled import unsettled_ops, unsettled_records
from gridadmin.wire.digests import signed
from gridadmin.wire.groups import Op, PastGroup
from gridadmin.wire.pull import Row
from gridadmin.wire.scopes import Scope, ScopeKind

ACTOR = "数据交换"  # who acts where rows bring more than the acts of persons; data, as the names of clerks are
_SENTENCES = {
    ScopeKind.CITY: N_("Received from the city"),
    ScopeKind.COUNTY: N_("Received from the county"),
    ScopeKind.TOWN: N_("Received from the exchange"),
}


class Reception:
    """Takes rows and groups, and writes what follows from them; `writer.flush` has to end it.

    Attributes:
        changed: how many records became others. taken: rows that were taken away, as they stood.
    """

    def __init__(self, session: Session, now: datetime) -> None:
        self.changed = 0
        self.taken: dict[UUID, tuple[str, Local]] = {}
        self.writer = ReceivedWriter(session.connection())
        self.acts = PastActs(session, self.writer)
        self._session, self._now = session, now
        self._own: dict[ScopeKind, ReceivedAct] = {}

    def take(self, scope: Scope, rows: Sequence[Row], groups: Sequence[PastGroup] = ()) -> None:
        """Take rows of one scope, each the newest of its record, and the groups that came with them."""
        unsettled = unsettled_records(self._session, [row.id for row in rows])
        arriving = Arriving(self._session, self.writer, scope)
        arriving.sift(rows, unsettled, self.taken, self.acts.states)
        self.acts.take(scope, groups, arriving)
        self.changed += arriving.enter_rest(self._act_of)
        self.writer.flush()
        rows = [row for row in rows if row.id.int not in arriving.entered]
        # Where hers claim keys, what is settled has to go first, of all rows at once.
        for some in (rows,) if unsettled else in_chunks(rows):
            self._take_rows(scope, some, unsettled)
        self.acts.standing.clear()

    def _take_rows(self, scope: Scope, rows: Sequence[Row], unsettled: Collection[UUID]) -> None:
        self._note_city(scope, rows, unsettled)
        self.show(
            [
                Shown(row.t, row.id, scope, None if row.deleted else split_unknown(row.t, row.f)[0], row.deleted)
                for row in rows
                if row.t in classes()
            ],
            unsettled,
        )

    def show(self, records: Sequence[Shown], unsettled: Collection[UUID]) -> None:
        """Make the tables show records as the city has them, under what is unsettled of them."""
        ops = unsettled_ops(self._session, unsettled) if unsettled else {}
        by_type: dict[str, list[Shown]] = {}
        for record in records:
            by_type.setdefault(record.record_type, []).append(record)
        for record_type, some in by_type.items():
            self._show_type(record_type, some, ops)
        self.writer.flush()

    def put_back(self, record: Shown, target: Fields, version: int = 1) -> None:
        """Show a record again that something here still refers to."""
        self._write(record, None, target, version)

    def take_away(self, record_type: str, record_id: UUID) -> Local | None:
        """Take a row out of its table and return what it was; the journal hears what becomes of the record."""
        local = self._locals(record_type, [record_id]).get(record_id)
        if local is None or record_id in self.taken:
            return local
        self.taken[record_id] = (record_type, local)
        self.acts.states.setdefault(record_id, (record_type, local.fields))
        self.writer.delete(classes()[record_type], record_id)
        return local

    def settle_states(self, scope: Scope) -> None:
        """Journal that records which groups touched, and no row followed, are as they are here."""
        for record_id, (record_type, state) in list(self.acts.states.items()):
            local = self._locals(record_type, [record_id]).get(record_id) if record_id not in self.taken else None
            self._journal(
                Shown(record_type, record_id, scope, None, gone=False), state, local.fields if local else None
            )
        self.acts.states.clear()

    def _show_type(self, record_type: str, records: Sequence[Shown], ops: Mapping[UUID, Sequence[Op]]) -> None:
        held = self._locals(record_type, [record.id for record in records])
        targets = {
            record.id: overlay(record.fields, ops[record.id], gone=record.gone) if record.id in ops else record.fields
            for record in records
        }
        changed = [
            (record, target)
            for record in records
            if (target := targets[record.id]) is not None
            and (
                record.id not in held  # or taken away: another may have its key by now
                or record.id in self.taken
                or not are_alike(record_type, held[record.id].fields, target)
            )
        ]
        keys = KeyHolders(self._session, record_type, changed)
        for record, target in sorted(changed, key=lambda each: each[0].id in ops):  # what is settled goes first
            targets[record.id] = keys.free(record, target, unsettled=record.id in ops)
            if targets[record.id] != target:
                keep_base(self._session, record.id, record.fields)
        for record in records:
            local = held.get(record.id)
            standing = None if record.id in self.taken else local
            self._write(record, standing, targets[record.id], local.version + 1 if local else 1)

    def _write(self, record: Shown, local: Local | None, target: Fields | None, version: int) -> None:
        """Write a record's table and journal; `local` is None where no row is in the table (any more)."""
        record_type, record_id = record.record_type, record.id
        record_class = classes()[record_type]
        said = self.acts.states.get(record_id, (record_type, None))[1]
        whole = None if target is None else _whole(record, local.fields if local else None, target, said)
        if whole is None and local is not None:
            self.writer.delete(record_class, record_id)
            self.taken[record_id] = (record_type, local)
        elif whole is not None and local is None:
            self.writer.insert(record_class, record_id, stored_row(record_type, whole), version)
            self.taken.pop(record_id, None)
        elif whole is not None and local is not None and (changes := changes_between(local.fields, whole)):
            values = {name: stored_value(record_type, name, now) for name, (_was, now) in changes.items()}
            self.writer.update(record_class, record_id, values)
        elif record_id not in self.acts.states:
            return
        _type, state = self.acts.states.pop(record_id, (record_type, local.fields if local else None))
        self.changed += (local.fields if local else None) != whole
        self._journal(record, state, whole)

    def _journal(self, record: Shown, state: Fields | None, whole: Fields | None) -> None:
        """Journal what the acts of persons leave unsaid."""
        if state is whole or state == whole:
            return
        operation = Operation.UPDATE if state and whole else Operation.INSERT if whole else Operation.DELETE
        changes = changes_between(state, whole)
        self.writer.note(self._act_of(record.scope), operation.value, record.record_type, record.id, changes)

    def _act_of(self, scope: Scope) -> ReceivedAct:
        act = self._own.get(scope.kind)
        if act is None:
            act = ReceivedAct(id=new_id(), at=self._now, actor=ACTOR, sentence=_SENTENCES[scope.kind])
            self._own[scope.kind] = act
            self.writer.begin(act)
        return act

    def _locals(self, record_type: str, ids: Sequence[UUID]) -> dict[UUID, Local]:
        """Return records as they stand here, those that were taken out as they stood."""
        record_class = classes()[record_type]
        found = {record_id: self.taken[record_id][1] for record_id in ids if record_id in self.taken}
        read = self.acts.standing
        found |= {each: local for each in ids if each not in found and (local := read.get(each)) is not None}
        asked = [record_id for record_id in ids if record_id not in found and record_id not in read]
        for row in rows_of(self._session.connection(), record_class, asked):
            found[row["id"]] = Local(plain_row(record_class, row), row["version"])
        return found

    def _note_city(self, scope: Scope, rows: Sequence[Row], unsettled: Collection[UUID]) -> None:
        forget_city(self._session, [row.id for row in rows])
        noted = []
        for row in rows:
            known, unknown = split_unknown(row.t, row.f)
            noted.append(
                {
                    "record_id": row.id,
                    "record_type": row.t,
                    "scope": str(scope),
                    "ver": row.ver,
                    "hash": None if row.deleted else signed(row.hash),
                    "stand_in": row.stand_in,
                    "base": known if row.id in unsettled and not row.deleted else None,
                    "unknown": unknown if not row.deleted else None,
                }
            )
        if noted:
            insert_rows(self._session.connection(), CityRecord.__table__, noted)


def keep_base(session: Session, record_id: UUID, fields: Fields | None) -> None:
    """Keep the city's fields of a record."""
    held = session.get(CityRecord, record_id, populate_existing=True)
    if held is not None:
        held.base = fields
        session.flush()


def forget_city(session: Session, ids: Iterable[UUID]) -> None:
    """Forget what the city has of some records."""
    connection = session.connection()
    for some in in_chunks(list(ids)):
        connection.execute(delete(CityRecord).where(among(connection, CityRecord.record_id, some)))


def known_at_city(session: Session, ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the records that the city has, alive."""
    found: set[UUID] = set()
    for some in in_chunks(list(ids)):
        concerned = among(session.connection(), CityRecord.record_id, some)
        query = select(CityRecord.record_id).where(concerned, CityRecord.hash.is_not(None))
        found |= set(session.scalars(query))
    return found


def is_deleted_at_city(session: Session, record_id: UUID) -> bool:
    """Return whether a record is known to be deleted at the city; False of one that was never fetched."""
    query = select(CityRecord.record_id).where(CityRecord.record_id == record_id, CityRecord.hash.is_(None))
    return session.scalar(query) is not None


def _whole(record: Shown, local: Fields | None, target: Fields, said: Fields | None) -> Fields:
    """Return a record with what is derived or only known here; `said`: as the acts of persons left it."""
    if local is None and said is not None and are_alike(record.record_type, said, target):
        return said
    if local is None:
        return completed(record.record_type, target, record.scope)
    known = known_fields(record.record_type)
    changed = {name: target.get(name) for name in known if local.get(name) != target.get(name)}
    if not changed:
        return local
    kept = {name: value for name, value in local.items() if name not in known}
    return kept | {name: target[name] for name in known if name in target} | derived(record.record_type, changed)

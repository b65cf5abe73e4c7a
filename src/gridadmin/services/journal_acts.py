"""Finding acts in the journal, and telling what one of them did."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.imports import IMPORTED
from gridadmin.domain.journal import ActRow, HistoryRow, RecordChange
from gridadmin.domain.journal_acts import ActDetail, ActFilter, ActKind, ActPage, RecordChanges
from gridadmin.i18n import N_
from gridadmin.models.grids import Grid, GridVersion
from gridadmin.models.journal import ACT, JournalEntry
from gridadmin.models.workers import Worker
from gridadmin.services.dated import version_on
from gridadmin.services.journal import Undoings, act_rows, list_acts, record_change, record_classes
from gridadmin.services.journal_histories import change_lines, names_in

PAGE = 400
READ_AT_ONCE = 1000
MOST_RECORDS = 120
_OWNERS = ("worker_id", "grid_id")


def find_acts(session: Session, wanted: ActFilter, limit: int = PAGE) -> list[ActRow]:
    """Return the newest acts that fit, at most `limit`."""
    features = _acts_of_kind(session, wanted.kind)
    found: list[ActRow] = []
    undoings = Undoings()
    before: int | None = None
    while len(found) < limit:
        acts = list_acts(session, READ_AT_ONCE, before, undoings)
        found += [act for act in acts if _fits(act, wanted, features)]
        if len(acts) < READ_AT_ONCE or (wanted.since and acts[-1].at.astimezone().date() < wanted.since):
            break
        before = acts[-1].seq
    return found[:limit]


def find_act_page(session: Session, wanted: ActFilter, limit: int = PAGE) -> ActPage:
    """Return the newest acts that fit, at most `limit`, with the number of all that fit."""
    if wanted == ActFilter():
        return ActPage(tuple(find_acts(session, wanted, limit)), count_acts(session))
    acts = find_acts(session, wanted, sys.maxsize)
    return ActPage(tuple(acts[:limit]), len(acts))


def count_acts(session: Session, after: int = 0) -> int:
    """Return the number of acts, those above a sequence number of the journal only."""
    query = select(func.count()).select_from(JournalEntry).where(JournalEntry.operation == ACT)
    return session.scalar(query.where(JournalEntry.seq > after)) or 0


def _acts_of_kind(session: Session, kind: ActKind | None) -> set[UUID] | None:
    """Return the acts that touched records of a kind; None where the act's own entry tells."""
    if kind is None or kind in (ActKind.IMPORT, ActKind.UNDO):
        return None
    words = {ActKind.OFFICE: ("office", "accounts", "imports")}.get(kind, (kind.value,))
    tables = [name for name, record in record_classes().items() if kind is ActKind.EVENT or record.feature in words]
    query = select(JournalEntry.act_id).where(JournalEntry.record_type.in_(tables), JournalEntry.operation != ACT)
    return set(session.scalars(query.distinct()))


def _fits(act: ActRow, wanted: ActFilter, touched: set[UUID] | None) -> bool:
    day = act.at.astimezone().date()
    if (wanted.since and day < wanted.since) or (wanted.until and day > wanted.until):
        return False
    if wanted.actor and act.actor != wanted.actor:
        return False
    if wanted.text and wanted.text.casefold() not in f"{act.sentence} {act.actor}".casefold():
        return False
    return _is_kind(act, wanted.kind, touched)


def _is_kind(act: ActRow, kind: ActKind | None, touched: set[UUID] | None) -> bool:
    if kind is None:
        return True
    if kind is ActKind.IMPORT:
        return act.sentence.msgid == IMPORTED
    if kind is ActKind.UNDO:
        return act.undoes is not None
    assert touched is not None
    return (act.id in touched) is not (kind is ActKind.EVENT)


def list_actors(session: Session) -> list[str]:
    """Return everybody who has acted, by name."""
    query = select(JournalEntry.payload).where(JournalEntry.operation == ACT)
    return sorted(
        {str((json.loads(payload).get("actor") or [None, ""])[1] or "") for payload in session.scalars(query)}
    )


def get_act(session: Session, act_id: UUID) -> ActDetail:
    """Return one act with what it changed; of a large one the first records are told and the rest counted.

    Raises:
        NotFoundError: there is no such act.
    """
    head = session.scalars(_entries(act_id).where(JournalEntry.operation == ACT)).all()
    if not head:
        raise NotFoundError(N_("There is no act {act} in the journal."), act=act_id)
    later = select(JournalEntry).where(JournalEntry.operation == ACT, JournalEntry.seq >= head[0].seq)
    act = act_rows(session, session.scalars(later.order_by(JournalEntry.seq.desc())).all())[-1]
    query = _entries(act_id).where(JournalEntry.operation != ACT)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    changes = [record_change(entry) for entry in session.scalars(query.order_by(JournalEntry.seq).limit(MOST_RECORDS))]
    names = names_in(session, [HistoryRow(act, tuple(changes))])
    subjects = _subjects(session, changes)
    records = [
        RecordChanges(found[0].record, subjects.get(change.record_id, ""), tuple(found))
        for change in changes
        if (found := change_lines(change, names))
    ]
    return ActDetail(act, tuple(records), total - len(changes))


def _entries(act_id: UUID) -> Select[JournalEntry]:
    return select(JournalEntry).where(JournalEntry.act_id == act_id)


def _subjects(session: Session, changes: Sequence[RecordChange]) -> dict[UUID, str]:
    """Return record -> whose it is: the person or the grid that it belongs to."""
    owners = {change.record_id: _owner(session, change) for change in changes}
    ids = {owner for owner in owners.values() if owner is not None}
    names = {row.id: row.name for row in session.execute(select(Worker.id, Worker.name).where(Worker.id.in_(ids)))}
    for grid in session.execute(select(Grid.id, Grid.code).where(Grid.id.in_(ids))):
        versions = session.scalars(select(GridVersion).where(GridVersion.grid_id == grid.id)).all()
        held = version_on(versions, datetime.max.date())
        names[grid.id] = f"{held.name} {grid.code}" if held else grid.code
    return {
        change.record_id: names.get(owner, "") if owner else ""
        for change in changes
        for owner in [owners[change.record_id]]
    } | {change.record_id: name for change in changes if (name := _own_name(change))}


def _owner(session: Session, change: RecordChange) -> UUID | None:
    if change.record_type in ("worker", "grid"):
        return change.record_id
    for field in change.changes:
        if field.field in _OWNERS and (field.now or field.was):
            return UUID(str(field.now or field.was))
    record_class = record_classes()[change.record_type]
    columns = {column.key for column in sa_inspect(record_class).column_attrs}
    held: Any = session.get(record_class, change.record_id) if columns & set(_OWNERS) else None
    return next((getattr(held, name) for name in _OWNERS if name in columns), None) if held is not None else None


def _own_name(change: RecordChange) -> str:
    """Return the name that stands in the change itself, for records that are no more."""
    if change.record_type not in ("worker", "community", "account"):
        return ""
    named = {field.field: field.now or field.was for field in change.changes}
    return str(named.get("name") or "")

"""“用我的”: the clerk's value over the city's, as an ordinary act whose `was` is theirs."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import ConflictError, NotFoundError
from gridadmin.domain.journal import Operation
from gridadmin.i18n import N_
from gridadmin.models.base import Record
from gridadmin.models.exchange import Issue
from gridadmin.models.journal import JournalEntry, plain
from gridadmin.services.journal import record_classes
from gridadmin.sync.records import derived, stored_row, stored_value
from gridadmin.wire.owners import exchanged_fields
from gridadmin.wire.push import ConflictKind
from gridadmin.wire.values import Json

_NOT_YET = N_("The city's value has not come in yet. Exchange once more, then decide.")
_GONE = N_("The record is not here any more.")


def put_mine(session: Session, issue: Issue) -> None:
    """Put back what the clerk had entered, within the act that is open.

    Raises ConflictError where the city's value has not been fetched yet: the act would not name it as its `was`.
    """
    kind, record_type, record_id = issue.detail["kind"], issue.record_type or "", issue.record_id
    assert record_id is not None
    record_class = record_classes()[record_type]
    record = session.get(record_class, record_id)
    if kind == ConflictKind.VALUE.value:
        _put_value(record, record_type, issue)
    elif kind == ConflictKind.CHANGED_SINCE.value:
        if record is None:
            raise ConflictError(_NOT_YET)
        session.delete(record)
    elif record is None:
        fields = fields_before(session, record_id) if kind == ConflictKind.DELETED.value else {}
        fields |= issue.detail.get("mine") or {}
        session.add(record_class(id=record_id, **stored_row(record_type, _completed(record_type, fields))))
    else:
        _put_fields(record, record_type, kind, issue)


def _put_value(record: Record | None, record_type: str, issue: Issue) -> None:
    name, mine = issue.field or "", issue.detail.get("mine")
    if record is None:
        raise NotFoundError(_GONE)
    if plain(getattr(record, name)) == mine:
        raise ConflictError(_NOT_YET)
    _set(record, record_type, {name: mine})


def _put_fields(record: Record, record_type: str, kind: str, issue: Issue) -> None:
    mine = issue.detail.get("mine") or {}
    wanted = {name: mine.get(name) for name in exchanged_fields(record_type)}
    changes = {name: value for name, value in wanted.items() if plain(getattr(record, name)) != value}
    if kind == ConflictKind.DELETED.value or not changes:
        raise ConflictError(_NOT_YET)
    _set(record, record_type, changes)


def _set(record: Record, record_type: str, changes: dict[str, Json]) -> None:
    for name, value in (changes | derived(record_type, changes)).items():
        setattr(record, name, stored_value(record_type, name, value))


def _completed(record_type: str, fields: dict[str, Json]) -> dict[str, Json]:
    return fields | derived(record_type, fields)


def fields_before(session: Session, record_id: UUID) -> dict[str, Any]:
    """Return what a record was when it was deleted last."""
    query = select(JournalEntry.payload).where(
        JournalEntry.record_id == record_id, JournalEntry.operation == Operation.DELETE.value
    )
    payload = session.scalar(query.order_by(JournalEntry.seq.desc()).limit(1))
    held = json.loads(payload) if payload is not None else {}
    return {name: value[0] for name, value in held.items() if value is not None and value[0] is not None}

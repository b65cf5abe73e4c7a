"""Orphans: what the office holds as the city's and the city does not have any more; sent again, or deleted here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from gridadmin.domain.errors import ConflictError, NotFoundError
from gridadmin.i18n import N_
from gridadmin.models.exchange import Issue
from gridadmin.models.ids import new_id
from gridadmin.services.journal import record_classes
from gridadmin.sync.giving_up import settle_journal, show_city
from gridadmin.sync.independence import plain_fields
from gridadmin.sync.journal_reading import act_of
from gridadmin.sync.outbox import add_group
from gridadmin.sync.receiving import is_deleted_at_city
from gridadmin.sync.references import is_referred_to
from gridadmin.sync.unsettled import unsettled_records
from gridadmin.wire.enrolment import SCHEMA
from gridadmin.wire.groups import Group, NewRecord, Op, RestoreRecord
from gridadmin.wire.owners import exchanged_fields

_GONE = N_("The record is not here any more.")
_NEEDED = N_("Other records refer to it. Settle those first.")


def keep_orphan(session: Session, issue: Issue, now: datetime) -> None:
    """Send a record to the city that does not have it, with the act that changed it last."""
    settle_journal(session, now)
    op = _as_made(session, issue)
    if not unsettled_records(session, [op.id]):  # else it is on its way already
        act = act_of(session, op.id)
        add_group(session, Group(mid=new_id(), schema=SCHEMA, acts=(act,), ops=(op,)), now)


def delete_orphan(session: Session, issue: Issue, now: datetime) -> None:
    """Delete a record here that the city does not have; raises ConflictError where others refer to it."""
    settle_journal(session, now)
    record_class = record_classes().get(issue.record_type or "")
    if record_class is not None and session.get(record_class, issue.record_id) is None:
        return  # it is gone already, and nothing is left to be decided
    op = _as_made(session, issue)
    if is_referred_to(session, op.t, op.id):
        raise ConflictError(_NEEDED)
    show_city(session, {op.id: op.t}, now)


def _as_made(session: Session, issue: Issue) -> Op:
    record_type, record_id = issue.record_type or "", issue.record_id
    record_class = record_classes().get(record_type)
    record = session.get(record_class, record_id) if record_class is not None else None
    if record is None or record_id is None:
        raise NotFoundError(_GONE)
    names = exchanged_fields(record_type)
    fields = {name: value for name, value in plain_fields(record) if name in names and value is not None}
    kind = RestoreRecord if is_deleted_at_city(session, record_id) else NewRecord
    return kind(t=record_type, id=record_id, f=fields)

"""Records of the city that do not stand here as it has them: something of ours lies over them, or has their key.

What the city has of such a record is kept (`CityRecord.base`), to be shown as soon as nothing is in its way.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.models.exchange import CityRecord
from gridadmin.sync.receiving import Reception
from gridadmin.sync.records import Shown, classes, overlay
from gridadmin.sync.references import is_referred_to
from gridadmin.sync.unsettled import unsettled_ops, unsettled_records
from gridadmin.wire.scopes import parse_scope


def show_parked(session: Session, reception: Reception, shown: Collection[UUID] = ()) -> None:
    """Show once more what the city has of them, of all but those that have just been shown."""
    query = select(CityRecord).where(CityRecord.base.is_not(None)).execution_options(populate_existing=True)
    kept = [each for each in session.scalars(query) if each.record_id not in shown]
    unsettled = unsettled_records(session, [held.record_id for held in kept])
    ops = unsettled_ops(session, unsettled) if unsettled else {}
    records = []
    for held in kept:
        if held.record_type not in classes():
            continue
        gone = held.hash is None
        fields = None if gone else dict(held.base)
        vanishes = overlay(fields, ops.get(held.record_id, ()), gone=gone) is None
        if not (vanishes and is_referred_to(session, held.record_type, held.record_id)):
            records.append(Shown(held.record_type, held.record_id, parse_scope(held.scope), fields, gone))
    reception.show(records, unsettled)

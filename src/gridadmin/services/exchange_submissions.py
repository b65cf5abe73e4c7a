"""Facts of ours that the city is asked to take over by file: decided, listed with a receipt number, closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.exchange_reconciliation import DifferenceRow, SubmissionRow
from gridadmin.domain.imports import ImportKind
from gridadmin.i18n import N_
from gridadmin.models.exchange import SubmissionItem
from gridadmin.models.ids import new_id

RECEIPT = "BS{day:%Y%m%d}-{number:02d}"  # 报送


def keep_ours(session: Session, kind: ImportKind, differences: Iterable[DifferenceRow], now: datetime) -> int:
    """Put facts on the list of what is to be submitted, once each; return how many stand there anew."""
    held = {(item.record_id, item.field, item.subject): item for item in _open_items(session)}
    anew = 0
    for row in differences:
        item = held.get((row.fact.record_id, row.fact.field, row.subject))
        if item is not None and item.ours == row.ours:
            item.theirs = row.theirs
            continue
        if item is not None:  # submitted, and changed since: what was asked for is no longer so
            item.closed_at = now
        session.add(
            SubmissionItem(
                id=new_id(),
                kind=kind.value,
                record_id=row.fact.record_id,
                subject=row.subject,
                field=row.fact.field,
                ours=row.ours,
                theirs=row.theirs,
                decided_at=now,
                receipt=None,
                closed_at=None,
            )
        )
        anew += 1
    return anew


def give_receipt(session: Session, today: date) -> str:
    """Give everything that stands on the list the next receipt number of the day, and return it.

    Raises NotFoundError where nothing stands there.
    """
    waiting = [item for item in _open_items(session) if item.receipt is None]
    if not waiting:
        raise NotFoundError(N_("Nothing waits to be submitted. Compare with the city's list and keep values of ours."))
    like = RECEIPT.format(day=today, number=0)[:-2]
    given = session.scalar(
        select(func.count(func.distinct(SubmissionItem.receipt))).where(SubmissionItem.receipt.startswith(like))
    )
    receipt = RECEIPT.format(day=today, number=(given or 0) + 1)
    for item in waiting:
        item.receipt = receipt
    return receipt


def list_submissions(session: Session, receipt: str | None = None, *, standing: bool = False) -> list[SubmissionRow]:
    """Return facts that were kept, the oldest first: those of one receipt, those not closed, or all."""
    query = select(SubmissionItem).order_by(SubmissionItem.decided_at, SubmissionItem.id)
    if receipt is not None:
        query = query.where(SubmissionItem.receipt == receipt)
    if standing:
        query = query.where(SubmissionItem.closed_at.is_(None))
    return [_row(item) for item in session.scalars(query)]


def withdraw_submission(session: Session, item_id: UUID, now: datetime) -> None:
    """Take a fact off the list."""
    item = session.get(SubmissionItem, item_id)
    if item is not None:
        item.closed_at = now


def _open_items(session: Session) -> list[SubmissionItem]:
    return list(session.scalars(select(SubmissionItem).where(SubmissionItem.closed_at.is_(None))))


def _row(item: SubmissionItem) -> SubmissionRow:
    return SubmissionRow(
        item.id,
        ImportKind(item.kind),
        item.record_id,
        item.subject,
        item.field,
        item.ours,
        item.theirs,
        item.decided_at,
        item.receipt,
        item.closed_at,
    )

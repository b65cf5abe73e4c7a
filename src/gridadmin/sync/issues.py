"""What the exchange has to show: issues, what waits, attempts, and where everything stands in figures."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.exchange import ExchangeStatus, IssueRow, PendingGroup, RoundRow

MOST_SHOWN = 500


def list_issues(session: Session, *, settled: bool = False, limit: int = MOST_SHOWN) -> list[IssueRow]:
    """Return what a person has to settle, the oldest first; or what was settled, the newest first."""
    raise NotImplementedError


def issues_of(session: Session, record_ids: Collection[UUID]) -> dict[UUID, list[IssueRow]]:
    """Return the open issues of some records, to mark their fields."""
    raise NotImplementedError


def list_pending(session: Session, limit: int = MOST_SHOWN) -> list[PendingGroup]:
    """Return the groups that are not settled, in their order."""
    raise NotImplementedError


def list_rounds(session: Session, limit: int = MOST_SHOWN) -> list[RoundRow]:
    """Return the last attempts, the newest first."""
    raise NotImplementedError


def exchange_status(session: Session, *, running: bool = False) -> ExchangeStatus:
    """Return where the exchange stands; acts that were not collected yet count as pending."""
    raise NotImplementedError

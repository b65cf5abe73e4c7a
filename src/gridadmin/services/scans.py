"""Scanned papers of any feature: pages are filed with a record, listed and removed (`models/scans.py` says how)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.scans import MOST_PAGES, TITLE_LENGTH, NewScan, ScanRow
from gridadmin.i18n import N_
from gridadmin.models.ids import new_id
from gridadmin.models.scans import ScanPage
from gridadmin.services.assignment import require_version
from gridadmin.services.dated import chunks
from gridadmin.services.journal import record_classes


def list_scans(session: Session, table: str, owner_id: UUID) -> tuple[ScanRow, ...]:
    """Return the pages of a record in their order."""
    return tuple(_row(page) for page in _pages(session, _pages_of(table), owner_id))


def count_scans(session: Session, table: str, owner_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many pages records have; one without any is missing."""
    pages = _pages_of(table)
    column = pages.__table__.c[pages.owner]
    counts: dict[UUID, int] = {}
    for some in chunks(owner_ids):
        query = select(column, func.count()).where(column.in_(some)).group_by(column)
        counts |= {owner_id: int(count) for owner_id, count in session.execute(query)}
    return counts


def add_scans(
    session: Session, table: str, owner_id: UUID, scans: Sequence[NewScan], today: date
) -> tuple[ScanRow, ...]:
    """File pages behind those that are there and return the new ones; a picture that is there already is left out.

    Raises:
        InvalidError: there would be more pages than a paper may have.
    """
    pages = _pages_of(table)
    there = _pages(session, pages, owner_id)
    known = {page.scan for page in there}
    new = [scan for scan in {scan.digest: scan for scan in scans}.values() if scan.digest not in known]
    if len(there) + len(new) > MOST_PAGES:
        raise InvalidError(
            N_("A paper may have at most {limit} pages; this one would have {count}."),
            limit=MOST_PAGES,
            count=len(there) + len(new),
        )
    last = max((page.place for page in there), default=0)
    rows = []
    for place, scan in enumerate(new, last + 1):
        values = {pages.owner: owner_id, "scan": scan.digest, "title": scan.title.strip()[:TITLE_LENGTH]}
        row = pages(id=new_id(), place=place, added_on=today, **values)
        session.add(row)
        rows.append(row)
    session.flush()
    return tuple(_row(row) for row in rows)


def remove_scan(session: Session, table: str, scan_id: UUID, version: int) -> None:
    """Take a page away; the picture itself stays, so that undo finds it.

    Raises:
        NotFoundError: it is gone already. ConflictError: it was changed since it was shown.
    """
    page = session.get(_pages_of(table), scan_id)
    if page is None:
        raise NotFoundError(N_("The page is no longer there."))
    require_version(page, version, page.title)
    session.delete(page)


def remove_all_scans(session: Session, table: str, owner_id: UUID) -> int:
    """Take all pages of a record away, before it is deleted itself, and return how many there were."""
    pages = _pages(session, _pages_of(table), owner_id)
    for page in pages:
        session.delete(page)
    return len(pages)


def _pages_of(table: str) -> type[ScanPage]:
    found = record_classes()[table]
    assert issubclass(found, ScanPage), f"{table} keeps no scanned pages"
    return found


def _pages(session: Session, pages: type[ScanPage], owner_id: UUID) -> Sequence[ScanPage]:
    mine = getattr(pages, pages.owner) == owner_id
    return session.scalars(select(pages).where(mine).order_by(pages.place, pages.id)).all()


def _row(page: ScanPage) -> ScanRow:
    return ScanRow(page.id, page.scan, page.place, page.title, page.added_on, page.version or 1)

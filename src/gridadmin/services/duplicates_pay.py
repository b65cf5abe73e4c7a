"""What becomes of two persons' pay when they become one: tax years that are added up, runs that name both."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_runs import YEAR_FIELDS, year_of
from gridadmin.domain.pay_tax import BasicMode, YearSoFar
from gridadmin.i18n import N_
from gridadmin.models.ids import new_id
from gridadmin.models.pay import PayLine, PayRun, PayYear
from gridadmin.services.assignment import assign


def refuse_shared_run(session: Session, kept_id: UUID, merged_id: UUID) -> None:
    """Refuse two persons who both have a line in one run; InvalidError names its month and the way out."""
    runs = select(PayLine.run_id).where(PayLine.worker_id == merged_id)
    query = select(PayRun.month).join(PayLine, PayLine.run_id == PayRun.id)
    month = session.scalar(query.where(PayLine.worker_id == kept_id, PayLine.run_id.in_(runs)).limit(1))
    if month is not None:
        raise InvalidError(
            N_("Both have a line in the pay of {month}. Reopen that run and throw its draft away, then make them one."),
            month=Month.of(month),
        )


def join_tax_years(session: Session, kept_id: UUID, merged_id: UUID) -> None:
    """Make two tax years of one person one, before everything else of the second person goes to the first.

    The next line goes on from the last one that was paid. What the other file came to in that year is added to the
    opening sums, so that cumulative withholding knows all of what this unit paid. Its months are those of service,
    which goes to the first person, too; only what both had before the program was taken up is added up.
    """
    rows = {(row.worker_id, row.year): row for row in _years(session, kept_id, merged_id)}
    ends, last = _ends(session, kept_id, merged_id)
    for year in sorted({year for _owner, year in (*rows, *ends)}):
        kept, merged = ((owner, year) for owner in (kept_id, merged_id))
        if not ((kept in rows and merged in rows) or (kept in ends and merged in ends)):
            continue
        newest = last.get(year, kept_id)
        older = merged if newest == kept_id else kept
        opening = {key: _opening(rows.get(key)) for key in (kept, merged)}
        come_to = year_of(ends[older], opening[older]) if older in ends else opening[older]
        total = {name: getattr(opening[newest, year], name) + getattr(come_to, name) for name in YEAR_FIELDS}
        total["months"] = sum(each.months for each in opening.values())
        _keep(session, rows.get(kept), rows.get(merged), {"worker_id": kept_id, "year": year, **total})
    session.flush()


def _years(session: Session, *owners: UUID) -> list[PayYear]:
    return list(session.scalars(select(PayYear).where(PayYear.worker_id.in_(owners))))


def _ends(session: Session, *owners: UUID) -> tuple[dict[tuple[UUID, int], Any], dict[int, UUID]]:
    """Return with what everybody's lines of a tax year end, and whose line is the last of the year."""
    query = select(PayLine.worker_id, PayLine.details, PayRun.pay_date).join(PayRun, PayRun.id == PayLine.run_id)
    query = query.where(PayLine.worker_id.in_(owners)).order_by(PayRun.pay_date, PayRun.id)
    found = [(owner, paid_on.year, details) for owner, details, paid_on in session.execute(query)]
    return {(owner, year): details for owner, year, details in found}, {year: owner for owner, year, _said in found}


def _opening(row: PayYear | None) -> YearSoFar:
    return YearSoFar(**{name: getattr(row, name) for name in YEAR_FIELDS}) if row is not None else YearSoFar()


def _keep(session: Session, kept: PayYear | None, merged: PayYear | None, values: dict[str, Any]) -> None:
    """Keep the sums with the first person; how the deduction counts is the first one's, unless only the second says."""
    if kept is None and merged is None:
        session.add(PayYear(id=new_id(), mode=BasicMode.ORDINARY, **values))
        return
    if kept is not None and merged is not None:
        if kept.mode is BasicMode.ORDINARY:
            values |= {"mode": merged.mode, "evidence": merged.evidence}
        session.delete(merged)
        session.flush()  # one row a person and year: it is free only when the second is gone
    row = kept if kept is not None else merged
    assert row is not None
    assign(row, **values)

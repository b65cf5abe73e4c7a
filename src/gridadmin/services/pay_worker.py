"""Everything that is entered about one person's pay, with the lines of the last months, for the person's file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.months import Month
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_people import DeclarationRow, ElementRow, YearRow
from gridadmin.domain.pay_runs import CLOSED, PayLineRow, RunKind
from gridadmin.models.pay import PayLine, PayRun
from gridadmin.services.pay import get_line
from gridadmin.services.pay_declarations import list_declarations
from gridadmin.services.pay_people import categories_of, list_elements
from gridadmin.services.pay_years import list_years

MONTHS_SHOWN = 6


@dataclass(frozen=True)
class WorkerPay:
    """One person's pay as of a day.

    Attributes:
        lines: of the regular runs that were paid, the latest first.
        year: the tax year of the day; None for who was neither in service nor paid in it.
    """

    worker_id: UUID
    elements: tuple[ElementRow, ...]
    categories: tuple[tuple[date, IncomeCategory, str], ...]
    declarations: tuple[DeclarationRow, ...]
    year: YearRow | None
    lines: tuple[tuple[Month, PayLineRow], ...]


def worker_pay(session: Session, worker_id: UUID, as_of: date, most: int = MONTHS_SHOWN) -> WorkerPay:
    """Return what is entered about a person's pay, and what was paid in so many of the last months by a day."""
    query = select(PayRun.month).join(PayLine, PayLine.run_id == PayRun.id)
    query = query.where(
        PayLine.worker_id == worker_id,
        PayRun.kind == RunKind.REGULAR,
        PayRun.state.in_(CLOSED),
        PayRun.pay_date <= as_of,
    )
    months = [Month.of(each) for each in session.scalars(query.order_by(PayRun.month.desc()).limit(most))]
    years = list_years(session, as_of.year, as_of, worker_id)
    return WorkerPay(
        worker_id,
        tuple(list_elements(session, worker_id=worker_id)),
        tuple(categories_of(session, worker_id)),
        tuple(list_declarations(session, Month.of(as_of), as_of, worker_id)),
        years[0] if years else None,
        tuple((month, get_line(session, worker_id, month)) for month in months),
    )

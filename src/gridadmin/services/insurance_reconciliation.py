"""Service held against insurance month by month, and why something that does not fit is in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.insurance import Fault, InsuranceFinding
from gridadmin.domain.insurance_reconciliation import MonthSwitches, reconcile_months
from gridadmin.domain.months import Month
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_
from gridadmin.models.ids import new_id
from gridadmin.models.insurance import InsuranceExplanation
from gridadmin.services.assignment import assign
from gridadmin.services.insurance_facts import insured_people
from gridadmin.services.pay_parameters import get_pay_parameters
from gridadmin.services.worker_records import require_worker


def reconcile_insurance(session: Session, month: Month, today: date, months: int = 1) -> list[InsuranceFinding]:
    """Return whose service and insurance do not fit, in some months from one on, month by month and by name.

    Raises:
        InvalidError: less than one month, or more than ten years of them.
    """
    if not 1 <= months <= 120:
        raise InvalidError(N_("Ask for 1 to 120 months."))
    return reconcile_months(insured_people(session), month, months, today, month_switches(session, month, today))


def month_switches(session: Session, month: Month, today: date) -> MonthSwitches:
    """Return whether months of entry and leaving are insured here, by the pay parameters."""
    row = get_pay_parameters(session).row("insurance.months", month, today)
    if row is None or row.value is None:
        return MonthSwitches()
    return MonthSwitches(bool(row.value.get("entry_full", True)), bool(row.value.get("leaving_full", True)))


@dataclass(frozen=True)
class ExplanationForm:
    """Why something that does not fit is in order; no last month: until further notice.

    Attributes:
        schemes: of social insurance that it speaks of; empty for accident cover.
    """

    worker_id: UUID
    fault: Fault
    schemes: tuple[Scheme, ...]
    first: Month
    last: Month | None
    reason: str


def explain_finding(session: Session, form: ExplanationForm, today: date) -> int:
    """Record why a finding is in order, from month to month; return how many records it took.

    An earlier explanation of the same that begins in the same month is corrected.

    Raises:
        InvalidError: no reason, or months in the wrong order.
    """
    worker = require_worker(session, form.worker_id)
    if not form.reason.strip():
        raise InvalidError(N_("Enter why this is in order; somebody will ask in a year."))
    if form.last is not None and form.last < form.first:
        raise InvalidError(N_("{name}: the last month lies before the first."), name=worker.name)
    values = {
        "last_month": form.last.first_day if form.last else None, "reason": form.reason.strip(), "explained_on": today,
    }  # fmt: skip
    schemes: tuple[Scheme | None, ...] = form.schemes or (None,)
    for scheme in schemes:
        query = _of(form.worker_id, form.fault, scheme).where(InsuranceExplanation.first_month == form.first.first_day)
        known = session.scalar(query)
        if known is not None:
            assign(known, **values)
        else:
            session.add(
                InsuranceExplanation(
                    id=new_id(), worker_id=form.worker_id, fault=form.fault, scheme=scheme,
                    first_month=form.first.first_day, **values,
                )
            )  # fmt: skip
    return len(schemes)


def withdraw_explanation(session: Session, worker_id: UUID, fault: Fault, month: Month) -> int:
    """Let a fault of somebody be open again from a month on; return how many explanations that ended or went."""
    rows = session.scalars(
        select(InsuranceExplanation).where(
            InsuranceExplanation.worker_id == worker_id, InsuranceExplanation.fault == fault
        )
    )
    ended = 0
    for row in rows:
        if row.last_month is not None and row.last_month < month.first_day:
            continue
        ended += 1
        if row.first_month >= month.first_day:
            session.delete(row)
        else:
            assign(row, last_month=month.plus(-1).first_day)
    return ended


def _of(worker_id: UUID, fault: Fault, scheme: Scheme | None) -> Select[InsuranceExplanation]:
    query = select(InsuranceExplanation).where(
        InsuranceExplanation.worker_id == worker_id, InsuranceExplanation.fault == fault
    )
    column = InsuranceExplanation.scheme
    return query.where(column.is_(None) if scheme is None else column == scheme)

"""Back-adjustment of insurance: what limits or bases known late change in paid months, as a run of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotPermittedError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_contributions import Adjustment, adjust, contribute_all
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_person import RunTables, bases_of
from gridadmin.domain.pay_rounding import round_amount
from gridadmin.domain.pay_runs import RunKind, RunState, year_json
from gridadmin.domain.pay_service import category_on
from gridadmin.i18n import N_
from gridadmin.models.ids import new_id
from gridadmin.models.pay import PayLine, PayRun
from gridadmin.services.assignment import assign
from gridadmin.services.pay_facts import FactBook
from gridadmin.services.pay_parameters import TablesBook
from gridadmin.services.pay_past import Draft, PaidLines, draft_of, refuse_doubled
from gridadmin.services.pay_reckoning import TOLD_EVERY, Tell

Found = dict[Month, tuple[Adjustment, ...]]


def draft_adjustment(
    session: Session, month: Month, pay_date: date, today: date, tell: Tell | None = None
) -> UUID | None:
    """Reckon what is due to the schemes for the paid months before one, and keep the differences as a draft.

    Whoever has a difference gets a line: the worker's part is taken off the next pay, or given back; the township's is
    its own. Return the run's id; None where nothing differs.

    Raises:
        NotPermittedError: another run is in draft, something was paid after the day, or a month was reckoned on two
            computers.
    """
    refuse_doubled(session)
    draft = draft_of(session)
    if draft is not None and (draft.kind is not RunKind.ADJUSTMENT or draft.month != month):
        raise NotPermittedError(
            N_("The run of {month} is still a draft. Finish it or throw it away first."), month=draft.month
        )
    _refuse_late(session, pay_date, draft)
    pay_month = Month.of(pay_date)
    lines = PaidLines(session, month, pay_month, draft.id if draft else None)
    past = _past(session, lines, month, pay_month, today)
    book = FactBook(session, today, lines)
    found = _find(book, lines, past, tell)
    if not found and draft is None:
        return None
    run = (session.get(PayRun, draft.id) if draft else None) or PayRun(
        id=new_id(), month=month.first_day, kind=RunKind.ADJUSTMENT, state=RunState.DRAFT, steps=[]
    )
    session.add(run)
    assign(run, pay_date=pay_date, known_on=today)
    known = {row.worker_id: row for row in session.scalars(select(PayLine).where(PayLine.run_id == run.id))}
    papers = {str(closed): then.papers.get("insurance.limits", "") for closed, then in past.items()}
    for worker_id, months in found.items():
        values = _line_values(book, worker_id, months, pay_month)
        values["details"]["papers"] = papers
        row = known.pop(worker_id, None)
        if row is None:
            session.add(PayLine(id=new_id(), run_id=run.id, worker_id=worker_id, **values))
        else:
            assign(row, **values)
    for row in known.values():
        session.delete(row)
    session.flush()
    return run.id


def find_adjustments(session: Session, month: Month, pay_month: Month, today: date) -> dict[UUID, Found]:
    """Return who has a difference in the paid months before one, month by month, by what is known on a day."""
    lines = PaidLines(session, month, pay_month, None)
    return _find(FactBook(session, today, lines), lines, _past(session, lines, month, pay_month, today))


def _past(session: Session, lines: PaidLines, month: Month, pay_month: Month, today: date) -> dict[Month, RunTables]:
    tables = TablesBook(session, today)
    return {closed: tables.of(closed, pay_month) for closed in lines.closed_months(month)}


def _find(
    book: FactBook, lines: PaidLines, past: dict[Month, RunTables], tell: Tell | None = None
) -> dict[UUID, Found]:
    found, people = {}, list(book.people())
    for done, worker_id in enumerate(people):
        if tell is not None and done % TOLD_EVERY == 0:
            tell(done, len(people))
        differences = _differences(book, lines, past, worker_id)
        if differences:
            found[worker_id] = differences
    return found


def _differences(book: FactBook, lines: PaidLines, past: dict[Month, RunTables], worker_id: UUID) -> Found:
    found: Found = {}
    for month, tables in past.items():
        bases = bases_of(book.of_line(worker_id, month, tables.pay_month), tables)
        due = contribute_all(bases, tables.rules.insurance)
        changed = adjust(lines.paid_shares(worker_id, month), due)
        if changed:
            found[month] = changed
    return found


def _line_values(book: FactBook, worker_id: UUID, months: Found, pay_month: Month) -> dict[str, Any]:
    employee = sum(line.employee for changed in months.values() for line in changed)
    employer = sum(line.employer for changed in months.values() for line in changed)
    facts = book.of_line(worker_id, pay_month, pay_month)
    kind = facts.spells[-1].kind if facts.spells else None
    category = category_on(facts.categories, pay_month.last_day, kind)
    waged = category is IncomeCategory.WAGES
    year = replace(facts.year, special=facts.year.special + employee) if waged else facts.year
    rest = -employee - facts.owed
    details = {
        "name": facts.name, "kind": kind.value if kind else None, "days": [0, 0], "pay_month": str(pay_month),
        "elements": [], "schemes": {}, "tax": {"tax": 0}, "year": year_json(year), "additional": 0,
        "opening": year_json(facts.opening),
        "adjusts": {
            str(month): {
                line.scheme.value: [round_amount(line.base), line.employee, line.employer] for line in changed
            }
            for month, changed in months.items()
        },
    }  # fmt: skip
    return {
        "category": category, "gross": 0, "bonus": 0, "worker_share": employee, "unit_share": employer, "tax": 0,
        "kept": 0, "owed_before": facts.owed, "net": max(0, rest), "owed": max(0, -rest), "details": details,
    }  # fmt: skip


def _refuse_late(session: Session, pay_date: date, draft: Draft | None) -> None:
    later = select(PayRun.month).where(PayRun.pay_date > pay_date)
    if draft is not None:
        later = later.where(PayRun.id != draft.id)
    if session.scalar(later.limit(1)) is not None:
        raise NotPermittedError(
            N_("Something was paid after {day} already; an adjustment comes after it."), day=pay_date.isoformat()
        )

"""The bonuses of a run: both ways of taxing each, and the clerk's choice."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotFoundError, NotPermittedError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_bonus_choice import BonusChoice, weigh_bonus
from gridadmin.domain.pay_person import EntryKind
from gridadmin.domain.pay_runs import RunKind, RunState
from gridadmin.i18n import N_
from gridadmin.models.pay import PayEntry, PayRun
from gridadmin.models.workers import Worker
from gridadmin.services.assignment import assign
from gridadmin.services.pay import list_lines
from gridadmin.services.pay_parameters import TablesBook
from gridadmin.services.pay_past import PaidLines

BONUS = (EntryKind.BONUS_SEPARATE, EntryKind.BONUS_MERGED)


def bonus_choices(session: Session, run_id: UUID) -> list[BonusChoice]:
    """Return both ways of every bonus of a run that is taxed as wages, by name, by what the run was reckoned from."""
    run = session.get(PayRun, run_id)
    if run is None or run.kind is not RunKind.REGULAR:
        return []
    entries = {row.worker_id: row for row in session.scalars(_entries(Month.of(run.month)))}
    if not entries:
        return []
    month, pay_month = Month.of(run.month), Month.of(run.pay_date)
    rules = TablesBook(session, run.known_on).of(month, pay_month).rules
    past = PaidLines(session, month, pay_month, run.id)
    found = []
    for line in list_lines(session, run_id):
        entry = entries.get(line.worker_id)
        if entry is not None and line.bonus and "income" in line.details["tax"]:
            separate = entry.kind is EntryKind.BONUS_SEPARATE
            used = past.used_bonus(line.worker_id, pay_month.year)
            found.append(weigh_bonus(line, entry.amount, separate, pay_month, rules, used))
    return found


def choose_bonus(session: Session, worker_ids: list[UUID], month: Month, separate: bool) -> int:
    """Have bonuses of a month taxed by themselves, or merged with the wages; return of how many persons.

    Raises:
        NotFoundError: somebody has no bonus in the month. NotPermittedError: its run is no draft any more.
    """
    run = session.scalar(select(PayRun).where(PayRun.month == month.first_day, PayRun.kind == RunKind.REGULAR))
    if run is not None and run.state is not RunState.DRAFT:
        raise NotPermittedError(
            N_("The pay of {month} is {state}. Reopen it before you choose another way of taxing its bonuses."),
            month=month, state=run.state.message,
        )  # fmt: skip
    rows = {row.worker_id: row for row in session.scalars(_entries(month))}
    for worker_id in worker_ids:
        if worker_id not in rows:
            worker = session.get(Worker, worker_id)
            raise NotFoundError(
                N_("{name} has no annual bonus in {month}."), name=worker.name if worker else "—", month=month
            )
        assign(rows[worker_id], kind=EntryKind.BONUS_SEPARATE if separate else EntryKind.BONUS_MERGED)
    return len(worker_ids)


def _entries(month: Month) -> Select[PayEntry]:
    return select(PayEntry).where(PayEntry.month == month.first_day, PayEntry.kind.in_(BONUS)).order_by(PayEntry.id)

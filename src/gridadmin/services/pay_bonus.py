"""The bonuses of a run: both ways of taxing each, and the clerk's choice."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotFoundError, NotPermittedError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_bonus_choice import BonusChoice, weigh_bonus
from gridadmin.domain.pay_deductions import additional_so_far
from gridadmin.domain.pay_person import EntryKind, RunTables
from gridadmin.domain.pay_runs import RunKind, RunState
from gridadmin.domain.pay_tax import MONTHS_A_YEAR
from gridadmin.i18n import N_
from gridadmin.models.pay import PayEntry, PayRun
from gridadmin.models.workers import Worker
from gridadmin.services.assignment import assign
from gridadmin.services.pay import list_lines
from gridadmin.services.pay_declarations import declarations_of
from gridadmin.services.pay_parameters import TablesBook
from gridadmin.services.pay_past import PaidLines

BONUS = (EntryKind.BONUS_SEPARATE, EntryKind.BONUS_MERGED)


def bonus_choices(session: Session, run_id: UUID) -> list[BonusChoice]:
    """Return both ways of every bonus of a run that is taxed as wages, by name, by what the run was reckoned from."""
    run = session.get(PayRun, run_id)
    if run is None or run.kind is not RunKind.REGULAR:
        return []
    separate = {row.worker_id: row.kind is EntryKind.BONUS_SEPARATE for row in session.scalars(_entries(run.month))}
    if not separate:
        return []
    month, pay_month = Month.of(run.month), Month.of(run.pay_date)
    tables = TablesBook(session, run.known_on).of(month, pay_month)
    past = PaidLines(session, month, pay_month, run.id)
    found = []
    for line in list_lines(session, run_id):
        if line.worker_id in separate and line.bonus and "income" in line.details["tax"]:
            used = past.used_bonus(line.worker_id, pay_month.year)
            to_come = _deducted_later(session, line.worker_id, tables)
            found.append(weigh_bonus(line, separate[line.worker_id], pay_month, tables.rules, used, to_come))
    return found


def _deducted_later(session: Session, worker_id: UUID, tables: RunTables) -> int:
    """Return what somebody declared for the months of the tax year after the payment."""
    last = Month(tables.pay_month.year, MONTHS_A_YEAR)
    months = [tables.pay_month.plus(at) for at in range(1, last.since(tables.pay_month) + 1)]
    return additional_so_far(declarations_of(session, worker_id), months, tables.additional)


def choose_bonus(session: Session, worker_ids: list[UUID], month: Month, separate: bool) -> int:
    """Have bonuses of a month taxed by themselves, or merged with the wages; return of how many persons.

    All rows of a person are one bonus, as a run takes them, and are taxed in one way.

    Raises:
        NotFoundError: somebody has no bonus in the month. NotPermittedError: its run is no draft any more.
    """
    run = session.scalar(select(PayRun).where(PayRun.month == month.first_day, PayRun.kind == RunKind.REGULAR))
    if run is not None and run.state is not RunState.DRAFT:
        raise NotPermittedError(
            N_("The pay of {month} is {state}. Reopen it before you choose another way of taxing its bonuses."),
            month=month, state=run.state.message,
        )  # fmt: skip
    rows: dict[UUID, list[PayEntry]] = defaultdict(list)
    for row in session.scalars(_entries(month.first_day)):
        rows[row.worker_id].append(row)
    for worker_id in worker_ids:
        if worker_id not in rows:
            worker = session.get(Worker, worker_id)
            raise NotFoundError(
                N_("{name} has no annual bonus in {month}."), name=worker.name if worker else "—", month=month
            )
        for row in rows[worker_id]:
            assign(row, kind=EntryKind.BONUS_SEPARATE if separate else EntryKind.BONUS_MERGED)
    return len(worker_ids)


def _entries(first_day: date) -> Select[PayEntry]:
    return select(PayEntry).where(PayEntry.month == first_day, PayEntry.kind.in_(BONUS)).order_by(PayEntry.id)

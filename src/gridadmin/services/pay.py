"""Reading pay: runs with their sums, lines, what differs from the last month, one person's line."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_changes import LineChange, adjusted_lines, compare_lines
from gridadmin.domain.pay_runs import PayLineRow, PayRunRow, RunKind, RunState
from gridadmin.i18n import N_
from gridadmin.models.pay import PayLine, PayRun
from gridadmin.models.workers import Worker

_SUMS = ("gross", "bonus", "worker_share", "unit_share", "tax", "net")


def list_runs(session: Session) -> list[PayRunRow]:
    """Return every run with its sums, the newest first."""
    columns = [func.count(PayLine.id), *(func.coalesce(func.sum(getattr(PayLine, name)), 0) for name in _SUMS)]
    sums = {row[0]: row[1:] for row in session.execute(select(PayLine.run_id, *columns).group_by(PayLine.run_id))}
    runs = session.scalars(select(PayRun).order_by(PayRun.pay_date.desc(), PayRun.id.desc()))
    return [_run_row(run, sums.get(run.id, (0,) * 7)) for run in runs]


def _run_row(run: PayRun, sums: Sequence[int]) -> PayRunRow:
    people, gross, bonus, employee, employer, tax, net = map(int, sums)
    return PayRunRow(
        id=run.id, month=Month.of(run.month), kind=run.kind, state=run.state, pay_date=run.pay_date,
        known_on=run.known_on, people=people, gross=gross + bonus, employee=employee, employer=employer, tax=tax,
        net=net, steps=tuple(tuple(step) for step in run.steps), version=run.version,
    )  # fmt: skip


def get_run(session: Session, run_id: UUID) -> PayRunRow:
    """Return a run with its sums; NotFoundError where it is gone."""
    return _found(next((row for row in list_runs(session) if row.id == run_id), None), "—")


def last_steps(session: Session) -> dict[RunState, str]:
    """Return who took each step last, over all runs."""
    found: dict[RunState, str] = {}
    for steps in session.scalars(select(PayRun.steps).order_by(PayRun.pay_date, PayRun.id)):
        found |= {RunState(step[0]): step[2] for step in steps if step[0] != RunState.DRAFT.value}
    return found


def run_of_month(session: Session, month: Month, kind: RunKind = RunKind.REGULAR) -> PayRunRow:
    """Return the newest run of a kind of a month; NotFoundError where there is none."""
    found = next((row for row in list_runs(session) if row.month == month and row.kind is kind), None)
    if found is None and kind is RunKind.ADJUSTMENT:
        raise NotFoundError(
            N_("There is no adjustment of {month}. Reckon it with: gridadmin pay adjust --month {month}"), month=month
        )
    return _found(found, str(month))


def _found(row: PayRunRow | None, month: str) -> PayRunRow:
    if row is None:
        raise NotFoundError(
            N_("There is no run of {month}. Reckon it with: gridadmin pay run --month {month}"), month=month
        )
    return row


def list_lines(session: Session, run_id: UUID) -> list[PayLineRow]:
    """Return the lines of a run by name."""
    query = select(PayLine, Worker.name).join(Worker, Worker.id == PayLine.worker_id)
    query = query.where(PayLine.run_id == run_id).order_by(Worker.name_pinyin, Worker.id)
    return [_line_row(line, name) for line, name in session.execute(query)]


def get_line(session: Session, worker_id: UUID, month: Month) -> PayLineRow:
    """Return somebody's line in the regular run of a month; NotFoundError where there is none."""
    query = (
        select(PayLine, Worker.name)
        .join(Worker, Worker.id == PayLine.worker_id)
        .join(PayRun, PayRun.id == PayLine.run_id)
        .where(PayLine.worker_id == worker_id, PayRun.month == month.first_day, PayRun.kind == RunKind.REGULAR)
    )
    found = session.execute(query).first()
    if found is None:
        raise NotFoundError(N_("Nothing was reckoned for this person in {month}."), month=month)
    return _line_row(found[0], found[1])


def _line_row(line: PayLine, name: str) -> PayLineRow:
    return PayLineRow(
        id=line.id, run_id=line.run_id, worker_id=line.worker_id, name=name, category=line.category,
        gross=line.gross, bonus=line.bonus, employee=line.worker_share, employer=line.unit_share, tax=line.tax,
        kept=line.kept, owed_before=line.owed_before, net=line.net, owed=line.owed, details=line.details,
    )  # fmt: skip


def run_changes(session: Session, run_id: UUID) -> list[LineChange]:
    """Return what differs from the regular run before, or what an adjustment changes, each with the fact behind it."""
    run = get_run(session, run_id)
    if run.kind is RunKind.ADJUSTMENT:
        return adjusted_lines(list_lines(session, run_id))
    before = next((row for row in list_runs(session) if row.kind is RunKind.REGULAR and row.month < run.month), None)
    return compare_lines(list_lines(session, run_id), list_lines(session, before.id) if before else [])

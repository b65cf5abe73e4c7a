"""Runs of pay: reckoned as a draft as often as wanted, then checked, approved, paid, locked. Nothing paid changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError, NotPermittedError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_obstacles import RunStoppedError
from gridadmin.domain.pay_person import (
    ReckonedLine,
    RunTables,
)
from gridadmin.domain.pay_runs import STATES, RunKind, RunState, line_details
from gridadmin.i18n import N_
from gridadmin.models.ids import new_id
from gridadmin.models.pay import PayLine, PayRun
from gridadmin.services.assignment import assign
from gridadmin.services.pay_facts import FactBook
from gridadmin.services.pay_obstacles import parameter_obstacles, standard_obstacles
from gridadmin.services.pay_parameters import TablesBook
from gridadmin.services.pay_past import PaidLines, doubled_month, draft_of, refuse_doubled
from gridadmin.services.pay_reckoning import Tell, reckon_run


def draft_run(session: Session, month: Month, pay_date: date, today: date, tell: Tell | None = None) -> UUID:
    """Reckon a month by what is known today and keep it as a draft, as often as wanted; return the run's id.

    Raises:
        NotPermittedError: the month was checked, approved or paid already, another run is in draft, or a month was
            reckoned on two computers.
        RunStoppedError: parameters are missing, standards overlap, or facts cannot be reckoned; all of it is named.
    """
    refuse_doubled(session)
    run = _regular(session, month)
    if run is not None and run.state is not RunState.DRAFT:
        raise NotPermittedError(
            N_("The pay of {month} is {state}. Reopen it, or enter what is late: the next month makes up for it."),
            month=month, state=run.state.message,
        )  # fmt: skip
    _refuse_other_draft(session, run)
    _refuse_disorder(session, month, pay_date, run)
    pay_month, tables = Month.of(pay_date), TablesBook(session, today)
    lines = PaidLines(session, month, pay_month, run.id if run else None)
    _check_tables(tables, month, pay_month, lines.closed_months(month))
    now = tables.of(month, pay_month)
    reckoned = reckon_run(FactBook(session, today, lines), lines, tables, now, tell)
    if run is None:
        run = PayRun(id=new_id(), month=month.first_day, kind=RunKind.REGULAR, state=RunState.DRAFT, steps=[])
        session.add(run)
    assign(run, pay_date=pay_date, known_on=today)
    _keep_lines(session, run.id, reckoned, now)
    session.flush()
    return run.id


def _check_tables(tables: TablesBook, month: Month, pay_month: Month, past: Sequence[Month]) -> None:
    obstacles = [
        *parameter_obstacles(tables.parameters, (*past, month, pay_month), tables.known_on),
        *standard_obstacles(tables.standards, min((*past, month)).first_day, month.last_day),
    ]
    if obstacles:
        raise RunStoppedError(month, obstacles)


def _keep_lines(session: Session, run_id: UUID, reckoned: list[ReckonedLine], tables: RunTables) -> None:
    known = {row.worker_id: row for row in session.scalars(select(PayLine).where(PayLine.run_id == run_id))}
    for line in reckoned:
        values = line_values(line, tables)
        row = known.pop(line.facts.worker_id, None)
        if row is None:
            session.add(PayLine(id=new_id(), run_id=run_id, worker_id=line.facts.worker_id, **values))
        else:
            assign(row, **values)
    for row in known.values():
        session.delete(row)


def line_values(line: ReckonedLine, tables: RunTables) -> dict[str, Any]:
    """Return the fields of a line."""
    paid = line.paid
    return {
        "category": line.category, "gross": paid.gross, "bonus": paid.bonus, "worker_share": paid.employee,
        "unit_share": paid.employer, "tax": paid.tax + paid.bonus_tax, "kept": paid.kept,
        "owed_before": line.facts.owed, "net": paid.net, "owed": paid.owed,
        "details": line_details(line, tables),
    }  # fmt: skip


def step_run(session: Session, run_id: UUID, state: RunState, by: str, on: date, note: str = "") -> str:
    """Take a run one step on: checked, approved, paid, locked; return its month.

    Args:
        note: what is to be known of the step, such as how many differences were read.

    Raises:
        NotPermittedError: it is not the next step, or a month was reckoned on two computers. InvalidError: nobody is
            named.
    """
    refuse_doubled(session)
    run = _require(session, run_id)
    if not by.strip():
        raise InvalidError(N_("Enter who takes this step."))
    if state is RunState.DRAFT or STATES.index(state) != STATES.index(run.state) + 1:
        raise NotPermittedError(
            N_("A run that is {state} cannot become {wanted}: the steps are checked, approved, paid, locked."),
            state=run.state.message, wanted=state.message,
        )  # fmt: skip
    step = [state.value, on.isoformat(), by.strip(), *([note] if note else [])]
    assign(run, state=state, steps=[*run.steps, step])
    return str(Month.of(run.month))


def take_steps(session: Session, run_id: UUID, by: Mapping[RunState, str], on: date, note: str = "") -> str:
    """Take a run several steps on, each by who is named for it; return its month. The note is that of the first step.

    Raises:
        NotPermittedError, InvalidError: as `step_run`, of the first step that cannot be taken; none is taken then.
    """
    for place, state in enumerate(sorted(by, key=STATES.index)):
        step_run(session, run_id, state, by[state], on, "" if place else note)
    return str(Month.of(_require(session, run_id).month))


def reopen_run(session: Session, run_id: UUID, reason: str, by: str, on: date) -> str:
    """Take the newest run, or one of a month that was reckoned twice, back to a draft; return its month.

    Raises:
        NotPermittedError: a later run builds on it. InvalidError: no reason or nobody named.
    """
    run = _require(session, run_id)
    if not (reason.strip() and by.strip()):
        raise InvalidError(N_("Enter who reopens the run, and why."))
    later = session.scalar(
        select(PayRun.month).where(
            (PayRun.pay_date > run.pay_date) | ((PayRun.pay_date == run.pay_date) & (PayRun.id > run.id))
        )
    )
    doubled = run.kind is RunKind.REGULAR and doubled_month(session) == Month.of(run.month)
    if later is not None and not doubled:
        raise NotPermittedError(
            N_("The run of {later} builds on this one. Enter what is late: the next month makes up for it."),
            later=Month.of(later),
        )
    words = [RunState.DRAFT.value, on.isoformat(), by.strip(), reason.strip()]
    assign(run, state=RunState.DRAFT, steps=[*run.steps, words])
    return str(Month.of(run.month))


def drop_draft(session: Session, run_id: UUID) -> str:
    """Throw a draft away and return its month; NotPermittedError where it is none."""
    run = _require(session, run_id)
    if run.state is not RunState.DRAFT:
        raise NotPermittedError(N_("Only a draft can be thrown away."))
    for line in session.scalars(select(PayLine).where(PayLine.run_id == run_id)):
        session.delete(line)
    session.delete(run)
    return str(Month.of(run.month))


def _regular(session: Session, month: Month) -> PayRun | None:
    found: PayRun | None = session.scalar(
        select(PayRun).where(PayRun.month == month.first_day, PayRun.kind == RunKind.REGULAR)
    )
    return found


def _refuse_other_draft(session: Session, run: PayRun | None) -> None:
    draft = draft_of(session)
    if draft is not None and (run is None or draft.id != run.id):
        raise NotPermittedError(
            N_("The run of {month} is still a draft. Finish it or throw it away first."), month=draft.month
        )


def _refuse_disorder(session: Session, month: Month, pay_date: date, run: PayRun | None) -> None:
    """Keep runs in the order of payment, in which the sums of the tax year and what is owed go on; adjustments, too."""
    if Month.of(pay_date) < month:
        raise InvalidError(N_("{month} is not paid before it begins."), month=month)
    later = session.scalar(
        select(PayRun.month).where(PayRun.kind == RunKind.REGULAR, PayRun.month > month.first_day).limit(1)
    )
    others = select(PayRun.pay_date).where(PayRun.id != run.id) if run is not None else select(PayRun.pay_date)
    last = session.scalar(others.order_by(PayRun.pay_date.desc()).limit(1))
    if later is not None or (last is not None and last > pay_date):
        raise NotPermittedError(
            N_("Runs follow each other: {month} cannot be paid on {day} before what was paid already."),
            month=month, day=pay_date.isoformat(),
        )  # fmt: skip


def _require(session: Session, run_id: UUID) -> PayRun:
    run = session.get(PayRun, run_id)
    if run is None:
        raise NotFoundError(N_("The run is no longer there."))
    return run

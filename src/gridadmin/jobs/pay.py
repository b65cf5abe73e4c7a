"""The month's pay end to end: reckoned as one act or only rehearsed, taken a step on, explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.months import Month
from gridadmin.domain.pay_explain import Figure, explain_line
from gridadmin.domain.pay_runs import LineChange, PayLineRow, PayRunRow, RunState
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.pay import get_line, get_run, list_lines, run_changes, run_of_month
from gridadmin.services.pay_runs import draft_run, step_run
from gridadmin.services.pay_shipped import shipped_working_days
from gridadmin.services.workers import find_worker_id

PAY_DAY = 10  # of the following month; early where it is a day of rest


@dataclass(frozen=True)
class RunView:
    """A run with its lines, and what differs from the month before."""

    run: PayRunRow
    lines: list[PayLineRow]
    changes: list[LineChange]


def pay_day(month: Month) -> date:
    """Return the day on which a month is paid where no other is given (工资支付暂行规定 art. 7)."""
    return shipped_working_days().pay_day(month.plus(1).first_day.replace(day=PAY_DAY))


def run_month(office: OpenOffice, month: Month, paid_on: date | None = None, *, dry_run: bool = False) -> RunView:
    """Reckon a month as a draft; `dry_run` reckons it just so and takes everything back.

    Raises:
        InvalidError, NotPermittedError: as `services.pay_runs.draft_run`.
    """
    paid_on = paid_on or pay_day(month)
    if dry_run:
        return office.rehearse(_reckon, month, paid_on, office.today())
    return office.act(_reckoned, _reckon, month, paid_on, office.today())


def _reckon(session: Session, month: Month, paid_on: date, today: date) -> RunView:
    return _view(session, draft_run(session, month, paid_on, today))


def _reckoned(view: RunView) -> Message:
    values = {"month": view.run.month, "people": view.run.people}
    return Message(N_("Reckon the pay of {month} for {people} persons"), values)


def _view(session: Session, run_id: UUID) -> RunView:
    return RunView(get_run(session, run_id), list_lines(session, run_id), run_changes(session, run_id))


def see_run(office: OpenOffice, run_id: UUID, progress: Progress | None = None) -> RunView:
    """Return a run as it is; NotFoundError where it is gone."""
    (progress or Progress()).check()
    return office.read(_view, run_id)


def see_month(office: OpenOffice, month: Month) -> RunView:
    """Return a month's regular run as it is; NotFoundError where there is none."""
    return see_run(office, office.read(run_of_month, month).id)


def take_step(office: OpenOffice, month: Month, state: RunState, by: str) -> RunView:
    """Take a month's run one step on, as one act.

    Raises:
        NotFoundError: there is none. NotPermittedError, InvalidError: as `services.pay_runs.step_run`.
    """
    run = office.read(run_of_month, month)
    sentence = Message(N_("Pay of {month}: {state}"), {"month": month, "state": state.message})
    office.act(sentence, step_run, run.id, state, by, office.today())
    return see_run(office, run.id)


def explain(office: OpenOffice, worker: str, month: Month) -> tuple[PayLineRow, list[Figure]]:
    """Return somebody's line of a month with every figure explained.

    Raises:
        NotFoundError: there is no such person, or nothing was reckoned.
    """
    line = office.read(lambda session: get_line(session, find_worker_id(session, worker), month))
    return line, explain_line(line)

"""The month's pay end to end: reckoned as one act or only rehearsed, taken on, reopened, thrown away, explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotPermittedError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_bonus_choice import BonusChoice
from gridadmin.domain.pay_changes import LineChange
from gridadmin.domain.pay_explain import Figure, explain_line
from gridadmin.domain.pay_overview import AdjustmentDue, NextMonth
from gridadmin.domain.pay_runs import STATES, PayLineRow, PayRunRow, RunKind, RunState
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.pay import get_line, get_run, last_steps, list_lines, list_runs, run_changes, run_of_month
from gridadmin.services.pay_adjustments import draft_adjustment
from gridadmin.services.pay_bonus import bonus_choices, choose_bonus
from gridadmin.services.pay_overview import adjustment_due, next_month, skipped_months, usual_pay_day
from gridadmin.services.pay_runs import draft_run, drop_draft, reopen_run, take_steps
from gridadmin.services.workers import find_worker_id

RECKONING = N_("Reckoning the pay")


@dataclass(frozen=True)
class RunView:
    """A run with its lines, what differs from the month before, and the choices that its bonuses leave.

    Attributes:
        skipped: months before it that have no run and, once it is paid, can have none.
    """

    run: PayRunRow
    lines: list[PayLineRow]
    changes: list[LineChange]
    bonuses: list[BonusChoice]
    skipped: tuple[Month, ...] = ()


@dataclass(frozen=True)
class Outlook:
    """What waits: the month that is next, an adjustment that limits known late ask for.

    Attributes:
        steps: who took each step of the last run that was taken on: proposed for the next.
    """

    runs: list[PayRunRow]
    upcoming: NextMonth
    adjustment: AdjustmentDue | None
    steps: Mapping[RunState, str]


def outlook(office: OpenOffice, progress: Progress | None = None) -> Outlook:
    """Return the runs and what waits."""
    (progress or Progress()).check()
    return office.read(_outlook, office.today())


def _outlook(session: Session, today: date) -> Outlook:
    return Outlook(list_runs(session), next_month(session, today), adjustment_due(session, today), last_steps(session))


def run_month(
    office: OpenOffice,
    month: Month,
    paid_on: date | None = None,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> RunView:
    """Reckon a month as a draft; `dry_run` reckons it just so and takes everything back.

    Raises:
        RunStoppedError, InvalidError, NotPermittedError: as `services.pay_runs.draft_run`. CancelledError: stopped.
    """
    args = (month, paid_on or office.read(usual_pay_day, month, office.today()), office.today(), _tell(progress))
    return office.rehearse(_reckon, *args) if dry_run else office.act(_reckoned, _reckon, *args)


def rehearse_month(office: OpenOffice, month: Month, paid_on: date, progress: Progress | None = None) -> RunView:
    """Reckon a month and keep nothing; a job of the window. Raises as `run_month`."""
    return run_month(office, month, paid_on, dry_run=True, progress=progress)


def keep_month(office: OpenOffice, month: Month, paid_on: date, progress: Progress | None = None) -> RunView:
    """Reckon a month as a draft; a job of the window. Raises as `run_month`."""
    return run_month(office, month, paid_on, progress=progress)


def _tell(progress: Progress | None) -> Callable[[int, int], None]:
    told = progress or Progress()
    return lambda done, total: told.report(done, total, Message(RECKONING))


def _reckon(
    session: Session, month: Month, paid_on: date, today: date, tell: Callable[[int, int], None] | None = None
) -> RunView:
    return _view(session, draft_run(session, month, paid_on, today, tell))


def _reckoned(view: RunView) -> Message:
    values = {"month": view.run.month, "people": view.run.people}
    return Message(N_("Reckon the pay of {month} for {people} persons"), values)


def _view(session: Session, run_id: UUID) -> RunView:
    run = get_run(session, run_id)
    skipped = skipped_months(session, run.month) if run.kind is RunKind.REGULAR else ()
    lines, changes = list_lines(session, run_id), run_changes(session, run_id)
    return RunView(run, lines, changes, bonus_choices(session, run_id), skipped)


def see_run(office: OpenOffice, run_id: UUID, progress: Progress | None = None) -> RunView:
    """Return a run as it is; NotFoundError where it is gone."""
    (progress or Progress()).check()
    return office.read(_view, run_id)


def see_month(office: OpenOffice, month: Month) -> RunView:
    """Return a month's regular run as it is; NotFoundError where there is none."""
    return see_run(office, office.read(run_of_month, month).id)


def take_on(
    office: OpenOffice, run_id: UUID, by: Mapping[RunState, str], note: str = "", progress: Progress | None = None
) -> RunView:
    """Take a run on by one step or several, as one act, each by who is named for it.

    Raises:
        NotPermittedError, InvalidError: as `services.pay_runs.step_run`.
    """
    (progress or Progress()).check()
    run = office.read(get_run, run_id)
    last = max(by, key=STATES.index)
    msgid = N_("Pay of {month}: {state}") if run.kind is RunKind.REGULAR else N_("Adjustment of {month}: {state}")
    sentence = Message(msgid, {"month": run.month, "state": last.message})
    office.act(sentence, take_steps, run_id, by, office.today(), note)
    return see_run(office, run_id)


def take_step(office: OpenOffice, month: Month, state: RunState, by: str) -> RunView:
    """Take a month's run one step on, as one act.

    Raises:
        NotFoundError: there is none. NotPermittedError, InvalidError: as `services.pay_runs.step_run`.
    """
    return take_on(office, office.read(run_of_month, month).id, {state: by})


def reopen(office: OpenOffice, run_id: UUID, reason: str, by: str, progress: Progress | None = None) -> RunView:
    """Take the newest run back to a draft, as one act. Raises as `services.pay_runs.reopen_run`."""
    (progress or Progress()).check()
    run = office.read(get_run, run_id)
    sentence = Message(N_("Reopen the pay of {month}: {reason}"), {"month": run.month, "reason": reason})
    office.act(sentence, reopen_run, run_id, reason, by, office.today())
    return see_run(office, run_id)


def drop(office: OpenOffice, run_id: UUID, progress: Progress | None = None) -> PayRunRow:
    """Throw a draft away, as one act, and return what it was. Raises as `services.pay_runs.drop_draft`."""
    (progress or Progress()).check()
    run = office.read(get_run, run_id)
    office.act(Message(N_("Throw the draft of {month} away"), {"month": run.month}), drop_draft, run_id)
    return run


def adjust_months(
    office: OpenOffice,
    month: Month | None = None,
    paid_on: date | None = None,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> RunView | None:
    """Reckon what limits and bases known late change in paid months, as a run of its own; None where nothing differs.

    Args:
        month: before which the paid months are looked at; the next one that is paid where it is left out.

    Raises:
        NotPermittedError: as `services.pay_adjustments.draft_adjustment`. CancelledError: stopped.
    """
    args = (month, paid_on, office.today(), _tell(progress))
    return office.rehearse(_adjust, *args) if dry_run else office.act(_adjusted, _adjust, *args)


def keep_adjustment(office: OpenOffice, progress: Progress | None = None) -> RunView | None:
    """Reckon the back-adjustment that is offered; a job of the window. Raises as `adjust_months`."""
    return adjust_months(office, progress=progress)


def _adjust(
    session: Session, month: Month | None, paid_on: date | None, today: date, tell: Callable[[int, int], None]
) -> RunView | None:
    upcoming = next_month(session, today)
    if upcoming.state is not None and month is None:
        raise NotPermittedError(
            N_("The pay of {month} is {state}. Finish it or throw it away first."),
            month=upcoming.month, state=upcoming.state.message,
        )  # fmt: skip
    last = max((row.pay_date for row in list_runs(session) if row.state is not RunState.DRAFT), default=today)
    run_id = draft_adjustment(session, month or upcoming.month, paid_on or max(today, last), today, tell)
    return None if run_id is None else _view(session, run_id)


def _adjusted(view: RunView | None) -> Message:
    people = view.run.people if view else 0
    return Message(N_("Reckon the back-adjustment of insurance for {people} persons"), {"people": people})


def choose_bonuses(
    office: OpenOffice, view: RunView, worker_ids: list[UUID], separate: bool, progress: Progress | None = None
) -> RunView:
    """Have bonuses of a draft taxed the other way and reckon the draft again, as one act.

    Raises:
        NotPermittedError: it is no draft. RunStoppedError: somebody's may not be taxed by itself.
    """
    month, paid_on = view.run.month, view.run.pay_date
    msgid = N_("Tax the bonus of {count} persons by itself") if separate else N_("Merge the bonus of {count} persons")

    def choose(session: Session) -> RunView:
        choose_bonus(session, worker_ids, month, separate)
        session.flush()
        return _reckon(session, month, paid_on, office.today(), _tell(progress))

    return office.act(Message(msgid, {"count": len(worker_ids)}), choose)


def explain(office: OpenOffice, worker: str, month: Month) -> tuple[PayLineRow, list[Figure]]:
    """Return somebody's line of a month with every figure explained.

    Raises:
        NotFoundError: there is no such person, or nothing was reckoned.
    """
    line = office.read(lambda session: get_line(session, find_worker_id(session, worker), month))
    return line, explain_line(line)

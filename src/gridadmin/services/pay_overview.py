"""Reading around the runs: the month that comes next, limits known late, the year's cost by month, the home queue."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Text, case, extract, func, select, type_coerce
from sqlalchemy.orm import Session

from gridadmin.domain.months import Month
from gridadmin.domain.pay_overview import AdjustmentDue, MonthCost, NextMonth, pay_queue
from gridadmin.domain.pay_runs import CLOSED, RunKind
from gridadmin.domain.queues import Queue
from gridadmin.domain.working_days import WorkingDays
from gridadmin.models.pay import PayLine, PayRun
from gridadmin.services.calendar import office_working_days
from gridadmin.services.pay_adjustments import find_adjustments
from gridadmin.services.pay_parameters import get_pay_parameters
from gridadmin.services.pay_past import LOOK_BACK_MONTHS, draft_of

PAY_DAY = 10  # of the following month; early where it is a day of rest
INSURANCE = "insurance."


def pay_day(month: Month, days: WorkingDays) -> date:
    """Return the day on which a month is paid where no other is given (工资支付暂行规定 art. 7)."""
    return days.pay_day(month.plus(1).first_day.replace(day=PAY_DAY))


def usual_pay_day(session: Session, month: Month, known_on: date) -> date:
    """Return the same by the notices of holidays that the office has entered by a day."""
    return pay_day(month, office_working_days(session, known_on))


def next_month(session: Session, today: date) -> NextMonth:
    """Return the month whose run is not paid yet, or the one after the last; last month where there is no run."""
    newest = session.scalar(select(PayRun).where(PayRun.kind == RunKind.REGULAR).order_by(PayRun.month.desc()).limit(1))
    if newest is None:
        month = Month.of(today).plus(-1)
        return NextMonth(month, max(usual_pay_day(session, month, today), today))
    if newest.state not in CLOSED:
        return NextMonth(Month.of(newest.month), newest.pay_date, newest.id, newest.state)
    month = Month.of(newest.month).plus(1)
    last: date = session.scalar(select(func.max(PayRun.pay_date))) or newest.pay_date
    return NextMonth(month, max(usual_pay_day(session, month, today), last))


def skipped_months(session: Session, month: Month) -> tuple[Month, ...]:
    """Return the months between a month and the run before it: runs follow each other, so that these are passed over.

    An office that took the program up in this month, or has gone on elsewhere for a while, has good reasons for it.
    """
    earlier = select(func.max(PayRun.month)).where(PayRun.kind == RunKind.REGULAR, PayRun.month < month.first_day)
    last: date | None = session.scalar(earlier)
    if last is None:
        return ()
    return tuple(Month.of(last).plus(at) for at in range(1, month.since(Month.of(last))))


def late_limits(session: Session, today: date) -> dict[Month, tuple[str, ...]]:
    """Return the paid months of the last twelve whose insurance parameters became known later, with the papers.

    A month that an adjustment came after is known as of that adjustment.
    """
    runs = session.scalars(select(PayRun).where(PayRun.state.in_(CLOSED)).order_by(PayRun.month)).all()
    regular = {Month.of(run.month): run.known_on for run in runs if run.kind is RunKind.REGULAR}
    adjusted = [(Month.of(run.month), run.known_on) for run in runs if run.kind is RunKind.ADJUSTMENT]
    if not regular:
        return {}
    oldest, parameters = max(regular).plus(1 - LOOK_BACK_MONTHS), get_pay_parameters(session)
    found = {}
    for month, known in regular.items():
        if month >= oldest:
            since = max([known, *(on for before, on in adjusted if before > month)])
            changed = [row for row in parameters.changed(month, since, today) if row.key.startswith(INSURANCE)]
            if changed:
                found[month] = tuple(dict.fromkeys(row.source for row in changed if row.source))
    return found


def adjustment_due(session: Session, today: date) -> AdjustmentDue | None:
    """Return what limits known late ask for; None where nothing differs, or a draft is to be finished first."""
    late = late_limits(session, today)
    if not late or draft_of(session) is not None:
        return None
    upcoming = next_month(session, today)
    found = find_adjustments(session, upcoming.month, Month.of(max(today, max(late).first_day)), today)
    lines = [line for months in found.values() for changed in months.values() for line in changed]
    if not lines:
        return None
    return AdjustmentDue(
        months=tuple(sorted({month for months in found.values() for month in months})),
        people=len(found),
        papers=tuple(dict.fromkeys(paper for papers in late.values() for paper in papers)),
        employee=sum(line.employee for line in lines),
        employer=sum(line.employer for line in lines),
    )


def year_costs(session: Session, year: int) -> list[MonthCost]:
    """Return what each month of work of a year cost, months without a run left out."""
    part_time = type_coerce(PayLine.details, Text).like('%,"kind":"part_time",%')  # keys are sorted, see PaidLine
    gross = PayLine.gross + PayLine.bonus
    sums = [
        func.sum(case((part_time, 0), else_=gross)), func.sum(case((part_time, gross), else_=0)),
        *(func.sum(column) for column in (PayLine.unit_share, PayLine.worker_share, PayLine.tax, PayLine.net)),
    ]  # fmt: skip
    query = (
        select(PayRun.month, func.count(PayLine.worker_id.distinct()), *sums)
        .join(PayLine, PayLine.run_id == PayRun.id)
        .where(extract("year", PayRun.month) == year)
        .group_by(PayRun.month)
        .order_by(PayRun.month)
    )
    return [MonthCost(Month.of(row[0]), *map(int, row[1:])) for row in session.execute(query)]


def waiting_queue(session: Session, today: date) -> Queue | None:
    """Return what waits of pay; None in an office that does not pay with the program."""
    newest = session.scalar(select(PayRun.kind).order_by(PayRun.pay_date.desc()).limit(1))
    return pay_queue(next_month(session, today), len(late_limits(session, today)), newest, today)

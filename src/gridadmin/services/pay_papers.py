"""What the papers of a month's pay are made of, read in a few statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_papers import PaidMonth, PaidPerson
from gridadmin.domain.pay_runs import PayLineRow, RunKind
from gridadmin.domain.workers import WorkerRow
from gridadmin.i18n import N_
from gridadmin.services.pay import list_lines, list_runs, run_of_month
from gridadmin.services.workers import worker_rows


def read_paid_month(session: Session, month: Month) -> PaidMonth:
    """Return a month's regular run with everything that its papers show, ID numbers whole (see `masked_month`).

    Raises:
        NotFoundError: there is no run of the month.
    """
    run = run_of_month(session, month)
    earlier = [row for row in list_runs(session) if (row.pay_date, row.id) < (run.pay_date, run.id)]
    regular = next((row for row in earlier if row.kind is RunKind.REGULAR), None)
    since = (regular.pay_date, regular.id) if regular else None
    between = [row for row in earlier if since is None or (row.pay_date, row.id) > since]
    adjusted = [line for row in between for line in list_lines(session, row.id)]
    same_period = regular is not None and Month.of(regular.pay_date) == Month.of(run.pay_date)
    lines = list_lines(session, run.id)
    ids = [*dict.fromkeys(line.worker_id for line in (*lines, *adjusted))]
    people = {row.id: row for row in worker_rows(session, ids, month.last_day)}
    return PaidMonth(
        run=run,
        people=in_order(lines, people),
        adjusted=in_order(adjusted, people),
        earlier=read_paid_month(session, regular.month) if regular and same_period else None,
        full_numbers=True,
    )


def read_adjustments(session: Session, month: Month) -> tuple[PaidMonth, ...]:
    """Return the back-adjustments reckoned for a month, in the order of payment, ID numbers whole.

    Raises:
        NotFoundError: there is none.
    """
    runs = [row for row in list_runs(session) if row.kind is RunKind.ADJUSTMENT and row.month == month]
    if not runs:
        raise NotFoundError(N_("There is no back-adjustment of insurance with the month {month}."), month=month)
    found = []
    for run in sorted(runs, key=lambda row: (row.pay_date, row.id)):
        lines = list_lines(session, run.id)
        people = {row.id: row for row in worker_rows(session, [line.worker_id for line in lines], month.last_day)}
        found.append(PaidMonth(run, in_order(lines, people), full_numbers=True))
    return tuple(found)


def in_order(lines: Sequence[PayLineRow], people: Mapping[UUID, WorkerRow]) -> tuple[PaidPerson, ...]:
    """Return lines with who they are of: full-time first, community by community, each kind numbered from 1."""
    names = Counter(line.name for line in {line.worker_id: line for line in lines}.values())
    found = [_person(line, people[line.worker_id], same_name=names[line.name] > 1) for line in lines]
    found.sort(key=lambda person: (person.is_part_time, not person.community, person.community))
    full = sum(not person.is_part_time for person in found)
    return tuple(replace(person, number=at - full * person.is_part_time) for at, person in enumerate(found, start=1))


def _person(line: PayLineRow, row: WorkerRow, *, same_name: bool) -> PaidPerson:
    grids = "、".join(post.grid_name for post in row.grids)
    return PaidPerson(0, line, row.id_number or "", row.community, grids, same_name)

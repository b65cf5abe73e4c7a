"""Everybody's payments of a year, for the year statement; runs that are not approved are left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.masking import mask_id_number
from gridadmin.domain.pay_papers import UNAPPROVED, PaidPerson
from gridadmin.domain.pay_papers_year import PaidYear
from gridadmin.domain.pay_runs import PayRunRow
from gridadmin.i18n import N_
from gridadmin.services.pay import list_lines, list_runs
from gridadmin.services.pay_papers import in_order
from gridadmin.services.workers import worker_rows


def read_paid_year(
    session: Session, year: int, only: Collection[UUID] | None = None, *, full_numbers: bool = False
) -> tuple[PaidYear, ...]:
    """Return the payments of a year, person by person in the order of the papers; ID numbers masked unless asked for.

    Raises:
        NotFoundError: nothing approved was paid in the year, or nothing to those named.
    """
    runs = [run for run in list_runs(session) if run.pay_date.year == year and run.state not in UNAPPROVED]
    runs.sort(key=lambda run: (run.pay_date, run.id))
    found: dict[UUID, list[tuple[PayRunRow, PaidPerson]]] = defaultdict(list)
    last: dict[UUID, PaidPerson] = {}
    for run in runs:
        lines = [line for line in list_lines(session, run.id) if only is None or line.worker_id in only]
        people = {row.id: row for row in worker_rows(session, [line.worker_id for line in lines], run.month.last_day)}
        for person in in_order(lines, people):
            last[person.line.worker_id] = person
            found[person.line.worker_id].append((run, person))
    if not found:
        raise NotFoundError(N_("Nothing that was approved was paid in {year}."), year=year)
    rows = {row.id: row for row in worker_rows(session, list(last), runs[-1].month.last_day)}
    ordered = in_order([person.line for person in last.values()], rows)
    shown = [person if full_numbers else _masked(person) for person in ordered]
    return tuple(PaidYear(person, tuple(found[person.line.worker_id])) for person in shown)


def paid_years(session: Session) -> list[int]:
    """Return the years in which something approved was paid, the newest first."""
    return sorted({run.pay_date.year for run in list_runs(session) if run.state not in UNAPPROVED}, reverse=True)


def paid_in_year(session: Session, year: int) -> list[tuple[UUID, str, str]]:
    """Return who was paid in a year: id, name as last paid, and community; in the order of the papers.

    Two of one name are told apart by the last four digits of their numbers, as on the papers.
    """
    people = [each.person for each in read_paid_year(session, year)]
    return [
        (
            person.line.worker_id,
            f"{person.line.name}（{person.id_number[-4:]}）" if person.same_name else person.line.name,
            person.community,
        )
        for person in people
    ]


def _masked(person: PaidPerson) -> PaidPerson:
    return replace(person, id_number=mask_id_number(person.id_number))

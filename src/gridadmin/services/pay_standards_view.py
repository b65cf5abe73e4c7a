"""Looking at pay standards: what holds on a day, holes with the people in them, grades to choose, a live example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.months import Month
from gridadmin.domain.pay_person import reckon_elements, service_spans
from gridadmin.domain.pay_standards import ElementLine, PayStandard, find_overlap
from gridadmin.domain.pay_standards_holes import Hole, find_gaps, find_holes
from gridadmin.domain.workers import AppointmentRole, EmploymentKind
from gridadmin.models.workers import Appointment, Employment
from gridadmin.services.assessment_schemes import list_schemes
from gridadmin.services.dated import holds_on
from gridadmin.services.pay_facts import FactBook
from gridadmin.services.pay_parameters import TablesBook
from gridadmin.services.pay_past import PaidLines
from gridadmin.services.pay_standards import StandardRow, list_standard_rows


@dataclass(frozen=True)
class HoleRow:
    """A hole, with how many people in service on the day of the question it concerns."""

    hole: Hole
    people: int


@dataclass(frozen=True)
class StandardsView:
    """Everything about standards as of a day.

    Attributes:
        rows: all of them, with their history. holes: from the day on.
        schemes: name of an assessment scheme -> its grades, the best first.
    """

    rows: tuple[StandardRow, ...]
    holes: tuple[HoleRow, ...]
    schemes: dict[str, tuple[str, ...]]

    def names(self) -> dict[str, str]:
        """Return the name of each element by its code."""
        return {row.standard.code: row.standard.name for row in self.rows}

    def held(self, on: date) -> list[StandardRow]:
        """Return the standards that hold on a day."""
        return [
            row
            for row in self.rows
            if row.standard.valid_from <= on and (row.standard.valid_to is None or on <= row.standard.valid_to)
        ]


@dataclass(frozen=True)
class Example:
    """What standards give one person in a month, line by line."""

    name: str
    month: Month
    lines: tuple[ElementLine, ...]


def view_standards(session: Session, on: date) -> StandardsView:
    """Return the standards with their holes from a day on, and the grades that there are."""
    rows = tuple(list_standard_rows(session))
    standards = [row.standard for row in rows]
    people = _people(session, on)
    holes = [*find_holes(standards, on), *find_gaps(standards, on)]
    told = tuple(HoleRow(hole, sum(hole.means(*person) for person in people)) for hole in holes)
    return StandardsView(rows, told, grades_of_schemes(session))


def grades_of_schemes(session: Session) -> dict[str, tuple[str, ...]]:
    """Return the grades of the newest version of each assessment scheme, for tables by grade."""
    return {
        scheme.name: tuple(band.name for band in scheme.versions[-1].definition.bands)
        for scheme in list_schemes(session)
        if scheme.versions
    }


def _people(session: Session, on: date) -> list[tuple[EmploymentKind, AppointmentRole | None, int]]:
    query = select(Employment.worker_id, Employment.kind, Employment.started_on)
    query = query.where(holds_on(Employment.started_on, Employment.ended_on, on))
    posts = select(Appointment.worker_id, Appointment.role)
    posts = posts.where(holds_on(Appointment.started_on, Appointment.ended_on, on))
    roles: dict[UUID, list[AppointmentRole]] = {}
    for worker_id, role in session.execute(posts):
        roles.setdefault(worker_id, []).append(role)
    order = list(AppointmentRole)
    return [
        (kind, min(roles.get(worker_id, ()), key=order.index, default=None), _years(since, on))
        for worker_id, kind, since in session.execute(query)
    ]


def _years(since: date, on: date) -> int:
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def show_example(
    session: Session,
    worker_id: UUID | None,
    month: Month,
    today: date,
    candidate: PayStandard | None = None,
    instead_of: UUID | None = None,
) -> Example | None:
    """Return what the standards give somebody in a month; None where nobody was in service.

    Args:
        worker_id: None for the first person whom the candidate, or anything, pays.
        candidate: a standard that is being entered, reckoned as if it were there, in place of `instead_of`.
    """
    tables = TablesBook(session, today).of(month, month.plus(1))
    book = FactBook(session, today, PaidLines(session, month, month.plus(1), None))
    standards = _with_candidate(list_standard_rows(session), candidate, instead_of)
    tables = replace(tables, standards=standards)
    for person in [worker_id] if worker_id is not None else book.people():
        facts = book.of_month(person, month)
        spans = service_spans(facts, month)
        if not spans or (worker_id is None and candidate is not None and not any(map(candidate.applies, spans))):
            continue
        return Example(facts.name, month, reckon_elements(facts, tables))
    return None


def _with_candidate(
    rows: Sequence[StandardRow], candidate: PayStandard | None, instead_of: UUID | None
) -> list[PayStandard]:
    """Return the standards in their order with a candidate at the place of its element, or at the end."""
    if candidate is None:
        return [row.standard for row in rows]
    place = next((row.place for row in rows if row.standard.code == candidate.code), len(rows) + 1)
    kept = [
        (row.place, row.standard)
        for row in rows
        if row.id != instead_of and (instead_of is not None or row.standard.code != candidate.code)
    ]
    kept = [pair for pair in kept if pair[1].code != candidate.code or find_overlap((pair[1], candidate)) is None]
    return [standard for _place, standard in sorted([*kept, (place, candidate)], key=lambda pair: pair[0])]

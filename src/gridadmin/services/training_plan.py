"""The training plan of a year: its lines, and which sessions fulfil them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.training_plan import PlanForm, PlanRow, plan_state, share_sessions
from gridadmin.i18n import N_, Message
from gridadmin.models.ids import new_id
from gridadmin.models.training import TrainingCourse, TrainingPlanLine, TrainingSession
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.training_book import require_course


def list_plan(session: Session, year: int, as_of: date) -> list[PlanRow]:
    """Return the plan of a year in the order of its months, with what became of each line by a day.

    A session fulfils one line: re-sits and called-off sessions none. Sessions at several places count one by one.
    """
    query = select(TrainingPlanLine).where(TrainingPlanLine.year == year)
    lines = session.scalars(query.order_by(TrainingPlanLine.month, TrainingPlanLine.id)).all()
    courses = {
        row.id: row for row in session.execute(select(TrainingCourse.id, TrainingCourse.name, TrainingCourse.hours))
    }
    by_course: dict[UUID, list[TrainingPlanLine]] = defaultdict(list)
    for line in lines:
        by_course[line.course_id].append(line)
    counts: dict[UUID, tuple[int, int]] = {}
    months = _months(session, year, as_of)
    for course_id, planned in by_course.items():
        shared = share_sessions([_form(line) for line in planned], months[course_id])
        counts |= {line.id: count for line, count in zip(planned, shared, strict=True)}
    rows = []
    for line in lines:
        form, (arranged, held) = _form(line), counts[line.id]
        course = courses[line.course_id]
        rows.append(
            PlanRow(line.id, form, course.name, course.hours, arranged, held, plan_state(form, arranged, held, as_of))
        )
    return rows


def _months(session: Session, year: int, as_of: date) -> dict[UUID, list[tuple[int, bool]]]:
    query = select(TrainingSession.course_id, TrainingSession.held_on).where(
        TrainingSession.held_on.between(date(year, 1, 1), date(year, 12, 31)),
        TrainingSession.cancelled_on.is_(None),
        TrainingSession.resit_of_id.is_(None),
    )
    months: dict[UUID, list[tuple[int, bool]]] = defaultdict(list)
    for course_id, day in session.execute(query.order_by(TrainingSession.held_on)):
        months[course_id].append((day.month, day <= as_of))
    return months


def create_plan_line(session: Session, form: PlanForm) -> UUID:
    """Add a line to the plan and return its id; InvalidError where fields are wrong."""
    _check(session, form)
    line = TrainingPlanLine(id=new_id(), **_values(form))
    session.add(line)
    return line.id


def update_plan_line(session: Session, line_id: UUID, form: PlanForm) -> None:
    """Change a line. Raises NotFoundError, ConflictError (a lost race), InvalidError (fields are wrong)."""
    line = _require(session, line_id)
    require_version(line, form.version, str(line.year))
    _check(session, form)
    assign(line, **_values(form))


def delete_plan_line(session: Session, line_id: UUID) -> None:
    """Take a line out of the plan; sessions that fulfilled it stay."""
    session.delete(_require(session, line_id))


def copy_plan(session: Session, from_year: int, to_year: int) -> int:
    """Take the plan of a year over into another and return how many lines are new; what is there stays."""
    lines = session.scalars(select(TrainingPlanLine).where(TrainingPlanLine.year == from_year)).all()
    query = select(TrainingPlanLine.course_id, TrainingPlanLine.month).where(TrainingPlanLine.year == to_year)
    there = {tuple(row) for row in session.execute(query)}
    new = [line for line in lines if (line.course_id, line.month) not in there]
    for line in new:
        values = _values(_form(line)) | {"year": to_year, "document": None}
        session.add(TrainingPlanLine(id=new_id(), **values))
    return len(new)


def plan_years(session: Session) -> list[int]:
    """Return the years that have a plan or sessions, the latest first."""
    years = set(session.scalars(select(TrainingPlanLine.year)))
    years |= {day.year for day in session.scalars(select(TrainingSession.held_on))}
    return sorted(years, reverse=True)


def _require(session: Session, line_id: UUID) -> TrainingPlanLine:
    line = session.get(TrainingPlanLine, line_id)
    if line is None:
        raise NotFoundError(N_("The line of the plan is no longer there."))
    return line


def _form(line: TrainingPlanLine) -> PlanForm:
    return PlanForm(**{each.name: getattr(line, each.name) for each in fields(PlanForm)})


def _values(form: PlanForm) -> dict[str, Any]:
    return {each.name: getattr(form, each.name) for each in fields(form) if each.name != "version"}


def _check(session: Session, form: PlanForm) -> None:
    require_course(session, form.course_id)
    wrong: dict[str, Message] = {}
    if not 1 <= form.month <= 12:
        wrong["month"] = Message(N_("A month is a number from 1 to 12."))
    if form.sessions < 1:
        wrong["sessions"] = Message(N_("Plan one session at least."))
    if not 2000 <= form.year <= 2100:
        wrong["year"] = Message(N_("A year is a number like 2026."))
    if wrong:
        raise InvalidError(N_("The line of the plan cannot be saved like this."), wrong)

"""The training plan of a year (年度培训计划): which courses, when, for whom, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_


class PlanState(LabelledEnum):
    """What became of a line of the plan by a day; computed, never stored."""

    OVERDUE = "overdue", N_("Overdue")
    PLANNED = "planned", N_("Planned")
    ARRANGED = "arranged", N_("Arranged")
    HELD = "held", N_("Held")


@dataclass(frozen=True)
class PlanForm:
    """A line of the plan: a course in a month of a year, how many sessions, for whom."""

    year: int
    course_id: UUID
    month: int
    sessions: int = 1
    audience: str | None = None
    person_in_charge: str | None = None
    document: str | None = None
    remarks: str | None = None
    version: int = 1


@dataclass(frozen=True)
class PlanRow:
    """A line of the plan on a day: how many sessions are arranged and how many were held."""

    id: UUID
    form: PlanForm
    course: str
    hours: int
    arranged: int
    held: int
    state: PlanState


def plan_state(form: PlanForm, arranged: int, held: int, as_of: date) -> PlanState:
    """Return where a line stands: overdue once its month is over and fewer sessions were held than planned."""
    if held >= form.sessions:
        return PlanState.HELD
    if (as_of.year, as_of.month) > (form.year, form.month):
        return PlanState.OVERDUE
    return PlanState.ARRANGED if arranged + held >= form.sessions else PlanState.PLANNED


def share_sessions(forms: list[PlanForm], months: list[tuple[int, bool]]) -> list[tuple[int, int]]:
    """Return for each line of one course and year (arranged, held): every session counts for one line alone.

    Args:
        forms: the lines, in the order of their months.
        months: (month, held already) of each session of the course in the year, in the order of their days.

    A session goes to the first line of its month or earlier that has room, else to the next later one.
    """
    counts = [[0, 0] for _form in forms]
    for month, held in months:
        room = [place for place, form in enumerate(forms) if sum(counts[place]) < form.sessions]
        earlier = [place for place in room if forms[place].month <= month]
        place = (earlier or room or [None])[0]  # type: ignore[list-item]
        if place is not None:
            counts[place][held] += 1
    return [(arranged, done) for arranged, done in counts]

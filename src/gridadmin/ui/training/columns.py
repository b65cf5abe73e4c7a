"""The columns of the lists of training: sessions, courses, the plan of a year, hours of persons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from gridadmin.domain.training import CourseRow, SessionRow, SessionState, show_tenths
from gridadmin.domain.training_hours import HoursRow, HoursStanding
from gridadmin.domain.training_plan import PlanRow, PlanState
from gridadmin.i18n import N_
from gridadmin.ui.tables import RIGHT, Column

STATE_TONES = {
    SessionState.TO_ENTER: "warning",
    SessionState.UPCOMING: "accent_text",
    SessionState.DONE: "good",
    SessionState.CANCELLED: "muted",
}
PLAN_TONES = {
    PlanState.OVERDUE: "danger",
    PlanState.PLANNED: "muted",
    PlanState.ARRANGED: "accent_text",
    PlanState.HELD: "good",
}
STANDING_TONES = {
    HoursStanding.BEHIND: "danger",
    HoursStanding.UNDER_WAY: "warning",
    HoursStanding.MET: "good",
    HoursStanding.NOT_ASKED: "muted",
}
_STATES, _PLANS, _STANDINGS = tuple(SessionState), tuple(PlanState), tuple(HoursStanding)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def session_columns() -> tuple[Column[SessionRow], ...]:
    """Return the columns of sessions."""
    return (
        Column("held_on", N_("Day"), 11, lambda row: _day(row.form.held_on), sort=lambda row: row.form.held_on),
        Column("title", N_("Training session"), 24, lambda row: row.form.title),
        Column(
            "state",
            N_("State"),
            9,
            lambda row: row.state.label,
            sort=lambda row: _STATES.index(row.state),
            tone=lambda row: STATE_TONES[row.state],
            badge=True,
        ),
        Column("listed", N_("Listed"), 6, lambda row: str(row.listed), sort=lambda row: row.listed, align=RIGHT),
        Column("came", N_("Came"), 6, lambda row: _entered(row, row.came), sort=lambda row: row.came, align=RIGHT),
        Column(
            "passed", N_("Passed"), 6, lambda row: _entered(row, row.passed), sort=lambda row: row.passed, align=RIGHT
        ),
        Column(
            "to_resit",
            N_("To re-sit"),
            6,
            lambda row: str(row.to_resit or ""),
            sort=lambda row: row.to_resit,
            align=RIGHT,
            tone=lambda _row: "warning",
        ),
        Column("place", N_("Where"), 16, lambda row: row.form.place or "", chosen=False),
        Column("time", N_("Time"), 8, lambda row: row.form.starts_at or "", chosen=False),
        Column("course", N_("Course"), 18, lambda row: row.course, chosen=False),
        Column("trainer", N_("Trainer"), 10, lambda row: row.form.trainer or "", chosen=False),
        Column(
            "hours",
            N_("Training hours"),
            6,
            lambda row: show_tenths(row.form.hours),
            sort=lambda row: row.form.hours,
            align=RIGHT,
            chosen=False,
        ),
    )


def _entered(row: SessionRow, count: int) -> str:
    return "" if row.state is SessionState.UPCOMING else str(count)


def course_columns() -> tuple[Column[CourseRow], ...]:
    """Return the columns of courses."""
    return (
        Column("name", N_("Course"), 24, lambda row: row.form.name),
        Column("kind", N_("Kind"), 12, lambda row: row.form.kind.label),
        Column(
            "hours",
            N_("Training hours"),
            7,
            lambda row: show_tenths(row.form.hours),
            sort=lambda row: row.form.hours,
            align=RIGHT,
        ),
        Column(
            "pass_mark",
            N_("Pass mark"),
            7,
            lambda row: show_tenths(row.form.pass_mark) or "—",
            sort=lambda row: row.form.pass_mark,
            align=RIGHT,
        ),
        Column(
            "sessions", N_("Sessions"), 6, lambda row: str(row.sessions), sort=lambda row: row.sessions, align=RIGHT
        ),
        Column(
            "last_held_on", N_("Last held"), 11, lambda row: _day(row.last_held_on), sort=lambda row: row.last_held_on
        ),
    )


def plan_columns() -> tuple[Column[PlanRow], ...]:
    """Return the columns of the plan of a year."""
    return (
        Column("month", N_("Month"), 7, lambda row: str(row.form.month), sort=lambda row: row.form.month, align=RIGHT),
        Column("course", N_("Course"), 22, lambda row: row.course),
        Column(
            "state",
            N_("State"),
            10,
            lambda row: row.state.label,
            sort=lambda row: _PLANS.index(row.state),
            tone=lambda row: PLAN_TONES[row.state],
            badge=True,
        ),
        Column(
            "held", N_("Held of planned"), 8, lambda row: f"{row.held}/{row.form.sessions}", sort=lambda row: row.held
        ),
        Column("audience", N_("For whom"), 16, lambda row: row.form.audience or ""),
        Column(
            "hours",
            N_("Training hours"),
            7,
            lambda row: show_tenths(row.hours),
            sort=lambda row: row.hours,
            align=RIGHT,
        ),
        Column("person_in_charge", N_("Person in charge"), 10, lambda row: row.form.person_in_charge or ""),
        Column("document", N_("Document"), 18, lambda row: row.form.document or "", chosen=False),
    )


def hours_columns() -> tuple[Column[HoursRow], ...]:
    """Return the columns of the hours of a year."""
    return (
        Column("name", N_("Name"), 10, lambda row: row.name),
        Column("kind", N_("Kind"), 7, lambda row: row.kind.label if row.kind else ""),
        Column(
            "standing",
            N_("State"),
            10,
            lambda row: row.hours.standing.label,
            sort=lambda row: _STANDINGS.index(row.hours.standing),
            tone=lambda row: STANDING_TONES[row.hours.standing],
            badge=True,
        ),
        _hours("required", N_("Required"), lambda row: row.hours.required),
        _hours("done", N_("Completed"), lambda row: row.hours.done),
        _hours("missing", N_("Missing"), lambda row: row.hours.missing),
        _hours("due", N_("Due by now"), lambda row: row.hours.due, chosen=False),
        Column("community", N_("Community or village"), 16, lambda row: row.community),
        Column("grids", N_("Grid"), 18, lambda row: row.grids, chosen=False),
        Column(
            "sessions", N_("Sessions"), 6, lambda row: str(row.sessions), sort=lambda row: row.sessions, align=RIGHT
        ),
        Column(
            "last_on", N_("Last trained"), 11, lambda row: _day(row.last_on), sort=lambda row: row.last_on, chosen=False
        ),
    )


def _hours(key: str, title: str, read: Callable[[HoursRow], int], chosen: bool = True) -> Column[HoursRow]:
    return Column(key, title, 7, lambda row: show_tenths(read(row)), sort=read, align=RIGHT, chosen=chosen)

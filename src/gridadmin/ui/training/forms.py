"""The forms of training: a course, a session, a line of the plan, whom to put on a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from gridadmin.domain.office import CommunityRow
from gridadmin.domain.qualifications import CertificateType
from gridadmin.domain.training import Audience, CourseForm, CourseKind, CourseRow, SessionForm
from gridadmin.domain.training_plan import PlanForm
from gridadmin.domain.workers import EmploymentKind
from gridadmin.domain.workers_list import WorkerView
from gridadmin.i18n import N_, _
from gridadmin.ui.code_options import enum_options
from gridadmin.ui.fields import ChoiceField, DateField, NoteField, Option, TextField
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.training.fields import ClockField, TenthsField, WholeField

Today = Callable[[], date]
AUDIENCE_FIELDS = ("view", "kind_of_worker", "community_id")
MONTHS = range(1, 13)


@dataclass(frozen=True)
class Lists:
    """What the forms offer: courses, communities, kinds of certificates."""

    courses: tuple[CourseRow, ...] = ()
    communities: tuple[CommunityRow, ...] = ()
    certificates: tuple[CertificateType, ...] = ()


def course_form(today: Today, lists: Lists) -> Form:
    """Return the fields of a course."""
    form = Form(columns=2)
    form.add(FieldSpec("name", N_("Name of the course"), TextField(), required=True), whole_row=True)
    form.add(FieldSpec("kind", N_("Kind"), ChoiceField(enum_options(CourseKind)), required=True))
    form.add(FieldSpec("hours", N_("Training hours"), TenthsField(), required=True))
    none = N_("Empty: no exam; whoever comes has passed")
    form.add(FieldSpec("pass_mark", N_("Pass mark"), TenthsField(), hint=none))
    form.add(FieldSpec("full_mark", N_("Full mark"), TenthsField(), required=True))
    certificates = ChoiceField([Option(kind.id, kind.name) for kind in lists.certificates])
    given = N_("Issued or renewed with one click for all who passed")
    form.add(FieldSpec("certificate_type_id", N_("Certificate for who passes"), certificates, hint=given))
    form.add(FieldSpec("trainer", N_("Trainer"), TextField()))
    form.add(FieldSpec("place", N_("Where"), TextField()))
    form.add(FieldSpec("starts_at", N_("Begins at"), ClockField("09:00")))
    add_audience(form, lists)
    form.add(FieldSpec("retired_on", N_("Out of use from"), DateField(today)))
    form.add(FieldSpec("content", N_("Content"), NoteField(3)), whole_row=True)
    return form


def add_audience(form: Form, lists: Lists) -> None:
    """Add the fields that say who is meant."""
    views = ChoiceField(
        [Option(view, view.label if view is not WorkerView.ALL else _("In service")) for view in WorkerView]
    )
    form.add(FieldSpec("view", N_("For whom: view of the grid workers"), views, required=True))
    kinds = ChoiceField(enum_options(EmploymentKind), _("Full-time and part-time"))
    form.add(FieldSpec("kind_of_worker", N_("Full-time or part-time"), kinds))
    communities = [Option(row.id, row.name) for row in lists.communities]
    form.add(FieldSpec("community_id", N_("Only of this community"), ChoiceField(communities)))


def audience_of(values: dict[str, Any]) -> Audience:
    """Return whom the fields mean."""
    return Audience(values["view"] or WorkerView.ALL, values.get("kind_of_worker"), values.get("community_id"))


def audience_values(audience: Audience) -> dict[str, Any]:
    """Return what the fields show of an audience."""
    return {"view": audience.view, "kind_of_worker": audience.kind, "community_id": audience.community_id}


def course_of(values: dict[str, Any], version: int = 1) -> CourseForm:
    """Return the course that the fields hold."""
    plain: dict[str, Any] = {
        each.name: values.get(each.name) for each in fields(CourseForm) if each.name not in ("audience", "version")
    }
    return CourseForm(**plain, audience=audience_of(values), version=version)


def course_values(form: CourseForm) -> dict[str, Any]:
    """Return what the fields show of a course."""
    plain: dict[str, Any] = {each.name: getattr(form, each.name) for each in fields(CourseForm)}
    return plain | audience_values(form.audience)


def session_form(today: Today) -> Form:
    """Return the fields of a session."""
    form = Form(columns=2)
    form.add(FieldSpec("title", N_("Name of the session"), TextField(), required=True), whole_row=True)
    form.add(FieldSpec("held_on", N_("Day"), DateField(today), required=True))
    form.add(FieldSpec("place", N_("Where"), TextField()))
    form.add(FieldSpec("starts_at", N_("Begins at"), ClockField("09:00")))
    form.add(FieldSpec("ends_at", N_("Ends at"), ClockField("11:30")))
    form.add(FieldSpec("trainer", N_("Trainer"), TextField()))
    form.add(FieldSpec("hours", N_("Training hours"), TenthsField(), required=True))
    none = N_("Empty: no exam; whoever comes has passed")
    form.add(FieldSpec("pass_mark", N_("Pass mark"), TenthsField(), hint=none))
    form.add(FieldSpec("full_mark", N_("Full mark"), TenthsField(), required=True))
    form.add(FieldSpec("remarks", N_("Remarks"), NoteField(2)), whole_row=True)
    return form


def session_of(values: dict[str, Any], base: SessionForm) -> SessionForm:
    """Return the session that the fields hold; what they do not show is taken from another."""
    shown = {each.name: values[each.name] for each in fields(SessionForm) if each.name in values}
    kept = {each.name: getattr(base, each.name) for each in fields(SessionForm)}
    return SessionForm(**(kept | shown))


def session_values(form: SessionForm) -> dict[str, Any]:
    """Return what the fields show of a session."""
    return {each.name: getattr(form, each.name) for each in fields(SessionForm)}


def from_course(course: CourseRow, title: str) -> SessionForm:
    """Return a session as its course has it; the day is still to be entered."""
    form = course.form
    return SessionForm(
        course_id=course.id,
        title=title,
        held_on=date.min,
        starts_at=form.starts_at,
        place=form.place,
        trainer=form.trainer,
        hours=form.hours,
        pass_mark=form.pass_mark,
        full_mark=form.full_mark,
    )


def plan_form(lists: Lists) -> Form:
    """Return the fields of a line of the plan."""
    form = Form(columns=2)
    courses = ChoiceField([Option(row.id, row.form.name) for row in lists.courses])
    form.add(FieldSpec("course_id", N_("Course"), courses, required=True), whole_row=True)
    form.add(FieldSpec("year", N_("Year"), WholeField("2026"), required=True))
    months = ChoiceField([Option(month, str(month)) for month in MONTHS])
    form.add(FieldSpec("month", N_("Month"), months, required=True))
    form.add(FieldSpec("sessions", N_("Sessions"), WholeField(), required=True))
    form.add(FieldSpec("audience", N_("For whom"), TextField()))
    form.add(FieldSpec("person_in_charge", N_("Person in charge"), TextField()))
    form.add(FieldSpec("document", N_("Document"), TextField(), hint=N_("Number of the paper, where there is one")))
    form.add(FieldSpec("remarks", N_("Remarks"), NoteField(2)), whole_row=True)
    return form


def plan_of(values: dict[str, Any], version: int = 1) -> PlanForm:
    """Return the line of the plan that the fields hold."""
    shown: dict[str, Any] = {each.name: values.get(each.name) for each in fields(PlanForm) if each.name != "version"}
    return PlanForm(**shown, version=version)


def audience_form(lists: Lists) -> Form:
    """Return the fields that say who is put on a list."""
    form = Form()
    add_audience(form, lists)
    return form


def person_form(people: Sequence[Option]) -> Form:
    """Return the field of one person who is put on a list."""
    form = Form()
    field = ChoiceField(people, _("Name, initials or ID number"))
    form.add(FieldSpec("worker_id", N_("Grid worker"), field, required=True))
    return form

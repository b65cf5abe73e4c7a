"""The forms of a grid: what the township owns, a proposal to the county, a posting place, an appointment here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from gridadmin.domain.grids import GridProposalForm, GridRow, GridTownshipForm
from gridadmin.domain.journal_words import FIELDS
from gridadmin.domain.workers import AppointmentForm, AppointmentRole, WorkerRow
from gridadmin.i18n import N_, _
from gridadmin.services.proposals import COUNTY_OWNED, county_value
from gridadmin.ui.code_options import enum_options, worker_options
from gridadmin.ui.fields import ChoiceField, CodeField, DateField, NoteField, Option, TextField
from gridadmin.ui.forms import FieldSpec, Form

Today = Callable[[], date]
TOWNSHIP_FIELDS = ("board_area", "supervision_phone", "exception_reason", "exception_review_on", "remarks")
GONE = ("valid_to", N_("The end of the grid"))


def township_form(today: Today) -> Form:
    """Return the fields that the township owns."""
    form = Form(columns=2)
    area_hint = N_("The county's wording is used where this is empty")
    form.add(FieldSpec("board_area", N_("Area on boards"), NoteField(2), hint=area_hint), whole_row=True)
    phone_hint = N_("The office's own is used where this is empty")
    form.add(FieldSpec("supervision_phone", N_("Supervision phone"), CodeField(), hint=phone_hint), whole_row=True)
    reason_hint = N_("Only rural grids, and only for the time being")
    reason = FieldSpec("exception_reason", N_("Reason for the exception (Art 10)"), NoteField(2), hint=reason_hint)
    form.add(reason)
    review_hint = N_("The day on which the exception is looked at again")
    form.add(FieldSpec("exception_review_on", N_("To be reviewed on"), DateField(today), hint=review_hint))
    form.add(FieldSpec("remarks", N_("Remarks"), NoteField(2)), whole_row=True)
    return form


def township_of(values: dict[str, Any], version: int) -> GridTownshipForm:
    """Return what the fields of the township hold."""
    return GridTownshipForm(**{name: values.get(name) for name in TOWNSHIP_FIELDS}, version=version)


def proposal_form(row: GridRow) -> Form:
    """Return the fields of a proposal to the county."""
    form = Form()
    options = [
        Option(name, _("{field} (now: {value})").format(field=_(FIELDS[name]), value=county_value(row, name) or "—"))
        for name in COUNTY_OWNED
    ]
    form.add(FieldSpec("field", N_("What should change"), ChoiceField(options), required=True))
    form.add(FieldSpec("proposed", N_("As it should stand"), TextField(), required=True))
    reason_hint = N_("The county decides by it")
    form.add(FieldSpec("reason", N_("Reason"), NoteField(3), required=True, hint=reason_hint))
    return form


def proposal_of(grid_id: UUID, values: dict[str, Any]) -> GridProposalForm:
    """Return the proposal that the fields hold."""
    return GridProposalForm(grid_id, values["field"], values["proposed"], values["reason"] or "")


def place_form() -> Form:
    """Return the field of a posting place."""
    form = Form()
    hint = N_("A prominent place (Art 15), such as the notice wall of the village committee")
    form.add(FieldSpec("place", N_("Posting place"), TextField(), required=True, hint=hint))
    return form


def staff_form(today: Today, people: Sequence[WorkerRow]) -> Form:
    """Return the fields of an appointment to the grid that is shown."""
    form = Form(columns=2)
    person = ChoiceField(worker_options(people), _("Name, initials or ID number"))
    form.add(FieldSpec("worker_id", N_("Grid worker"), person, required=True), whole_row=True)
    form.add(FieldSpec("role", N_("Role"), ChoiceField(enum_options(AppointmentRole)), required=True))
    form.add(FieldSpec("started_on", N_("First day"), DateField(today), required=True))
    form.add(FieldSpec("document", N_("Document"), TextField(), hint=N_("Number of the paper, where there is one")))
    return form


def staff_of(grid_id: UUID, values: dict[str, Any]) -> AppointmentForm:
    """Return the appointment that the fields hold."""
    return AppointmentForm(grid_id, values["role"], values["started_on"], document=values.get("document"))

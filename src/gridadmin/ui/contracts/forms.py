"""The forms of contracts and of lines of the hand-over list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from gridadmin.domain.contracts import ContractEnd, ContractForm, ContractKind, ContractRow, ContractTerm
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.terms import MONTHS_A_YEAR, term_end, whole_months
from gridadmin.domain.workers_handover import read_handover_text
from gridadmin.i18n import N_, Message
from gridadmin.ui.code_options import enum_options
from gridadmin.ui.fields import ChoiceField, CodeField, DateField, NoteField, TextField
from gridadmin.ui.forms import FieldSpec, Form

Today = Callable[[], date]
PLAIN = ("number", "signed_on", "started_on", "ends_on", "probation_until", "ended_on", "end_reason", "remarks")


def contract_form(today: Today, ended: bool) -> Form:
    """Return the fields of a contract; `ended` adds those of its end, for corrections."""
    form = Form(columns=2)
    form.add(FieldSpec("kind", N_("Kind of contract"), ChoiceField(enum_options(ContractKind)), required=True))
    form.add(FieldSpec("term", N_("Term"), ChoiceField(enum_options(ContractTerm)), required=True))
    employer = FieldSpec(
        "employer", N_("Employer"), TextField(), required=True, hint=N_("The office, or who dispatches")
    )
    form.add(employer)
    form.add(FieldSpec("number", N_("Number"), TextField()))
    form.add(FieldSpec("started_on", N_("First day"), DateField(today), required=True))
    form.add(FieldSpec("ends_on", N_("Agreed last day"), DateField(today), hint=N_("Only for a fixed term")))
    form.add(FieldSpec("signed_on", N_("Signed on"), DateField(today), hint=N_("Empty while it is not signed")))
    form.add(FieldSpec("probation_until", N_("Probation until"), DateField(today), hint=N_("Empty: no probation")))
    form.add(FieldSpec("weekly_hours", N_("Hours a week"), CodeField(), hint=N_("Part-time labour: at most 24")))
    if ended:
        form.add(FieldSpec("ended_on", N_("Contract ended on"), DateField(today)))
        form.add(FieldSpec("end_reason", N_("Reason of the end"), ChoiceField(enum_options(ContractEnd))))
    form.add(FieldSpec("remarks", N_("Remarks"), NoteField(2)), whole_row=True)
    return form


def contract_of(values: dict[str, Any], reason: str) -> ContractForm:
    """Return the contract that the fields hold; the reason for saving in spite of warnings goes to the remarks."""
    hours = values.get("weekly_hours") or ""
    form = ContractForm(
        kind=values["kind"],
        term=values["term"],
        employer=values["employer"] or "",
        started_on=values["started_on"],
        weekly_hours=int(hours) if hours.isdigit() else None,
    )
    plain: dict[str, Any] = {name: values.get(name) for name in PLAIN if name != "started_on"}
    form = replace(form, **plain)
    return replace(form, remarks="\n".join(part for part in (form.remarks, reason) if part) or None)


def shown_contract(row: ContractRow) -> dict[str, Any]:
    """Return what the fields show of a contract."""
    hours = str(row.weekly_hours) if row.weekly_hours is not None else None
    shown = {"kind": row.kind, "term": row.term, "employer": row.employer, "weekly_hours": hours}
    return shown | {name: getattr(row, name) for name in PLAIN}


def first_contract(employer: str, started_on: date) -> dict[str, Any]:
    """Return what a first contract starts from: one of three years, as most schemes have it, probation unsaid."""
    return {
        "kind": ContractKind.LABOUR,
        "term": ContractTerm.FIXED,
        "employer": employer,
        "started_on": started_on,
        "ends_on": term_end(started_on, 3 * MONTHS_A_YEAR),
    }


def renewal_of(row: ContractRow) -> dict[str, Any]:
    """Return what a renewal starts from: the same again, from the day after, without probation (Art 19)."""
    start = (row.last_day or row.started_on) + timedelta(days=1)
    months = whole_months(row.started_on, row.ends_on) if row.ends_on else 0
    hours = str(row.weekly_hours) if row.weekly_hours is not None else None
    shown = {"kind": row.kind, "term": row.term, "employer": row.employer, "weekly_hours": hours, "started_on": start}
    return shown | {"ends_on": term_end(start, months) if months else None}


def end_form(today: Today) -> Form:
    """Return the fields of the end of a contract."""
    form = Form(columns=2)
    form.add(FieldSpec("ended_on", N_("Contract ended on"), DateField(today), required=True))
    form.add(FieldSpec("end_reason", N_("Reason of the end"), ChoiceField(enum_options(ContractEnd)), required=True))
    return form


def mark_form(today: Today) -> Form:
    """Return the fields of a line of the hand-over list that is done."""
    form = Form(columns=2)
    form.add(FieldSpec("done_on", N_("Done on"), DateField(today), required=True))
    form.add(FieldSpec("done_by", N_("Done by"), TextField(), required=True))
    form.add(FieldSpec("remark", N_("Remark"), TextField()), whole_row=True)
    return form


def template_form() -> Form:
    """Return the form of the office's hand-over list."""

    def check(text: str) -> Message | None:
        try:
            read_handover_text(text)
        except InvalidError as error:
            return error.message
        return None

    form = Form()
    words = N_(
        "What | for whom (all, grid, employee) | within how many days | by which article; or cells of a spreadsheet."
    )
    form.add(FieldSpec("lines", N_("A line for each"), NoteField(12), check=check, required=True, hint=words))
    form.add(FieldSpec("valid_from", N_("For who leaves from"), DateField(), required=True))
    form.add(FieldSpec("source", N_("Paper it comes from"), TextField(), hint=N_("name and number of the document")))
    return form

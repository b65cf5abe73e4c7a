"""The forms of what is entered about one person's pay, and what their fields hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from gridadmin.domain.pay_deductions import AdditionalKind, Declaration
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_person import PersonElement
from gridadmin.domain.pay_tax import BasicMode, YearSoFar
from gridadmin.i18n import N_, _
from gridadmin.ui.code_options import enum_options
from gridadmin.ui.fields import ChoiceField, CodeField, DateField, NoteField, Option, TextField
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.pay.entered_fields import MonthField, NumberField, YuanField
from gridadmin.ui.pay.people_columns import TIERS

Today = Callable[[], date]
WHO = "worker_id"
SUM_TITLES = {
    "income": N_("Income so far"), "exempt": N_("Of it not taxed"), "special": N_("Contributions so far"),
    "additional": N_("Special additional so far"), "other": N_("Other deductions so far"),
    "relief": N_("Tax forgiven so far"), "withheld": N_("Tax withheld so far"),
}  # fmt: skip


def _add_who(form: Form, people: Sequence[Option]) -> None:
    if people:
        form.add(FieldSpec(WHO, N_("Person"), ChoiceField(people), required=True), whole_row=True)


def element_form(people: Sequence[Option], today: Today) -> Form:
    """Return the fields of a personal element; `people` to choose from, none where the person is known."""
    form = Form(columns=2)
    _add_who(form, people)
    form.add(FieldSpec("name", N_("Name of the element"), TextField(), required=True))
    form.add(FieldSpec("code", N_("Code"), CodeField(), hint=N_("Empty: the name")))
    form.add(FieldSpec("amount", N_("Amount of a month"), YuanField(), required=True))
    form.add(FieldSpec("nature", N_("What it does"), ChoiceField(enum_options(Nature)), required=True))
    form.add(FieldSpec("valid_from", N_("First day"), DateField(today), required=True))
    form.add(FieldSpec("valid_to", N_("Last day"), DateField(today), hint=N_("Empty: until further notice")))
    options = [Option("days", _("divided by days")), Option("whole", _("whole, never divided"))]
    form.add(FieldSpec("prorated", N_("Part of a month"), ChoiceField(options), required=True))
    form.add(FieldSpec("reason", N_("Reason"), NoteField(2), required=True, hint=N_("And the paper")), whole_row=True)
    return form


def element_of(values: dict[str, Any]) -> PersonElement:
    """Return the element that the fields hold."""
    return PersonElement(
        code=values["code"] or values["name"],
        name=values["name"],
        nature=values["nature"],
        amount=values["amount"],
        valid_from=values["valid_from"],
        valid_to=values["valid_to"],
        prorated=values["prorated"] == "days",
        reason=values["reason"],
    )


def shown_element(element: PersonElement) -> dict[str, Any]:
    """Return what the fields show of an element."""
    names = ("code", "name", "nature", "amount", "valid_from", "valid_to", "reason")
    return {name: getattr(element, name) for name in names} | {"prorated": "days" if element.prorated else "whole"}


def category_form(today: Today) -> Form:
    """Return the fields of an income category of one or several persons."""
    form = Form(columns=2)
    form.add(FieldSpec("category", N_("Income category"), ChoiceField(enum_options(IncomeCategory)), required=True))
    form.add(FieldSpec("valid_from", N_("From"), DateField(today), required=True))
    form.add(
        FieldSpec("reason", N_("Reason"), NoteField(2), required=True,
                  hint=N_("By which agreement, or by whom the money is taxed elsewhere")), whole_row=True,
    )  # fmt: skip
    return form


def declaration_form(kind: AdditionalKind, people: Sequence[Option]) -> Form:
    """Return the fields of a declaration of a kind."""
    form = Form(columns=2)
    _add_who(form, people)
    form.add(FieldSpec("first", N_("From month"), MonthField(), required=True))
    if kind is not AdditionalKind.CERTIFICATE:
        form.add(FieldSpec("last", N_("Until month"), MonthField(), hint=N_("Empty: until further notice")))
    if kind in (AdditionalKind.CHILD, AdditionalKind.INFANT):
        shares = [Option(100, _("whole, by this parent")), Option(50, _("half, by both parents"))]
        form.add(FieldSpec("percent", N_("Share"), ChoiceField(shares), required=True))
        form.add(FieldSpec("subject", N_("Name of the child"), TextField(), required=True))
    elif kind is AdditionalKind.ELDERLY:
        hint = N_("Empty: only child; else the share agreed, at most half")
        form.add(FieldSpec("share", N_("Share of a month"), YuanField(), hint=hint))
        form.add(FieldSpec("subject", N_("Name of the parent"), TextField()))
    elif kind is AdditionalKind.RENT:
        form.add(FieldSpec("tier", N_("Size of the city"), ChoiceField(_tiers()), required=True))
        form.add(FieldSpec("subject", N_("Which flat"), TextField()))
    else:
        form.add(FieldSpec("subject", N_("For whom or what"), TextField()))
    return form


def _tiers() -> list[Option]:
    return [Option(key, _(title)) for key, title in TIERS.items()]


def declaration_of(kind: AdditionalKind, values: dict[str, Any]) -> Declaration:
    """Return the declaration that the fields hold."""
    return Declaration(
        kind,
        values["first"],
        values.get("last"),
        values.get("percent") or 100,
        values.get("share"),
        values.get("tier") or "",
        values.get("subject") or "",
    )


def shown_declaration(item: Declaration) -> dict[str, Any]:
    """Return what the fields show of a declaration."""
    return {name: getattr(item, name) for name in ("first", "last", "percent", "share", "tier", "subject")}


def year_form(year: int) -> Form:
    """Return the fields of a tax year: how the deduction counts, with its evidence, and the opening sums."""
    form = Form(columns=2)
    form.add(FieldSpec("mode", N_("Basic deduction"), ChoiceField(enum_options(BasicMode)), required=True))
    hint = N_("Needed for the first job of the year and the 60 000 rule")
    form.add(FieldSpec("evidence", N_("Evidence"), TextField(_("declaration of {year}").format(year=year)), hint=hint))
    form.add(FieldSpec("months", N_("Months here before"), NumberField(), hint=N_("Before the program was taken up")))
    for key, title in SUM_TITLES.items():
        form.add(FieldSpec(key, title, YuanField()))
    return form


def opening_of(values: dict[str, Any]) -> YearSoFar:
    """Return the opening sums that the fields hold."""
    return YearSoFar(months=values["months"] or 0, **{key: values[key] or 0 for key in SUM_TITLES})


def shown_year(mode: BasicMode, evidence: str, opening: YearSoFar) -> dict[str, Any]:
    """Return what the fields show of a tax year."""
    sums = {key: getattr(opening, key) or None for key in ("months", *SUM_TITLES)}
    return {"mode": mode, "evidence": evidence, **sums}


def confirmation_form() -> Form:
    """Return the fields of a basic deduction confirmed by hand."""
    form = Form(columns=2)
    form.add(FieldSpec("month", N_("Month of payment"), MonthField(), required=True))
    hint = N_("As the tax office's client shows it, from January on")
    form.add(FieldSpec("amount", N_("Basic deduction so far"), YuanField(), required=True, hint=hint))
    form.add(FieldSpec("reason", N_("Reason"), NoteField(2), required=True), whole_row=True)
    return form

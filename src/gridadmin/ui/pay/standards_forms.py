"""The form of a pay standard: the figures of one formula, for whom, from when; and what its fields hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from gridadmin.domain.assessment import PeriodKind
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_rounding import yuan_text
from gridadmin.domain.pay_standards import Formula, PayStandard
from gridadmin.domain.pay_standards_reading import read_numbers
from gridadmin.domain.workers import AppointmentRole, EmploymentKind
from gridadmin.i18n import N_, Message, _
from gridadmin.services.pay_standards import StandardRow
from gridadmin.services.pay_standards_view import StandardsView
from gridadmin.ui.code_options import enum_options
from gridadmin.ui.fields import ChoiceField, CodeField, DateField, NoteField, Option, TextField
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.pay.entered_fields import NumberField, ReadLine, YuanField

NEWEST = "newest"
_AMOUNTS = {
    Formula.FIXED: N_("Amount of a month"), Formula.SENIORITY: N_("Amount for each full year"),
    Formula.SCORE: N_("Amount at 100 points"), Formula.EVENT: N_("Amount each time"),
}  # fmt: skip


def standard_form(formula: Formula, view: StandardsView, today: Any) -> Form:
    """Return the fields of a standard by a formula."""
    form = Form(columns=2)
    form.add(FieldSpec("name", N_("Name of the element"), TextField(), required=True))
    form.add(
        FieldSpec("code", N_("Code"), CodeField(), required=True, hint=N_("Standards of one code follow each other"))
    )
    _add_figures(form, formula, view)
    natures = ChoiceField(enum_options(Nature))
    form.add(FieldSpec("nature", N_("What it does"), natures, required=True))
    form.add(FieldSpec("prorated", N_("Part of a month"), ChoiceField(_prorations()), required=True))
    kinds = ChoiceField([Option("", _("everybody")), *enum_options(EmploymentKind)])
    form.add(FieldSpec("kind", N_("Applies to"), kinds))
    roles = ChoiceField([Option("", _("every role")), *enum_options(AppointmentRole)])
    form.add(FieldSpec("role", N_("In which role"), roles))
    form.add(FieldSpec("seniority_from", N_("From years of service"), NumberField()))
    form.add(FieldSpec("seniority_to", N_("To years of service"), NumberField(), hint=N_("Empty: no end")))
    form.add(FieldSpec("valid_from", N_("First day"), DateField(today), required=True))
    form.add(FieldSpec("valid_to", N_("Last day"), DateField(today), hint=N_("Empty: until further notice")))
    form.add(FieldSpec("document", N_("Document"), TextField()), whole_row=True)
    form.add(FieldSpec("example", N_("For example"), ReadLine()), whole_row=True)
    return form


def _prorations() -> list[Option]:
    return [Option("days", _("divided by days")), Option("whole", _("whole, never divided"))]


def _add_figures(form: Form, formula: Formula, view: StandardsView) -> None:
    if formula in _AMOUNTS:
        form.add(FieldSpec("amount", _AMOUNTS[formula], YuanField(), required=True))
    if formula is Formula.SENIORITY:
        form.add(FieldSpec("most", N_("At most so many years"), NumberField(), hint=N_("Empty: no limit")))
    if formula is Formula.SCORE:
        form.add(FieldSpec("least", N_("Nothing below so many points"), NumberField(), hint=N_("Empty: no limit")))
    if formula is Formula.GRADE:
        hint = N_("One line for each grade, its amount behind it")
        form.add(FieldSpec("grades", N_("Amount of each grade"), NoteField(5), required=True, hint=hint), True)
    if formula is Formula.PERCENT:
        codes = [Option(code, f"{name} · {code}") for code, name in view.names().items()]
        form.add(FieldSpec("of", N_("Of which element"), ChoiceField(codes), required=True))
        form.add(FieldSpec("percent", N_("Per cent"), TextField("5"), required=True))
    if formula in (Formula.GRADE, Formula.SCORE):
        schemes = [Option("", _("the newest result")), *(Option(name, name) for name in view.schemes)]
        form.add(FieldSpec("scheme", N_("Result of which scheme"), ChoiceField(schemes)))
        kinds = [Option("", _("of any length")), *enum_options(PeriodKind)]
        form.add(FieldSpec("period", N_("Of which period"), ChoiceField(kinds)))
        form.add(
            FieldSpec("lag", N_("Counts so many months later"), NumberField(), hint=N_("0: from its own month on"))
        )


def shown_standard(standard: PayStandard) -> dict[str, Any]:
    """Return what the fields show of a standard."""
    numbers = dict(standard.numbers)
    shown: dict[str, Any] = {name: numbers.get(name) for name in ("amount", "most", "least", "of", "lag")}
    if "grades" in numbers:
        shown["grades"] = grade_lines(numbers["grades"])
    if "percent" in numbers:
        shown["percent"] = f"{numbers['percent'] / 100:g}"
    return shown | {
        "scheme": numbers.get("scheme", ""), "period": numbers.get("period", ""), "name": standard.name,
        "code": standard.code, "nature": standard.nature, "prorated": "days" if standard.prorated else "whole",
        "kind": standard.kind or "", "role": standard.role or "", "seniority_from": standard.seniority_from or None,
        "seniority_to": standard.seniority_to, "valid_from": standard.valid_from, "valid_to": standard.valid_to,
        "document": standard.document,
    }  # fmt: skip


def first_standard(formula: Formula, view: StandardsView, since: date) -> dict[str, Any]:
    """Return what a new standard starts from: full-timers, from the first of a month on, grades as they are called."""
    shown: dict[str, Any] = {
        "nature": Nature.TAXED, "prorated": "whole" if formula in (Formula.SENIORITY, Formula.EVENT) else "days",
        "kind": EmploymentKind.FULL_TIME, "role": "", "valid_from": since, "scheme": "", "period": "",
    }  # fmt: skip
    if formula is Formula.GRADE and view.schemes:
        scheme, grades = next(iter(view.schemes.items()))
        shown |= {"scheme": scheme, "grades": grade_lines(dict.fromkeys(grades, 0))}
    return shown


def grade_lines(grades: Mapping[str, int]) -> str:
    """Return a table of grades as lines."""
    return "\n".join(f"{grade} {yuan_text(amount).removesuffix('.00')}" for grade, amount in grades.items())


def read_grade_lines(text: str) -> dict[str, str]:
    """Return grade -> amount of the lines.

    Raises:
        InvalidError: a line without an amount, or a grade twice.
    """
    found: dict[str, str] = {}
    for line in text.replace("：", " ").replace(":", " ").splitlines():
        if not line.strip():
            continue
        grade, _blank, amount = line.strip().rpartition(" ")
        if not grade.strip() or grade.strip() in found:
            fault = Message(N_("“{line}” is no grade with its amount."), {"line": line.strip()})
            raise InvalidError(N_("The numbers cannot be read."), {"grades": fault})
        found[grade.strip()] = amount
    return found


def standard_of(formula: Formula, values: Mapping[str, Any]) -> PayStandard:
    """Return the standard that the fields hold.

    Raises:
        InvalidError: figures that cannot be read, by field.
    """
    written: dict[str, Any] = {
        key: values[key] for key in ("most", "least", "of", "percent", "scheme", "period", "lag") if values.get(key)
    }
    if values.get("amount") is not None:
        written["amount"] = yuan_text(values["amount"])
    if values.get("grades"):
        written["grades"] = read_grade_lines(values["grades"])
    return PayStandard(
        code=values["code"],
        name=values["name"],
        nature=values["nature"],
        formula=formula,
        numbers=read_numbers(formula, written),
        valid_from=values["valid_from"],
        valid_to=values["valid_to"],
        kind=values["kind"] or None,
        role=values["role"] or None,
        seniority_from=values["seniority_from"] or 0,
        seniority_to=values["seniority_to"],
        prorated=values["prorated"] == "days",
        document=values["document"] or "",
    )


def others_of(rows: Sequence[StandardRow], row: StandardRow) -> list[StandardRow]:
    """Return the standards of the same element, the latest first."""
    found = [each for each in rows if each.standard.code == row.standard.code]
    return sorted(found, key=lambda each: each.standard.valid_from, reverse=True)

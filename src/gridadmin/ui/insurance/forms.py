"""The forms of insurance: enrolments, covers, explanations, policies, claims."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from gridadmin.domain.insurance_enrolments import BaseSuggestion, EnrolmentForm
from gridadmin.domain.insurance_policies import ClaimForm, ClaimState, PolicyForm, PolicyRow
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_, _
from gridadmin.ui.code_options import enum_options
from gridadmin.ui.fields import ChoiceField, DateField, NoteField, Option, TextField
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.pay.entered_fields import MonthField, YuanField

Today = Callable[[], date]
ASK, YES, NO = "ask", "yes", "no"


def enrol_form(bases: dict[Scheme, BaseSuggestion]) -> Form:
    """Return the fields of an enrolment: the month, a base for each scheme with its reckoning, the reason."""
    form = Form(columns=2)
    form.add(FieldSpec("first", N_("From month"), MonthField(), required=True))
    form.add(FieldSpec("reason", N_("Reason"), TextField()))
    for scheme, each in bases.items():
        form.add(FieldSpec(scheme.value, scheme.msgid, YuanField(_("empty: not enrolled")), hint=str(each.reckoning)))
    return form


def bases_of(values: dict[str, Any]) -> dict[Scheme, int]:
    """Return the bases that the fields hold; an empty one is left out."""
    return {scheme: values[scheme.value] for scheme in Scheme if values.get(scheme.value) is not None}


def end_form(schemes: Sequence[Scheme]) -> Form:
    """Return the fields of the end of somebody's enrolments."""
    form = Form(columns=2)
    form.add(FieldSpec("last", N_("Last month insured"), MonthField(), required=True))
    form.add(FieldSpec("reason", N_("Reason"), TextField(), required=True))
    options = [Option(None, _("All schemes")), *(Option(scheme, scheme.label) for scheme in schemes)]
    form.add(FieldSpec("scheme", N_("Scheme"), ChoiceField(options, _("All schemes"))))
    return form


def correct_form() -> Form:
    """Return the fields of an enrolment that is corrected."""
    form = Form(columns=2)
    form.add(FieldSpec("scheme", N_("Scheme"), ChoiceField(enum_options(Scheme)), required=True))
    form.add(FieldSpec("base", N_("Base"), YuanField(), required=True))
    form.add(FieldSpec("first", N_("From month"), MonthField(), required=True))
    form.add(FieldSpec("last", N_("Until month"), MonthField(), hint=N_("Empty: it goes on")))
    form.add(FieldSpec("reason", N_("Reason"), TextField()))
    form.add(FieldSpec("end_reason", N_("Reason of the end"), TextField()))
    return form


def corrected(values: dict[str, Any]) -> EnrolmentForm:
    """Return the enrolment that the fields hold."""
    return EnrolmentForm(
        values["scheme"], values["first"], values["last"], values["base"], values["reason"] or "",
        values["end_reason"] or "",
    )  # fmt: skip


def cover_form(policies: Sequence[PolicyRow], today: Today) -> Form:
    """Return the fields of putting somebody on a list."""
    form = Form(columns=2)
    options = [Option(row.id, row.title) for row in policies]
    form.add(FieldSpec("policy_id", N_("Accident policy"), ChoiceField(options), required=True), whole_row=True)
    form.add(FieldSpec("first", N_("First day"), DateField(today), required=True))
    return form


def uncover_form(today: Today) -> Form:
    """Return the field of taking somebody off the lists."""
    form = Form()
    form.add(FieldSpec("last", N_("Last day"), DateField(today), required=True))
    return form


def explain_form() -> Form:
    """Return the fields of an explanation."""
    form = Form(columns=2)
    form.add(FieldSpec("first", N_("From month"), MonthField(), required=True))
    form.add(FieldSpec("last", N_("Until month"), MonthField(), hint=N_("Empty: until further notice")))
    form.add(FieldSpec("reason", N_("Why it is in order"), NoteField(2), required=True), whole_row=True)
    return form


def policy_form(today: Today) -> Form:
    """Return the fields of an accident policy."""
    form = Form(columns=2)
    form.add(FieldSpec("insurer", N_("Insurer"), TextField(), required=True))
    form.add(FieldSpec("number", N_("Policy number"), TextField(), required=True))
    form.add(FieldSpec("valid_from", N_("First day"), DateField(today), required=True))
    form.add(FieldSpec("valid_to", N_("Last day"), DateField(today), required=True))
    form.add(FieldSpec("sum_insured", N_("Sum insured a person (yuan)"), YuanField(), required=True))
    form.add(FieldSpec("premium", N_("Premium in all (yuan)"), YuanField(), required=True))
    form.add(FieldSpec("document", N_("Document"), TextField()), whole_row=True)
    options = [
        Option(ASK, _("Ask the tax office")), Option(NO, _("No, not the worker's income")),
        Option(YES, _("Yes, the worker's income")),
    ]  # fmt: skip
    form.add(FieldSpec("taxed", N_("Is the premium income?"), ChoiceField(options), required=True))
    form.add(FieldSpec("premium_said_on", N_("Said on"), DateField(today)))
    form.add(FieldSpec("premium_basis", N_("By whom, on what paper"), TextField()), whole_row=True)
    return form


def policy_of(values: dict[str, Any]) -> PolicyForm:
    """Return the policy that the fields hold."""
    return PolicyForm(
        insurer=values["insurer"] or "", number=values["number"] or "", valid_from=values["valid_from"],
        valid_to=values["valid_to"], sum_insured=values["sum_insured"] or 0, premium=values["premium"] or 0,
        document=values["document"] or "", premium_taxed={YES: True, NO: False}.get(values["taxed"]),
        premium_said_on=values["premium_said_on"], premium_basis=values["premium_basis"] or "",
    )  # fmt: skip


def shown_policy(form: PolicyForm) -> dict[str, Any]:
    """Return what the fields show of a policy."""
    names = ("insurer", "number", "valid_from", "valid_to", "sum_insured", "premium", "document")
    shown: dict[str, Any] = {name: getattr(form, name) for name in names}
    taxed = ASK if form.premium_taxed is None else (YES if form.premium_taxed else NO)
    return shown | {
        "taxed": taxed, "premium_said_on": form.premium_said_on, "premium_basis": form.premium_basis,
    }  # fmt: skip


def claim_form(people: Sequence[Option], today: Today) -> Form:
    """Return the fields of a claim."""
    form = Form(columns=2)
    form.add(FieldSpec("worker_id", N_("Insured person"), ChoiceField(people), required=True))
    form.add(FieldSpec("happened_on", N_("Day of the accident"), DateField(today), required=True))
    form.add(FieldSpec("place", N_("Place of the accident"), TextField(), required=True))
    form.add(FieldSpec("reported_on", N_("Reported to the insurer on"), DateField(today), required=True))
    form.add(FieldSpec("circumstances", N_("What happened"), NoteField(2), required=True), whole_row=True)
    form.add(FieldSpec("state", N_("State"), ChoiceField(enum_options(ClaimState)), required=True))
    form.add(FieldSpec("case_number", N_("Case number"), TextField()))
    form.add(FieldSpec("claimed", N_("Amount claimed (yuan)"), YuanField()))
    form.add(FieldSpec("paid", N_("Amount paid (yuan)"), YuanField()))
    form.add(FieldSpec("decided_on", N_("Decided on"), DateField(today)))
    form.add(FieldSpec("remarks", N_("Remarks"), TextField()))
    return form


CLAIM_FIELDS = (
    "worker_id", "happened_on", "place", "circumstances", "reported_on", "state", "case_number", "claimed", "paid",
    "decided_on", "remarks",
)  # fmt: skip


def claim_of(values: dict[str, Any]) -> ClaimForm:
    """Return the claim that the fields hold."""
    texts = {name: values[name] or "" for name in ("place", "circumstances", "case_number", "remarks")}
    return ClaimForm(**({name: values[name] for name in CLAIM_FIELDS} | texts))

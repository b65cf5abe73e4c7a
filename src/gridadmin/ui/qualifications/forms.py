"""The forms of certificates, renewals, revocations, kinds of certificates, cards and papers seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from gridadmin.domain.entries import half_width
from gridadmin.domain.parameters import Certainty
from gridadmin.domain.qualifications import (
    CertificateForm,
    CertificateRuleForm,
    CertificateType,
    RenewalForm,
    expiry_of,
)
from gridadmin.domain.qualifications_cards import CardEnd, CardReturn
from gridadmin.domain.qualifications_evidence import EvidenceForm
from gridadmin.domain.workers import AppointmentRole, Condition, EmploymentKind
from gridadmin.i18n import N_, Message, _
from gridadmin.ui.code_options import enum_options
from gridadmin.ui.fields import ChoiceField, CodeField, DateField, NoteField, Option, TextField
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.listing import joined

Today = Callable[[], date]
PAPER = N_("Number of the document, if there is one")


class WholeField(CodeField):
    """A whole number; empty is none."""

    def value(self) -> Any:
        """Return the number, None for an empty or unreadable text (`fault()` tells them apart)."""
        text = half_width(self.text())
        return int(text) if text.isascii() and text.isdecimal() else None

    def set_value(self, value: Any) -> None:
        """Show a number."""
        self.setText("" if value is None else str(value))

    def fault(self) -> Message | None:
        """Return what is wrong when the text is no whole number."""
        if self.text().strip() and self.value() is None:
            return Message(N_("“{text}” is not a whole number."), {"text": self.text().strip()})
        return None


def certificate_form(today: Today, kinds: Sequence[CertificateType]) -> Form:
    """Return the fields of a certificate; choosing kind and day of issue fills in its last day."""
    form = Form(columns=2)
    kind = ChoiceField([Option(found.id, found.name) for found in kinds])
    form.add(FieldSpec("type_id", N_("Kind of certificate"), kind, required=True), whole_row=True)
    form.add(FieldSpec("number", N_("Certificate No."), TextField()))
    form.add(FieldSpec("issuer", N_("Issued by"), TextField(), hint=N_("Empty: as the kind's rule has it")))
    issued = form.add(FieldSpec("issued_on", N_("Issued on"), DateField(today), required=True))
    expires = form.add(FieldSpec("expires_on", N_("Expires on"), DateField(today), hint=N_("Empty: it never expires")))
    form.add(FieldSpec("document", N_("Document"), TextField(), hint=PAPER))
    form.add(FieldSpec("remarks", N_("Remarks"), TextField()))
    by_id = {found.id: found for found in kinds}
    proposed: list[date | None] = [None]

    def propose() -> None:
        found, day = by_id.get(kind.value()), issued.value()
        if found is None or day is None or expires.value() not in (None, proposed[0]):
            return  # what the clerk typed herself stays
        proposed[0] = expiry_of(day, found.rule_on(day).validity_months)
        if expires.value() != proposed[0]:
            expires.set_value(proposed[0])

    kind.changed.connect(propose)
    issued.left.connect(propose)
    return form


def certificate_of(values: dict[str, Any]) -> CertificateForm:
    """Return the certificate that the fields hold."""
    return CertificateForm(
        type_id=values["type_id"],
        number=values["number"],
        issued_on=values["issued_on"],
        expires_on=values["expires_on"],
        issuer=values["issuer"] or "",
        document=values["document"],
        remarks=values["remarks"],
    )


def renewal_form(today: Today) -> Form:
    """Return the fields of a renewal of one or many."""
    form = Form(columns=2)
    form.add(FieldSpec("issued_on", N_("Issued on"), DateField(today), required=True))
    hint = N_("Empty: as the kind's rule has it")
    form.add(FieldSpec("expires_on", N_("Expires on"), DateField(today), hint=hint))
    hint = N_("Empty: each keeps its number; else numbers count on from this one")
    form.add(FieldSpec("first_number", N_("Number of the first"), TextField(), hint=hint))
    form.add(FieldSpec("document", N_("Document"), TextField(), hint=PAPER))
    return form


def renewal_of(values: dict[str, Any]) -> RenewalForm:
    """Return the renewal that the fields hold."""
    return RenewalForm(values["issued_on"], values["expires_on"], values["first_number"], values["document"])


def revocation_form(today: Today) -> Form:
    """Return the fields of a revocation."""
    form = Form()
    form.add(FieldSpec("revoked_on", N_("Revoked on"), DateField(today), required=True))
    form.add(FieldSpec("reason", N_("Why it was revoked"), NoteField(2), required=True))
    return form


def card_end_form(today: Today, ends: Sequence[CardEnd]) -> Form:
    """Return the fields of the end of cards."""
    form = Form(columns=2)
    form.add(FieldSpec("ended_on", N_("Ended on"), DateField(today), required=True))
    form.add(FieldSpec("end", N_("How it ended"), ChoiceField(enum_options(ends)), required=True))
    form.add(FieldSpec("note", N_("Note on its end"), TextField()), whole_row=True)
    return form


def card_return_of(values: dict[str, Any]) -> CardReturn:
    """Return what the fields hold."""
    return CardReturn(values["ended_on"], values["end"], values["note"])


def hand_out_form(today: Today) -> Form:
    """Return the day on which cards are handed out."""
    form = Form()
    form.add(FieldSpec("issued_on", N_("Handed out on"), DateField(today), required=True))
    return form


def evidence_form(today: Today) -> Form:
    """Return the fields of a paper that was seen."""
    form = Form(columns=2)
    form.add(
        FieldSpec("condition", N_("Condition"), ChoiceField(enum_options(Condition)), required=True), whole_row=True
    )
    form.add(FieldSpec("paper", N_("Paper"), TextField(), required=True), whole_row=True)
    form.add(FieldSpec("seen_by", N_("Seen by"), TextField(), required=True))
    form.add(FieldSpec("seen_on", N_("Seen on"), DateField(today), required=True))
    form.add(FieldSpec("remark", N_("Remark"), TextField()), whole_row=True)
    return form


def evidence_of(values: dict[str, Any]) -> EvidenceForm:
    """Return the paper that the fields hold."""
    return EvidenceForm(**{name: values[name] for name in ("condition", "paper", "seen_by", "seen_on", "remark")})


ALL_KINDS = frozenset(EmploymentKind)


def type_form(today: Today) -> Form:
    """Return the fields of a kind of certificate and of the rule that holds from a day on."""
    form = Form(columns=2)
    form.add(FieldSpec("name", N_("Name"), TextField(), required=True))
    form.add(FieldSpec("issuer", N_("Issued by"), TextField()))
    hint = N_("Empty: it never expires")
    form.add(FieldSpec("validity_months", N_("Valid for months"), WholeField(), hint=hint))
    form.add(FieldSpec("lead_days", N_("Reminder days"), WholeField(), required=True))
    form.add(FieldSpec("kinds", N_("Needed by kinds"), ChoiceField(_kind_options()), required=True))
    form.add(FieldSpec("roles", N_("Needed by roles"), ChoiceField(_role_options()), required=True))
    hint = N_("The day of a rule that is there corrects it; another day begins a new one")
    form.add(FieldSpec("valid_from", N_("Holds from"), DateField(today), required=True, hint=hint))
    form.add(FieldSpec("certainty", N_("Certainty"), ChoiceField(enum_options(Certainty)), required=True))
    form.add(FieldSpec("source", N_("Document"), TextField(), hint=PAPER), whole_row=True)
    form.add(FieldSpec("note", N_("Remark"), NoteField(2)), whole_row=True)
    return form


def type_of(values: dict[str, Any]) -> CertificateRuleForm:
    """Return the kind and rule that the fields hold."""
    return CertificateRuleForm(
        name=values["name"] or "",
        valid_from=values["valid_from"],
        issuer=values["issuer"] or "",
        validity_months=values["validity_months"],
        lead_days=values["lead_days"],
        kinds=values["kinds"],
        roles=values["roles"],
        source=values["source"] or "",
        certainty=values["certainty"],
        note=values["note"] or "",
    )


def _kind_options() -> list[Option]:
    every = Option(ALL_KINDS, _("full-time and part-time"))
    return [
        every,
        *(Option(frozenset({kind}), kind.label) for kind in EmploymentKind),
        Option(frozenset(), _("nobody")),
    ]


def _role_options() -> list[Option]:
    """Return every set of roles, all of them first."""
    sets = [set(chosen) for count in (3, 2, 1) for chosen in combinations(AppointmentRole, count)]
    names = [
        Option(frozenset(roles), joined(role.label for role in AppointmentRole if role in roles)) for roles in sets
    ]
    return [*names, Option(frozenset(), _("nobody"))]

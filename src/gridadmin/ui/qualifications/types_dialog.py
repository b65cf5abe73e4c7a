"""The kinds of certificates: what the office asks for, since when and by which paper; rules change from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QDialog, QFrame, QWidget

from gridadmin.domain.parameters import Certainty
from gridadmin.domain.qualifications import CertificateType
from gridadmin.domain.workers import AppointmentRole
from gridadmin.i18n import N_, Message, _
from gridadmin.services.qualifications import (
    change_certificate_type,
    define_certificate_type,
    end_certificate_type,
    list_certificate_types,
)
from gridadmin.ui.act_dialogs import Act, open_act_dialog
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.layouts import badge, button, column, label, panel, resize_to, row
from gridadmin.ui.listing import joined
from gridadmin.ui.pages import Desk
from gridadmin.ui.qualifications.acts import QualificationActs
from gridadmin.ui.qualifications.forms import ALL_KINDS, type_form, type_of
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.tokens import MEDIUM, SNUG, TIGHT, WIDE

TONES = {Certainty.REGULATION: "good", Certainty.LOCAL_RULE: "accent", Certainty.ASSUMED: "warning"}


class TypesDialog(QDialog):
    """Lists every kind with the rule that holds; a kind is added, changed from a day on, or asked for no more."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._desk, self._acts = desk, QualificationActs(self, desk)
        self.kinds: Sequence[CertificateType] = ()
        title = _("Kinds of certificates")
        self.setWindowTitle(title)
        self.list = ScrollPane()
        text = _("The regulation asks for a certificate (Article 14), not for which. What is assumed is yours to set.")
        self.new = button(_("New kind …"), self.add, icon="plus")
        foot = row(self.new, 1, button(_("Close"), self.accept, "primary"))
        self.setLayout(
            column(label(title, "title"), label(text, "muted", wrap=True), self.list, foot, spacing=MEDIUM,
                   margins=(WIDE,) * 4)
        )  # fmt: skip
        self.new.setVisible(not desk.read_only)
        resize_to(self, 720, 620)
        desk.background.changed.connect(self._on_changed)
        self.reload()

    def reload(self) -> None:
        """Read the kinds again."""
        self._desk.background.read(list_certificate_types, done=self.show_kinds, caller=self)

    def show_kinds(self, kinds: Sequence[CertificateType]) -> None:
        """Show what was read."""
        self.kinds = kinds
        self.list.fill(*(self._card(kind) for kind in kinds))

    def add(self) -> None:
        """Add a kind."""
        dialog = FormDialog(self, _("New kind of certificate"), type_form(self._acts.today), "certificate type")

        def act_of(values: dict[str, Any]) -> Act:
            form = type_of(values)
            return Act(Message(N_("Add the certificate {type}"), {"type": form.name}), define_certificate_type, (form,))

        open_act_dialog(self._desk.background, dialog, act_of)
        nobody: frozenset[Any] = frozenset()
        dialog.start(
            {"valid_from": self._acts.today(), "lead_days": 60, "kinds": nobody, "roles": nobody,
             "certainty": Certainty.LOCAL_RULE}
        )  # fmt: skip

    def change(self, kind: CertificateType) -> None:
        """Let other rules hold from a day on."""
        title = _("Change the rules of {type}").format(type=kind.name)
        dialog = FormDialog(self, title, type_form(self._acts.today), f"certificate type {kind.id}")

        def act_of(values: dict[str, Any]) -> Act:
            form = type_of(values)
            facts = {"type": kind.name, "day": form.valid_from}
            sentence = Message(N_("Change the rules of {type} from {day} on"), facts)
            return Act(sentence, change_certificate_type, (kind.id, form, kind.version))

        open_act_dialog(self._desk.background, dialog, act_of)
        rule = kind.rule_on(self._desk.as_of)
        fields = (
            "issuer",
            "validity_months",
            "lead_days",
            "kinds",
            "roles",
            "valid_from",
            "certainty",
            "source",
            "note",
        )
        dialog.start({name: getattr(rule, name) for name in fields} | {"name": kind.name})

    def end(self, kind: CertificateType) -> None:
        """Ask for a kind no more from today on, or again."""
        ending = kind.ended_on is None
        text = N_("Ask for {type} no more") if ending else N_("Ask for {type} again")
        day = self._acts.today() if ending else None
        sentence = Message(text, {"type": kind.name})
        self._desk.background.act(sentence, end_certificate_type, kind.id, day, caller=self)

    def _card(self, kind: CertificateType) -> QFrame:
        rule = kind.rule_on(self._desk.as_of)
        change = end = None
        if not self._desk.read_only:
            change = button(_("Change the rules …"), lambda: self.change(kind), "quiet", "pencil")
            words = _("Ask for it no more") if kind.ended_on is None else _("Ask for it again")
            end = button(words, lambda: self.end(kind), "quiet")
        ended = badge(_("ended on {day}").format(day=kind.ended_on.isoformat())) if kind.ended_on else None
        sure = badge(rule.certainty.label, TONES[rule.certainty])
        head = row(label(kind.name, "strong"), sure, ended, 1, change, end, spacing=SNUG)
        lines = [label(text, "caption", wrap=True) for text in _facts(kind, self._desk)]
        return panel("card", column(head, *lines, spacing=TIGHT, margins=(MEDIUM,) * 4))

    def _on_changed(self, features: frozenset[str]) -> None:
        if "qualifications" in features:
            self.reload()


def _facts(kind: CertificateType, desk: Desk) -> list[str]:
    rule = kind.rule_on(desk.as_of)
    months = rule.validity_months
    valid = _("valid for {months} months").format(months=months) if months else _("Never expires")
    lead = _("reminder {days} days before").format(days=rule.lead_days) if months else ""
    posts = _("No post needs it.")
    if rule.kinds:
        kinds = _("full-time and part-time") if rule.kinds == ALL_KINDS else joined(each.label for each in rule.kinds)
        roles = joined(role.label for role in AppointmentRole if role in rule.roles)
        posts = _("Needed by: {kinds}; {roles}").format(kinds=kinds, roles=roles)
    since = _("since {day}").format(day=rule.valid_from.isoformat())
    facts = [" · ".join(part for part in (rule.issuer, valid, lead) if part), posts]
    facts.append(" · ".join(part for part in (since, rule.source) if part))
    return [*facts, rule.note] if rule.note else facts

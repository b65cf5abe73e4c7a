"""What is done with certificates: dialogs and their acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from gridadmin.domain.qualifications import CertificateRow, CertificateType, PlannedRenewal, RenewalForm
from gridadmin.domain.qualifications_evidence import EvidenceRow
from gridadmin.domain.qualifications_list import CertificateLine
from gridadmin.i18n import N_, Message, _
from gridadmin.services.qualifications import list_certificate_types
from gridadmin.services.qualifications_certificates import (
    correct_certificate,
    delete_certificate,
    issue_certificate,
    plan_renewals,
    renew_certificates,
    revoke_certificate,
)
from gridadmin.services.qualifications_evidence import drop_evidence, record_evidence
from gridadmin.ui.act_dialogs import Act, fit, open_act_dialog
from gridadmin.ui.dialogs import BeforeAfterDialog, CellChange, ask
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.pages import Desk
from gridadmin.ui.qualifications.forms import (
    certificate_form,
    certificate_of,
    evidence_form,
    evidence_of,
    renewal_form,
    renewal_of,
    revocation_form,
)


class QualificationActs:
    """What the page and the tab of a person do with certificates."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        self._parent, self._desk = parent, desk

    def today(self) -> date:
        """Return the day at the office."""
        office: Any = self._desk.background.office
        day: date = office.today()
        return day

    def enter(self, worker_id: UUID, name: str, type_id: UUID | None = None) -> None:
        """Enter a certificate of somebody."""
        self._with_types(partial(self._open_enter, worker_id, name, type_id))

    def correct(self, name: str, held: CertificateRow) -> None:
        """Mend a certificate that was entered wrongly."""
        self._with_types(partial(self._open_correct, name, held))

    def renew(self, lines: Sequence[CertificateLine]) -> None:
        """Renew certificates: the fields, then every line before and after, then one act."""
        pairs = [(line.worker.id, line.type.id) for line in lines]
        if not pairs:
            return
        title = _("Renew {count} certificates").format(count=len(pairs))
        if len(lines) == 1:
            title = _("Renew {type} of {name}").format(type=lines[0].type.name, name=lines[0].worker.name)
        dialog = FormDialog(self._parent, title, renewal_form(self.today), f"renew {len(pairs)} {pairs[0]}")

        def plan(values: dict[str, Any], _reason: str, _following: bool) -> None:
            form = renewal_of(values)
            show = partial(self._confirm, dialog, pairs, form)
            self._desk.background.read(plan_renewals, pairs, form, done=show, failed=dialog.refused, caller=dialog)

        dialog.save_asked.connect(plan)
        dialog.finished.connect(dialog.deleteLater)
        fit(dialog)
        dialog.open()
        dialog.start({"issued_on": self.today()})

    def _confirm(
        self,
        dialog: FormDialog,
        pairs: Sequence[tuple[UUID, UUID]],
        form: RenewalForm,
        planned: Sequence[PlannedRenewal],
    ) -> None:
        cells = [
            CellChange(each.name, field, before or "—", after or "—")
            for each in planned
            for field, before, after in _before_after(each)
        ]
        table = BeforeAfterDialog(
            dialog, dialog.windowTitle(), cells, _("Renew {count} certificates").format(count=len(pairs))
        )
        table.accepted.connect(partial(self._renew, dialog, pairs, form, planned))
        table.finished.connect(table.deleteLater)
        table.open()

    def _renew(
        self,
        dialog: FormDialog,
        pairs: Sequence[tuple[UUID, UUID]],
        form: RenewalForm,
        planned: Sequence[PlannedRenewal],
    ) -> None:
        types = {each.type_name for each in planned}
        values = {"type": next(iter(types)) if len(types) == 1 else _("certificates"), "count": len(planned)}
        sentence = Message(N_("Renew {type} of {count} persons"), values)
        if len(planned) == 1:
            values = {"type": planned[0].type_name, "name": planned[0].name}
            sentence = Message(N_("Renew {type} of {name}"), values)
        self._desk.background.act(
            sentence,
            renew_certificates,
            pairs,
            form,
            self.today(),
            done=lambda _count: dialog.saved(),
            failed=dialog.refused,
            caller=dialog,
        )

    def revoke(self, name: str, type_name: str, held: CertificateRow) -> None:
        """Revoke a certificate."""
        title = _("Revoke {type} of {name}").format(type=type_name, name=name)
        dialog = FormDialog(self._parent, title, revocation_form(self.today), f"revoke {held.id}")

        def act_of(values: dict[str, Any]) -> Act:
            sentence = Message(N_("Revoke {type} of {name}"), {"type": type_name, "name": name})
            return Act(sentence, revoke_certificate, (held.id, values["revoked_on"], values["reason"] or ""))

        open_act_dialog(self._desk.background, dialog, act_of)
        dialog.start({"revoked_on": self.today()})

    def delete(self, name: str, type_name: str, held: CertificateRow) -> None:
        """Take away a certificate that never was."""
        title = _("Delete {type} {number}?").format(type=type_name, number=held.number or "")
        text = _("Only for what was entered by mistake. What has expired or was revoked stays on file. One undo.")
        if ask(self._parent, title, text, _("Delete"), grave=True):
            values = {"type": type_name, "name": name}
            sentence = Message(N_("Delete {type} of {name}, entered by mistake"), values)
            self._desk.background.act(sentence, delete_certificate, held.id, caller=self._parent)

    def see_paper(self, worker_id: UUID, name: str) -> None:
        """Record a paper that was seen for Art 11."""
        title = _("Paper of {name} for Article 11").format(name=name)
        dialog = FormDialog(self._parent, title, evidence_form(self.today), f"paper {worker_id}")

        def act_of(values: dict[str, Any]) -> Act:
            form = evidence_of(values)
            sentence = Message(
                N_("Record a paper of {name} for Article 11: {paper}"), {"name": name, "paper": form.paper}
            )
            return Act(sentence, record_evidence, (worker_id, form, self.today()))

        open_act_dialog(self._desk.background, dialog, act_of)
        office = self._desk.background.office
        dialog.start({"seen_on": self.today(), "seen_by": office.account_name if office else ""})

    def drop_paper(self, name: str, row: EvidenceRow) -> None:
        """Take away a paper that was recorded by mistake."""
        text = _("It was recorded by {name} on {day}. One undo.").format(name=row.seen_by, day=row.seen_on.isoformat())
        if ask(self._parent, _("Remove “{place}”?").format(place=row.paper), text, _("Remove"), grave=True):
            sentence = Message(
                N_("Remove a paper of {name} for Article 11: {paper}"), {"name": name, "paper": row.paper}
            )
            self._desk.background.act(sentence, drop_evidence, row.id, caller=self._parent)

    def _open_enter(self, worker_id: UUID, name: str, type_id: UUID | None, kinds: Sequence[CertificateType]) -> None:
        title = _("Certificate of {name}").format(name=name)
        usable = [kind for kind in kinds if kind.is_used_on(self.today())]
        dialog = FormDialog(self._parent, title, certificate_form(self.today, usable), f"certificate {worker_id}")
        names = {kind.id: kind.name for kind in kinds}

        def act_of(values: dict[str, Any]) -> Act:
            form = certificate_of(values)
            sentence = Message(N_("Enter {type} of {name}"), {"type": names[form.type_id], "name": name})
            return Act(sentence, issue_certificate, (worker_id, form, self.today()))

        open_act_dialog(self._desk.background, dialog, act_of)
        first = next(iter(usable), None)
        dialog.start({"type_id": type_id or (first.id if first else None)})

    def _open_correct(self, name: str, held: CertificateRow, kinds: Sequence[CertificateType]) -> None:
        title = _("Correct the certificate of {name}").format(name=name)
        dialog = FormDialog(self._parent, title, certificate_form(self.today, kinds), f"certificate {held.id}")
        names = {kind.id: kind.name for kind in kinds}

        def act_of(values: dict[str, Any]) -> Act:
            form = certificate_of(values)
            sentence = Message(N_("Correct {type} of {name}"), {"type": names[form.type_id], "name": name})
            return Act(sentence, correct_certificate, (held.id, form, held.version, self.today()))

        open_act_dialog(self._desk.background, dialog, act_of)
        fields = ("type_id", "number", "issuer", "issued_on", "expires_on", "document", "remarks")
        dialog.start({name_: getattr(held, name_) for name_ in fields})

    def _with_types(self, done: Callable[[Sequence[CertificateType]], None]) -> None:
        self._desk.background.read(list_certificate_types, done=done, caller=self._parent)


def _before_after(each: PlannedRenewal) -> list[tuple[str, str, str]]:
    """Return field, value of the certificate that holds, and of the one that comes, where they differ."""
    was = each.was
    never = _("Never expires")
    before = (was.expires_on.isoformat() if was.expires_on else never) if was else ""
    after = each.expires_on.isoformat() if each.expires_on else never
    lines = [(_("Expires on"), before, after)]
    if (was.number if was else None) != each.number:
        lines.append((_("Certificate No."), (was.number if was else None) or "", each.number or ""))
    return lines

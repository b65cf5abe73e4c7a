"""The tab 条件: each condition of Art 11, computed where it can be, attested with name and date where a person must."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from gridadmin.domain.compliance_duties import DUTIES, Finding, Result
from gridadmin.domain.workers import AttestationRow, Condition
from gridadmin.i18n import _
from gridadmin.ui.layouts import badge, button, column, icon_label, label, panel, row
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.tokens import MEDIUM, SNUG, TIGHT

TONES = {Result.MET: "good", Result.NOT_MET: "danger", Result.NEEDS_PERSON: "warning", Result.NOT_APPLICABLE: ""}
ICONS = {
    Result.MET: ("circle-check", "good"),
    Result.NOT_MET: ("circle-alert", "danger"),
    Result.NEEDS_PERSON: ("circle-user", "warning"),
    Result.NOT_APPLICABLE: ("info", "muted"),
}


class WorkerConditions(ScrollPane):
    """Shows what stands on each condition.

    Signals:
        attest_asked: the Condition to be attested; None for all that wait.
    """

    attest_asked = Signal(object)

    def show_findings(self, findings: Sequence[Finding], attested: Sequence[AttestationRow], read_only: bool) -> None:
        """Show findings of Art 11 with the attestations behind them."""
        if not findings:
            self.fill(label(_("The conditions of Article 11 are checked for persons in service."), "muted", wrap=True))
            return
        waiting = sum(finding.result is Result.NEEDS_PERSON for finding in findings)
        attest = button(
            _("Attest all that wait ({count})").format(count=waiting), partial(self.attest_asked.emit, None)
        )
        offer = attest if waiting > 1 and not read_only else None
        self.fill(*(self._finding(finding, attested, read_only) for finding in findings), offer)

    def _finding(self, finding: Finding, attested: Sequence[AttestationRow], read_only: bool) -> QFrame:
        condition = Condition(finding.duty.removeprefix("art11."))
        head = row(
            icon_label(*ICONS[finding.result]),
            label(condition.label, "strong", wrap=True),
            badge(finding.result.label, TONES[finding.result]),
            spacing=SNUG,
        )
        head.setStretch(1, 1)
        words = [label(str(fact), wrap=True) for fact in finding.facts]
        remarks = [row_.remark for row_ in attested if row_.condition is condition and row_.remark]
        if remarks:
            words.append(label(remarks[-1], "caption", wrap=True))
        if finding.remedy is not None:
            words.append(label(str(finding.remedy), "caption", wrap=True))
        attest = button(_("Attest"), partial(self.attest_asked.emit, condition), "quiet")
        attest.setToolTip(_quote(finding))
        foot = row(label(_quote(finding), "caption", wrap=True), None if read_only else attest)
        foot.setStretch(0, 1)
        return panel("card", column(head, *words, foot, spacing=TIGHT, margins=(MEDIUM,) * 4))


def _quote(finding: Finding) -> str:
    duty = DUTIES[finding.duty]
    return f"“{duty.quote}”"

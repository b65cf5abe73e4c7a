"""The third step of a run: checked, approved, paid, locked, each by a named person; then the papers of the month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gridadmin.domain.errors import ConflictError, GridAdminError
from gridadmin.domain.insurance import InsuranceFinding
from gridadmin.domain.pay_runs import CLOSED, STATES, RunKind, RunState
from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.bank_papers import BANK_PAPERS
from gridadmin.jobs.pay import RunView
from gridadmin.jobs.pay_papers import MONTH_PAPERS, WrittenPapers, write_usual_papers
from gridadmin.jobs.pay_papers_terms import PaperOptions
from gridadmin.jobs.progress import Progress
from gridadmin.services.insurance_reconciliation import reconcile_insurance
from gridadmin.ui.dialogs import MessageDialog, ProgressDialog, ask
from gridadmin.ui.layouts import badge, button, column, icon_label, label, panel, restyle, row
from gridadmin.ui.listing import joined
from gridadmin.ui.pages import Desk
from gridadmin.ui.pay.bank_export_dialog import BankExportDialog
from gridadmin.ui.pay.runs_columns import STATE_TONES, yuan_shown
from gridadmin.ui.pay.writing_dialog import papers_told
from gridadmin.ui.text_field import TextField
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT, WIDE

LATER = STATES[1:]
WORDS = {
    RunState.CHECKED: N_("Somebody has read the differences and what is to be looked at."),
    RunState.APPROVED: N_("Whoever answers for the money agrees to the sums."),
    RunState.PAID: N_("The money has gone out; from now on late facts go into the next run."),
    RunState.LOCKED: N_("The month is closed."),
}


class StepsPane(QWidget):
    """The steps of a run that are taken, and those to come.

    Signals:
        take_asked: state -> name of each step that is to be taken.
        lead_asked: a Target.
    """

    take_asked = Signal(object)
    lead_asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.view: RunView | None = None
        self.written: WrittenPapers | None = None
        self.names: dict[RunState, TextField] = {}
        self._said: dict[RunState, Any] = {}
        self._badges: dict[RunState, Any] = {}
        self._build()

    def show_view(self, view: RunView, names: Mapping[RunState, str]) -> None:
        """Show a run; who took each step last time is proposed."""
        if self.view is None or self.view.run.id != view.run.id:
            office: Any = self._desk.background.office
            for state, field in self.names.items():
                field.set_value(names.get(state) or office.account_name)
        self.view = view
        run = view.run
        self._sums.setText(
            _("{people} persons, gross {gross}, net {net}; the unit's contributions {employer}").format(
                people=run.people, gross=yuan_shown(run.gross), net=yuan_shown(run.net),
                employer=yuan_shown(run.employer),
            )
        )  # fmt: skip
        for state in LATER:
            self._show_state(state)
        upcoming = self._upcoming()
        self.next.setText(" " + (_("Only: {state}").format(state=upcoming[0].label) if upcoming else ""))
        self.next.setVisible(len(upcoming) > 1)
        self.lock.setVisible(bool(upcoming))
        for act in (self.next, self.lock):
            act.setEnabled(not self._desk.read_only)
        self._done.setVisible(run.state in CLOSED and run.kind is RunKind.REGULAR)

    def set_busy(self, busy: bool) -> None:
        """Take no second click while a step is being taken."""
        for act in (self.next, self.lock):
            act.setEnabled(not busy and not self._desk.read_only)

    def take_next(self) -> None:
        """Take the next step alone."""
        self._take(self._upcoming()[:1])

    def take_all(self) -> None:
        """Take every step up to the lock."""
        self._take(self._upcoming())

    def read_reconciliation(self) -> None:
        """Hold the month's service against its insurance."""
        if self.view is not None and self.view.run.kind is RunKind.REGULAR:
            office: Any = self._desk.background.office
            read = self._desk.background.read
            read(reconcile_insurance, self.view.run.month, office.today(), done=self.show_findings, caller=self)

    def show_findings(self, findings: Sequence[InsuranceFinding]) -> None:
        """Show who worked uninsured or is insured but gone."""
        count = len(findings)
        words = _("Service and insurance of the month agree.")
        if count:
            names = joined(dict.fromkeys(finding.name for finding in findings[:8]))
            words = _("{count} findings between service and insurance: {names}").format(count=count, names=names)
        self._found.setText(words)
        restyle(self._found, tone="warning" if count else "good")
        self._open_found.setVisible(bool(count))

    def write_papers(self) -> None:
        """Ask for a folder and write the papers of the month into it."""
        folder = QFileDialog.getExistingDirectory(self, _("Folder for the papers of the month"))
        if folder:
            self.write_to(Path(folder))

    def write_to(self, folder: Path, *, replace: bool = False) -> None:
        """Write every paper that is meant for each month, all or none. Files that are there are asked about."""
        if self.view is None:
            return
        month = self.view.run.month
        background, progress = self._desk.background, Progress()
        dialog = ProgressDialog(self, _("Papers of {month}").format(month=month), background, progress)
        out = folder / _("Pay of {month}").format(month=month)

        def done(answer: tuple[WrittenPapers, Message | None]) -> None:
            dialog.finish()
            self._tell(*answer)

        def failed(error: GridAdminError) -> None:
            dialog.finish()
            if not isinstance(error, ConflictError):
                background.on_failed(error)
            elif ask(self, _("Replace the files that are there?"), str(error), _("Replace"), grave=True):
                self.write_to(folder, replace=True)

        args = (month, out, PaperOptions(replace=replace))
        background.run(write_usual_papers, *args, done=done, failed=failed, caller=self, progress=progress)

    def _tell(self, written: WrittenPapers, no_bank: Message | None) -> None:
        waits = ""
        if no_bank is not None:
            waits = _("The files for the bank still wait: {reason}").format(reason=no_bank.text())
        dialog = papers_told(self, written.folder, [path for _word, path in written.files], waits)
        if no_bank is not None:
            dialog.add_button(_("Files for the bank …"), partial(self._open_bank, dialog))
        dialog.open()
        self.written = written

    def _open_bank(self, told: MessageDialog) -> None:
        told.accept()
        dialog = BankExportDialog(self, self._desk)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _build(self) -> None:
        self._sums = label("", "strong", wrap=True)
        lines = [self._make_line(state) for state in LATER]
        self.next = button(" ", self.take_next)
        self.lock = button(_("Take every step and lock"), self.take_all, "primary", "lock")
        acts = row(1, self.next, self.lock, spacing=SNUG)
        card = panel("card", column(self._sums, *lines, acts, spacing=MEDIUM, margins=(WIDE,) * 4))
        self._papers = button(_("Write the papers of the month …"), self.write_papers, "primary", "printer")
        self._found = label("", wrap=True)
        self._open_found = button(_("Look at them"), self._lead_found, icon="arrow-right")
        self._open_found.hide()
        titles = joined(_(paper.title) for paper in (*(each for each in MONTH_PAPERS if each.is_chosen), *BANK_PAPERS))
        note = label(titles, "caption", wrap=True)
        first = row(icon_label("circle-check", "good"), note, self._papers, spacing=MEDIUM)
        first.setStretch(1, 1)
        second = row(icon_label("shield-check", "accent_text"), self._found, self._open_found, spacing=MEDIUM)
        second.setStretch(1, 1)
        self._done = panel("card", column(first, second, spacing=MEDIUM, margins=(WIDE, ROOMY, WIDE, ROOMY)))
        self.setLayout(column(card, self._done, 1, spacing=MEDIUM, margins=(ROOMY, SNUG, ROOMY, MEDIUM)))

    def _make_line(self, state: RunState) -> QWidget:
        mark, words = badge(state.label), label(_(WORDS[state]), "muted", wrap=True)
        mark.setMinimumWidth(current().px(72))
        name, said = TextField(_("Who takes this step")), label("", "caption")
        name.setFixedWidth(current().px(190))
        name.setAccessibleName(state.label)
        said.hide()
        self.names[state], self._said[state], self._badges[state] = name, said, mark
        holder = QWidget()
        line = row(mark, words, said, name, spacing=MEDIUM, margins=(0, TIGHT, 0, TIGHT))
        line.setStretch(1, 1)
        holder.setLayout(line)
        return holder

    def _show_state(self, state: RunState) -> None:
        assert self.view is not None
        run = self.view.run
        taken = STATES.index(state) <= STATES.index(run.state)
        step = next((step for step in reversed(run.steps) if step[0] == state.value), None) if taken else None
        tone = STATE_TONES[state] if taken else ""
        restyle(self._badges[state], tone={"accent_text": "accent", "muted": "good"}.get(tone, tone))
        self.names[state].setVisible(not taken)
        self._said[state].setVisible(taken)
        if step is not None:
            self._said[state].setText("  ".join(part for part in step[1:]))

    def _upcoming(self) -> list[RunState]:
        if self.view is None:
            return []
        return list(STATES[STATES.index(self.view.run.state) + 1 :])

    def _take(self, states: Sequence[RunState]) -> None:
        missing = [state for state in states if not self.names[state].value()]
        if missing:
            self.names[missing[0]].setFocus()
            return
        self.take_asked.emit({state: self.names[state].value() for state in states})

    def _lead_found(self) -> None:
        self.lead_asked.emit(Target("insurance", "reconcile"))

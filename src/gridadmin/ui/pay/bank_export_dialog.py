"""Files for the bank: which month, by which template, who is paid in cash; what would be written is seen before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QWidget

from gridadmin.domain.bank_export import EXPORTED_STATES, LEAVE_OUT, LeftOut, Refusal
from gridadmin.domain.errors import ConflictError, GridAdminError
from gridadmin.domain.pay_runs import PayRunRow, RunKind
from gridadmin.i18n import _
from gridadmin.jobs.bank_export import CashChoice, ExportOrder, ExportReport, plan_export, write_export
from gridadmin.services.bank_templates import TemplateRow, list_templates
from gridadmin.services.pay import list_runs
from gridadmin.ui.dialogs import ask, ask_reason, show_error, tell
from gridadmin.ui.fields import ChoiceField, Option
from gridadmin.ui.layouts import button, column, icon_label, label, panel, resize_to, row
from gridadmin.ui.listing import joined
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import Facts
from gridadmin.ui.pay.bank_columns import hindrance_columns, moment_shown
from gridadmin.ui.pay.runs_columns import yuan_shown
from gridadmin.ui.shortcuts import Key, on_key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel, fitted
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT, WIDE

REMEMBERED = "pay/bank-template"


class BankExportDialog(QDialog):
    """Shows what would be written and writes it."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self.cash: dict[UUID, str] = {}
        self.report: ExportReport | None = None
        self.months, self.templates = ChoiceField(), ChoiceField()
        self.model: TableModel[Refusal | LeftOut] = TableModel(fitted(hindrance_columns()), self)
        self.table = RecordTable(self.model, "pay/bank-export", desk.preferences)
        self.write = button(_("Write the files …"), self.ask_folder, "primary", "download")
        self.write.setToolTip(Key.SAVE.shown())
        self.pay_cash = button(_("Pay in cash …"), self.leave_out)
        self.take_back = button(_("Pay through the bank"), self.take_in, "quiet")
        self._build()
        self.months.changed.connect(self.plan)
        self.templates.changed.connect(self.plan)
        on_key(Key.SAVE, self, self.ask_folder)
        desk.background.read(list_runs, done=self._show_runs, caller=self)
        desk.background.read(list_templates, done=self._show_templates, caller=self)

    def order(self) -> ExportOrder | None:
        """Return what is asked for; None while month or template is not chosen."""
        month, template = self.months.value(), self.templates.value()
        return ExportOrder(month, template, CashChoice(dict(self.cash))) if month and template else None

    def plan(self) -> None:
        """Ask again what would be written."""
        order = self.order()
        self.write.setEnabled(False)
        if order is not None:
            self._desk.background.run(plan_export, order, done=self.show_report, failed=self._say_why, caller=self)

    def show_report(self, report: ExportReport) -> None:
        """Show what would be written, or everything that keeps it from being."""
        self.report = report
        facts = [
            (_("Payments"), f"{report.rows}  ·  {yuan_shown(report.total)}"),
            (_("Total of the run"), yuan_shown(report.run.net)),
            (_("Files"), "\n".join(f"{each.name}  ({each.rows})" for each in report.files)),
        ]
        self._facts.show_facts(facts)
        self._warn(self._before_panel, self._before, _before_words(report))
        marks = "\n".join(f"· {each}" for each in report.template.unverified)
        self._warn(self._marks_panel, self._marks, f"{_('Not verified')}\n{marks}" if marks else "")
        self.model.set_rows([*report.refusals, *report.left_out])
        self.table.setVisible(bool(self.model.rows()))
        self.pay_cash.setVisible(any(each.kind in LEAVE_OUT for each in report.refusals))
        self.take_back.setVisible(bool(self.cash))
        state = _("Nothing keeps the files from being written.")
        if report.refusals:
            state = _("{count} payments cannot go to the bank. Settle them, or pay in cash.")
        self._state.setText(state.format(count=len(report.refusals)))
        self.write.setEnabled(not report.refusals)

    def leave_out(self) -> None:
        """Leave out those who are selected, or everybody who may be: they are paid in cash, and why."""
        chosen = [each for each in self.table.selected_rows() if isinstance(each, Refusal) and each.kind in LEAVE_OUT]
        if self.report is not None and not chosen:
            chosen = [each for each in self.report.refusals if each.kind in LEAVE_OUT]
        names = joined(each.name for each in chosen)
        reason = ask_reason(self, _("Pay in cash?"), names, _("Leave out")) if chosen else None
        if reason:
            self.leave_out_for([each.worker_id for each in chosen if each.worker_id], reason)

    def leave_out_for(self, people: Sequence[UUID], reason: str) -> None:
        """Leave people out for a reason, which will stand in the journal."""
        self.cash |= dict.fromkeys(people, reason)
        self.plan()

    def take_in(self) -> None:
        """Pay those who are selected through the bank after all; everybody where none is selected."""
        chosen = [each.worker_id for each in self.table.selected_rows() if isinstance(each, LeftOut)]
        for key in chosen or list(self.cash):
            self.cash.pop(key, None)
        self.plan()

    def ask_folder(self) -> None:
        """Ask where the files go, and once more where they were written before."""
        report = self.report
        if report is None or not self.write.isEnabled():
            return
        before = _before_words(report)
        if before and not ask(self, _("Write the files again?"), before, _("Write again")):
            return
        folder = QFileDialog.getExistingDirectory(self, _("Folder for the files"))
        if folder:
            self.write_to(Path(folder))

    def write_to(self, folder: Path, *, replace: bool = False) -> None:
        """Write the files into a folder."""
        order = self.order()
        if order is None:
            return
        job = partial(write_export, replace=replace)
        failed = partial(self._not_written, folder)
        self._desk.background.run(job, order, folder, done=partial(self._written, folder), failed=failed, caller=self)

    def _written(self, folder: Path, report: ExportReport) -> None:
        self._desk.preferences.remember(REMEMBERED, report.template.name)
        lines = [f"{each.name}\nSHA-256 {each.sha256[:16]}…  SM3 {each.sm3[:16]}…" for each in report.files]
        self.accept()
        tell(self.parentWidget(), _("Written for the bank"), "\n".join([str(folder), *lines]), "good")

    def _not_written(self, folder: Path, error: GridAdminError) -> None:
        if isinstance(error, ConflictError) and ask(self, _("Replace the files?"), str(error), _("Replace")):
            self.write_to(folder, replace=True)
        elif not isinstance(error, ConflictError):
            show_error(self, error)

    def _say_why(self, error: GridAdminError) -> None:
        self.report = None
        self.model.set_rows([])
        self._facts.show_facts([])
        self._state.setText(str(error))

    def _show_runs(self, rows: Sequence[PayRunRow]) -> None:
        runs = [row for row in rows if row.kind is RunKind.REGULAR and row.state in EXPORTED_STATES]
        options = [Option(row.month, f"{row.month}  {row.state.label}  {yuan_shown(row.net)}") for row in runs]
        self.months.set_options(options)
        if runs:
            self.months.set_value(runs[0].month)
            self.plan()
        else:
            self._state.setText(_("No month is approved yet. Approve one before it goes to the bank."))

    def _show_templates(self, rows: Sequence[TemplateRow]) -> None:
        self.templates.set_options([Option(row.template.name, row.template.name) for row in rows])
        kept = self._desk.preferences.recall(REMEMBERED)
        names = [row.template.name for row in rows]
        self.templates.set_value(kept if kept in names else names[0])
        self.plan()

    def _build(self) -> None:
        title = _("Files for the bank")
        self.setWindowTitle(title)
        self.table.set_empty("")
        self.table.hide()
        self._facts, self._state = Facts(), label("", "strong", wrap=True)
        self._before, self._marks = label("", wrap=True), label("", wrap=True)
        self._before_panel, self._marks_panel = _note("history", self._before), _note("triangle-alert", self._marks)
        self.pay_cash.hide()
        self.take_back.hide()
        self.write.setEnabled(False)
        which = row(
            label(_("Month"), "caption"), self.months, label(_("Template"), "caption"), self.templates, spacing=SNUG
        )
        which.setStretch(1, 2)
        which.setStretch(3, 3)
        acts = row(self._state, self.pay_cash, self.take_back, spacing=SNUG)
        acts.setStretch(0, 1)
        foot = row(1, button(_("Cancel"), self.reject), self.write, spacing=SNUG)
        whole = column(
            label(title, "title"), which, self._before_panel, self._marks_panel, self._facts, acts, self.table, 1, foot,
            spacing=MEDIUM, margins=(WIDE,) * 4,
        )  # fmt: skip
        whole.setStretch(6, 5)
        self.setLayout(whole)
        resize_to(self, 860, 640)

    def _warn(self, holder: QWidget, words: QLabel, text: str) -> None:
        words.setText(text)
        holder.setVisible(bool(text))


def _note(icon: str, words: QLabel) -> QWidget:
    line = row(icon_label(icon, "warning"), words, spacing=SNUG, margins=(MEDIUM, TIGHT, ROOMY, TIGHT))
    line.setStretch(1, 1)
    made = panel("warning", line)
    made.hide()
    return made


def _before_words(report: ExportReport) -> str:
    if not report.before:
        return ""
    last = report.before[0]
    words = _("This month was exported before: {when} by {who}, “{template}”.")
    return words.format(when=moment_shown(last.made_at), who=last.made_by, template=last.template)

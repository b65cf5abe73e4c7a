"""Accounts from cells copied in a spreadsheet, or from a file: what would become of every row is seen before."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QPlainTextEdit, QWidget

from gridadmin.domain.bank_accounts import mask_account
from gridadmin.domain.entry_blocks import read_block
from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.imports import ImportReport, Problem, Severity
from gridadmin.i18n import N_, _
from gridadmin.intake.assessment import ScoreFile
from gridadmin.jobs.bank_accounts import pasted_accounts, preview_accounts, read_accounts, run_accounts
from gridadmin.ui.dialogs import show_error
from gridadmin.ui.layouts import button, column, label, resize_to, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.shortcuts import Key, on_key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import RIGHT, Column, TableModel
from gridadmin.ui.tokens import MEDIUM, SNUG, WIDE

TONES = {Severity.ERROR: "danger", Severity.WARNING: "warning", Severity.NOTE: "muted"}


class PasteDialog(QDialog):
    """Reads, rehearses, imports."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self._file: ScoreFile | None = None
        self._path = Path(_("Pasted cells"))
        self.text = QPlainTextEdit()
        self.model: TableModel[Problem] = TableModel(_columns(), self)
        self.table = RecordTable(self.model, "pay/bank-paste", desk.preferences)
        self.keep = button(_("Import"), self.import_rows, "primary", "file-input")
        self._state = label(_("Paste the cells with their line of headings, or choose a file."), "strong", wrap=True)
        self._build()
        self.text.textChanged.connect(self.check)
        on_key(Key.SAVE, self, self.import_rows)
        pasted = QGuiApplication.clipboard().text()
        if "\t" in pasted:
            self.text.setPlainText(pasted)

    def check(self) -> None:
        """Read what was pasted and rehearse it."""
        self.keep.setEnabled(False)
        try:
            self._file = pasted_accounts(read_block(self.text.toPlainText()))
        except GridAdminError as error:
            self._file = None
            self.model.set_rows([])
            self._state.setText(str(error))
            return
        self._path = Path(_("Pasted cells"))
        self._rehearse()

    def ask_file(self) -> None:
        """Choose a file in place of cells."""
        kinds = _("Workbook") + " (*.xlsx *.xls *.csv)"
        path, _kind = QFileDialog.getOpenFileName(self, _("Import"), "", kinds)
        if path:
            self.use_file(Path(path))

    def use_file(self, path: Path) -> None:
        """Read a file and rehearse it."""
        done, failed = partial(self._on_read, path), partial(show_error, self)
        self._desk.background.call(read_accounts, path, done=done, failed=failed, caller=self)

    def import_rows(self) -> None:
        """Enter the accounts as one act."""
        if self._file is not None and self.keep.isEnabled():
            args = (self._path, self._file, self._desk.as_of)
            self._desk.background.run(run_accounts, *args, done=self._imported, caller=self)

    def show_report(self, report: ImportReport) -> None:
        """Show the four numbers and every problem."""
        words = _("{rows} rows: {new} new, {updated} updated, {unchanged} unchanged, {rejected} rejected")
        self._state.setText(words.format(**{name: getattr(report, name) for name in NUMBERS}))
        self.model.set_rows(report.problems)
        self.keep.setEnabled(report.new + report.updated > 0)

    def _on_read(self, path: Path, file: ScoreFile) -> None:
        self._path, self._file = path, file
        self._rehearse()

    def _rehearse(self) -> None:
        assert self._file is not None
        args = (self._file, self._desk.as_of)
        self._desk.background.run(preview_accounts, *args, done=self.show_report, caller=self)

    def _imported(self, _report: Any) -> None:
        self.accept()

    def _build(self) -> None:
        title = _("Import bank accounts")
        self.setWindowTitle(title)
        self.text.setPlaceholderText(_("Headings: name, ID number, bank, branch, account number, holder, CNAPS number"))
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(title)
        self.table.set_empty(_("No problems."))
        self.keep.setEnabled(False)
        foot = row(
            button(_("From a file …"), self.ask_file, icon="file-text"), 1, button(_("Cancel"), self.reject), self.keep
        )
        whole = column(
            label(title, "title"), self.text, self._state, self.table, foot, spacing=MEDIUM, margins=(WIDE,) * 4
        )
        whole.setSpacing(SNUG * 2)
        whole.setStretch(1, 2)
        whole.setStretch(3, 3)
        self.setLayout(whole)
        resize_to(self, 860, 640)


NUMBERS = ("rows", "new", "updated", "unchanged", "rejected")


def _columns() -> tuple[Column[Problem], ...]:
    return (
        Column("row", N_("Row"), 5, lambda row: str(row.row), sort=lambda row: row.row, align=RIGHT),
        Column("value", N_("Value"), 16, _value),
        Column("reason", N_("Reason"), 48, lambda row: str(row.reason), tone=lambda row: TONES[row.severity]),
    )


def _value(problem: Problem) -> str:
    """Numbers that a screen shows are masked, those that are none can be read."""
    number = problem.field == "number" and problem.value.isdigit()
    return mask_account(problem.value) if number else problem.value

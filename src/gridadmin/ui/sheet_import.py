"""Importing a sheet about persons: choose it, see what would become of every row, import it as one act."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from gridadmin.domain.imports import ImportReport, Problem, Severity
from gridadmin.i18n import N_, _
from gridadmin.jobs.sheet_imports import SheetImport, preview_sheet, run_sheet
from gridadmin.ui.dialogs import show_error, tell
from gridadmin.ui.layouts import button, column, label, resize_to, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.shortcuts import Key, on_key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import RIGHT, Column, TableModel
from gridadmin.ui.tokens import MEDIUM, SNUG, WIDE

TONES = {Severity.ERROR: "danger", Severity.WARNING: "warning", Severity.NOTE: "muted"}
NUMBERS = ("rows", "new", "updated", "unchanged", "rejected")


def choose_sheet(parent: QWidget, desk: Desk, title: str, sheet: SheetImport) -> None:
    """Ask for a file and show what importing it would do."""
    kinds = _("Workbooks and tables") + " (*.xlsx *.xls *.xlsm *.csv *.et)"
    path, _kind = QFileDialog.getOpenFileName(parent, title, "", kinds)
    if path:
        open_sheet(parent, desk, title, sheet, Path(path))


def open_sheet(parent: QWidget, desk: Desk, title: str, sheet: SheetImport, path: Path) -> None:
    """Rehearse the import of a file, then show it; a file that cannot be read is told and nothing is opened."""

    def show(report: ImportReport) -> None:
        dialog = SheetDialog(parent, desk, title, (sheet, path), report)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    failed = lambda error: show_error(parent, error)  # noqa: E731 - the same door as everywhere
    desk.background.run(preview_sheet, sheet, path, done=show, failed=failed, caller=parent)


class SheetDialog(QDialog):
    """The numbers of a rehearsed import, every problem with its place, and the button that does it."""

    def __init__(
        self, parent: QWidget, desk: Desk, title: str, job: tuple[SheetImport, Path], report: ImportReport
    ) -> None:
        super().__init__(parent)
        self._desk, (self._sheet, self._path) = desk, job
        self.model: TableModel[Problem] = TableModel(_columns(), self)
        self.table = RecordTable(self.model, "sheet-import", desk.preferences)
        self.table.set_empty(_("Every row can be imported."))
        self.keep = button(_("Import"), self.import_rows, "primary", "file-input")
        self.numbers = label("", "strong", wrap=True)
        self._note = label("", "muted", wrap=True)
        self._build(title)
        self._show(report)
        on_key(Key.SAVE, self, self.import_rows)

    def import_rows(self) -> None:
        """Import what can be imported, as one act."""
        if self.keep.isEnabled():
            self.keep.setEnabled(False)
            self._desk.background.run(run_sheet, self._sheet, self._path, done=self._on_imported, caller=self)

    def _on_imported(self, report: ImportReport) -> None:
        parent = self.parentWidget()
        self.accept()
        tell(parent, _("{file} is imported").format(file=self._path.name), _numbers(report), "good")

    def _show(self, report: ImportReport) -> None:
        self.numbers.setText(_numbers(report))
        self.model.set_rows(report.problems)
        changes = report.new + report.updated > 0
        self.keep.setEnabled(changes)
        told = _("Nothing is changed before you say so. Rejected rows stay out; the undo takes all of it back.")
        self._note.setText(told if changes else _("There is nothing to import in this file."))
        (self.keep if changes else self.table).setFocus()

    def _build(self, title: str) -> None:
        self.setWindowTitle(title)
        foot = row(1, button(_("Cancel"), self.reject), self.keep)
        head = label(title, "title")
        file = label(self._path.name, "muted")
        whole = column(head, file, self.numbers, self.table, self._note, foot, spacing=MEDIUM, margins=(WIDE,) * 4)
        whole.setSpacing(SNUG * 2)
        whole.setStretch(3, 1)
        self.setLayout(whole)
        resize_to(self, 860, 560)


def _numbers(report: ImportReport) -> str:
    words = _("{rows} rows: {new} new, {updated} updated, {unchanged} unchanged, {rejected} rejected")
    return words.format(**{name: getattr(report, name) for name in NUMBERS})


def _place(problem: Problem) -> str:
    return f"{problem.column}{problem.row}"


def _columns() -> tuple[Column[Problem], ...]:
    return (
        Column("place", N_("Cell"), 6, _place, sort=lambda each: each.row, align=RIGHT),
        Column("value", N_("Value"), 16, lambda each: each.value),
        Column("reason", N_("Reason"), 52, lambda each: str(each.reason), tone=lambda each: TONES[each.severity]),
    )

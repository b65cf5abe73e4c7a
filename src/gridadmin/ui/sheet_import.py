"""Importing a sheet about persons: what each row would do, rehearsed for real; imported by one button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from gridadmin.domain.errors import CancelledError, GridAdminError
from gridadmin.domain.imports import ImportChange, ImportReport, Outcome, Problem, Severity
from gridadmin.domain.journal_words import FIELDS
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.progress import Progress
from gridadmin.jobs.sheet_imports import SheetImport, preview_sheet, run_sheet
from gridadmin.ui.dialogs import ProgressDialog, show_error, tell
from gridadmin.ui.imports.preview import NumberTile, PreviewRow, preview_columns, preview_rows
from gridadmin.ui.imports.words import value_words
from gridadmin.ui.layouts import button, column, label, resize_to, row
from gridadmin.ui.listing import joined
from gridadmin.ui.pages import Desk
from gridadmin.ui.shortcuts import Key, on_key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel, fitted
from gridadmin.ui.tokens import MEDIUM, SNUG, WIDE

Words = Callable[[Sequence[ImportChange]], str]


@dataclass(frozen=True)
class RehearsedImport:
    """What a sheet is imported as, with its rehearsal.

    Attributes:
        preview, run: `job(office, place, path, progress=…)`; the first takes everything back.
        place: for what it is imported; `terms` is asked in its stead where there is one, under `terms_title` (msgid).
        words: what a row changes, in a few words.
    """

    preview: Callable[..., ImportReport]
    run: Callable[..., ImportReport]
    place: Any
    words: Words
    terms: Any = None
    terms_title: str = ""


def choose_sheet(parent: QWidget, desk: Desk, title: str, sheet: RehearsedImport) -> None:
    """Ask for a file, and show what importing it would do."""
    kinds = _("Workbooks and tables") + " (*.xlsx *.xls *.xlsm *.csv *.et)"
    path, _kind = QFileDialog.getOpenFileName(parent, title, "", kinds)
    if path:
        dialog = SheetImportDialog(parent, desk, title, sheet, Path(path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class SheetImportDialog(QDialog):
    """The four numbers of an import and each of its rows; nothing is changed before the button is pressed."""

    def __init__(self, parent: QWidget | None, desk: Desk, title: str, sheet: RehearsedImport, path: Path) -> None:
        super().__init__(parent)
        self._desk, self._sheet, self._path = desk, sheet, path
        self._rows: list[PreviewRow] = []
        self._rehearsed: Any = None
        self.report: ImportReport | None = None
        self.setWindowTitle(title)
        self.tiles = {outcome: NumberTile(outcome) for outcome in Outcome}
        self.model = TableModel[PreviewRow](fitted(preview_columns()), self)
        self.table = RecordTable(self.model)
        self._note = label("", "caption", wrap=True)
        self.go = button("", self.import_rows, "primary", "check")
        self._build()
        on_key(Key.SAVE, self, self.import_rows)
        for outcome, tile in self.tiles.items():
            tile.clicked.connect(partial(self._on_tile, outcome))
        if sheet.terms is not None:
            sheet.terms.set_value(sheet.place)
            sheet.terms.left.connect(self._on_terms)
        self.rehearse()

    @property
    def place(self) -> Any:
        """For what the sheet is imported."""
        return self._sheet.place if self._sheet.terms is None else self._sheet.terms.value()

    def rehearse(self) -> None:
        """Import for real and take it back, and show what it did."""
        self._forget()
        self._rehearsed = self.place
        if self.place is not None:
            self.table.set_empty(_("Reading {file} …").format(file=self._path.name))
            self._work(self._sheet.preview, self._show)

    def import_rows(self) -> None:
        """Import as one act with one undo."""
        if self.report is not None and self.go.isEnabled():
            self.go.setEnabled(False)
            self._work(self._sheet.run, self._tell)

    def _on_terms(self) -> None:
        if self.place != self._rehearsed:  # the field is left for the button as soon as there is one to press
            self.rehearse()

    def _work(self, job: Callable[..., ImportReport], then: Callable[[ImportReport], None]) -> None:
        progress = Progress()
        shown = ProgressDialog(self, self.windowTitle(), self._desk.background, progress)

        def done(report: ImportReport) -> None:
            shown.finish()
            then(report)

        def failed(error: GridAdminError) -> None:
            shown.finish()
            self._refuse(error)

        run = self._desk.background.run
        run(job, self.place, self._path, done=done, failed=failed, caller=self, progress=progress)

    def _forget(self) -> None:
        self.report, self._rows = None, []
        self.model.set_rows([])
        self._note.clear()
        for tile in self.tiles.values():
            tile.show_number(0)
            tile.setChecked(False)
        self.go.setText(" " + _("Import"))
        self.go.setEnabled(False)

    def _show(self, report: ImportReport) -> None:
        self.report = report
        self._rows = rows_of(report, self._sheet.words)
        numbers = (report.new, report.updated, report.unchanged, report.rejected)
        for tile, number in zip(self.tiles.values(), numbers, strict=True):
            tile.show_number(number)
        self.table.set_empty(_("No row is like this."))
        self._show_rows(self._rows)
        self._note.setText(note_of(report))
        count = report.new + report.updated
        self.go.setText(" " + _("Import {count} rows").format(count=count))
        self.go.setEnabled(bool(count) and not self._desk.read_only)
        self.go.setFocus()

    def _show_rows(self, rows: Sequence[PreviewRow]) -> None:
        self.model.set_rows(rows)
        self.table.choose(0)

    def _on_tile(self, outcome: Outcome) -> None:
        checked = self.tiles[outcome].isChecked()
        for other, tile in self.tiles.items():
            tile.setChecked(checked and other is outcome)
        self._show_rows([each for each in self._rows if not checked or each.outcome.outcome is outcome])

    def _refuse(self, error: GridAdminError) -> None:
        cancelled = isinstance(error, CancelledError)
        hopeless = self.report is None and self._sheet.terms is None  # nothing here can make the file readable
        if not cancelled:
            show_error(self.parentWidget() if hopeless else self, error)
        if hopeless:
            self.reject()
        self.table.set_empty(_("Nothing was imported."))
        self.go.setEnabled(self.report is not None)

    def _tell(self, report: ImportReport) -> None:
        words = _("{new} new, {updated} updated, {unchanged} unchanged, {rejected} rejected")
        numbers = {key: getattr(report, key) for key in ("new", "updated", "unchanged", "rejected")}
        parent = self.parentWidget()
        self.accept()
        tell(parent, _("{file} is imported").format(file=self._path.name), words.format(**numbers), "good")

    def _build(self) -> None:
        self.table.setProperty("look", "flat")
        told = label(
            _("This is the real import, taken back. Nothing is changed before you import."), "muted", wrap=True
        )
        terms = None
        if self._sheet.terms is not None:
            terms = row(label(_(self._sheet.terms_title), "caption"), self._sheet.terms, 1, spacing=SNUG)
        numbers = row(*self.tiles.values(), spacing=MEDIUM)
        foot = row(1, button(_("Cancel"), self.reject), self.go, spacing=SNUG)
        head = label(self.windowTitle(), "title")
        said = column(label(self._path.name, "strong"), told, spacing=SNUG)
        whole = column(head, said, terms, numbers, self.table, self._note, foot, spacing=MEDIUM, margins=(WIDE,) * 4)
        whole.setStretchFactor(self.table, 1)
        self.setLayout(whole)
        resize_to(self, 860, 620)


def rows_of(report: ImportReport, words: Words) -> list[PreviewRow]:
    """Return the rows of a report as the list shows them, each problem with its cell."""
    located = replace(report, problems=tuple(map(_located, report.problems)))
    return preview_rows(located, lambda outcome: words(outcome.changes))


def _located(problem: Problem) -> Problem:
    """Return a problem that says where it stands and what stands there: `C3 “地球级”: …`."""
    if not problem.column or not problem.field:
        return problem
    cell, reason = f"{problem.column}{problem.row}", problem.reason
    if not problem.value or problem.value in str(reason):
        return replace(problem, reason=Message(N_("{cell}: {reason}"), {"cell": cell, "reason": reason}))
    values = {"cell": cell, "value": problem.value, "reason": reason}
    return replace(problem, reason=Message(N_("{cell} “{value}”: {reason}"), values))


def note_of(report: ImportReport) -> str:
    """Return which columns were not read and how many rows hold no record."""
    unread = joined(problem.value for problem in report.problems if problem.severity is Severity.NOTE)
    parts = [_("Columns that are not read: {names}").format(names=unread)] if unread else []
    if report.skipped:
        parts.append(_("{count} rows that hold nobody were passed over").format(count=len(report.skipped)))
    return "    ".join(parts)


def change_words(titles: Callable[[str], str], show: Callable[[ImportChange, Any], str]) -> Words:
    """Return how changes are said: `缺勤天数 1 → 2`; fields that change alike are named together.

    Args:
        titles: of the fields. show: a value of a change, "" where there is none.
    """

    def words(changes: Sequence[ImportChange]) -> str:
        alike: dict[str, list[str]] = {}
        for change in changes:
            was, now = show(change, change.was), show(change, change.now)
            alike.setdefault(f"{was} → {now or '—'}" if was else now or "—", []).append(titles(change.field))
        return _("; ").join(f"{joined(fields)} {said}" for said, fields in alike.items())

    return words


def field_title(field: str) -> str:
    """Return the name of a record's field."""
    return _(FIELDS.get(field, field))


def value_shown(change: ImportChange, value: Any) -> str:
    """Return a value of a record as a clerk reads it; nothing for none."""
    return "" if value in (None, "") else value_words(change.field, value)


def imported_as(sheet: SheetImport, words: Words | None = None) -> RehearsedImport:
    """Return the import of a sheet about persons with its rehearsal; `words` where fields do not read as records do."""
    return RehearsedImport(preview_sheet, run_sheet, sheet, words or change_words(field_title, value_shown))

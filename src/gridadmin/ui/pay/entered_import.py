"""Importing a sheet of what is entered about pay: choose it, see what it would do, import it after a yes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from gridadmin.domain.imports import ImportReport
from gridadmin.i18n import _
from gridadmin.jobs.pay_imports import Place, preview_rows, run_rows
from gridadmin.ui.background import Background
from gridadmin.ui.dialogs import QuestionDialog, tell

SHOWN = 8  # problems told before the import


def choose_and_import(parent: QWidget, background: Background, place: Place, title: str) -> None:
    """Ask for a file, then go on with `ask_import`."""
    path, _kind = QFileDialog.getOpenFileName(parent, title, "", _("Sheets") + " (*.xlsx *.xls *.csv)")
    if path:
        ask_import(parent, background, place, Path(path))


def ask_import(parent: QWidget, background: Background, place: Place, path: Path) -> None:
    """Rehearse the import, show its numbers and problems, and import after a yes."""
    background.run(preview_rows, place, path, done=partial(_ask, parent, background, place, path), caller=parent)


def _ask(parent: QWidget, background: Background, place: Place, path: Path, report: ImportReport) -> None:
    text = "\n".join(report_lines(report))
    title = _("Import {file}?").format(file=path.name)
    if not report.new + report.updated:
        tell(parent, _("There is nothing to import in {file}").format(file=path.name), text, "warning")
        return
    dialog = QuestionDialog(parent, title, text, _("Import"))
    dialog.accepted.connect(lambda: background.run(run_rows, place, path, caller=parent))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def report_lines(report: ImportReport) -> list[str]:
    """Return the four numbers of an import and its first problems, a line each."""
    words = _("{rows} rows: {new} new, {updated} updated, {unchanged} unchanged, {rejected} rejected")
    numbers = {key: getattr(report, key) for key in ("rows", "new", "updated", "unchanged", "rejected")}
    lines = [words.format(**numbers)]
    lines += [f"{each.sheet} {each.column}{each.row} {each.value}: {each.reason}" for each in report.problems[:SHOWN]]
    return lines

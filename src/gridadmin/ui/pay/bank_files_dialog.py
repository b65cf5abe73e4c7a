"""The files that were written for the bank, and whether one that lies before the clerk is still as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from gridadmin.domain.bank_export import ExportRow
from gridadmin.i18n import _
from gridadmin.jobs.bank_export import FileState, KnownFile, verify_file
from gridadmin.jobs.progress import Progress
from gridadmin.services.bank_exports import list_exports
from gridadmin.ui.dropped_files import dropped_files
from gridadmin.ui.layouts import badge, button, column, label, panel, resize_to, restyle, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import Facts
from gridadmin.ui.pay.bank_columns import KeptFile, moment_shown, written_columns
from gridadmin.ui.pay.runs_columns import yuan_shown
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel, fitted
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, WIDE

PANELS = {FileState.UNCHANGED: "accent", FileState.CHANGED: "danger", FileState.UNKNOWN: "warning"}


class BankFilesDialog(QDialog):
    """Every file that was kept with a run; a file is checked by choosing it, or by dropping it here."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self.known: KnownFile | None = None
        self.setAcceptDrops(True)
        self.model: TableModel[KeptFile] = TableModel(fitted(written_columns()), self)
        self.table = RecordTable(self.model, "pay/bank-files", desk.preferences)
        self.check = button(_("Check a file …"), self.choose, "primary", "badge-check")
        self._build()
        desk.background.read(list_exports, done=self._show, caller=self)

    def choose(self) -> None:
        """Ask which file."""
        path, _kind = QFileDialog.getOpenFileName(self, _("Which file is it?"))
        if path:
            self.verify(Path(path))

    def verify(self, path: Path) -> None:
        """Tell whether a file is one that was written for the bank, and whether it is as it was."""
        self._name.setText(path.name)
        self._desk.background.run(_verify, path, done=self.show_known, caller=self)

    def show_known(self, known: KnownFile) -> None:
        """Show what is known of the file."""
        self.known = known
        restyle(self._panel, panel=PANELS[known.state])
        self._state.setText(known.state.label)
        export, file = known.export, known.file
        facts = []
        if export is not None and file is not None:
            facts = [
                (_("Month"), str(export.month)),
                (_("Written as"), f"{file.name}  ·  {_('{count} payments').format(count=file.rows)}"),
                (_("Total"), yuan_shown(file.total)),
                (_("Made at"), f"{moment_shown(export.made_at)}  {export.made_by}  ·  {export.template}"),
            ]
            if known.run_total is not None and known.run_total != export.total:
                left = yuan_shown(known.run_total - export.total)
                facts.append((_("Paid otherwise"), left))
        facts.append(("SHA-256", known.sha256))
        self._facts.show_facts(facts)
        self._panel.show()
        self._choose_row(file)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Check the file that is dropped."""
        paths = dropped_files(event)
        if paths:
            event.acceptProposedAction()
            self.verify(paths[0])

    def _show(self, exports: Sequence[ExportRow]) -> None:
        self.model.set_rows([KeptFile(export, file) for export in exports for file in export.files])
        self.table.choose(0)

    def _choose_row(self, file: Any) -> None:
        places = [place for place, each in enumerate(self.model.rows()) if each.file == file]
        if places:
            self.table.choose(places[0])

    def _build(self) -> None:
        title = _("Files written for the bank")
        self.setWindowTitle(title)
        self.table.setProperty("look", "flat")
        self.table.set_empty(_("No file was written for the bank yet."))
        told = label(
            _("Drop a file here, or choose it: whether it is still as it was written, before it goes to the bank."),
            "muted", wrap=True,
        )  # fmt: skip
        self._name, self._state, self._facts = badge(""), label("", "strong", wrap=True), Facts()
        head = row(self._state, self._name, spacing=SNUG)
        head.setStretch(0, 1)
        self._panel = panel("plain", column(head, self._facts, spacing=SNUG, margins=(ROOMY, MEDIUM, ROOMY, MEDIUM)))
        self._panel.hide()
        foot = row(1, button(_("Close"), self.reject), self.check, spacing=SNUG)
        whole = column(label(title, "title"), told, self.table, self._panel, foot, spacing=MEDIUM, margins=(WIDE,) * 4)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        resize_to(self, 900, 600)


def _verify(office: Any, path: Path, progress: Progress) -> KnownFile:
    progress.report(0, 1)
    return verify_file(office, path)

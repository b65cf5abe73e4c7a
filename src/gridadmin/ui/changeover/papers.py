"""The papers of a change-over on the screen: slip and boards in one file, to be printed or saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.notices import BoardTemplate
from gridadmin.domain.workers_changeover import ChangeoverOutcome
from gridadmin.i18n import _
from gridadmin.jobs.changeover_papers import (
    ChangeoverPapers,
    draw_papers,
    record_papers,
    save_papers,
    spool_papers,
)
from gridadmin.jobs.printers import has_spooler
from gridadmin.ui.dialogs import show_error
from gridadmin.ui.fields import ChoiceField, Option
from gridadmin.ui.layouts import button, column, label, resize_to, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.pdf_view import PdfView
from gridadmin.ui.printing import BOARD_OPTIONS, paint_pdf, printer_names, tell_written
from gridadmin.ui.tokens import SNUG, WIDE


class ChangeoverPapersDialog(QDialog):
    """Draws the papers, shows them, and prints or saves them; boards that are printed are recorded."""

    def __init__(self, parent: QWidget, desk: Desk, outcome: ChangeoverOutcome) -> None:
        super().__init__(parent)
        self._desk, self._outcome = desk, outcome
        self.papers: ChangeoverPapers | None = None
        self.setWindowTitle(_("Papers of the change-over"))
        self.view = PdfView(desk.background)
        self.view.say(_("Drawing the papers …"))
        self._note = label("", "muted", wrap=True)
        self.printers = ChoiceField([Option(name, name) for name in printer_names()], _("No printer is set up"))
        self.printers.setCurrentIndex(0 if self.printers.count() else -1)
        self.save = button(_("Save as PDF …"), self.save_pdf, icon="save")
        self.print = button(_("Print"), self.print_on_paper, "primary", "printer")
        foot = row(
            label(_("Printer"), "caption"), self.printers, 1, button(_("Close"), self.reject), self.save, self.print
        )
        whole = column(
            label(_("Papers of the change-over"), "title"),
            self._note,
            self.view,
            foot,
            spacing=SNUG,
            margins=(WIDE,) * 4,
        )
        whole.setStretch(2, 1)
        self.setLayout(whole)
        resize_to(self, 900, 700)
        self._show_buttons()
        kept: Any = desk.preferences.recall(BOARD_OPTIONS)
        how = kept if isinstance(kept, dict) else {}
        template = BoardTemplate(how.get("template", BoardTemplate.STANDARD_BLUE.value))
        args = (outcome, template, str(how.get("size", "A3")))
        desk.background.run(draw_papers, *args, done=self._show, failed=self._on_failed, caller=self)

    def save_pdf(self) -> None:
        """Ask for a file and write the papers into it."""
        name = _("Change-over {outgoing} {day}").format(
            outgoing=self._outcome.outgoing, day=self._outcome.first_day.isoformat()
        )
        path, _kind = QFileDialog.getSaveFileName(self, _("Save as PDF"), name + ".pdf", _("PDF file") + " (*.pdf)")
        if path and self.papers is not None:
            out = Path(path).with_suffix(".pdf")
            self._desk.background.run(
                save_papers, self.papers, out, done=lambda papers: self._on_saved(out, papers.pages), caller=self
            )

    def print_on_paper(self) -> None:
        """Send the papers to the printer that is chosen."""
        printer = self.printers.value()
        if printer is None or self.papers is None:
            return
        if has_spooler():
            args = (self.papers, printer)
            self._desk.background.run(spool_papers, *args, done=self._on_printed, failed=self._on_failed, caller=self)
            return
        device = QPrinter(QPrinter.PrinterMode.HighResolution)
        device.setPrinterName(printer)
        try:
            paint_pdf(self.papers.pdf, device, lambda _done, _total: True)
        except GridAdminError as error:
            self._on_failed(error)
            return
        self._desk.background.run(record_papers, self.papers, done=self._on_printed, caller=self)

    def _show(self, papers: ChangeoverPapers) -> None:
        self.papers = papers
        self.view.show_pdf(papers.pdf, papers.pages)
        if papers.why_not is not None:
            self._note.setText(_("The boards are not among them: {reason}").format(reason=papers.why_not))
        elif papers.boards is not None and not self._outcome.in_force:
            text = _("The boards are true from {day} on; they are recorded for that day.")
            self._note.setText(text.format(day=self._outcome.first_day.isoformat()))
        self._show_buttons()

    def _show_buttons(self) -> None:
        ready = self.papers is not None
        self.save.setEnabled(ready)
        self.print.setEnabled(ready and self.printers.value() is not None)
        if ready:
            (self.print if self.print.isEnabled() else self.save).setDefault(True)

    def _on_saved(self, out: Path, pages: int) -> None:
        self.accept()
        tell_written(self.parentWidget(), out, pages)

    def _on_printed(self, _papers: ChangeoverPapers) -> None:
        self.accept()

    def _on_failed(self, error: GridAdminError) -> None:
        self.view.say(str(error))
        show_error(self, error)

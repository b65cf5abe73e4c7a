"""A paper before it is printed: the pages as they will be, then the printer or a PDF file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.notices import BoardSize
from gridadmin.i18n import _
from gridadmin.jobs.files import write_file
from gridadmin.jobs.printers import has_spooler, spool_pdf
from gridadmin.reports.preview import page_count
from gridadmin.ui.dialogs import show_error, tell
from gridadmin.ui.fields import ChoiceField, Option
from gridadmin.ui.layouts import button, column, label, resize_to, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.pdf_view import PdfView
from gridadmin.ui.printing import paint_pdf, printer_names
from gridadmin.ui.tokens import MEDIUM, SNUG, WIDE

A4 = BoardSize(210, 297)


class PdfDialog(QDialog):
    """Shows a paper that a job makes; `job(office, *args, progress)` returns the PDF."""

    def __init__(self, parent: QWidget | None, desk: Desk, title: str, job: Callable[..., bytes], *args: Any) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._desk, self._title = desk, title
        self.pdf = b""
        self.view = PdfView(desk.background)
        self.view.say(_("Drawing the paper …"))
        self.printers = ChoiceField([Option(name, name) for name in printer_names()], _("No printer is set up"))
        self.printers.setCurrentIndex(0 if self.printers.count() else -1)
        self.save = button(_("Save as PDF …"), self.save_file, icon="download")
        self.print = button(_("Print"), self.print_paper, "primary", "printer")
        line = row(label(_("Printer"), "caption"), self.printers, spacing=SNUG)
        line.setStretch(1, 1)
        foot = row(line, button(_("Close"), self.reject), self.save, self.print, spacing=SNUG)
        foot.setStretch(0, 1)
        whole = column(label(title, "title"), self.view, foot, spacing=MEDIUM, margins=(WIDE,) * 4)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        for made in (self.save, self.print):
            made.setEnabled(False)
        resize_to(self, 820, 720)
        self.finished.connect(self.deleteLater)
        desk.background.run(job, *args, done=self._show, failed=self._refuse, caller=self)

    def save_file(self) -> None:
        """Ask where the paper goes and write it there."""
        kinds = _("PDF file") + " (*.pdf)"
        path, _kind = QFileDialog.getSaveFileName(self, _("Save as PDF"), f"{self._title}.pdf", kinds)
        if path:
            out = Path(path).with_suffix(".pdf")
            done = lambda _written: tell(self, _("Saved"), str(out), "good")  # noqa: E731 - the answer is a sentence
            self._desk.background.call(write_file, out, self.pdf, done=done, caller=self)

    def print_paper(self) -> None:
        """Send the paper to the printer that is chosen."""
        name = self.printers.value()
        if name is None:
            return
        if has_spooler():
            self._desk.background.call(spool_pdf, self.pdf, name, A4, done=lambda _done: self.accept(), caller=self)
            return
        printer = QPrinter()
        printer.setPrinterName(name)
        try:
            paint_pdf(self.pdf, printer, lambda _done, _all: True)
        except GridAdminError as error:
            show_error(self, error)
        else:
            self.accept()

    def _show(self, pdf: bytes) -> None:
        self.pdf = pdf
        self.save.setEnabled(True)
        self.print.setEnabled(self.printers.value() is not None)
        self.view.show_pdf(pdf, page_count(pdf))

    def _refuse(self, error: GridAdminError) -> None:
        self.view.say(str(error))

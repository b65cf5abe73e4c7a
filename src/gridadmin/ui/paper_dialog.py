"""A paper before it is printed: the pages, the printer, a file; the same dialog for every paper that is ready made."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.notices import BoardSize
from gridadmin.i18n import _
from gridadmin.jobs.files import write_file
from gridadmin.jobs.printers import has_spooler, spool_pdf
from gridadmin.ui.dialogs import show_error
from gridadmin.ui.fields import ChoiceField, Option
from gridadmin.ui.layouts import button, column, label, resize_to, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.pdf_view import PdfView
from gridadmin.ui.printing import paint_pdf, printer_names
from gridadmin.ui.tokens import MEDIUM, SNUG, WIDE

A4 = BoardSize(210, 297)


class MadePaper(Protocol):
    """What a job gives back: the file and how many pages it has."""

    @property
    def pdf(self) -> bytes:
        """The file."""

    @property
    def pages(self) -> int:
        """How many pages it has."""


class PaperDialog(QDialog):
    """Shows a paper that `job(office, *args, progress=…)` makes, prints it, or saves it as a PDF.

    Enter prints where there is a printer, else it saves. `size` is the paper of the pages; `printed` is called when a
    printer or a file has them.
    """

    def __init__(
        self, parent: QWidget | None, desk: Desk, title: str, job: Callable[..., MadePaper], *args: Any,
        size: BoardSize = A4, printed: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._desk, self._title, self._size, self._printed = desk, title, size, printed
        self.made: MadePaper | None = None
        self.setWindowTitle(title)
        self.view = PdfView(desk.background)
        self.view.say(_("Laying out …"))
        names = printer_names()
        self.printers = ChoiceField([Option(name, name) for name in names], _("No printer is set up"))
        self.printers.setCurrentIndex(0 if names else -1)
        self.save = button(_("Save as PDF …"), self.save_pdf, icon="save")
        self.print = button(_("Print"), self.print_on_paper, "primary", "printer")
        self._build()
        desk.background.run(job, *args, done=self._on_made, failed=self._on_failed, caller=self)

    def save_pdf(self) -> None:
        """Ask where the file goes, write it and open it."""
        path, _kind = QFileDialog.getSaveFileName(
            self, _("Save as PDF"), f"{self._title}.pdf", _("PDF file") + " (*.pdf)"
        )
        if path:
            self.save_to(Path(path).with_suffix(".pdf"))

    def save_to(self, out: Path) -> None:
        """Write the file and open it as the system does."""
        if self.made is not None:
            write = partial(write_file, out, self.made.pdf)
            opened = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(out)))
            self._desk.background.call(write, done=lambda _none: self._finish(opened), failed=self._fail, caller=self)

    def print_on_paper(self) -> None:
        """Hand the pages to the printer."""
        printer = self.printers.value()
        if self.made is None or printer is None:
            return
        if has_spooler():
            send = partial(spool_pdf, self.made.pdf, printer, self._size)
            self._desk.background.call(send, done=lambda _none: self._finish(), failed=self._fail, caller=self)
            return
        device = QPrinter(QPrinter.PrinterMode.HighResolution)
        device.setPrinterName(printer)
        try:
            paint_pdf(self.made.pdf, device, lambda _done, _total: True)
        except GridAdminError as error:
            self._fail(error)
            return
        self._finish()

    def _build(self) -> None:
        (self.print if self.printers.count() else self.save).setDefault(True)
        printer = row(label(_("Printer"), "caption"), self.printers, spacing=SNUG)
        printer.setStretch(1, 1)
        foot = row(printer, button(_("Cancel"), self.reject), self.save, self.print, spacing=SNUG)
        foot.setStretch(0, 1)
        whole = column(label(self._title, "title"), self.view, foot, spacing=MEDIUM, margins=(WIDE,) * 4)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._ready(False)
        resize_to(self, 760, 680)

    def _ready(self, is_ready: bool) -> None:
        self.save.setEnabled(is_ready)
        self.print.setEnabled(is_ready and self.printers.count() > 0)

    def _on_made(self, made: MadePaper) -> None:
        self.made = made
        self.view.show_pdf(made.pdf, made.pages)
        self._ready(True)

    def _on_failed(self, error: GridAdminError) -> None:
        self.view.say(str(error))

    def _fail(self, error: GridAdminError) -> None:
        show_error(self, error)

    def _finish(self, then: Callable[[], object] = lambda: None) -> None:
        self._printed()
        then()
        self.accept()

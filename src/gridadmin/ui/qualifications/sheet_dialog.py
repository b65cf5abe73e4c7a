"""A PDF of qualifications on the screen, to be saved or printed: sheets of Article 11, and work cards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.notices import BoardSize
from gridadmin.domain.qualifications_cards import CardSize
from gridadmin.i18n import _
from gridadmin.jobs.files import write_file
from gridadmin.jobs.printers import has_spooler, spool_pdf
from gridadmin.jobs.qualifications import eligibility_sheets
from gridadmin.jobs.qualifications_cards import CardChoice, PrintedCards, preview_cards, record_printed_cards
from gridadmin.reports.preview import page_count
from gridadmin.ui.code_options import enum_options
from gridadmin.ui.dialogs import MessageDialog, show_error
from gridadmin.ui.fields import ChoiceField, Option
from gridadmin.ui.layouts import button, column, label, resize_to, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.pdf_view import PdfView
from gridadmin.ui.printing import paint_pdf, printer_names
from gridadmin.ui.tokens import MEDIUM, SNUG, WIDE

A4 = BoardSize(210, 297)
REMEMBERED = "qualifications/cards"


class PaperDialog(QDialog):
    """Shows a PDF and saves or prints it; what it holds is drawn by `draw`, and `written` is told when it is out."""

    def __init__(self, parent: QWidget | None, desk: Desk, title: str, file_name: str) -> None:
        super().__init__(parent)
        self._desk, self._file_name = desk, file_name
        self._pdf: bytes | None = None
        self.setWindowTitle(title)
        self.view = PdfView(desk.background)
        self.options = row(spacing=SNUG)
        self.printers = ChoiceField([Option(name, name) for name in printer_names()], _("No printer is set up"))
        self.printers.setCurrentIndex(0 if self.printers.count() else -1)
        self.printers.setAccessibleName(_("Printer"))
        self.save = button(_("Save as PDF …"), self.save_pdf, icon="save")
        self.print = button(_("Print"), self.print_on_paper, "primary", "printer")
        printer = row(label(_("Printer"), "caption"), self.printers, spacing=SNUG)
        printer.setStretch(1, 1)
        foot = row(printer, button(_("Cancel"), self.reject), self.save, self.print, spacing=SNUG)
        foot.setStretch(0, 1)
        head = row(label(title, "title"), 1, self.options)
        whole = column(head, self.view, foot, spacing=MEDIUM, margins=(WIDE,) * 4)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        resize_to(self, 900, 680)
        self._show_buttons()

    def draw(self) -> None:
        """Ask for the PDF again."""
        raise NotImplementedError

    def written(self) -> None:
        """The paper is out: record it, where that is wanted."""

    def show_pdf(self, pdf: bytes) -> None:
        """Show what was drawn."""
        self._pdf = pdf
        self.view.show_pdf(pdf, page_count(pdf))
        self._show_buttons()

    def say_why(self, error: GridAdminError) -> None:
        """Show why nothing can be drawn."""
        self._pdf = None
        self.view.say(str(error))
        self._show_buttons()

    def save_pdf(self) -> None:
        """Ask for a file and write it."""
        name = f"{self._file_name} {self._desk.as_of.isoformat()}.pdf"
        path, _kind = QFileDialog.getSaveFileName(self, _("Save as PDF"), name, _("PDF file") + " (*.pdf)")
        if path:
            self.save_to(Path(path).with_suffix(".pdf"))

    def save_to(self, out: Path) -> None:
        """Write the file and say where it is."""
        if self._pdf is None:
            return
        done = partial(self._saved, out)
        self._desk.background.call(write_file, out, self._pdf, done=done, failed=self._failed, caller=self)

    def print_on_paper(self) -> None:
        """Send it to the printer that is chosen."""
        printer = self.printers.value()
        if self._pdf is None or printer is None:
            return
        if has_spooler():
            done = self._printed
            self._desk.background.call(spool_pdf, self._pdf, printer, A4, done=done, failed=self._failed, caller=self)
            return
        device = QPrinter(QPrinter.PrinterMode.HighResolution)
        device.setPrinterName(printer)
        try:
            paint_pdf(self._pdf, device, lambda _done, _total: True)
        except GridAdminError as error:
            self._failed(error)
        else:
            self._printed(None)

    def _saved(self, out: Path, _nothing: object) -> None:
        self.written()
        self.accept()
        pages = page_count(self._pdf or b"")
        dialog = MessageDialog(self.parentWidget(), _("{pages} pages written").format(pages=pages), str(out), "good")
        for text, path in ((_("Open the folder"), out.parent), (_("Open the file"), out)):
            dialog.add_button(text, partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(path))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _printed(self, _nothing: object) -> None:
        self.written()
        self.accept()

    def _failed(self, error: GridAdminError) -> None:
        show_error(self, error)

    def _show_buttons(self) -> None:
        self.save.setEnabled(self._pdf is not None)
        self.print.setEnabled(self._pdf is not None and self.printers.value() is not None)


class SheetDialog(PaperDialog):
    """The sheets of Article 11 of some persons; full numbers are journaled."""

    def __init__(self, parent: QWidget | None, desk: Desk, worker_ids: Sequence[UUID], name: str) -> None:
        title = _("Check of the conditions for grid workers (Article 11)")
        super().__init__(parent, desk, title, f"{title} {name}".strip())
        self._ids = list(worker_ids)
        self.unmask = QCheckBox(_("Full ID number and phone (journaled)"))
        self.unmask.toggled.connect(lambda _on: self.draw())
        self.options.addWidget(self.unmask)
        self.draw()

    def draw(self) -> None:
        """Draw the sheets as of the day looked at."""
        self.view.say(_("Drawing …"))
        job: Callable[..., bytes] = partial(_sheets, unmask=self.unmask.isChecked())
        args = (self._ids, self._desk.as_of)
        self._desk.background.run(job, *args, done=self.show_pdf, failed=self.say_why, caller=self)


def _sheets(office: Any, ids: Sequence[UUID], as_of: Any, progress: Any, *, unmask: bool) -> bytes:
    return eligibility_sheets(office, ids, as_of, progress, unmask=unmask)


class CardsDialog(PaperDialog):
    """Work cards, many to a page; that they were printed is recorded when they are out."""

    def __init__(self, parent: QWidget | None, desk: Desk, card_ids: Sequence[UUID]) -> None:
        super().__init__(parent, desk, _("Print work cards"), _("Work cards"))
        self._ids = tuple(card_ids)
        self._drawn: PrintedCards | None = None
        kept = desk.preferences.recall(REMEMBERED, CardSize.UPRIGHT.value)
        known = {size.value: size for size in CardSize}
        self.sizes = ChoiceField(enum_options(CardSize))
        self.sizes.setAccessibleName(_("Size"))
        self.sizes.setMinimumContentsLength(24)
        self.sizes.set_value(known.get(str(kept), CardSize.UPRIGHT))
        self.sizes.changed.connect(self.draw)
        self.options.addWidget(self.sizes)
        self.draw()

    def draw(self) -> None:
        """Draw the cards in the size that is chosen."""
        size = self.sizes.value()
        if size is None:
            return
        self._desk.preferences.remember(REMEMBERED, size.value)
        self.view.say(_("Drawing work cards"))
        choice = CardChoice(self._ids, None, size)
        self._desk.background.run(preview_cards, choice, done=self._show, failed=self.say_why, caller=self)

    def written(self) -> None:
        """Record what the cards say."""
        if self._drawn is not None:
            self._desk.background.run(record_printed_cards, self._drawn)

    def _show(self, printed: PrintedCards) -> None:
        self._drawn = printed
        self.show_pdf(printed.pdf)

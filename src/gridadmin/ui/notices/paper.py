"""Boards on paper: through the system's spooler as a PDF, or painted page by page where there is none."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.i18n import N_, Message
from gridadmin.jobs.notices import BoardChoice, PrintedBoards, preview_boards, record_printed, spool_boards
from gridadmin.jobs.printers import has_spooler
from gridadmin.ui.background import Background
from gridadmin.ui.dialogs import ProgressDialog
from gridadmin.ui.printing import paint_pdf


class PaperPrint(QObject):
    """One print on paper.

    Signals:
        finished: the printer has every page, and the prints are recorded.
        failed: the error; nothing is recorded.
    """

    finished = Signal()
    failed = Signal(object)

    def __init__(self, parent: QWidget, background: Background, shown: ProgressDialog) -> None:
        super().__init__(parent)
        self._background, self._shown = background, shown

    def start(self, choice: BoardChoice, printer: str) -> None:
        """Print; the answer comes as a signal."""
        run, progress = self._background.run, self._shown.progress
        if has_spooler():
            run(
                spool_boards, choice, printer, done=self._on_recorded, failed=self.failed.emit, caller=self,
                progress=progress,
            )  # fmt: skip
        else:
            painted = partial(self._paint, choice, printer)
            run(preview_boards, choice, done=painted, failed=self.failed.emit, caller=self, progress=progress)

    def _paint(self, choice: BoardChoice, printer: str, printed: PrintedBoards) -> None:
        device = QPrinter(QPrinter.PrinterMode.HighResolution)
        device.setPrinterName(printer)
        try:
            paint_pdf(printed.pdf, device, self._step)
        except GridAdminError as error:
            self.failed.emit(error)
            return
        recorded, failed = self._on_recorded, self.failed.emit
        self._background.run(record_printed, choice, printed, done=recorded, failed=failed, caller=self)

    def _step(self, done: int, total: int) -> bool:
        """Tell how far the painting is; Qt's printer lives on the GUI thread, so the window breathes here."""
        progress = self._shown.progress
        self._background.progressed.emit(progress, done, total, Message(N_("Sending pages to the printer")))
        QApplication.processEvents()
        return not progress.cancelled

    def _on_recorded(self, _printed: PrintedBoards) -> None:
        self._shown.finish()
        self.finished.emit()

"""Printers of this system as Qt knows them, pages painted on one where no spooler takes a PDF, and files written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRect, QSizeF, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from gridadmin.domain.errors import CancelledError, PrinterError
from gridadmin.i18n import N_, _
from gridadmin.reports.preview import page_count, page_size_mm, render_page
from gridadmin.ui.dialogs import MessageDialog

DPI = 300
BOARD_OPTIONS = "notices/print"  # how boards were printed last, in the settings
MM_PER_INCH = 25.4


def printer_names() -> list[str]:
    """Return the printers of this system, the default one first."""
    names = list(QPrinterInfo.availablePrinterNames())
    default = QPrinterInfo.defaultPrinterName()
    return sorted(names, key=lambda name: (name != default, name))


def paint_pdf(pdf: bytes, printer: QPrinter, step: Callable[[int, int], bool]) -> None:
    """Paint every page on a printer at its real size; `step(done, all)` returns False to stop.

    Raises PrinterError when the printer cannot be begun, CancelledError when it was stopped.
    """
    pages = page_count(pdf)
    printer.setResolution(DPI)
    printer.setFullPage(True)
    _set_paper(printer, *page_size_mm(pdf))
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterError(
            N_("The printer {printer} cannot be begun. Is it switched on?"), printer=printer.printerName()
        )
    try:
        for page in range(pages):
            if not step(page, pages):
                printer.abort()
                raise CancelledError
            if page:
                printer.newPage()
            _paint_page(painter, pdf, page)
    finally:
        painter.end()


def _set_paper(printer: QPrinter, width_mm: float, height_mm: float) -> None:
    """Ask for the paper of the page's own size; what the printer makes of it is its own driver's affair."""
    upright = width_mm <= height_mm
    short, long = sorted((width_mm, height_mm))
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    turned = QPageLayout.Orientation.Portrait if upright else QPageLayout.Orientation.Landscape
    printer.setPageLayout(QPageLayout(size, turned, QMarginsF(0, 0, 0, 0)))


def _paint_page(painter: QPainter, pdf: bytes, page: int) -> None:
    drawn = render_page(pdf, page, DPI)
    image = QImage(drawn.rgba, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGBA8888)
    width, height = (round(side / MM_PER_INCH * DPI) for side in page_size_mm(pdf, page))
    painter.drawImage(QRect(0, 0, width, height), image)


def tell_written(parent: QWidget | None, out: Path, pages: int) -> None:
    """Say where the file is, and open it or its folder if that is wanted."""
    title = _("{pages} pages written").format(pages=pages)
    dialog = MessageDialog(parent, title, str(out), "good")
    for text, path in ((_("Open the folder"), out.parent), (_("Open the file"), out)):
        dialog.add_button(text, partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(path))))
    dialog.open()

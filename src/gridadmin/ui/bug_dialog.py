"""What a bug looks like to the clerk: one dialog with a report that can be copied, free of personal data."""

from __future__ import annotations

import platform
import traceback

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from gridadmin import __version__
from gridadmin.domain.masking import mask_numbers_in
from gridadmin.i18n import _
from gridadmin.ui.layouts import button, column, icon_label, label, resize_to, row
from gridadmin.ui.tokens import ICON_LARGE, MEDIUM, ROOMY


def report_of(error: BaseException) -> str:
    """Return what a maintainer needs: versions and the traceback, masked."""
    facts = f"gridadmin {__version__} · Python {platform.python_version()} · Qt {qVersion()} · {platform.platform()}"
    return mask_numbers_in(f"{facts}\n\n{''.join(traceback.format_exception(error))}")


class BugDialog(QDialog):
    """Says that the program is at fault, that saved data is safe, and gives the report to copy."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Something went wrong in gridadmin"))
        self.report = report_of(error)
        text = QPlainTextEdit(self.report)
        text.setReadOnly(True)
        head = label(_("This is a fault of the program, not yours."), "title", wrap=True)
        body = label(
            _("What was saved is safe. Please copy the report and send it to your support."), "muted", wrap=True
        )
        copy = button(_("Copy report"), self.copy, icon="copy")
        close = button(_("Close"), self.accept, "primary")
        top = row(icon_label("circle-alert", "danger", ICON_LARGE), column(head, body), spacing=MEDIUM)
        top.setStretch(1, 1)
        self.setLayout(column(top, text, row(copy, 1, close), spacing=MEDIUM, margins=(ROOMY,) * 4))
        resize_to(self, 680, 420)

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report)

"""What a bug looks like to the clerk: one dialog with a report that can be copied, free of personal data."""

from __future__ import annotations

import logging
import platform
import re
import sys
import traceback
from types import TracebackType

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QWidget

from gridadmin import __version__
from gridadmin.i18n import _
from gridadmin.ui.layouts import button, column, icon_label, label, resize_to, row
from gridadmin.ui.tokens import ICON_LARGE, MEDIUM, ROOMY

_ID_NUMBER = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
_PHONE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")

_shown: list[BugDialog] = []  # keeps the dialog alive when there is no window to own it


def masked(text: str) -> str:
    """Return text with the middle of every 18-digit ID number and 11-digit phone number starred."""
    return _PHONE.sub(r"\1****\2", _ID_NUMBER.sub(r"\1********\2", text))


class MaskingFilter(logging.Filter):
    """Keeps ID numbers and phones out of the log, whoever wrote the line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the finished line by its masked form; every record passes."""
        line = record.getMessage()
        if record.exc_info:
            line += "\n" + "".join(traceback.format_exception(*record.exc_info))
            record.exc_info = None
        record.msg, record.args = masked(line), None
        return True


def report_of(error: BaseException) -> str:
    """Return what a maintainer needs: versions and the traceback, masked."""
    facts = f"gridadmin {__version__} · Python {platform.python_version()} · Qt {qVersion()} · {platform.platform()}"
    return masked(f"{facts}\n\n{''.join(traceback.format_exception(error))}")


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


def show_bug(error: BaseException) -> None:
    """Log a bug and show it; a second one while the first is shown is only logged."""
    logging.getLogger("gridadmin").critical("bug", exc_info=error)
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return
    if _shown and _shown[0].isVisible():
        return
    _shown[:] = [BugDialog(error, QApplication.activeWindow())]
    _shown[0].open()


def catch_bugs() -> None:
    """Have every uncaught exception of the GUI thread shown instead of lost on a console that nobody sees."""

    def on_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        show_bug(error)

    sys.excepthook = on_uncaught

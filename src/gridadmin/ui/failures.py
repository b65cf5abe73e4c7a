"""What becomes of a bug: it is logged without personal data, and shown (`bug_dialog`)."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from gridadmin.ui.bug_dialog import BugDialog

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


def show_bug(error: BaseException) -> None:
    """Log a bug and show it; a second one while the first is shown is only logged."""
    logging.getLogger("gridadmin").critical("bug", exc_info=error)
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return
    if _shown and _shown[0].isVisible():
        return
    from gridadmin.ui.bug_dialog import BugDialog

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

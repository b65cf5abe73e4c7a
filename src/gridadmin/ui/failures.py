"""What becomes of a bug: it is logged without personal data, and shown (`bug_dialog`)."""

from __future__ import annotations

import logging
import sys
from types import TracebackType
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from gridadmin.ui.bug_dialog import BugDialog

_shown: list[BugDialog] = []  # keeps the dialog alive when there is no window to own it


def show_bug(error: BaseException) -> None:
    """Log a bug and show it; a second one while the first is shown is only logged."""
    logging.getLogger("gridadmin").critical("bug", exc_info=error)
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return
    if _shown and shiboken6.isValid(_shown[0]) and _shown[0].isVisible():
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

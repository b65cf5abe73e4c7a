"""What the tests of boards, statistics and compliance share: a page over a real office with a few people in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from gridadmin.ui.pages import Desk, Page

PageT = TypeVar("PageT", bound=Page)


def shown(qtbot: QtBot, desk: Desk, make: Callable[[Desk], PageT], settle: Callable[[], None]) -> PageT:
    """Build a page, show it in a window of a clerk's screen and have it read."""
    page = make(desk)
    qtbot.addWidget(page)
    desk.background.changed.connect(lambda words: page.reload() if page.features & words else None)
    page.resize(1200, 640)
    page.show()
    page.reload()
    settle()
    return page


def dialog_of(page: Page) -> Any:
    """Return the dialog that the page has opened."""
    open_ones = [found for found in page.findChildren(QDialog) if found.isVisible()]
    assert open_ones, "no dialog is open"
    return open_ones[-1]

"""The day that is looked at: today, or an earlier or later one, and then the window says so everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QVBoxLayout, QWidgetAction

from gridadmin.i18n import _
from gridadmin.ui.fields import DateField
from gridadmin.ui.layouts import button, column, icon_label, label, panel, row, with_icon
from gridadmin.ui.tokens import MEDIUM, SNUG, TIGHT


class AsOfButton(QPushButton):
    """Shows the day and opens the choice of another.

    Signals:
        chosen: the day to look at.
    """

    chosen = Signal(object)

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        super().__init__()
        self._today = today
        self.setProperty("look", "quiet")
        self.setAutoDefault(False)
        self.setToolTip(_("The day that lists and figures are shown for"))
        self._menu = QMenu(self)
        self._field = DateField()
        choice = QWidgetAction(self._menu)
        choice.setDefaultWidget(panel("plain", self._choice()))
        self._menu.addAction(choice)
        self.setMenu(self._menu)
        self.show_day(today())

    def show_day(self, day: date) -> None:
        """Show a day as the one looked at."""
        is_today = day == self._today()
        with_icon(self, "calendar", "muted" if is_today else "past")
        text = _("Today") if is_today else day.isoformat()
        self.setText(f" {text}")
        self.setAccessibleName(text)
        self._field.set_value(day)

    def _choice(self) -> QVBoxLayout:
        last_month = self._today().replace(day=1) - timedelta(days=1)
        back = button(_("Today"), lambda: self._choose(self._today()))
        month = button(_("End of last month"), lambda: self._choose(last_month))
        show = button(_("Show this day"), self._choose_typed, "primary")
        self._field.submitted.connect(self._choose_typed)
        head = label(_("Show everything as of"), "strong")
        return column(head, self._field, row(back, month, spacing=SNUG), show, spacing=SNUG, margins=(MEDIUM,) * 4)

    def _choose_typed(self) -> None:
        day = self._field.value()
        if day is not None:
            self._choose(day)

    def _choose(self, day: date) -> None:
        self._menu.close()
        self.chosen.emit(day)


class PastBanner(QFrame):
    """Says that the window shows another day and that nothing can be edited, with the way back.

    Signals:
        left: the clerk wants to be back at today.
    """

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("panel", "past")
        self._text = label("")
        back = button(_("Back to today"), self.left.emit)
        self.setLayout(row(icon_label("history", "past"), self._text, 1, back, margins=(MEDIUM, TIGHT, MEDIUM, TIGHT)))
        self.hide()

    def show_day(self, day: date, today: date) -> None:
        """Show the banner for a day that is not today."""
        text = _("You are looking at {day}. Only corrections can be made.").format(day=day.isoformat())
        self._text.setText(text)
        self.setVisible(day != today)

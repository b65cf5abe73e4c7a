"""The month that is looked at: arrows to the neighbours, and the years as a menu."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from gridadmin.i18n import _
from gridadmin.ui.layouts import button, row, tool_button
from gridadmin.ui.tokens import TIGHT

YEARS = 5


def month_before(day: date) -> date:
    """Return the first day of the month before a day's."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(day: date) -> date:
    """Return the first day of the month after a day's."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_name(month: date) -> str:
    """Return a month as it is read."""
    return _("{year}-{month:02}").format(year=month.year, month=month.month)


class MonthPicker(QWidget):
    """A month, the one before the day looked at to begin with; a month that has not begun cannot be chosen.

    Signals:
        chosen: the first day of the month.
    """

    chosen = Signal(object)

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self.month = month_before(today)
        self._back = tool_button("chevron-left", _("Month before"), lambda: self.choose(month_before(self.month)))
        self._on = tool_button("chevron-right", _("Month after"), lambda: self.choose(month_after(self.month)))
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self._word = button("", look="", icon="calendar")
        self._word.setMenu(self._menu)
        self.setLayout(row(self._back, self._word, self._on, spacing=TIGHT))
        self._show()

    def look_at(self, today: date) -> None:
        """Follow the day that the window looks at."""
        if today != self._today:
            self._today = today
            self.month = month_before(today)
            self._show()

    def choose(self, month: date) -> None:
        """Look at a month."""
        if month <= self._today and month != self.month:
            self.month = month
            self._show()
            self.chosen.emit(month)

    def _show(self) -> None:
        self._word.setText(" " + month_name(self.month))
        self._word.setAccessibleName(month_name(self.month))
        self._on.setEnabled(month_after(self.month) <= self._today)

    def _fill(self) -> None:
        self._menu.clear()
        for year in range(self._today.year, self._today.year - YEARS, -1):
            months = QMenu(str(year), self._menu)
            self._menu.addMenu(months)
            for number in range(12, 0, -1):
                first = date(year, number, 1)
                if first <= self._today:
                    action = months.addAction(month_name(first))
                    action.triggered.connect(partial(self._on_picked, first))

    def _on_picked(self, month: date, _checked: bool = False) -> None:
        self.choose(month)

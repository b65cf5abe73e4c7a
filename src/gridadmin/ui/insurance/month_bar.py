"""The month that a pane of insurance looks at: this one at first."""

from __future__ import annotations

from datetime import date

from gridadmin.domain.months import Month
from gridadmin.ui.statistics.months import MonthPicker


class MonthBar(MonthPicker):
    """A month; that of the day looked at to begin with."""

    def __init__(self, today: date) -> None:
        super().__init__(today)
        self.choose(today.replace(day=1))

    @property
    def value(self) -> Month:
        """The month."""
        return Month.of(self.month)

    def look_at(self, today: date) -> None:
        """Follow the day that the window looks at."""
        if today != self._today:
            super().look_at(today)
            self.choose(today.replace(day=1))

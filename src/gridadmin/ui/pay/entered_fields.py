"""Fields of what is entered about pay: yuan, a month, a whole number, steps of a table, a line that is only read."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_rounding import parse_yuan, yuan_text
from gridadmin.i18n import N_, Message, _
from gridadmin.ui.entry_grid import EntryColumn, EntryGrid, EntryRow
from gridadmin.ui.fields import TextField
from gridadmin.ui.layouts import column, label, panel
from gridadmin.ui.tables import RIGHT
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, SNUG

STEPS, STEPS_HIGH = 10, 250


class YuanField(TextField):
    """An amount in yuan, kept as whole fen."""

    def __init__(self, placeholder: str = "") -> None:
        super().__init__(placeholder or "0.00")

    def value(self) -> int | None:
        """Return fen, None for an empty or unreadable text."""
        try:
            return parse_yuan(self.text()) if self.text().strip() else None
        except InvalidError:
            return None

    def set_value(self, value: Any) -> None:
        """Show fen as yuan."""
        self.setText("" if value is None else yuan_text(value))

    def fault(self) -> Message | None:
        """Return what is wrong with the text."""
        try:
            if self.text().strip():
                parse_yuan(self.text())
        except InvalidError as error:
            return error.message
        return None


class MonthField(TextField):
    """A month, written 2026-10."""

    def __init__(self) -> None:
        super().__init__("2026-10")

    def value(self) -> Month | None:
        """Return the month, None for an empty or unreadable text."""
        try:
            return Month.parse(self.text()) if self.text().strip() else None
        except InvalidError:
            return None

    def fault(self) -> Message | None:
        """Return what is wrong with the text."""
        if self.text().strip() and self.value() is None:
            return Message(N_("“{month}” is no month. Write it like 2026-10."), {"month": self.text()})
        return None

    def tidy(self) -> None:
        """Write the month as 2026-03."""
        if (month := self.value()) is not None and self.text() != str(month):
            self.setText(str(month))


class NumberField(TextField):
    """A whole number."""

    def value(self) -> int | None:
        """Return the number, None for an empty or unreadable text."""
        text = self.text().strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None

    def fault(self) -> Message | None:
        """Return what is wrong with the text."""
        if self.text().strip() and self.value() is None:
            return Message(N_("“{text}” is no whole number."), {"text": self.text()})
        return None


class StepsField(QWidget):
    """The steps of a rate table as a small spreadsheet: up to, rate in per cent, quick deduction."""

    changed = Signal()
    left = Signal()
    submitted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.grid = EntryGrid(
            (
                EntryColumn("up_to", _("Up to (yuan)"), 16, str.strip, align=RIGHT, hint=_("Empty in the last step")),
                EntryColumn("rate", _("Rate (%)"), 10, str.strip, align=RIGHT),
                EntryColumn("quick", _("Quick deduction (yuan)"), 18, str.strip, align=RIGHT),
            )
        )
        self.grid.model.edited.connect(lambda _rows: self.changed.emit())
        self.setLayout(column(self.grid))
        current().changed.connect(self._fit)
        self._fit()
        self.set_value(None)

    def value(self) -> list[list[str]] | None:
        """Return the steps that have a rate; None where there are none."""
        model = self.grid.model
        rows = [model.values(place) for place in range(len(model.rows))]
        steps = [[str(values[key] or "") for key in ("up_to", "rate", "quick")] for values in rows]
        return [step for step in steps if any(step)] or None

    def set_value(self, value: Any) -> None:
        """Show steps, with empty ones below to go on."""
        given = [dict(zip(("up_to", "rate", "quick"), step, strict=True)) for step in value or ()]
        rows = [*given, *({} for _spare in range(max(STEPS - len(given), 2)))]
        self.grid.model.set_rows([EntryRow(place, values) for place, values in enumerate(rows)])

    def fault(self) -> Message | None:
        """What is wrong with steps is found when they are read."""
        return None

    def _fit(self) -> None:
        self.setFixedHeight(current().px(STEPS_HIGH))


class ReadLine(QWidget):
    """A line of a form that says what follows from the other fields; it holds no value."""

    changed = Signal()
    left = Signal()
    submitted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._text = label("", wrap=True)
        self.setLayout(column(panel("plain", column(self._text, margins=(MEDIUM, SNUG, MEDIUM, SNUG)))))

    def say(self, text: str) -> None:
        """Show what follows."""
        self._text.setText(text)

    def said(self) -> str:
        """Return what is shown."""
        return self._text.text()

    def value(self) -> None:
        """There is none."""

    def set_value(self, value: Any) -> None:
        """There is none."""

    def fault(self) -> Message | None:
        """Nothing can be wrong with it."""
        return None

"""Fields of what is entered about pay: yuan, a month, a whole number, steps of a table, a line that is only read."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_funds import check_parts, parse_percent, percent_text
from gridadmin.domain.pay_rounding import parse_yuan, yuan_text
from gridadmin.i18n import N_, Message, _
from gridadmin.ui.entry_grid import EntryColumn, EntryGrid, EntryRow
from gridadmin.ui.fields import TextField
from gridadmin.ui.layouts import column, label, panel
from gridadmin.ui.tables import RIGHT
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, SNUG

STEPS, STEPS_HIGH = 10, 250
SHARES, SHARES_HIGH = 4, 150


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


class LinesField(QWidget):
    """A few lines of a form typed as into a spreadsheet; its value are the lines that hold something.

    Args:
        columns: of the lines; every cell is text.
        least: how many lines are seen at least. high: of the field, in units.
    """

    changed = Signal()
    left = Signal()
    submitted = Signal()

    def __init__(self, columns: tuple[EntryColumn, ...], least: int, high: int) -> None:
        super().__init__()
        self._keys, self._least, self._high = tuple(each.key for each in columns), least, high
        self.grid = EntryGrid(columns)
        self.grid.model.edited.connect(lambda _rows: self.changed.emit())
        self.setLayout(column(self.grid))
        current().changed.connect(self._fit)
        self._fit()
        self.set_value(None)

    def value(self) -> list[list[str]] | None:
        """Return the lines that hold something; None where there are none."""
        model = self.grid.model
        rows = [model.values(place) for place in range(len(model.rows))]
        lines = [[str(values[key] or "") for key in self._keys] for values in rows]
        return [line for line in lines if any(line)] or None

    def set_value(self, value: Any) -> None:
        """Show lines, with empty ones below to go on."""
        given = [dict(zip(self._keys, line, strict=True)) for line in value or ()]
        rows = [*given, *({} for _spare in range(max(self._least - len(given), 2)))]
        self.grid.model.set_rows([EntryRow(place, values) for place, values in enumerate(rows)])

    def fault(self) -> Message | None:
        """What is wrong with lines is found when they are read."""
        return None

    def _fit(self) -> None:
        self.setFixedHeight(current().px(self._high))


class StepsField(LinesField):
    """The steps of a rate table: up to, rate in per cent, quick deduction."""

    def __init__(self) -> None:
        columns = (
            EntryColumn("up_to", _("Up to (yuan)"), 16, str.strip, align=RIGHT, hint=_("Empty in the last step")),
            EntryColumn("rate", _("Rate (%)"), 10, str.strip, align=RIGHT),
            EntryColumn("quick", _("Quick deduction (yuan)"), 18, str.strip, align=RIGHT),
        )
        super().__init__(columns, STEPS, STEPS_HIGH)


class SharesField(LinesField):
    """Who bears something: fund sources with their shares in per cent."""

    def __init__(self) -> None:
        columns = (
            EntryColumn("source", _("Fund source"), 32, str.strip),
            EntryColumn("percent", _("Share (%)"), 11, str.strip, align=RIGHT),
        )
        super().__init__(columns, SHARES, SHARES_HIGH)

    def value(self) -> Any:
        """Return (source, hundredths of a percent) of the lines; None where there are none, or one is unreadable."""
        try:
            return tuple((source, parse_percent(percent)) for source, percent in super().value() or ()) or None
        except InvalidError:
            return None

    def set_value(self, value: Any) -> None:
        """Show shares in per cent."""
        super().set_value([[source, percent_text(share)] for source, share in value or ()])

    def fault(self) -> Message | None:
        """Return what is wrong with the lines: a share that is no number, or shares that are no whole."""
        lines = super().value() or ()
        try:
            parts = [(source, parse_percent(percent)) for source, percent in lines]
            if parts:
                check_parts(parts)
        except InvalidError as error:
            return error.message
        return None


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

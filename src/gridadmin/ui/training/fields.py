"""Fields of training: hours and marks in tenths, a time of the day."""

from __future__ import annotations

from typing import Any

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.training import read_clock, read_tenths, show_tenths
from gridadmin.i18n import Message
from gridadmin.ui.fields import TextField


class TenthsField(TextField):
    """Hours or points, written like 4 or 87.5."""

    def value(self) -> int | None:
        """Return tenths, None for an empty or unreadable text."""
        try:
            return read_tenths(self.text()) if self.text().strip() else None
        except InvalidError:
            return None

    def set_value(self, value: Any) -> None:
        """Show tenths."""
        self.setText(show_tenths(value))

    def fault(self) -> Message | None:
        """Return what is wrong with the text."""
        return _fault(read_tenths, self.text())


class WholeField(TextField):
    """A whole number: a year, a month, how many sessions."""

    def value(self) -> int | None:
        """Return the number, None for an empty or unreadable text."""
        text = self.text().strip()
        return int(text) if text.isascii() and text.isdigit() else None

    def fault(self) -> Message | None:
        """Return what is wrong with the text."""
        return _fault(read_tenths, self.text()) if self.value() is None else None


class ClockField(TextField):
    """A time of the day, kept as 09:00."""

    def value(self) -> str | None:
        """Return the time, None for an empty or unreadable text."""
        try:
            return read_clock(self.text()) if self.text().strip() else None
        except InvalidError:
            return None

    def fault(self) -> Message | None:
        """Return what is wrong with the text."""
        return _fault(read_clock, self.text())

    def tidy(self) -> None:
        """Write the time as 09:00."""
        value = self.value()
        if value is not None and value != self.text():
            self.setText(value)


def _fault(read: Any, text: str) -> Message | None:
    try:
        if text.strip():
            read(text)
    except InvalidError as error:
        return error.message
    return None

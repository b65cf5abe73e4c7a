"""Fields of insurance: a month, and an amount in yuan that is kept in fen."""

from __future__ import annotations

from typing import Any

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_rounding import parse_yuan, yuan_text
from gridadmin.i18n import Message
from gridadmin.ui.text_field import TextField


class MonthField(TextField):
    """A month, written 2026-11; its value is a Month."""

    def __init__(self) -> None:
        super().__init__("2026-11")

    def value(self) -> Month | None:
        """Return the month, None for an empty or unreadable text."""
        try:
            return Month.parse(self.text()) if self.text().strip() else None
        except InvalidError:
            return None

    def set_value(self, value: Any) -> None:
        """Show a month."""
        self.setText("" if value is None else str(value))

    def fault(self) -> Message | None:
        """Return what is wrong when the text is no month."""
        try:
            Month.parse(self.text() or "2026-01")
        except InvalidError as error:
            return error.message
        return None


class YuanField(TextField):
    """An amount typed in yuan; its value is in fen."""

    def value(self) -> int | None:
        """Return the amount in fen, None for an empty or unreadable text."""
        try:
            return parse_yuan(self.text()) if self.text().strip() else None
        except InvalidError:
            return None

    def set_value(self, value: Any) -> None:
        """Show an amount of fen."""
        self.setText("" if value is None else yuan_text(value))

    def fault(self) -> Message | None:
        """Return what is wrong when the text is no amount."""
        try:
            parse_yuan(self.text() or "0")
        except InvalidError as error:
            return error.message
        return None

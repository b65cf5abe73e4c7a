"""How wide and how high: text measured in half-width characters, a Chinese character counting two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from math import ceil
from unicodedata import east_asian_width

from gridadmin.domain.tables import Cell, Share
from gridadmin.i18n import Message

NARROWEST, WIDEST = 4.0, 36.0
PADDING, NUMBER_PADDING = 2.8, 1.8
"""Room for the borders, the indent of text and the space after numbers."""
POINTS_PER_LINE = 14.5
"""Height of a line of 10.5 pt text with its leading."""


def shown(value: Cell) -> str:
    """Return a value as it will be seen, for measuring."""
    if value is None:
        return ""
    if isinstance(value, Share):
        return "100.00%"
    if isinstance(value, Message):
        return value.text()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else value


@lru_cache(maxsize=20_000)
def width_of(text: str) -> int:
    """Return the width of the longest line in half-width characters."""
    return max((sum(1 + (east_asian_width(char) in "WF") for char in line) for line in text.split("\n")), default=0)


def column_width(values: Sequence[Cell], heading: str) -> float:
    """Return a width that shows most values on one line and long ones wrapped; a heading may wrap by halves."""
    widths = sorted(width_of(shown(value)) for value in values)
    usual = widths[int(len(widths) * 0.97)] if widths else 0
    longest = widths[-1] if widths and widths[-1] <= WIDEST else usual
    narrow = all(isinstance(value, int | Decimal | Share | None) for value in values)
    padding, most_of_heading = (NUMBER_PADDING, 6) if narrow else (PADDING, 8)
    return min(max(longest, usual, min(width_of(heading), most_of_heading), NARROWEST) + padding, WIDEST)


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of a width."""
    room = max(width - PADDING * 0.7, 1)
    return sum(max(1, ceil(width_of(line) / room)) for line in text.split("\n"))

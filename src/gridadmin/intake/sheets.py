"""Cells as they were read from a file.

A number cell stays a number, so that an ID number damaged by Excel can be told from a text. The dimension that a file
declares is ignored; formulas give the values that were saved with them, macros are never run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from gridadmin.i18n import Message

_BLANKS = frozenset((None, "", " ", "\u3000", "\u200b", "\ufeff"))
CellValue = str | float | bool | date | time | timedelta | None


@dataclass(frozen=True)
class RawSheet:
    """One sheet as it was read.

    Attributes:
        rows: cells from A1 on, rows and columns without gaps; None for an empty cell.
        merges: merged ranges as (first row, first column, last row, last column), all from 0.
        hidden_rows: numbers, from 0, of rows that the sender has hidden or filtered out.
        notes: what the reader should know about the sheet (hidden, macros ignored).
    """

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = field(default_factory=frozenset)
    notes: tuple[Message, ...] = ()


def trimmed(rows: list[list[CellValue]]) -> tuple[tuple[CellValue, ...], ...]:
    """Return rows with empty and blank texts as None and without the empty rows and columns at the end."""
    cleaned = [
        tuple([None if cell in _BLANKS or (isinstance(cell, str) and cell.isspace()) else cell for cell in row])
        for row in rows
    ]
    while cleaned and not any(cell is not None for cell in cleaned[-1]):
        cleaned.pop()
    width = max((_used(row) for row in cleaned), default=0)
    return tuple(row[:width] + (None,) * (width - len(row)) for row in cleaned)


def _used(row: tuple[CellValue, ...]) -> int:
    used = len(row)
    while used and row[used - 1] is None:
        used -= 1
    return used

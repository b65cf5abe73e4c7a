"""A table as it was found in a sheet: header, rows with their numbers, and what was passed over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from gridadmin.domain.id_numbers import number_as_shown
from gridadmin.domain.imports import SkippedRow
from gridadmin.i18n import Message
from gridadmin.intake.sheets import CellValue


@dataclass(frozen=True)
class Column:
    """A column of a table: its index from 0, its letter in Excel, and its header with the parts joined by `/`."""

    index: int
    letter: str
    label: str


@dataclass(frozen=True)
class TableRow:
    """A row that holds a record.

    Attributes:
        number: as Excel numbers it.
        cells: values as read, vertically merged ones filled down.
        filled: columns whose value comes from a merged cell that began in a row above.
    """

    number: int
    cells: tuple[CellValue, ...]
    filled: frozenset[int] = field(default_factory=frozenset)

    def cell(self, column: int) -> CellValue:
        """Return a cell, None beyond the end."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True)
class Table:
    """A table of a sheet: header, rows with records, and the rows that were passed over with the reason.

    Attributes:
        header_rows: first and last row of the header, as Excel numbers them.
        sender: who fills in the sheet, where it says so (填报单位).
        hidden: how many of the rows the sender has hidden; they are read all the same.
    """

    sheet: str
    header_rows: tuple[int, int]
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    skipped: tuple[SkippedRow, ...] = ()
    sender: str = ""
    hidden: int = 0

    def with_value(self, row: int, column: int, value: CellValue) -> Table:
        """Return the table with one cell corrected by the clerk; `row` as Excel numbers it, `column` from 0."""
        rows = tuple(_with_cell(found, column, value) if found.number == row else found for found in self.rows)
        return replace(self, rows=rows)

    def without_row(self, row: int, reason: Message) -> Table:
        """Return the table with one row passed over, as the clerk wants it."""
        left = [found for found in self.rows if found.number == row]
        passed = tuple(
            SkippedRow(self.sheet, row, " ".join(shown(cell) for cell in found.cells), reason) for found in left
        )
        rows = tuple(found for found in self.rows if found.number != row)
        return replace(self, rows=rows, skipped=(*self.skipped, *passed))


def _with_cell(row: TableRow, column: int, value: CellValue) -> TableRow:
    cells = [*row.cells, *(None,) * (column + 1 - len(row.cells))]
    cells[column] = value
    return replace(row, cells=tuple(cells))


def column_letter(index: int) -> str:
    """Return the letter of a column by its index from 0: A, B … Z, AA …"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def shown(value: CellValue) -> str:
    """Return a cell as a clerk sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_as_shown(value)
    return value if isinstance(value, str) else str(value).removesuffix(" 00:00:00")

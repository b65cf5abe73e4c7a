"""Finds the header rows of a table by the words they hold, and joins headers that stand over several rows."""

from __future__ import annotations

import re
from itertools import pairwise

from gridadmin.domain.text import clean_text
from gridadmin.intake.header_words import LONGEST_HEADER, header_key, is_name_or_code, names_a_field, serial_label
from gridadmin.intake.sheets import CellValue, RawSheet
from gridadmin.intake.tables import Column, column_letter, shown

_MOST_TITLE_ROWS = 60
_MOST_HEADER_ROWS = 4
_LONGEST_GROUP = 12
_SAYS_A_FACT = re.compile("[:：0-9]")  # 填报单位：…, 2026年11月: a line of the title
Row = tuple[CellValue, ...]


def find_header(sheet: RawSheet, start: int = 0) -> tuple[int, int] | None:
    """Return the first and last header row (from 0) at or below a row, or None where nothing looks like one.

    The row with the most header words wins, the first of equals; two words are the least.
    """
    best, most = None, 1
    for index in range(start, min(len(sheet.rows), start + _MOST_TITLE_ROWS)):
        count = len(_words_of(sheet.rows[index]))
        if count > most:
            best, most = index, count
        elif best is not None and index > best + _MOST_HEADER_ROWS:
            break
    return _extended(sheet, best, start) if best is not None else None


def _words_of(row: Row) -> set[str]:
    return {word for cell in row if isinstance(cell, str) and (word := names_a_field(cell))}


def _extended(sheet: RawSheet, row: int, start: int) -> tuple[int, int]:
    top = bottom = row
    while top > start and bottom - top < _MOST_HEADER_ROWS - 1 and _continues(sheet, top - 1, top):
        top -= 1
    while (
        bottom + 1 < len(sheet.rows) and bottom - top < _MOST_HEADER_ROWS - 1 and _continues(sheet, bottom, bottom + 1)
    ):
        bottom += 1
    return top, bottom


def _continues(sheet: RawSheet, upper: int, lower: int) -> bool:
    """Tell whether two rows are one header: a header cell is merged over both, or the lower names its parts."""
    for top, left, bottom, _right in sheet.merges:
        if top <= upper and lower <= bottom and left < len(sheet.rows[top]):
            text = sheet.rows[top][left]
            if isinstance(text, str) and names_a_field(text):
                return True
    return _tells_apart(sheet.rows[upper], sheet.rows[lower]) or _names_parts(sheet.rows[upper], sheet.rows[lower])


def _tells_apart(upper: Row, lower: Row) -> bool:
    """Tell whether a row of groups (网格长, 网格员) stands over headers that come twice (姓名, 电话, 姓名, 电话)."""
    groups = [cell for cell in upper if cell is not None]
    keys = [key for cell in lower if isinstance(cell, str) and (key := names_a_field(cell))]
    short = all(
        isinstance(cell, str) and len(cell) <= _LONGEST_GROUP and not _SAYS_A_FACT.search(cell) for cell in groups
    )
    return len(groups) > 1 and short and len(set(keys)) < len(keys)


def _names_parts(upper: Row, lower: Row) -> bool:
    below = [(column, cell) for column, cell in enumerate(lower) if cell is not None]
    all_labels = all(isinstance(cell, str) and len(cell) <= LONGEST_HEADER for _, cell in below)
    if not below or not all_labels or not _words_of(upper):
        return False
    # A row of data fills the columns of name and number; a row of sub-headers leaves them to the row above.
    named = {column for column, cell in enumerate(upper) if isinstance(cell, str) and is_name_or_code(cell)}
    free = not any(column in named for column, _ in below)
    return free and bool(_words_of(lower)) and len(_words_of(lower)) * 2 >= len(below)


def read_columns(sheet: RawSheet, header: tuple[int, int]) -> tuple[Column, ...]:
    """Return the columns of a table; the parts of a header over several rows are joined by `/`."""
    top, bottom = header
    width = max((len(row) for row in sheet.rows[top:]), default=0)
    grid = [[_text(sheet, row, column) for column in range(width)] for row in range(top, bottom + 1)]
    _fill_merged(sheet, header, grid)
    _fill_rightwards(grid)
    return tuple(Column(index, column_letter(index), _joined([row[index] for row in grid])) for index in range(width))


def _text(sheet: RawSheet, row: int, column: int) -> str:
    cells = sheet.rows[row]
    return clean_text(shown(cells[column])) if column < len(cells) else ""


def _fill_merged(sheet: RawSheet, header: tuple[int, int], grid: list[list[str]]) -> None:
    first, last = header
    for top, left, bottom, right in sheet.merges:
        if not first <= top <= last or left >= len(grid[0]):
            continue
        for row in range(top, min(bottom, last) + 1):
            for column in range(left, min(right, len(grid[0]) - 1) + 1):
                grid[row - first][column] = grid[top - first][left]


def _fill_rightwards(grid: list[list[str]]) -> None:
    """Give a sub-header the group that stands to its left: files without merges write the group only once."""
    for upper, lower in pairwise(grid):
        for column in range(1, len(upper)):
            if not upper[column] and lower[column] and lower[column - 1] and upper[column - 1] != lower[column - 1]:
                upper[column] = upper[column - 1]


def _joined(parts: list[str]) -> str:
    return "/".join(dict.fromkeys(part for part in parts if part))


class HeaderWords:
    """Knows a table's header, to recognise it when it comes again further down."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self._keys = {
            column.index: {header_key(part) for part in column.label.split("/")} for column in columns if column.label
        }
        self.key_columns = frozenset(column.index for column in columns if is_name_or_code(column.label))
        self.serial_columns = frozenset(column.index for column in columns if serial_label(column.label))

    def repeats(self, own: list[tuple[int, CellValue]]) -> bool | None:
        """Tell whether a row is this header again (True), the header of another table (False), or no header (None)."""
        texts = [cell for _, cell in own if isinstance(cell, str)]
        if not texts or len(texts) * 2 < len(own):
            return None
        if not any(len(text) < 12 and names_a_field(text) for text in texts[:3]):
            return None
        words = sum(1 for text in texts if len(text) < 12 and names_a_field(text))
        if words < 2 or words * 2 < len(own):
            return None
        same = sum(1 for column, cell in own if header_key(shown(cell)) in self._keys.get(column, ()))
        return same * 10 >= len(own) * 7

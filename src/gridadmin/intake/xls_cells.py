"""Reads .xls (and .et of WPS, the same format) through xlrd: damaged ones raise, where a faster reader can abort."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

from gridadmin.domain.errors import InvalidError
from gridadmin.intake.guards import damaged_error, password_error
from gridadmin.intake.sheets import CellValue, RawSheet, trimmed

if TYPE_CHECKING:
    import xlrd

# What xlrd raises on damaged files, by experiment: it trusts every length that it reads.
_DAMAGED = (
    ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, OSError, TypeError, ValueError,
    struct.error,
)  # fmt: skip


def read_xls(content: bytes, name: str) -> list[RawSheet]:
    """Read every sheet of an .xls.

    Raises:
        InvalidError: damaged, or locked by a password.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
        return [_raw_sheet(book, sheet) for sheet in book.sheets()]
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError) as error:
        raise _refused(str(error), name) from error
    except _DAMAGED as error:
        raise damaged_error(name) from error


def _refused(detail: str, name: str) -> InvalidError:
    return password_error(name) if "encrypted" in detail.lower() else damaged_error(name)


def _raw_sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> RawSheet:
    rows = [[_value(book, cell) for cell in sheet.row(index)] for index in range(sheet.nrows)]
    return RawSheet(
        name=sheet.name,
        rows=trimmed(rows),
        merges=tuple((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells),
        hidden=sheet.visibility != 0,
        hidden_rows=frozenset(index for index, info in sheet.rowinfo_map.items() if info.hidden),
    )


def _value(book: xlrd.Book, cell: Any) -> CellValue:
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_TEXT):
        value: CellValue = cell.value
        return value
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _date(cell.value, book.datemode)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    return None


def _date(value: float, datemode: int) -> CellValue:
    import xlrd

    try:
        return xlrd.xldate_as_datetime(value, datemode) if value >= 1 else value
    except (ValueError, OverflowError):
        return value

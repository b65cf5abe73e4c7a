"""Sends the sheet back to its sender: bad cells coloured, the reason in an added last column, nothing else touched."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import DEFUSEDXML, Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from gridadmin.domain.imports import Problem, Severity
from gridadmin.i18n import _
from gridadmin.intake.guards import FileKind, damaged_error, load_checked
from gridadmin.intake.sheets import CellValue, RawSheet
from gridadmin.intake.workbooks import read_workbook

_FILLS = {
    Severity.ERROR: PatternFill("solid", start_color="FFFFC7CE"),
    Severity.WARNING: PatternFill("solid", start_color="FFFFEB9C"),
    Severity.NOTE: PatternFill("solid", start_color="FFDDEBF7"),
}
_STRENGTH = (Severity.NOTE, Severity.WARNING, Severity.ERROR)
_REASON_FONT = Font(color="FF9C0006")
_THIN = Side(style="thin", color="FFBFBFBF")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
# Formulas that reach outside the workbook (DDE, web, files); a returned sheet carries them as text.
_REACHING_OUT = re.compile(
    r"\||WEBSERVICE|HYPERLINK|RTD\(|CALL\(|REGISTER|IMPORT(?:XML|DATA|HTML)|\[.+\]", re.IGNORECASE
)


def returned_workbook(
    path: Path, problems: Iterable[Problem], header_rows: Mapping[str, int] | None = None, *, notes: bool = False
) -> bytes:
    """Return the sender's workbook as .xlsx with its bad cells coloured and the reasons in an added last column.

    Every row and style of the original stays in its place, so that row numbers agree. An .xls or .csv comes back as
    a new .xlsx with the same cells.

    Args:
        header_rows: sheet -> row of the header, where the added column gets its title.
        notes: mark notes too, not only errors and warnings.

    Raises:
        InvalidError, StorageError: where the file has changed since it was read and cannot be opened any more.
    """
    marked = [problem for problem in problems if notes or problem.severity is not Severity.NOTE]
    kind, content = load_checked(path)
    workbook = _opened(content, path.name) if kind is FileKind.XLSX else _rebuilt(read_workbook(path))
    by_sheet: dict[str, list[Problem]] = defaultdict(list)
    for problem in marked:
        by_sheet[problem.sheet].append(problem)
    for name, found in by_sheet.items():
        title = _sheet_title(name)
        if title in workbook.sheetnames and isinstance(sheet := workbook[title], Worksheet):
            _mark(sheet, found, (header_rows or {}).get(name))
    result = io.BytesIO()
    workbook.save(result)
    return result.getvalue()


def _opened(content: bytes, name: str) -> Workbook:
    if not DEFUSEDXML:
        raise RuntimeError("openpyxl does not use defusedxml")
    try:
        workbook = load_workbook(io.BytesIO(content))
    except (ValueError, KeyError, TypeError, AttributeError, OSError, SyntaxError) as error:
        raise damaged_error(name) from error
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                _disarm(cell)
    return workbook


def _disarm(cell: Any) -> None:
    if not isinstance(cell, Cell):
        return
    if cell.data_type == "f" and (not isinstance(cell.value, str) or _REACHING_OUT.search(cell.value)):
        write_text(cell, cell.value if isinstance(cell.value, str) else "")
    elif isinstance(cell.value, str) and cell.data_type != "f" and cell.value.startswith(_FORMULA_START):
        write_text(cell, cell.value)


def write_text(cell: Any, text: str) -> None:
    """Write text that stays text in every office program, also where it looks like a formula or a number."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.number_format = "@"
    if text.startswith(_FORMULA_START):
        cell.quotePrefix = True


def _mark(sheet: Worksheet, problems: Sequence[Problem], header_row: int | None) -> None:
    column = _last_column(sheet) + 1
    reasons: dict[int, dict[str, None]] = defaultdict(dict)
    strongest: dict[tuple[int, int], Severity] = {}
    for problem in problems:
        reasons[problem.row][_line(problem)] = None
        if problem.column:
            place = problem.row, column_index_from_string(problem.column)
            strongest[place] = max(problem.severity, strongest.get(place, Severity.NOTE), key=_STRENGTH.index)
    for (row, index), severity in strongest.items():
        sheet.cell(row, index).fill = _FILLS[severity]
    if header_row:
        title = sheet.cell(header_row, column)
        write_text(title, _("Reason for return"))
        title.font, title.border = Font(bold=True, color="FF9C0006"), _FRAME
        title.alignment = Alignment(horizontal="center", vertical="center")
    for row, lines in reasons.items():
        cell = sheet.cell(row, column)
        write_text(cell, "\n".join(lines))
        cell.font, cell.border = _REASON_FONT, _FRAME
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.column_dimensions[get_column_letter(column)].width = 60


def _line(problem: Problem) -> str:
    return f"{problem.column}{problem.row}: {problem.reason.text()}" if problem.column else problem.reason.text()


def _last_column(sheet: Worksheet) -> int:
    """Return the last column that shows something; sheets often claim hundreds of empty formatted ones."""
    used = (cell.column for row in sheet.iter_rows() for cell in row if cell.value is not None)
    merged = (area.max_col for area in sheet.merged_cells.ranges)
    return max((*used, *merged), default=1)


def _rebuilt(sheets: Sequence[RawSheet]) -> Workbook:
    workbook = Workbook()
    for unused in workbook.worksheets:
        workbook.remove(unused)
    for raw in sheets:
        sheet = workbook.create_sheet(_sheet_title(raw.name))
        sheet.sheet_state = "hidden" if raw.hidden else "visible"
        for number, row in enumerate(raw.rows, start=1):
            for index, value in enumerate(row, start=1):
                _write(sheet.cell(number, index), value)
        for top, left, bottom, right in raw.merges:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        _fit_columns(sheet, raw)
        _fit_page(sheet)
    return workbook


def _sheet_title(name: str) -> str:
    """Return what a sheet may be called in a workbook; a CSV file lends its sheet a name of any length."""
    return re.sub(r"[\\/*?:\[\]]", "_", name)[:31] or "Sheet"


def _write(cell: Any, value: CellValue) -> None:
    cell.border = _FRAME
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    if isinstance(value, str):
        write_text(cell, value)
    elif value is not None:
        cell.value = value


def _fit_page(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _fit_columns(sheet: Worksheet, raw: RawSheet) -> None:
    for index, column in enumerate(zip(*raw.rows, strict=True), start=1):
        longest = max(
            (sum(2 if ord(char) > 255 else 1 for char in str(value)) for value in column if value is not None),
            default=0,
        )
        sheet.column_dimensions[get_column_letter(index)].width = min(max(longest + 2, 8), 40)

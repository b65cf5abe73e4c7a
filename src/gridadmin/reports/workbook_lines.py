"""Lines across a sheet: merged cells and the three-part line under a title."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from gridadmin.reports.workbook_cells import CellStyles, Style, write
from gridadmin.reports.workbook_measures import width_of


def across(
    sheet: Worksheet,
    row: int,
    first: int,
    last: int,
    last_row: int | None = None,
    framed: tuple[Style, CellStyles] | None = None,
) -> None:
    """Merge cells from (row, first) to (last_row or row, last); one cell alone stays as it is.

    `framed` gives every cell of the block the style, so that its border is whole in every program.
    """
    bottom = last_row or row
    if (bottom, last) == (row, first):
        return
    if framed:
        for line in range(row, bottom + 1):
            for column in range(first, last + 1):
                framed[1].apply(sheet.cell(line, column), framed[0])
    sheet.merge_cells(start_row=row, start_column=first, end_row=bottom, end_column=last)


def write_line(sheet: Worksheet, row: int, parts: tuple[str, str, str], widths: list[float], styles: CellStyles) -> int:
    """Write left, centre and right parts into one line, or each into its own where they do not fit.

    Returns the number of rows used.
    """
    columns = len(widths)
    left = _columns_for(width_of(parts[0]) + 2, widths)
    right = _columns_for(width_of(parts[2]) + 2, widths[::-1])
    middle = widths[left : columns - right]
    if sum(middle) >= width_of(parts[1]) + 2 and middle:
        places = ((row, 1, left), (row, left + 1, columns - right), (row, columns - right + 1, columns))
    else:
        places = ((row, 1, columns), (row + 1, 1, columns), (row + 2, 1, columns))
    for text, style, (line, first, last) in zip(
        parts, (Style.LINE_LEFT, Style.LINE_CENTRE, Style.LINE_RIGHT), places, strict=True
    ):
        write(sheet, (line, first), text, style, styles)
        across(sheet, line, first, last)
    return places[-1][0] - row + 1


def _columns_for(width: float, widths: list[float]) -> int:
    """Return how many columns from the start are together as wide as a text; at least one."""
    total = 0.0
    for count, column in enumerate(widths, start=1):
        total += column
        if total >= width:
            return count
    return len(widths)

"""Lines across a sheet: merged cells and the three-part line under a title."""

from __future__ import annotations

from openpyxl.worksheet.cell_range import CellRange
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
    # merge_cells would work every border out anew; the cells have theirs already
    sheet.merged_cells.add(CellRange(min_col=first, min_row=row, max_col=last, max_row=bottom).coord)


def write_line(sheet: Worksheet, row: int, parts: tuple[str, str, str], widths: list[float], styles: CellStyles) -> int:
    """Write left, centre and right parts into one line where the columns allow it, else into two.

    Returns the number of rows used.
    """
    left, centre, right = parts
    columns = len(widths)
    after_left = _columns_for(width_of(left) + 2, widths)
    before_right = columns - _columns_for(width_of(right) + 2, widths[::-1])
    joined = f"{centre}        {right}"
    if sum(widths[after_left:before_right]) >= width_of(centre) + 2:
        cells = [
            (row, 1, after_left, left, Style.LINE_LEFT),
            (row, after_left + 1, before_right, centre, Style.LINE_CENTRE),
            (row, before_right + 1, columns, right, Style.LINE_RIGHT),
        ]
    elif sum(widths[after_left:]) >= width_of(joined):
        cells = [
            (row, 1, after_left, left, Style.LINE_LEFT),
            (row, after_left + 1, columns, joined, Style.LINE_RIGHT),
        ]
    else:
        cells = [(row, 1, columns, left, Style.LINE_LEFT), (row + 1, 1, columns, joined, Style.LINE_LEFT)]
    for line, first, last, text, style in cells:
        write(sheet, (line, first), text, style, styles)
        across(sheet, line, first, last)
    return cells[-1][0] - row + 1


def _columns_for(width: float, widths: list[float]) -> int:
    """Return how many columns from the start are together as wide as a text; all where they are not."""
    total = 0.0
    for count, column in enumerate(widths, start=1):
        total += column
        if total >= width:
            return count
    return len(widths)

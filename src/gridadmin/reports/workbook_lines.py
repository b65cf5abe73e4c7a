"""Lines across a sheet: merged cells and the three-part line under a title."""

from __future__ import annotations

from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from gridadmin.domain.tables import Cell
from gridadmin.reports.workbook_cells import BODY_PT, SMALL_PT, TITLE_PT, CellStyles, Style, write
from gridadmin.reports.workbook_measures import POINTS_PER_LINE, lines_of, shown, width_of

LINE_HEIGHT = 21
TALLEST = 400
"""Points; a row of Excel is 409 high at most."""
_SIZES = {Style.TITLE: TITLE_PT, Style.NOTE: SMALL_PT}
_SAFE = 0.96  # of the width: faces that stand in for the Chinese ones are a little wider


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

    Returns the number of rows used; their heights are set.
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
        for line, text in enumerate((left, joined), start=row):
            write_whole(sheet, line, (text, Style.LINE_LEFT, LINE_HEIGHT), widths, styles)
        return 2
    for line, first, last, text, style in cells:
        write(sheet, (line, first), text, style, styles)
        across(sheet, line, first, last)
    sheet.row_dimensions[row].height = LINE_HEIGHT
    return 1


def write_whole(
    sheet: Worksheet, row: int, line: tuple[Cell, Style, float], widths: list[float], styles: CellStyles
) -> None:
    """Write a line (text, style, least height) across all columns, as high as the words need when they are wrapped.

    Excel works out no height for merged cells and shows nothing beyond them.
    """
    text, style, least = line
    write(sheet, (row, 1), text, style, styles)
    across(sheet, row, 1, len(widths))
    scale = _SIZES.get(style, BODY_PT) / BODY_PT
    more = lines_of(shown(text), sum(widths) * _SAFE / scale) - 1
    sheet.row_dimensions[row].height = min(least + more * POINTS_PER_LINE * scale, TALLEST)


def _columns_for(width: float, widths: list[float]) -> int:
    """Return how many columns from the start are together as wide as a text; all where they are not."""
    total = 0.0
    for count, column in enumerate(widths, start=1):
        total += column
        if total >= width:
            return count
    return len(widths)

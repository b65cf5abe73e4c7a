"""Workbooks as township offices hand them in: title, unit and period line, merged headings, total row, print set-up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from gridadmin.domain.tables import Cell, ColumnKind, Table
from gridadmin.i18n import N_, Message
from gridadmin.reports.workbook_bulk import BulkRows
from gridadmin.reports.workbook_cells import HEI, CellStyles, Style, body_style, safe_text, total_style, write
from gridadmin.reports.workbook_headings import lay_out
from gridadmin.reports.workbook_lines import LINE_HEIGHT, TALLEST, across, write_line, write_whole
from gridadmin.reports.workbook_measures import PADDING, POINTS_PER_LINE, column_width, lines_of, shown

TITLE_HEIGHT, ROW_HEIGHT, SEAL_HEIGHT = 42, 20, 72
LEAST_WIDTH = 64
"""Half-width characters of a whole table: room for its title and for those who sign."""
MARGIN_CM, BINDING_CM = 1.5, 2.0
CM_PER_INCH = 2.54
A4 = 9
_FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class PaperOffice:
    """Whose paper it is; a practice office marks every sheet."""

    name: str
    practice: bool = False


@dataclass(frozen=True)
class Paper:
    """A table with what stands around it on the sheet.

    Attributes:
        sheet: the name of the tab.
        title: the line over the table.
        period: what the figures hold for (a month, an as-of date).
        signature: the line for those who sign; None for none.
        seal: whether room for the office's seal is kept.
        accents: msgid of a cell -> style that marks it.
        frozen_columns: columns that stay in view when scrolling.
        one_page: made smaller, if need be, to fit on one page.
        row_height: of a row of the body, in points, where its words need no more.
    """

    sheet: Message
    title: Message | str
    table: Table
    period: Message
    landscape: bool = True
    signature: Message | None = None
    seal: bool = False
    accents: Mapping[str, Style] = field(default_factory=dict)
    frozen_columns: int = 1
    one_page: bool = False
    row_height: float = ROW_HEIGHT


@dataclass(frozen=True)
class PaperPlace:
    """Where a table stands on its sheet, for charts: 1-based rows of the body and the last column."""

    sheet: Worksheet
    first_row: int
    last_row: int
    columns: int


def new_workbook(title: str, now: datetime) -> Workbook:
    """Return an empty workbook whose properties name the program and no person. `now` is a UTC time."""
    workbook = Workbook()
    workbook.properties.creator = "gridadmin"
    workbook.properties.lastModifiedBy = None
    workbook.properties.title = safe_text(title)
    workbook.properties.created = now.astimezone(UTC).replace(tzinfo=None)
    return workbook


def workbook_bytes(workbook: Workbook) -> bytes:
    """Return the file's bytes."""
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def new_sheet(workbook: Workbook, name: str) -> Worksheet:
    """Return a new sheet; the workbook's first, empty sheet is used up first."""
    title = _FORBIDDEN_IN_SHEET_NAMES.sub(" ", name)[:31]
    first: Worksheet = workbook.worksheets[0]
    if len(workbook.worksheets) == 1 and first.max_row == 1 and first["A1"].value is None:
        first.title = title
        return first
    sheet: Worksheet = workbook.create_sheet(title)
    return sheet


def add_paper(
    workbook: Workbook, styles: CellStyles, paper: Paper, office: PaperOffice, bulk: list[BulkRows] | None = None
) -> PaperPlace:
    """Write a paper to a sheet of its own and set it up for A4.

    `bulk`, for hundreds of rows: takes them as text, which `bulk_bytes` puts into the file.
    """
    sheet = new_sheet(workbook, paper.sheet.text())
    paper = replace(paper, table=_spoken(paper.table))
    table = paper.table
    widths = _set_widths(sheet, table)
    write_whole(sheet, 1, (paper.title, Style.TITLE, TITLE_HEIGHT), widths, styles)
    header_row = _unit_lines(sheet, paper, office, widths, styles)
    first_row = _write_headings(sheet, table, header_row, widths, styles)
    if bulk is None:
        _write_rows(sheet, paper, first_row, widths, styles)
    else:
        bulk.append(_bulk_rows(sheet, paper, first_row, widths, styles))
    last_row = _write_total(sheet, table, first_row + len(table.rows), styles)
    _write_below(sheet, paper, office, last_row + 1, (widths, styles))
    sheet.freeze_panes = f"{get_column_letter(paper.frozen_columns + 1)}{first_row}"
    set_up_page(sheet, paper.landscape, office)
    sheet.page_setup.fitToHeight = int(paper.one_page)
    sheet.print_title_rows = f"{header_row}:{first_row - 1}"
    return PaperPlace(sheet, first_row, first_row + len(table.rows) - 1, len(widths))


def _spoken(table: Table) -> Table:
    """Return the table with every message in its cells put into the language in use, once."""
    rows = tuple(tuple(cell.text() if isinstance(cell, Message) else cell for cell in row) for row in table.rows)
    return replace(table, rows=rows)


def set_up_page(sheet: Worksheet, landscape: bool, office: PaperOffice) -> None:
    """A4, fitted to the width, centred, page x of y in the footer; a practice office says so on every page."""
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = MARGIN_CM / CM_PER_INCH
    margins.top, margins.bottom = BINDING_CM / CM_PER_INCH, BINDING_CM / CM_PER_INCH
    footer, header = sheet.oddFooter, sheet.oddHeader
    assert footer is not None
    assert header is not None
    footer.center.text = Message(N_("Page {page} of {pages}"), {"page": "&P", "pages": "&N"}).text()
    if office.practice:
        header.center.text = practice_mark()
        header.center.font, header.center.size, header.center.color = f"{HEI},Regular", 14, "C00000"


def practice_mark() -> str:
    """The words that mark a paper of the practice office."""
    return Message(N_("PRACTICE OFFICE: invented people, not to be handed in")).text()


def _set_widths(sheet: Worksheet, table: Table) -> list[float]:
    widths = []
    for index, column in enumerate(table.columns):
        values = [row[index] for row in table.rows]
        values += [table.total[index]] if table.total else []
        widths.append(column.width or column_width(values, shown(column.title)))
    grow = [at for at, column in enumerate(table.columns) if column.kind is not ColumnKind.NAME] or range(len(widths))
    short = max(LEAST_WIDTH - sum(widths), 0) / len(grow)
    widths = [width + short * (at in grow) for at, width in enumerate(widths)]
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    return widths


def _unit_lines(sheet: Worksheet, paper: Paper, office: PaperOffice, widths: list[float], styles: CellStyles) -> int:
    """Write the line under the title and return the row of the first heading."""
    left = Message(N_("Reported by: {office}"), {"office": office.name}).text()
    unit = Message(N_("Unit: {unit}"), {"unit": paper.table.unit}).text()
    return 2 + write_line(sheet, 2, (left, paper.period.text(), unit), widths, styles)


def _write_headings(sheet: Worksheet, table: Table, top: int, widths: list[float], styles: CellStyles) -> int:
    """Write the merged headings and return the row below them."""
    heights = [ROW_HEIGHT * 1.1] * table.depth
    for cell in lay_out(table.headings):
        row, column = top + cell.row, 1 + cell.column
        write(sheet, (row, column), cell.heading.title, Style.HEADER, styles)
        across(sheet, row, column, column + cell.columns - 1, row + cell.rows - 1, (Style.HEADER, styles))
        width = sum(widths[cell.column : cell.column + cell.columns])
        needed = lines_of(shown(cell.heading.title), width) * POINTS_PER_LINE + 6
        last = cell.row + cell.rows - 1
        heights[last] = max(heights[last], needed - sum(heights[cell.row : last]))
    for offset, height in enumerate(heights):
        sheet.row_dimensions[top + offset].height = height
    return top + table.depth


def _write_rows(sheet: Worksheet, paper: Paper, top: int, widths: list[float], styles: CellStyles) -> None:
    table = paper.table
    kinds = [column.kind for column in table.columns]
    accents = {Message(msgid).text(): style for msgid, style in paper.accents.items()}
    for row, cells in enumerate(table.rows, start=top):
        for column, (value, kind) in enumerate(zip(cells, kinds, strict=True), start=1):
            accent = accents.get(value) if kind is not ColumnKind.TEXT and isinstance(value, str) else None
            write(sheet, (row, column), value, accent or body_style(kind, value), styles)
        sheet.row_dimensions[row].height = _height(cells, widths, paper.row_height)
    if table.merge_first:
        _merge_equal(sheet, table, top, styles)


def _bulk_rows(sheet: Worksheet, paper: Paper, top: int, widths: list[float], styles: CellStyles) -> BulkRows:
    rows = BulkRows(sheet, styles)
    kinds = [column.kind for column in paper.table.columns]
    for row, cells in enumerate(paper.table.rows, start=top):
        rows.add(row, cells, kinds, _height(cells, widths, paper.row_height))
    return rows


def _write_total(sheet: Worksheet, table: Table, row: int, styles: CellStyles) -> int:
    """Write the total row, if there is one, and return the last row used."""
    if table.total is None:
        return row - 1
    kinds = [column.kind for column in table.columns]
    for column, (value, kind) in enumerate(zip(table.total, kinds, strict=True), start=1):
        write(sheet, (row, column), value, total_style(value, kind), styles)
    blanks = next((index for index, value in enumerate(table.total[1:]) if value is not None), 0)
    across(sheet, row, 1, 1 + blanks)
    sheet.row_dimensions[row].height = ROW_HEIGHT
    return row


def _height(cells: tuple[Cell, ...], widths: list[float], least: float) -> float:
    texts = ((shown(cell), width) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str | Message))
    long = [lines_of(text, width) for text, width in texts if 2 * len(text) + PADDING > width or "\n" in text]
    lines = max(long, default=1)
    return min(max(least, lines * POINTS_PER_LINE + 5), TALLEST)


def _merge_equal(sheet: Worksheet, table: Table, top: int, styles: CellStyles) -> None:
    row = top
    for _title, group in groupby(table.rows, key=lambda cells: shown(cells[0])):
        last = row + len(list(group)) - 1
        write(sheet, (row, 1), table.rows[row - top][0], Style.TEXT_CENTRE, styles)
        across(sheet, row, 1, 1, last)
        row = last + 1


def _write_below(
    sheet: Worksheet, paper: Paper, office: PaperOffice, row: int, layout: tuple[list[float], CellStyles]
) -> None:
    """Write notes, the signature line, room for the seal, and the practice mark."""
    lines: list[tuple[Cell, Style, float]] = [(note, Style.NOTE, LINE_HEIGHT * 0.8) for note in paper.table.notes]
    if paper.signature:
        lines.append((paper.signature, Style.LINE_LEFT, LINE_HEIGHT * 1.5))
    if paper.seal:
        lines.append((Message(N_("(Seal)")), Style.LINE_RIGHT, SEAL_HEIGHT))
    if office.practice:
        lines.append((Message(practice_mark()), Style.WATERMARK, LINE_HEIGHT))
    for offset, line in enumerate(lines):
        write_whole(sheet, row + offset, line, *layout)

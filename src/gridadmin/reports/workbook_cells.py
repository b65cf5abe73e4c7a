"""Cells of a workbook: text that stays text, and the few styles that every paper of the office uses."""

from __future__ import annotations

import re
from copy import copy
from datetime import date
from decimal import Decimal
from enum import StrEnum

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from gridadmin.domain.tables import Cell, ColumnKind, Share
from gridadmin.i18n import Message

LONGEST_TEXT = 32767
"""Characters that a cell of Excel holds."""

GB2312_CHARSET = 134
"""Tells Excel and LibreOffice to look for a Chinese face where the named one is missing."""

SONG, HEI, FANG = "宋体", "黑体", "仿宋"
TITLE_PT, HEADER_PT, BODY_PT, SMALL_PT = 22, 10.5, 10.5, 9

_FORMULA_STARTS = tuple("=+-@\t\r\n'")
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def safe_text(value: str) -> str:
    """Return the text as a cell can hold it: what XML forbids as _xHHHH_ (ECMA-376 ST_Xstring).

    Text longer than a cell is cut with a visible ellipsis.
    """
    value = _LOOKS_ESCAPED.sub("_x005F_", value)
    value = _NOT_XML.sub(lambda found: f"_x{ord(found.group()):04X}_", value)
    return value if len(value) <= LONGEST_TEXT else value[: LONGEST_TEXT - 1] + "…"


def plain_text(cell: str) -> str:
    """Return what a person reads in a cell written by `safe_text`: the reverse of its escapes."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found.group(1), 16)), cell)


class Style(StrEnum):
    """The styles by their use."""

    TITLE = "title"
    LINE_LEFT = "line_left"
    LINE_CENTRE = "line_centre"
    LINE_RIGHT = "line_right"
    HEADER = "header"
    TEXT = "text"
    TEXT_CENTRE = "text_centre"
    NAME = "name"
    NUMBER = "number"
    POINTS = "points"
    MONEY = "money"
    SERIAL = "serial"
    SHARE = "share"
    DATE = "date"
    TOTAL_TEXT = "total_text"
    TOTAL_NUMBER = "total_number"
    TOTAL_POINTS = "total_points"
    TOTAL_MONEY = "total_money"
    TOTAL_SHARE = "total_share"
    NOTE = "note"
    WATERMARK = "watermark"
    GOOD = "good"
    BAD = "bad"
    DOUBTFUL = "doubtful"


_THIN = Side("thin", color="FF000000")
_GREY = PatternFill("solid", fgColor="FFEDEDED")
_FILLS = {
    Style.HEADER: _GREY,
    Style.TOTAL_TEXT: PatternFill("solid", fgColor="FFF7F7F7"),
    Style.TOTAL_NUMBER: PatternFill("solid", fgColor="FFF7F7F7"),
    Style.TOTAL_POINTS: PatternFill("solid", fgColor="FFF7F7F7"),
    Style.TOTAL_MONEY: PatternFill("solid", fgColor="FFF7F7F7"),
    Style.TOTAL_SHARE: PatternFill("solid", fgColor="FFF7F7F7"),
    Style.GOOD: PatternFill("solid", fgColor="FFE2F0D9"),
    Style.BAD: PatternFill("solid", fgColor="FFF8CBAD"),
    Style.DOUBTFUL: PatternFill("solid", fgColor="FFFFF2CC"),
}
_FONTS = {
    Style.TITLE: (SONG, TITLE_PT, True),
    Style.HEADER: (HEI, HEADER_PT, False),
    Style.TOTAL_TEXT: (HEI, BODY_PT, False),
    Style.TOTAL_NUMBER: (SONG, BODY_PT, True),
    Style.TOTAL_POINTS: (SONG, BODY_PT, True),
    Style.TOTAL_MONEY: (SONG, BODY_PT, True),
    Style.TOTAL_SHARE: (SONG, BODY_PT, True),
    Style.NOTE: (SONG, SMALL_PT, False),
    Style.WATERMARK: (HEI, BODY_PT, True),
}
_LEFT = {Style.LINE_LEFT, Style.TEXT, Style.NOTE}
_RIGHT = {
    Style.LINE_RIGHT, Style.NUMBER, Style.POINTS, Style.MONEY, Style.SHARE,
    Style.TOTAL_NUMBER, Style.TOTAL_POINTS, Style.TOTAL_MONEY, Style.TOTAL_SHARE,
}  # fmt: skip
_FORMATS = {
    Style.NUMBER: "#,##0_ ;-#,##0_ ;0_ ",
    Style.TOTAL_NUMBER: "#,##0_ ;-#,##0_ ;0_ ",
    Style.POINTS: "0.00_ ;-0.00_ ;0_ ",
    Style.TOTAL_POINTS: "0.00_ ;-0.00_ ;0_ ",
    Style.MONEY: "#,##0.00_ ;-#,##0.00_ ;0.00_ ",
    Style.TOTAL_MONEY: "#,##0.00_ ;-#,##0.00_ ;0.00_ ",
    Style.SHARE: "0.00%_ ",
    Style.TOTAL_SHARE: "0.00%_ ",
    Style.SERIAL: "0",
    Style.DATE: "yyyy-mm-dd",
}
_FRAMED = set(Style) - {
    Style.TITLE,
    Style.LINE_LEFT,
    Style.LINE_CENTRE,
    Style.LINE_RIGHT,
    Style.NOTE,
    Style.WATERMARK,
}
_INDENTED = {Style.TEXT, Style.NAME}
_ONE_LINE = {
    Style.LINE_RIGHT, Style.NUMBER, Style.TOTAL_NUMBER, Style.MONEY, Style.TOTAL_MONEY,
    Style.DATE,
}  # fmt: skip


class CellStyles:
    """The styles of one workbook, each worked out once; a cell gets a copy of a ready one.

    `body_font` is the face of the body cells: 宋体 for figures, 仿宋 for rosters.
    """

    def __init__(self, workbook: Workbook, body_font: str = SONG, body_pt: float = BODY_PT) -> None:
        self._sheet: Worksheet = workbook.worksheets[0]
        self._body = (body_font, body_pt, False)
        self._ready: dict[tuple[Style, bool], SheetCell] = {}

    def apply(self, cell: SheetCell | MergedCell, style: Style, quoted: bool = False) -> None:
        """Give a cell a style; `quoted` marks text that looks like a formula as text for good."""
        key = (style, quoted)
        if key not in self._ready:
            self._ready[key] = self._make(style, quoted)
        ready = self._ready[key]
        cell._style = copy(ready._style)  # type: ignore[union-attr,attr-defined]  # the stub hides the style array

    def _make(self, style: Style, quoted: bool) -> SheetCell:
        cell = SheetCell(self._sheet, 1, 1)  # never part of the sheet, only of its workbook's styles
        name, size, bold = _FONTS.get(style, self._body)
        red = "FFC00000" if style is Style.WATERMARK else "FF000000"
        cell.font = Font(name=name, size=size, bold=bold, charset=GB2312_CHARSET, color=red)
        cell.alignment = Alignment(
            _across(style), "center", wrap_text=style not in _ONE_LINE, indent=int(style in _INDENTED)
        )
        cell.number_format = _FORMATS.get(style, "@")
        if style in _FRAMED:
            cell.border = Border(_THIN, _THIN, _THIN, _THIN)
        if style in _FILLS:
            cell.fill = _FILLS[style]
        if quoted:
            cell.quotePrefix = True
        return cell


def _across(style: Style) -> str:
    """Names spread to one width, as official rosters set them; the text itself stays as it is."""
    if style is Style.NAME:
        return "distributed"
    if style in _LEFT:
        return "left"
    return "right" if style in _RIGHT else "center"


def write(sheet: Worksheet, place: tuple[int, int], value: Cell, style: Style, styles: CellStyles) -> None:
    """Write a value at (row, column): numbers as numbers, dates as dates, everything else as text that stays text."""
    cell = sheet.cell(*place)
    if isinstance(value, Message):
        value = value.text()
    if isinstance(value, str):
        cell.value = safe_text(value)
        cell.data_type = "s"
        styles.apply(cell, style, quoted=value.startswith(_FORMULA_STARTS))
        return
    cell.value = value.ratio if isinstance(value, Share) else value
    styles.apply(cell, style)


def body_style(kind: ColumnKind, value: Cell) -> Style:
    """Return the style of a body cell: by what it holds first, then by its column."""
    if isinstance(value, Share):
        return Style.SHARE
    if isinstance(value, Decimal):
        return Style.MONEY if kind is ColumnKind.MONEY else Style.POINTS
    if isinstance(value, int):
        return Style.SERIAL if kind is ColumnKind.CODE else Style.NUMBER
    if isinstance(value, date):
        return Style.DATE
    return {ColumnKind.TEXT: Style.TEXT, ColumnKind.NAME: Style.NAME}.get(kind, Style.TEXT_CENTRE)


def total_style(value: Cell, kind: ColumnKind = ColumnKind.NUMBER) -> Style:
    """Return the style of a cell in the total row."""
    if isinstance(value, Share):
        return Style.TOTAL_SHARE
    if isinstance(value, Decimal):
        return Style.TOTAL_MONEY if kind is ColumnKind.MONEY else Style.TOTAL_POINTS
    return Style.TOTAL_NUMBER if isinstance(value, int) else Style.TOTAL_TEXT

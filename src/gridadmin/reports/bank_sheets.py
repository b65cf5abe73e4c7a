"""Files for a bank as workbooks: .xlsx by openpyxl, .xls by xlwt; account numbers are text cells in both."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from decimal import Decimal

from gridadmin.domain.bank_layout import LaidOut, file_bytes, is_number, money_style, read_money
from gridadmin.domain.bank_templates import MONEY_FIELDS, BankTemplate, Column, FileType
from gridadmin.domain.pay_rounding import FEN_A_YUAN

_FORMATS = {"yuan": "0.00", "grouped": "#,##0.00", "fen": "0"}
_STAMP = datetime(2000, 1, 1)  # the same file for the same payments; the record says when it was made
_WIDEST, _NARROWEST = 40, 8  # characters of a column
_XLS_UNIT = 256  # of xlwt's widths, for one character


def bank_file(template: BankTemplate, laid: LaidOut) -> bytes:
    """Return the bytes of a file for the bank; the same payments give the same bytes, so that its hash proves it."""
    if template.file_type is FileType.XLSX:
        return _xlsx(template, laid)
    if template.file_type is FileType.XLS:
        return _xls(template, laid)
    return file_bytes(template, laid)


def _cell(template: BankTemplate, column: Column | None, text: str) -> tuple[str | Decimal | int, str]:
    """Return the value of a cell and its number format; `@` marks text."""
    if column is None or not is_number(column) or not text:
        return text, "@"
    if column.field not in MONEY_FIELDS:
        return int(text), "0"
    style = money_style(template, column)
    fen = read_money(text, style)
    return (fen if style == "fen" else Decimal(fen) / FEN_A_YUAN), _FORMATS[style]


def _widths(laid: LaidOut) -> list[int]:
    count = max((len(line) for line in laid.lines), default=0)
    found = [_NARROWEST] * count
    for line in laid.lines:
        for at, text in enumerate(line):
            size = sum(2 if ord(char) > 0xFF else 1 for char in text) + 2
            found[at] = min(max(found[at], size), _WIDEST)
    return found


def _xlsx(template: BankTemplate, laid: LaidOut) -> bytes:
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    from gridadmin.reports.workbook_cells import safe_text

    workbook = Workbook()
    workbook.properties.created = workbook.properties.modified = _STAMP
    workbook.properties.creator = "gridadmin"
    sheet = workbook.worksheets[0]
    sheet.title = template.sheet or "Sheet1"
    for at, width in enumerate(_widths(laid), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    for row, (values, columns) in enumerate(zip(laid.lines, laid.columns, strict=True), start=1):
        for at, (text, column) in enumerate(zip(values, columns, strict=True), start=1):
            value, style = _cell(template, column, text)
            cell = sheet.cell(row, at)
            cell.value = safe_text(value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"
            cell.number_format = style
    return _packed(workbook)


def _packed(workbook: object) -> bytes:
    """Save a workbook so that nothing but its content decides about its bytes.

    openpyxl stamps the members with the clock, and every build of zlib presses in its own way; so they are stored.
    """
    raw, packed = io.BytesIO(), io.BytesIO()
    workbook.save(raw)  # type: ignore[attr-defined]
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as again:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = _unstamped(content)
            again.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content, zipfile.ZIP_STORED)
    return packed.getvalue()


def _unstamped(core: bytes) -> bytes:
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", core)


def _xls(template: BankTemplate, laid: LaidOut) -> bytes:
    import xlwt

    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet(template.sheet or "Sheet1")
    styles = {style: xlwt.easyxf("", num_format_str=style) for style in ("@", "0", "0.00", "#,##0.00")}
    for at, width in enumerate(_widths(laid)):
        sheet.col(at).width = width * _XLS_UNIT
    for row, (values, columns) in enumerate(zip(laid.lines, laid.columns, strict=True)):
        for at, (text, column) in enumerate(zip(values, columns, strict=True)):
            value, style = _cell(template, column, text)
            sheet.write(row, at, value, styles[style])
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()

"""Writes the files of the corpus: workbooks as Excel, WPS and careless exports leave them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Any]  # rows of cells; their values are of every kind on purpose
Write = Callable[[Path], None]


def fill(sheet: Worksheet, rows: Rows, merges: Sequence[str] = ()) -> None:
    """Put rows into a sheet; text that looks like a formula stays text."""
    for number, row in enumerate(rows, start=1):
        for index, value in enumerate(row, start=1):
            if value is None:
                continue
            cell = sheet.cell(number, index, value)
            if isinstance(value, str) and value.startswith("="):
                cell.data_type = "s"
    for area in merges:
        sheet.merge_cells(area)


def xlsx(rows: Rows, merges: Sequence[str] = (), more: Callable[[Workbook], None] | None = None) -> Write:
    """Return a writer of a workbook with one sheet `Sheet1`; `more` may change the workbook before it is saved."""

    def write(path: Path) -> None:
        workbook = Workbook()
        sheet = workbook.worksheets[0]
        sheet.title = "Sheet1"
        fill(sheet, rows, merges)
        if more:
            more(workbook)
        workbook.save(path)

    return write


def xls(rows: Rows, merges: Sequence[tuple[int, int, int, int]] = (), hidden_rows: Sequence[int] = ()) -> Write:
    """Return a writer of a BIFF8 workbook; merges are (top, bottom, left, right) from 0."""

    def write(path: Path) -> None:
        workbook = xlwt.Workbook(encoding="utf-8")
        sheet = workbook.add_sheet("Sheet1")
        inside = {
            (row, column)
            for top, bottom, left, right in merges
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
        for number, row in enumerate(rows):
            for index, value in enumerate(row):
                if value is not None and (number, index) not in inside:
                    sheet.write(number, index, value, day) if hasattr(value, "year") else sheet.write(
                        number, index, value
                    )
        for top, bottom, left, right in merges:
            sheet.write_merge(top, bottom, left, right, rows[top][left])
        for index in hidden_rows:
            sheet.row(index).hidden = True
        buffer = io.BytesIO()  # xlwt leaves a file open that it is given by name
        workbook.save(buffer)
        path.write_bytes(buffer.getvalue())

    return write


def text(rows: Rows, encoding: str, delimiter: str = ",") -> Write:
    """Return a writer of a CSV file."""

    def quoted(value: object) -> str:
        shown = "" if value is None else str(value)
        return '"' + shown.replace('"', '""') + '"' if re.search(f'[{delimiter}"\n]', shown) else shown

    body = "\r\n".join(delimiter.join(map(quoted, row)) for row in rows) + "\r\n"
    return raw(body.encode(encoding))


def edited(write: Write, edit: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> Write:
    """Return a writer that changes the parts of a workbook after it was written."""

    def rewrite(path: Path) -> None:
        write(path)
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {**parts, **(extra or {})}.items():
                archive.writestr(name, edit(name, content))

    return rewrite


def raw(content: bytes) -> Write:
    """Return a writer of bytes as they are."""

    def write(path: Path) -> None:
        path.write_bytes(content)

    return write

"""Finds the tables in a sheet: the header under title rows, merged cells filled in, rows without a record set aside."""

from __future__ import annotations

import re

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import SkippedRow
from gridadmin.domain.text import NameFault, clean_name, clean_text, squeeze
from gridadmin.i18n import N_, Message
from gridadmin.intake.header_rows import HeaderWords, find_header, read_columns
from gridadmin.intake.sheets import CellValue, RawSheet
from gridadmin.intake.tables import Column, Table, TableRow, shown

_SENDER = re.compile(r"填报单位|报送单位|填报部门|填表单位|单位名称|上报单位")
_TOTAL = re.compile(r"(?:本[页月村镇]|本社区|全[村镇])?(?:合计|小计|总计|共计|累计)")
_COUNT = re.compile(r"共[计有]?[0-9]+[人名户个].*")
_NOTE = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|制表人?|制表单位|填表人|审核人?|联系人|负责人|填报人|填报日期|填表日期|签章|盖章|日期)[:：]|注[1-9、.]"
)
_SAMPLE = re.compile(
    r"(?:填写|填报)?(?:样例|示例|举例|范例)(?:[:：(（].*|行|数据)?|例[:：].*|.*[(（](?:样例|示例|例)[)）]"
)


def find_table(sheet: RawSheet) -> Table:
    """Return the first table of a sheet.

    Raises:
        InvalidError: where no row looks like a header.
    """
    tables = find_tables(sheet)
    if not tables:
        raise InvalidError(
            N_(
                "Sheet {sheet}: no header row was found. A header names at least two of: name, ID "
                "number, phone, grid, code."
            ),
            sheet=sheet.name,
        )
    return tables[0]


def find_tables(sheet: RawSheet) -> tuple[Table, ...]:
    """Return every table of a sheet; a second header with other columns begins a second table."""
    tables: list[Table] = []
    start = 0
    while (header := find_header(sheet, start)) is not None:
        columns = read_columns(sheet, header)
        reading = _RowSorter(sheet, columns, header)
        end = reading.run()
        title = sheet.rows[start : header[0]]
        tables.append(
            Table(
                sheet=sheet.name,
                header_rows=(header[0] + 1, header[1] + 1),
                columns=columns,
                rows=tuple(reading.rows),
                skipped=tuple(reading.skipped),
                sender=_sender(title) or (tables[-1].sender if tables else ""),
                hidden=sum(row.number - 1 in sheet.hidden_rows for row in reading.rows),
            )
        )
        start = end
    return tuple(tables)


def _sender(title: tuple[tuple[CellValue, ...], ...]) -> str:
    for row in title:
        texts = [clean_text(shown(cell)) for cell in row if cell is not None]
        for index, text in enumerate(texts):
            if not _SENDER.search(text):
                continue
            own = re.split("[:：]", text, maxsplit=1)[1:]
            if own and own[0].strip():
                return own[0].strip()
            return "".join(part for part in texts[index + 1 :] if not re.fullmatch(r".{1,8}[*＊]|.{1,8}[:：]", part))
    return ""


class _RowSorter:
    """Goes down the rows below a header and sorts records from everything else."""

    def __init__(self, sheet: RawSheet, columns: tuple[Column, ...], header: tuple[int, int]) -> None:
        self.rows: list[TableRow] = []
        self.skipped: list[SkippedRow] = []
        self._sheet = sheet
        self._header = header
        self._words = HeaderWords(columns)
        self._fills = _vertical_fills(sheet, header[1] + 1)

    def run(self) -> int:
        """Sort the rows; return the index of the row that begins the next table, or the end of the sheet."""
        for index in range(self._header[1] + 1, len(self._sheet.rows)):
            cells = self._sheet.rows[index]
            own: list[tuple[int, CellValue]] = [(column, cell) for column, cell in enumerate(cells) if cell is not None]
            if not own:
                continue
            repeats = self._words.repeats(own)
            if repeats is False:
                return index
            reason = N_("repeated header") if repeats else self._reason_to_skip(index, own)
            if reason:
                self._skip(index, own, reason)
            else:
                self._keep(index, cells)
        return len(self._sheet.rows)

    def _skip(self, index: int, own: list[tuple[int, CellValue]], reason: str) -> None:
        text = " ".join(clean_text(shown(cell)) for _, cell in own)[:200]
        self.skipped.append(SkippedRow(self._sheet.name, index + 1, text, Message(reason)))

    def _keep(self, index: int, cells: tuple[CellValue, ...]) -> None:
        fills = self._fills.get(index)
        if not fills:
            self.rows.append(TableRow(index + 1, cells))
            return
        values = list(cells)
        for column, value in fills.items():
            values[column] = value
        self.rows.append(TableRow(index + 1, tuple(values), frozenset(fills)))

    def _reason_to_skip(self, index: int, own: list[tuple[int, CellValue]]) -> str | None:
        if self._words.serial_columns.issuperset(column for column, _ in own):
            return N_("only a running number")
        texts = [squeeze(cell) for _, cell in own[:4] if isinstance(cell, str)]
        if any(map(is_total, texts[:2])) or (texts and _TOTAL.match(texts[0]) and len(texts) < 3):
            return N_("total")
        if any(isinstance(cell, str) and "例" in cell and _SAMPLE.fullmatch(squeeze(cell)) for _, cell in own):
            return N_("sample of the template")
        if len(own) >= 4 and [shown(cell) for _, cell in own] == [str(number) for number in range(1, len(own) + 1)]:
            return N_("column numbers")
        return self._note_or_title(index, own)

    def _note_or_title(self, index: int, own: list[tuple[int, CellValue]]) -> str | None:
        column, first = own[0]
        if len(own) <= 3 and isinstance(first, str) and is_note(first):
            return N_("note")
        wide = any(
            top <= index <= bottom and left <= column <= right and right > left
            for top, left, bottom, right in self._sheet.merges
        )
        no_name = wide or column not in self._words.key_columns or clean_name(shown(first)).has(NameFault.UNUSUAL)
        if len(own) == 1 and no_name and index not in self._fills:
            return N_("note or title")
        return None


def is_total(text: str) -> bool:
    """Tell whether a cell begins a row of sums: 合计, 本页小计, 总计：120, 共12人."""
    key = squeeze(text)
    return _TOTAL.fullmatch(key.split(":")[0]) is not None or _COUNT.fullmatch(key) is not None


def is_note(text: str) -> bool:
    """Tell whether a cell begins a line under a table: 填表人：…, 注：…"""
    return _NOTE.match(clean_text(text)) is not None


def _vertical_fills(sheet: RawSheet, first_row: int) -> dict[int, dict[int, CellValue]]:
    fills: dict[int, dict[int, CellValue]] = {}
    for top, left, bottom, right in sheet.merges:
        if bottom == top or top < first_row or top >= len(sheet.rows) or left >= len(sheet.rows[top]):
            continue
        value = sheet.rows[top][left]
        if value is None or right > left:
            continue
        for row in range(top + 1, min(bottom, len(sheet.rows) - 1) + 1):
            fills.setdefault(row, {})[left] = value
    return fills

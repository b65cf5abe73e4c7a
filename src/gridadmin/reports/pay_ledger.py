"""Wide tables on paper: landscape pages with multi-level headings, sums of each page and of all, room to sign.

Measures in millimetres, letters in points. A4 where the letters stay large enough, else A3.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from gridadmin import __version__
from gridadmin.domain.notices import BoardOverflowError, BoardSize
from gridadmin.domain.tables import Cell, ColumnKind, Share, Table
from gridadmin.i18n import N_, Message
from gridadmin.reports.fonts import Face, font_chain, missing_characters, unprintable
from gridadmin.reports.lettering import Color
from gridadmin.reports.notices_sheet import POINTS_PER_MM, Ink, Rect, Sheet, rgb
from gridadmin.reports.pay_ledger_columns import Columns, lay_columns, shown_cell
from gridadmin.reports.typesetting import Box, Fitted
from gridadmin.reports.workbook import practice_mark
from gridadmin.reports.workbook_headings import lay_out

A4, A3 = BoardSize(297, 210), BoardSize(420, 297)
SIDE, TOP, BOTTOM = 10.0, 13.0, 11.0
TITLE_PT, LINE_PT, SMALL_PT = 18.0, 10.0, 8.0
INK, QUIET, RULE, SHADE, RED = rgb("1A1A1A"), rgb("5F6670"), rgb("4A4A4A"), rgb("EFEFEF"), rgb("C00000")
HEADING_ROW, FRAME, HAIR = 6.2, 0.4, 0.16
LEAST_ON_A4 = 6.6  # points; smaller letters go on A3
_SUM_ROW = 7.0
_NOTE_ROOM = 60.0  # a note that is higher gets smaller letters
Step = Callable[[int], None]


@dataclass(frozen=True)
class LedgerPaper:
    """A wide table with what stands around it on every page.

    Attributes:
        lines: what stands at the left, in the middle and at the right under the title.
        table: its total row is written on the last page; columns of MONEY are added up page by page.
        capital: the line under the total, such as the sum in capitals.
        signatures: words before room to sign. foot: the small line at the bottom.
        mark: across the page; none where empty.
        row_height: of each row, room to sign included. page_sums: whether each page has its own sums.
    """

    title: str
    lines: tuple[str, str, str]
    table: Table
    capital: str = ""
    signatures: tuple[str, ...] = ()
    foot: str = ""
    mark: str = ""
    row_height: float = 8.0
    page_sums: bool = True


@dataclass
class LedgerFile:
    """A PDF of wide tables in the making."""

    title: str
    practice: bool = False
    large: bool = False
    pages: int = 0
    _out: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        self._chain = font_chain(None)
        self._chain.font(Face.REGULAR.value)
        first: Any = Face.REGULAR.value  # else ReportLab writes Helvetica into every file
        self._canvas: Any = Canvas(self._out, pageCompression=1, initialFontName=first, lang="zh-CN")
        self._canvas.setTitle(self.title)
        self._canvas.setAuthor("")
        self._canvas.setCreator(f"gridadmin {__version__}")

    def add(self, paper: LedgerPaper, step: Step = lambda _pages: None) -> None:
        """Add a table on as many pages as it takes; `step(pages)` is called after each and may raise CancelledError.

        Raises:
            InvalidError: a character that no face here has; it says where it stands.
        """
        _refuse_missing(paper)
        size = A3 if self.large else A4
        columns = lay_columns(self._chain, paper.table, size.width_mm - 2 * SIDE)
        if columns.points < LEAST_ON_A4 and not self.large:
            size = A3
            columns = lay_columns(self._chain, paper.table, size.width_mm - 2 * SIDE)
        self._canvas.setPageSize((size.width_mm * POINTS_PER_MM, size.height_mm * POINTS_PER_MM))
        sheet = Sheet(self._canvas, self._chain, size, 1)
        sheet.about = paper.title
        page = _Page(sheet, paper, columns, self.practice)
        chunks = list(page.chunks())
        for number, rows in enumerate(chunks, start=1):
            page.draw(rows, number, len(chunks))
            self._canvas.showPage()
            self.pages += 1
            step(self.pages)

    def content(self) -> bytes:
        """End the file and return it."""
        self._canvas.save()
        return self._out.getvalue()


def _refuse_missing(paper: LedgerPaper) -> None:
    texts = ((row[1] if len(row) > 1 else "", cell) for row in paper.table.rows for cell in row)
    missing = missing_characters((str(name), cell) for name, cell in texts if isinstance(cell, str))
    if missing:
        raise unprintable(missing[0].char, missing[0].where)


@dataclass
class _Page:
    """One page after the other of a paper, on one sheet."""

    sheet: Sheet
    paper: LedgerPaper
    columns: Columns
    practice: bool
    _fitted: dict[tuple[str, Face, float, float], Fitted | None] = field(default_factory=dict)

    def chunks(self) -> Iterator[Sequence[tuple[Cell, ...]]]:
        """Yield the rows of each page; the last page keeps room for the total, and never stands without a row."""
        rows, height = self.paper.table.rows, self.paper.row_height
        body = self._foot_top() - self._body_top()
        most = max(1, int((body - _SUM_ROW * self.paper.page_sums) / height))
        last = max(1, int((body - self._end_height()) / height))
        at = 0
        while len(rows) - at > last:
            take = min(most, len(rows) - at - 1)
            yield rows[at : at + take]
            at += take
        yield rows[at:]

    def draw(self, rows: Sequence[tuple[Cell, ...]], number: int, of: int) -> None:
        """Draw a page."""
        if self.paper.mark:
            self.sheet.watermark(self.paper.mark, RED)
        self._head()
        self._headings()
        y = self._body_top()
        for row in rows:
            self._row(row, y, self.paper.row_height)
            y += self.paper.row_height
        is_last, has_sum = number == of, of > 1 and self.paper.page_sums
        if has_sum:
            self._sums(_page_sums(self.paper.table, rows), Message(N_("Sum of this page")).text(), y)
            y += _SUM_ROW
        if is_last and self.paper.table.total is not None:
            self._sums(self.paper.table.total, "", y)
            y += _SUM_ROW
        self._grid(y, len(rows), has_sum, is_last)
        if is_last and self.paper.capital:
            self._capital(y)
            y += _SUM_ROW
        if is_last:
            for fitted in self._notes:
                self.sheet.lines(fitted, _SMALL, (SIDE, y + 1.4), self._note_box)
                y += _note_height(fitted)
        self._sign()
        self._foot(number, of)

    # --- what stands around ---

    def _head(self) -> None:
        if self.practice:
            self._text(practice_mark(), (self.sheet.width / 2, 7), _MARK, "c")
        self._text(self.paper.title, (self.sheet.width / 2, TOP + 6.5), _TITLE, "c")
        left, middle, right = self.paper.lines
        y = TOP + 14.2
        self._text(left, (SIDE, y), _LINE)
        self._text(middle, (self.sheet.width / 2, y), _LINE, "c")
        self._text(right, (self.sheet.width - SIDE, y), _LINE, "r")

    def _body_top(self) -> float:
        return TOP + 17 + self.paper.table.depth * HEADING_ROW

    def _foot_top(self) -> float:
        return self.sheet.height - BOTTOM - (9.5 if self.paper.signatures else 1.5)

    def _end_height(self) -> float:
        total = _SUM_ROW if self.paper.table.total is not None else 0
        notes = sum(map(_note_height, self._notes))
        return total + _SUM_ROW * (self.paper.page_sums + bool(self.paper.capital)) + notes

    @cached_property
    def _notes(self) -> list[Fitted]:
        """The notes, each over as many lines as it takes in small letters."""
        return [self.sheet.fit([note.text()], _SMALL, self._note_box) for note in self.paper.table.notes]

    @property
    def _note_box(self) -> Box:
        return Box(self.sheet.width - 2 * SIDE, _NOTE_ROOM, 1.4)

    def _sign(self) -> None:
        room = self.sheet.width - 2 * SIDE
        y = self.sheet.height - BOTTOM - 3.5
        for place, words in enumerate(self.paper.signatures):
            self._text(words, (SIDE + room * place / len(self.paper.signatures), y), _LINE)

    def _foot(self, number: int, of: int) -> None:
        y = self.sheet.height - 6.5
        pages = Message(N_("Page {page} of {pages}"), {"page": number, "pages": of}).text()
        self._text(self.paper.foot, (SIDE, y), _SMALL)
        self._text(pages, (self.sheet.width - SIDE, y), _SMALL, "r")

    # --- the table ---

    def _headings(self) -> None:
        depth = self.paper.table.depth
        top = self._body_top() - depth * HEADING_ROW
        whole = Rect(SIDE, top, self.columns.width, depth * HEADING_ROW)
        self.sheet.fill(whole, SHADE)
        for cell in lay_out(self.paper.table.headings):
            x, width = self.columns.span(cell.column, cell.columns)
            rect = Rect(SIDE + x, top + cell.row * HEADING_ROW, width, cell.rows * HEADING_ROW)
            self.sheet.stroke(rect, RULE, HAIR)
            title = cell.heading.title
            self._boxed(title.text() if isinstance(title, Message) else title, rect, Face.BOLD, "c")
        self.sheet.stroke(whole, RULE, FRAME)

    def _row(self, row: Sequence[Cell], y: float, height: float) -> None:
        ink = _ink(self.columns.points)
        middle = y + height / 2 + ink.size * 0.36
        for at, (cell, kind) in enumerate(zip(row, self.columns.kinds, strict=True)):
            if cell is None or cell == "":
                continue
            x, width = self.columns.span(at)
            words = shown_cell(cell)
            if isinstance(cell, Decimal | int | Share) and kind is not ColumnKind.CODE:
                self._text(words, (SIDE + x + width - 0.9, middle), ink, "r", width - 1.4)
            else:
                align = "l" if kind is ColumnKind.TEXT else "c"
                self._boxed(words, Rect(SIDE + x, y, width, height), Face.REGULAR, align)

    def _sums(self, cells: Sequence[Cell], words: str, y: float) -> None:
        self.sheet.fill(Rect(SIDE, y, self.columns.width, _SUM_ROW), SHADE)
        ink = _ink(self.columns.points, Face.BOLD)
        middle = y + _SUM_ROW / 2 + ink.size * 0.36
        blanks = next((at for at, cell in enumerate(cells) if at and cell is not None), len(cells))
        first = words or shown_cell(cells[0])
        _x, width = self.columns.span(0, blanks)
        self._text(first, (SIDE + width / 2, middle), ink, "c", width - 1)
        for at in range(blanks, len(cells)):
            cell, (x, width) = cells[at], self.columns.span(at)
            if cell is not None:
                place = (SIDE + x + width - 0.9, middle)
                self._text(shown_cell(cell), place, ink, "r", width - 1.2)

    def _grid(self, bottom: float, rows: int, has_sum: bool, is_last: bool) -> None:
        """Draw the rules of the body: rows, sums, columns, and the frame around."""
        top, right = self._body_top(), SIDE + self.columns.width
        heights = [self.paper.row_height] * rows
        heights += [_SUM_ROW] * (has_sum + (is_last and self.paper.table.total is not None))
        y = top
        for height in heights:
            y += height
            self.sheet.polyline([(SIDE, y), (right, y)], RULE, HAIR)
        sums_from = top + rows * self.paper.row_height
        blanks = _blanks(self.paper.table)
        for at in range(1, len(self.columns.widths)):
            x = SIDE + self.columns.span(at)[0]
            self.sheet.polyline([(x, top), (x, sums_from if at < blanks else bottom)], RULE, HAIR)
        self.sheet.stroke(Rect(SIDE, top, self.columns.width, bottom - top), RULE, FRAME)

    def _capital(self, y: float) -> None:
        rect = Rect(SIDE, y, self.columns.width, _SUM_ROW)
        self.sheet.stroke(rect, RULE, FRAME)
        self._text(self.paper.capital, (SIDE + 2, y + 4.8), _ink(LINE_PT, Face.BOLD), "l", rect.w - 4)

    # --- words ---

    def _text(self, words: str, at: tuple[float, float], ink: Ink, align: str = "l", room: float | None = None) -> None:
        if words:
            self.sheet.text(words, ink, at, self.sheet.width - 2 * SIDE if room is None else room, align)

    def _boxed(self, words: str, rect: Rect, face: Face, align: str) -> None:
        """Write words into a cell: on one line, else on several in smaller letters, else with an ellipsis."""
        ink, inner = _ink(self.columns.points, face), rect.w - (2.0 if face is Face.BOLD else 1.2)
        if self.sheet.width_of(words, ink) <= inner:
            x = {"l": rect.x + 0.8, "c": rect.x + rect.w / 2}[align]
            self.sheet.text(words, ink, (x, rect.y + rect.h / 2 + ink.size * 0.36), None, align)
            return
        box = Box(inner, rect.h - 0.6, 1.12)
        key = (words, face, round(inner, 3), round(box.height, 3))
        if key not in self._fitted:
            self._fitted[key] = self._fit(words, ink, box)
        fitted = self._fitted[key]
        if fitted is None:
            return
        y = rect.y + (rect.h - fitted.height) / 2
        if align == "l":
            self.sheet.lines(fitted, ink, (rect.x + 0.8, y), box)
            return
        for line in fitted.paragraphs[0]:
            baseline = y + fitted.size * 0.87
            self.sheet.place(line, ink.at(fitted.size), (rect.x + rect.w / 2, baseline), None, "c")
            y += fitted.size * box.leading

    def _fit(self, words: str, ink: Ink, box: Box) -> Fitted | None:
        """Return words laid out in a cell, cut off with an ellipsis where they must be; None where nothing fits."""
        while True:
            try:
                return self.sheet.fit([words], ink, box)
            except BoardOverflowError:
                if len(words) < 3:
                    return None
                words = f"{words.rstrip('…')[:-1]}…"


def _page_sums(table: Table, rows: Sequence[Sequence[Cell]]) -> list[Cell]:
    found: list[Cell] = []
    for at, column in enumerate(table.columns):
        amounts = [cell for row in rows if isinstance(cell := row[at], Decimal)]
        found.append(sum(amounts, Decimal("0.00")) if column.kind is ColumnKind.MONEY else None)
    return found


def _note_height(fitted: Fitted) -> float:
    return fitted.height + 1.6


def _blanks(table: Table) -> int:
    """Return how many columns the words before the sums may take."""
    kinds = [column.kind for column in table.columns]
    return next((at for at, kind in enumerate(kinds) if kind in (ColumnKind.MONEY, ColumnKind.NUMBER)), len(kinds))


def _ink(points: float, face: Face = Face.REGULAR, color: Color = INK) -> Ink:
    return Ink(points / POINTS_PER_MM, face, color)


_TITLE, _LINE = _ink(TITLE_PT, Face.BOLD), _ink(LINE_PT)
_SMALL, _MARK = _ink(SMALL_PT, color=QUIET), _ink(9, Face.BOLD, RED)

"""Papers of several pages on A4: what is written flows down the page and on to the next one.

The measures are those of official papers (GB/T 9704: 156 mm × 225 mm of text, a red head, the number of the page at the
foot), with the faces that the program brings. All distances are in millimetres, letter sizes in points.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from gridadmin import __version__
from gridadmin.domain.notices import BoardSize
from gridadmin.reports.fonts import Face, MissingCharacterError, font_chain, printable, unprintable
from gridadmin.reports.lettering import Color, measure_of
from gridadmin.reports.notices_sheet import POINTS_PER_MM, Ink, Rect, Sheet, rgb
from gridadmin.reports.typesetting import Line, NotFittingError, break_lines

A4 = BoardSize(210, 297)
LEFT, RIGHT, TOP, BOTTOM = 27.0, 27.0, 30.0, 27.0
ROOM = A4.width_mm - LEFT - RIGHT
RED, BLACK, GREY, HAIR = rgb("C8161D"), rgb("1A1A1A"), rgb("6B6B6B"), rgb("9A9A9A")
BODY, SMALL, NOTE = 14.0, 11.0, 9.0
_LEADING = 1.75
_SIZES = ((BODY, _LEADING), (BODY - 0.5, 1.65), (BODY - 1, 1.6), (BODY - 2, 1.55))
_SIGNATURE = 38.0
_DOWN = 0.87  # em from the upper edge of a line to its baseline


@dataclass(frozen=True)
class Cell:
    """A cell of a framed table: words, its share of the width, and how they stand."""

    text: str
    share: float = 1.0
    head: bool = False
    align: str = "l"
    lines: int = 1  # room for so many lines at least


class PaperFlow:
    """One PDF in the making; `bytes()` ends it."""

    def __init__(self, title: str, mark: str = "", margins: tuple[float, float] = (LEFT, RIGHT)) -> None:
        chain = font_chain(None)
        chain.font(Face.REGULAR.value)
        first: Any = Face.REGULAR.value  # else ReportLab writes Helvetica into every file
        self._out = io.BytesIO()
        paper = (A4.width_mm * POINTS_PER_MM, A4.height_mm * POINTS_PER_MM)
        self._canvas: Any = Canvas(self._out, pagesize=paper, pageCompression=1, initialFontName=first, lang="zh-CN")
        self._canvas.setTitle(title)
        self._canvas.setAuthor("")
        self._canvas.setCreator(f"gridadmin {__version__}")
        self._chain, self._mark = chain, mark
        self.sheet = Sheet(self._canvas, chain, A4, 1)
        self.left, self.room = margins[0], A4.width_mm - margins[0] - margins[1]
        self.page, self.y, self._open = 0, TOP, False
        self.foot: Callable[[int], str] = lambda page: f"— {page} —"
        self._marks = 0

    @property
    def canvas(self) -> Any:
        """The canvas, for pictures that are registered once."""
        return self._canvas

    # --- pages ---

    def new_page(self) -> None:
        """Begin a page."""
        self._close_page()
        self.page, self.y, self._open = self.page + 1, TOP, True
        if self._mark:
            self.sheet.text(self._mark, Ink(_mm(NOTE), Face.BOLD, RED), (A4.width_mm / 2, 12), self.room, "c")

    def bookmark(self, title: str, level: int = 0) -> int:
        """Enter the place that has been reached into the outline of the file; return the number of its page."""
        self.need(20)
        self._marks += 1
        key = f"mark{self._marks}"
        self._canvas.bookmarkHorizontal(key, 0, (A4.height_mm - self.y + 8) * POINTS_PER_MM)
        self._canvas.addOutlineEntry(title, key, level)
        return self.page

    def bytes(self) -> bytes:
        """End the file and return it."""
        self._close_page()
        self._canvas.save()
        return self._out.getvalue()

    def space(self, height: float) -> None:
        """Leave some room."""
        self.y += height

    def _close_page(self) -> None:
        if self._open:
            words = self.foot(self.page)
            if words:
                place = (A4.width_mm / 2, A4.height_mm - 14)
                self.sheet.text(words, Ink(_mm(NOTE + 1), Face.REGULAR, GREY), place, self.room, "c")
            self._canvas.showPage()
            self._open = False

    def need(self, height: float) -> None:
        """Begin a page where less room than this is left."""
        if not self._open or self.y + height > A4.height_mm - BOTTOM:
            self.new_page()

    # --- what flows ---

    def red_head(self, organisation: str, number: str = "") -> None:
        """Write the red head of an official paper, with its number under it and the red line."""
        self.need(60)
        self.sheet.text(organisation, Ink(_mm(25), Face.BLACK, RED), (A4.width_mm / 2, self.y + 9), self.room, "c")
        self.y += 16
        if number:
            self.sheet.text(number, Ink(_mm(12), Face.REGULAR, BLACK), (A4.width_mm / 2, self.y + 4), self.room, "c")
            self.y += 7
        self.sheet.fill(Rect(self.left, self.y + 2, self.room, 0.55), RED)
        self.y += 12

    def title(self, text: str, size: float = 20) -> None:
        """Write a title in the middle, over as many lines as it takes."""
        self.text(text, size, face=Face.BOLD, align="c", leading=1.45)
        self.y += 5

    def heading(self, text: str) -> None:
        """Write a heading that stays with what follows."""
        self.need(_mm(BODY) * _LEADING * 3)
        self.text(text, BODY, face=Face.BOLD)

    def paragraph(self, text: str, size: float = BODY, indent: float = 2) -> None:
        """Write a paragraph, its first line indented by so many characters; line ends begin a new one."""
        for part in text.splitlines():
            if part.strip():
                self.text("　" * round(indent) + part.strip(), size)

    def text(
        self, text: str, size: float = BODY, *, face: Face = Face.REGULAR, align: str = "l", color: Color = BLACK,
        leading: float = _LEADING,
    ) -> None:  # fmt: skip
        """Write a text over as many lines and pages as it takes."""
        ink = Ink(_mm(size), face, color)
        step = ink.size * leading
        x = {"l": self.left, "c": A4.width_mm / 2, "r": self.left + self.room}[align]
        for line in self._lines(text, ink, self.room, justify=align == "l"):
            self.need(step)
            self.sheet.place(line, ink, (x, self.y + ink.size * _DOWN + (step - ink.size) / 2), None, align)
            self.y += step

    def letter(self, texts: Sequence[str], organisation: str, day: date | None, seal: str) -> None:
        """Write paragraphs and the signature below them, in letters a little smaller where that saves a page for it.

        A signature never stands on a page alone: where it does not fit, the last paragraph goes on with it.
        """
        left = A4.height_mm - BOTTOM - self.y - _SIGNATURE
        size, leading = next((each for each in _SIZES if self._height(texts, *each) <= left), _SIZES[0])
        *most, last = texts
        for text in most:
            self.text(text, size, leading=leading)
        if self._height([last], size, leading) + _SIGNATURE > A4.height_mm - BOTTOM - self.y:
            self.new_page()
        self.text(last, size, leading=leading)
        self.sign(organisation, day, seal)

    def _height(self, texts: Sequence[str], size: float, leading: float) -> float:
        ink = Ink(_mm(size), Face.REGULAR, BLACK)
        return sum(len(self._lines(text, ink, self.room, justify=False)) for text in texts) * ink.size * leading

    def sign(self, organisation: str, day: date | None, seal: str = "") -> None:
        """Write who issues the paper and when, at the right, with room for the seal."""
        self.need(_SIGNATURE)
        self.y += 14
        middle = self.left + self.room - 42
        for words in (organisation, chinese_day(day) if day else "年　　月　　日"):
            self.sheet.text(words, Ink(_mm(BODY), Face.REGULAR, BLACK), (middle, self.y + 5), 84, "c")
            self.y += 9
        if seal:
            self.sheet.text(seal, Ink(_mm(NOTE), Face.REGULAR, HAIR), (middle, self.y + 4), 84, "c")
            self.y += 6

    def table(self, rows: Sequence[Sequence[Cell]], size: float = SMALL, repeat: int = 0) -> None:
        """Draw framed rows; the first `repeat` ones stand again at the top of every page that the table goes on to."""
        for place, cells in enumerate(rows):
            height = self.row_height(cells, size)
            if self._open and self.y + height > A4.height_mm - BOTTOM and place >= repeat:
                self.new_page()
                for again in rows[:repeat]:
                    self._row(again, size, self.row_height(again, size))
            self._row(cells, size, height)

    def row_height(self, cells: Sequence[Cell], size: float) -> float:
        """Return how high a row must be."""
        return max(self._cell_height(cell, cells, size) for cell in cells)

    def place_picture(self, picture: tuple[str, tuple[int, int]], box: Rect) -> None:
        """Draw a registered picture (`notices_pictures.py`) as large as a box allows, its sides kept, in its middle."""
        name, (width, height) = picture
        scale = min(box.w / width, box.h / height)
        w, h = width * scale, height * scale
        self.sheet.image(name, Rect(box.x + (box.w - w) / 2, box.y + (box.h - h) / 2, w, h))

    def empty_box(self, box: Rect, words: str) -> None:
        """Draw the frame of a picture that is not there, with words in it."""
        self.sheet.stroke(box, HAIR, 0.2)
        self.sheet.text(words, Ink(_mm(NOTE), Face.REGULAR, GREY), box.middle, box.w - 2, "c")

    def contents_line(self, title: str, page: int, size: float) -> None:
        """Write a line of a table of contents: title, dots, page."""
        step = _mm(size) * _LEADING
        self.need(step)
        ink = Ink(_mm(size), Face.REGULAR, BLACK)
        at = self.y + ink.size * _DOWN + (step - ink.size) / 2
        end = self.left + self.room
        width = self.sheet.text(title, ink, (self.left, at), self.room * 0.8)
        number = self.sheet.text(str(page), ink, (end, at), 20, "r")
        self.sheet.polyline([(self.left + width + 2, at), (end - number - 2, at)], HAIR, 0.15)
        self.y += step

    def _row(self, cells: Sequence[Cell], size: float, height: float) -> None:
        self.need(height)
        x = self.left
        for cell in cells:
            width = self._width(cell, cells)
            rect = Rect(x, self.y, width, height)
            if cell.head:
                self.sheet.fill(rect, rgb("F3F4F6"))
            self.sheet.stroke(rect, HAIR, 0.18)
            self._in_cell(cell, rect, size)
            x += width
        self.y += height

    def _in_cell(self, cell: Cell, rect: Rect, size: float) -> None:
        ink = Ink(_mm(size), Face.BOLD if cell.head else Face.REGULAR, BLACK)
        lines = self._cell_lines(cell, ink, rect.w)
        step = ink.size * 1.45
        centred = cell.align == "c" or cell.head
        y = rect.y + (rect.h - step * len(lines)) / 2 if centred or cell.lines == 1 else rect.y + 2
        x = rect.x + rect.w / 2 if centred else rect.x + 2
        for line in lines:
            if line is not None:
                place = (x, y + ink.size * _DOWN + (step - ink.size) / 2)
                self.sheet.place(line, ink, place, None, "c" if centred else "l")
            y += step

    def _cell_height(self, cell: Cell, cells: Sequence[Cell], size: float) -> float:
        ink = Ink(_mm(size), Face.BOLD if cell.head else Face.REGULAR, BLACK)
        count = len(self._cell_lines(cell, ink, self._width(cell, cells)))
        return max(count, cell.lines, 1) * ink.size * 1.45 + 3.4

    def _cell_lines(self, cell: Cell, ink: Ink, width: float) -> list[Line | None]:
        """Return the lines of a cell; None for an empty one."""
        lines: list[Line | None] = []
        for part in cell.text.splitlines():
            lines += self._lines(part, ink, width - 4, justify=False) if part else (None,)
        return lines

    def _width(self, cell: Cell, cells: Sequence[Cell]) -> float:
        return self.room * cell.share / sum(each.share for each in cells)

    def _lines(self, text: str, ink: Ink, room: float, *, justify: bool) -> Sequence[Line]:
        measure = measure_of(self._chain, ink.face)
        try:
            return break_lines(printable(text), measure, room / ink.size, justify)
        except MissingCharacterError as error:
            raise unprintable(str(error.args[0])) from error
        except NotFittingError:  # one piece wider than the room, such as a long number: cut where it has to be
            cut = max(1, int(room / ink.size))
            return [
                line for at in range(0, len(text), cut) for line in break_lines(text[at : at + cut], measure, cut * 2)
            ]


def chinese_day(day: date) -> str:
    """Return a day as it stands on Chinese papers."""
    return f"{day.year}年{day.month}月{day.day}日"


def _mm(points: float) -> float:
    return points / POINTS_PER_MM

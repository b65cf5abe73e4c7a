"""Papers of several pages on A4: what is written flows down the page and on to the next one.

The measures are those of official papers (GB/T 9704: 156 mm × 225 mm of text, a red head, the number of the page at the
foot), with the faces that the program brings. All distances are in millimetres, letter sizes in points.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from gridadmin import __version__
from gridadmin.domain.notices import BoardSize
from gridadmin.reports.fonts import Face, MissingCharacterError, font_chain, printable, unprintable
from gridadmin.reports.lettering import Color, measure_of
from gridadmin.reports.notices_sheet import POINTS_PER_MM, Ink, Rect, Sheet, rgb
from gridadmin.reports.paper_rows import BLACK, DOWN, HAIR, Cell, PaperRows, mm
from gridadmin.reports.typesetting import Line, NotFittingError, break_lines

A4 = BoardSize(210, 297)
LEFT, RIGHT, TOP, BOTTOM = 27.0, 27.0, 30.0, 27.0
ROOM = A4.width_mm - LEFT - RIGHT
RED, GREY = rgb("C8161D"), rgb("6B6B6B")
BODY, SMALL, NOTE = 14.0, 11.0, 9.0
_LEADING = 1.75
_SIZES = ((BODY, _LEADING), (BODY - 0.5, 1.65), (BODY - 1, 1.6), (BODY - 2, 1.55))
_SIGNATURE = 38.0


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
            self.sheet.text(self._mark, Ink(mm(NOTE), Face.BOLD, RED), (A4.width_mm / 2, 12), self.room, "c")

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
                self.sheet.text(words, Ink(mm(NOTE + 1), Face.REGULAR, GREY), place, self.room, "c")
            self._canvas.showPage()
            self._open = False

    def need(self, height: float) -> None:
        """Begin a page where less room than this is left."""
        if not self.has(height):
            self.new_page()

    def has(self, height: float) -> bool:
        """Whether a page is open and so much room is left on it."""
        return self._open and height <= self.height_left

    @property
    def height_left(self) -> float:
        """The room that is left on the page."""
        return A4.height_mm - BOTTOM - self.y

    @property
    def page_height(self) -> float:
        """The room of a whole page."""
        return A4.height_mm - BOTTOM - TOP

    # --- what flows ---

    def red_head(self, organisation: str, number: str = "") -> None:
        """Write the red head of an official paper, with its number under it and the red line."""
        self.need(60)
        self.sheet.text(organisation, Ink(mm(25), Face.BLACK, RED), (A4.width_mm / 2, self.y + 9), self.room, "c")
        self.y += 16
        if number:
            self.sheet.text(number, Ink(mm(12), Face.REGULAR, BLACK), (A4.width_mm / 2, self.y + 4), self.room, "c")
            self.y += 7
        self.sheet.fill(Rect(self.left, self.y + 2, self.room, 0.55), RED)
        self.y += 12

    def title(self, text: str, size: float = 20) -> None:
        """Write a title in the middle, over as many lines as it takes."""
        self.text(text, size, face=Face.BOLD, align="c", leading=1.45)
        self.y += 5

    def heading(self, text: str) -> None:
        """Write a heading that stays with what follows."""
        self.need(mm(BODY) * _LEADING * 3)
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
        ink = Ink(mm(size), face, color)
        step = ink.size * leading
        x = {"l": self.left, "c": A4.width_mm / 2, "r": self.left + self.room}[align]
        for line in self.lines(text, ink, self.room, justify=align == "l"):
            self.need(step)
            self.sheet.place(line, ink, (x, self.y + ink.size * DOWN + (step - ink.size) / 2), None, align)
            self.y += step

    def letter(self, texts: Sequence[str], organisation: str, day: date | None, seal: str) -> None:
        """Write paragraphs and the signature below them, in letters a little smaller where that saves a page for it.

        A signature never stands on a page alone: where it does not fit, the last paragraph goes on with it.
        """
        left = self.height_left - _SIGNATURE
        size, leading = next((each for each in _SIZES if self._height(texts, *each) <= left), _SIZES[0])
        *most, last = texts
        for text in most:
            self.text(text, size, leading=leading)
        if self._height([last], size, leading) + _SIGNATURE > self.height_left:
            self.new_page()
        self.text(last, size, leading=leading)
        self.sign(organisation, day, seal)

    def _height(self, texts: Sequence[str], size: float, leading: float) -> float:
        ink = Ink(mm(size), Face.REGULAR, BLACK)
        return sum(len(self.lines(text, ink, self.room, justify=False)) for text in texts) * ink.size * leading

    def sign(self, organisation: str, day: date | None, seal: str = "") -> None:
        """Write who issues the paper and when, at the right, with room for the seal."""
        self.need(_SIGNATURE)
        self.y += 14
        middle = self.left + self.room - 42
        for words in (organisation, chinese_day(day) if day else "年　　月　　日"):
            self.sheet.text(words, Ink(mm(BODY), Face.REGULAR, BLACK), (middle, self.y + 5), 84, "c")
            self.y += 9
        if seal:
            self.sheet.text(seal, Ink(mm(NOTE), Face.REGULAR, HAIR), (middle, self.y + 4), 84, "c")
            self.y += 6

    def table(
        self, rows: Sequence[Sequence[Cell]], size: float = SMALL, repeat: int = 0, *, signed: bool = False
    ) -> None:
        """Draw framed rows; the first `repeat` ones stand again at the top of every page that the table goes on to.

        A row higher than a page goes on over the next ones. `signed`: a signature follows, never on a page alone.
        """
        PaperRows(self, size, rows[:repeat]).draw(rows[repeat:], _SIGNATURE if signed else 0.0)

    def place_picture(self, picture: tuple[str, tuple[int, int]], box: Rect) -> None:
        """Draw a registered picture (`notices_pictures.py`) as large as a box allows, its sides kept, in its middle."""
        name, (width, height) = picture
        scale = min(box.w / width, box.h / height)
        w, h = width * scale, height * scale
        self.sheet.image(name, Rect(box.x + (box.w - w) / 2, box.y + (box.h - h) / 2, w, h))

    def empty_box(self, box: Rect, words: str) -> None:
        """Draw the frame of a picture that is not there, with words in it."""
        self.sheet.stroke(box, HAIR, 0.2)
        self.sheet.text(words, Ink(mm(NOTE), Face.REGULAR, GREY), box.middle, box.w - 2, "c")

    def contents_line(self, title: str, page: int, size: float) -> None:
        """Write a line of a table of contents: title, dots, page."""
        step = mm(size) * _LEADING
        self.need(step)
        ink = Ink(mm(size), Face.REGULAR, BLACK)
        at = self.y + ink.size * DOWN + (step - ink.size) / 2
        end = self.left + self.room
        width = self.sheet.text(title, ink, (self.left, at), self.room * 0.8)
        number = self.sheet.text(str(page), ink, (end, at), 20, "r")
        self.sheet.polyline([(self.left + width + 2, at), (end - number - 2, at)], HAIR, 0.15)
        self.y += step

    def lines(self, text: str, ink: Ink, room: float, *, justify: bool) -> Sequence[Line]:
        """Return a text broken into lines; InvalidError for a character that no face has."""
        measure = measure_of(self._chain, ink.face)
        try:
            return break_lines(printable(text), measure, room / ink.size, justify)
        except MissingCharacterError as error:
            raise unprintable(str(error.args[0])) from error
        except NotFittingError:  # one piece wider than the room, such as a long number: cut where it has to be
            text, cut = printable(text), max(1, int(room / ink.size))
            return [
                line for at in range(0, len(text), cut) for line in break_lines(text[at : at + cut], measure, cut * 2)
            ]


def chinese_day(day: date) -> str:
    """Return a day as it stands on Chinese papers."""
    return f"{day.year}年{day.month}月{day.day}日"

"""Upright A4 pages that are filled from above: lines, paragraphs, framed rows; a next page begins by itself.

All measures are millimetres; letters are given in points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from reportlab.pdfgen.canvas import Canvas

from gridadmin import __version__
from gridadmin.domain.notices import BoardSize
from gridadmin.reports.fonts import Face, font_chain
from gridadmin.reports.notices_sheet import POINTS_PER_MM, Ink, Rect, Sheet, rgb
from gridadmin.reports.typesetting import Box
from gridadmin.reports.workbook import PaperOffice, practice_mark

WIDTH, HEIGHT = 210, 297
MARGIN, TOP, BOTTOM = 20, 18, 18
ROOM = WIDTH - 2 * MARGIN
INK, QUIET, RULE, SHADE, RED = rgb("1A1A1A"), rgb("5F6670"), rgb("8A9099"), rgb("EEF1F5"), rgb("C00000")
LEADING = 1.42


def points(size: float) -> float:
    """Return a size in points as millimetres."""
    return size / POINTS_PER_MM


@dataclass(frozen=True)
class Cell:
    """A cell of a framed row: its words, how wide it is, on which side they stand, whether they are bold."""

    text: str
    width: float
    align: str = "l"
    bold: bool = False
    size: float = 9.5


class Pages:
    """A PDF in the making."""

    def __init__(self, out: BinaryIO, title: str, office: PaperOffice) -> None:
        chain = font_chain(None)
        chain.font(Face.REGULAR.value)
        first: Any = Face.REGULAR.value  # else ReportLab writes Helvetica into every file
        paper = (WIDTH * POINTS_PER_MM, HEIGHT * POINTS_PER_MM)
        self._canvas = Canvas(out, pagesize=paper, pageCompression=1, initialFontName=first, lang="zh-CN")
        self._canvas.setTitle(title)
        self._canvas.setAuthor("")
        self._canvas.setCreator(f"gridadmin {__version__}")
        self.sheet = Sheet(self._canvas, chain, BoardSize(WIDTH, HEIGHT), 1)
        self.title, self.office, self.foot = title, office, ""
        self.pages, self.y = 0, float(TOP)
        self._open = False

    def new_page(self) -> None:
        """Begin a page."""
        self.end_page()
        self._open, self.y = True, float(TOP)
        self.pages += 1
        if self.office.practice:
            self.sheet.text(practice_mark(), Ink(points(9), Face.BOLD, RED), (WIDTH / 2, 11), ROOM, "c")

    def end_page(self) -> None:
        """Finish the page that is open, with the line at its foot."""
        if not self._open:
            return
        if self.foot:
            self.sheet.text(self.foot, Ink(points(8), Face.REGULAR, QUIET), (WIDTH / 2, HEIGHT - 9), ROOM, "c")
        self._canvas.showPage()
        self._open = False

    def save(self) -> None:
        """Write the file."""
        self.end_page()
        self._canvas.save()

    def room(self, needed: float) -> bool:
        """Whether so many millimetres are left on the page."""
        return self.y + needed <= HEIGHT - BOTTOM

    def line(self, text: str, size: float = 10.5, *, align: str = "l", bold: bool = False, gap: float = 1.5) -> None:
        """Write one line and move below it."""
        ink = Ink(points(size), Face.BOLD if bold else Face.REGULAR, INK)
        x = {"l": MARGIN, "c": WIDTH / 2, "r": WIDTH - MARGIN}[align]
        self.sheet.text(text, ink, (x, self.y + points(size) * 0.9), ROOM, align)
        self.y += points(size) * 1.15 + gap

    def paragraph(self, text: str, size: float = 10.5, *, indent: bool = False, gap: float = 1.5) -> None:
        """Write a text over as many lines as it takes."""
        self.y += self._words("　　" + text if indent else text, size, (MARGIN, self.y), ROOM) + gap

    def pair(self, left: str, right: str, size: float = 10) -> None:
        """Write one line with words at both ends."""
        at, ink = self.y + points(size) * 0.9, Ink(points(size), Face.REGULAR, INK)
        self.sheet.text(left, ink, (MARGIN, at), ROOM * 0.68)
        self.sheet.text(right, ink, (WIDTH - MARGIN, at), ROOM * 0.45, "r")
        self.y += points(size) * 1.15 + 1.5

    def spread(self, texts: Sequence[str], size: float = 10.5) -> None:
        """Write words at even distances on one line, with room to write behind each."""
        at, ink = self.y + points(size) * 0.9, Ink(points(size), Face.REGULAR, INK)
        for place, text in enumerate(texts):
            self.sheet.text(text, ink, (MARGIN + ROOM * place / len(texts), at), ROOM / len(texts))
        self.y += points(size) * 1.15

    def height_of(self, cells: Sequence[Cell]) -> float:
        """Return how high a framed row must be."""
        return max(self._height(cell.text, cell.size, cell.width - 3, bold=cell.bold) for cell in cells) + 3

    def framed(self, cells: Sequence[Cell], *, shaded: bool = False, least: float = 7) -> float:
        """Draw a framed row, as high as its longest cell, and move below it; return its height."""
        height, x = max(least, self.height_of(cells)), float(MARGIN)
        for cell in cells:
            self.box(Rect(x, self.y, cell.width, height), cell, shaded=shaded)
            x += cell.width
        self.y += height
        return height

    def box(self, rect: Rect, cell: Cell, *, shaded: bool = False) -> None:
        """Draw one framed cell."""
        if shaded:
            self.sheet.fill(rect, SHADE)
        self.sheet.stroke(rect, RULE, 0.18)
        used = self._height(cell.text, cell.size, rect.w - 3, bold=cell.bold)
        self._words(
            cell.text,
            cell.size,
            (rect.x + 1.5, rect.y + (rect.h - used) / 2),
            rect.w - 3,
            align=cell.align,
            bold=cell.bold,
        )

    def rule(self, dashed: bool = False) -> None:
        """Draw a line across the page."""
        step = 4 if dashed else ROOM
        x = float(MARGIN)
        while x < WIDTH - MARGIN:
            end = min(x + (2 if dashed else ROOM), WIDTH - MARGIN)
            self.sheet.polyline([(x, self.y), (end, self.y)], QUIET, 0.2)
            x += step

    def _height(self, text: str, size: float, width: float, *, bold: bool = False) -> float:
        ink = Ink(points(size), Face.BOLD if bold else Face.REGULAR, INK)
        box = Box(width, HEIGHT, LEADING)
        return self.sheet.fit([text], ink, box).height if text else 0

    def _words(
        self, text: str, size: float, corner: tuple[float, float], width: float, *, align: str = "l", bold: bool = False
    ) -> float:
        if not text:
            return 0
        ink = Ink(points(size), Face.BOLD if bold else Face.REGULAR, INK)
        box = Box(width, HEIGHT, LEADING)
        fitted = self.sheet.fit([text], ink, box)
        one = len(fitted.paragraphs[0]) == 1
        if align == "l" or not one:
            self.sheet.lines(fitted, ink, corner, box)
        else:
            x = corner[0] + (width / 2 if align == "c" else width)
            self.sheet.text(text, ink.at(fitted.size), (x, corner[1] + fitted.size * 0.87), width, align)
        return fitted.height

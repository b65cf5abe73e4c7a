"""The framed rows of papers that flow: headings again on every page, a row higher than a page broken over pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from gridadmin.reports.fonts import Face
from gridadmin.reports.notices_sheet import POINTS_PER_MM, Ink, Rect, Sheet, rgb
from gridadmin.reports.typesetting import Line

BLACK, HAIR, SHADE = rgb("1A1A1A"), rgb("9A9A9A"), rgb("F3F4F6")
DOWN = 0.87  # em from the upper edge of a line to its baseline
_LEADING = 1.45
_PADDING = 3.4  # mm above and below the words of a cell
_FEWEST = 3  # lines of a broken row on a page


def mm(points: float) -> float:
    """Return a length in points as millimetres."""
    return points / POINTS_PER_MM


@dataclass(frozen=True)
class Cell:
    """A cell of a framed table: words, its share of the width, and how they stand."""

    text: str
    share: float = 1.0
    head: bool = False
    align: str = "l"
    lines: int = 1  # room for so many lines at least


class Flow(Protocol):
    """What rows need of the paper that they stand on."""

    sheet: Sheet
    left: float
    room: float
    y: float

    @property
    def height_left(self) -> float:
        """The room that is left on the page."""

    @property
    def page_height(self) -> float:
        """The room of a whole page."""

    def has(self, height: float) -> bool:
        """Whether a page is open and so much room is left on it."""

    def new_page(self) -> None:
        """Begin a page."""

    def space(self, height: float) -> None:
        """Go down the page."""

    def lines(self, text: str, ink: Ink, room: float, *, justify: bool) -> Sequence[Line]:
        """Return a text broken into lines."""


class PaperRows:
    """Draws rows in letters of one size where a paper has come to; `heads` stand on every page that they go on to."""

    def __init__(self, flow: Flow, size: float, heads: Sequence[Sequence[Cell]]) -> None:
        self._flow, self._size, self._step = flow, size, mm(size) * _LEADING
        self._heads = heads
        self._above = sum(map(self._height, heads))

    def draw(self, rows: Sequence[Sequence[Cell]], below: float = 0.0) -> None:
        """Draw the heads and below them the rows; heads never stand alone at the foot of a page.

        `below`: the room for what follows, such as a signature, which takes the last row along to another page.
        """
        begun = False
        for place, cells in enumerate(rows, start=1):
            height = self._height(cells)
            whole = self._above + height <= self._flow.page_height
            least = height if whole else _FEWEST * self._step + _PADDING
            if place == len(rows) and self._above + height + below <= self._flow.page_height:
                least = height + below
            begun = self._begin(least, begun)
            if whole:
                self._row(cells, height)
            else:
                self._long_row(cells)
        if not rows:
            self._begin(0, begun)

    def _begin(self, height: float, begun: bool) -> bool:
        """Begin a page where the room is less; draw the heads there, and where nothing has begun."""
        if not self._flow.has(height if begun else self._above + height):
            self._flow.new_page()
            begun = False
        if not begun:
            for head in self._heads:
                self._row(head, self._height(head))
        return True

    def _long_row(self, cells: Sequence[Cell]) -> None:
        """Draw a row page by page, the words of its heads again on each."""
        left = max(self._line_count(cell, cells) for cell in cells if not cell.head)
        least = max((self._line_count(cell, cells) for cell in cells if cell.head), default=1)
        at = 0
        while left > 0:
            self._begin(max(min(_FEWEST, left), least) * self._step + _PADDING, begun=True)
            take = min(int((self._flow.height_left - _PADDING) / self._step), left)
            self._row(cells, max(take, least) * self._step + _PADDING, slice(at, at + take))
            at, left = at + take, left - take

    def _row(self, cells: Sequence[Cell], height: float, part: slice = slice(None)) -> None:
        """Draw a row; `part`: which of the lines of its cells, those of heads aside."""
        flow, x = self._flow, self._flow.left
        for cell in cells:
            rect = Rect(x, flow.y, self._width(cell, cells), height)
            if cell.head:
                flow.sheet.fill(rect, SHADE)
            flow.sheet.stroke(rect, HAIR, 0.18)
            self._in_cell(cell, rect, part)
            x = rect.right
        flow.space(height)

    def _in_cell(self, cell: Cell, rect: Rect, part: slice) -> None:
        ink, step = self._ink(cell), self._step
        lines = self._lines(cell, rect.w)
        if not cell.head:
            lines = lines[part]
        centred = cell.align == "c" or cell.head
        y = rect.y + (rect.h - step * len(lines)) / 2 if centred or cell.lines == 1 else rect.y + 2
        x = rect.x + rect.w / 2 if centred else rect.x + 2
        for line in lines:
            if line is not None:
                place = (x, y + ink.size * DOWN + (step - ink.size) / 2)
                self._flow.sheet.place(line, ink, place, None, "c" if centred else "l")
            y += step

    def _height(self, cells: Sequence[Cell]) -> float:
        return max(max(self._line_count(cell, cells), cell.lines, 1) for cell in cells) * self._step + _PADDING

    def _line_count(self, cell: Cell, cells: Sequence[Cell]) -> int:
        return len(self._lines(cell, self._width(cell, cells)))

    def _lines(self, cell: Cell, width: float) -> list[Line | None]:
        """Return the lines of a cell; None for an empty one."""
        lines: list[Line | None] = []
        for part in cell.text.splitlines():
            lines += self._flow.lines(part, self._ink(cell), width - 4, justify=False) if part else (None,)
        return lines

    def _ink(self, cell: Cell) -> Ink:
        return Ink(mm(self._size), Face.BOLD if cell.head else Face.REGULAR, BLACK)

    def _width(self, cell: Cell, cells: Sequence[Cell]) -> float:
        return self._flow.room * cell.share / sum(each.share for each in cells)

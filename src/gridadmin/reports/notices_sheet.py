"""A page of a notice board to draw on: shapes and words in the template's own units, y downwards from the top.

Every text is placed through `Sheet.text`, `Sheet.phone` or `Sheet.lines`, which make it fit or refuse it, and is
recorded, so that a test can see that nothing leaves the page or covers another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from gridadmin.domain.notices import BoardOverflowError, BoardSize
from gridadmin.i18n import N_
from gridadmin.reports.fonts import Face, FontChain, MissingCharacterError, printable, unprintable
from gridadmin.reports.lettering import Color, Lettering, measure_of, phone_line, single_line
from gridadmin.reports.typesetting import Box, Fitted, Line, NotFittingError, fit

POINTS_PER_MM = 72 / 25.4
MIDDLE = 0.37  # em from the baseline up to the middle of Han characters and of figures
SMALLEST_MM = 1.9  # 5.4 pt: under this nobody reads a board held in the hand
_SMALLEST_ON_A5_MM = 1.5
_NARROWEST = 0.72  # horizontal scale that still looks like the same face
_KAPPA = 0.5523  # circle by Bézier curves


@dataclass(frozen=True)
class Rect:
    """A rectangle: left, top, width, height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.h

    @property
    def middle(self) -> tuple[float, float]:
        """The centre."""
        return self.x + self.w / 2, self.y + self.h / 2

    def inset(self, across: float, down: float | None = None) -> Rect:
        """Return the rectangle inside, `across` from the left and right edges, `down` from the others."""
        down = across if down is None else down
        return Rect(self.x + across, self.y + down, self.w - 2 * across, self.h - 2 * down)


@dataclass(frozen=True)
class Ink:
    """How words look: size in the template's units, face, colour, extra space between characters in em."""

    size: float
    face: Face
    color: Color
    tracking: float = 0.0

    def at(self, size: float) -> Ink:
        """Return the same at another size."""
        return replace(self, size=size)


@dataclass(frozen=True)
class Placed:
    """A text as it was placed: the box of its ink in the template's units, and its size."""

    text: str
    box: Rect
    size: float


def rgb(code: str) -> Color:
    """Return the colour of a code such as `0B2D6B`."""
    return int(code[:2], 16) / 255, int(code[2:4], 16) / 255, int(code[4:], 16) / 255


def mixed(color: Color, other: Color, share: float) -> Color:
    """Return a colour with a share of another in it: a veil without transparency, which printers' machines spoil."""
    red, green, blue = (a + (b - a) * share for a, b in zip(color, other, strict=True))
    return red, green, blue


class Sheet:
    """One job's canvas in the units of a template; `width` and `height` are the page's in these units."""

    def __init__(self, canvas: Canvas, chain: FontChain, size: BoardSize, unit_mm: float) -> None:
        self._canvas: Any = canvas
        self._chain = chain
        self._lettering = Lettering(canvas, chain)
        self._k = unit_mm * POINTS_PER_MM
        self._forms: dict[object, tuple[str, list[Placed]]] = {}
        self.unit_mm = unit_mm
        self.width = size.width_mm / unit_mm
        self.height = size.height_mm / unit_mm
        self.record: list[Placed] = []
        self.about = ""

    @property
    def smallest(self) -> float:
        """The smallest letters allowed, in the template's units."""
        is_small = min(self.width, self.height) * self.unit_mm < 200
        return (_SMALLEST_ON_A5_MM if is_small else SMALLEST_MM) / self.unit_mm

    # --- shapes -------------------------------------------------------------------------------------------------------

    def fill(self, rect: Rect, color: Color, radius: float = 0) -> None:
        """Fill a rectangle, its corners rounded where a radius is given."""
        self._paint(f"{_numbers(color)} rg {self._outline(rect, radius)} f")

    def stroke(self, rect: Rect, color: Color, line: float, radius: float = 0) -> None:
        """Draw the outline of a rectangle."""
        self._paint(f"{_numbers(color)} RG {line * self._k:.3f} w {self._outline(rect, radius)} S")

    def disc(self, x: float, y: float, radius: float, color: Color) -> None:
        """Fill a circle around a point."""
        self.fill(Rect(x - radius, y - radius, 2 * radius, 2 * radius), color, radius)

    def polyline(self, points: Sequence[tuple[float, float]], color: Color, line: float) -> None:
        """Draw a line through points."""
        path = " ".join(f"{self._point(x, y)} {'l' if index else 'm'}" for index, (x, y) in enumerate(points))
        self._paint(f"{_numbers(color)} RG {line * self._k:.3f} w {path} S")

    def polygon(self, points: Sequence[tuple[float, float]], color: Color) -> None:
        """Fill a polygon."""
        path = " ".join(f"{self._point(x, y)} {'l' if index else 'm'}" for index, (x, y) in enumerate(points))
        self._paint(f"{_numbers(color)} rg {path} h f")

    def clipped(self, rect: Rect, radius: float, draw: Callable[[], None]) -> None:
        """Draw with everything outside a rounded rectangle cut away."""
        self._paint(f"q {self._outline(rect, radius)} W n")
        draw()
        self._paint("Q")

    def gradient(self, rect: Rect, left: Color, right: Color, slant: float = 0) -> None:
        """Fill a rectangle from one colour to another, in steps that no eye tells apart and that lean by `slant`."""
        steps = 110
        reach = rect.w + slant
        self._paint(f"q {self._outline(rect, 0)} W n")
        for step in range(steps):
            share = step / (steps - 1)
            color = mixed(left, right, share)
            x = rect.x + reach * step / steps
            corners = [
                (x, rect.y),
                (rect.right + reach, rect.y),
                (rect.right + reach, rect.bottom),
                (x - slant, rect.bottom),
            ]
            self.polygon(corners, color)
        self._paint("Q")

    def cells(self, rect: Rect, count: int, runs: Sequence[tuple[int, int, int]], color: Color) -> None:
        """Fill runs (column, row, length) of a square grid of `count` cells a side, as one path without seams."""
        unit = rect.w / count * self._k
        scale = f"{unit:.5f} 0 0 {-unit:.5f} {self._point(rect.x, rect.y)} cm"
        path = " ".join([f"{x} {y} {length} 1 re" for x, y, length in runs])
        self._paint(f"q {_numbers(color)} rg {scale} {path} f Q")

    def image(self, name: str, rect: Rect) -> None:
        """Draw a registered picture (`notices_pictures.py`) into a rectangle."""
        self._paint(
            f"q {rect.w * self._k:.3f} 0 0 {rect.h * self._k:.3f} {self._point(rect.x, rect.bottom)} cm /{name} Do Q"
        )

    def form(self, key: object, draw: Callable[[], None]) -> None:
        """Draw what is the same on many pages: written into the file once, shown on each."""
        if key not in self._forms:
            name = f"form{len(self._forms)}"
            before, self.record = self.record, []
            self._canvas.beginForm(name)
            draw()
            self._canvas.endForm()
            self._forms[key] = name, self.record
            self.record = before
        name, placed = self._forms[key]
        self._canvas.doForm(name)
        self.record.extend(placed)

    # --- words --------------------------------------------------------------------------------------------------------

    def text(self, words: str, ink: Ink, at: tuple[float, float], room: float | None = None, align: str = "l") -> float:
        """Draw one line with its baseline at a point; return its width. `align`: what of it is there, l, c or r.

        What is wider than `room` gets smaller down to half, then narrower; raises BoardOverflowError beyond that.
        """
        return self.place(self._single(words, ink), ink, at, room, align)

    def phone(
        self, number: str, ink: Ink, at: tuple[float, float], room: float | None = None, align: str = "l"
    ) -> float:
        """Draw a phone number as `text` does; a mobile number stands 3-4-4 and is copied and searched as its digits."""
        with self._printable():
            line = phone_line(self._chain, ink.face, number)
        return self.place(line, ink, at, room, align)

    def place(self, line: Line, ink: Ink, at: tuple[float, float], room: float | None, align: str) -> float:
        """Draw a line that is set already; as `text`."""
        words = line.text
        size, condensed = self._fitted(line.width, ink.size, room, words)
        width = line.width * size * condensed
        x = at[0] - width * {"l": 0.0, "c": 0.5, "r": 1.0}[align]
        self._paint(f"{_numbers(ink.color)} rg {_numbers(ink.color)} RG")
        self._lettering.draw(line, ink.face, size * self._k, (x * self._k, (self.height - at[1]) * self._k), condensed)
        self._note(words, x, at[1], width, size)
        return width

    def width_of(self, words: str, ink: Ink) -> float:
        """Return how wide one line is at its full size."""
        return self._single(words, ink).width * ink.size

    def fit(self, texts: Sequence[str], ink: Ink, box: Box, smallest: float | None = None) -> Fitted:
        """Return paragraphs as large as a box allows, at most at the size of the ink. Raises BoardOverflowError."""
        floor = max(smallest or 0, self.smallest)
        try:
            texts = [printable(text) for text in texts]
            with self._printable():
                return fit(texts, measure_of(self._chain, ink.face), box, (ink.size, min(floor, ink.size)))
        except NotFittingError as error:
            raise self._overflow(texts[0]) from error

    def lines(self, fitted: Fitted, ink: Ink, corner: tuple[float, float], box: Box) -> list[float]:
        """Draw fitted paragraphs from their upper left corner; return the middle of the first line of each."""
        x, y = corner
        size = fitted.size
        middles = []
        self._paint(f"{_numbers(ink.color)} rg {_numbers(ink.color)} RG")
        for paragraph in fitted.paragraphs:
            middles.append(y + size / 2)
            for line in paragraph:
                baseline = y + size * (0.5 + MIDDLE)
                self._lettering.draw(line, ink.face, size * self._k, (x * self._k, (self.height - baseline) * self._k))
                self._note(line.text, x, baseline, line.width * size, size)
                y += size * box.leading
            y += size * box.paragraph_gap
        return middles

    # --- the page -----------------------------------------------------------------------------------------------------

    def watermark(self, words: str, color: Color) -> None:
        """Write words across the page, so thin that everything stays legible."""
        canvas = self._canvas
        line = single_line(self._chain, Face.BOLD, words, 0.3)
        size = 0.62 * (self.width**2 + self.height**2) ** 0.5 / line.width * self._k
        canvas.saveState()
        canvas.setFillAlpha(0.14)
        canvas.translate(self.width / 2 * self._k, self.height / 2 * self._k)
        canvas.rotate(52 if self.height > self.width else 32)
        self._paint(f"{_numbers(color)} rg")
        self._lettering.draw(line, Face.BOLD, size, (-line.width * size / 2, -MIDDLE * size))
        canvas.restoreState()

    def _single(self, words: str, ink: Ink) -> Line:
        with self._printable():
            return single_line(self._chain, ink.face, words, ink.tracking)

    @contextmanager
    def _printable(self) -> Iterator[None]:
        """Turn a character that no face has into what the clerk can mend, with whose sheet it is on."""
        try:
            yield
        except MissingCharacterError as error:
            raise unprintable(str(error.args[0]), self.about) from error

    def _fitted(self, width_em: float, size: float, room: float | None, words: str) -> tuple[float, float]:
        if room is None or width_em * size <= room:
            return size, 1.0
        smaller = max(room / width_em, size / 2, self.smallest)
        smaller = min(smaller, size)
        condensed = min(room / (width_em * smaller), 1.0)
        if condensed < _NARROWEST:
            smaller = max(room / (width_em * _NARROWEST), self.smallest)
            condensed = min(room / (width_em * smaller), 1.0)
        if condensed < _NARROWEST - 1e-6:
            raise self._overflow(words)
        return smaller, condensed

    def _overflow(self, words: str) -> BoardOverflowError:
        return BoardOverflowError(
            N_("{board}: “{words}” does not fit even in the smallest letters. Take a larger size or shorten it."),
            board=self.about,
            words=words if len(words) <= 30 else words[:29] + "…",
        )

    def _note(self, words: str, x: float, baseline: float, width: float, size: float) -> None:
        self.record.append(Placed(words, Rect(x, baseline - 0.86 * size, width, size), size))

    def _paint(self, operators: str) -> None:
        self._canvas._code.append(operators)

    def _point(self, x: float, y: float) -> str:
        return f"{x * self._k:.3f} {(self.height - y) * self._k:.3f}"

    def _outline(self, rect: Rect, radius: float) -> str:
        if not radius:
            return f"{self._point(rect.x, rect.bottom)} {rect.w * self._k:.3f} {rect.h * self._k:.3f} re"
        r = min(radius, rect.w / 2, rect.h / 2)
        c = r * (1 - _KAPPA)
        left, top, right, bottom = rect.x, rect.y, rect.right, rect.bottom
        p = self._point
        return " ".join(
            [
                f"{p(left + r, top)} m {p(right - r, top)} l",
                f"{p(right - c, top)} {p(right, top + c)} {p(right, top + r)} c {p(right, bottom - r)} l",
                f"{p(right, bottom - c)} {p(right - c, bottom)} {p(right - r, bottom)} c {p(left + r, bottom)} l",
                f"{p(left + c, bottom)} {p(left, bottom - c)} {p(left, bottom - r)} c {p(left, top + r)} l",
                f"{p(left, top + c)} {p(left + c, top)} {p(left + r, top)} c h",
            ]
        )


def _numbers(color: Color) -> str:
    return f"{color[0]:.3f} {color[1]:.3f} {color[2]:.3f}"

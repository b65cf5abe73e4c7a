"""The sheet on which those who come to a training session sign (签到表): A4, a heading on every page, room to write."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.training import show_tenths
from gridadmin.i18n import N_, _
from gridadmin.reports.fonts import Face, FontChain, font_chain, missing_characters, printable
from gridadmin.reports.lettering import Lettering, measure_of, single_line
from gridadmin.reports.typesetting import Line, NotFittingError, break_lines
from gridadmin.reports.workbook import practice_mark

MM = 72 / 25.4
WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 18.0, 18.0, 16.0, 18.0
ROW, HEAD_ROW, FACT = 10.0, 9.0, 6.2
BODY, SMALL, TITLE = 3.7, 3.2, 6.3  # letter sizes in mm
SMALLEST = 2.4
HALF = WIDTH / 2 - LEFT
LEADING, SLACK = 1.15, 1e-6
MIDDLE = 0.37  # em from the baseline up to the middle of Han characters
COLUMNS = (
    (N_("No."), 10.0), (N_("Name"), 24.0), (N_("Grid"), 44.0), (N_("Phone"), 30.0), (N_("Signed in"), 30.0),
    (N_("Signed out"), 22.0), (N_("Remarks"), 14.0),
)  # fmt: skip
EMPTY_ROWS = 3  # for whoever comes without being on the list


@dataclass(frozen=True)
class SignInPerson:
    """A line of the sheet; the phone masked unless somebody asked for it in full."""

    name: str
    grids: str
    phone: str


@dataclass(frozen=True)
class SignInSheet:
    """What the sheet says; hours in tenths."""

    organisation: str
    title: str
    course: str
    held_on: date
    time: str
    place: str
    trainer: str
    hours: int
    people: tuple[SignInPerson, ...]
    practice: bool = False


def sign_in_pdf(sheet: SignInSheet) -> bytes:
    """Return the sheet as a PDF; InvalidError where a character cannot be printed."""
    chain = font_chain()
    _refuse_missing(sheet, chain)
    out = io.BytesIO()
    first: Any = Face.REGULAR.value  # else ReportLab writes Helvetica into every file
    chain.font(first)
    canvas = Canvas(out, pagesize=(WIDTH * MM, HEIGHT * MM), pageCompression=1, initialFontName=first, lang="zh-CN")
    canvas.setTitle(f"{_('Sign-in sheet')} {sheet.title}")
    _Pages(canvas, chain, sheet).draw()
    canvas.save()
    return out.getvalue()


def _refuse_missing(sheet: SignInSheet, chain: FontChain) -> None:
    texts = [(person.name, text) for person in sheet.people for text in (person.name, person.grids)]
    texts += [(sheet.title, text) for text in (sheet.title, sheet.course, sheet.place, sheet.trainer)]
    texts += [(sheet.organisation, sheet.organisation)]
    missing = missing_characters(texts, chain)
    if missing:
        raise InvalidError(
            N_("No font of this computer prints “{char}” of {where}."), char=missing[0].char, where=missing[0].where
        )


class _Pages:
    """Draws page after page; lengths in mm from the upper left corner."""

    def __init__(self, canvas: Canvas, chain: FontChain, sheet: SignInSheet) -> None:
        self._canvas: Any = canvas
        self._chain, self._sheet = chain, sheet
        self._letters = Lettering(canvas, chain)
        self._lines = [*range(len(sheet.people)), *([None] * EMPTY_ROWS)]

    def draw(self) -> None:
        pages = self._split()
        for number, lines in enumerate(pages, start=1):
            y = self._heading(number)
            y = self._row(y, HEAD_ROW, [_(title) for title, _width in COLUMNS], Face.BOLD)
            for place in lines:
                y = self._row(y, self._height(place), self._cells(place), Face.REGULAR)
            self._foot(number, len(pages))
            self._canvas.showPage()

    def _split(self) -> list[list[int | None]]:
        """Share the lines out over the pages; the last page has one line more than the empty ones at least."""
        pages: list[list[int | None]] = [[]]
        left = self._room(1)
        for place in self._lines:
            height = self._height(place)
            if height > left + SLACK and pages[-1]:
                pages.append([])
                left = self._room(2)
            pages[-1].append(place)
            left -= height
        if len(pages) > 1 and all(place is None for place in pages[-1]):
            pages.pop()  # a page of empty lines alone is waste
        return pages

    def _room(self, page: int) -> float:
        return HEIGHT - TOP - BOTTOM - self._heading_height(page) - HEAD_ROW

    def _height(self, place: int | None) -> float:
        """Return how high a line is: room to sign, and for all its words."""
        pairs = zip(self._cells(place), COLUMNS, strict=True)
        return max(self._needed(text, width - 2, ROW) for text, (_title, width) in pairs)

    def _needed(self, text: str, width: float, least: float) -> float:
        size, lines = self._laid(text, width, BODY, Face.REGULAR)
        return max(least, len(lines) * size * LEADING + 1)

    def _heading_height(self, page: int) -> float:
        return 14.0 + (sum(self._fact_heights()) + 2 if page == 1 else 0)

    def _facts(self) -> list[str]:
        sheet, day = self._sheet, f"{self._sheet.held_on:%Y-%m-%d}"
        facts = (
            (_("Course"), sheet.course), (_("Organised by"), sheet.organisation),
            (_("Time"), f"{day} {sheet.time}".strip()), (_("Where"), sheet.place),
            (_("Trainer"), sheet.trainer), (_("Hours and persons"), self._numbers()),
        )  # fmt: skip
        return [f"{title}：{value}" for title, value in facts]

    def _fact_heights(self) -> list[float]:
        """Return the heights of the lines of facts, two on each."""
        heights = [self._needed(fact, HALF - 3, FACT) for fact in self._facts()]
        return [max(pair) for pair in zip(heights[::2], heights[1::2], strict=True)]

    def _heading(self, page: int) -> float:
        """Draw the heading and return where the table begins."""
        words = _("{title}: sign-in sheet").format(title=self._sheet.title)
        self._text(words, (LEFT, TOP, WIDTH - LEFT - RIGHT, 9.0), TITLE, Face.BOLD, centred=True)
        y = TOP + 11.0
        if page > 1:
            return TOP + self._heading_height(page)
        facts = iter(self._facts())
        for height in self._fact_heights():
            for x in (LEFT, LEFT + HALF):
                self._text(next(facts), (x, y, HALF - 3, height), BODY, Face.REGULAR)
            y += height
        return TOP + self._heading_height(1)

    def _numbers(self) -> str:
        hours, count = show_tenths(self._sheet.hours), len(self._sheet.people)
        return _("{hours} hours, {count} persons to come, ____ came").format(hours=hours, count=count)

    def _cells(self, place: int | None) -> list[str]:
        if place is None:
            return [""] * len(COLUMNS)
        person = self._sheet.people[place]
        return [str(place + 1), person.name, person.grids, person.phone, "", "", ""]

    def _row(self, y: float, height: float, cells: Sequence[str], face: Face) -> float:
        x = LEFT
        self._canvas.setLineWidth(0.5)
        for (_title, width), text in zip(COLUMNS, cells, strict=True):
            self._canvas.rect(x * MM, (HEIGHT - y - height) * MM, width * MM, height * MM)
            centred = face is Face.BOLD or width != COLUMNS[2][1]
            self._text(text, (x + 1, y, width - 2, height), BODY, face, centred=centred)
            x += width
        return y + height

    def _foot(self, number: int, count: int) -> None:
        y, width = HEIGHT - BOTTOM + 3, WIDTH - LEFT - RIGHT
        kept = _("Kept by: ____________    Checked by: ____________")
        self._text(kept, (LEFT, y, width * 0.6, 6), SMALL, Face.REGULAR)
        page = _("page {page} of {pages}").format(page=number, pages=count)
        if self._sheet.practice:
            page = f"{practice_mark()}  {page}"
        self._text(page, (LEFT + width * 0.6, y, width * 0.4, 6), SMALL, Face.REGULAR, right=True)

    def _text(
        self,
        text: str,
        box: tuple[float, float, float, float],
        size: float,
        face: Face,
        *,
        centred: bool = False,
        right: bool = False,
    ) -> None:
        """Draw a text in the middle of its box's height: smaller where it is too wide, then on several lines."""
        x, y, width, height = box
        size, lines = self._laid(text, width, size, face)
        top = y + (height - len(lines) * size * LEADING) / 2
        for number, line in enumerate(lines):
            free = width - line.width * size
            left = x + (free / 2 if centred else free if right else 0)
            baseline = top + (number + 0.5) * size * LEADING + MIDDLE * size
            self._letters.draw(line, face, size * MM, (left * MM, (HEIGHT - baseline) * MM))

    def _laid(self, text: str, width: float, size: float, face: Face) -> tuple[float, list[Line]]:
        """Return the size of the letters and the lines of a text in so much width."""
        if not text:
            return size, []
        whole = single_line(self._chain, face, text)
        while whole.width * size > width and size > SMALLEST:
            size *= 0.94
        return size, [whole] if whole.width * size <= width else self._broken(text, face, width / size)

    def _broken(self, text: str, face: Face, width: float) -> list[Line]:
        measure = measure_of(self._chain, face)
        try:
            return list(break_lines(printable(text), measure, width, justify=False))
        except NotFittingError:
            return [single_line(self._chain, face, text)]

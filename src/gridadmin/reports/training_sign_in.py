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
from gridadmin.reports.fonts import Face, FontChain, font_chain, missing_characters
from gridadmin.reports.lettering import Lettering, measure_of, single_line
from gridadmin.reports.typesetting import NotFittingError, break_lines
from gridadmin.reports.workbook import practice_mark

MM = 72 / 25.4
WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 18.0, 18.0, 16.0, 18.0
ROW, HEAD_ROW, FACT = 10.0, 9.0, 6.2
BODY, SMALL, TITLE = 3.7, 3.2, 6.3  # letter sizes in mm
SMALLEST = 2.2
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
                y = self._row(y, ROW, self._cells(place), Face.REGULAR)
            self._foot(number, len(pages))
            self._canvas.showPage()

    def _split(self) -> list[Sequence[int | None]]:
        """Share the lines out over the pages; the last page has one line more than the empty ones at least."""
        first = int((HEIGHT - TOP - BOTTOM - self._heading_height(1) - HEAD_ROW) // ROW)
        later = int((HEIGHT - TOP - BOTTOM - self._heading_height(2) - HEAD_ROW) // ROW)
        pages, rest = [self._lines[:first]], self._lines[first:]
        while rest:
            pages.append(rest[:later])
            rest = rest[later:]
        if len(pages) > 1 and all(place is None for place in pages[-1]):
            pages.pop()  # a page of empty lines alone is waste
        return list(pages)

    def _heading_height(self, page: int) -> float:
        return 14.0 + (3 * FACT + 2 if page == 1 else 0)

    def _heading(self, page: int) -> float:
        """Draw the heading and return where the table begins."""
        sheet, middle = self._sheet, WIDTH / 2
        words = _("{title}: sign-in sheet").format(title=sheet.title)
        self._text(words, (LEFT, TOP, WIDTH - LEFT - RIGHT, 9.0), TITLE, Face.BOLD, centred=True)
        y = TOP + 11.0
        if page > 1:
            return TOP + self._heading_height(page)
        half = middle - LEFT
        day = f"{sheet.held_on:%Y-%m-%d}"
        facts = (
            (_("Course"), sheet.course), (_("Organised by"), sheet.organisation),
            (_("Time"), f"{day} {sheet.time}".strip()), (_("Where"), sheet.place),
            (_("Trainer"), sheet.trainer), (_("Hours and persons"), self._numbers()),
        )  # fmt: skip
        for place, (title, value) in enumerate(facts):
            x = LEFT + (place % 2) * half
            self._text(f"{title}：{value}", (x, y + place // 2 * FACT, half - 3, FACT), BODY, Face.REGULAR)
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
        """Draw a text in the middle of its box's height: smaller where it is too wide, then on two lines."""
        if not text:
            return
        x, y, width, height = box
        lines = [single_line(self._chain, face, text)]
        while lines[0].width * size > width and size > max(SMALLEST, height * 0.24):
            size *= 0.94
        if lines[0].width * size > width:
            lines = self._broken(text, face, width / size)
        top = y + (height - len(lines) * size * 1.15) / 2
        for number, line in enumerate(lines):
            free = width - line.width * size
            left = x + (free / 2 if centred else free if right else 0)
            baseline = top + (number + 0.5) * size * 1.15 + MIDDLE * size
            self._letters.draw(line, face, size * MM, (left * MM, (HEIGHT - baseline) * MM))

    def _broken(self, text: str, face: Face, width: float) -> list[Any]:
        measure = measure_of(self._chain, face)
        try:
            return list(break_lines(text, measure, width, justify=False))
        except NotFittingError:
            return [single_line(self._chain, face, text)]

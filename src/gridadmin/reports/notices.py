"""Notice boards as PDF: checked first, then drawn grid by grid, with progress and cancel."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

from reportlab.pdfgen.canvas import Canvas

from gridadmin import __version__
from gridadmin.domain.errors import CancelledError
from gridadmin.domain.notices import (
    BoardContent,
    BoardIssue,
    BoardIssueKind,
    BoardPerson,
    BoardSize,
    BoardTemplate,
    UnprintableBoardsError,
    content_issues,
)
from gridadmin.reports import notices_blue, notices_large, notices_red
from gridadmin.reports.fonts import Face, FontChain, font_chain, missing_characters
from gridadmin.reports.notices_parts import PEOPLE_ON_FIRST_PAGE, PEOPLE_ON_NEXT_PAGES, BoardPage
from gridadmin.reports.notices_pictures import Pictures
from gridadmin.reports.notices_sheet import POINTS_PER_MM, Placed, Sheet, rgb

_TEMPLATES: dict[BoardTemplate, ModuleType] = {
    BoardTemplate.STANDARD_BLUE: notices_blue,
    BoardTemplate.RED_CORRIDOR: notices_red,
    BoardTemplate.LARGE_PRINT: notices_large,
}


@dataclass(frozen=True)
class PageLayout:
    """A page's width and height in the units of its template, and where its texts stand."""

    width: float
    height: float
    places: tuple[Placed, ...]


@dataclass(frozen=True)
class BoardsReport:
    """What was printed.

    Attributes:
        boards, pages: how many of each. `first_pages`: for each board in order its first page, from 0.
        issues: the warnings that came with them.
    """

    boards: int
    pages: int
    issues: tuple[BoardIssue, ...]
    first_pages: tuple[int, ...]


def check_boards(
    contents: Sequence[BoardContent], photos: bool = False, office_fonts: Path | None = None
) -> tuple[BoardIssue, ...]:
    """Return everything wrong with boards before they are printed: missing items, and characters no font can print."""
    chain = font_chain(office_fonts)
    found: list[BoardIssue] = []
    for content in contents:
        for glyph in missing_characters(((content.grid_name, text) for text in _texts(content)), chain):
            found.append(BoardIssue(BoardIssueKind.MISSING_GLYPH, content.code, glyph.message))
        found.extend(content_issues(content, photos))
    return tuple(found)


def boards_pdf(  # noqa: PLR0913 - two of these are the callbacks of every long job
    contents: Sequence[BoardContent],
    size: BoardSize,
    template: BoardTemplate,
    *,
    out: BinaryIO,
    photos: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    office_fonts: Path | None = None,
) -> BoardsReport:
    """Write the boards of grids as one PDF; more than seven people go on to further pages.

    `progress(done, all)` is called after each board and `cancelled()` asked before it; `office_fonts` is the folder of
    the office's own fonts. Raises UnprintableBoardsError, BoardOverflowError and CancelledError with nothing written.
    """
    issues = check_boards(contents, photos, office_fonts)
    blocking = tuple(issue for issue in issues if issue.is_blocking)
    if blocking:
        raise UnprintableBoardsError(blocking)
    job = _Job(size, template, photos, font_chain(office_fonts), out)
    first_pages = []
    for index, content in enumerate(contents):
        if cancelled is not None and cancelled():
            raise CancelledError
        first_pages.append(len(job.pages))
        job.draw(content)
        if progress is not None:
            progress(index + 1, len(contents))
    job.save()
    return BoardsReport(len(contents), len(job.pages), issues, tuple(first_pages))


def lay_out(
    content: BoardContent, size: BoardSize, template: BoardTemplate, photos: bool = False
) -> tuple[PageLayout, ...]:
    """Return where every text of a board stands, page by page, without writing a file. Raises BoardOverflowError."""
    job = _Job(size, template, photos, font_chain(), io.BytesIO(), keep_places=True)
    job.draw(content)
    return tuple(job.pages)


class _Job:
    """One PDF in the making."""

    def __init__(
        self,
        size: BoardSize,
        template: BoardTemplate,
        photos: bool,
        chain: FontChain,
        out: BinaryIO,
        keep_places: bool = False,
    ) -> None:
        chain.font(Face.REGULAR.value)
        self._template = _TEMPLATES[template]
        self._canvas = _canvas(out, size, template)
        self._sheet = Sheet(self._canvas, chain, size, self._template.unit_mm(size))
        self._size, self._photos, self._keep_places = size, photos, keep_places
        self._pictures = Pictures(self._canvas)
        self.pages: list[PageLayout] = []

    def draw(self, content: BoardContent) -> None:
        """Draw the pages of one board."""
        sheet = self._sheet
        sheet.about = content.grid_name
        groups = list(_groups(content.staff))
        for number, people in enumerate(groups, 1):
            page = BoardPage(content, people, number, len(groups), self._size, self._photos, self._pictures)
            self._template.draw_page(sheet, page)
            if content.practice:
                sheet.watermark("练习数据", rgb("8A1020"))
            places = tuple(sheet.record) if self._keep_places else ()
            self.pages.append(PageLayout(sheet.width, sheet.height, places))
            sheet.record.clear()
            self._canvas.showPage()

    def save(self) -> None:
        """Write the file."""
        self._canvas.save()


def _canvas(out: BinaryIO, size: BoardSize, template: BoardTemplate) -> Canvas:
    """Return an empty PDF of the size, without a font that is not embedded and without a word about anybody."""
    first: Any = Face.REGULAR.value  # else ReportLab writes Helvetica into every file
    paper = (size.width_mm * POINTS_PER_MM, size.height_mm * POINTS_PER_MM)
    canvas = Canvas(out, pagesize=paper, pageCompression=1, initialFontName=first, lang="zh-CN")
    canvas.setTitle("网格公示牌")
    canvas.setAuthor("")
    canvas.setSubject(f"{size.name} {template.value}")
    canvas.setCreator(f"gridadmin {__version__}")
    return canvas


def _groups(staff: tuple[BoardPerson, ...]) -> Iterator[tuple[BoardPerson, ...]]:
    yield staff[:PEOPLE_ON_FIRST_PAGE]
    for start in range(PEOPLE_ON_FIRST_PAGE, len(staff), PEOPLE_ON_NEXT_PAGES):
        yield staff[start : start + PEOPLE_ON_NEXT_PAGES]


def _texts(content: BoardContent) -> Iterator[str]:
    yield from (content.grid_name, content.code, content.community, content.township, content.area, content.issuer)
    yield content.supervision_phone or ""
    for duty in content.duties:
        yield from (duty.full, duty.short)
    for person in content.staff:
        yield from (person.name, person.title, person.phone or "")
    for hotline in content.hotlines:
        yield from (hotline.label, hotline.number)

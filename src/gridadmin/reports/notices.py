"""Notice boards as PDF: checked first, then drawn grid by grid, with progress and cancel, from one source for window and print."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

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
class BoardsReport:
    """What was printed: how many boards on how many pages, and the warnings that came with them.

    `first_pages`: for each board in order, the number of its first page, from 0. `placed`: where every text of each page is.
    """

    boards: int
    pages: int
    issues: tuple[BoardIssue, ...]
    first_pages: tuple[int, ...]
    placed: tuple[tuple[Placed, ...], ...] = field(repr=False, default=())


@dataclass(frozen=True)
class BoardsOptions:
    """How to print: with photos or without, where the office keeps fonts of its own, whether to keep where texts are."""

    photos: bool = False
    office_fonts: Path | None = None
    keep_places: bool = False


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


def boards_pdf(
    contents: Sequence[BoardContent],
    size: BoardSize,
    template: BoardTemplate,
    *,
    out: BinaryIO,
    options: BoardsOptions = BoardsOptions(),
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> BoardsReport:
    """Write the boards of grids as one PDF; more than seven people go on to further pages.

    `progress(done, all)` is called after each board and `cancelled()` asked before it.
    Raises UnprintableBoardsError and BoardOverflowError with nothing written, CancelledError.
    """
    issues = check_boards(contents, options.photos, options.office_fonts)
    blocking = tuple(issue for issue in issues if issue.is_blocking)
    if blocking:
        raise UnprintableBoardsError(blocking)
    job = _Job(size, template, options, out)
    first_pages = []
    for index, content in enumerate(contents):
        if cancelled is not None and cancelled():
            raise CancelledError
        first_pages.append(job.pages)
        job.draw(content)
        if progress is not None:
            progress(index + 1, len(contents))
    job.save()
    return BoardsReport(len(contents), job.pages, issues, tuple(first_pages), tuple(job.placed))


class _Job:
    """One PDF in the making."""

    def __init__(self, size: BoardSize, template: BoardTemplate, options: BoardsOptions, out: BinaryIO) -> None:
        chain: FontChain = font_chain(options.office_fonts)
        chain.font(Face.REGULAR.value)
        paper = (size.width_mm * POINTS_PER_MM, size.height_mm * POINTS_PER_MM)
        canvas = Canvas(out, pagesize=paper, pageCompression=1, initialFontName=Face.REGULAR.value, lang="zh-CN")
        canvas.setTitle("网格公示牌")
        canvas.setAuthor("")
        canvas.setSubject(f"{size.name} {template.value}")
        canvas.setCreator(f"gridadmin {__version__}")
        self._template = _TEMPLATES[template]
        self._sheet = Sheet(canvas, chain, size, self._template.unit_mm(size))
        self._canvas, self._size, self._options = canvas, size, options
        self._pictures = Pictures(canvas)
        self.pages = 0
        self.placed: list[tuple[Placed, ...]] = []

    def draw(self, content: BoardContent) -> None:
        """Draw the pages of one board."""
        sheet = self._sheet
        sheet.about = content.grid_name
        groups = list(_groups(content.staff))
        for number, people in enumerate(groups, 1):
            page = BoardPage(content, people, number, len(groups), self._size, self._options.photos, self._pictures)
            self._template.draw_page(sheet, page)
            if content.practice:
                sheet.watermark("练习数据", rgb("8A1020"))
            if self._options.keep_places:
                self.placed.append(tuple(sheet.record))
            sheet.record.clear()
            self._canvas.showPage()
            self.pages += 1

    def save(self) -> None:
        """Write the file."""
        self._canvas.save()


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

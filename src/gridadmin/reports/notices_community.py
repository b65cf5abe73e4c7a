"""The board of a community or village (Art 15) as PDF: a sheet that lists its grids, in the look of the grids' boards.

Measures are in units of which an upright sheet is 600 wide and a lying one 900, as on the grids' boards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from reportlab.pdfgen.canvas import Canvas

from gridadmin import __version__
from gridadmin.domain.notices import (
    BoardIssue,
    BoardIssueKind,
    BoardSize,
    BoardTemplate,
    UnprintableBoardsError,
)
from gridadmin.domain.notices_community import CommunityBoardContent, community_issues
from gridadmin.reports.fonts import Face, font_chain, missing_characters
from gridadmin.reports.notices_community_rows import GridRows, Look, paged
from gridadmin.reports.notices_parts import (
    WHITE,
    centred,
    draw_heading,
    draw_hotlines,
    draw_qr,
    draw_two_columns_of_duties,
)
from gridadmin.reports.notices_sheet import POINTS_PER_MM, Ink, Rect, Sheet, rgb

BLUE = Look(
    deep=rgb("0A2E6E"),
    bright=rgb("1B6BDD"),
    accent=rgb("F5B541"),
    paper=rgb("F7FAFF"),
    ink=rgb("16202E"),
    muted=rgb("5A6B82"),
    phone=rgb("0B4EA2"),
    stripe=rgb("E8F1FD"),
    rule=rgb("C9D8EE"),
    quiet=rgb("CFE0F8"),
    tile=rgb("17489C"),
)
RED = Look(
    deep=rgb("8F0E1C"),
    bright=rgb("CF2030"),
    accent=rgb("FFD36B"),
    paper=rgb("FFFBF6"),
    ink=rgb("2A1512"),
    muted=rgb("7A5A52"),
    phone=rgb("A31420"),
    stripe=rgb("FBEBDD"),
    rule=rgb("E8CDBB"),
    quiet=rgb("FBE3D6"),
    tile=rgb("A81A28"),
)
LOOKS = {
    BoardTemplate.STANDARD_BLUE: (BLUE, 11.5),
    BoardTemplate.RED_CORRIDOR: (RED, 11.5),
    BoardTemplate.LARGE_PRINT: (BLUE, 15.0),
}
"""Colours of each template, and the size of letters in its table."""

MARGIN = 28
DUTIES_SHARE = 0.24


@dataclass(frozen=True)
class CommunityBoardsReport:
    """What was printed; `first_pages`: for each board in order the number of its first page, from 0."""

    pages: int
    issues: tuple[BoardIssue, ...]
    first_pages: tuple[int, ...]


def check_community_boards(
    contents: Sequence[CommunityBoardContent], office_fonts: Path | None = None
) -> tuple[BoardIssue, ...]:
    """Return everything wrong with boards of communities before they are printed."""
    chain = font_chain(office_fonts)
    found: list[BoardIssue] = []
    for content in contents:
        texts = ((content.community, text) for text in _texts(content))
        for glyph in missing_characters(texts, chain):
            found.append(BoardIssue(BoardIssueKind.MISSING_GLYPH, content.code, glyph.message))
        found.extend(community_issues(content))
    return tuple(found)


def community_boards_pdf(
    contents: Sequence[CommunityBoardContent],
    size: BoardSize,
    template: BoardTemplate,
    *,
    out: BinaryIO,
    office_fonts: Path | None = None,
    step: Callable[[int], None] = lambda _done: None,
) -> CommunityBoardsReport:
    """Write the boards of communities as one PDF; a long list of grids goes on to further pages.

    `step(done)` is called after each board and may raise CancelledError.
    Raises UnprintableBoardsError and BoardOverflowError with nothing written.
    """
    issues = check_community_boards(contents, office_fonts)
    blocking = tuple(issue for issue in issues if issue.is_blocking)
    if blocking:
        raise UnprintableBoardsError(blocking)
    chain = font_chain(office_fonts)
    chain.font(Face.REGULAR.value)
    first: Any = Face.REGULAR.value  # else ReportLab writes Helvetica into every file
    paper = (size.width_mm * POINTS_PER_MM, size.height_mm * POINTS_PER_MM)
    canvas = Canvas(out, pagesize=paper, pageCompression=1, initialFontName=first, lang="zh-CN")
    canvas.setTitle("村（社区）网格公示牌")
    canvas.setAuthor("")
    canvas.setSubject(f"{size.name} {template.value}")
    canvas.setCreator(f"gridadmin {__version__}")
    sheet = Sheet(canvas, chain, size, size.width_mm / (900 if size.width_mm > size.height_mm else 600))
    look, letters = LOOKS[template]
    pages, first_pages = 0, []
    for number, content in enumerate(contents, 1):
        first_pages.append(pages)
        sheet.about = content.community
        pages += _Board(sheet, look, letters, content, size).draw(canvas)
        step(number)
    canvas.save()
    return CommunityBoardsReport(pages, issues, tuple(first_pages))


class _Board:
    """One board in the making."""

    def __init__(
        self, sheet: Sheet, look: Look, letters: float, content: CommunityBoardContent, size: BoardSize
    ) -> None:
        self._sheet, self._look, self._content = sheet, look, content
        lying = size.width_mm > size.height_mm
        self._band = Rect(0, 0, sheet.width, 108 if lying else 132)
        height = 104 if lying else 118
        self._foot = Rect(0, sheet.height - height, sheet.width, height)
        top = self._band.bottom + 20
        self._body = Rect(MARGIN, top, sheet.width - 2 * MARGIN, self._foot.y - 16 - top)
        self._letters = letters
        self._duties = tuple(duty.full if size.wants_full_duties else duty.short for duty in content.duties)

    def draw(self, canvas: Canvas) -> int:
        """Draw the pages and return how many."""
        rows = GridRows(self._sheet, self._look, self._body, self._letters)
        share = DUTIES_SHARE if self._content.duties else 0
        first = Rect(self._body.x, self._body.y, self._body.w, self._body.h * (1 - share) - 16)
        pages = paged(rows, self._content.grids, first.h, self._body.h)
        for number, lines in enumerate(pages, 1):
            self._ground()
            self._head(number, len(pages))
            rows.draw(lines, self._body.y, first.h if number == 1 else self._body.h)
            if number == 1:
                self._draw_duties(Rect(self._body.x, first.bottom + 16, self._body.w, self._body.h - first.h - 16))
            self._draw_foot()
            if self._content.practice:
                self._sheet.watermark("练习数据", rgb("8A1020"))
            self._sheet.record.clear()
            canvas.showPage()
        return len(pages)

    def _ground(self) -> None:
        sheet, look = self._sheet, self._look

        def draw() -> None:
            sheet.fill(Rect(0, 0, sheet.width, sheet.height), look.paper)
            sheet.gradient(self._band, look.deep, look.bright, slant=self._band.h * 0.75)
            sheet.fill(Rect(0, self._band.bottom, sheet.width, 4.5), look.accent)
            sheet.gradient(self._foot, look.deep, look.tile, slant=self._foot.h * 0.75)
            sheet.fill(Rect(0, self._foot.y - 2.2, sheet.width, 2.2), look.accent)

        sheet.form(("community", look.deep, self._band, self._foot), draw)

    def _head(self, number: int, count: int) -> None:
        sheet, look, content, band = self._sheet, self._look, self._content, self._band
        right = band.right - MARGIN
        sheet.fill(Rect(MARGIN, band.h * 0.14, 4.6, 22), look.accent, 2.3)
        at = (MARGIN + 13, band.h * 0.14 + 10)
        sheet.text(f"{content.township}城乡网格化服务管理", Ink(12.5, Face.BOLD, WHITE, 0.04), at, right - at[0])
        law = "依照《聊城市城乡网格化服务管理条例》第十五条公示"
        sheet.text(law, Ink(7.8, Face.REGULAR, look.quiet, 0.06), (at[0], at[1] + 11.5), right - at[0])
        title, board = Ink(46, Face.BLACK, WHITE, 0.03), Ink(24, Face.BOLD, look.accent, 0.07)
        taken = sheet.width_of("网格公示牌", board)
        base = centred(band.h * 0.59, title.size)
        sheet.text(content.community, title, (MARGIN, base), right - taken - 24 - MARGIN)
        sheet.text("网格公示牌", board, (right, base - 1.5), align="r")
        page = f"第{number}页，共{count}页" if count > 1 else ""
        facts = "  ·  ".join(filter(None, (*self._facts(), page)))
        ink = Ink(12.2, Face.REGULAR, look.quiet)
        sheet.text(facts, ink, (MARGIN + 1, centred(band.h * 0.87, ink.size)), right - MARGIN)

    def _facts(self) -> tuple[str, ...]:
        content = self._content
        return (
            f"网格 {len(content.grids)} 个",
            f"{content.households}户" if content.households is not None else "",
            f"{content.residents}人" if content.residents is not None else "",
            f"网格员 {content.people} 人",
        )

    def _draw_duties(self, place: Rect) -> None:
        sheet, look = self._sheet, self._look
        if not self._duties:
            return

        def draw() -> None:
            heading = Ink(16, Face.BOLD, look.deep)
            draw_heading(sheet, "网格员职责", (place.x, place.y + 9), heading, look.bright, (place.right, look.rule))
            area = Rect(place.x, place.y + 26, place.w, place.h - 26)
            ink = Ink(11, Face.REGULAR, look.ink)
            draw_two_columns_of_duties(sheet, area, self._duties, ink, (look.bright, WHITE), 22)

        sheet.form(("community duties", look.deep, place, self._duties), draw)

    def _draw_foot(self) -> None:
        sheet, look, content, foot = self._sheet, self._look, self._content, self._foot
        left, side = float(MARGIN), foot.h - 30
        if content.qr:
            draw_qr(sheet, Rect(left, foot.y + 15, side, side), content.qr, look.deep, 6)
            left += side + 15
        middle = foot.right - MARGIN - (300 if sheet.width < 700 else 440)
        room = middle - left - 16
        day = content.printed_on
        stamp = f"{day.year}年{day.month}月{day.day}日更新 · 第{content.version}版"
        quiet = Ink(8.6, Face.REGULAR, look.quiet)
        sheet.text("有事请找网格员", Ink(17, Face.BOLD, WHITE), (left, foot.y + foot.h * 0.32), room)
        sheet.text("本牌信息有变动时及时更新", quiet, (left, foot.y + foot.h * 0.48), room)
        sheet.text(f"{content.issuer} 制", quiet, (left, foot.y + foot.h * 0.715), room)
        sheet.text(stamp, quiet, (left, foot.y + foot.h * 0.84), room)
        sheet.polyline([(middle, foot.y + 16), (middle, foot.bottom - 16)], look.tile, 0.8)
        tiles = 150.0 if sheet.width < 700 else 260.0
        phone_room = foot.right - MARGIN - tiles - middle - 30
        sheet.text("监督电话", quiet.at(11.5), (middle + 16, foot.y + foot.h * 0.36), phone_room)
        number = Ink(23, Face.BOLD, look.accent)
        at = (middle + 16, foot.y + foot.h * 0.62)
        sheet.phone(content.supervision_phone or "待公布", number, at, phone_room)
        sheet.text("欢迎监督网格服务", quiet, (middle + 16, foot.y + foot.h * 0.80), phone_room)
        area = Rect(foot.right - MARGIN - tiles, foot.y + 16, tiles, foot.h - 32)
        inks = (Ink(12.5, Face.BOLD, WHITE), Ink(7.6, Face.REGULAR, look.quiet), look.tile)
        columns = 1 if len(content.hotlines) <= 3 else 2 if sheet.width < 700 else 3
        draw_hotlines(sheet, area, content.hotlines, inks, columns)


def _texts(content: CommunityBoardContent) -> list[str]:
    texts = [content.community, content.township, content.issuer, content.supervision_phone or ""]
    for line in content.grids:
        texts += [line.grid_name, line.area]
        for person in line.staff:
            texts += [person.name, person.title, person.phone or ""]
    for duty in content.duties:
        texts += [duty.full, duty.short]
    return [*texts, *(text for hotline in content.hotlines for text in (hotline.label, hotline.number))]

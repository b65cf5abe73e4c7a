"""A worker's whole file as one PDF (档案): cover with photo, table of contents, sections, scanned papers as pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gridadmin.domain.workers_file import Block, FileFacts, FileSection, FileTable, FileWords, Word, WorkerFile, shown
from gridadmin.i18n import N_, Message
from gridadmin.reports.fonts import Face
from gridadmin.reports.notices_pictures import Pictures
from gridadmin.reports.notices_sheet import Rect
from gridadmin.reports.paper_flow import A4, BOTTOM, GREY, PaperFlow
from gridadmin.reports.paper_rows import Cell
from gridadmin.reports.workbook import practice_mark

PictureOf = Callable[[str], bytes | None]
MARGINS = (20.0, 20.0)
PHOTO = (35.0, 49.0)  # mm: the two-inch photo of Chinese papers
LARGEST_SCAN = (6000, 6000)  # pixels; what is filed is small enough already, so no page loses anything
TABLE, CONTENTS, HEADING = 9.5, 12.0, 13.0
SCANS = N_("Scanned papers")
LOST = N_("The picture of this page is not here.")


@dataclass(frozen=True)
class _Entry:
    """A line of the table of contents."""

    title: str
    page: int
    level: int


def worker_file_pdf(file: WorkerFile, picture_of: PictureOf) -> bytes:
    """Return the file; `picture_of` gives the JPEG of a digest, or None where it is lost.

    The pages are laid out twice: the first time to learn on which page everything stands.
    """
    entries = _laid_out(file, None, ()).entries
    return _laid_out(file, picture_of, entries).flow.bytes()


class _File:
    def __init__(self, file: WorkerFile, picture_of: PictureOf | None, contents: Sequence[_Entry]) -> None:
        title = Message(N_("File of {name}"), {"name": file.name}).text()
        self.flow = PaperFlow(title, practice_mark() if file.practice else "", MARGINS)
        self.file, self._picture_of = file, picture_of
        self._pictures = Pictures(self.flow.canvas, LARGEST_SCAN)
        self._contents = contents
        self.entries: list[_Entry] = []

    def lay_out(self) -> None:
        self._cover()
        for number, section in enumerate(self.file.sections, 1):
            self._section(number, section)
        if self.file.scans:
            self._scans()

    def _cover(self) -> None:
        flow, file = self.flow, self.file
        flow.foot = lambda _page: ""
        flow.new_page()
        flow.space(14)
        flow.text(file.organisation, 16, face=Face.BOLD, align="c")
        flow.space(8)
        flow.text(Message(N_("File of a grid worker")).text(), 30, face=Face.BLACK, align="c", leading=1.6)
        flow.space(10)
        box = Rect(A4.width_mm / 2 - PHOTO[0] / 2, flow.y, *PHOTO)
        self._photo(box)
        flow.space(PHOTO[1] + 8)
        flow.text(file.name, 22, face=Face.BOLD, align="c")
        day = Message(N_("{status} · as of {day}"), {"status": file.status, "day": file.as_of})
        flow.text(day.text(), 11, align="c", color=GREY)
        flow.space(10)
        for entry in self._contents:
            if entry.level == 0:
                flow.contents_line(entry.title, entry.page, CONTENTS)
        flow.space(6)
        masked = (
            N_("ID numbers and phones stand in full.") if file.unmasked else N_("ID numbers and phones are masked.")
        )
        flow.text(Message(masked).text(), 9, align="c", color=GREY)
        name = file.name
        flow.foot = lambda page: f"{name}　— {page} —"

    def _photo(self, box: Rect) -> None:
        content = self._picture_of(self.file.photo) if self.file.photo and self._picture_of else None
        if content is None:
            self.flow.empty_box(box, Message(N_("Photo")).text())
        else:
            self.flow.place_picture(self._pictures.register(content, self.file.name), box)

    def _section(self, number: int, section: FileSection) -> None:
        flow = self.flow
        title = f"{number}　{section.title.text()}"
        if number == 1:
            flow.new_page()
        else:
            flow.space(6)
            flow.need(45)
        self._enter(title, 0)
        flow.text(title, HEADING, face=Face.BOLD)
        flow.space(1)
        for block in section.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        flow = self.flow
        if isinstance(block, FileWords):
            flow.paragraph(shown(block.words), 10.5)
        elif isinstance(block, FileFacts):
            flow.table(list(_fact_rows(block.pairs)), TABLE)
        else:
            self._table(block)
        flow.space(4)

    def _table(self, table: FileTable) -> None:
        shares = table.shares or [1.0] * len(table.headings)
        head = [Cell(shown(word), share, head=True) for word, share in zip(table.headings, shares, strict=True)]
        rows = [[Cell(shown(word), share) for word, share in zip(row, shares, strict=True)] for row in table.rows]
        if table.title:
            self.flow.need(22)
            self.flow.text(shown(table.title), 10.5, face=Face.BOLD, leading=1.9)
        self.flow.table([head, *rows], TABLE, repeat=1)

    def _scans(self) -> None:
        flow = self.flow
        last = ""
        for section, scan in self.file.scans:
            flow.new_page()
            if not last:
                self._enter(Message(SCANS).text(), 0)
            title = f"{section.title.text()} · {shown(scan.title)}"
            if title != last:
                self._enter(title, 1)
            last = title
            flow.text(title, 9, color=GREY)
            box = Rect(MARGINS[0], flow.y + 2, A4.width_mm - sum(MARGINS), A4.height_mm - BOTTOM - flow.y - 4)
            content = self._picture_of(scan.digest) if self._picture_of else None
            if content is not None:
                flow.place_picture(self._pictures.register(content, title), box)
            elif self._picture_of is not None:
                flow.empty_box(box, Message(LOST).text())

    def _enter(self, title: str, level: int) -> None:
        self.entries.append(_Entry(title, self.flow.bookmark(title, level), level))


def _laid_out(file: WorkerFile, picture_of: PictureOf | None, contents: Sequence[_Entry]) -> _File:
    made = _File(file, picture_of, contents)
    made.lay_out()
    return made


def _fact_rows(pairs: Sequence[tuple[Word, Word]]) -> Sequence[list[Cell]]:
    """Return facts two beside each other; a long value gets a row of its own."""
    rows: list[list[Cell]] = []
    line: list[Cell] = []
    for title, value in pairs:
        cells = [Cell(shown(title), 1.1, head=True), Cell(shown(value) or "—", 2.4)]
        if len(shown(value)) > 26:
            rows += [line + _blank(line)] if line else []
            rows.append([cells[0], Cell(shown(value), 5.9)])
            line = []
        elif line:
            rows.append([*line, *cells])
            line = []
        else:
            line = cells
    return [*rows, line + _blank(line)] if line else rows


def _blank(line: list[Cell]) -> list[Cell]:
    return [Cell("", 1.1, head=True), Cell("", 2.4)] if line else []

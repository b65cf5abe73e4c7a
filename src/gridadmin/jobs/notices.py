"""Printing boards: one job from the facts to the file, and the record of what was printed (Art 15)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.grids import GridRow
from gridadmin.domain.notices import BoardContent, BoardIssue, BoardSize, BoardTemplate, board_size
from gridadmin.domain.snapshot import BoardStatus
from gridadmin.i18n import N_, Message
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.board_contents import board_contents, with_photos
from gridadmin.services.grids import list_grids
from gridadmin.services.notices import number_boards, record_prints
from gridadmin.services.notices_states import board_states

FONT_FOLDER = "fonts"  # in the office's folder: fonts of its own, for characters that ours lack


@dataclass(frozen=True)
class BoardChoice:
    """Which boards to print and how.

    Attributes:
        grid_ids, community_code: the boards of some grids, or of a village; neither = of all grids.
        stale_only: only those that were never printed or are no longer true.
        size: a paper (A4, A3, A2, A1) or width×height in millimetres.
    """

    grid_ids: tuple[UUID, ...] = ()
    community_code: str | None = None
    stale_only: bool = False
    template: BoardTemplate = BoardTemplate.STANDARD_BLUE
    size: str = "A3"
    photos: bool = False

    @property
    def board_size(self) -> BoardSize:
        """The size in millimetres; InvalidError for one that is none."""
        return board_size(self.size, self.template)


@dataclass(frozen=True)
class PrintedBoards:
    """What a print made: the file's bytes, boards, pages, warnings, and on which page each grid's board begins."""

    pdf: bytes = field(repr=False)
    contents: tuple[BoardContent, ...]
    pages: int
    issues: tuple[BoardIssue, ...]
    first_pages: tuple[int, ...]


def preview_boards(office: OpenOffice, choice: BoardChoice, progress: Progress | None = None) -> PrintedBoards:
    """Draw boards exactly as `print_boards` would, and record nothing.

    Raises:
        NotFoundError: no grid fits the choice. InvalidError: no such size.
        UnprintableBoardsError, BoardOverflowError: named before anything is drawn; CancelledError.
    """
    from gridadmin.reports.notices import boards_pdf

    progress = progress or Progress()
    size, contents = choice.board_size, _contents(office, choice)
    out = io.BytesIO()
    fonts = Path(office.location) / FONT_FOLDER
    report = boards_pdf(
        contents,
        size,
        choice.template,
        out=out,
        photos=choice.photos,
        office_fonts=fonts if fonts.is_dir() else None,
        progress=lambda done, total: progress.report(done, total, Message(N_("Drawing boards"))),
        cancelled=lambda: progress.cancelled,
    )
    return PrintedBoards(out.getvalue(), tuple(contents), report.pages, report.issues, report.first_pages)


def print_boards(office: OpenOffice, choice: BoardChoice, out: Path, progress: Progress | None = None) -> PrintedBoards:
    """Write boards as one PDF and record word for word what they say, as one act.

    The file is there whole or not at all; where it cannot be written nothing is recorded. Errors as `preview_boards`.
    """
    printed = preview_boards(office, choice, progress)
    write_file(out, printed.pdf)
    record_boards(office, choice, printed)
    return printed


def record_boards(office: OpenOffice, choice: BoardChoice, printed: PrintedBoards) -> None:
    """Record boards that were previewed and then printed, as one act."""
    names = printed.contents[0].grid_name
    sentence = Message(N_("Printed {count} boards, {size}"), {"count": len(printed.contents), "size": choice.size})
    if len(printed.contents) == 1:
        sentence = Message(N_("Printed the board of {grid}, {size}"), {"grid": names, "size": choice.size})
    template, size = choice.template.value, choice.board_size.name
    office.act(sentence, record_prints, printed.contents, template, size, office.today())


def _contents(office: OpenOffice, choice: BoardChoice) -> list[BoardContent]:
    contents, grids = office.read(_chosen, choice, office.today())
    if not contents:
        raise NotFoundError(N_("There is no grid to print a board for. Import the county's grid list first."))
    if not choice.photos:
        return contents
    return [with_photos(content, grid, office.photo) for content, grid in zip(contents, grids, strict=True)]


def _chosen(session: Session, choice: BoardChoice, today: date) -> tuple[list[BoardContent], Sequence[GridRow]]:
    grids = [row for row in list_grids(session, today) if _is_chosen(row, choice)]
    if choice.stale_only:
        bad = {s.grid_id for s in board_states(session, today, grids) if s.status is not BoardStatus.CURRENT}
        grids = [row for row in grids if row.id in bad]
    contents = number_boards(session, board_contents(session, today, grids))
    return [replace(content, printed_on=today) for content in contents], grids


def _is_chosen(row: GridRow, choice: BoardChoice) -> bool:
    if choice.grid_ids:
        return row.id in choice.grid_ids
    return choice.community_code is None or row.community_code == choice.community_code

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
from gridadmin.domain.notices import (
    BoardContent,
    BoardIssue,
    BoardSize,
    BoardTemplate,
    UnprintableBoardsError,
    board_size,
)
from gridadmin.domain.notices_community import CommunityBoardContent
from gridadmin.domain.office import CommunityRow
from gridadmin.domain.snapshot import BoardState, BoardStatus
from gridadmin.i18n import N_, Message
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.printers import spool_pdf
from gridadmin.jobs.progress import Progress
from gridadmin.services.board_contents import board_contents, with_photos
from gridadmin.services.community_contents import community_contents
from gridadmin.services.grids import list_grids
from gridadmin.services.notices import number_boards, number_community_boards, record_prints
from gridadmin.services.notices_states import board_states, community_states
from gridadmin.services.office import list_communities

FONT_FOLDER = "fonts"  # in the office's folder: fonts of its own, for characters that ours lack


@dataclass(frozen=True)
class BoardChoice:
    """Which boards to print and how.

    Attributes:
        grid_ids, community_ids: the boards of some grids, and the own boards of some communities.
        community_code: where no ids are given, those of a village; without it, of the whole office.
        communities: where no ids are given, the communities' own boards too, before those of their grids.
        stale_only: only those that were never printed or are no longer true.
        size: a paper (A4, A3, A2, A1) or width×height in millimetres.
        on: a day to come on which they are put up: they say what is true from then on; None = today.
    """

    grid_ids: tuple[UUID, ...] = ()
    community_code: str | None = None
    stale_only: bool = False
    template: BoardTemplate = BoardTemplate.STANDARD_BLUE
    size: str = "A3"
    photos: bool = False
    communities: bool = False
    community_ids: tuple[UUID, ...] = ()
    on: date | None = None

    @property
    def board_size(self) -> BoardSize:
        """The size in millimetres; InvalidError for one that is none."""
        return board_size(self.size, self.template)

    @property
    def names_boards(self) -> bool:
        """Whether the boards are given by id."""
        return bool(self.grid_ids or self.community_ids)


@dataclass(frozen=True)
class ChosenBoards:
    """What a choice comes to: the boards of grids and of communities, numbered and dated, ready to be drawn."""

    grids: tuple[BoardContent, ...]
    communities: tuple[CommunityBoardContent, ...] = ()
    photos_of: tuple[GridRow, ...] = field(default=(), repr=False)

    def __len__(self) -> int:
        return len(self.grids) + len(self.communities)


@dataclass(frozen=True)
class PrintedBoards:
    """What a print made: the file's bytes, boards, pages, warnings, and on which page each board begins.

    The communities' boards come first; `first_pages` counts them before those of the grids.
    """

    pdf: bytes = field(repr=False)
    contents: tuple[BoardContent, ...]
    pages: int
    issues: tuple[BoardIssue, ...]
    first_pages: tuple[int, ...]
    communities: tuple[CommunityBoardContent, ...] = ()


@dataclass(frozen=True)
class CheckedChoice:
    """What printing would meet, found without drawing: how many boards, and everything wrong with them."""

    grids: int
    communities: int
    issues: tuple[BoardIssue, ...]

    @property
    def boards(self) -> int:
        """How many boards in all."""
        return self.grids + self.communities

    @property
    def blocking(self) -> tuple[BoardIssue, ...]:
        """What stops the print."""
        return tuple(issue for issue in self.issues if issue.is_blocking)


def check_choice(office: OpenOffice, choice: BoardChoice, progress: Progress | None = None) -> CheckedChoice:
    """Return what is wrong with the boards of a choice before anything is drawn; a choice of nothing has no boards."""
    from gridadmin.reports.notices import check_boards
    from gridadmin.reports.notices_community import check_community_boards

    (progress or Progress()).check()
    chosen = _with_photos(office, choice, office.read(_chosen, choice, choice.on or office.today()))
    fonts = _fonts(office)
    issues = (
        *check_community_boards(chosen.communities, fonts),
        *check_boards(chosen.grids, choice.photos, fonts),
    )
    return CheckedChoice(len(chosen.grids), len(chosen.communities), issues)


def preview_boards(office: OpenOffice, choice: BoardChoice, progress: Progress | None = None) -> PrintedBoards:
    """Draw boards exactly as `print_boards` would, and record nothing.

    Raises:
        NotFoundError: no grid fits the choice. InvalidError: no such size.
        UnprintableBoardsError, BoardOverflowError: named before anything is drawn; CancelledError.
    """
    size, chosen = choice.board_size, office.read(_chosen, choice, choice.on or office.today())
    if not len(chosen):
        raise NotFoundError(N_("There is no grid to print a board for. Import the county's grid list first."))
    return _drawn(office, choice, size, _with_photos(office, choice, chosen), progress or Progress())


def print_boards(office: OpenOffice, choice: BoardChoice, out: Path, progress: Progress | None = None) -> PrintedBoards:
    """Write boards as one PDF and record word for word what they say, as one act.

    The file is there whole or not at all; where it cannot be written nothing is recorded. Errors as `preview_boards`.
    """
    printed = preview_boards(office, choice, progress)
    write_file(out, printed.pdf)
    record_boards(office, choice, printed)
    return printed


def spool_boards(
    office: OpenOffice, choice: BoardChoice, printer: str, progress: Progress | None = None
) -> PrintedBoards:
    """Send boards to a printer of this system as they are, never scaled, and record them when it has taken them.

    Raises PrinterError, with nothing recorded; else as `preview_boards`.
    """
    printed = preview_boards(office, choice, progress)
    spool_pdf(printed.pdf, printer, choice.board_size)
    record_boards(office, choice, printed)
    return printed


def record_printed(
    office: OpenOffice, choice: BoardChoice, printed: PrintedBoards, progress: Progress | None = None
) -> PrintedBoards:
    """Record boards that the window has printed itself; a job for the window."""
    (progress or Progress()).check()
    record_boards(office, choice, printed)
    return printed


def record_boards(office: OpenOffice, choice: BoardChoice, printed: PrintedBoards) -> None:
    """Record boards that were previewed and then printed, as one act."""
    names = [*(sheet.community for sheet in printed.communities), *(board.grid_name for board in printed.contents)]
    sentence = Message(N_("Printed {count} boards, {size}"), {"count": len(names), "size": choice.size})
    if len(names) == 1:
        sentence = Message(N_("Printed the board of {grid}, {size}"), {"grid": names[0], "size": choice.size})
    template, size = choice.template.value, choice.board_size.name
    day = choice.on or office.today()
    office.act(sentence, record_prints, printed.contents, template, size, day, printed.communities)


def _drawn(
    office: OpenOffice, choice: BoardChoice, size: BoardSize, chosen: ChosenBoards, progress: Progress
) -> PrintedBoards:
    from gridadmin.reports.notices import check_boards
    from gridadmin.reports.notices_community import check_community_boards
    from gridadmin.reports.pdf_files import joined_pdf

    fonts = _fonts(office)
    checked = (*check_community_boards(chosen.communities, fonts), *check_boards(chosen.grids, choice.photos, fonts))
    blocking = tuple(issue for issue in checked if issue.is_blocking)
    if blocking:
        raise UnprintableBoardsError(blocking)
    parts: list[bytes] = []
    first_pages: list[int] = []
    pages = 0
    for draw in (_draw_communities, _draw_grids):
        pdf, starts, more = draw(office, choice, size, chosen, progress)
        first_pages += [pages + start for start in starts]
        pages += more
        parts += [pdf] if more else []
    return PrintedBoards(joined_pdf(parts), chosen.grids, pages, checked, tuple(first_pages), chosen.communities)


Drawn = tuple[bytes, tuple[int, ...], int]


def _draw_communities(
    office: OpenOffice, choice: BoardChoice, size: BoardSize, chosen: ChosenBoards, progress: Progress
) -> Drawn:
    from gridadmin.reports.notices_community import community_boards_pdf

    if not chosen.communities:
        return b"", (), 0
    out = io.BytesIO()
    text = Message(N_("Drawing boards"))
    report = community_boards_pdf(
        chosen.communities,
        size,
        choice.template,
        out=out,
        office_fonts=_fonts(office),
        step=lambda done: progress.report(done, len(chosen), text),
    )
    return out.getvalue(), report.first_pages, report.pages


def _draw_grids(
    office: OpenOffice, choice: BoardChoice, size: BoardSize, chosen: ChosenBoards, progress: Progress
) -> Drawn:
    from gridadmin.reports.notices import boards_pdf

    if not chosen.grids:
        return b"", (), 0
    out = io.BytesIO()
    text, before = Message(N_("Drawing boards")), len(chosen.communities)
    report = boards_pdf(
        chosen.grids,
        size,
        choice.template,
        out=out,
        photos=choice.photos,
        office_fonts=_fonts(office),
        progress=lambda done, _total: progress.report(before + done, len(chosen), text),
        cancelled=lambda: progress.cancelled,
    )
    return out.getvalue(), report.first_pages, report.pages


def _fonts(office: OpenOffice) -> Path | None:
    folder = Path(office.location) / FONT_FOLDER
    return folder if folder.is_dir() else None


def _with_photos(office: OpenOffice, choice: BoardChoice, chosen: ChosenBoards) -> ChosenBoards:
    if not choice.photos:
        return chosen
    pairs = zip(chosen.grids, chosen.photos_of, strict=True)
    return replace(chosen, grids=tuple(with_photos(content, grid, office.photo) for content, grid in pairs))


def _chosen(session: Session, choice: BoardChoice, today: date) -> ChosenBoards:
    grids = [row for row in list_grids(session, today) if _is_chosen(row.id, row.community_code, choice)]
    homes = [row for row in list_communities(session) if _is_chosen_home(row, choice)]
    if choice.stale_only:
        bad = _stale(board_states(session, today, grids)) if grids else set()
        bad |= _stale(community_states(session, today)) if homes else set()
        grids, homes = [row for row in grids if row.id in bad], [row for row in homes if row.id in bad]
    contents = number_boards(session, board_contents(session, today, grids))
    sheets = [sheet for sheet in community_contents(session, today, homes) if sheet.grids] if homes else []
    return ChosenBoards(
        tuple(replace(content, printed_on=today) for content in contents),
        tuple(number_community_boards(session, sheets)),
        tuple(grids),
    )


def _stale(states: Sequence[BoardState]) -> set[UUID]:
    return {state.grid_id or state.community_id for state in states if state.status is not BoardStatus.CURRENT}


def _is_chosen(grid_id: UUID, community_code: str, choice: BoardChoice) -> bool:
    if choice.names_boards:
        return grid_id in choice.grid_ids
    return choice.community_code in (None, community_code)


def _is_chosen_home(row: CommunityRow, choice: BoardChoice) -> bool:
    if choice.names_boards:
        return row.id in choice.community_ids
    return choice.communities and choice.community_code in (None, row.code)

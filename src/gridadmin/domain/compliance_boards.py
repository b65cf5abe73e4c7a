"""Article 15: the five items can be shown, and what hangs on the wall is true."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from gridadmin.domain.compliance_duties import Page, Result, SubjectType, Verdict, duty, page_of
from gridadmin.domain.grids import GridRow, GridStaffRow
from gridadmin.domain.office import CommunityRow
from gridadmin.domain.snapshot import BoardState, BoardStatus, OfficeSnapshot, worst_status
from gridadmin.domain.workers import WorkerStatus
from gridadmin.i18n import N_, Message

WALL = (
    "城乡社区、行政村和网格应当在辖区显著位置公示网格名称、网格管辖范围、网格员职责、网格员姓名和联系方式等信息，"
    "并及时更新。"
)


@duty(
    "art15.items",
    SubjectType.GRID,
    N_("The five items of the board can be shown"),
    "网格名称、网格管辖范围、网格员职责、网格员姓名和联系方式",
)
def items_are_complete(snapshot: OfficeSnapshot, grid: GridRow) -> Verdict:
    """Art 15: name, area, duties (always those of Art 13), workers' names, and a contact for each of them."""
    serving = [member for member in grid.staff if _serves(snapshot, member)]
    silent = [member.name for member in serving if not (member.phone or "").strip()]
    missing = [
        *([] if grid.name.strip() else [Message(N_("The grid has no name."))]),
        *([] if (grid.board_area or grid.area).strip() else [Message(N_("The area of the grid is not described."))]),
        *([] if serving else [Message(N_("There is no grid worker to name."))]),
        *(Message(N_("{name} has no phone number."), {"name": name}) for name in silent),
    ]
    if not missing:
        return Verdict(
            Result.MET, "items_complete", (Message(N_("Name, area, duties, workers and contact are on file.")),)
        )
    remedy = Message(N_("Complete what is missing, then print the board."))
    page = page_of(Page.WORKERS, serving[0].worker_id) if len(missing) == len(silent) else page_of(Page.GRIDS, grid.id)
    return Verdict(Result.NOT_MET, "items_missing", tuple(missing), remedy, page)


def _serves(snapshot: OfficeSnapshot, member: GridStaffRow) -> bool:
    worker = snapshot.workers_by_id.get(member.worker_id)
    return worker is not None and worker.status is WorkerStatus.ACTIVE


@duty("art15.grid_board", SubjectType.GRID, N_("The board of the grid is true"), WALL)
def grid_board_is_current(snapshot: OfficeSnapshot, grid: GridRow) -> Verdict:
    """Art 15: a board has been printed for the grid and says what is true on the date."""
    return _board_verdict(snapshot, snapshot.grid_boards.get(grid.id, ()), grid.id)


@duty("art15.community_board", SubjectType.COMMUNITY, N_("The board of the community or village is true"), WALL)
def community_board_is_current(snapshot: OfficeSnapshot, community: CommunityRow) -> Verdict:
    """Art 15: communities and villages post their grids too."""
    return _board_verdict(snapshot, snapshot.community_boards.get(community.id, ()), community.id)


def _board_verdict(snapshot: OfficeSnapshot, boards: tuple[BoardState, ...], record_id: UUID) -> Verdict:
    page = page_of(Page.NOTICES, record_id)
    status = worst_status(boards)
    if status is BoardStatus.MISSING:
        remedy = Message(N_("Print the board and have it posted."))
        return Verdict(Result.NOT_MET, "board_missing", (Message(N_("No board has been printed.")),), remedy, page)
    facts = tuple(_board_fact(board) for board in boards)
    if status is BoardStatus.CURRENT:
        return Verdict(Result.MET, "board_current", facts)
    outdated = [board for board in boards if board.status is BoardStatus.TO_REPRINT]
    texts = {difference.text(): difference for board in outdated for difference in board.differences}
    differences = tuple(texts.values())
    due = _due(snapshot, outdated)
    if due is not None and snapshot.as_of <= due:
        remedy = Message(N_("Reprint the board and have it posted by {day}."), {"day": due})
        return Verdict(Result.MET, "board_due", (*facts, *differences), remedy, page)
    remedy = Message(N_("Reprint the board and have it posted."))
    return Verdict(Result.NOT_MET, "board_outdated", (*facts, *differences), remedy, page)


def _board_fact(board: BoardState) -> Message:
    values = {
        "place": board.place or Message(N_("posting place not recorded")),
        "day": board.printed_on or Message(N_("an unknown day")),
        "version": board.version or 0,
        "status": board.status.message,
    }
    return Message(N_("{place}: printed on {day}, version {version}, {status}."), values)


def _due(snapshot: OfficeSnapshot, outdated: list[BoardState]) -> date | None:
    """The last day that still is 及时 by the office's own parameter; None where that cannot be told."""
    days = snapshot.parameters.number("art15.update_days", snapshot.as_of)
    since = [board.outdated_since for board in outdated if board.outdated_since]
    if days is None or len(since) < len(outdated):
        return None
    return min(since) + timedelta(days=days)

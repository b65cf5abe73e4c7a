"""The boards of the office as lists: every posting place with the state of its board, and one board in full."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.notices_lists import BoardDetail, BoardLine, BoardPrintRow, BoardSubject, board_line
from gridadmin.i18n import N_
from gridadmin.models.notices import BoardPrint
from gridadmin.services.dated import covers
from gridadmin.services.grids import get_grid, list_grids
from gridadmin.services.notices import list_places
from gridadmin.services.notices_states import (
    board_states,
    community_board_differences,
    community_states,
    grid_differences,
)
from gridadmin.services.office import list_communities


def list_boards(session: Session, on: date) -> list[BoardLine]:
    """Return every board at every posting place on a day: by community, its own board first, then its grids."""
    ever = list_grids(session, on, ended=True)
    grids = [grid for grid in ever if covers(grid.valid_from, grid.valid_to, on)]
    by_id = {grid.id: grid for grid in grids}
    homes = {row.id: row for row in list_communities(session)}
    lines: list[tuple[str, str, BoardLine]] = []
    for state in community_states(session, on, ever):
        home = homes[state.community_id]
        lines.append((home.code, "", board_line(state, home.name, home.code, home.name)))
    for state in board_states(session, on, grids):
        if state.grid_id is not None:
            grid = by_id[state.grid_id]
            lines.append((grid.community_code, grid.code, board_line(state, grid.name, grid.code, grid.community)))
    return [line for _community, _grid, line in sorted(lines, key=lambda found: (*found[:2], found[2].place))]


def get_board(session: Session, subject: BoardSubject, on: date) -> BoardDetail:
    """Return a board in full as of a day; NotFoundError where the grid or community is gone."""
    if subject.grid_id is not None:
        differences = grid_differences(session, get_grid(session, subject.grid_id, on), on)
    else:
        community = next((row for row in list_communities(session) if row.id == subject.community_id), None)
        if community is None:
            raise NotFoundError(N_("The community is no longer there."))
        differences = community_board_differences(session, community, on)
    return BoardDetail(
        subject=subject,
        differences=differences,
        prints=tuple(_prints(session, subject, on)),
        places=tuple(list_places(session, subject, on)),
    )


def _prints(session: Session, subject: BoardSubject, on: date) -> list[BoardPrintRow]:
    columns = (BoardPrint.number, BoardPrint.printed_on, BoardPrint.template, BoardPrint.size)
    query = select(*columns).where(BoardPrint.printed_on <= on, _owner(subject.grid_id, subject.community_id))
    return [BoardPrintRow(*row) for row in session.execute(query.order_by(BoardPrint.number.desc()))]


def _owner(grid_id: UUID | None, community_id: UUID) -> ColumnElement[bool]:
    if grid_id is not None:
        return BoardPrint.grid_id == grid_id
    return (BoardPrint.community_id == community_id) & BoardPrint.grid_id.is_(None)

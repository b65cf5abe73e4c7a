"""Boards on the wall: where they hang, what was printed, and whether it is still true (Art 15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.grids import GridRow
from gridadmin.domain.notices import BoardContent, BoardDifference, board_differences, board_fingerprint, printed_facts
from gridadmin.domain.office import OfficeRow
from gridadmin.domain.snapshot import BoardState, BoardStatus
from gridadmin.i18n import N_, Message
from gridadmin.models.grids import GridVersion
from gridadmin.models.ids import new_id
from gridadmin.models.notices import BoardPrint, PostingPlace
from gridadmin.models.workers import Appointment, Employment, WorkerPhone
from gridadmin.services.assignment import assign
from gridadmin.services.board_contents import board_content
from gridadmin.services.dated import version_on
from gridadmin.services.grids import get_grid, list_grids
from gridadmin.services.office import get_office

ONE_DAY = timedelta(days=1)


def board_states(session: Session, on: date, grids: Sequence[GridRow] | None = None) -> tuple[BoardState, ...]:
    """Return the state of every posting place on a day; a grid without places has one state, at no place."""
    rows = list_grids(session, on) if grids is None else grids
    office = get_office(session)
    prints = _last_prints(session, on)
    places = _places(session, on)
    states: list[BoardState] = []
    for grid in rows:
        state = _state(session, office, grid, prints.get(grid.id), on)
        states.extend(replace(state, place=place) for place in places.get(grid.id, [""]))
    return tuple(states)


def _state(session: Session, office: OfficeRow, grid: GridRow, printed: BoardPrint | None, on: date) -> BoardState:
    if printed is None:
        return BoardState(grid.id, grid.community_id, "", None, None, BoardStatus.MISSING)
    differences = _differences(office, grid, printed, on)
    return BoardState(
        grid_id=grid.id,
        community_id=grid.community_id,
        place="",
        printed_on=printed.printed_on,
        version=printed.number,
        status=BoardStatus.TO_REPRINT if differences else BoardStatus.CURRENT,
        differences=tuple(_difference_message(difference) for difference in differences),
        outdated_since=_outdated_since(session, office, grid, printed, on) if differences else None,
    )


def _differences(office: OfficeRow, grid: GridRow, printed: BoardPrint, on: date) -> tuple[BoardDifference, ...]:
    content = board_content(office, grid, on)
    if board_fingerprint(content) == printed.fingerprint:
        return ()
    return board_differences(printed.content, printed_facts(content))


def _difference_message(difference: BoardDifference) -> Message:
    return Message(
        N_("{item}: printed “{printed}”, now “{now}”"),
        {"item": difference.item.message, "printed": difference.printed, "now": difference.now},
    )


def _outdated_since(session: Session, office: OfficeRow, grid: GridRow, printed: BoardPrint, on: date) -> date | None:
    """Return the first day on which a dated change made the print false; None where it was false from the start."""
    for day in _turning_days(session, grid.id, printed.printed_on, on):
        if _differences(office, get_grid(session, grid.id, day), printed, day):
            return day
    return None


def _turning_days(session: Session, grid_id: UUID, after: date, until: date) -> list[date]:
    """Return the days in (after, until] on which something that a grid's board says may have changed."""
    posts = session.scalars(select(Appointment).where(Appointment.grid_id == grid_id)).all()
    people = {post.worker_id for post in posts}
    spells = session.scalars(select(Employment).where(Employment.worker_id.in_(people))).all()
    phones = session.scalars(select(WorkerPhone).where(WorkerPhone.worker_id.in_(people))).all()
    versions = session.scalars(select(GridVersion.valid_from).where(GridVersion.grid_id == grid_id)).all()
    days: set[date | None] = {*versions, *(phone.valid_from for phone in phones)}
    days |= {phone.valid_to + ONE_DAY for phone in phones if phone.valid_to}
    for start, end in [*((p.started_on, p.ended_on) for p in posts), *((s.started_on, s.ended_on) for s in spells)]:
        days |= {start, end + ONE_DAY if end else None}
    return sorted(day for day in days if day is not None and after < day <= until)


def _last_prints(session: Session, on: date) -> dict[UUID, BoardPrint]:
    query = select(BoardPrint).where(BoardPrint.printed_on <= on, BoardPrint.grid_id.is_not(None))
    prints = session.scalars(query.order_by(BoardPrint.number))
    return {row.grid_id: row for row in prints if row.grid_id is not None}


def _places(session: Session, on: date) -> Mapping[UUID, list[str]]:
    places: dict[UUID, list[str]] = defaultdict(list)
    for row in session.scalars(select(PostingPlace).order_by(PostingPlace.place)):
        if row.grid_id is not None and (row.removed_on is None or row.removed_on > on):
            places[row.grid_id].append(row.place)
    return places


def number_boards(session: Session, contents: Iterable[BoardContent]) -> list[BoardContent]:
    """Return the contents numbered as the next print of each grid."""
    query = select(func.max(BoardPrint.number), BoardPrint.grid_id).group_by(BoardPrint.grid_id)
    last = {grid_id: number for number, grid_id in session.execute(query)}
    codes = {row.code: row.id for row in list_grids(session, date.max)}
    return [replace(content, version=(last.get(codes.get(content.code)) or 0) + 1) for content in contents]


def record_prints(
    session: Session, contents: Sequence[BoardContent], template: str, size: str, printed_on: date
) -> int:
    """Record what was printed, word for word, so that a board that becomes false can be named; return how many."""
    grids = {row.code: row for row in list_grids(session, printed_on)}
    for content in contents:
        grid = grids[content.code]
        session.add(
            BoardPrint(
                id=new_id(),
                grid_id=grid.id,
                community_id=grid.community_id,
                number=content.version,
                printed_on=printed_on,
                template=template,
                size=size,
                fingerprint=board_fingerprint(content),
                content=printed_facts(content),
            )
        )
    return len(contents)


def list_places(session: Session, grid_id: UUID, on: date) -> list[tuple[UUID, str]]:
    """Return (id, place) of where a grid's boards hang on a day."""
    query = select(PostingPlace).where(PostingPlace.grid_id == grid_id).order_by(PostingPlace.place)
    return [(row.id, row.place) for row in session.scalars(query) if row.removed_on is None or row.removed_on > on]


def add_place(session: Session, grid_id: UUID, place: str, on: date) -> UUID:
    """Add a posting place of a grid and return its id; InvalidError for an empty one or one that is there already."""
    place = place.strip()
    versions = session.scalars(select(GridVersion).where(GridVersion.grid_id == grid_id)).all()
    grid = version_on(versions, on)
    if grid is None:
        raise NotFoundError(N_("The grid is no longer there."))
    if not place:
        raise InvalidError(N_("Enter where the board hangs."), {"place": Message(N_("Enter where the board hangs."))})
    if any(known == place for _id, known in list_places(session, grid_id, on)):
        raise InvalidError(N_("{grid} has the place “{place}” already."), grid=grid.name, place=place)
    row = PostingPlace(id=new_id(), grid_id=grid_id, community_id=grid.community_id, place=place)
    session.add(row)
    return row.id


def remove_place(session: Session, place_id: UUID, on: date) -> None:
    """Record that a board no longer hangs at a place from a day on."""
    row = session.get(PostingPlace, place_id)
    if row is None:
        raise NotFoundError(N_("The posting place is no longer there."))
    assign(row, removed_on=on)

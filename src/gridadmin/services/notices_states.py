"""Whether what hangs on the wall is still true (Art 15): boards of grids and of communities, held against the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.grids import GridRow
from gridadmin.domain.notices import (
    UNDATED_ITEMS,
    BoardDifference,
    board_differences,
    board_fingerprint,
    printed_facts,
)
from gridadmin.domain.notices_community import community_differences, community_facts, community_fingerprint
from gridadmin.domain.office import CommunityRow, OfficeRow
from gridadmin.domain.snapshot import BoardState, BoardStatus
from gridadmin.i18n import N_, Message
from gridadmin.models.notices import BoardPrint, PostingPlace
from gridadmin.services.board_contents import board_content
from gridadmin.services.community_contents import community_content
from gridadmin.services.dated import covers
from gridadmin.services.grids import list_grids
from gridadmin.services.notices_past import BoardPast
from gridadmin.services.office import get_office, list_communities

Differences = tuple[BoardDifference, ...]


@dataclass(frozen=True)
class _Print:
    """A board as it was printed last; its words are read only where they are no longer true."""

    id: UUID
    printed_on: date
    number: int
    fingerprint: str


def board_states(session: Session, on: date, grids: Sequence[GridRow] | None = None) -> tuple[BoardState, ...]:
    """Return the state of every posting place of grids on a day; a grid without places has one state, at no place."""
    rows = list_grids(session, on) if grids is None else grids
    return _GridBoards(session, on).states(rows)


def community_states(session: Session, on: date, ever: Sequence[GridRow] | None = None) -> tuple[BoardState, ...]:
    """Return the state of every posting place of the communities' own boards on a day.

    `ever`: all grids that exist then or existed before, where they have been read already.
    """
    rows = list_grids(session, on, ended=True) if ever is None else ever
    return _CommunityBoards(session, on, rows).states(list_communities(session))


def grid_differences(session: Session, grid: GridRow, on: date) -> Differences:
    """Return in what the last print of a grid's board is false on a day; nothing where none was printed."""
    return _GridBoards(session, on).differences_of(grid)


def community_board_differences(session: Session, community: CommunityRow, on: date) -> Differences:
    """Return in what the last print of a community's board is false on a day; nothing where none was printed."""
    return _CommunityBoards(session, on, list_grids(session, on, ended=True)).differences_of(community)


class _GridBoards:
    """The boards of grids on a day."""

    def __init__(self, session: Session, on: date) -> None:
        self._session, self._on = session, on
        self._office: OfficeRow = get_office(session)
        self._past = BoardPast(session)
        self._prints = _last_prints(session, on, of_grids=True)
        self._words = _Words(session)
        self._places = _places(session, on, of_grids=True)

    def states(self, grids: Iterable[GridRow]) -> tuple[BoardState, ...]:
        found: list[BoardState] = []
        for grid in grids:
            plain = BoardState(grid.id, grid.community_id, "", None, None, BoardStatus.MISSING)
            printed = self._prints.get(grid.id)
            state = plain if printed is None else self._held_against(plain, printed, grid)
            found.extend(replace(state, place=place) for place in self._places.get(grid.id, [""]))
        return tuple(found)

    def differences_of(self, grid: GridRow) -> Differences:
        printed = self._prints.get(grid.id)
        if printed is None or board_fingerprint(board_content(self._office, grid, self._on)) == printed.fingerprint:
            return ()
        return self._differences(self._words[printed.id], grid, self._on)

    def _held_against(self, plain: BoardState, printed: _Print, grid: GridRow) -> BoardState:
        differences = self.differences_of(grid)
        since = None
        if differences:
            words = self._words[printed.id]
            days = self._past.turning_days([grid.id], printed.printed_on, self._on)
            since = _first_day(days, lambda day: self._differences(words, self._past.grid_on(grid, day), day))
        return _judged(plain, printed, differences, since)

    def _differences(self, words: Mapping[str, Any], grid: GridRow, day: date) -> Differences:
        return board_differences(words, printed_facts(board_content(self._office, grid, day)))


class _CommunityBoards:
    """The communities' own boards on a day."""

    def __init__(self, session: Session, on: date, ever: Sequence[GridRow]) -> None:
        self._session, self._on, self._grids_ever = session, on, ever
        self._grids = [grid for grid in ever if covers(grid.valid_from, grid.valid_to, on)]
        self._office = get_office(session)
        self._past = BoardPast(session)
        self._prints = _last_prints(session, on, of_grids=False)
        self._words = _Words(session)
        self._places = _places(session, on, of_grids=False)

    def states(self, communities: Iterable[CommunityRow]) -> tuple[BoardState, ...]:
        found: list[BoardState] = []
        for community in communities:
            plain = BoardState(None, community.id, "", None, None, BoardStatus.MISSING)
            printed = self._prints.get(community.id)
            state = plain if printed is None else self._held_against(plain, printed, community)
            found.extend(replace(state, place=place) for place in self._places.get(community.id, [""]))
        return tuple(found)

    def differences_of(self, community: CommunityRow) -> Differences:
        printed = self._prints.get(community.id)
        now = [grid for grid in self._grids if grid.community_id == community.id]
        content = community_content(self._office, community, now, self._on)
        if printed is None or community_fingerprint(content) == printed.fingerprint:
            return ()
        return community_differences(self._words[printed.id], community_facts(content))

    def _held_against(self, plain: BoardState, printed: _Print, community: CommunityRow) -> BoardState:
        differences = self.differences_of(community)
        since = self._outdated_since(printed, community) if differences else None
        return _judged(plain, printed, differences, since)

    def _outdated_since(self, printed: _Print, community: CommunityRow) -> date | None:
        words = self._words[printed.id]
        ids = self._past.grids_ever_in(community.id)
        days = self._past.turning_days(ids, printed.printed_on, self._on)
        grids = [grid for grid in self._grids_ever if grid.id in ids]

        def differences(day: date) -> Differences:
            then = self._past.grids_on(community.id, grids, day)
            return community_differences(words, community_facts(community_content(self._office, community, then, day)))

        return _first_day(days, differences)


def _judged(plain: BoardState, printed: _Print, differences: Differences, since: date | None) -> BoardState:
    return replace(
        plain,
        printed_on=printed.printed_on,
        version=printed.number,
        status=BoardStatus.TO_REPRINT if differences else BoardStatus.CURRENT,
        differences=tuple(_difference_message(difference) for difference in differences),
        outdated_since=since,
    )


def _first_day(days: Iterable[date], differences: Callable[[date], Differences]) -> date | None:
    """Return the first day on which a dated change made the print false; None where it was false from the start."""
    return next((day for day in days if any(found.item not in UNDATED_ITEMS for found in differences(day))), None)


def _difference_message(difference: BoardDifference) -> Message:
    return Message(
        N_("{item}: printed “{printed}”, now “{now}”"),
        {"item": difference.item.message, "printed": difference.printed, "now": difference.now},
    )


def _last_prints(session: Session, on: date, *, of_grids: bool) -> dict[UUID, _Print]:
    """Return the print of each grid, or of each community's own board, that was put up last by a day.

    One that was printed ahead for a day to come goes up on that day, whatever was printed in between.
    """
    owner = BoardPrint.grid_id if of_grids else BoardPrint.community_id
    kind = BoardPrint.grid_id.is_not(None) if of_grids else BoardPrint.grid_id.is_(None)
    columns = (owner, BoardPrint.id, BoardPrint.printed_on, BoardPrint.number, BoardPrint.fingerprint)
    put_up = (BoardPrint.printed_on, BoardPrint.number)
    query = select(*columns).where(BoardPrint.printed_on <= on, kind).order_by(*put_up)
    return {row[0]: _Print(*row[1:]) for row in session.execute(query) if row[0] is not None}


class _Words(dict[UUID, Mapping[str, Any]]):
    """What prints say, word for word; each is read when it is first asked for."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def __missing__(self, print_id: UUID) -> Mapping[str, Any]:
        query = select(BoardPrint.content).where(BoardPrint.id == print_id)
        words: Mapping[str, Any] = self._session.scalars(query).one()
        self[print_id] = words
        return words


def _places(session: Session, on: date, *, of_grids: bool) -> Mapping[UUID, list[str]]:
    owner = PostingPlace.grid_id if of_grids else PostingPlace.community_id
    kind = PostingPlace.grid_id.is_not(None) if of_grids else PostingPlace.grid_id.is_(None)
    places: dict[UUID, list[str]] = defaultdict(list)
    query = select(owner, PostingPlace.place, PostingPlace.removed_on).where(kind).order_by(PostingPlace.place)
    for owner_id, place, removed_on in session.execute(query):
        if owner_id is not None and (removed_on is None or removed_on > on):
            places[owner_id].append(place)
    return places

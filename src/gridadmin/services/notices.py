"""Boards on the wall: where they hang and what was printed, word for word (Art 15)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.notices import BoardContent, board_fingerprint, printed_facts
from gridadmin.domain.notices_community import CommunityBoardContent, community_facts, community_fingerprint
from gridadmin.domain.notices_lists import BoardSubject
from gridadmin.i18n import N_, Message
from gridadmin.models.grids import GridVersion
from gridadmin.models.ids import new_id
from gridadmin.models.notices import BoardPrint, PostingPlace
from gridadmin.models.office import Community
from gridadmin.services.assignment import assign
from gridadmin.services.dated import version_on
from gridadmin.services.grids import list_grids

ContentT = TypeVar("ContentT", BoardContent, CommunityBoardContent)


def number_boards(session: Session, contents: Iterable[BoardContent]) -> list[BoardContent]:
    """Return the contents numbered as the next print of each grid."""
    query = select(func.max(BoardPrint.number), BoardPrint.grid_id).group_by(BoardPrint.grid_id)
    last = {grid_id: number for number, grid_id in session.execute(query)}
    codes = {row.code: row.id for row in list_grids(session, date.max, ended=True)}
    return [_numbered(content, (last.get(codes.get(content.code)) or 0) + 1) for content in contents]


def number_community_boards(session: Session, contents: Iterable[CommunityBoardContent]) -> list[CommunityBoardContent]:
    """Return the contents numbered as the next print of each community's own board."""
    query = select(func.max(BoardPrint.number), BoardPrint.community_id).where(BoardPrint.grid_id.is_(None))
    rows = session.execute(query.group_by(BoardPrint.community_id))
    last = {community_id: number for number, community_id in rows}
    return [_numbered(content, last.get(content.community_id, 0) + 1) for content in contents]


def _numbered(content: ContentT, number: int) -> ContentT:
    """Give a board its number; where the office's address asks for it, the code on the board tells it, too."""
    qr = content.qr and content.qr.replace("{number}", str(number))
    return replace(content, version=number, qr=qr)


def record_prints(
    session: Session,
    contents: Sequence[BoardContent],
    template: str,
    size: str,
    printed_on: date,
    communities: Sequence[CommunityBoardContent] = (),
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
    for sheet in communities:
        session.add(
            BoardPrint(
                id=new_id(),
                grid_id=None,
                community_id=sheet.community_id,
                number=sheet.version,
                printed_on=printed_on,
                template=template,
                size=size,
                fingerprint=community_fingerprint(sheet),
                content=community_facts(sheet),
            )
        )
    return len(contents) + len(communities)


def list_places(session: Session, subject: UUID | BoardSubject, on: date) -> list[tuple[UUID, str]]:
    """Return (id, place) of where the boards of a grid (or another subject) hang on a day."""
    query = select(PostingPlace).where(_hangs_for(subject)).order_by(PostingPlace.place)
    return [(row.id, row.place) for row in session.scalars(query) if row.removed_on is None or row.removed_on > on]


def _hangs_for(subject: UUID | BoardSubject) -> ColumnElement[bool]:
    if isinstance(subject, UUID):
        return PostingPlace.grid_id == subject
    if subject.grid_id is not None:
        return PostingPlace.grid_id == subject.grid_id
    return (PostingPlace.community_id == subject.community_id) & PostingPlace.grid_id.is_(None)


def add_place(session: Session, subject: UUID | BoardSubject, place: str, on: date) -> UUID:
    """Add a posting place of a grid or community and return its id; InvalidError for an empty or a known one."""
    place = place.strip()
    if not place:
        raise InvalidError(N_("Enter where the board hangs."), {"place": Message(N_("Enter where the board hangs."))})
    row = PostingPlace(id=new_id(), place=place)
    if isinstance(subject, UUID) or subject.grid_id is not None:
        grid_id = subject if isinstance(subject, UUID) else subject.record_id
        held = version_on(session.scalars(select(GridVersion).where(GridVersion.grid_id == grid_id)), on)
        if held is None:
            raise NotFoundError(N_("The grid is no longer there."))
        row.grid_id, row.community_id, name = grid_id, held.community_id, held.name
    else:
        community = session.get_one(Community, subject.community_id)
        row.grid_id, row.community_id, name = None, community.id, community.name
    if any(known == place for _id, known in list_places(session, subject, on)):
        raise InvalidError(N_("{grid} has the place “{place}” already."), grid=name, place=place)
    session.add(row)
    return row.id


def remove_place(session: Session, place_id: UUID, on: date) -> None:
    """Record that a board no longer hangs at a place from a day on."""
    row = session.get(PostingPlace, place_id)
    if row is None:
        raise NotFoundError(N_("The posting place is no longer there."))
    assign(row, removed_on=on)

"""What the board of a community would say on a day: its grids gathered from the records (Art 15)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from gridadmin.domain.grids import GridRow
from gridadmin.domain.notices import Hotline
from gridadmin.domain.notices_community import CommunityBoardContent, CommunityGridLine
from gridadmin.domain.office import CommunityRow, OfficeRow
from gridadmin.services.board_contents import board_duties, board_person
from gridadmin.services.grids import list_grids
from gridadmin.services.office import get_office, list_communities


def community_contents(
    session: Session, on: date, communities: Sequence[CommunityRow] | None = None
) -> list[CommunityBoardContent]:
    """Return what the boards of some communities (all by default) would say on a day, numbered 0."""
    office = get_office(session)
    rows = list_communities(session) if communities is None else communities
    grids = list_grids(session, on)
    return [community_content(office, row, [grid for grid in grids if grid.community_id == row.id], on) for row in rows]


def community_content(
    office: OfficeRow, community: CommunityRow, grids: Iterable[GridRow], on: date
) -> CommunityBoardContent:
    """Return what the board of one community would say on a day; `grids`: those that exist there then."""
    return CommunityBoardContent(
        community_id=community.id,
        community=community.name,
        code=community.code,
        township=office.township,
        grids=tuple(_line(grid) for grid in sorted(grids, key=lambda grid: grid.code)),
        duties=board_duties(),
        supervision_phone=office.supervision_phone,
        hotlines=tuple(Hotline(label, number) for label, number in office.hotlines),
        printed_on=on,
        version=0,
        issuer=office.organisation,
        qr=office.board_url.replace("{code}", community.code) if office.board_url else community.code,
        practice=office.practice,
    )


def _line(grid: GridRow) -> CommunityGridLine:
    return CommunityGridLine(
        grid_name=grid.name,
        code=grid.code,
        area=grid.board_area or grid.area,
        staff=tuple(board_person(member) for member in grid.staff),
        households=grid.households,
        residents=grid.residents,
    )

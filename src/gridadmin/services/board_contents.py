"""What a board would say on a day: the facts of Art 15 gathered from the records."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from sqlalchemy.orm import Session

from gridadmin.config import find_resources
from gridadmin.domain.grids import GridRow, GridStaffRow
from gridadmin.domain.notices import BoardContent, BoardDuty, BoardPerson, Hotline
from gridadmin.domain.office import OfficeRow
from gridadmin.domain.statute import duties, parse_articles
from gridadmin.domain.workers import AppointmentRole
from gridadmin.services.grids import list_grids
from gridadmin.services.office import get_office

# On the board for the public, so Chinese in every language.
ROLE_WORDS = {
    AppointmentRole.LEADER: "网格长",
    AppointmentRole.WORKER: "网格员",
    AppointmentRole.ASSISTANT: "网格助理员",
}
PhotoOf = Callable[[str], bytes | None]


@lru_cache(maxsize=1)
def board_duties() -> tuple[BoardDuty, ...]:
    """Return the ten duties of Art 13 in its exact words, each with our short form for small boards."""
    resources = find_resources()
    articles = parse_articles((resources / "statute" / "regulation.txt").read_text(encoding="utf-8"))
    short = json.loads((resources / "defaults" / "duties_short.json").read_text(encoding="utf-8"))["short"]
    return tuple(BoardDuty(full, brief) for full, brief in zip(duties(articles), short, strict=True))


def board_contents(session: Session, on: date, grids: Sequence[GridRow] | None = None) -> list[BoardContent]:
    """Return what the boards of some grids (all by default) would say on a day, without photos and numbered 0."""
    office = get_office(session)
    rows = list_grids(session, on) if grids is None else grids
    return [board_content(office, row, on) for row in rows]


def board_content(office: OfficeRow, grid: GridRow, on: date) -> BoardContent:
    """Return what the board of one grid would say on a day."""
    return BoardContent(
        grid_name=grid.name,
        code=grid.code,
        community=grid.community,
        township=office.township,
        area=grid.board_area or grid.area,
        duties=board_duties(),
        staff=tuple(board_person(member) for member in grid.staff),
        supervision_phone=grid.supervision_phone or office.supervision_phone,
        hotlines=tuple(Hotline(label, number) for label, number in office.hotlines),
        printed_on=on,
        version=0,
        issuer=office.organisation,
        households=grid.households,
        residents=grid.residents,
        qr=_qr(office, grid),
        practice=office.practice,
    )


def _qr(office: OfficeRow, grid: GridRow) -> str:
    """The office's own address for the grid; without one, words that any phone shows when it reads the code."""
    if office.board_url:
        return office.board_url.replace("{code}", grid.code)
    phone = grid.supervision_phone or office.supervision_phone
    lines = (f"{office.township}{grid.name}", f"网格编码 {grid.code}", f"监督电话 {phone}" if phone else "")
    return "\n".join(line for line in lines if line)


def board_person(member: GridStaffRow) -> BoardPerson:
    """Return somebody's line on a board, without photo."""
    return BoardPerson(name=member.name, role=ROLE_WORDS[member.role], kind=member.kind, phone=member.phone)


def with_photos(content: BoardContent, grid: GridRow, photo_of: PhotoOf) -> BoardContent:
    """Return the content with the pictures of its people, where they have one."""
    pictures = [photo_of(member.photo) if member.photo else None for member in grid.staff]
    staff = tuple(replace(person, photo=photo) for person, photo in zip(content.staff, pictures, strict=True))
    return replace(content, staff=staff)

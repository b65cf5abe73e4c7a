"""The office: one real township of Liaocheng, its communities, and the dated numbers it works by."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Division:
    """A division of the statistical code list: `level` county, township or village; `code` 6, 9 or 12 digits."""

    level: str
    code: str
    name: str
    parent: str


@dataclass(frozen=True)
class OfficeRow:
    """This office.

    Attributes:
        organisation: the name that stands under papers, such as 冠县崇文街道网格化服务管理中心.
        supervision_phone: what boards show where a grid has none of its own.
        hotlines: (label, number) pairs for boards.
        board_url: the address that a board's QR code opens; `{code}` stands for the grid code; None = the code itself.
        practice: True for the practice office, for ever.
    """

    id: UUID
    township_code: str
    township: str
    county_code: str
    county: str
    organisation: str
    supervision_phone: str | None
    hotlines: tuple[tuple[str, str], ...]
    board_url: str | None
    practice: bool
    version: int


@dataclass(frozen=True)
class OfficeForm:
    """What a clerk may change of the office."""

    organisation: str
    supervision_phone: str | None
    hotlines: tuple[tuple[str, str], ...]
    board_url: str | None
    version: int


@dataclass(frozen=True)
class CommunityRow:
    """A village or residents' community; `urban` decides what Art 8 and Art 10 ask of its grids."""

    id: UUID
    code: str
    name: str
    urban: bool

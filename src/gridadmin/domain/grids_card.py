"""Everything that is known of one grid, for its detail pane."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.grids import DedicatedKind, GridKind, GridProposalRow, GridRow, GridSetting
from gridadmin.domain.snapshot import BoardState


@dataclass(frozen=True)
class GridVersionRow:
    """What the county decided about a grid, from a day on until the next version."""

    valid_from: date
    name: str
    kind: GridKind
    dedicated_kind: DedicatedKind | None
    community: str
    area: str
    households: int | None
    residents: int | None
    setting: GridSetting
    decision_document: str | None


@dataclass(frozen=True)
class GridCard:
    """A grid on a day with its versions (newest first), posting places, boards and proposals."""

    row: GridRow
    versions: tuple[GridVersionRow, ...]
    places: tuple[tuple[UUID, str], ...]
    boards: tuple[BoardState, ...]
    proposals: tuple[GridProposalRow, ...]


@dataclass(frozen=True)
class GridChoice:
    """A grid that a picker offers; `found_by` holds what it can be typed as: initials with and without zeros, code."""

    id: UUID
    code: str
    name: str
    community: str
    found_by: str

"""Grids: what the county owns stands in dated versions, what the township owns on the grid itself."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.domain.grids import DedicatedKind, GridKind, GridSetting, ProposalStatus
from gridadmin.models.base import Record, references


class Grid(Record):
    """A grid and the days of its existence (Art 7, 9). The code is never reused."""

    __tablename__ = "grid"
    feature = "grids"

    code: Mapped[str] = mapped_column(unique=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    board_area: Mapped[str | None]
    exception_reason: Mapped[str | None]
    exception_review_on: Mapped[date | None]
    supervision_phone: Mapped[str | None]
    remarks: Mapped[str | None]


class GridVersion(Record):
    """What the county decided about a grid, holding from a day on until the next version."""

    __tablename__ = "grid_version"
    feature = "grids"
    __table_args__ = (Index(None, "grid_id", "valid_from", unique=True),)

    grid_id: Mapped[UUID] = mapped_column(references("grid.id"))
    valid_from: Mapped[date]
    name: Mapped[str]
    initials: Mapped[str]
    kind: Mapped[GridKind]
    dedicated_kind: Mapped[DedicatedKind | None]
    community_id: Mapped[UUID] = mapped_column(references("community.id"), index=True)
    area: Mapped[str]
    households: Mapped[int | None]
    residents: Mapped[int | None]
    setting: Mapped[GridSetting]
    decision_document: Mapped[str | None]


class GridProposal(Record):
    """A change of a county-owned field that the township asked for."""

    __tablename__ = "grid_proposal"
    feature = "grids"

    grid_id: Mapped[UUID] = mapped_column(references("grid.id"), index=True)
    field: Mapped[str]
    current: Mapped[str]
    proposed: Mapped[str]
    reason: Mapped[str]
    filed_on: Mapped[date]
    status: Mapped[ProposalStatus]

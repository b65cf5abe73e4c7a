"""Grids (网格): what the county draws (Art 7-9) and what the township adds to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.workers import AppointmentRole, EmploymentKind
from gridadmin.i18n import N_


class GridKind(LabelledEnum):
    """Art 8: comprehensive grids (综合网格) and dedicated grids (专属网格)."""

    COMPREHENSIVE = "comprehensive", N_("Comprehensive")
    DEDICATED = "dedicated", N_("Dedicated")


class DedicatedKind(LabelledEnum):
    """Art 8 para 3: what a dedicated grid is set up for."""

    PARK = "park", N_("Industrial park")
    MARKET = "market", N_("Commercial area or market")
    ENTERPRISE = "enterprise", N_("Enterprise")
    SCHOOL = "school", N_("School")
    HOSPITAL = "hospital", N_("Hospital")
    SCENIC_AREA = "scenic_area", N_("Scenic area")
    OFFICE_BUILDING = "office_building", N_("Office building")


class GridSetting(LabelledEnum):
    """Whether the grid lies in an urban community or in a rural community or village; Art 10's exception needs it."""

    URBAN = "urban", N_("Urban")
    RURAL = "rural", N_("Rural")


@dataclass(frozen=True)
class GridStaffRow:
    """A worker who is appointed to a grid on the as-of date, as lists and boards show it."""

    worker_id: UUID
    name: str
    kind: EmploymentKind
    role: AppointmentRole
    phone: str | None
    started_on: date
    photo: str | None = None


@dataclass(frozen=True)
class GridRow:
    """A grid on an as-of date. Owned by the county: code … decision_document; by the township: board_area … remarks.

    Attributes:
        area: the boundary or scope (网格管辖范围) as the county decided it.
        households, residents: counts; None where the county has not published them.
        decision_document: 文号 of the county's decision (Art 7).
        valid_from, valid_to: first and last day of the grid's existence; valid_to None while it exists.
        board_area: the township's wording of the area for its boards; None = the county's wording is used.
        exception_reason, exception_review_on: the recorded exception of Art 10 (no full-timer for the time being).
    """

    id: UUID
    code: str
    name: str
    kind: GridKind
    dedicated_kind: DedicatedKind | None
    community_id: UUID
    community_code: str
    community: str
    area: str
    households: int | None
    residents: int | None
    setting: GridSetting
    decision_document: str | None
    valid_from: date
    valid_to: date | None
    board_area: str | None
    exception_reason: str | None
    exception_review_on: date | None
    supervision_phone: str | None
    remarks: str | None
    staff: tuple[GridStaffRow, ...]
    version: int


@dataclass(frozen=True)
class GridTownshipForm:
    """What a clerk may change of a grid (DESIGN: the township's own fields)."""

    board_area: str | None
    exception_reason: str | None
    exception_review_on: date | None
    supervision_phone: str | None
    remarks: str | None
    version: int


@dataclass(frozen=True)
class GridImport:
    """A grid as one row of a county's sheet gives it; None = the sheet says nothing, so nothing changes.

    `code` is normalised and valid; `community` is a name or a 12-digit code as written; `cleared` names the fields
    whose cell holds the word 清空.
    """

    code: str
    name: str | None = None
    kind: GridKind | None = None
    dedicated_kind: DedicatedKind | None = None
    community: str | None = None
    area: str | None = None
    households: int | None = None
    residents: int | None = None
    setting: GridSetting | None = None
    decision_document: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    cleared: frozenset[str] = frozenset()


class ProposalStatus(LabelledEnum):
    """Where a proposal to the county stands (Art 7: the county draws grids; a township can only propose)."""

    FILED = "filed", N_("Filed")
    ACCEPTED = "accepted", N_("Accepted")
    REFUSED = "refused", N_("Refused")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


@dataclass(frozen=True)
class GridProposalForm:
    """A change of a county-owned field that the township asks for."""

    grid_id: UUID
    field: str
    proposed: str
    reason: str


@dataclass(frozen=True)
class GridProposalRow:
    """A filed proposal with what it would change."""

    id: UUID
    grid_id: UUID
    grid_code: str
    grid_name: str
    field: str
    current: str
    proposed: str
    reason: str
    filed_on: date
    status: ProposalStatus

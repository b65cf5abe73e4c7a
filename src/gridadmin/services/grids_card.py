"""One grid with everything around it: the county's versions, boards, posting places, proposals."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.grids_card import GridCard, GridVersionRow
from gridadmin.models.grids import GridVersion
from gridadmin.models.office import Community
from gridadmin.services.grids import get_grid
from gridadmin.services.notices import list_places
from gridadmin.services.notices_states import board_states
from gridadmin.services.proposals import list_proposals


def get_grid_card(session: Session, grid_id: UUID, as_of: date) -> GridCard:
    """Return everything known of a grid on a day; NotFoundError where it is gone."""
    row = get_grid(session, grid_id, as_of)
    return GridCard(
        row=row,
        versions=tuple(list_versions(session, grid_id)),
        places=tuple(list_places(session, grid_id, as_of)),
        boards=board_states(session, as_of, [row]),
        proposals=tuple(found for found in list_proposals(session, as_of) if found.grid_id == grid_id),
    )


def list_versions(session: Session, grid_id: UUID) -> list[GridVersionRow]:
    """Return what the county decided about a grid over the years, the newest first."""
    query = (
        select(GridVersion, Community.name)
        .join(Community, Community.id == GridVersion.community_id)
        .where(GridVersion.grid_id == grid_id)
        .order_by(GridVersion.valid_from.desc())
    )
    return [
        GridVersionRow(
            valid_from=held.valid_from,
            name=held.name,
            kind=held.kind,
            dedicated_kind=held.dedicated_kind,
            community=community,
            area=held.area,
            households=held.households,
            residents=held.residents,
            setting=held.setting,
            decision_document=held.decision_document,
        )
        for held, community in session.execute(query)
    ]

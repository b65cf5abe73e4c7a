"""Proposals to the county: the only way in which a township changes what the county owns of a grid (Art 7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError, NotPermittedError
from gridadmin.domain.grids import GridProposalForm, GridProposalRow, GridRow, ProposalStatus
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_, Message
from gridadmin.models.grids import GridProposal
from gridadmin.models.ids import new_id
from gridadmin.services.assignment import assign
from gridadmin.services.grids import get_grid

COUNTY_OWNED = (
    "name", "kind", "dedicated_kind", "community", "area", "households", "residents", "setting", "decision_document",
    "valid_to",
)  # fmt: skip


def refuse_new_grid() -> None:
    """Refuse to set up a grid here.

    Raises:
        NotPermittedError: always; Art 7 leaves it to the county.
    """
    raise NotPermittedError(
        N_(
            "A grid cannot be created here: “网格由县（市、区）网格化服务管理机构按照有关规定……统一划分” (Art 7). "
            "Import the county's list, or file a proposal with the county."
        )
    )


def file_proposal(session: Session, form: GridProposalForm, today: date) -> GridProposalRow:
    """File a change of a county-owned field and return the proposal.

    Raises:
        InvalidError: the field is not the county's, nothing would change, or the reason is missing.
    """
    row = get_grid(session, form.grid_id, today)
    if form.field not in COUNTY_OWNED:
        raise InvalidError(N_("{field} is the township's own; change it directly."), field=form.field)
    current = county_value(row, form.field)
    fields: dict[str, Message] = {}
    if form.proposed.strip() == current:
        fields["proposed"] = Message(N_("This is what stands there already."))
    if not form.reason.strip():
        fields["reason"] = Message(N_("Write why; the county decides by it."))
    if fields:
        raise InvalidError(N_("The proposal cannot be filed like this."), fields)
    proposal = GridProposal(
        id=new_id(),
        grid_id=form.grid_id,
        field=form.field,
        current=current,
        proposed=form.proposed.strip(),
        reason=form.reason.strip(),
        filed_on=today,
        status=ProposalStatus.FILED,
    )
    session.add(proposal)
    return _row(proposal, row)


def county_value(row: GridRow, field: str) -> str:
    """Return a county-owned field of a grid as text, empty where nothing stands there."""
    value = getattr(row, field)
    if value is None:
        return ""
    return value.label if isinstance(value, LabelledEnum) else str(value)


def list_proposals(session: Session, as_of: date, known: Sequence[GridRow] = ()) -> list[GridProposalRow]:
    """Return the proposals filed by a day, newest first; `known`: grids of that day that need not be read again."""
    query = select(GridProposal).where(GridProposal.filed_on <= as_of).order_by(GridProposal.filed_on.desc())
    filed = session.scalars(query).all()
    grids = {grid.id: grid for grid in known}
    for grid_id in {proposal.grid_id for proposal in filed} - grids.keys():
        grids[grid_id] = get_grid(session, grid_id, as_of)
    return [_row(proposal, grids[proposal.grid_id]) for proposal in filed]


def set_proposal_status(session: Session, proposal_id: UUID, status: ProposalStatus) -> None:
    """Record what became of a proposal."""
    proposal = session.get(GridProposal, proposal_id)
    if proposal is None:
        raise NotFoundError(N_("The proposal is no longer there."))
    assign(proposal, status=status)


def _row(proposal: GridProposal, grid: GridRow) -> GridProposalRow:
    return GridProposalRow(
        id=proposal.id,
        grid_id=proposal.grid_id,
        grid_code=grid.code,
        grid_name=grid.name,
        field=proposal.field,
        current=proposal.current,
        proposed=proposal.proposed,
        reason=proposal.reason,
        filed_on=proposal.filed_on,
        status=proposal.status,
    )

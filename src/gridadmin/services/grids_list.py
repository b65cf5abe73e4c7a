"""The list of grids as the window shows it: every grid of a day with staffing, boards and proposals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.compliance import check_office
from gridadmin.domain.compliance_duties import Result
from gridadmin.domain.grids import GridRow, ProposalStatus
from gridadmin.domain.grids_list import GridLine
from gridadmin.domain.snapshot import BoardState, OfficeSnapshot, worst_status
from gridadmin.services.grids import list_grids
from gridadmin.services.notices_states import board_states
from gridadmin.services.office import get_office, get_parameters
from gridadmin.services.proposals import list_proposals
from gridadmin.services.workers import worker_rows

STAFFING = "art10.staffing"


def list_grid_lines(session: Session, as_of: date, ended: bool = False) -> list[GridLine]:
    """Return the grids of a day by code; with `ended` also those that existed before it.

    Staffing and boards are those of grids that exist on the day; an ended one is not checked.
    """
    rows = list_grids(session, as_of, ended=ended)
    office = get_office(session)
    snapshot = OfficeSnapshot(
        as_of=as_of,
        township_code=office.township_code,
        township=office.township,
        county=office.county,
        communities=(),
        grids=tuple(row for row in rows if row.valid_to is None or as_of <= row.valid_to),
        workers=tuple(worker_rows(session, _staff_ids(rows), as_of)),
        parameters=get_parameters(session),
    )
    checked = {f.subject_id: f for f in check_office(snapshot) if f.duty == STAFFING}
    boards: dict[UUID | None, list[BoardState]] = defaultdict(list)
    for state in board_states(session, as_of, rows):
        boards[state.grid_id].append(state)
    waiting = Counter(p.grid_id for p in list_proposals(session, as_of) if p.status is ProposalStatus.FILED)
    lines = []
    for row in rows:
        found = checked.get(row.id)
        result, case, facts = (found.result, found.case, found.facts) if found else (Result.NOT_APPLICABLE, "", ())
        lines.append(GridLine(row, result, case, facts, worst_status(tuple(boards[row.id])), waiting[row.id]))
    return lines


def _staff_ids(rows: Sequence[GridRow]) -> list[UUID]:
    return list(dict.fromkeys(person.worker_id for row in rows for person in row.staff))

"""The home page from one reading of the office."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy.orm import Session

from gridadmin.domain.compliance_queues import queues
from gridadmin.domain.compliance_staffing import staffing_of
from gridadmin.domain.office_overview import Coverage, Overview
from gridadmin.domain.snapshot import OfficeSnapshot, worst_status
from gridadmin.domain.workers import EmploymentKind
from gridadmin.services.compliance import check_on
from gridadmin.services.journal import list_acts
from gridadmin.services.office import get_office

LAST_ACTS = 6


def read_overview(session: Session, as_of: date) -> Overview:
    """Return the home page of a day, without the last backup, which lies beside the database."""
    findings, snapshot = check_on(session, as_of)
    boards = Counter(worst_status(snapshot.grid_boards.get(grid.id, ())) for grid in snapshot.grids)
    return Overview(
        organisation=get_office(session).organisation,
        as_of=as_of,
        queues=queues(findings, snapshot),
        coverage=_coverage(snapshot),
        boards=boards,
        acts=tuple(list_acts(session, LAST_ACTS)),
    )


def _coverage(snapshot: OfficeSnapshot) -> Coverage:
    staffing = [staffing_of(snapshot, grid) for grid in snapshot.grids]
    return Coverage(
        grids=len(staffing),
        staffed=sum(bool(found.full_timers or found.part_timers) for found in staffing),
        with_full_timer=sum(bool(found.full_timers) for found in staffing),
        workers=len(snapshot.active_workers),
        full_timers=sum(worker.kind is EmploymentKind.FULL_TIME for worker in snapshot.active_workers),
    )

"""What the end of a service or of an appointment brings with it; to be rehearsed, so that it equals the real act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.grids import GridRow
from gridadmin.domain.snapshot import BoardStatus
from gridadmin.domain.workers import AppointmentRow, EmploymentKind, ExitReason
from gridadmin.domain.workers_leaving import EndConsequences
from gridadmin.services.contracts import end_contracts_of
from gridadmin.services.employment import end_appointment, end_employment
from gridadmin.services.grids import get_grid
from gridadmin.services.notices_states import board_states
from gridadmin.services.workers import get_worker
from gridadmin.services.workers_handover import make_handover, spell_ending

ONE_DAY = timedelta(days=1)


def end_employment_seen(session: Session, worker_id: UUID, last_day: date, reason: ExitReason) -> EndConsequences:
    """End somebody's service and return what follows; errors as `end_employment`. For `OpenOffice.rehearse`."""
    before = get_worker(session, worker_id, last_day).appointments
    end_employment(session, worker_id, last_day, reason)
    session.flush()
    return _consequences(session, worker_id, before, last_day)


def leave_service(
    session: Session, worker_id: UUID, last_day: date, reason: ExitReason, document: str | None = None
) -> str:
    """End somebody's service with what belongs to it: contracts end, the hand-over list is made; return the name.

    Errors as `end_employment`.
    """
    name = end_employment(session, worker_id, last_day, reason, document)
    session.flush()
    end_contracts_of(session, worker_id, last_day, reason)
    spell_id = spell_ending(session, worker_id, last_day)
    if spell_id is not None:
        make_handover(session, spell_id)
    return name


def end_appointment_seen(session: Session, worker_id: UUID, appointment_id: UUID, last_day: date) -> EndConsequences:
    """End one appointment and return what follows; errors as `end_appointment`. For `OpenOffice.rehearse`."""
    before = get_worker(session, worker_id, last_day).appointments
    end_appointment(session, appointment_id, last_day)
    session.flush()
    return _consequences(session, worker_id, before, last_day)


def _consequences(
    session: Session, worker_id: UUID, before: Sequence[AppointmentRow], last_day: date
) -> EndConsequences:
    now = {row.id: row for row in get_worker(session, worker_id, last_day).appointments}
    ending = tuple(row for row in before if row.id in now and now[row.id].ended_on != row.ended_on)
    grids = [get_grid(session, grid_id, last_day + ONE_DAY) for grid_id in dict.fromkeys(row.grid_id for row in ending)]
    states = board_states(session, last_day + ONE_DAY, grids)
    false = {state.grid_id for state in states if state.status is BoardStatus.TO_REPRINT}
    return EndConsequences(
        ending=ending,
        dropped=tuple(row for row in before if row.id not in now),
        boards=tuple(grid.name for grid in grids if grid.id in false),
        without_worker=tuple(grid.name for grid in grids if not grid.staff),
        without_full_timer=tuple(grid.name for grid in grids if grid.staff and not _has_full_timer(grid)),
    )


def _has_full_timer(grid: GridRow) -> bool:
    return any(person.kind is EmploymentKind.FULL_TIME for person in grid.staff)

"""Grids on a day: what the county decided, what the township adds, who works there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.grids import GridRow, GridSetting, GridStaffRow, GridTownshipForm
from gridadmin.domain.phones import phone_rank
from gridadmin.domain.workers import AppointmentRole, EmploymentKind
from gridadmin.i18n import N_, Message
from gridadmin.models.grids import Grid, GridVersion
from gridadmin.models.office import Community
from gridadmin.models.workers import Appointment, Employment, Worker, WorkerPhone
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.dated import chunks, columns_of, covers, holds_on, version_on

ROLE_ORDER = {AppointmentRole.LEADER: 0, AppointmentRole.WORKER: 1, AppointmentRole.ASSISTANT: 2}


def list_grids(session: Session, as_of: date, *, ended: bool = False) -> list[GridRow]:
    """Return the grids that exist on a day, by code; with `ended` also those that existed before it."""
    existing = Grid.valid_from <= as_of if ended else holds_on(Grid.valid_from, Grid.valid_to, as_of)
    grids = session.scalars(select(Grid).where(existing).order_by(Grid.code)).all()
    return _grid_rows(session, grids, as_of)


def get_grid(session: Session, grid_id: UUID, as_of: date) -> GridRow:
    """Return one grid as it stands on a day; NotFoundError where it is gone."""
    grid = session.get(Grid, grid_id)
    if grid is None:
        raise NotFoundError(N_("The grid is no longer there."))
    rows = _grid_rows(session, [grid], as_of)
    if not rows:  # the county has taken the last version of it back
        raise NotFoundError(N_("The grid is no longer there."))
    return rows[0]


def find_grid_id(session: Session, code: str) -> UUID:
    """Return the id of the grid with a 15-digit code; NotFoundError names the code."""
    grid_id = session.scalar(select(Grid.id).where(Grid.code == code))
    if grid_id is None:
        raise NotFoundError(N_("There is no grid with the code {code} in this office."), code=code)
    return grid_id


def _grid_rows(session: Session, grids: Sequence[Grid], as_of: date) -> list[GridRow]:
    ids = [grid.id for grid in grids]
    versions: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for piece in chunks(ids):
        for version in session.execute(select(*columns_of(GridVersion)).where(GridVersion.grid_id.in_(piece))):
            versions[version.grid_id].append(version)
    communities = {row.id: row for row in session.scalars(select(Community))}
    staff = grid_staff(session, as_of, ids)
    return [
        _grid_row(grid, held, communities[held.community_id], staff.get(grid.id, ()))
        for grid in grids
        if (held := version_on(versions[grid.id], as_of)) is not None
    ]


def _grid_row(grid: Grid, held: Row[Any], community: Community, staff: tuple[GridStaffRow, ...]) -> GridRow:
    return GridRow(
        id=grid.id,
        code=grid.code,
        name=held.name,
        kind=held.kind,
        dedicated_kind=held.dedicated_kind,
        community_id=held.community_id,
        community_code=community.code,
        community=community.name,
        area=held.area,
        households=held.households,
        residents=held.residents,
        setting=held.setting,
        decision_document=held.decision_document,
        valid_from=grid.valid_from,
        valid_to=grid.valid_to,
        board_area=grid.board_area,
        exception_reason=grid.exception_reason,
        exception_review_on=grid.exception_review_on,
        supervision_phone=grid.supervision_phone,
        remarks=grid.remarks,
        staff=staff,
        version=grid.version,
    )


def grid_staff(
    session: Session, as_of: date, grid_ids: Sequence[UUID] | None = None
) -> dict[UUID, tuple[GridStaffRow, ...]]:
    """Return who serves on each grid on a day: an appointment counts only within a spell of employment (Art 10)."""
    post = (Appointment.grid_id, Appointment.worker_id, Appointment.role, Appointment.started_on)
    query = (
        select(*post, Worker.name, Worker.photo, Employment.kind)
        .join(Worker, Worker.id == Appointment.worker_id)
        .join(Employment, Employment.worker_id == Worker.id)
        .where(holds_on(Appointment.started_on, Appointment.ended_on, as_of))
        .where(holds_on(Employment.started_on, Employment.ended_on, as_of))
        .order_by(Appointment.started_on, Worker.name)
    )
    if grid_ids is not None and len(grid_ids) == 1:
        query = query.where(Appointment.grid_id == grid_ids[0])
    rows = session.execute(query).all()
    phones = board_phones(session, as_of, [row.worker_id for row in rows])
    staff: dict[UUID, list[GridStaffRow]] = defaultdict(list)
    for row in rows:
        staff[row.grid_id].append(_staff_row(row, phones.get(row.worker_id)))
    return {grid_id: tuple(sorted(people, key=_staff_order)) for grid_id, people in staff.items()}


def _staff_row(row: Any, phone: str | None) -> GridStaffRow:
    return GridStaffRow(
        worker_id=row.worker_id,
        name=row.name,
        kind=row.kind,
        role=row.role,
        phone=phone,
        started_on=row.started_on,
        photo=row.photo,
    )


def _staff_order(person: GridStaffRow) -> tuple[int, bool, date, str]:
    part_time = person.kind is EmploymentKind.PART_TIME
    return ROLE_ORDER[person.role], part_time, person.started_on, person.name


def board_phones(session: Session, as_of: date, worker_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the number that a board shows for each worker on a day: the duty phone, else the mobile (Art 15)."""
    best: dict[UUID, Row[Any]] = {}
    for piece in chunks(list(dict.fromkeys(worker_ids))):
        for phone in session.execute(select(*columns_of(WorkerPhone)).where(WorkerPhone.worker_id.in_(piece))):
            known = best.get(phone.worker_id)
            if covers(phone.valid_from, phone.valid_to, as_of) and (
                known is None or phone_rank(phone) < phone_rank(known)
            ):
                best[phone.worker_id] = phone
    return {worker_id: phone.number for worker_id, phone in best.items()}


def update_grid(session: Session, grid_id: UUID, form: GridTownshipForm, today: date) -> str:
    """Change what the township owns of a grid and return the grid's name.

    Raises:
        NotFoundError: the grid is gone.
        ConflictError: somebody else changed it in the meantime.
        InvalidError: an exception of Art 10 without its reason or its review date, or for an urban grid.
    """
    row = get_grid(session, grid_id, today)
    grid = session.get_one(Grid, grid_id)
    require_version(grid, form.version, row.name)
    _check_exception(row, form)
    assign(
        grid,
        board_area=form.board_area or None,
        exception_reason=form.exception_reason or None,
        exception_review_on=form.exception_review_on,
        supervision_phone=form.supervision_phone or None,
        remarks=form.remarks or None,
    )
    return row.name


def _check_exception(row: GridRow, form: GridTownshipForm) -> None:
    fields: dict[str, Message] = {}
    if form.exception_reason and form.exception_review_on is None:
        fields["exception_review_on"] = Message(
            N_("“For the time being” (Art 10) needs a day on which the exception is looked at again.")
        )
    if form.exception_review_on is not None and not form.exception_reason:
        fields["exception_reason"] = Message(
            N_("Write why the grid cannot have a full-timer for the time being (Art 10).")
        )
    if form.exception_reason and row.setting is GridSetting.URBAN:
        fields["exception_reason"] = Message(
            N_("Art 10 allows the exception only for grids of rural communities and villages; this one is urban.")
        )
    if fields:
        raise InvalidError(N_("The exception of Art 10 cannot be recorded like this."), fields)

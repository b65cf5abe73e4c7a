"""What boards would have said on days gone by: every dated row that a board rests on, read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from gridadmin.domain.grids import GridRow, GridStaffRow
from gridadmin.domain.phones import phone_rank
from gridadmin.models.grids import Grid, GridVersion
from gridadmin.models.workers import Appointment, Employment, Worker, WorkerPhone
from gridadmin.services.dated import covers, version_on

ONE_DAY = timedelta(days=1)
Rows = Mapping[UUID, list[Row[Any]]]


class BoardPast:
    """The dated rows behind the boards of the office; read at the first question, and only once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def grid_on(self, grid: GridRow, day: date) -> GridRow:
        """Return a grid with the name, area, community and staff of another day."""
        held = version_on(self._versions[grid.id], day)
        if held is None:
            return grid
        staff = tuple(self._staff(grid.id, day))
        return replace(grid, name=held.name, area=held.area, community_id=held.community_id, staff=staff)

    def grids_on(self, community_id: UUID, grids: Iterable[GridRow], day: date) -> list[GridRow]:
        """Return the grids of a community as they stood on a day, those included that are gone by now."""
        rows = (self.grid_on(grid, day) for grid in grids if covers(grid.valid_from, grid.valid_to, day))
        return [row for row in rows if row.community_id == community_id]

    def turning_days(self, grid_ids: Sequence[UUID], after: date, until: date) -> list[date]:
        """Return the days in (after, until] on which something that boards of these grids say may have changed."""
        posts = [post for grid_id in grid_ids for post in self._posts.get(grid_id, ())]
        people = {post.worker_id for post in posts}
        spells = [spell for person in people for spell in self._spells.get(person, ())]
        phones = [phone for person in people for phone in self._phones.get(person, ())]
        days = {version.valid_from for grid_id in grid_ids for version in self._versions.get(grid_id, ())}
        for start, end in [
            *((post.started_on, post.ended_on) for post in posts),
            *((spell.started_on, spell.ended_on) for spell in spells),
            *((phone.valid_from, phone.valid_to) for phone in phones),
            *(self._existence[grid_id] for grid_id in grid_ids),
        ]:
            days |= {start, end + ONE_DAY if end else None}
        return sorted(day for day in days if day is not None and after < day <= until)

    def grids_ever_in(self, community_id: UUID) -> list[UUID]:
        """Return the grids that some version puts into a community."""
        homes = self._versions.items()
        return [grid_id for grid_id, held in homes if any(row.community_id == community_id for row in held)]

    def _staff(self, grid_id: UUID, day: date) -> Iterable[GridStaffRow]:
        for post in self._posts.get(grid_id, ()):
            if not covers(post.started_on, post.ended_on, day):
                continue
            for spell in self._spells.get(post.worker_id, ()):
                if covers(spell.started_on, spell.ended_on, day):
                    phone = self._phone(post.worker_id, day)
                    yield GridStaffRow(post.worker_id, post.name, spell.kind, post.role, phone, post.started_on)

    def _phone(self, worker_id: UUID, day: date) -> str | None:
        held = [phone for phone in self._phones.get(worker_id, ()) if covers(phone.valid_from, phone.valid_to, day)]
        best = min(held, key=phone_rank, default=None)
        return best.number if best else None

    @cached_property
    def _versions(self) -> Rows:
        columns = (GridVersion.grid_id, GridVersion.valid_from, GridVersion.name, GridVersion.area)
        return _grouped(self._session.execute(select(*columns, GridVersion.community_id)).all())

    @cached_property
    def _posts(self) -> Rows:
        columns = (Appointment.grid_id, Appointment.worker_id, Appointment.role)
        spell = (Appointment.started_on, Appointment.ended_on)
        query = select(*columns, *spell, Worker.name).join(Worker, Worker.id == Appointment.worker_id)
        return _grouped(self._session.execute(query).all())

    @cached_property
    def _spells(self) -> Rows:
        columns = (Employment.worker_id, Employment.kind, Employment.started_on, Employment.ended_on)
        return _grouped(self._session.execute(select(*columns)).all())

    @cached_property
    def _phones(self) -> Rows:
        columns = (WorkerPhone.worker_id, WorkerPhone.id, WorkerPhone.purpose, WorkerPhone.number)
        return _grouped(self._session.execute(select(*columns, WorkerPhone.valid_from, WorkerPhone.valid_to)).all())

    @cached_property
    def _existence(self) -> dict[UUID, tuple[date, date | None]]:
        rows = self._session.execute(select(Grid.id, Grid.valid_from, Grid.valid_to))
        return {row.id: (row.valid_from, row.valid_to) for row in rows}


def _grouped(rows: Iterable[Any]) -> Rows:
    """Group rows by their first column."""
    groups: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        groups[row[0]].append(row)
    return groups

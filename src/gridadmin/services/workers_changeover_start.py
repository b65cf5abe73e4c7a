"""What a change-over starts from: who serves on a grid or what a person serves on, and who could take over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.search import searchable
from gridadmin.domain.workers import WorkerDetail, WorkerRow, WorkerStatus
from gridadmin.domain.workers_changeover import ChangeoverStart, IncomingChoice, OutgoingChoice
from gridadmin.services.dated import covers
from gridadmin.services.employment import ONE_DAY
from gridadmin.services.grids import get_grid
from gridadmin.services.pinyin import pinyin_of
from gridadmin.services.workers import get_worker, list_workers


def start_from_grid(session: Session, grid_id: UUID, first_day: date) -> ChangeoverStart:
    """Return who serves on a grid the day before, and who could take over."""
    before = first_day - ONE_DAY
    staff = get_grid(session, grid_id, before).staff
    outgoing = tuple(_outgoing(get_worker(session, person.worker_id, before), before) for person in staff)
    return ChangeoverStart(outgoing, _incoming(session, first_day), grid_id)


def start_from_worker(session: Session, worker_id: UUID, first_day: date) -> ChangeoverStart:
    """Return what a person serves on the day before, and who could take over."""
    before = first_day - ONE_DAY
    outgoing = (_outgoing(get_worker(session, worker_id, before), before),)
    return ChangeoverStart(outgoing, _incoming(session, first_day))


def _outgoing(detail: WorkerDetail, day: date) -> OutgoingChoice:
    held = [post for post in detail.appointments if covers(post.started_on, post.ended_on, day)]
    row = detail.row
    return OutgoingChoice(row.id, row.name, row.kind, row.source, tuple(sorted(held, key=lambda post: post.grid_code)))


def _incoming(session: Session, first_day: date) -> tuple[IncomingChoice, ...]:
    return tuple(_choice(row) for row in list_workers(session, first_day))


def _choice(row: WorkerRow) -> IncomingChoice:
    pinyin, initials = pinyin_of(row.name)
    words = (row.name, pinyin, row.id_number or "", *row.phones)
    serving = row.status is WorkerStatus.ACTIVE
    return IncomingChoice(
        id=row.id,
        name=row.name,
        note=_note(row, [post.grid_name for post in row.grids]),
        initials=searchable(initials),
        words=searchable(" ".join(words)),
        serving=serving,
        kind=row.kind,
        source=row.source,
    )


def _note(row: WorkerRow, grids: Sequence[str]) -> str:
    number = f"…{row.id_number[-4:]}" if row.id_number else ""
    return " · ".join(part for part in ("、".join(grids) or row.community, number) if part)

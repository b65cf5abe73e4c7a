"""Changing facts of many persons in one act; the plan is made by the same rules as the act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.workers import WorkerSource
from gridadmin.domain.workers_changes import CHANGEABLE, PlannedChange, WorkerChanges
from gridadmin.i18n import N_
from gridadmin.models.workers import Employment, Worker, WorkerProfile
from gridadmin.services.assignment import assign
from gridadmin.services.dated import chunks, version_on
from gridadmin.services.worker_records import put_profile

PROFILE_FIELDS = ("political_status", "education")


def plan_changes(session: Session, worker_ids: Sequence[UUID], changes: WorkerChanges) -> list[PlannedChange]:
    """Return every cell that `change_workers` would change, in the order of the persons; equal values are left out."""
    _check(changes)
    return [
        PlannedChange(worker.id, worker.name, field, was, now)
        for worker in _workers(session, worker_ids)
        for field, now in changes.values.items()
        for was in (_value(session, worker, field, changes),)
        if was != now and not (field == "source" and was is None)
    ]


def change_workers(session: Session, worker_ids: Sequence[UUID], changes: WorkerChanges) -> int:
    """Set the facts of some persons and return how many persons changed.

    Somebody who has never been in service has no source to be set and is left as is.

    Raises:
        InvalidError: a field that cannot be set for many.
    """
    touched = {plan.worker_id for plan in plan_changes(session, worker_ids, changes)}
    for worker in _workers(session, worker_ids):
        if worker.id in touched:
            _change(session, worker, changes)
    return len(touched)


def _check(changes: WorkerChanges) -> None:
    for field in changes.values:
        if field not in CHANGEABLE:
            raise InvalidError(N_("{field} cannot be set for several persons at once."), field=field)


def _workers(session: Session, worker_ids: Sequence[UUID]) -> Iterator[Worker]:
    found: dict[UUID, Worker] = {}
    for piece in chunks(worker_ids):
        found |= {worker.id: worker for worker in session.scalars(select(Worker).where(Worker.id.in_(piece)))}
    return (found[key] for key in worker_ids if key in found)


def _value(session: Session, worker: Worker, field: str, changes: WorkerChanges) -> str | None:
    if field in PROFILE_FIELDS:
        held = version_on(_profiles(session, worker.id), changes.effective_on)
        return getattr(held, field) if held else None
    if field == "source":
        spell = _spell(session, worker.id, changes)
        return spell.source.value if spell else None
    value: str | None = getattr(worker, field)
    return value


def _change(session: Session, worker: Worker, changes: WorkerChanges) -> None:
    values = dict(changes.values)
    facts = {name: values.pop(name) for name in PROFILE_FIELDS if name in values}
    if facts:
        profiles = _profiles(session, worker.id)
        put_profile(session, worker.id, profiles, changes.effective_on, facts, correction=changes.correction)
    source = values.pop("source", None)
    spell = _spell(session, worker.id, changes) if source else None
    if spell is not None and source is not None:
        assign(spell, source=WorkerSource(source))
    assign(worker, **values)


def _profiles(session: Session, worker_id: UUID) -> list[WorkerProfile]:
    return list(session.scalars(select(WorkerProfile).where(WorkerProfile.worker_id == worker_id)))


def _spell(session: Session, worker_id: UUID, changes: WorkerChanges) -> Employment | None:
    """The spell that is shown on the day: the last one begun."""
    query = select(Employment).where(Employment.worker_id == worker_id, Employment.started_on <= changes.effective_on)
    return session.scalars(query.order_by(Employment.started_on.desc()).limit(1)).first()

"""Appointments that last on a day or begin later, for looking ahead."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from gridadmin.domain.lapses_staffing import PostFact
from gridadmin.models.workers import Appointment, Employment, Worker
from gridadmin.services.dated import covers
from gridadmin.services.employment import service_ends_on


def list_posts(session: Session, as_of: date) -> list[PostFact]:
    """Return every appointment that has not ended before a day."""
    spells: dict[UUID, list[Employment]] = defaultdict(list)
    for spell in session.scalars(select(Employment).where(_lasts(Employment.ended_on, as_of))):
        spells[spell.worker_id].append(spell)
    query = (
        select(Appointment, Worker.name)
        .join(Worker, Worker.id == Appointment.worker_id)
        .where(_lasts(Appointment.ended_on, as_of))
        .order_by(Appointment.started_on, Appointment.id)
    )
    return [_post(post, name, spells[post.worker_id], as_of) for post, name in session.execute(query)]


def _lasts(end: InstrumentedAttribute[Any], day: date) -> ColumnElement[bool]:
    return or_(end.is_(None), end >= day)


def _post(post: Appointment, name: str, spells: list[Employment], as_of: date) -> PostFact:
    last = post.ended_on or max(post.started_on, as_of)
    held = next((spell for spell in spells if covers(spell.started_on, spell.ended_on, last)), None)
    leaves = post.ended_on is not None and service_ends_on(spells, post.ended_on) == post.ended_on
    kind = held.kind if held else None
    return PostFact(post.worker_id, name, kind, post.grid_id, post.started_on, post.ended_on, leaves)

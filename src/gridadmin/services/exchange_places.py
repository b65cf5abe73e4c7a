"""Whether an office takes part in the exchange, and where a record of which it speaks is found on the screen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.queues import Target
from gridadmin.models.exchange import Replica
from gridadmin.services.journal import record_classes

SETTINGS = {"office": "office", "account": "accounts", "parameter": "parameters"}
"""Records that are found in the settings, and the part where."""
PAGED = frozenset({"qualifications", "training", "assessment", "discipline", "contracts", "pay"})
"""Features with a page of their own, where what belongs to no person is found."""


def takes_part(session: Session) -> bool:
    """Return whether the office was ever enrolled at a city."""
    return session.scalar(select(Replica.id)) is not None


def target_of(session: Session, record_type: str | None, record_id: UUID | None) -> Target | None:
    """Return the way to a record: what belongs to a person or a grid is shown with it. None where there is no page."""
    if record_type in SETTINGS:
        return Target("settings", SETTINGS[record_type])
    record_class = record_classes().get(record_type or "")
    if record_class is None or record_id is None:
        return None
    if record_type in ("worker", "grid"):
        return Target("workers" if record_type == "worker" else "grids", record_id=str(record_id))
    if record_type == "community":
        return Target("grids", "community", str(record_id))
    return _shown_with(session.get(record_class, record_id))


def _shown_with(record: Any) -> Target | None:
    """Return the way to the person, grid, community or page with which a record is shown."""
    for name, feature in (("worker_id", "workers"), ("grid_id", "grids")):
        owner = getattr(record, name, None)
        if owner is not None:
            return Target(feature, record_id=str(owner))
    home = getattr(record, "community_id", None)
    if home is not None:
        return Target("grids", "community", str(home))
    return Target(record.feature) if record is not None and record.feature in PAGED else None


def belonging_to(session: Session, owner_id: UUID) -> set[UUID]:
    """Return a person's or grid's id and those of everything that is shown with it."""
    found = {owner_id}
    for record_class in record_classes().values():
        for name in ("worker_id", "grid_id"):
            owner = getattr(record_class, name, None)
            if owner is not None:
                found |= set(session.scalars(select(record_class.id).where(owner == owner_id)))
    return found

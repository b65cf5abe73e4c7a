"""The guard against mass deletion: a mistake that empties an office must not empty the city's records, too."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gridadmin.services.journal import record_classes
from gridadmin.wire.groups import DeleteRecord, Group
from gridadmin.wire.values import Json

MOST_DELETIONS = 20
MOST_PERCENT = 5
_DELETION = b'"k":"del"'


class MassDeletion(NamedTuple):
    """So many deletions of one type in one group that a person has to confirm them."""

    record_type: str
    deletions: int
    live: int

    def told(self) -> dict[str, Json]:
        """Return what the question shows."""
        return {"kind": "mass_deletion", "t": self.record_type, "count": self.deletions, "live": self.live}


def may_be_mass_deletion(text: bytes) -> bool:
    """Return whether a group's canonical JSON can hold too many deletions; quick, and never wrong with a no."""
    return text.count(_DELETION) > MOST_DELETIONS


def mass_deletion(session: Session, group: Group) -> MassDeletion | None:
    """Return the type of which a group deletes too many: over 20, and over 5 % of the live ones; None for an ordinary
    one, and for one that was confirmed.
    """
    counts: dict[str, int] = {}
    for op in group.ops:
        if isinstance(op, DeleteRecord):
            counts[op.t] = counts.get(op.t, 0) + 1
    if sum(counts.values()) <= max(MOST_DELETIONS, group.confirmed_deletions):
        return None
    for record_type, count in counts.items():
        live = count + _left(session, record_type)
        if count > MOST_DELETIONS and count * 100 > live * MOST_PERCENT:
            return MassDeletion(record_type, count, live)
    return None


def _left(session: Session, record_type: str) -> int:
    record_class = record_classes().get(record_type)
    if record_class is None:
        return 0
    return session.scalar(select(func.count()).select_from(record_class)) or 0

"""Changing many persons at once: which facts, from when, and what it would change, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

CHANGEABLE = ("political_status", "education", "ethnicity", "source", "remarks")
"""The fields that a bulk edit may set; what tells persons apart is never set for many."""


@dataclass(frozen=True)
class WorkerChanges:
    """What a bulk edit sets.

    Attributes:
        values: field of `CHANGEABLE` -> new stored value; fields that are not named stay as they are.
        effective_on: the day from which dated facts hold; a `correction` mends the rows that hold then.
    """

    values: Mapping[str, str | None]
    effective_on: date
    correction: bool = False


@dataclass(frozen=True)
class PlannedChange:
    """One cell that a bulk edit would change: stored values, None for a gap."""

    worker_id: UUID
    name: str
    field: str
    was: str | None
    now: str | None


@dataclass(frozen=True)
class KnownPerson:
    """Somebody who has an ID number that is being typed: in service, or left on a day."""

    id: UUID
    name: str
    in_service: bool
    left_on: date | None

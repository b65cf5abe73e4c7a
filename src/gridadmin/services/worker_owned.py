"""What belongs to a person: every record that names its worker, whatever feature it is of."""

from __future__ import annotations

from functools import cache
from typing import Any

from gridadmin.models import tables
from gridadmin.services.journal import record_classes

assert tables  # importing it makes the registry complete


@cache
def owned_by_worker() -> tuple[Any, ...]:
    """Return the record classes with a `worker_id`: they are in the person's history and go along in a merge."""
    classes = record_classes()
    return tuple(classes[name] for name in sorted(classes) if "worker_id" in classes[name].__table__.columns)

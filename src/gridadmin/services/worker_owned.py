"""What belongs to a person: every record that names its worker, whatever feature it is of."""

from __future__ import annotations

from collections.abc import Mapping
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


@cache
def below_worker() -> tuple[tuple[Any, Any], ...]:
    """Return the records of a person's file with the column that names their owner, owners before what they own.

    Beside those with a `worker_id` these are the records that stand under one of them: a step under its case, a
    scanned page under its contract.
    """
    found = {record.__tablename__: (record, record.__table__.c.worker_id) for record in owned_by_worker()}
    left = {name: record for name, record in record_classes().items() if name not in found}
    while True:
        columns = {name: _owner_column(record, found) for name, record in left.items()}
        new = {name: (left[name], column) for name, column in columns.items() if column is not None}
        if not new:
            return tuple(found.values())
        found |= new
        left = {name: record for name, record in left.items() if name not in new}


def _owner_column(record: Any, found: Mapping[str, object]) -> Any:
    targets = ((column, key.column.table.name) for column in record.__table__.c for key in column.foreign_keys)
    return next((column for column, table in targets if table in found), None)

"""Five years of the practice office: the journal alone gives every record of every table back, field by field."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Table, select

from gridadmin.jobs.office import OpenOffice
from gridadmin.models.tables import Model
from gridadmin.wire.owners import OWNERS
from tests.journal_replay import Row, replay

pytestmark = pytest.mark.slow
NOT_TOLD = ("id", "version")


def test_the_journal_tells_every_record(practice: OpenOffice) -> None:
    told = practice.with_connection(replay)
    for record_type in OWNERS:
        stored = practice.with_connection(partial(_rows, record_type))
        assert told.get(record_type, {}) == stored, record_type


def _rows(record_type: str, connection: Connection) -> dict[str, Row]:
    table: Table = Model.metadata.tables[record_type]
    return {str(row["id"]): _fields(dict(row)) for row in connection.execute(select(table)).mappings()}


def _fields(row: dict[str, Any]) -> Row:
    return {name: _plain(value) for name, value in row.items() if name not in NOT_TOLD and value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value

"""The office as the journal alone tells it: every entry replayed, by code that knows none of the office's own."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

Row = dict[str, Any]
Tables = dict[str, dict[str, Row]]
"""Record type -> id -> field -> value as the journal writes it (days and ids as text); no field is null."""

_ENTRIES = text("SELECT operation, record_type, record_id, payload FROM journal ORDER BY seq")


def replay(connection: Connection) -> Tables:
    """Return the records that the journal's entries add up to, and check each step against the one before it."""
    tables: Tables = defaultdict(dict)
    for operation, record_type, record_id, payload in connection.execute(_ENTRIES):
        if operation == "act":
            continue
        rows, key = tables[record_type], str(UUID(str(record_id)))
        changes = json.loads(payload)
        if operation == "insert":
            assert key not in rows, f"{record_type} {key} is made twice"
            rows[key] = _filled({name: value[1] for name, value in changes.items()})
            continue
        before = rows[key]
        for name, (was, _now, _salt) in changes.items():
            assert before.get(name) == was, f"{record_type} {key}: {name} was {before.get(name)}, not {was}"
        if operation == "delete":
            del rows[key]
        else:
            rows[key] = _filled(before | {name: value[1] for name, value in changes.items()})
    return tables


def _filled(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None}

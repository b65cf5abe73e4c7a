"""Reading the cells of an imported row: every one that is wrong is named, not only the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from gridadmin.domain.dates import Precision, parse_date
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import ImportChange
from gridadmin.i18n import N_, Message

Readers = Mapping[str, Callable[[str], Any]]


def read_cells(cells: Mapping[str, str], readers: Readers) -> dict[str, Any]:
    """Return what the filled cells of a row say, by field; InvalidError names every field that cannot be read."""
    values: dict[str, Any] = {}
    faults: dict[str, Message] = {}
    for field, written in cells.items():
        try:
            values[field] = readers[field](written)
        except InvalidError as error:
            faults[field] = error.message
    if faults:
        raise InvalidError(N_("The row cannot be read."), faults)
    return values


def read_day(written: str) -> date:
    """Return the day in a cell; InvalidError where it is none, or only a month or a year."""
    found = parse_date(written)
    if found.precision is not Precision.DAY:
        raise InvalidError(N_("“{value}” is not a whole date. Write it as 2026-03-01."), value=written)
    return found.first_day


def require_filled(values: Mapping[str, Any], *fields: str) -> None:
    """Raise InvalidError naming the fields that a new record needs and the row does not have."""
    missing = {field: Message(N_("Please fill in this field.")) for field in fields if field not in values}
    if missing:
        raise InvalidError(N_("The row cannot be read."), missing)


def changes_of(known: object, values: Mapping[str, Any]) -> tuple[ImportChange, ...]:
    """Return what a row changes in a known record."""
    return tuple(
        ImportChange(field, getattr(known, field), value)
        for field, value in values.items()
        if getattr(known, field) != value
    )

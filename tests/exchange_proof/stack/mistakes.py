"""Mistakes planted in the real client and the real handlers, so that the stack's own checks show what they catch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import ModuleType
from typing import Any
from unittest.mock import patch

from gridadmin.city import applying, pulls, steps
from gridadmin.city.tables import record
from gridadmin.sync import outcomes, recovery
from gridadmin.wire.groups import Change

_changes, _rows = steps._changes, pulls._rows


def _nothing(*_given: Any, **_more: Any) -> None:
    """Leave it out."""


def _last_writer(draft: Any, op: Any, rules: Any, before: Any, allowed: Any) -> Any:
    seen = {name: Change(before.fields.get(name), change.now) for name, change in op.set.items()}
    return _changes(draft, replace(op, set=seen), rules, before, allowed)


def _live_rows(*given: Any) -> Any:
    return _rows(*given).where(record.c.deleted.is_(False))


PLANTED: Mapping[str, tuple[ModuleType, str, Callable[..., Any]]] = {
    "last-writer-wins": (steps, "_changes", _last_writer),
    "no-parent-check": (applying, "check_references", _nothing),
    "tombstones-forgotten": (pulls, "_rows", _live_rows),
    "no-requeue": (recovery, "let_wait_again", _nothing),
    "card-dropped": (outcomes, "open_conflict", _nothing),
}


@contextmanager
def planted(mistake: str) -> Iterator[None]:
    """Make a mistake for the block."""
    module, name, wrong = PLANTED[mistake]
    with patch.object(module, name, wrong):
        yield

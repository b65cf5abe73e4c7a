"""What a clerk typed over herself before it was sent: of a refused act and the one that mends it her last value goes.

The rule is not that of the client's folding, which is on trial here: a value counts as given up where a later operation
of the same computer on the same field names it as what its writer saw, and puts something else there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from unittest.mock import patch
from uuid import UUID

from gridadmin.sync import folding, mending
from gridadmin.wire.canonical import canonical_json
from gridadmin.wire.groups import DeleteRecord, Group, Op, SetFields
from gridadmin.wire.values import Json


def typed_over(groups: Sequence[Group]) -> list[Json]:
    """Return the values that a later operation of the groups replaced, whose writer had seen them."""
    held: dict[tuple[UUID, str], Json] = {}
    over: list[Json] = []
    for op in (each for group in groups for each in group.ops):
        for name, (was, now) in _changes(op).items():
            before = held.get((op.id, name))
            if before is not None and before == was and before != now:
                over.append(before)
            held[op.id, name] = now
    return over


def _changes(op: Op) -> dict[str, tuple[Json, Json]]:
    if isinstance(op, SetFields):
        return {name: (change.was, change.now) for name, change in op.set.items()}
    if isinstance(op, DeleteRecord):
        return {name: (was, None) for name, was in op.was.items()}
    return {name: (None, now) for name, now in op.f.items()}


@contextmanager
def watched_foldings(decide: Callable[[str], None]) -> Iterator[None]:
    """Tell `decide` what clerks typed over, as refused groups and what mends them become one."""

    def fold_groups(groups: Sequence[Group], mid: UUID) -> Group | None:
        folded = folding.fold_groups(groups, mid)
        for value in typed_over(groups):
            decide(canonical_json(value))
        return folded

    with patch.object(mending, "fold_groups", fold_groups):
        yield

"""The net effect of several operations on one record: `was` of the first, `now` of the last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tests.exchange_proof.model.terms import NO_UNITS, Change, Op, Units


def folded_ops(ops: Iterable[Op]) -> tuple[list[Op], Units]:
    """Return the net effect of operations, one for each record, and what of it the clerk undid herself."""
    net: dict[str, Op] = {}
    undone: Units = NO_UNITS
    for op in ops:
        before = net.pop(op.id, None)
        after = op if before is None else _folded(before, op)
        if after is not None:
            net[op.id] = after
        if before is not None:
            undone |= (before.all_units() | op.all_units()) - (after.all_units() if after else NO_UNITS)
    return list(net.values()), undone


def _folded(one: Op, two: Op) -> Op | None:
    units = _united(one.units, two.units)
    if one.k in ("new", "back"):
        if two.k == "del":
            return None
        f = {**one.f, **{name: change.now for name, change in two.set.items()}, **two.f}
        return replace(one, f=f, units=units)
    if one.k == "set" and two.k == "set":
        was = {name: change.was for name, change in one.set.items()}
        changes = {**one.set, **{n: Change(was.get(n, c.was), c.now) for n, c in two.set.items()}}
        return replace(two, set=changes, units=units)  # a value that came back to what it was is still what she wants
    if one.k == "set":
        f = {**two.f, **{name: change.was for name, change in one.set.items()}}
        return replace(two, f={name: value for name, value in f.items() if value is not None}, units=units)
    if two.k == "del":  # two records that turned out to be one
        return replace(one, units=units)
    # Deleted and there again: by `back`, or as a new record of the same key that was adopted.
    again = two.f if two.k == "back" else {name: change.now for name, change in two.set.items()}
    names = sorted({*one.f, *again})
    changes = {n: Change(one.f.get(n), again.get(n)) for n in names if one.f.get(n) != again.get(n)}
    deleted = one.units.get("", NO_UNITS)
    back = {n: two.units.get(n, NO_UNITS) | one.units.get(n, NO_UNITS) | deleted for n in changes}
    return Op("set", two.t, two.id, set=changes, units=back) if changes else None


def _united(one: Mapping[str, Units], two: Mapping[str, Units]) -> dict[str, Units]:
    return {name: one.get(name, NO_UNITS) | two.get(name, NO_UNITS) for name in sorted({*one, *two})}

"""What the model speaks of: records, operations, groups, outcomes, points of history.

Nothing in here is ever changed in place, so that a state is copied by copying its maps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

Value = str | int | None
Fields = Mapping[str, Value]
Units = frozenset[int]
NO_UNITS: Units = frozenset()
BAD = "BAD"  # the one value that every field of the city refuses
CITY, COUNTY = "city", "county"


class ProtocolViolationError(AssertionError):
    """An invariant of docs/exchange.md, section 15, does not hold."""


class LostError(Exception):
    """No answer came: whether the request was done is not known."""


class CrashError(Exception):
    """The office's process died at a commit."""


class RefusedError(Exception):
    """409: `resync` or `replica-expired`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Change(NamedTuple):
    """A field before and after, as its writer saw it."""

    was: Value
    now: Value


@dataclass(frozen=True, slots=True)
class Op:
    """An operation on one record.

    Attributes:
        k: new, set, del or back.
        f: the record's fields (new, back), or all that the writer saw of it (del).
        units: which things a clerk typed are in it, by field (`""`: the record as a whole); the model's dye, by which
            it sees that nothing she typed gets lost on the way.
    """

    k: str
    t: str
    id: str
    f: Fields = field(default_factory=dict)
    set: Mapping[str, Change] = field(default_factory=dict)
    units: Mapping[str, Units] = field(default_factory=dict)

    def all_units(self) -> Units:
        """Return everything that is in it."""
        return NO_UNITS.union(*self.units.values())


@dataclass(frozen=True, slots=True)
class Group:
    """One act on its way. `independent`: its records have nothing to do with each other (an import)."""

    mid: str
    ops: tuple[Op, ...]
    independent: bool = False
    confirmed: int = 0

    def records(self) -> set[str]:
        """Return the records that it changes."""
        return {op.id for op in self.ops}

    def points_at(self) -> set[str]:
        """Return the records that it changes or refers to."""
        return self.records() | {target for op in self.ops for _name, target in references(op)}

    def units(self) -> Units:
        """Return everything that is in it."""
        return NO_UNITS.union(*(op.all_units() for op in self.ops))


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it stands at the city, or in the office's copy of it."""

    scope: str
    t: str
    f: Fields
    ver: int
    deleted: bool = False
    stand_in: bool = False

    @property
    def live(self) -> bool:
        """Whether it is not a tombstone."""
        return not self.deleted


class Conflict(NamedTuple):
    """A change that met something else at the city."""

    kind: str
    id: str
    field: str | None = None
    theirs: Value = None


class Refusal(NamedTuple):
    """A reason why a group was refused."""

    kind: str
    id: str
    field: str | None = None
    existing: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a group: applied, merged, conflict or rejected; `seq`: where it was written, if it was."""

    result: str
    conflicts: tuple[Conflict, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    seq: int | None = None


class Past(NamedTuple):
    """A group as the city applied it; not `whole` without the fields that were in conflict."""

    scope: str
    seq: int
    by: str
    group: Group
    whole: bool


class Point(NamedTuple):
    """A place in a scope's history."""

    seq: int
    tag: int


START = Point(0, 0)


@dataclass(frozen=True)
class Kind:
    """A record type: its fields by owner, what refers where, by what it is known.

    Attributes:
        natural: no two live records of a scope have it. twin: a child is recognised by it when its parent is adopted.
    """

    owners: Mapping[str, str]
    refers: Mapping[str, str] = field(default_factory=dict)
    natural: tuple[str, ...] = ()
    twin: tuple[str, ...] = ()
    stands_in: bool = False
    together: frozenset[str] = frozenset()
    maker: str = "township"


def _town(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "township")


KINDS: Mapping[str, Kind] = {
    "grid": Kind({"code": COUNTY, "name": COUNTY} | _town("note"), natural=("code",), stands_in=True, maker=COUNTY),
    "person": Kind(_town("number", "v", "w", "x"), natural=("number",), together=frozenset({"w", "x"})),
    "profile": Kind(_town("person", "day", "v"), {"person": "person"}, natural=("person", "day")),
    "post": Kind(_town("person", "grid", "day", "v"), {"person": "person", "grid": "grid"}, twin=("person", "day")),
    "pair": Kind(_town("mate", "v"), {"mate": "pair"}),
    "parameter": Kind({"key": "publisher", "v": "publisher"}, natural=("key",), maker="publisher"),
}


def references(op: Op) -> Iterable[tuple[str, str]]:
    """Give the fields of an operation that point at another record, with that record."""
    for name in KINDS[op.t].refers:
        value = op.set[name].now if name in op.set else op.f.get(name) if op.k in ("new", "back") else None
        if value is not None:
            yield name, str(value)


def key_of(names: tuple[str, ...], fields: Fields) -> tuple[Value, ...] | None:
    """Return a key of a record by its fields; None where it has none or a part of it is null."""
    parts = tuple(fields.get(name) for name in names)
    return parts if parts and None not in parts else None


def only_fields(op: Op, names: Collection[str | None]) -> Op:
    """Return a `set` with some of its fields alone."""
    changes = {name: change for name, change in op.set.items() if name in names}
    return replace(op, set=changes, units={name: units for name, units in op.units.items() if name in names})

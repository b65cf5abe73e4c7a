"""The records that a push touches, as they stand after each of its groups; written at the end, all at once.

A push is decided in memory: what its groups touch is fetched in a few statements, every group sees what those before
it wrote, and only what differs in the end goes back. A group that is refused leaves nothing, without a savepoint.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, TypeAlias, TypeVar
from uuid import UUID

from gridadmin.city.record_rules import as_id, fits, key_of, rules_of
from gridadmin.wire.digests import Digest
from gridadmin.wire.groups import DeleteRecord, Group, Op, SetFields
from gridadmin.wire.shapes import spell_text
from gridadmin.wire.values import Json

Ref: TypeAlias = tuple[str, UUID]
_UNKNOWN = "?"


class Link(NamedTuple):
    """A live record that refers to something, by the value in its field."""

    target: str
    t: str
    source: UUID
    field: str


@dataclass(slots=True)
class Kept:
    """A record as the city keeps it. Never changed: a later state is another object.

    Attributes:
        ver: the seq that wrote it last. made: the seq that made it; origins: field -> seq that changed it later.
        fields: without nulls; empty for a tombstone.
        hash: the row hash as it is stored; None where it is not computed yet, and for a tombstone.
    """

    t: str
    id: UUID
    ver: int
    fields: dict[str, Json]
    made: int
    origins: Mapping[str, int] = field(default_factory=dict)
    deleted: bool = False
    stand_in: bool = False
    hash: int | None = None
    _key: str | None = field(default=_UNKNOWN, compare=False, repr=False)
    _links: frozenset[Link] | None = field(default=None, compare=False, repr=False)
    _spelled: str | None = field(default=None, compare=False, repr=False)

    @property
    def key(self) -> str | None:
        """The natural key that the record occupies, hashed; computed once, like all that follows."""
        if self._key is _UNKNOWN:
            rules = rules_of(self.t)
            self._key = None if rules is None or self.deleted else key_of(rules, self.fields)
        return self._key

    @property
    def links(self) -> frozenset[Link]:
        """What the record refers to."""
        if self._links is None:
            self._links = frozenset(self._find_links())
        return self._links

    @property
    def spelled(self) -> str:
        """The canonical JSON of the fields."""
        if self._spelled is None:
            self._spelled = spell_text(self.fields)
        return self._spelled

    def _find_links(self) -> Iterable[Link]:
        rules = rules_of(self.t)
        for name in rules.linked if rules is not None and not self.deleted else ():
            value = self.fields.get(name)
            if isinstance(value, str):
                yield Link(value, self.t, self.id, name)

    @property
    def ref(self) -> Ref:
        """By what it is found."""
        return self.t, self.id

    def origin(self, name: str) -> int:
        """Return the seq that gave a field its value."""
        return self.origins.get(name, self.made)


class Shelf(Protocol):
    """Where the book's records come from; everything in one scope."""

    def records(self, t: str, ids: Collection[UUID]) -> Iterable[Kept]:
        """Return those that are there, tombstones too."""

    def alive(self, t: str, ids: Collection[UUID]) -> set[UUID]:
        """Return the ids of those that live."""

    def holders(self, t: str, keys: Collection[str]) -> Mapping[str, UUID]:
        """Return who has these natural keys."""

    def links(self, targets: Collection[str]) -> Iterable[Link]:
        """Return what refers to these."""

    def digests(self) -> Mapping[str, Digest]:
        """Return count and sum of the live records of every type."""


class Book:
    """What stands in one scope, as far as anybody asked.

    Attributes:
        changed: what a group has changed since the book was opened -> how it stood before; None where it was not.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._records: dict[Ref, Kept | None] = {}
        self._alive: dict[Ref, bool] = {}
        self._holders: dict[tuple[str, str], UUID | None] = {}
        self._links: dict[str, set[Link]] = {}  # as stored; what groups changed of them stands beside
        self._new_links: defaultdict[str, set[Link]] = defaultdict(set)
        self._gone_links: set[Link] = set()
        self._live: dict[str, int] | None = None
        self.changed: dict[Ref, Kept | None] = {}

    def find(self, ref: Ref) -> Kept | None:
        """Return a record, live or not."""
        if ref not in self._records:
            self._fetch_records({ref})
        return self._records[ref]

    def is_live(self, ref: Ref) -> bool:
        """Return whether a record lives."""
        if ref in self._records:
            found = self._records[ref]
            return found is not None and not found.deleted
        if ref not in self._alive:
            self._fetch_alive({ref})
        return self._alive[ref]

    def holder(self, t: str, key: str) -> UUID | None:
        """Return the live record that has a natural key."""
        if (t, key) not in self._holders:
            self._fetch_holders({(t, key)})
        return self._holders[t, key]

    def links_to(self, target: str) -> Collection[Link]:
        """Return what refers to an id, or to an attachment."""
        if target not in self._links:
            self._fetch_links({target})
        return (self._links[target] | self._new_links.get(target, set())) - self._gone_links

    def live(self, t: str) -> int:
        """Return how many records of a type live."""
        if self._live is None:
            self._live = {name: digest.rows for name, digest in self._shelf.digests().items()}
        return self._live.get(t, 0)

    def foresee(self, groups: Iterable[Group]) -> None:
        """Fetch at once what a look at the groups shows that they will need; the rest comes when it is asked for."""
        ops = [op for group in groups for op in group.ops if rules_of(op.t) is not None]
        self._fetch_records({(op.t, op.id) for op in ops})
        needs = _Needs()
        for op in ops:
            needs.add(op, self._records[op.t, op.id])
        self._fetch_alive(needs.parents - self._records.keys())
        self._fetch_holders(needs.keys)
        self._fetch_links(needs.targets)

    def put(self, records: Iterable[Kept]) -> None:
        """Let records stand as they are from now on: the end of a group."""
        for now in records:
            was = self.find(now.ref)
            self.changed.setdefault(now.ref, was)
            self._records[now.ref] = now
            self._move_key(was, now)
            self._move_links(was, now)
            gone, come = was is not None and not was.deleted, not now.deleted
            if gone != come:
                count = self.live(now.t)
                assert self._live is not None
                self._live[now.t] = count + come - gone

    def _move_key(self, was: Kept | None, now: Kept) -> None:
        before, after = live_key(was), now.key
        if before == after:
            return
        if before is not None and self.holder(now.t, before) == now.id:
            self._holders[now.t, before] = None
        if after is not None:
            self._holders[now.t, after] = now.id

    def _move_links(self, was: Kept | None, now: Kept) -> None:
        before, after = live_links(was), now.links
        for link in before - after:
            self._gone_links.add(link)
        for link in after - before:
            self._gone_links.discard(link)
            self._new_links[link.target].add(link)

    def written(self) -> Iterable[tuple[Kept | None, Kept]]:
        """Give every record that was changed, before and after."""
        for ref, was in self.changed.items():
            now = self._records[ref]
            assert now is not None
            yield was, now

    def _fetch_records(self, refs: Collection[Ref]) -> None:
        for t, ids in _by_type(refs - self._records.keys()).items():
            self._records |= dict.fromkeys(((t, id) for id in ids), None)
            self._records |= {found.ref: found for found in self._shelf.records(t, ids)}

    def _fetch_alive(self, refs: Collection[Ref]) -> None:
        for t, ids in _by_type(refs).items():
            alive = self._shelf.alive(t, ids)
            self._alive |= {(t, id): id in alive for id in ids}

    def _fetch_holders(self, keys: Collection[tuple[str, str]]) -> None:
        for t, wanted in _by_type(keys).items():
            found = self._shelf.holders(t, wanted)
            self._holders |= {(t, key): found.get(key) for key in wanted}

    def _fetch_links(self, targets: Collection[str]) -> None:
        if targets:
            self._links |= {target: set() for target in targets}
            for link in self._shelf.links(targets):
                self._links[link.target].add(link)


def live_key(record: Kept | None) -> str | None:
    """Return the natural key that a record occupies, if there is a record."""
    return None if record is None else record.key


def live_links(record: Kept | None) -> frozenset[Link]:
    """Return the links that a record makes, if there is a record."""
    return frozenset() if record is None else record.links


_KEY = TypeVar("_KEY", UUID, str)


def _by_type(things: Iterable[tuple[str, _KEY]]) -> dict[str, set[_KEY]]:
    sorted_out: dict[str, set[_KEY]] = {}
    for t, thing in things:
        sorted_out.setdefault(t, set()).add(thing)
    return sorted_out


class _Needs:
    """What the rules will look at beside the records themselves."""

    def __init__(self) -> None:
        self.parents: set[Ref] = set()
        self.keys: set[tuple[str, str]] = set()
        self.targets: set[str] = set()

    def add(self, op: Op, kept: Kept | None) -> None:
        rules = rules_of(op.t)
        assert rules is not None
        if isinstance(op, DeleteRecord):
            self.targets.add(str(op.id))
            return
        coming = {name: change.now for name, change in op.set.items()} if isinstance(op, SetFields) else op.f
        for name, t in rules.refers.items():
            value = coming.get(name)
            if value is not None and fits(rules.fields[name], value):
                self.parents.add((t, as_id(value)))
        if isinstance(op, SetFields) and (kept is None or not coming.keys() & set(rules.key)):
            return
        key = key_of(rules, coming if kept is None else {**kept.fields, **coming})
        if key is not None:
            self.keys.add((op.t, key))

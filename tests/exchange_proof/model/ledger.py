"""The book of everything that clerks typed; each write is held against it (invariants I1, I4, I6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from random import Random

from tests.exchange_proof.model.applying import TOWNSHIP, Plan
from tests.exchange_proof.model.city import City, KnownReply
from tests.exchange_proof.model.office import Office
from tests.exchange_proof.model.office_state import OfficeState, State
from tests.exchange_proof.model.terms import (
    KINDS,
    NO_UNITS,
    Fields,
    Group,
    Op,
    ProtocolViolationError,
    Row,
    Units,
    Value,
)


class Book:
    """Who typed what, having seen what; what a person decided since; what was destroyed before a copy left its disk."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._saw: dict[int, Value | Fields] = {}
        self._typed: set[int] = set()
        self._decided: set[int] = set()
        self._destroyed: set[int] = set()

    def new_id(self, prefix: str) -> str:
        """Return an id for a record."""
        return f"{prefix}{self.random.getrandbits(40):x}"

    def new_mid(self) -> str:
        """Return an id for a group."""
        return f"m{self.random.getrandbits(60):x}"

    def dye(self, saw: Value | Fields) -> Units:
        """Return a fresh unit for a thing typed by somebody who saw that."""
        unit = len(self._saw)
        self._saw[unit] = saw
        return frozenset({unit})

    def typed(self, group: Group) -> Callable[[], None]:
        """Return what enters a group into the book once it is durable."""
        return lambda: self._typed.update(group.units())

    def decided(self, units: Units) -> Callable[[], None]:
        """Return what enters a decision into the book once it is durable."""
        return lambda: self._decided.update(units)

    @property
    def count(self) -> int:
        """How many things were typed."""
        return len(self._typed)

    def copies_lost(self, city: City, offices: Iterable[Office]) -> None:
        """Note, after a disk was replaced, what nobody has any more."""
        alive = set(city.d.settled)
        for office in offices:
            alive.update(office.d.met, *(entry.group.units() for entry in office.d.entries))
            alive.update(*(card.group.units() for card in office.d.cards))
        self._destroyed |= self._typed - alive

    def recovering(self, d: OfficeState, reply: KnownReply) -> None:
        """Note what an office had sent that was away longer than the retention, while the city lost and forgot it."""
        forgotten = [entry.group for entry in d.entries if entry.state is State.DONE and entry.seq <= reply.oldest]
        self._destroyed.update(*(group.units() for group in forgotten if group.mid not in reply.have))

    def check_fates(self, city: City, offices: Iterable[Office]) -> None:
        """I1: every committed change ends applied, or in front of a person, or its disk was destroyed."""
        ended = city.d.settled | self._decided | self._destroyed
        for office in offices:
            ended.update(*(entry.group.units() for entry in office.d.unsettled()))
            ended.update(*(card.group.units() for card in office.d.cards))
        if lost := self._typed - ended:
            raise ProtocolViolationError(f"I1 {len(lost)} changes vanished")

    def watch_write(self, rows: Mapping[str, Row], plan: Plan, by: str, dead: set[str]) -> None:
        """Look at what the city is about to write: I4, I6 and the owners."""
        for op in plan.written:
            if op.k in ("new", "set") and op.id in dead:
                raise ProtocolViolationError("I4 something deleted lives again")
            if by == TOWNSHIP and op.id in rows:
                self._watch_named(op, rows[op.id])

    def _watch_named(self, op: Op, row: Row) -> None:
        if op.k == "set":
            for name, change in op.set.items():
                if not row.stand_in and KINDS[op.t].owners[name] in ("county", "city"):
                    raise ProtocolViolationError("owners: a township wrote what the county had published")
                self._check_named(op, name, row.f.get(name), change.was)
        elif op.k == "del":
            for name, value in row.f.items():
                self._check_named(op, name, value, op.f.get(name))

    def _check_named(self, op: Op, name: str, held: Value, was: Value) -> None:
        seen = [self._seen(unit, name) for unit in op.units.get(name, NO_UNITS) | op.units.get("", NO_UNITS)]
        if held != was or (held not in seen and name not in KINDS[op.t].refers):  # a parent may have been adopted
            raise ProtocolViolationError("I6 a value was overwritten that its writer had not seen")

    def _seen(self, unit: int, name: str) -> Value:
        saw = self._saw[unit]
        return saw.get(name) if isinstance(saw, Mapping) else saw


def check_order(d: OfficeState) -> None:
    """Nothing goes to the city that was typed on top of something refused."""
    for entry in d.entries:
        if entry.state is not State.SEALED:
            continue
        newest = max(entry.group.units(), default=-1)
        for other in d.entries:
            refused = other.state in (State.REFUSED, State.EXPIRED) and min(other.group.units(), default=0) < newest
            if refused and other.group.records() & entry.group.points_at():
                before = d.entries.index(other) < d.entries.index(entry)
                if before:
                    raise ProtocolViolationError("held: a group went ahead of the refused one that it builds on")

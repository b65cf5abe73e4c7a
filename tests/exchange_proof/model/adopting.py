"""Adoption (docs/exchange.md, section 10): a local record takes the id of the city's with the same natural key."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from tests.exchange_proof.model.applying import TOWNSHIP
from tests.exchange_proof.model.folding import folded_ops
from tests.exchange_proof.model.mistakes import Mistake
from tests.exchange_proof.model.office_state import Card, Entry, OfficeState, State
from tests.exchange_proof.model.terms import KINDS, Change, Conflict, Group, Op, Row, Value, key_of


class Adoption:
    """One round of adoptions after a pull was applied."""

    def __init__(self, d: OfficeState, new_mid: Callable[[], str], mistakes: Collection[Mistake]) -> None:
        self._d, self._new_mid, self._mistakes = d, new_mid, mistakes

    def run(self) -> None:
        """Adopt until nothing is left that the city has under another id."""
        parents: set[str] = set()
        while found := self._next(parents):
            entry, op, theirs = found
            parents.add(theirs)
            self._adopt(entry, op, theirs)

    def _next(self, parents: Collection[str]) -> tuple[Entry, Op, str] | None:
        held = {(row.t, key): record for record, row in self._d.base.items() for key in self._keys(row, parents)}
        for entry in self._d.unsettled():
            for op in entry.group.ops:
                if op.k == "new" and op.id not in self._d.base:
                    for key in self._keys(Row(self._d.scope, op.t, op.f, 0), parents):
                        if (op.t, key) in held:
                            return entry, op, held[op.t, key]
        return None

    def _keys(self, row: Row, parents: Collection[str]) -> list[tuple[str, tuple[Value, ...]]]:
        """Return what a record is known by; a twin is one only below a parent that was adopted."""
        if row.deleted or row.scope != self._d.scope:
            return []
        kind, keys = KINDS[row.t], []
        natural, twin = key_of(kind.natural, row.f), key_of(kind.twin, row.f)
        if natural is not None:
            keys.append(("natural", natural))
        if twin is not None and any(row.f.get(name) in parents for name in kind.refers):
            keys.append(("twin", twin))
        return keys

    def _adopt(self, entry: Entry, op: Op, theirs: str) -> None:
        row = self._d.base[theirs]
        taken, left = self._as_set(op, theirs, row)
        rest = tuple(each for each in entry.group.ops if each is not op)
        parts = [replace(entry.group, mid=self._new_mid(), ops=ops) for ops in ((taken,) if taken.set else (), rest)]
        self._d.exchange(entry.mid, [Entry(part, State.WAITING) for part in parts if part.ops])
        if left.set:
            conflicts = tuple(Conflict("owner", theirs, name, row.f.get(name)) for name in left.set)
            self._d.cards.append(Card("owner", Group(entry.mid, (left,)), conflicts))
        self._rename(op.id, theirs)

    def _as_set(self, op: Op, theirs: str, row: Row) -> tuple[Op, Op]:
        """Return the record as `set [null, mine]`, and those fields that belong to an owner above."""
        owners, changes = KINDS[op.t].owners, {}
        foreign: dict[str, Change] = {}
        for name, mine in op.f.items():
            if mine is None:
                continue
            was = row.f.get(name) if Mistake.ADOPTION_OVERWRITES in self._mistakes else None
            if owners[name] == TOWNSHIP or row.stand_in or row.f.get(name) == mine:
                changes[name] = Change(was, mine)
            else:
                foreign[name] = Change(was, mine)
        return tuple(
            Op("set", op.t, theirs, set=each, units={n: u for n, u in op.units.items() if n in each})
            for each in (changes, foreign)
        )  # type: ignore[return-value]

    def _rename(self, old: str, new: str) -> None:
        """Call a record by its new id in everything that is still to be sent; what was said before is said anew."""
        for entry in list(self._d.unsettled()):
            ops = _renamed(entry.group.ops, old, new)
            if ops != entry.group.ops:
                group = replace(entry.group, mid=self._new_mid(), ops=ops)
                state = entry.state if entry.state is State.EXPIRED else State.WAITING
                self._d.exchange(entry.mid, (Entry(group, state),))
        self._d.cards = [
            replace(card, group=replace(card.group, ops=_renamed(card.group.ops, old, new))) for card in self._d.cards
        ]


def _renamed(ops: tuple[Op, ...], old: str, new: str) -> tuple[Op, ...]:
    changed = tuple(renamed(op, old, new) for op in ops)
    return ops if changed == ops else tuple(folded_ops(changed)[0])


def renamed(op: Op, old: str, new: str) -> Op:
    """Return an operation with one record called by another id."""
    if op.id != old and old not in op.f.values() and all(old not in change for change in op.set.values()):
        return op

    def of(value: Value) -> Value:
        return new if value == old else value

    f = {name: of(value) for name, value in op.f.items()}
    changes = {name: Change(of(change.was), of(change.now)) for name, change in op.set.items()}
    return replace(op, id=new if op.id == old else op.id, f=f, set=changes)

"""What a clerk does with what came back: mends or gives up, mine or theirs, keeps or lets go, confirms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from tests.exchange_proof.model.clerk import Clerk, Ledger
from tests.exchange_proof.model.folding import folded_ops
from tests.exchange_proof.model.mistakes import Mistake
from tests.exchange_proof.model.office import Office
from tests.exchange_proof.model.office_state import Card, Entry, OfficeState, State
from tests.exchange_proof.model.terms import BAD, KINDS, NO_UNITS, Change, Group, Op, Refusal, Units, Value

_MENDABLE = frozenset({"validation", "not_owner", "duplicate_key", "missing_parent", "mass_deletion"})


class Desk(Ledger, Protocol):
    """The world's book, with what was decided about what was typed."""

    def decided(self, units: Units) -> Callable[[], None]:
        """Return what enters a decision into the book once it is durable."""


class Settling:
    """Settles what waits for a person on one computer."""

    def __init__(self, desk: Desk, office: Office) -> None:
        self._desk, self._office, self._random = desk, office, desk.random

    def anything(self) -> bool:
        """Settle one thing; False where there is nothing."""
        d = self._office.d
        refused = [entry for entry in d.entries if entry.state is State.REFUSED]
        expired = [entry for entry in d.entries if entry.state is State.EXPIRED]
        if d.sweep == "asked":
            changed = d.copy()
            changed.sweep = "confirmed"
            self._office.commit(changed)
        elif expired:
            self._confirm(expired[0])
        elif refused:
            self._refused(self._random.choice(refused))
        elif d.cards:
            self._card(self._random.choice(d.cards))
        elif d.orphans:
            self._orphan(self._random.choice(list(d.orphans)))
        else:
            return False
        return True

    def _confirm(self, entry: Entry) -> None:
        """Send what waited longer than the retention, or let it go; a record may have been deleted long ago."""
        if self._random.random() < 0.3:
            self._give_up(entry)
            return
        d = self._office.d.copy()
        ops = tuple(replace(op, k="back") if op.k == "new" else op for op in entry.group.ops)
        d.exchange(entry.mid, (Entry(replace(entry.group, mid=self._desk.new_mid(), ops=ops), State.WAITING),))
        self._office.commit(d)

    def _refused(self, entry: Entry) -> None:
        kinds = {refusal.kind for refusal in entry.refusals}
        if kinds <= _MENDABLE and self._random.random() < 0.8:
            self._mend(entry)
        else:
            self._give_up(entry)

    def _give_up(self, entry: Entry) -> None:
        d = self._office.d.copy()
        d.exchange(entry.mid, ())
        self._office.commit(d, self._desk.decided(entry.group.units()))

    def _mend(self, entry: Entry) -> None:
        """Make one new group out of the refused and the held ones, with what she mended."""
        d = self._office.d.copy()
        cluster = _cluster(d, entry)
        if Mistake.MENDED_WITHOUT_HELD in self._office.world.mistakes:
            for each in cluster[1:]:
                d.exchange(each.mid, ())
            cluster = cluster[:1]
        folded, undone = folded_ops(op for each in cluster for op in each.group.ops)
        for each in cluster:
            if each in d.entries:
                d.exchange(each.mid, ())
        ops, dropped = self._mended(folded, [refusal for each in cluster for refusal in each.refusals])
        if ops:
            deletions = sum(op.k == "del" for op in ops)
            d.entries.append(Entry(Group(self._desk.new_mid(), ops, confirmed=deletions), State.WAITING))
        self._office.commit(d, self._desk.decided(undone | dropped))

    def _mended(self, ops: Iterable[Op], refusals: Iterable[Refusal]) -> tuple[tuple[Op, ...], Units]:
        clerk, value, dropped = Clerk(self._desk, self._office), f"mended{self._random.getrandbits(30)}", NO_UNITS
        by_record = {op.id: op for op in (_with(op, BAD, value) for op in ops)}
        for refusal in refusals:
            op = by_record.get(refusal.id)
            if op is None:
                continue
            mended = self._remedy(clerk, op, refusal)
            kept = mended.all_units() if mended else NO_UNITS
            dropped |= op.all_units() - kept
            if mended is None:
                del by_record[op.id]
            else:
                by_record[op.id] = mended
        return tuple(by_record.values()), dropped

    def _remedy(self, clerk: Clerk, op: Op, refusal: Refusal) -> Op | None:
        """Return the operation as she mends it; None where she lets it go."""
        name = refusal.field or ""
        if refusal.kind in ("validation", "mass_deletion"):
            return None if name in op.set and op.set[name].now is None else op
        if refusal.kind == "not_owner":
            return without(op, name) if op.k == "set" else None
        if refusal.kind == "duplicate_key" and op.t == "person":
            return _now(op, "number", f"N{self._random.getrandbits(40)}")
        if refusal.kind == "missing_parent":
            parents = [record for record in clerk.of(KINDS[op.t].refers[name]) if record in self._office.d.base]
            return _now(op, name, self._random.choice(parents)) if parents and op.t != "pair" else None
        return None

    def _card(self, card: Card) -> None:
        """Take mine or theirs; mine is an ordinary act of somebody who has seen theirs."""
        clerk, d = Clerk(self._desk, self._office), self._office.d.copy()
        d.cards.remove(card)
        ops: tuple[Op, ...] = ()
        if card.kind == "conflict" and self._random.random() < 0.6:
            ops = tuple(op for each in card.group.ops if (op := self._mine(clerk, card, each)) is not None)
            if any(op.t == "pair" for op in ops) and len(ops) < len(card.group.ops):
                ops = ()
        if not ops:
            self._office.commit(d, self._desk.decided(card.group.units()))
            return
        mine = Group(self._desk.new_mid(), ops)
        d.entries.append(Entry(mine, State.WAITING))
        typed, decided = self._desk.typed(mine), self._desk.decided(card.group.units())

        def durable() -> None:
            typed()
            decided()

        self._office.commit(d, durable)

    def _mine(self, clerk: Clerk, card: Card, op: Op) -> Op | None:
        fields = op.f if op.k in ("new", "back") else {name: change.now for name, change in op.set.items()}
        if op.id in clerk.live:
            if op.k == "del":
                return clerk.delete(op.id) if op.id not in clerk.referred else None
            own = {n: v for n, v in fields.items() if self._may_write(clerk, op, n)}
            free = clerk.is_free(op.t, {**clerk.live[op.id].f, **own}, op.id)
            return clerk.set(op.id, own) if own and free else None
        shown = card.shown.get(op.id)
        whole = {**(shown.f if shown else {}), **fields}
        is_whole = op.k in ("new", "back") or shown is not None
        if op.k == "del" or not is_whole or not (op.t == "pair" or clerk.may_stand(op.t, whole)):
            return None
        return clerk.new(op.t, whole, op.id, "back")

    def _may_write(self, clerk: Clerk, op: Op, name: str) -> bool:
        return KINDS[op.t].owners[name] in ("township", "publisher") or clerk.live[op.id].stand_in

    def _orphan(self, record: str) -> None:
        """Keep what the city lost, or let it go."""
        clerk, d = Clerk(self._desk, self._office), self._office.d.copy()
        row = d.orphans.pop(record)
        keep = row.scope == d.scope and row.t not in ("pair", "grid") and record not in clerk.live
        if keep and self._random.random() < 0.5 and clerk.may_stand(row.t, row.f):
            group = Group(self._desk.new_mid(), (clerk.new(row.t, row.f, record, "back"),))
            d.entries.append(Entry(group, State.WAITING))
            self._office.commit(d, self._desk.typed(group))
        else:
            self._office.commit(d)


def _cluster(d: OfficeState, refused: Entry) -> list[Entry]:
    """Return a refused group and those that it holds."""
    blocked, cluster = set(refused.group.records()), [refused]
    after = d.entries[d.entries.index(refused) + 1 :]
    for entry in after:
        if entry.state in (State.REFUSED, State.WAITING) and entry.group.points_at() & blocked:
            cluster.append(entry)
            blocked |= entry.group.records()
    return cluster


def _with(op: Op, old: Value, new: Value) -> Op:
    f = {name: new if value == old and op.k != "del" else value for name, value in op.f.items()}
    changes = {name: Change(c.was, new if c.now == old else c.now) for name, c in op.set.items()}
    return replace(op, f=f, set=changes)


def _now(op: Op, name: str, value: Value) -> Op:
    if name in op.set:
        return replace(op, set={**op.set, name: Change(op.set[name].was, value)})
    return replace(op, f={**op.f, name: value}) if name in op.f else op


def without(op: Op, name: str) -> Op | None:
    """Return an operation without one field; None where nothing is left."""
    changes = {each: change for each, change in op.set.items() if each != name}
    units = {each: of for each, of in op.units.items() if each != name}
    return replace(op, set=changes, units=units) if changes else None

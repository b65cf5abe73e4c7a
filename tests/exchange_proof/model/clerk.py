"""What clerks do all day: acts on what their screen shows, with everything dyed, so that it can be found again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from random import Random
from typing import Protocol

from tests.exchange_proof.model.mistakes import Mistake
from tests.exchange_proof.model.office import Office
from tests.exchange_proof.model.office_state import Entry, State
from tests.exchange_proof.model.terms import BAD, KINDS, Change, Fields, Group, Op, Row, Value, key_of

POOL = 5  # numbers, codes and keys are few, so that computers enter the same
MANY = 4


class Ledger(Protocol):
    """The world's book of everything that was ever typed."""

    random: Random

    def new_id(self, prefix: str) -> str:
        """Return an id for a record."""

    def new_mid(self) -> str:
        """Return an id for a group."""

    def dye(self, saw: Value | Fields) -> frozenset[int]:
        """Return a fresh unit for a thing typed by somebody who saw that."""

    def typed(self, group: Group) -> Callable[[], None]:
        """Return what enters a group into the book once it is durable."""


class Clerk:
    """Types acts into one computer."""

    def __init__(self, ledger: Ledger, office: Office) -> None:
        self._ledger, self._random, self._office = ledger, ledger.random, office
        view = office.d.view()
        self.live = {i: row for i, row in view.items() if row.live and row.scope == office.d.scope}
        self.referred = {row.f.get(name) for row in self.live.values() for name in KINDS[row.t].refers}
        self._view = view

    def edit(self) -> None:
        """Do one act, of whatever kind."""
        acts = (self._make, self._make, self._change, self._change, self._change, self._delete)
        act = self._random.choice((*acts, self._restore, self._import, self._many))
        independent = act == self._import
        if ops := tuple(act()):
            self.save(Group(self._ledger.new_mid(), ops, independent))

    def save(self, group: Group) -> None:
        """Commit an act."""
        d = self._office.d.copy()
        sealed = [entry for entry in d.entries if entry.state is State.SEALED]
        if sealed and Mistake.EDITS_JOIN_SEALED in self._office.world.mistakes:
            d.put(replace(sealed[-1], group=replace(sealed[-1].group, ops=sealed[-1].group.ops + group.ops)))
        else:
            d.entries.append(Entry(group, State.WAITING))
        self._office.commit(d, self._ledger.typed(group))

    def value(self) -> str:
        """Return a value: sometimes a common one, so that A becomes B becomes A; rarely one that no city takes."""
        luck = self._random.random()
        if luck < 0.05:
            return BAD
        return f"v{self._random.randrange(3)}" if luck < 0.45 else f"{self._office.name}{self._random.getrandbits(30)}"

    def of(self, t: str) -> list[str]:
        """Return the live records of a type on the screen."""
        return [record for record, row in self.live.items() if row.t == t]

    def is_free(self, t: str, fields: Fields, but: str = "") -> bool:
        """Return whether a natural key is free on this computer, whose index takes it once."""
        key = key_of(KINDS[t].natural, fields)
        return key is None or all(
            record == but or row.t != t or key_of(KINDS[t].natural, row.f) != key for record, row in self.live.items()
        )

    def new(self, t: str, fields: Fields, record: str = "", k: str = "new") -> Op:
        """Return the operation that makes a record."""
        units = {name: self._ledger.dye(None) for name, value in fields.items() if value is not None}
        return Op(k, t, record or self._ledger.new_id(t), f=fields, units=units)

    def set(self, record: str, fields: Mapping[str, Value]) -> Op | None:
        """Return the operation that changes fields of a record on the screen; None where nothing changes."""
        row = self.live[record]
        changes = {n: Change(row.f.get(n), value) for n, value in fields.items() if row.f.get(n) != value}
        units = {name: self._ledger.dye(change.was) for name, change in changes.items()}
        return Op("set", row.t, record, set=changes, units=units) if changes else None

    def delete(self, record: str) -> Op:
        """Return the operation that deletes a record on the screen."""
        row = self.live[record]
        return Op("del", row.t, record, f=dict(row.f), units={"": self._ledger.dye(dict(row.f))})

    def _make(self) -> Iterable[Op]:
        t = self._random.choice(("person", "person", "person", "profile", "post", "post", "pair", "grid", "parameter"))
        fields = self._fields(t)
        if t == "pair":
            one, other, value = self._ledger.new_id(t), self._ledger.new_id(t), self.value()
            yield self.new(t, {"mate": other, "v": value}, one)
            yield self.new(t, {"mate": one, "v": value}, other)
        elif fields is not None and self.is_free(t, fields):
            yield self.new(t, fields)

    def _fields(self, t: str) -> dict[str, Value] | None:
        pick, few = self._random.choice, self._random.randrange(POOL)
        people, grids = self.of("person"), self.of("grid")
        if t == "person":
            return {"number": pick((None, f"N{few}")), "v": self.value(), "w": "0", "x": "0"}
        if t == "grid":
            return {"code": f"G{few}", "name": self.value(), "note": self.value()}
        if t == "profile" and people:
            return {"person": pick(people), "day": few % 2, "v": self.value()}
        if t == "post" and people and grids:
            return {"person": pick(people), "grid": pick(grids), "day": few % 2, "v": self.value()}
        return {"key": f"K{few}", "v": self.value()} if t == "parameter" else None

    def _change(self) -> Iterable[Op]:
        if not self.live:
            return
        record = self._random.choice(list(self.live))
        row = self.live[record]
        names = [n for n in KINDS[row.t].owners if n not in KINDS[row.t].refers and n not in KINDS[row.t].natural]
        if row.t == "grid" and not row.stand_in:
            names = ["note"]
        if row.t == "pair":
            mate, value = str(row.f["mate"]), self.value()
            ops = [self.set(each, {"v": value}) for each in (record, mate) if mate in self.live]
        elif row.t == "person" and self._random.random() < 0.2:
            number = f"N{self._random.randrange(POOL)}"
            ops = [self.set(record, {"number": number})] if self.is_free("person", {"number": number}, record) else []
        else:
            chosen = self._random.sample(names, self._random.randint(1, min(2, len(names))))
            ops = [self.set(record, {name: self.value() for name in chosen})]
        yield from (op for op in ops if op is not None)

    def _deletable(self) -> list[str]:
        return [
            record
            for record, row in self.live.items()
            if record not in self.referred and row.t != "pair" and (row.t != "grid" or row.stand_in)
        ]

    def _delete(self) -> Iterable[Op]:
        if deletable := self._deletable():
            yield self.delete(self._random.choice(deletable))

    def _many(self) -> Iterable[Op]:
        """Delete more at once than the guard lets pass."""
        deletable = self._deletable()
        if len(deletable) > MANY and self._random.random() < 0.3:
            yield from (self.delete(record) for record in deletable[: MANY + 1])

    def _restore(self) -> Iterable[Op]:
        """Undo a deletion of this computer."""
        gone = [
            op
            for entry in self._office.d.entries
            for op in entry.group.ops
            if op.k == "del" and op.id not in self.live and op.t != "pair"
        ]
        if gone:
            op = self._random.choice(gone)
            if self.may_stand(op.t, op.f):
                yield self.new(op.t, op.f, op.id, "back")

    def may_stand(self, t: str, fields: Fields) -> bool:
        """Return whether a record could be on this screen: its key free, its parents live."""
        return self.is_free(t, fields) and all(fields.get(name) in self.live for name in KINDS[t].refers)

    def _import(self) -> Iterable[Op]:
        """Import a sheet: records that have nothing to do with each other, some known, some new."""
        people = self.of("person")
        for record in self._random.sample(people, min(2, len(people))):
            if op := self.set(record, {"v": self.value()}):
                yield op
        yield self.new("person", {"number": None, "v": self.value(), "w": "0", "x": "0"})

    def shown(self, record: str) -> Row | None:
        """Return a record as the screen has it."""
        return self._view.get(record)

"""The minimal server's data and the rules of §4 to §9, in plain dictionaries."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.conformance.minimal_document import Field, Kind, ProblemError, kinds

Key = tuple[str, str]
Json = dict[str, Any]
RANK = {"town": 0, "county": 1, "city": 2}
AUTHORS = {"town": "township", "county": "county", "city": "city"}
UNKNOWN = Kind("", (), (), (), stand_in=False, fields={})


@dataclass
class Record:
    """A record. `writers`: by whom and when each field came about."""

    type: str
    id: str
    fields: Json = field(default_factory=dict)
    ver: int = 0
    deleted: bool = False
    stand_in: bool = False
    writers: dict[str, tuple[str, str]] = field(default_factory=dict)

    def row(self) -> Json:
        """Return it as it travels."""
        row = {"t": self.type, "id": self.id, "ver": self.ver, "f": {} if self.deleted else self.fields}
        marks = {"deleted": self.deleted, "stand_in": self.stand_in and not self.deleted}
        return row | {name: True for name, holds in marks.items() if holds}


@dataclass
class Scope:
    """A scope: its counter (the length of `tags`), records, outcomes, groups of the past."""

    name: str
    tags: list[int] = field(default_factory=lambda: [0])
    records: dict[Key, Record] = field(default_factory=dict)
    outcomes: dict[str, Json] = field(default_factory=dict)
    past: list[Json] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def point(self) -> list[int]:
        """Seq and tag."""
        return [len(self.tags) - 1, self.tags[-1]]

    def raise_seq(self) -> int:
        """Raise the seq by one, with a new tag, and return it."""
        self.tags.append(secrets.randbelow(2**31))
        return len(self.tags) - 1

    def live(self, type_: str) -> Iterator[Record]:
        """Yield the live records of a type."""
        return (each for (t, _), each in self.records.items() if t == type_ and not each.deleted)


@dataclass
class Data:
    """All that a backup holds."""

    epoch: str = field(default_factory=lambda: str(uuid4()))
    scopes: dict[str, Scope] = field(default_factory=dict)
    clients: dict[str, Json] = field(default_factory=dict)
    codes: dict[str, Json] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    contents: dict[tuple[str, str], Json] = field(default_factory=dict)

    def scope(self, name: str) -> Scope:
        """Return a scope, which begins with nothing."""
        return self.scopes.setdefault(name, Scope(name))

    def history(self, names: Sequence[str]) -> Json:
        """Return the history point of some scopes."""
        return {"epoch": self.epoch, "seen": {name: self.scope(name).point for name in names}}

    def check_point(self, reads: Sequence[str], history: Json | None, cursors: Json | None = None) -> None:
        """Raise resync where a history point or a cursor was never true here (§8)."""
        seen = (history or {"seen": {}})["seen"]
        fits = history is None or history["epoch"] == self.epoch
        for name, (seq, tag) in [*seen.items(), *(cursors or {}).items()]:
            tags = self.scope(name).tags if name in reads else []
            fits = fits and ([seq, tag] == [0, 0] or (seq < len(tags) and tags[seq] == tag))
        if not fits:
            raise ProblemError(409, "resync", history=self.history(reads))


class Draft:
    """One group on its way into a scope: what it would write, what speaks against it."""

    def __init__(self, data: Data, scope: Scope, author: str, group: Json) -> None:
        self._data, self._scope, self._author = data, scope, author
        self._group = group
        self._changed: dict[Key, Record] = {}
        self._written: list[Json] = []
        self._deleted: Counter[str] = Counter()
        self.refusals: list[Json] = []
        self.conflicts: list[Json] = []

    def outcome(self, replica: str | None) -> Json:
        """Look at every operation, write what may be written, and return the outcome."""
        for op in self._group["ops"]:
            self._look(op, kinds().get(op["t"], UNKNOWN))
        self._check_after()
        if self.refusals:
            return {"result": "rejected", "refusals": self.refusals}
        single = len({(op["t"], op["id"]) for op in self._group["ops"]}) == 1
        parted = single and all(each["kind"] == "value" for each in self.conflicts)
        result: Json = {"result": "applied"}
        if self.conflicts:
            result = {"result": "merged" if parted and self._written else "conflict", "conflicts": self.conflicts}
        if self._written and result["result"] != "conflict":
            result["seq"] = self._write(replica)
        return result

    def _write(self, replica: str | None) -> int:
        seq = self._scope.raise_seq()
        for key, record in self._changed.items():
            record.ver = seq
            self._scope.records[key] = record
        group = {"mid": self._group["mid"], "seq": seq, "by": self._author, "acts": self._group["acts"]}
        self._scope.past.append(group | {"ops": self._written} | ({"replica": replica} if replica else {}))
        return seq

    # Operations, in the order of the table of §5.

    def _look(self, op: Json, kind: Kind) -> None:
        fields: Json = op.get("f") or op.get("set") or {}
        record = self._find((op["t"], op["id"]))
        if not kind.fields:
            self._refuse("unknown_field", op)
        elif self._scope.name.partition(":")[0] not in kind.places or self._lies_above(op):
            self._refuse("wrong_scope", op)
        elif record is None and op["k"] != "new":
            self._refuse("missing_record", op)
        elif self._owned(op, kind, record) and self._sound(op, kind, fields):
            adopted = self._stand_in_of(op, kind) if op["k"] == "new" else None
            if adopted is not None:
                self._publish(adopted, op)
            else:
                {"new": self._make, "back": self._make, "set": self._set, "del": self._delete}[op["k"]](
                    op, kind, record
                )

    def _make(self, op: Json, kind: Kind, record: Record | None) -> None:
        fields = {name: value for name, value in op["f"].items() if value is not None}
        if record is not None and (op["k"] == "new" or not record.deleted):
            if record.deleted or record.fields != fields or not _same(record.fields, fields):
                self.conflicts.append({"kind": "exists", "t": op["t"], "id": op["id"]})
            return
        above = any(each.owner in ("county", "city") for each in kind.fields.values())
        made = Record(op["t"], op["id"], fields, stand_in=self._author == "township" and kind.stand_in and above)
        made.writers = dict.fromkeys(fields, self._who())
        self._keep(made, op | {"f": fields})

    def _set(self, op: Json, kind: Kind, record: Record | None) -> None:
        if record is None or record.deleted:
            self.conflicts.append({"kind": "deleted", "t": op["t"], "id": op["id"]})
            return
        there = {name: record.fields.get(name) for name in op["set"]}
        changed = {name: pair for name, pair in op["set"].items() if not _same(there[name], pair[1])}
        conflicts = {name for name, pair in changed.items() if not _same(there[name], pair[0])}
        for names in kind.together:
            if conflicts & set(names):
                conflicts |= changed.keys() & set(names)
        for name in sorted(conflicts):
            by, at = record.writers.get(name, ("", ""))
            told = {"field": name, "was": changed[name][0], "mine": changed[name][1], "theirs": there[name]}
            told |= {"by": by, "at": at} if at else {}
            self.conflicts.append({"kind": "value", "t": op["t"], "id": op["id"]} | told)
        written = {name: pair for name, pair in changed.items() if name not in conflicts}
        if written:
            self._change(record, {name: pair[1] for name, pair in written.items()}, op | {"set": written})

    def _delete(self, op: Json, _kind: Kind, record: Record | None) -> None:
        if record is None or record.deleted:
            return
        if not _same(record.fields, {name: value for name, value in op["was"].items() if value is not None}):
            self.conflicts.append({"kind": "changed_since", "t": op["t"], "id": op["id"]})
            return
        self._deleted[op["t"]] += 1
        self._keep(Record(op["t"], op["id"], deleted=True, stand_in=record.stand_in), op)

    def _publish(self, record: Record, op: Json) -> None:
        record.stand_in = False
        changed = {name: [record.fields.get(name), value] for name, value in op["f"].items()}
        fields = {name: pair[1] for name, pair in changed.items()}
        self._change(record, fields, {"k": "set", "t": record.type, "id": record.id, "set": changed})

    def _change(self, record: Record, fields: Json, op: Json) -> None:
        after = record.fields | fields
        record.fields = {name: value for name, value in after.items() if value is not None}
        record.writers |= dict.fromkeys(fields, self._who())
        self._keep(record, op)

    def _keep(self, record: Record, op: Json) -> None:
        self._changed[record.type, record.id] = record
        self._written.append(op)

    def _who(self) -> tuple[str, str]:
        act = self._group["acts"][-1]
        return act["actor"], act["at"]

    # What is refused: owners, values, keys, references, mass deletions.

    def _owned(self, op: Json, kind: Kind, record: Record | None) -> bool:
        mine = self._author if self._author != AUTHORS[self._scope.name.partition(":")[0]] else "publisher"
        hands = {self._author, mine}
        free = kind.stand_in if record is None else record.stand_in
        if op["k"] != "set" and kind.made_by not in hands and not (self._author == "township" and free):
            return self._refuse("not_owner", op)
        for name in op.get("f") or op.get("set") or ():
            owner = kind.fields[name].owner if name in kind.fields else self._author
            above = owner in ("county", "city") and self._author == "township" and free
            if owner not in hands and not above:
                return self._refuse("not_owner", op, name)
        return True

    def _sound(self, op: Json, kind: Kind, fields: Json) -> bool:
        before = len(self.refusals)
        for name, value in fields.items():
            known: Field | None = kind.fields.get(name)
            if known is None:
                self._refuse("unknown_field", op, name)
            elif not known.takes(value[1] if op["k"] == "set" else value):
                self._refuse("validation", op, name)
        for name, known in kind.fields.items() if op["k"] in ("new", "back") else ():
            if (
                not known.optional
                and known.owner not in ("computed", "local", *self._left_open())
                and name not in fields
            ):
                self._refuse("validation", op, name)
        return len(self.refusals) == before

    def _left_open(self) -> tuple[str, ...]:
        return () if self._author == "township" else ("township",)

    def _check_after(self) -> None:
        for record in self._changed.values():
            kind, op = kinds()[record.type], {"t": record.type, "id": record.id}
            for name, each in kind.fields.items() if not record.deleted else ():
                parent = self._find((each.refers_to, str(record.fields.get(name))))
                if each.refers_to and name in record.fields and (parent is None or parent.deleted):
                    self._refuse("missing_parent", op, name)
            other = None if record.deleted else self._same_key(record, kind)
            if other is not None:
                self._refuse("duplicate_key", op, kind.key[0], existing=other.id)
            if record.deleted and self._referred(record):
                self._refuse("still_referred_to", op)
        for type_, count in self._deleted.items():
            live = sum(1 for _ in self._scope.live(type_))
            if count > max(20, live / 20, self._group.get("confirmed_deletions", 0)):
                self._refuse("mass_deletion", {"t": type_})

    def _same_key(self, record: Record, kind: Kind) -> Record | None:
        key = [record.fields.get(name) for name in kind.key]
        if not key or None in key:
            return None
        others = (each for each in self._after(record.type) if each.id != record.id)
        return next((each for each in others if [each.fields.get(name) for name in kind.key] == key), None)

    def _stand_in_of(self, op: Json, kind: Kind) -> Record | None:
        if self._author == "township" or not kind.stand_in:
            return None
        other = self._same_key(Record(op["t"], op["id"], op["f"]), kind)
        return self._find((other.type, other.id)) if other is not None and other.stand_in else None

    def _referred(self, record: Record) -> bool:
        fields = [(t, name) for t, kind in kinds().items() for name, each in kind.fields.items()
                  if each.refers_to == record.type]  # fmt: skip
        return any(child.fields.get(name) == record.id for t, name in fields for child in self._after(t))

    def _after(self, type_: str) -> Iterator[Record]:
        changed = {each.id: each for (t, _), each in self._changed.items() if t == type_}
        yield from (each for each in changed.values() if not each.deleted)
        yield from (each for each in self._scope.live(type_) if each.id not in changed)

    def _find(self, key: Key) -> Record | None:
        return self._changed.get(key) or deepcopy(self._scope.records.get(key))

    def _lies_above(self, op: Json) -> bool:
        rank = RANK[self._scope.name.partition(":")[0]]
        above = [each for name, each in self._data.scopes.items() if RANK[name.partition(":")[0]] > rank]
        return op["k"] != "new" and any((op["t"], op["id"]) in each.records for each in above)

    def _refuse(self, kind: str, op: Json, name: str | None = None, **more: str) -> bool:
        told = {"kind": kind, "title": f"退回：{kind}", "t": op["t"]} | more
        self.refusals.append(
            told | {part: op[part] for part in ("id",) if part in op} | ({"field": name} if name else {})
        )
        return False


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON; in Python, True == 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)

"""The minimal server's data and the rules of §4 to §9, in plain dictionaries."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.conformance.minimal_document import Kind, ProblemError, kinds

Key = tuple[str, str]
Json = dict[str, Any]
AUTHORS = {"town": "township", "county": "county", "city": "city"}


@dataclass
class Record:
    """A record. `maker`: by whom and when it was made; `writers`: the same of fields that got another value later."""

    type: str
    id: str
    fields: Json = field(default_factory=dict)
    ver: int = 0
    deleted: bool = False
    stand_in: bool = False
    maker: tuple[str, str] = ("", "")
    writers: dict[str, tuple[str, str]] = field(default_factory=dict)

    def row(self) -> Json:
        """Return it as it travels."""
        row = {"t": self.type, "id": self.id, "ver": self.ver, "f": self.fields}
        marks = {"deleted": self.deleted, "stand_in": self.stand_in}
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
            if name in reads:  # what is not read is nobody else's business
                tags = self.scope(name).tags
                fits = fits and seq < len(tags) and tags[seq] == tag
        if not fits:
            raise ProblemError(409, "resync", history=self.history(reads))


class Draft:
    """One group on its way into a scope: what it would write, what speaks against it."""

    def __init__(self, scope: Scope, author: str, group: Json) -> None:
        self._scope, self._author, self._group = scope, author, group
        self._place = scope.name.partition(":")[0]
        self._changed: dict[Key, Record] = {}
        self._written: list[Json] = []
        self._refusals: list[Json] = []
        self._conflicts: list[Json] = []

    def outcome(self, replica: str | None) -> Json:
        """Look at every operation, write what may be written, and return the outcome."""
        for op in self._group["ops"]:
            self._look(op)
        if not self._refusals:
            self._check_after()
        if self._refusals:
            return {"result": "rejected", "refusals": self._refusals}
        if self._conflicts and (not self._changed or len({(op["t"], op["id"]) for op in self._group["ops"]}) > 1):
            return {"result": "conflict", "conflicts": self._conflicts}
        written = {"seq": self._write(replica)} if self._changed else {}
        return written | (
            {"result": "merged", "conflicts": self._conflicts} if self._conflicts else {"result": "applied"}
        )

    def _write(self, replica: str | None) -> int:
        seq = self._scope.raise_seq()
        for key, record in self._changed.items():
            record.ver = seq
            self._scope.records[key] = record
        group = {"mid": self._group["mid"], "seq": seq, "by": self._author, "acts": self._group["acts"]}
        marks: Json = {
            "whole": not self._conflicts and self._written == list(map(_without_null_fields, self._group["ops"]))
        }
        marks |= {"replica": replica}
        self._scope.past.append(group | {"ops": self._written} | {name: each for name, each in marks.items() if each})
        return seq

    # Operations, in the order of the table of §5.

    def _look(self, op: Json) -> None:
        kind = kinds().get(op["t"])
        if kind is None:
            return self._refuse("unknown_field", op)
        if self._place not in kind.places:
            return self._refuse("wrong_scope", op)
        unknown = {*op.get("f", ()), *op.get("set", ()), *op.get("was", ())} - kind.fields.keys()
        for name in sorted(unknown):
            self._refuse("unknown_field", op, name)
        record = self._find((op["t"], op["id"]))
        if op["k"] == "new" and record is None:
            record = self._stand_in_of(op, kind)
        if unknown:
            return None
        if op["k"] == "new" or (op["k"] == "back" and record is not None):
            return self._make(op, kind, record)
        if record is None:
            return self._refuse("missing_record", op)
        return self._set(op, kind, record) if op["k"] == "set" else self._delete(op, kind, record)

    def _make(self, op: Json, kind: Kind, record: Record | None) -> None:
        fields = _without_nulls(op["f"])
        if record is not None and record.stand_in and not record.deleted and self._author != "township":
            return self._take_over(op, kind, record, fields)
        if record is not None and (op["k"] == "new" or not record.deleted):
            if record.deleted or not _same(record.fields, fields):
                self._conflicts.append({"kind": "exists", "t": op["t"], "id": op["id"]})
            return None
        stand_in = kind.stand_in and self._author == "township"
        if not stand_in and not self._has(kind.made_by):
            return self._refuse("not_owner", op)
        self._judge(op, kind, fields, stand_in=stand_in)
        made = Record(op["t"], op["id"], fields, stand_in=stand_in, maker=self._who())
        return self._keep(made, op | {"f": fields})

    def _take_over(self, op: Json, kind: Kind, record: Record, fields: Json) -> None:
        if not self._has(kind.made_by):
            return self._refuse("not_owner", op)
        self._judge(op, kind, fields, stand_in=False)
        own = [name for name, field in kind.fields.items() if self._has(field.owner)]
        changed = {name: [record.fields.get(name), fields.get(name)] for name in own}
        changed = {name: pair for name, pair in changed.items() if not _same(*pair)}
        record.stand_in = False
        self._changed[record.type, record.id] = record
        if changed:
            self._change(record, {"k": "set", "t": record.type, "id": record.id, "set": changed})
        return None

    def _set(self, op: Json, kind: Kind, record: Record) -> None:
        if record.deleted:
            self._conflicts.append({"kind": "deleted", "t": op["t"], "id": op["id"]})
            return
        there = {name: record.fields.get(name) for name in op["set"]}
        changed = {name: pair for name, pair in op["set"].items() if not _same(there[name], pair[1])}
        self._judge(op, kind, {name: pair[1] for name, pair in changed.items()}, stand_in=record.stand_in)
        conflicts = {name for name, pair in changed.items() if not _same(there[name], pair[0])}
        for names in kind.together:
            conflicts |= changed.keys() & set(names) if conflicts & set(names) else set()
        for name in sorted(conflicts):
            by, at = record.writers.get(name, record.maker)
            told = {"field": name, "was": changed[name][0], "mine": changed[name][1], "theirs": there[name]}
            self._conflicts.append({"kind": "value", "t": op["t"], "id": op["id"], "by": by, "at": at} | told)
        written = {name: pair for name, pair in changed.items() if name not in conflicts}
        if record.stand_in and self._author != "township" and any(self._has(kind.fields[name].owner) for name in there):
            record.stand_in = False
            self._changed[record.type, record.id] = record
        if written:
            self._change(record, op | {"set": written})

    def _delete(self, op: Json, kind: Kind, record: Record) -> None:
        if record.deleted:
            return
        if not (self._has(kind.made_by) or (record.stand_in and self._author == "township")):
            self._refuse("not_owner", op)
        elif not _same(record.fields, _without_nulls(op["was"])):
            self._conflicts.append({"kind": "changed_since", "t": op["t"], "id": op["id"]})
        else:
            self._keep(Record(op["t"], op["id"], deleted=True), op)

    def _change(self, record: Record, op: Json) -> None:
        fields = {name: pair[1] for name, pair in op["set"].items()}
        record.fields = _without_nulls(record.fields | fields)
        record.writers |= dict.fromkeys(fields, self._who())
        self._keep(record, op)

    def _keep(self, record: Record, op: Json) -> None:
        self._changed[record.type, record.id] = record
        self._written.append(op)

    def _who(self) -> tuple[str, str]:
        act = self._group["acts"][-1]
        return act["actor"], act["at"]

    # What is refused: owners, values, references, keys, mass deletions.

    def _has(self, owner: str) -> bool:
        return owner == self._author or (owner == "publisher" and AUTHORS[self._place] == self._author)

    def _judge(self, op: Json, kind: Kind, fields: Json, *, stand_in: bool) -> None:
        above = ("county", "city") if stand_in and self._author == "township" else ()
        mine = {name for name, each in kind.fields.items() if self._has(each.owner) or each.owner in above}
        for name, value in fields.items():
            if name not in mine:
                self._refuse("not_owner", op, name)
            elif not kind.fields[name].takes(value):
                self._refuse("validation", op, name)
        for name in sorted(mine - fields.keys()) if op["k"] != "set" else ():
            if not kind.fields[name].optional:
                self._refuse("validation", op, name)

    def _check_after(self) -> None:
        """Look at references, keys and the number of deletions as they would stand after the whole group."""
        for record in self._changed.values():
            if not record.deleted:
                self._check_live(record, kinds()[record.type])
            elif self._referred(record):
                self._refuse("still_referred_to", {"t": record.type, "id": record.id})
        gone = Counter(each.type for each in self._changed.values() if each.deleted)
        for type_, count in gone.items():
            live = sum(1 for _ in self._scope.live(type_))
            if count > max(20, live / 20) and gone.total() > self._group.get("confirmed_deletions", 0):
                self._refuse("mass_deletion", {"t": type_})

    def _check_live(self, record: Record, kind: Kind) -> None:
        op = {"t": record.type, "id": record.id}
        for name, each in kind.fields.items():
            parent = self._find((each.refers_to, str(record.fields.get(name))))
            if each.refers_to and name in record.fields and (parent is None or parent.deleted):
                self._refuse("missing_parent", op, name)
        other = self._same_key(record, kind)
        if other is not None:
            self._refuse("duplicate_key", op, kind.key[0], existing=other.id)

    def _same_key(self, record: Record, kind: Kind) -> Record | None:
        key = [record.fields.get(name) for name in kind.key]
        if not key or None in key:
            return None
        others = (each for each in self._after(record.type) if each.id != record.id)
        return next((each for each in others if [each.fields.get(name) for name in kind.key] == key), None)

    def _stand_in_of(self, op: Json, kind: Kind) -> Record | None:
        other = None if self._author == "township" else self._same_key(Record(op["t"], op["id"], op["f"]), kind)
        return self._find((other.type, other.id)) if other is not None and other.stand_in else None

    def _referred(self, record: Record) -> bool:
        names = [(t, name) for t, kind in kinds().items() for name in kind.references_to(record.type)]
        return any(child.fields.get(name) == record.id for t, name in names for child in self._after(t))

    def _after(self, type_: str) -> Iterator[Record]:
        changed = {each.id: each for (t, _), each in self._changed.items() if t == type_}
        yield from (each for each in changed.values() if not each.deleted)
        yield from (each for each in self._scope.live(type_) if each.id not in changed)

    def _find(self, key: Key) -> Record | None:
        return self._changed.get(key) or deepcopy(self._scope.records.get(key))

    def _refuse(self, kind: str, op: Json, name: str | None = None, **more: str) -> None:
        told = {"kind": kind, "title": f"退回：{kind}", "t": op["t"], "id": op.get("id"), "field": name} | more
        self._refusals.append(_without_nulls(told))


def _without_null_fields(op: Json) -> Json:
    return op | ({"f": _without_nulls(op["f"])} if "f" in op else {})


def _without_nulls(fields: Json) -> Json:
    return {name: value for name, value in fields.items() if value is not None}


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON: names in any order, and true is not 1 as it is in Python."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)

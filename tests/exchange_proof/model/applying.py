"""What the city does with one group (docs/exchange.md, section 5): look, then write all, some fields, or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from tests.exchange_proof.model.mistakes import Mistake
from tests.exchange_proof.model.terms import (
    BAD,
    KINDS,
    Change,
    Conflict,
    Fields,
    Group,
    Kind,
    Op,
    Outcome,
    Refusal,
    Row,
    Value,
    key_of,
    references,
)

MOST_DELETIONS = 3
TOWNSHIP = "township"


@dataclass
class Plan:
    """What a group would do: the records after it, what it says of the records now, what stands in its way."""

    rows: Mapping[str, Row]
    after: dict[str, Row] = field(default_factory=dict)
    written: list[Op] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    torn: bool = False

    def row(self, record: str) -> Row | None:
        """Return a record as it stands after what was planned so far."""
        return self.after.get(record) or self.rows.get(record)

    def live(self, scope: str) -> Iterator[tuple[str, Row]]:
        """Give the live records of a scope after the group."""
        for record, row in {**self.rows, **self.after}.items():
            if row.scope == scope and row.live:
                yield record, row


class Rules:
    """The rules of the city for one author in one scope."""

    def __init__(self, rows: Mapping[str, Row], scope: str, by: str, mistakes: Collection[Mistake]) -> None:
        self._rows, self._scope, self._by, self._mistakes = rows, scope, by, mistakes

    def judge(self, group: Group) -> tuple[Outcome, Plan]:
        """Return what becomes of a group, and what of it is to be written."""
        plan = Plan(self._rows)
        for op in group.ops:
            getattr(self, f"_{op.k}")(plan, op)
        self._references(plan)
        self._keys(plan)
        self._guard(plan, group)
        several = len(group.records()) > 1
        if plan.refusals:
            return Outcome("rejected", refusals=tuple(plan.refusals)), Plan(self._rows)
        if not plan.conflicts:
            return Outcome("applied"), plan
        conflicts = tuple(plan.conflicts)
        if (several and Mistake.TORN_GROUP not in self._mistakes) or not plan.written:
            return Outcome("conflict", conflicts), Plan(self._rows)
        return Outcome("merged", conflicts), plan

    def _new(self, plan: Plan, op: Op) -> None:
        row = plan.row(op.id)
        if row is None:
            self._make(plan, op)
        elif not (row.live and same(row.f, op.f)):
            plan.conflicts.append(Conflict("exists", op.id))

    def _back(self, plan: Plan, op: Op) -> None:
        row = plan.row(op.id)
        if row is None or row.deleted:
            self._make(plan, op)
        elif not same(row.f, op.f):
            plan.conflicts.append(Conflict("exists", op.id))

    def _make(self, plan: Plan, op: Op) -> None:
        kind = KINDS[op.t]
        owned = all(self._owns(kind, name, stand_in=kind.stands_in) for name in op.f)
        if not owned and Mistake.NO_OWNERS not in self._mistakes:
            plan.refusals.append(Refusal("not_owner", op.id))
        if BAD in op.f.values() or any(op.f.get(name) is None for name in kind.refers):
            plan.refusals.append(Refusal("validation", op.id))
        stand_in = self._by == TOWNSHIP and kind.maker != TOWNSHIP
        f = {name: self._stored(value) for name, value in op.f.items() if value is not None}
        plan.after[op.id] = Row(self._scope, op.t, f, 0, stand_in=stand_in)
        plan.written.append(op)

    def _set(self, plan: Plan, op: Op) -> None:
        row = plan.row(op.id)
        if row is None:
            plan.refusals.append(Refusal("missing_record", op.id))
            return
        if row.deleted and Mistake.REVIVES not in self._mistakes:
            plan.conflicts.append(Conflict("deleted", op.id))
            return
        write, conflicts = self._fields(plan, op, row)
        plan.conflicts += conflicts
        published = self._by != TOWNSHIP and KINDS[op.t].maker == self._by
        if write or (published and row.stand_in):
            f = {**row.f, **{name: self._stored(change.now) for name, change in write.items()}}
            f = {name: value for name, value in f.items() if value is not None}
            plan.after[op.id] = replace(row, f=f, deleted=False, stand_in=row.stand_in and not published)
            plan.written.append(replace(op, set=write, units={n: u for n, u in op.units.items() if n in write}))

    def _fields(self, plan: Plan, op: Op, row: Row) -> tuple[dict[str, Change], list[Conflict]]:
        kind, write, conflicts = KINDS[op.t], {}, []
        for name, change in op.set.items():
            now = row.f.get(name)
            if now == change.now:
                continue
            if change.now == BAD or (change.now is None and name in kind.refers):
                plan.refusals.append(Refusal("validation", op.id, name))
            if not self._owns(kind, name, stand_in=row.stand_in) and Mistake.NO_OWNERS not in self._mistakes:
                plan.refusals.append(Refusal("not_owner", op.id, name))
            elif now == change.was or Mistake.LAST_WRITER_WINS in self._mistakes:
                write[name] = change
            else:
                conflicts.append(Conflict("value", op.id, name, now))
        if any(each.field in kind.together for each in conflicts):
            dragged = [name for name in write if name in kind.together]
            conflicts += [Conflict("value", op.id, name, row.f.get(name)) for name in dragged]
            write = {name: change for name, change in write.items() if name not in dragged}
        return write, conflicts

    def _del(self, plan: Plan, op: Op) -> None:
        row = plan.row(op.id)
        if row is None:
            plan.refusals.append(Refusal("missing_record", op.id))
        elif row.deleted:
            return
        elif KINDS[op.t].maker != self._by and not row.stand_in and self._by == TOWNSHIP:
            plan.refusals.append(Refusal("not_owner", op.id))
        elif not same(row.f, op.f) and Mistake.LAST_WRITER_WINS not in self._mistakes:
            plan.conflicts.append(Conflict("changed_since", op.id))
        else:
            plan.after[op.id] = replace(row, deleted=True, f={})
            plan.written.append(op)

    def _references(self, plan: Plan) -> None:
        """Parents and children may come in any order within a group: its end counts."""
        if Mistake.NO_PARENTS in self._mistakes:
            return
        for op in plan.written:
            for name, target in references(op):
                parent = plan.row(target)
                if parent is None or parent.deleted or parent.scope != self._scope:
                    plan.refusals.append(Refusal("missing_parent", op.id, name))
        gone = {record for record, row in plan.after.items() if row.deleted}
        if gone and any(row.f.get(name) in gone for _id, row in plan.live(self._scope) for name in KINDS[row.t].refers):
            plan.refusals += [Refusal("still_referred_to", record) for record in sorted(gone)]

    def _keys(self, plan: Plan) -> None:
        skipped = Mistake.STAND_IN_STAYS in self._mistakes and self._by != TOWNSHIP
        if skipped or Mistake.ADOPTION_DOUBLES in self._mistakes:
            return
        keyed = {}
        for record, row in plan.after.items():
            key = key_of(KINDS[row.t].natural, row.f) if row.live else None
            if key is not None:
                keyed[(row.t, key)] = record
        for record, row in plan.live(self._scope) if keyed else ():
            key = key_of(KINDS[row.t].natural, row.f)
            mine = keyed.get((row.t, key)) if key is not None else None
            if mine is not None and mine != record:
                plan.refusals.append(Refusal("duplicate_key", mine, existing=record))

    def _guard(self, plan: Plan, group: Group) -> None:
        gone = [record for record, row in plan.after.items() if row.deleted]
        if len(gone) > max(MOST_DELETIONS, group.confirmed) and self._by == TOWNSHIP:
            plan.refusals.append(Refusal("mass_deletion", gone[0]))

    def _owns(self, kind: Kind, name: str, *, stand_in: bool) -> bool:
        owner = kind.owners[name]
        if owner == "publisher":
            return True
        return owner == self._by or (self._by == TOWNSHIP and stand_in)

    def _stored(self, value: Value) -> Value:
        if Mistake.NORMALISES in self._mistakes and isinstance(value, str):
            return value.lower()
        return value


def same(one: Fields, other: Fields) -> bool:
    """Return whether two records are equal, an absent field being null."""
    return all(one.get(name) == other.get(name) for name in {*one, *other})

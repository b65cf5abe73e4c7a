"""§5: the table of operations, on one record."""

from __future__ import annotations

from tests.conformance.clause import clause, equal, expect
from tests.conformance.line import Doc
from tests.conformance.records import back, change, delete, group, layout, new, new_id, phone, worker
from tests.conformance.stage import Office, Stage

T = "import_layout"


def make(office: Office, fields: Doc, type_: str = T) -> str:
    """Make a record and return its id."""
    id_ = new_id()
    office.apply(group(new(type_, id_, fields)))
    return id_


def make_all(office: Office, type_: str, *fields: Doc) -> list[str]:
    """Make several records, each in a group of its own, and return their ids."""
    ids = [new_id() for _ in fields]
    office.apply(*(group(new(type_, id_, each)) for id_, each in zip(ids, fields, strict=True)))
    return ids


def one(office: Office, *ops: Doc) -> Doc:
    """Push one group and return its outcome."""
    return office.push(group(*ops))[0]


def nothing(office: Office, id_: str, op: Doc) -> None:
    """Expect that an operation is applied and writes nothing."""
    before = office.row(op["t"], id_)
    outcome = one(office, op)
    equal(outcome["result"], "applied")
    expect("seq" not in outcome, f"a seq, though nothing was written: {outcome}")
    equal(office.row(op["t"], id_), before, "row")


def conflict(outcome: Doc, kind: str, id_: str, type_: str = T) -> Doc:
    """Expect a conflict of one record of which nothing was written, and return it."""
    equal(outcome["result"], "conflict")
    expect("seq" not in outcome, f"a seq, though nothing was written: {outcome}")
    found = [each for each in outcome["conflicts"] if each["kind"] == kind and each["id"] == id_]
    expect(bool(found) and len(found) == len(outcome["conflicts"]), f"conflicts {outcome['conflicts']}")
    expect(all(each["t"] == type_ for each in found), f"types {found}")
    return dict(found[0])


def refusal(outcome: Doc, kind: str) -> Doc:
    """Expect a refusal of this kind and return it."""
    equal(outcome["result"], "rejected", str(outcome))
    expect("seq" not in outcome, f"a seq, though nothing was written: {outcome}")
    found = next((each for each in outcome["refusals"] if each["kind"] == kind), None)
    if found is None:
        expect(False, f"{kind} was due, {outcome['refusals']} came")
        raise AssertionError
    expect(isinstance(found["title"], str) and bool(found["title"]), f"title {found}")
    return dict(found)


@clause("5", "new, no such id: the record is made, its ver is the seq of the commit")
def new_made(stage: Stage) -> None:
    office, id_, fields = stage.office, new_id(), layout()
    outcome = one(office, new(T, id_, fields))
    equal(outcome["result"], "applied")
    equal(office.row(T, id_), {"t": T, "id": id_, "ver": outcome["seq"], "f": fields}, "row")


@clause("5", "new, there and equal (an absent field is null): nothing to do")
def new_equal(stage: Stage) -> None:
    fields = layout()
    id_ = make(stage.office, fields)
    nothing(stage.office, id_, new(T, id_, fields))
    nothing(stage.office, id_, new(T, id_, fields | {"sender": None}))


@clause("5", "new, there and different: conflict `exists`")
def new_exists(stage: Stage) -> None:
    fields = layout()
    id_ = make(stage.office, fields)
    conflict(one(stage.office, new(T, id_, fields | {"kind": "grids"})), "exists", id_)
    conflict(one(stage.office, new(T, id_, fields | {"sender": "a"})), "exists", id_)
    equal(stage.office.fields(T, id_), fields, "fields")


@clause("5", "new, deleted: conflict `exists`, and it stays deleted")
def new_deleted(stage: Stage) -> None:
    fields = layout()
    id_ = make(stage.office, fields)
    stage.office.apply(group(delete(T, id_, fields)))
    conflict(one(stage.office, new(T, id_, fields)), "exists", id_)
    expect(bool(stage.office.row(T, id_).get("deleted")), "alive again")


@clause("5", "set, no such id: missing_record")
def set_missing(stage: Stage) -> None:
    found = refusal(one(stage.office, change(T, new_id(), sender=(None, "a"))), "missing_record")
    equal(found.get("t"), T, "type")


@clause("5", "set, deleted: conflict `deleted`")
def set_deleted(stage: Stage) -> None:
    fields = layout()
    id_ = make(stage.office, fields)
    stage.office.apply(group(delete(T, id_, fields)))
    conflict(one(stage.office, change(T, id_, sender=(None, "a"))), "deleted", id_)
    expect(bool(stage.office.row(T, id_).get("deleted")), "alive again")


@clause("5", "set, value = was: written; other fields stay")
def set_written(stage: Stage) -> None:
    fields = layout(sender="甲")
    id_ = make(stage.office, fields)
    outcome = one(stage.office, change(T, id_, sender=("甲", "乙")))
    equal(stage.office.row(T, id_), {"t": T, "id": id_, "ver": outcome["seq"], "f": fields | {"sender": "乙"}}, "row")


@clause("5", "set from null and to null: an absent field is null, a null field is absent")
def set_null(stage: Stage) -> None:
    fields = layout()
    id_ = make(stage.office, fields)
    equal(one(stage.office, change(T, id_, sender=(None, "甲")))["result"], "applied")
    equal(stage.office.fields(T, id_), fields | {"sender": "甲"}, "fields")
    equal(one(stage.office, change(T, id_, sender=("甲", None)))["result"], "applied")
    equal(stage.office.fields(T, id_), fields, "fields")
    nothing(stage.office, id_, change(T, id_, sender=("x", None)))


@clause("5", "set, value = new: nothing to do, whatever `was` says")
def set_nothing(stage: Stage) -> None:
    id_ = make(stage.office, layout(sender="甲"))
    nothing(stage.office, id_, change(T, id_, sender=("乙", "甲")))


@clause("5", "set, value neither was nor new: conflict `value` with was, mine and theirs")
def set_conflict(stage: Stage) -> str:
    id_ = make(stage.office, layout(sender="甲"))
    found = conflict(one(stage.office, change(T, id_, sender=("乙", "丙"))), "value", id_)
    seen = {name: found.get(name) for name in ("field", "was", "mine", "theirs")}
    equal(seen, {"field": "sender", "was": "乙", "mine": "丙", "theirs": "甲"}, "conflict")
    found = conflict(one(stage.office, change(T, id_, sender=(None, "丙"))), "value", id_)
    equal(found.get("was"), None, "was")
    found = conflict(one(stage.office, change(T, id_, sender=("乙", None))), "value", id_)
    equal((found.get("mine"), found.get("theirs")), (None, "甲"), "mine, theirs")
    equal(stage.office.fields(T, id_)["sender"], "甲", "sender")
    return f"by {found.get('by')!r} at {found.get('at')!r}"


@clause("5", "A conflict tells who wrote what stands there, and when by her own account")
def conflict_signed(stage: Stage) -> None:
    office, made = stage.office, group(new(T, id_ := new_id(), layout(sender="甲")))
    changed = group(change(T, id_, kind=("roster", "grids")))
    changed["acts"][0] |= {"actor": "王芳", "at": "2026-03-02T01:00:00.000000+00:00"}
    office.apply(made, changed)
    tried = group(change(T, id_, sender=("x", "y")), change(T, id_, kind=("x", "y")))
    tried["acts"][0] |= {"actor": "张三", "at": "2026-03-03T01:00:00.000000+00:00"}
    (outcome,) = office.push(tried)
    signed = {each["field"]: (each.get("by"), each.get("at")) for each in outcome["conflicts"]}
    wanted = {"sender": made["acts"][0], "kind": changed["acts"][0]}
    equal(signed, {name: (act["actor"], act["at"]) for name, act in wanted.items()}, "by and at")


@clause("5", "A group of one record: fields without conflict are written, the others not: merged")
def merged(stage: Stage) -> None:
    fields = layout(sender="甲")
    id_ = make(stage.office, fields)
    outcome = one(stage.office, change(T, id_, sender=("乙", "丙"), kind=("roster", "grids")))
    equal(outcome["result"], "merged")
    equal([(each["kind"], each["field"]) for each in outcome["conflicts"]], [("value", "sender")], "conflicts")
    equal(stage.office.row(T, id_), {"t": T, "id": id_, "ver": outcome["seq"], "f": fields | {"kind": "grids"}}, "row")


@clause("5", "A group of one record of which nothing is left to write beside its conflicts: conflict")
def merged_nothing(stage: Stage) -> None:
    id_ = make(stage.office, layout(sender="甲"))
    before = stage.office.row(T, id_)
    conflict(one(stage.office, change(T, id_, sender=("乙", "丙"), kind=("x", "roster"))), "value", id_)
    equal(stage.office.row(T, id_), before, "row")


@clause("4", "together: a conflict in one is a conflict in all of them")
def together(stage: Stage) -> None:
    office = stage.office
    id_ = make(office, worker(emergency_contact="甲", emergency_phone="1"), "worker")
    both = {"emergency_contact": ("乙", "丙"), "emergency_phone": ("1", "2")}
    outcome = one(office, change("worker", id_, address=(None, "城关村"), **both))
    equal(outcome["result"], "merged")
    named = sorted(each["field"] for each in outcome["conflicts"])
    equal(named, ["emergency_contact", "emergency_phone"], "fields in conflict")
    wanted = worker(emergency_contact="甲", emergency_phone="1", address="城关村")
    equal(office.fields("worker", id_), wanted, "fields")
    equal(one(office, change("worker", id_, **both))["result"], "conflict")


@clause("5", "del, every field = was (absent is null): a tombstone without fields")
def del_done(stage: Stage) -> None:
    fields = layout()
    id_ = make(stage.office, fields)
    outcome = one(stage.office, delete(T, id_, fields | {"sender": None}))
    wanted = {"t": T, "id": id_, "ver": outcome["seq"], "f": {}, "deleted": True}
    equal(stage.office.row(T, id_), wanted, "row")


@clause("5", "del, deleted: nothing to do; no such id: missing_record")
def del_twice(stage: Stage) -> None:
    fields = layout()
    id_ = make(stage.office, fields)
    stage.office.apply(group(delete(T, id_, fields)))
    nothing(stage.office, id_, delete(T, id_, fields | {"kind": "x"}))
    refusal(one(stage.office, delete(T, new_id(), fields)), "missing_record")


@clause("5", "del, a field differs from was: conflict `changed_since`")
def del_changed(stage: Stage) -> None:
    fields = layout(sender="甲")
    id_ = make(stage.office, fields)
    conflict(one(stage.office, delete(T, id_, fields | {"sender": "乙"})), "changed_since", id_)
    conflict(one(stage.office, delete(T, id_, {**fields, "sender": None})), "changed_since", id_)
    equal(stage.office.fields(T, id_), fields, "fields")


@clause("5", "del, live records refer to it: still_referred_to")
def del_referred(stage: Stage) -> None:
    office, fields = stage.office, worker()
    id_ = make(office, fields, "worker")
    child = phone(id_)
    child_id = make(office, child, "worker_phone")
    refusal(one(office, delete("worker", id_, fields)), "still_referred_to")
    office.apply(group(delete("worker_phone", child_id, child)), group(delete("worker", id_, fields)))


@clause("5", "back, deleted: lives again under the same id")
def back_done(stage: Stage) -> None:
    fields = layout()
    id_ = make(stage.office, fields)
    stage.office.apply(group(delete(T, id_, fields)))
    outcome = one(stage.office, back(T, id_, fields | {"sender": "甲"}))
    wanted = {"t": T, "id": id_, "ver": outcome["seq"], "f": fields | {"sender": "甲"}}
    equal(stage.office.row(T, id_), wanted, "row")


@clause("5", "back, live: nothing to do where equal, else conflict `exists`; no such id: missing_record")
def back_live(stage: Stage) -> None:
    fields = layout()
    id_ = make(stage.office, fields)
    nothing(stage.office, id_, back(T, id_, fields))
    conflict(one(stage.office, back(T, id_, fields | {"sender": "乙"})), "exists", id_)
    refusal(one(stage.office, back(T, new_id(), fields)), "missing_record")


@clause("5", "back is looked at as new: a parent must live, a natural key must be free")
def back_as_new(stage: Stage) -> None:
    office, parent = stage.office, worker()
    parent_id = make(office, parent, "worker")
    child = phone(parent_id)
    child_id = make(office, child, "worker_phone")
    office.apply(group(delete("worker_phone", child_id, child), delete("worker", parent_id, parent)))
    refusal(one(office, back("worker_phone", child_id, child)), "missing_parent")
    office.apply(group(back("worker_phone", child_id, child), back("worker", parent_id, parent)))

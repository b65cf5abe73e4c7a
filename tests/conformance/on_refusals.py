"""§4, §6, §10: refusals, owners, natural keys, stand-ins."""

from __future__ import annotations

from tests.conformance.clause import clause, equal, expect
from tests.conformance.on_records import T, conflict, make, make_all, nothing, one, refusal
from tests.conformance.records import (
    change,
    community,
    delete,
    digits,
    grid,
    group,
    id_number,
    layout,
    new,
    new_id,
    phone,
    worker,
)
from tests.conformance.stage import Stage


@clause("6", "validation: kinds, choices, days, required fields; field and record are named")
def validation(stage: Stage) -> str:
    office, parent = stage.office, make(stage.office, worker(), "worker")
    tried = [
        ("worker", worker(sex="9"), "sex"),
        ("worker", worker(sex=1), "sex"),
        ("worker", worker(address=7), "address"),
        ("worker", worker(birth_date="1990-02-30"), "birth_date"),
        ("worker", worker(birth_date="19900203"), "birth_date"),
        ("worker", worker(photo="photo.jpg"), "photo"),
        ("worker", {"sex": "1"}, "name"),
        ("worker", worker(name=None), "name"),
        ("worker_phone", phone(parent, number=13900000001), "number"),
        ("worker_phone", phone("nobody"), "worker_id"),
        ("community", community(office.town, urban=1), "urban"),
        (T, layout(columns=None), "columns"),
    ]
    ids = [new_id() for _ in tried]
    outcomes = office.push(*(group(new(each[0], id_, each[1])) for id_, each in zip(ids, tried, strict=True)))
    for id_, (type_, _, field), outcome in zip(ids, tried, outcomes, strict=True):
        found = refusal(outcome, "validation")
        equal((found.get("t"), found.get("id"), found.get("field")), (type_, id_, field), "place")
    changes = [change("worker", parent, sex=("1", "9")), change("worker", parent, name=("测试员", None))]
    for outcome in office.push(*map(group, changes)):
        refusal(outcome, "validation")
    return f"{len(tried)} values"


@clause("6", "unknown_field: a record type or field that the city does not know")
def unknown_field(stage: Stage) -> None:
    office, id_ = stage.office, make(stage.office, layout())
    refusal(one(office, new("spaceship", new_id(), {"name": "x"})), "unknown_field")
    found = refusal(one(office, new(T, new_id(), layout(colour="red"))), "unknown_field")
    equal(found.get("field"), "colour", "field")
    refusal(one(office, change(T, id_, colour=(None, "red"))), "unknown_field")


@clause("4", "A field that is computed or local never travels: unknown_field")
def not_exchanged(stage: Stage) -> None:
    found = refusal(one(stage.office, new("worker", new_id(), worker(name_pinyin="ceshiyuan"))), "unknown_field")
    equal(found.get("field"), "name_pinyin", "field")


@clause("6", "duplicate_key: a live record has this natural key; existing names it")
def duplicate_key(stage: Stage) -> None:
    office, number = stage.office, id_number()
    first, second = make_all(office, "worker", worker(id_number=number), worker())
    found = refusal(one(office, new("worker", new_id(), worker(id_number=number))), "duplicate_key")
    equal(found.get("existing"), first, "existing")
    found = refusal(one(office, change("worker", second, id_number=(None, number))), "duplicate_key")
    equal(found.get("existing"), first, "existing")


@clause("10", "A natural key with a null part is none, and a deleted record holds no key")
def keys_free(stage: Stage) -> None:
    office, number = stage.office, id_number()
    *_, first = make_all(office, "worker", worker(), worker(), worker(id_number=number))
    again = group(new("worker", new_id(), worker(id_number=number)))
    office.apply(group(delete("worker", first, worker(id_number=number))), again)


@clause("10", "Natural keys are looked at after the whole group: a key may change hands within it")
def keys_after_group(stage: Stage) -> None:
    office, number = stage.office, id_number()
    old, young = make(office, worker(id_number=number), "worker"), new_id()
    made, gone = new("worker", young, worker(id_number=number)), delete("worker", old, worker(id_number=number))
    office.apply(group(made, gone))
    twins = [new("worker", new_id(), worker(id_number=id_number())) for _ in range(2)]
    twins[1]["f"]["id_number"] = twins[0]["f"]["id_number"]
    refusal(one(office, *twins), "duplicate_key")


@clause("10", "A natural key of two parts: same person, same day")
def keys_of_two(stage: Stage) -> None:
    office, person = stage.office, make(stage.office, worker(), "worker")
    fields = {"worker_id": person, "valid_from": "2026-01-01"}
    first = make(office, fields, "worker_profile")
    make(office, fields | {"valid_from": "2026-02-01"}, "worker_profile")
    found = refusal(one(office, new("worker_profile", new_id(), fields)), "duplicate_key")
    equal(found.get("existing"), first, "existing")


@clause("10", "A twin is no natural key: a second one is taken")
def twins_taken(stage: Stage) -> None:
    person = make(stage.office, worker(), "worker")
    make_all(stage.office, "worker_phone", phone(person), phone(person))


@clause("6", "missing_parent: a reference leads nowhere live, in new and in set")
def missing_parent(stage: Stage) -> None:
    office = stage.office
    gone, person = make_all(office, "worker", worker(), worker())
    other, child = make(office, layout()), make(office, phone(person), "worker_phone")
    office.apply(group(delete("worker", gone, worker())))
    tried = [new("worker_phone", new_id(), phone(id_)) for id_ in (new_id(), gone, other)]
    tried.append(change("worker_phone", child, worker_id=(person, new_id())))
    for outcome in office.push(*map(group, tried)):
        equal(refusal(outcome, "missing_parent").get("field"), "worker_id", "field")


@clause("6", "mass_deletion: more than 20 and 5 % of a type in a group, beyond confirmed_deletions")
def mass_deletion(stage: Stage) -> str:
    office = stage.office
    live = office.recovery("/digest")["types"].get("import_layout", [0])[0]
    count = max(21, live // 15 + 2)
    if count > 2000:
        return f"not tried with {live} live records"
    few = {new_id(): layout() for _ in range(20)}
    office.apply(
        group(*(new(T, id_, fields) for id_, fields in few.items())),
        group(*(delete(T, id_, fields) for id_, fields in few.items())),
    )
    made = {new_id(): layout() for _ in range(count)}
    office.apply(group(*(new(T, id_, fields) for id_, fields in made.items())))
    gone = [delete(T, id_, fields) for id_, fields in made.items()]
    refusal(one(office, *gone), "mass_deletion")
    refusal(office.push(group(*gone, confirmed_deletions=count - 1))[0], "mass_deletion")
    office.apply(group(*gone, confirmed_deletions=count))
    return f"{count} of {live + count}"


@clause("4", "A stand-in: the township makes what county or city own; the row carries the mark")
def stand_in(stage: Stage) -> None:
    office, town = stage.office, stage.office.town
    fields = community(town)
    id_ = make(office, fields, "community")
    row = office.row("community", id_)
    equal((row["f"], row.get("stand_in")), (fields, True), "fields and mark")
    equal(one(office, change("community", id_, name=("测试社区", "测试社区一")))["result"], "applied")
    expect(bool(office.row("community", id_).get("stand_in")), "the mark is gone")
    nothing(office, id_, new("community", id_, fields | {"name": "测试社区一"}))
    conflict(one(office, new("community", id_, fields)), "exists", id_, "community")
    found = refusal(one(office, new("community", new_id(), fields)), "duplicate_key")
    equal(found.get("existing"), id_, "existing")
    person = make(office, worker(), "worker")
    expect(not office.row("worker", person).get("stand_in"), "a township's own record is marked")


@clause("4", "A township adds its own fields to a grid, and deletes its own stand-in")
def stand_in_gone(stage: Stage) -> None:
    office = stage.office
    fields = grid(office.town, board_area="东门")
    id_ = make(office, fields, "grid")
    office.apply(group(change("grid", id_, remarks=(None, "备注"))))
    office.apply(group(delete("grid", id_, fields | {"remarks": "备注"})))


@clause("4", "Publisher: an office's own parameter lies in its scope, without a mark")
def own_parameter(stage: Stage) -> None:
    fields = {
        "key": "conformance." + digits(9),
        "value": 60,
        "unit": "岁",
        "valid_from": "2026-01-01",
        "source": "测试",
        "certainty": "assumed",
        "note": "",
    }
    id_ = make(stage.office, fields, "parameter")
    row = stage.office.row("parameter", id_)
    equal((row["f"], row.get("stand_in", False)), (fields, False), "fields and mark")


@clause("4", "What another township has is not there: missing_record, missing_parent, no duplicate_key")
def other_township(stage: Stage) -> None:
    office, other, number = stage.office, stage.neighbour, id_number()
    expect(other.scope != office.scope, "the same scope")
    theirs = make(other, worker(id_number=number), "worker")
    refusal(one(office, change("worker", theirs, address=(None, "x"))), "missing_record")
    refusal(one(office, new("worker_phone", new_id(), phone(theirs))), "missing_parent")
    make(office, worker(id_number=number), "worker")
    equal(office.recovery("/rows", t="worker", ids=[theirs])["rows"], [], "rows")

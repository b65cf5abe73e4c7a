"""§5: groups of several records, order, repetition, counting."""

from __future__ import annotations

from tests.conformance.clause import clause, equal, expect
from tests.conformance.on_records import T, make, make_all, one
from tests.conformance.records import change, delete, group, layout, new, new_id, phone, worker
from tests.conformance.stage import Stage


@clause("5", "A group of several records: any conflict, and nothing of it is written")
def all_or_nothing(stage: Stage) -> None:
    office = stage.office
    (first, second), third = make_all(office, T, layout(sender="甲"), layout(sender="甲")), new_id()
    before = office.recovery("/rows", t=T, ids=[first, second])["rows"]
    ops = [change(T, first, sender=("甲", "乙")), new(T, third, layout()), change(T, second, sender=("丙", "乙"))]
    outcome = one(office, *ops)
    equal(outcome["result"], "conflict")
    equal([each["id"] for each in outcome["conflicts"]], [second], "records in conflict")
    expect("seq" not in outcome, f"a seq, though nothing was written: {outcome}")
    after = office.recovery("/rows", t=T, ids=[first, second, third])["rows"]
    equal(sorted(after, key=str), sorted(before, key=str), "rows")


@clause("5", "Parent and child may come, and go, in any order within a group")
def any_order(stage: Stage) -> None:
    office, parent = stage.office, worker()
    for forth in (1, -1):
        parent_id, child_id = new_id(), new_id()
        child = phone(parent_id)
        made = [new("worker", parent_id, parent), new("worker_phone", child_id, child)]
        gone = [delete("worker", parent_id, parent), delete("worker_phone", child_id, child)]
        office.apply(group(*made[::forth]), group(*gone[::forth]))


@clause("5", "Records of one commit have one ver")
def one_version(stage: Stage) -> None:
    office, ids = stage.office, [new_id() for _ in range(3)]
    (outcome,) = office.apply(group(*(new(T, id_, layout()) for id_ in ids)))
    equal({office.row(T, id_)["ver"] for id_ in ids}, {outcome["seq"]}, "versions")


@clause("5", "Several operations on one record in a group are looked at one after another")
def one_after_another(stage: Stage) -> None:
    office, id_, fields = stage.office, new_id(), layout()
    steps = [new(T, id_, fields), change(T, id_, sender=(None, "甲")), change(T, id_, sender=("甲", "乙"))]
    office.apply(group(*steps))
    equal(office.fields(T, id_), fields | {"sender": "乙"}, "fields")


@clause("5", "One refusal rejects its group, all of it; the groups around it go on, in order")
def one_refusal(stage: Stage) -> None:
    office, first, second = stage.office, new_id(), new_id()
    groups = [
        group(new(T, first, layout(sender="甲"))),
        group(new(T, second, layout()), change(T, first, sender=("甲", "丙"), kind=("roster", 7))),
        group(change(T, first, sender=("甲", "乙"))),
    ]
    outcomes = office.push(*groups)
    equal([each["result"] for each in outcomes], ["applied", "rejected", "applied"])
    equal(office.fields(T, first)["sender"], "乙", "sender")
    equal(office.recovery("/rows", t=T, ids=[second])["rows"], [], "record of the rejected group")


@clause("5", "A group without operations is applied")
def no_operations(stage: Stage) -> None:
    outcome = one(stage.office)
    equal(outcome, {"result": "applied"}, "outcome")


@clause("5", "The seq rises by one with each group that writes, and once more for the push; no gaps")
def counting(stage: Stage) -> str:
    office, id_ = stage.office, make(stage.office, layout(sender="甲"))
    start = office.here()[0]
    groups = [
        group(change(T, id_, sender=("甲", "乙"))),
        group(change(T, id_, sender=("甲", "乙"))),
        group(change(T, id_, sender=("x", "y"))),
        group(change(T, id_, sender=("乙", "丙"))),
    ]
    outcomes = office.push(*groups)
    equal([each.get("seq") for each in outcomes], [start + 1, None, None, start + 2], "seqs")
    equal(office.here()[0], start + 3, "seq after the push")
    return f"{start} to {office.here()[0]}"


@clause("5", "A push that changes nothing leaves its mark, too")
def mark(stage: Stage) -> None:
    office = stage.office
    before = office.here()
    office.push(group(change(T, new_id(), sender=(None, "x"))))
    equal(office.here()[0], before[0] + 1, "seq")
    expect(office.here()[1] != before[1] or before[1] == 0, "the tag was not drawn anew")


@clause("5", "A mid with a stored outcome is answered with it, whatever the content")
def repeated_mid(stage: Stage) -> None:
    office, id_, other, mid = stage.office, new_id(), new_id(), new_id()
    (first,) = office.apply(group(new(T, id_, layout(sender="甲")), mid=mid))
    before = office.row(T, id_)
    again = group(change(T, id_, sender=("甲", "乙")), new(T, other, layout()), mid=mid)
    equal(office.push(again), [first], "outcomes")
    equal(office.row(T, id_), before, "row")
    equal(office.recovery("/rows", t=T, ids=[other])["rows"], [], "record of the other content")


@clause("5", "Conflicts and refusals are stored, too: a repetition gets the same answer though it would fit now")
def repeated_refusal(stage: Stage) -> None:
    office, id_ = stage.office, make(stage.office, layout(sender="甲"))
    parent = new_id()
    groups = [
        group(change(T, id_, sender=("乙", "丙"))),
        group(new("worker_phone", new_id(), phone(parent))),
        group(change(T, id_, sender=("乙", "丙"), kind=("roster", "grids"))),
    ]
    first = office.push(*groups)
    equal([each["result"] for each in first], ["conflict", "rejected", "merged"])
    office.apply(group(change(T, id_, sender=("甲", "乙"))), group(new("worker", parent, worker())))
    equal(office.push(*groups), first, "outcomes")
    equal(office.fields(T, id_)["sender"], "乙", "sender")


@clause("5", "One mid twice in a push is malformed")
def mid_twice(stage: Stage) -> None:
    office, mid = stage.office, new_id()
    found = office.post_bytes("/push", office.seal(group(mid=mid), group(mid=mid))).problem("malformed")
    equal(found.get("pointer"), "/groups/1/mid", "pointer")
    office.number -= 1
    equal(office.known(mid), [], "what the city has of it")


@clause("5", "A sealed push sent again byte for byte gets the same outcomes, and changes no record")
def sealed_twice(stage: Stage) -> None:
    office, id_ = stage.office, new_id()
    groups = [group(new(T, id_, layout(sender="甲"))), group(change(T, id_, sender=("x", "y")))]
    sealed = office.seal(*groups)
    first = office.send(sealed)
    row = office.row(T, id_)
    for _ in range(2):
        again = office.send(sealed)
        equal(again["outcomes"], first["outcomes"], "outcomes")
        equal(again.get("notices", []), first.get("notices", []), "notices")
    equal(office.row(T, id_), row, "row")


@clause("5", "`number` not above the last one and not a repetition: notice used_twice, and the groups count")
def used_twice(stage: Stage) -> None:
    office, id_ = stage.office, new_id()
    office.apply(group())
    reply = office.send(office.seal(group()))
    expect("used_twice" not in reply.get("notices", []), f"notices of a push in its turn: {reply['notices']}" if
           "notices" in reply else "")  # fmt: skip
    office.number -= 1
    made = group(new(T, id_, layout()))
    reply = office.send(office.seal(made))
    expect("used_twice" in reply.get("notices", []), f"notices {reply.get('notices')}")
    equal(reply["outcomes"][made["mid"]]["result"], "applied")


@clause("5", "Two replicas of a township: what one wrote meets the other's `was`")
def two_replicas(stage: Stage) -> None:
    office, twin = stage.office, stage.twin
    equal(twin.scope, office.scope, "scope")
    id_ = make(office, layout(sender="甲"))
    equal(one(twin, change(T, id_, sender=("甲", "乙")))["result"], "applied")
    outcome = one(office, change(T, id_, sender=("甲", "丙")))
    equal(outcome["result"], "conflict")
    equal(outcome["conflicts"][0]["theirs"], "乙", "theirs")


@clause("5", "A mid is known whichever replica of the township brings it")
def mid_across_replicas(stage: Stage) -> None:
    made = group(new(T, new_id(), layout()))
    equal(stage.twin.push(made), stage.office.push(made), "outcomes")

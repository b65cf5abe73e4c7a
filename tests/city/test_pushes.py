"""Every row of the table in docs/exchange.md, section 5."""

from __future__ import annotations

from uuid import UUID

import pytest

from gridadmin.wire.groups import DeleteRecord, NewRecord, SetFields
from gridadmin.wire.history import START
from gridadmin.wire.push import ConflictKind, Outcome, RefusalKind, Result
from gridadmin.wire.values import Json
from tests.city.cities import City, back, change, gone, new, worker

PLAIN: dict[str, Json] = {"name": "张三", "sex": "1"}


@pytest.fixture
def city(shared_city: City) -> City:
    """A city; its tables are shared, its scopes are not."""
    return shared_city


@pytest.fixture
def person(city: City) -> UUID:
    """A person who is there."""
    record_id = city.id()
    city.send(worker(record_id, id_number="371525198001010003", address="12号"))
    return record_id


def kinds(outcome: Outcome) -> list[RefusalKind]:
    """Return why a group was refused."""
    assert (outcome.result is Result.REJECTED) == bool(outcome.refusals)
    return [refusal.kind for refusal in outcome.refusals]


def clashes(outcome: Outcome) -> list[ConflictKind]:
    """Return what a group met."""
    return [conflict.kind for conflict in outcome.conflicts]


def untouched(outcome: Outcome) -> bool:
    """Return whether a group was applied without anything written."""
    return outcome.result is Result.APPLIED and outcome.seq is None


def test_a_new_record_is_there(city: City) -> None:
    person = city.id()
    outcome = city.send(worker(person, address="城关村12号"))
    assert (outcome.result, outcome.seq) == (Result.APPLIED, 1)
    assert city.fields(person) == PLAIN | {"address": "城关村12号"}


def test_new_of_an_equal_record_does_nothing(city: City, person: UUID) -> None:
    assert untouched(city.send(worker(person, id_number="371525198001010003", address="12号", remarks=None)))


def test_new_of_another_record_with_the_same_id_is_a_conflict(city: City, person: UUID) -> None:
    outcome = city.send(worker(person, address="8号"))
    assert outcome.result is Result.CONFLICT
    assert clashes(outcome) == [ConflictKind.EXISTS]
    assert outcome.conflicts[0].theirs == city.fields(person)


def test_new_of_a_deleted_record_is_a_conflict(city: City, person: UUID) -> None:
    city.send(gone("worker", person, **city.fields(person)))
    assert clashes(city.send(worker(person))) == [ConflictKind.EXISTS]
    assert city.pull()[person].deleted


def test_set_of_nothing_and_of_a_deleted_record(city: City, person: UUID) -> None:
    assert kinds(city.send(change("worker", city.id(), address=("1", "2")))) == [RefusalKind.MISSING_RECORD]
    city.send(gone("worker", person, **city.fields(person)))
    outcome = city.send(change("worker", person, address=("12号", "8号")))
    assert (outcome.result, clashes(outcome)) == (Result.CONFLICT, [ConflictKind.DELETED])


def test_set_of_what_stands_already_does_nothing(city: City, person: UUID) -> None:
    assert untouched(city.send(change("worker", person, address=("7号", "12号"))))


def test_set_of_what_was_seen_is_written_and_the_rest_is_a_conflict(city: City, person: UUID) -> None:
    group = city.group(change("worker", person, address=("12号", "8号")), actor="王芳")
    city.later(days=1)
    assert city.push(group).outcomes[group.mid].result is Result.APPLIED
    outcome = city.send(change("worker", person, address=("12号", "21号"), remarks=(None, "新")))
    assert outcome.result is Result.MERGED
    (conflict,) = outcome.conflicts
    assert (conflict.kind, conflict.was, conflict.mine, conflict.theirs) == (ConflictKind.VALUE, "12号", "21号", "8号")
    assert (conflict.by, conflict.at) == ("王芳", group.acts[0].at), "who gave the field its value, not the record"
    assert (city.fields(person)["address"], city.fields(person)["remarks"]) == ("8号", "新")
    alone = city.send(change("worker", person, address=("12号", "21号")))
    assert (alone.result, alone.seq) == (Result.CONFLICT, None)


def test_a_field_set_to_null_is_gone(city: City, person: UUID) -> None:
    city.send(change("worker", person, address=("12号", None)))
    assert "address" not in city.fields(person)
    assert city.send(change("worker", person, address=(None, "1号"))).result is Result.APPLIED


def test_truth_values_are_no_numbers(city: City) -> None:
    village = city.id()
    assert kinds(city.send(new("community", village, code="1", name="村", urban=1))) == [RefusalKind.VALIDATION]
    city.send(new("community", village, code="1", name="村", urban=True))
    assert clashes(city.send(change("community", village, urban=(1, False)))) == [ConflictKind.VALUE]


def test_a_conflict_in_one_field_is_a_conflict_in_what_goes_together(city: City, person: UUID) -> None:
    city.send(change("worker", person, emergency_contact=(None, "李四")))
    outcome = city.send(
        change("worker", person, emergency_contact=(None, "王五"), emergency_phone=(None, "1390"), remarks=(None, "x"))
    )
    assert outcome.result is Result.MERGED
    assert sorted(str(conflict.field) for conflict in outcome.conflicts) == ["emergency_contact", "emergency_phone"]
    assert "emergency_phone" not in city.fields(person)


def test_several_records_are_written_together_or_not_at_all(city: City, person: UUID) -> None:
    other = city.id()
    outcome = city.send(worker(other), change("worker", person, address=("7号", "8号")))
    assert (outcome.result, outcome.seq) == (Result.CONFLICT, None)
    assert other not in city.pull()


def test_del_of_nothing_of_what_is_deleted_and_of_what_was_seen(city: City, person: UUID) -> None:
    seen = city.fields(person)
    assert kinds(city.send(gone("worker", city.id(), **seen))) == [RefusalKind.MISSING_RECORD]
    changed = city.send(gone("worker", person, **(seen | {"address": "8号"})))
    assert (changed.result, clashes(changed)) == (Result.CONFLICT, [ConflictKind.CHANGED_SINCE])
    assert city.send(gone("worker", person, **seen)).result is Result.APPLIED
    row = city.pull()[person]
    assert (row.deleted, row.f) == (True, {})
    assert untouched(city.send(gone("worker", person, **seen)))


def test_del_of_what_live_records_refer_to_is_refused(city: City, person: UUID) -> None:
    phone = city.id()
    fields = {"worker_id": str(person), "number": "13900000001", "purpose": "mobile"}
    city.send(new("worker_phone", phone, **fields))
    seen = city.fields(person)
    assert kinds(city.send(gone("worker", person, **seen))) == [RefusalKind.STILL_REFERRED_TO]
    both = city.send(gone("worker", person, **seen), gone("worker_phone", phone, **fields))
    assert both.result is Result.APPLIED, "references are looked at after the whole group"


def test_back_is_the_only_way_back(city: City, person: UUID) -> None:
    assert kinds(city.send(back("worker", city.id(), **PLAIN))) == [RefusalKind.MISSING_RECORD]
    assert clashes(city.send(back("worker", person, **PLAIN))) == [ConflictKind.EXISTS]
    assert untouched(city.send(back("worker", person, **city.fields(person))))
    city.send(gone("worker", person, **city.fields(person)))
    assert city.send(back("worker", person, **PLAIN)).result is Result.APPLIED
    assert city.fields(person) == PLAIN


def test_natural_keys_are_given_once_and_freed_by_a_deletion(city: City, person: UUID) -> None:
    other, number = city.id(), "371525198001010003"
    outcome = city.send(worker(other, id_number=number))
    (refusal,) = outcome.refusals
    assert (refusal.kind, refusal.existing, refusal.field) == (RefusalKind.DUPLICATE_KEY, person, "id_number")
    city.send(worker(other))
    assert kinds(city.send(change("worker", other, id_number=(None, number)))) == [RefusalKind.DUPLICATE_KEY]
    city.send(gone("worker", person, **city.fields(person)))
    assert city.send(change("worker", other, id_number=(None, number))).result is Result.APPLIED


def test_natural_keys_may_change_hands_within_a_group(city: City, person: UUID) -> None:
    other, mine, theirs = city.id(), "371525198001010003", "37152519800101002X"
    city.send(worker(other, id_number=theirs))
    swap = (change("worker", person, id_number=(mine, theirs)), change("worker", other, id_number=(theirs, mine)))
    assert city.send(*swap).result is Result.APPLIED
    assert kinds(city.send(worker(city.id(), id_number=mine))) == [RefusalKind.DUPLICATE_KEY]


def test_one_key_twice_in_a_group_names_nobody(city: City) -> None:
    (refusal,) = city.send(worker(city.id(), id_number="1"), worker(city.id(), id_number="1")).refusals
    assert (refusal.kind, refusal.existing) == (RefusalKind.DUPLICATE_KEY, None)


def test_a_child_needs_a_living_parent_in_any_order(city: City, person: UUID) -> None:
    parent, phone = city.id(), city.id()
    child = new("worker_phone", phone, worker_id=str(parent), number="1", purpose="mobile")
    (refusal,) = city.send(child).refusals
    assert (refusal.kind, refusal.field) == (RefusalKind.MISSING_PARENT, "worker_id")
    assert city.send(child, worker(parent)).result is Result.APPLIED
    city.send(gone("worker", person, **city.fields(person)))
    moved = change("worker_phone", phone, worker_id=(str(parent), str(person)))
    assert kinds(city.send(moved)) == [RefusalKind.MISSING_PARENT]


def test_groups_of_one_push_see_those_before_them(city: City) -> None:
    person, phone = city.id(), city.id()
    seen = PLAIN | {"id_number": "1"}
    groups = [
        city.group(worker(person, id_number="1")),
        city.group(new("worker_phone", phone, worker_id=str(person), number="1", purpose="mobile")),
        city.group(gone("worker", person, **seen)),
        city.group(worker(city.id(), id_number="1")),
        city.group(gone("worker_phone", phone, worker_id=str(person), number="1", purpose="mobile")),
        city.group(gone("worker", person, **seen)),
        city.group(worker(city.id(), id_number="1")),
    ]
    outcomes = city.push(*groups).outcomes
    results = [outcomes[group.mid].result.value for group in groups]
    assert results == ["applied", "applied", "rejected", "rejected", "applied", "applied", "applied"]
    seqs = [outcomes[group.mid].seq for group in groups]
    assert seqs == [1, 2, None, None, 3, 4, 5], "refused groups take no place in the history"
    assert city.seen is not None
    assert city.seen.seen[city.town].seq == 6, "and the push leaves its mark"


@pytest.mark.parametrize(
    ("op", "kind", "field"),
    [
        (new("worker", UUID(int=1), name="张三"), RefusalKind.VALIDATION, "sex"),
        (new("worker", UUID(int=1), **PLAIN, birth_date="1980-02-30"), RefusalKind.VALIDATION, "birth_date"),
        (new("worker", UUID(int=1), **PLAIN, birth_date=19800101), RefusalKind.VALIDATION, "birth_date"),
        (new("worker", UUID(int=1), name="张三", sex="3"), RefusalKind.VALIDATION, "sex"),
        (new("worker", UUID(int=1), **PLAIN, photo="../../etc/passwd"), RefusalKind.VALIDATION, "photo"),
        (new("worker", UUID(int=1), **PLAIN, community_id="3715"), RefusalKind.VALIDATION, "community_id"),
        (new("worker", UUID(int=1), **PLAIN, shoe_size=42), RefusalKind.UNKNOWN_FIELD, "shoe_size"),
        (new("worker", UUID(int=1), **PLAIN, name_pinyin="zhangsan"), RefusalKind.UNKNOWN_FIELD, "name_pinyin"),
        (new("dog", UUID(int=1), name="小黑"), RefusalKind.UNKNOWN_FIELD, None),
        (change("dog", UUID(int=1), name=("小黑", "小白")), RefusalKind.UNKNOWN_FIELD, None),
        (gone("worker", UUID(int=1), **PLAIN, shoe_size=42), RefusalKind.UNKNOWN_FIELD, "shoe_size"),
    ],
)
def test_what_is_refused(city: City, op: NewRecord | SetFields | DeleteRecord, kind: RefusalKind, field: str) -> None:
    (refusal,) = city.send(op).refusals
    assert (refusal.kind, refusal.field, refusal.t) == (kind, field, op.t)


def test_one_refusal_rejects_the_group(city: City, person: UUID) -> None:
    other = city.id()
    outcome = city.send(worker(other), change("worker", person, sex=("1", "9"), address=("7号", "8号")))
    assert kinds(outcome) == [RefusalKind.VALIDATION], "and a refusal goes before a conflict"
    assert other not in city.pull()


def test_a_required_field_cannot_be_emptied(city: City, person: UUID) -> None:
    assert kinds(city.send(change("worker", person, name=("张三", None)))) == [RefusalKind.VALIDATION]


def test_the_type_decides_in_which_scopes_a_record_may_lie(city: City) -> None:
    outcome = city.publish(
        city.county, new("community", city.id(), code="1", name="村", urban=False), scope=city.county
    )
    assert kinds(outcome) == [RefusalKind.WRONG_SCOPE]
    parameter = new(
        "parameter", city.id(), key="k", value=[1, {"a": None}], unit="日", valid_from="2026-01-01", source="文",
        certainty="assumed", note="",
    )  # fmt: skip
    assert city.publish(city.city, parameter, scope=city.city).result is Result.APPLIED
    assert city.pull(city.city)[parameter.id].f["value"] == [1, {"a": None}]


def test_mass_deletion_has_to_be_confirmed(city: City) -> None:
    people = [city.id() for _ in range(200)]
    city.push(*(city.group(worker(person)) for person in people))
    few = [gone("worker", person, **PLAIN) for person in people[:20]]
    assert city.send(*few).result is Result.APPLIED, "twenty are not many"
    many = [gone("worker", person, **PLAIN) for person in people[20:41]]
    (refusal,) = city.send(*many).refusals
    assert (refusal.kind, refusal.t) == (RefusalKind.MASS_DELETION, "worker")
    assert kinds(city.send(*many, confirmed=20)) == [RefusalKind.MASS_DELETION]
    assert city.send(*many, confirmed=21).result is Result.APPLIED


def test_a_small_share_of_many_may_be_deleted(city: City) -> None:
    people = [city.id() for _ in range(440)]
    city.push(*(city.group(worker(person)) for person in people))
    assert city.send(*(gone("worker", person, **PLAIN) for person in people[:22])).result is Result.APPLIED


def test_a_repeated_push_is_answered_as_before(city: City, person: UUID) -> None:
    applied = city.group(worker(city.id()))
    clashing = city.group(change("worker", person, address=("7号", "8号")))
    refused = city.group(worker(city.id(), id_number="371525198001010003"))
    first = city.push(applied, clashing, refused)
    rows = city.pull()
    city.send(change("worker", person, address=("12号", "8号")))
    again = city.push(applied, clashing, refused)
    assert again.outcomes == first.outcomes
    assert city.pull().keys() == rows.keys()


def test_a_mid_counts_whatever_its_content(city: City) -> None:
    group = city.group(worker(city.id()))
    city.push(group)
    other = city.group(worker(city.id()))
    forged = type(group)(mid=group.mid, schema=1, acts=other.acts, ops=other.ops)
    assert city.push(forged).outcomes[group.mid].result is Result.APPLIED
    assert other.ops[0].id not in city.pull()


def test_groups_come_back_with_a_pull_as_they_were_written(city: City, person: UUID) -> None:
    group = city.group(change("worker", person, address=("7号", "8号"), remarks=(None, "新"), sex=("2", "1")))
    city.push(group)
    reply = city.page({city.town: START})
    past = reply.pages[0].groups[-1]
    assert (past.mid, past.acts, past.replica, past.by.value) == (
        group.mid, group.acts, city.caller.replica, "township",
    )  # fmt: skip
    (op,) = past.ops
    assert op.to_json()["set"] == {"remarks": [None, "新"]}, "without conflicts, and without what stood already"

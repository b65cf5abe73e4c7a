"""Laws of the rules, over any records and any groups: what must hold whoever writes whatever in whichever order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.city.applying import Decision, decide
from gridadmin.city.book import Book, Kept, Link
from gridadmin.city.draft import Writer
from gridadmin.city.record_rules import same
from gridadmin.wire.digests import Digest
from gridadmin.wire.groups import Act, Author, Change, DeleteRecord, Group, NewRecord, Op, RestoreRecord, SetFields
from gridadmin.wire.push import Result
from gridadmin.wire.scopes import ScopeKind
from gridadmin.wire.values import Json
from tests.city.cities import MORNING

OFFICE = Writer(Author.TOWNSHIP, ScopeKind.TOWN)
PEOPLE = [UUID(int=number) for number in range(1, 4)]
PHONES = [UUID(int=number) for number in range(11, 13)]
TEXTS = st.sampled_from(["a", "b", "c"])
MAYBE = st.none() | TEXTS
WORKER = st.fixed_dictionaries(
    {"name": TEXTS, "sex": st.sampled_from(["1", "2"])},
    optional={"id_number": TEXTS, "address": TEXTS, "emergency_contact": TEXTS, "emergency_phone": TEXTS},
)
FREE = ["address", "ethnicity", "remarks"]


class MemoryShelf:
    """Records in memory, as a shelf."""

    def __init__(self, kept: Iterable[Kept]) -> None:
        self.kept = {each.ref: each for each in kept}

    def records(self, t: str, ids: Collection[UUID]) -> Iterable[Kept]:
        return [self.kept[t, each] for each in ids if (t, each) in self.kept]

    def alive(self, t: str, ids: Collection[UUID]) -> set[UUID]:
        return {each.id for each in self.records(t, ids) if not each.deleted}

    def holders(self, t: str, keys: Collection[str]) -> Mapping[str, UUID]:
        held = {each.key: each.id for each in self.kept.values() if each.t == t}
        return {key: held[key] for key in keys if key in held}

    def links(self, targets: Collection[str]) -> Iterable[Link]:
        return [link for each in self.kept.values() for link in each.links if link.target in targets]

    def digests(self) -> Mapping[str, Digest]:
        live = [each.t for each in self.kept.values() if not each.deleted]
        return {t: Digest(live.count(t), 0) for t in live}


class Records:
    """The records of a scope under the rules, without a database.

    Attributes:
        outcomes: of every group so far.
    """

    def __init__(self) -> None:
        self.kept: dict[tuple[str, UUID], Kept] = {}
        self.seq = 0

    def send(self, *ops: Op, foresee: bool = True) -> Decision:
        """Decide a group and let what it writes stand."""
        group = group_of(*ops)
        book = Book(MemoryShelf(self.kept.values()))
        if foresee:
            book.foresee([group])
        decision = decide(group, OFFICE, book, self.seq + 1)
        self.seq += bool(decision.records)
        self.kept |= {each.ref: each for each in decision.records}
        return decision

    def state(self) -> dict[tuple[str, UUID], tuple[bool, dict[str, Json]]]:
        """Return what the records say."""
        return {ref: (each.deleted, each.fields) for ref, each in self.kept.items()}


def group_of(*ops: Op) -> Group:
    """Return a group of some operations."""
    act = Act(id=UUID(int=1), at=MORNING, actor="李敏", sentence="Change")
    return Group(mid=UUID(int=99), schema=1, acts=(act,), ops=ops)


def ops_on_people() -> st.SearchStrategy[Op]:
    """Any operation on a few people."""
    ids = st.sampled_from(PEOPLE)
    changes = st.dictionaries(
        st.sampled_from(["name", "id_number", "address", "emergency_contact", "emergency_phone"]),
        st.builds(Change, MAYBE, MAYBE),
        min_size=1,
        max_size=3,
    )
    return st.one_of(
        st.builds(lambda id, f: NewRecord(t="worker", id=id, f=f), ids, WORKER),
        st.builds(lambda id, f: RestoreRecord(t="worker", id=id, f=f), ids, WORKER),
        st.builds(lambda id, f: DeleteRecord(t="worker", id=id, was=f), ids, WORKER),
        st.builds(lambda id, set: SetFields(t="worker", id=id, set=set), ids, changes),
    )


def ops_on_phones() -> st.SearchStrategy[Op]:
    """Any operation on the phones of a few people."""
    ids, people = st.sampled_from(PHONES), st.sampled_from(PEOPLE).map(str)
    fields = st.fixed_dictionaries({"worker_id": people, "number": TEXTS, "purpose": st.just("mobile")})
    changes = st.fixed_dictionaries({"worker_id": st.builds(Change, people, people)})
    return st.one_of(
        st.builds(lambda id, f: NewRecord(t="worker_phone", id=id, f=f), ids, fields),
        st.builds(lambda id, f: DeleteRecord(t="worker_phone", id=id, was=f), ids, fields),
        st.builds(lambda id, set: SetFields(t="worker_phone", id=id, set=set), ids, changes),
    )


GROUPS = st.lists(ops_on_people() | ops_on_phones(), min_size=1, max_size=3)
HISTORIES = st.lists(GROUPS, max_size=12)


def after(groups: Iterable[Iterable[Op]]) -> Records:
    """Return the records after some groups."""
    records = Records()
    for ops in groups:
        records.send(*ops)
    return records


@given(HISTORIES, GROUPS)
def test_a_repetition_changes_nothing_even_without_its_outcome(groups: list[list[Op]], ops: list[Op]) -> None:
    records = after(groups)
    first = records.send(*ops)
    state = records.state()
    if first.result is Result.APPLIED and len({(op.t, op.id) for op in ops}) == len(ops):
        records.send(*ops)
        assert records.state() == state


@given(HISTORIES)
def test_references_and_keys_hold_after_every_group(groups: list[list[Op]]) -> None:
    records = Records()
    for ops in groups:
        records.send(*ops)
        live = {ref: each for ref, each in records.kept.items() if not each.deleted}
        assert all(("worker", UUID(link.target)) in live for each in live.values() for link in each.links)
        numbers = [each.fields["id_number"] for each in live.values() if "id_number" in each.fields]
        assert len(numbers) == len(set(map(str, numbers)))
        assert all(each.fields.get("name") for ref, each in live.items() if ref[0] == "worker")


@given(HISTORIES, GROUPS)
def test_no_value_is_written_over_that_was_not_named(groups: list[list[Op]], ops: list[Op]) -> None:
    records = after(groups)
    before = dict(records.kept)
    records.send(*ops)
    for ref, now in records.kept.items():
        was = before.get(ref)
        if was is None or was == now or was.deleted:
            continue
        named = [op for op in ops if (op.t, op.id) == ref]
        assert not now.deleted or any(isinstance(op, DeleteRecord) for op in named)
        for name, value in was.fields.items():
            if now.deleted or same(value, now.fields.get(name)):
                continue
            seen = [
                change.was for op in named if isinstance(op, SetFields) for n, change in op.set.items() if n == name
            ]
            deleted = any(isinstance(op, DeleteRecord) and same(op.was.get(name), value) for op in named)
            assert deleted or any(same(value, each) for each in seen)


@given(HISTORIES, GROUPS)
def test_nothing_deleted_lives_again_without_a_back(groups: list[list[Op]], ops: list[Op]) -> None:
    records = after(groups)
    dead = {ref for ref, each in records.kept.items() if each.deleted}
    records.send(*ops)
    alive = {ref for ref in dead if not records.kept[ref].deleted}
    assert alive <= {(op.t, op.id) for op in ops if isinstance(op, RestoreRecord)}


@given(HISTORIES, GROUPS)
def test_what_is_not_foreseen_is_found_all_the_same(groups: list[list[Op]], ops: list[Op]) -> None:
    one, other = after(groups), after(groups)
    assert one.send(*ops) == other.send(*ops, foresee=False)


@given(
    st.dictionaries(st.sampled_from(FREE), st.builds(Change, MAYBE, MAYBE), min_size=1),
    st.dictionaries(st.sampled_from(["name", "sex", "birth_date"]), st.builds(Change, TEXTS, TEXTS), min_size=1),
    WORKER,
)
def test_changes_of_different_fields_commute(
    first: dict[str, Change], second: dict[str, Change], fields: dict[str, Json]
) -> None:
    ways = []
    for order in ((first, second), (second, first)):
        records = after([[NewRecord(t="worker", id=PEOPLE[0], f=fields)]])
        results = {
            frozenset(each): records.send(SetFields(t="worker", id=PEOPLE[0], set=each)).result for each in order
        }
        ways.append((records.state(), results))
    assert ways[0] == ways[1]


@given(HISTORIES)
def test_the_history_gives_the_records(groups: list[list[Op]]) -> None:
    records = Records()
    replayed: dict[tuple[str, UUID], dict[str, Json] | None] = {}
    for ops in groups:
        for op in records.send(*ops).ops:
            replay(op, replayed)
    assert replayed == {ref: None if each.deleted else each.fields for ref, each in records.kept.items()}


def replay(op: Op, records: dict[tuple[str, UUID], dict[str, Json] | None]) -> None:
    """Do what an operation of the history says, without any rule."""
    ref = (op.t, op.id)
    if isinstance(op, DeleteRecord):
        assert records[ref] == op.was
        records[ref] = None
    elif isinstance(op, SetFields):
        fields = records[ref]
        assert fields is not None
        assert all(same(fields.get(name), change.was) for name, change in op.set.items())
        changed = fields | {name: change.now for name, change in op.set.items()}
        records[ref] = {name: value for name, value in changed.items() if value is not None}
    else:
        assert records.get(ref) is None
        records[ref] = dict(op.f)

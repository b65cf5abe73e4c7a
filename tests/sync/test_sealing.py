"""Sealing: in order, within bounds, byte for byte; what a refusal holds back waits, everything else flows."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import GroupState, Issue, IssueKind, OutboxGroup, Replica
from gridadmin.models.ids import new_id
from gridadmin.models.journal import journal_head
from gridadmin.sync.holding import hold_dependants
from gridadmin.sync.outbox import add_group, drop_groups, groups_in, set_state
from gridadmin.sync.packed import plain_of
from gridadmin.sync.portions import Portions
from gridadmin.sync.sealing import confirm_deletions, seal_push, unseal
from gridadmin.wire.groups import Act, Change, Group, NewRecord, Op, SetFields
from tests.real_offices import NOON, real_office, with_worker
from tests.sync.enrolled_offices import collect, enrol, queued, seal
from tests.sync.test_collecting import address, bare_worker

ACT = Act(id=new_id(), at=NOON, actor="李敏", sentence="Change")


def states(office: OpenOffice) -> list[str]:
    return [state for state, _group in queued(office)]


def refuse(office: OpenOffice, mid: UUID) -> None:
    office.exchange(lambda session: set_state(session, [mid], GroupState.REFUSED))


def all_done(office: OpenOffice) -> None:
    mids = [group.mid for _state, group in queued(office)]
    office.exchange(lambda session: set_state(session, mids, GroupState.DONE))


def test_a_push_holds_the_first_groups_and_stays_as_it_is(office: OpenOffice) -> None:
    enrol(office)
    for number in range(4):
        office.act(Message("Enter"), bare_worker, f"人{number}")
    collect(office)
    mids = [group.mid for _state, group in queued(office)]
    first = office.exchange(seal_push, Portions(groups=3), office.clock())
    again = office.exchange(seal_push, Portions(groups=1), office.clock())
    assert first == again
    sealed = seal(office)
    assert sealed is not None
    assert [group.mid for group in sealed.groups] == mids[:3]
    assert sealed.number == 1
    assert first is not None
    assert sealed.to_bytes() == plain_of(first)
    head = office.with_connection(journal_head)
    assert sealed.anchor is not None
    assert (sealed.anchor.seq, sealed.anchor.hash) == head
    assert states(office)[:4] == ["sealed"] * 3 + ["waiting"]


def test_a_smaller_push_holds_the_same_groups_under_the_same_mids(office: OpenOffice) -> None:
    enrol(office)
    collect(office)
    large = seal(office)
    office.exchange(unseal)
    assert set(states(office)) == {"waiting"}
    small = seal(office, Portions(groups=1))
    assert large is not None
    assert small is not None
    assert small.groups == large.groups[:1]
    assert small.number == large.number


def test_a_group_larger_than_the_aim_goes_alone(office: OpenOffice) -> None:
    enrol(office)
    collect(office)
    sealed = seal(office, Portions(bytes=5_000))
    assert sealed is not None
    assert len(sealed.groups) == 1


def test_nothing_waits_nothing_is_sealed(office: OpenOffice) -> None:
    enrol(office)
    assert seal(office) is None


def test_what_touches_a_refused_record_waits_and_the_rest_flows(office: OpenOffice) -> None:
    enrol(office)
    worker = office.act(Message("Enter"), bare_worker)
    other = office.act(Message("Enter"), bare_worker, "钱七")
    collect(office)
    mids = [group.mid for _state, group in queued(office)]
    refuse(office, mids[-2])
    office.exchange(lambda session: add_group(session, phone_of(worker), office.clock()) and None)
    office.exchange(lambda session: add_group(session, phone_of(other), office.clock()) and None)
    seal(office)
    assert states(office)[-4:] == ["refused", "sealed", "held", "sealed"]


def phone_of(worker: UUID) -> Group:
    fields: dict[str, object] = {"worker_id": str(worker), "number": "13900000001", "purpose": "mobile"}
    op = NewRecord(t="worker_phone", id=new_id(), f=fields)  # type: ignore[arg-type]
    return Group(mid=new_id(), schema=1, acts=(ACT,), ops=(op,))


def test_a_later_change_that_was_refused_by_itself_goes_with_the_making_of_its_record(office: OpenOffice) -> None:
    """As after a long absence, when every group waits for a person: mended, the making would go behind the change."""
    enrol(office)
    worker, other = office.act(Message("Enter"), lambda session: (bare_worker(session), bare_worker(session, "钱七")))
    collect(office)
    office.act(Message("Move"), address, worker, "城关村12号")
    collect(office)
    for _state, group in queued(office)[-2:]:
        refuse(office, group.mid)
    office.act(Message("Mend"), address, other, "城关村13号")
    collect(office)
    state, group = queued(office)[-1]
    assert state == "waiting"
    assert [act.sentence for act in group.acts] == ["Enter", "Move", "Mend"]
    assert all(isinstance(op, NewRecord) for op in group.ops)
    assert {op.f["address"] for op in group.ops if isinstance(op, NewRecord)} == {"城关村12号", "城关村13号"}


def test_an_act_on_a_refused_record_mends_it_with_what_it_held_back(office: OpenOffice) -> None:
    enrol(office)
    worker = office.act(Message("Enter"), bare_worker)
    collect(office)
    refuse(office, queued(office)[-1][1].mid)
    office.act(Message("Photo"), lambda session: add_phone(session, worker))
    collect(office)
    seal(office)
    assert states(office)[-2:] == ["refused", "held"]
    office.act(Message("Mend"), address, worker, "城关村12号")
    collect(office)
    state, group = queued(office)[-1]
    assert state == "waiting"
    assert [act.sentence for act in group.acts] == ["Enter", "Photo", "Mend"]
    assert [op.t for op in group.ops] == ["worker", "worker_phone"]
    first = group.ops[0]
    assert isinstance(first, NewRecord)
    assert first.f == {"name": "赵六", "sex": "1", "address": "城关村12号"}
    assert "refused" not in states(office)
    assert "held" not in states(office)


def add_phone(session: Session, worker: UUID) -> None:
    from gridadmin.domain.workers import PhonePurpose
    from gridadmin.models.workers import WorkerPhone

    session.add(WorkerPhone(id=new_id(), worker_id=worker, number="13900000001", purpose=PhonePurpose.MOBILE))


def test_the_original_was_is_kept(office: OpenOffice) -> None:
    enrol(office)
    worker = office.act(Message("Enter"), bare_worker)
    collect(office)
    seal(office)
    all_done(office)
    office.act(Message("Change"), address, worker, "甲")
    collect(office)
    refuse(office, queued(office)[-1][1].mid)
    office.act(Message("Change"), address, worker, "乙")
    collect(office)
    assert queued(office)[-1][1].ops == (SetFields(t="worker", id=worker, set={"address": Change(None, "乙")}),)


def test_undoing_what_was_refused_leaves_nothing_to_send(office: OpenOffice) -> None:
    enrol(office)
    collect(office)
    before = len(queued(office))
    worker = office.act(Message("Enter"), bare_worker)
    collect(office)
    refuse(office, queued(office)[-1][1].mid)
    office.undo()
    collect(office)
    assert len(queued(office)) == before
    office.redo()
    collect(office)
    assert [op.word for op in queued(office)[-1][1].ops] == ["new"]
    assert queued(office)[-1][1].ops[0].id == worker


def test_deleting_much_asks_first(office: OpenOffice) -> None:
    enrol(office)
    workers = [office.act(Message("Enter"), bare_worker, f"人{number}") for number in range(21)]
    collect(office)
    seal(office)
    all_done(office)
    office.exchange(unseal)

    def empty(session: Session) -> None:
        from gridadmin.models.workers import Worker

        for worker in session.scalars(select(Worker).where(Worker.id.in_(workers))):
            session.delete(worker)

    office.act(Message("Delete"), empty)
    collect(office)
    assert seal(office) is None
    issue = office.read(lambda session: [(i.kind, i.detail["count"]) for i in session.scalars(select(Issue))])
    assert issue == [(IssueKind.MASS_DELETION, 21)]

    def confirm(session: Session) -> None:
        (group,) = groups_in(session, GroupState.REFUSED)
        confirm_deletions(session, group, office.clock())

    office.exchange(confirm)
    sealed = seal(office)
    assert sealed is not None
    assert [group.confirmed_deletions for group in sealed.groups] == [21]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    with real_office(tmp_path_factory.mktemp("shared")) as office:
        enrol(office)
        with_worker(office)
        yield office


RECORDS = [UUID(int=number) for number in range(1, 6)]
QUEUES = st.lists(
    st.tuples(
        st.sampled_from(["waiting", "refused", "held"]),
        st.lists(st.sampled_from(RECORDS), min_size=1, max_size=2, unique=True),
        st.sampled_from([None, *RECORDS]),
    ),
    max_size=8,
)


def group_of(changed: list[UUID], pointed: UUID | None) -> Group:
    ops: list[Op] = [SetFields(t="worker_phone", id=each, set={"number": Change("1", "2")}) for each in changed]
    if pointed is not None:
        change = Change(None, str(pointed))
        ops[0] = SetFields(t="worker_phone", id=changed[0], set={"worker_id": change})
    return Group(mid=new_id(), schema=1, acts=(ACT,), ops=tuple(ops))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUEUES)
def test_held_is_what_the_rule_says(shared: OpenOffice, queue: list[tuple[str, list[UUID], UUID | None]]) -> None:
    def run(session: Session) -> list[GroupState]:
        drop_groups(session, list(session.scalars(select(OutboxGroup.mid))))
        for state, changed, pointed in queue:
            add_group(session, group_of(changed, pointed), NOON, state=GroupState(state))
        hold_dependants(session)
        return list(session.scalars(select(OutboxGroup.state).order_by(OutboxGroup.n)))

    expected, blocked = [], set[UUID]()
    for state, changed, pointed in queue:
        if state == "refused":
            expected.append(GroupState.REFUSED)
            blocked |= set(changed)
        elif blocked & {*changed, pointed}:
            expected.append(GroupState.HELD)
            blocked |= set(changed)
        else:
            expected.append(GroupState.WAITING)
    assert shared.exchange(run) == expected


def test_the_replica_counts_its_pushes(office: OpenOffice) -> None:
    enrol(office)
    collect(office)
    seal(office)
    assert office.read(lambda session: session.scalar(select(Replica.number))) == 1

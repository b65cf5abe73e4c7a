"""Acts become groups: all of the journal from its first act, what travels of it, parents first, the same every time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.exchange import Issue, OutboxGroup, OutboxRecord, Replica
from gridadmin.models.ids import new_id
from gridadmin.models.office import Community
from gridadmin.models.workers import Worker
from gridadmin.services.worker_records import update_worker
from gridadmin.sync import collecting, journal_reading, long_acts
from gridadmin.sync.collecting import collect_acts
from gridadmin.wire.groups import Change, DeleteRecord, Group, NewRecord, Op, RestoreRecord, SetFields
from gridadmin.wire.owners import OWNERS
from tests.real_offices import TODAY, with_grids, with_worker, worker_form
from tests.sync.enrolled_offices import collect, enrol, queued


def ops_of(office: OpenOffice) -> list[Op]:
    return [op for _state, group in queued(office) for op in group.ops]


def address(session: Session, worker: UUID, words: str | None) -> None:
    session.get_one(Worker, worker).address = words


def remove(session: Session, worker: UUID) -> None:
    session.delete(session.get_one(Worker, worker))


def bare_worker(session: Session, name: str = "赵六") -> UUID:
    worker = Worker(id=new_id(), name=name, name_pinyin="zhaoliu", name_initials="zl", sex="1")
    session.add(worker)
    return worker.id


def made(ops: Iterable[Op]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for op in ops:
        counts[op.t] = counts.get(op.t, 0) + isinstance(op, NewRecord)
    return counts


def test_the_first_enrolment_sends_all_that_the_office_has(office: OpenOffice) -> None:
    with_grids(office)
    enrol(office)
    assert collect(office) > 0
    counts = made(ops_of(office))
    assert counts["office"] == counts["account"] == 1
    assert counts["community"] == 12
    assert counts["grid"] == counts["grid_version"] == 24
    assert counts["parameter"] > 0
    assert collect(office) == 0


def test_nothing_is_collected_before_the_office_takes_part(office: OpenOffice) -> None:
    assert collect(office) == 0


def test_only_what_travels_is_sent(office: OpenOffice) -> None:
    enrol(office)
    with_worker(office)
    collect(office)
    for op in ops_of(office):
        assert isinstance(op, NewRecord)
        assert None not in op.f.values()
        assert all(OWNERS[op.t].fields[name].is_exchanged for name in op.f)


def test_a_change_says_what_was(office: OpenOffice) -> None:
    enrol(office)
    worker = office.act(Message("Enter"), bare_worker)
    office.act(Message("Change {name}", {"name": "赵六"}), address, worker, "城关村12号")
    collect(office)
    state, group = queued(office)[-1]
    assert state == "waiting"
    assert group.ops == (SetFields(t="worker", id=worker, set={"address": Change(None, "城关村12号")}),)
    assert [(act.sentence, act.values) for act in group.acts] == [("Change {name}", {"name": "赵六"})]


def test_an_act_in_which_nothing_travels_makes_no_group(office: OpenOffice) -> None:
    enrol(office)
    collect(office)
    before = len(queued(office))
    office.event(Message("Exported"))
    assert collect(office) == 0
    assert len(queued(office)) == before


def test_what_was_deleted_comes_back_as_such(office: OpenOffice) -> None:
    enrol(office)
    worker = office.act(Message("Enter"), bare_worker)
    office.act(Message("Delete"), remove, worker)
    office.undo()
    collect(office)
    kinds = [op.word for op in ops_of(office) if op.id == worker]
    assert kinds == [NewRecord.word, DeleteRecord.word, RestoreRecord.word]


def test_a_deletion_says_all_that_was_there(office: OpenOffice) -> None:
    enrol(office)
    worker = office.act(Message("Enter"), bare_worker)
    office.act(Message("Delete"), remove, worker)
    collect(office)
    gone = ops_of(office)[-1]
    assert gone == DeleteRecord(t="worker", id=worker, was={"name": "赵六", "sex": "1"})


def test_the_same_acts_always_make_the_same_groups(office: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """An office restored from a backup collects again; the city must know the groups by their mids."""
    enrol(office)
    with_grids(office)
    collect(office)
    first = [group for _state, group in queued(office)]

    office.exchange(forget)
    monkeypatch.setattr(journal_reading, "AT_ONCE", 7)  # read in other parts, grouped alike
    collect(office)
    assert sorted(mids(first)) == sorted(mids(group for _state, group in queued(office)))
    assert {group.mid.version for group in first} == {7}


def mids(groups: Iterable[Group]) -> list[UUID]:
    return [group.mid for group in groups]


def forget(session: Session) -> None:
    """Let nothing be in the queue, and nothing have been collected."""
    session.connection().execute(delete(OutboxRecord))
    session.connection().execute(delete(OutboxGroup))
    replica = session.scalars(select(Replica)).one()
    replica.collected, replica.midway = 0, None


class PowerCutError(Exception):
    """The lights go out before the commit."""


def test_a_long_act_goes_into_the_queue_group_by_group_wherever_it_was_interrupted(
    office: OpenOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first groups are sent while the others are made; a power cut loses the one that was being made."""
    monkeypatch.setattr(collecting, "AIM_BYTES", 4_000)
    enrol(office)
    with_grids(office)
    collect(office)
    at_once = [group.mid for _state, group in queued(office)]
    office.exchange(forget)
    monkeypatch.setattr(journal_reading, "AT_ONCE", 10)
    monkeypatch.setattr(long_acts, "AT_ONCE", 7)

    def cut(session: Session) -> None:
        collect_acts(session, office.clock())
        raise PowerCutError

    made = []
    while True:
        with pytest.raises(PowerCutError):
            office.exchange(cut)
        made.append(office.exchange(collect_acts, office.clock()))
        if not made[-1]:
            break
    assert [group.mid for _state, group in queued(office)] == at_once
    assert made.count(1) > 3
    assert office.read(lambda session: session.scalars(select(Replica.midway)).one()) is None


def test_a_large_act_goes_in_parts_with_parents_first(office: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    enrol(office)
    collect(office)
    before = len(queued(office))
    monkeypatch.setattr(collecting, "AIM_BYTES", 4_000)
    monkeypatch.setattr(journal_reading, "AT_ONCE", 10)
    with_grids(office)
    collect(office)
    groups = [group for _state, group in queued(office)][before:]
    assert len(groups) > 3
    assert len({act.id for group in groups for act in group.acts}) == 1
    assert len({group.mid for group in groups}) == len(groups)
    met: set[UUID] = set()
    for group in groups:
        met |= {op.id for op in group.ops}
        versions = [op for op in group.ops if op.t == "grid_version" and isinstance(op, NewRecord)]
        assert all(UUID(str(op.f["grid_id"])) in met for op in versions)


def test_a_value_that_cannot_travel_is_told_and_stops_nothing(office: OpenOffice) -> None:
    enrol(office)
    worker = office.act(Message("Enter"), bare_worker)
    office.act(Message("Change"), address, worker, "村" * 100_001)
    collect(office)
    assert ops_of(office)[-1] == SetFields(t="worker", id=worker, set={"address": Change(None, None)})
    office.act(Message("Change"), address, worker, "城关村")
    collect(office)
    assert ops_of(office)[-1] == SetFields(t="worker", id=worker, set={"address": Change(None, "城关村")})
    issues = office.read(lambda session: [(i.field, i.decision) for i in session.scalars(select(Issue))])
    assert issues == [("address", "mended")]


def test_the_index_names_what_is_changed_and_what_is_pointed_at(office: OpenOffice) -> None:
    enrol(office)
    worker = office.act(Message("Enter"), bare_worker)
    collect(office)
    form = replace(worker_form("赵六"), mobile="13900000001", effective_on=date(2024, 1, 1), version=1)
    office.act(Message("Change"), update_worker, worker, form, TODAY)
    collect(office)
    _state, group = queued(office)[-1]

    def index(session: Session) -> dict[UUID, bool]:
        rows = session.scalars(select(OutboxRecord).where(OutboxRecord.mid == group.mid))
        return {row.record_id: row.changes for row in rows}

    found = office.read(index)
    assert {record for record, changes in found.items() if changes} == {op.id for op in group.ops}
    assert worker in found


@pytest.mark.slow
def test_a_long_journal_is_read_in_parts(office: OpenOffice) -> None:
    enrol(office)

    def many(session: Session) -> None:
        for number in range(3_000):
            bare_worker(session, f"人{number}")

    office.act(Message("Many"), many)
    collect(office)
    assert made(ops_of(office))["worker"] == 3_000
    counted = office.read(lambda session: session.scalar(select(func.count()).select_from(Community)))
    assert counted == 12

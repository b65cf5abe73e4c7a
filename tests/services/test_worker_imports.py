"""Rosters meet an office: order, repeated rows, several grids, moves, leavers, re-hires, changes of kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.imports import ImportReport, Outcome, ParsedRow
from gridadmin.domain.workers import (
    AppointmentRole,
    EmploymentKind,
    ExitReason,
    WorkerImport,
    WorkerRow,
    WorkerStatus,
)
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.workers import Appointment, Employment
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.journal import list_acts
from gridadmin.services.worker_imports import import_workers
from gridadmin.services.workers import list_workers
from tests.real_offices import TODAY, business_state, id_number, real_office, with_grids

FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME
OPTIONS = ImportOptions(TODAY)
BORN = date(1980, 1, 1)
NAMES = ("张三", "李四", "王五", "赵六")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """One office with grids; tests rehearse in it, so that nothing stays."""
    with real_office(tmp_path_factory.mktemp("office")) as opened:
        with_grids(opened)
        yield opened


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        with_grids(opened)
        yield opened


def grids(office: OpenOffice) -> list[str]:
    from gridadmin.services.grids import list_grids

    return [grid.code for grid in office.read(list_grids, TODAY)]


def row(number: int, name: str = "张三", **values: Any) -> ParsedRow:
    plain: dict[str, Any] = {
        "id_number": id_number("371525", BORN, NAMES.index(name)),
        "birth_date": BORN,
        "kind": PART,
    }
    return ParsedRow("表", number, WorkerImport(name, **(plain | values)))


def put(session: Session, rows: list[ParsedRow], on: date = TODAY) -> ImportReport:
    report = import_workers(session, rows, ImportOptions(on))
    session.flush()
    return report


def people(session: Session, on: date = TODAY) -> dict[str, WorkerRow]:
    return {worker.name: worker for worker in list_workers(session, on)}


def codes(worker: WorkerRow) -> set[str]:
    return {post.grid_code for post in worker.grids}


def test_a_move_within_the_village_ends_the_old_post(office: OpenOffice) -> None:
    first, second = grids(office)[:2]

    def check(session: Session) -> None:
        put(session, [row(2, grids=(first,))], date(2026, 1, 1))
        report = put(session, [row(2, grids=(second,))])
        assert report.updated == 1
        change = next(change for change in report.outcomes[0].changes if change.field == "grids")
        assert (change.was, change.now) == ((first,), (second,))
        assert codes(people(session)["张三"]) == {second}
        assert codes(people(session, TODAY - timedelta(days=1))["张三"]) == {first}

    office.rehearse(check)


def test_posts_in_another_village_are_left_alone(office: OpenOffice) -> None:
    here, there = grids(office)[0], grids(office)[4]

    def check(session: Session) -> None:
        put(session, [row(2, grids=(there,))], date(2026, 1, 1))
        put(session, [row(2, grids=(here,))])
        assert codes(people(session)["张三"]) == {here, there}

    office.rehearse(check)


def test_several_rows_of_a_person_keep_all_grids_in_any_order(office: OpenOffice) -> None:
    first, second = grids(office)[:2]

    def check(session: Session) -> None:
        rows = [row(2, grids=(first,)), row(3, grids=(second,))]
        put(session, rows)
        assert codes(people(session)["张三"]) == {first, second}
        again = put(session, rows[::-1])
        assert again.unchanged == 2

    office.rehearse(check)


def test_a_leaver_leaves_the_grids_and_comes_back(office: OpenOffice) -> None:
    first = grids(office)[0]

    def check(session: Session) -> None:
        put(session, [row(2, grids=(first,), started_on=date(2024, 1, 1))], date(2024, 1, 1))
        left = row(2, ended_on=date(2026, 5, 31))
        assert put(session, [left]).updated == 1
        assert people(session)["张三"].status is WorkerStatus.LEFT
        assert put(session, [left]).unchanged == 1
        back = put(session, [row(2, grids=(first,), started_on=date(2026, 9, 1))])
        assert (back.updated, back.rejected) == (1, 0)
        now = people(session)["张三"]
        assert (now.status, now.started_on, codes(now)) == (WorkerStatus.ACTIVE, date(2026, 9, 1), {first})
        assert len(session.scalars(select(Employment)).all()) == 2

    office.rehearse(check)


def test_a_leaver_named_again_without_a_day_is_refused(office: OpenOffice) -> None:
    def check(session: Session) -> None:
        put(session, [row(2, started_on=date(2024, 1, 1), ended_on=date(2026, 5, 31))])
        report = put(session, [row(2)])
        assert report.rejected == 1
        assert report.problems[0].field == "started_on"

    office.rehearse(check)


def test_a_change_of_kind_is_a_new_spell(office: OpenOffice) -> None:
    first = grids(office)[0]

    def check(session: Session) -> None:
        put(session, [row(2, grids=(first,), started_on=date(2024, 1, 1))], date(2024, 1, 1))
        report = put(session, [row(2, grids=(first,), kind=FULL)])
        assert report.updated == 1
        assert people(session)["张三"].kind is FULL
        assert people(session, TODAY - timedelta(days=1))["张三"].kind is PART
        assert codes(people(session)["张三"]) == {first}
        assert put(session, [row(2, grids=(first,), kind=FULL)]).unchanged == 1

    office.rehearse(check)


def test_a_leaver_of_another_kind_is_not_taken_back_into_service(office: OpenOffice) -> None:
    def check(session: Session) -> None:
        put(session, [row(2, started_on=date(2018, 1, 1), ended_on=date(2020, 6, 30))])
        report = put(session, [row(2, kind=FULL, started_on=date(2018, 1, 1))])
        assert (report.rejected, report.problems[0].reason.values["date"]) == (1, "2020-06-30")
        (gone,) = people(session).values()
        assert (gone.status, gone.kind, gone.ended_on) == (WorkerStatus.LEFT, PART, date(2020, 6, 30))

    office.rehearse(check)


def test_an_empty_reason_leaves_the_one_on_file(office: OpenOffice) -> None:
    def check(session: Session) -> None:
        left = row(2, started_on=date(2024, 1, 1), ended_on=date(2025, 6, 30))
        put(session, [row(2, started_on=date(2024, 1, 1), ended_on=date(2025, 6, 30), exit_reason=ExitReason.RETIRED)])
        assert put(session, [left]).unchanged == 1
        put(session, [row(3, "李四", started_on=date(2024, 1, 1), ended_on=date(2025, 6, 30))])
        assert set(session.scalars(select(Employment.exit_reason))) == {ExitReason.RETIRED, ExitReason.OTHER}

    office.rehearse(check)


def test_a_change_of_kind_keeps_the_end_that_is_known(office: OpenOffice) -> None:
    def check(session: Session) -> None:
        put(session, [row(2, started_on=date(2026, 1, 1), ended_on=date(2026, 12, 31), exit_reason=ExitReason.RETIRED)])
        put(session, [row(2, kind=FULL)])
        (person,) = people(session, date(2027, 1, 1)).values()
        assert (person.kind, person.ended_on) == (FULL, date(2026, 12, 31))
        reasons = set(session.scalars(select(Employment.exit_reason)))
        assert reasons == {ExitReason.CHANGED_KIND, ExitReason.RETIRED}

    office.rehearse(check)


def test_a_new_role_is_a_change_of_that_post_alone(office: OpenOffice) -> None:
    first, second = grids(office)[:2]

    def check(session: Session) -> None:
        put(session, [row(2, grids=(first, second), role=AppointmentRole.WORKER)], date(2026, 1, 1))
        report = put(session, [row(2, grids=(first,), role=AppointmentRole.LEADER), row(3, grids=(second,))])
        assert report.updated == 1
        roles = {post.grid_code: post.role for post in people(session)["张三"].grids}
        assert roles == {first: AppointmentRole.LEADER, second: AppointmentRole.WORKER}

    office.rehearse(check)


def test_a_new_role_holds_from_the_day_on(office: OpenOffice) -> None:
    first = grids(office)[0]

    def check(session: Session) -> None:
        put(session, [row(2, grids=(first,), role=AppointmentRole.WORKER)], date(2026, 1, 1))
        put(session, [row(2, grids=(first,), role=AppointmentRole.LEADER)])
        assert put(session, [row(2, grids=(first,), role=AppointmentRole.LEADER)]).unchanged == 1
        roles = [people(session, day)["张三"].grids[0].role for day in (TODAY - timedelta(days=1), TODAY)]
        assert roles == [AppointmentRole.WORKER, AppointmentRole.LEADER]
        until = TODAY + timedelta(days=30)
        put(
            session, [row(2, grids=(first,), role=AppointmentRole.ASSISTANT, ended_on=until)], TODAY + timedelta(days=9)
        )
        ends = session.scalars(select(Appointment.ended_on).order_by(Appointment.started_on)).all()
        assert ends == [TODAY - timedelta(days=1), TODAY + timedelta(days=8), until]

    office.rehearse(check)


def test_rows_without_a_number_find_the_person_by_phone(office: OpenOffice) -> None:
    def check(session: Session) -> None:
        put(session, [row(2, phones=("13900000001",))])
        found = put(session, [row(2, id_number=None, birth_date=None, phones=("13900000001",), address="西街1号")])
        assert (found.new, found.updated) == (0, 1)
        assert [change.field for change in found.outcomes[0].changes] == ["address"]
        nobody = put(session, [row(2, id_number=None, birth_date=None)])
        assert nobody.rejected == 1

    office.rehearse(check)


def test_every_number_of_a_row_is_kept_in_whatever_order(office: OpenOffice) -> None:
    three = ("13900000002", "13900000001", "06352000000")

    def check(session: Session) -> None:
        put(session, [row(2, phones=("13900000001",))], date(2026, 1, 1))
        put(session, [row(2, phones=three)])
        assert set(people(session)["张三"].phones) == set(three)
        assert put(session, [row(2, phones=three)]).unchanged == 1
        fourth = put(session, [row(2, phones=(*three, "06352000009"))])
        assert (fourth.unchanged, fourth.problems[0].value) == (1, "06352000009")
        assert set(people(session)["张三"].phones) == set(three)

    office.rehearse(check)


def test_a_second_phone_does_not_alternate(office: OpenOffice) -> None:
    def check(session: Session) -> None:
        put(session, [row(2, phones=("13900000001", "13900000002"))], date(2026, 1, 1))
        assert put(session, [row(2, phones=("13900000002", "13900000001"))]).unchanged == 1
        changed = put(session, [row(2, phones=("13900000003",))])
        assert changed.updated == 1
        assert "13900000003" in people(session)["张三"].phones
        assert put(session, [row(2, phones=("13900000003",))]).unchanged == 1

    office.rehearse(check)


def test_cleared_cells_empty_a_field(office: OpenOffice) -> None:
    def check(session: Session) -> None:
        put(session, [row(2, address="西街1号", education="31")])
        put(session, [row(2)])
        report = put(session, [row(2, cleared=frozenset({"address", "education"}))])
        assert {change.field for change in report.outcomes[0].changes} == {"address", "education"}
        assert put(session, [row(2, cleared=frozenset({"address", "education"}))]).unchanged == 1

    office.rehearse(check)


def test_the_undo_of_a_move_restores_everything(own: OpenOffice) -> None:
    first, second = grids(own)[:2]
    text = Message("Import")
    own.act(text, import_workers, [row(2, grids=(first,), started_on=date(2024, 1, 1))], OPTIONS)
    before = business_state(own)
    rows = [row(2, grids=(second,), kind=FULL, phones=("13900000001",)), row(3, "李四", grids=(first,))]
    own.act(text, import_workers, rows, OPTIONS)
    moved = business_state(own)
    own.undo_act(own.read(list_acts, 1)[0].id)
    assert business_state(own) == before
    own.undo_act(own.read(list_acts, 1)[0].id)
    assert business_state(own) == moved
    assert own.verify().ok


def records() -> st.SearchStrategy[WorkerImport]:
    days = st.sampled_from([None, date(2023, 11, 1), date(2024, 1, 1), date(2026, 9, 1), TODAY, date(2026, 12, 1)])

    def build(name: str, started: date | None, ended: date | None, **values: Any) -> WorkerImport:
        number = id_number("371525", BORN, NAMES.index(name))
        ends = ended if started is None or ended is None or ended >= started else None
        return WorkerImport(name, id_number=number, birth_date=BORN, started_on=started, ended_on=ends, **values)

    return st.builds(
        build,
        st.sampled_from(NAMES),
        days,
        st.sampled_from([None, None, None, date(2026, 5, 31), date(2026, 10, 31)]),
        kind=st.sampled_from([None, FULL, PART]),
        role=st.sampled_from([None, *AppointmentRole]),
        grids=st.lists(st.sampled_from(["0", "1", "2", "3"]), max_size=2, unique=True).map(tuple),
        phones=st.lists(st.sampled_from(["13900000001", "13900000002", "06352000000"]), max_size=2, unique=True).map(
            tuple
        ),
        education=st.sampled_from([None, "31", "61"]),
        cleared=st.sampled_from([frozenset(), frozenset({"address"})]),
    )


def with_codes(record: WorkerImport, known: list[str]) -> WorkerImport:
    return replace(record, grids=tuple(known[int(place)] for place in record.grids))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sheets=st.lists(st.lists(records(), min_size=1, max_size=5), min_size=1, max_size=3))
def test_what_was_put_holds_together(office: OpenOffice, sheets: list[list[WorkerImport]]) -> None:
    """Whatever sheets come in whatever order: spells and posts do not overlap, and posts lie within service."""
    known = grids(office)

    def check(session: Session) -> None:
        for day, sheet in enumerate(sheets):
            rows = [ParsedRow("表", place, with_codes(record, known)) for place, record in enumerate(sheet, 2)]
            on = TODAY + timedelta(days=day)
            report = put(session, rows, on)
            assert report.rows == len(report.outcomes) == len(rows)
            assert all(not row.changes for row in report.outcomes if row.outcome is not Outcome.UPDATED)
            hold_together(session)

    office.rehearse(check)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sheet=st.lists(records(), min_size=1, max_size=4, unique_by=lambda record: record.name))
def test_the_same_sheet_again_changes_nothing(office: OpenOffice, sheet: list[WorkerImport]) -> None:
    known = grids(office)

    def check(session: Session) -> None:
        rows = [ParsedRow("表", place, with_codes(record, known)) for place, record in enumerate(sheet, 2)]
        first = put(session, rows)
        again = put(session, rows)
        assert (again.new, again.updated, again.rejected) == (0, 0, first.rejected), again

    office.rehearse(check)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sheet=st.lists(records(), min_size=2, max_size=4, unique_by=lambda record: record.name),
    dice=st.randoms(use_true_random=False),
)
def test_the_order_of_people_does_not_matter(office: OpenOffice, sheet: list[WorkerImport], dice: Any) -> None:
    known = grids(office)
    rows = [ParsedRow("表", place, with_codes(record, known)) for place, record in enumerate(sheet, 2)]
    shuffled = list(rows)
    dice.shuffle(shuffled)

    def facts(session: Session, order: list[ParsedRow]) -> list[Any]:
        put(session, order)
        return sorted(
            (name, str(worker.kind), str(worker.status), str(worker.started_on), sorted(codes(worker)), worker.phones)
            for name, worker in people(session).items()
        )

    assert office.rehearse(facts, rows) == office.rehearse(facts, shuffled)


def hold_together(session: Session) -> None:
    spells = session.scalars(select(Employment)).all()
    posts = session.scalars(select(Appointment)).all()
    for rows, owner in ((spells, lambda row: row.worker_id), (posts, lambda row: (row.worker_id, row.grid_id))):
        by_owner: dict[object, list[Any]] = {}
        for item in rows:
            by_owner.setdefault(owner(item), []).append(item)
        for mine in by_owner.values():
            mine.sort(key=lambda item: item.started_on)
            for one, other in pairwise(mine):
                assert one.ended_on is not None
                assert one.ended_on < other.started_on
    everything: list[Any] = [*spells, *posts]
    for item in everything:
        assert item.ended_on is None or item.ended_on >= item.started_on
    for post in posts:
        mine = [spell for spell in spells if spell.worker_id == post.worker_id]
        assert any(spell.started_on <= post.started_on for spell in mine)
        open_spell = [spell for spell in mine if spell.ended_on is None]
        if post.ended_on is None:
            assert open_spell, "an open post of somebody who left"

"""The list of workers as the window reads it: filters, orders, counts, on any day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from gridadmin.domain.workers import AppointmentRole, EmploymentKind, WorkerSource, WorkerStatus
from gridadmin.domain.workers_list import WorkerFilter, WorkerOrder, WorkerView
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Employment
from gridadmin.services.workers import list_workers
from gridadmin.services.workers_search import (
    ORDERS,
    count_workers,
    first_workers,
    in_view,
    place_of_worker,
    worker_ids,
)
from tests.peopled_offices import TODAY, People, add_worker, communities, filled, person

EVERYBODY = WorkerFilter(TODAY, status=None)


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


def names(office: OpenOffice, wanted: WorkerFilter, order: WorkerOrder | None = None) -> list[str]:
    rows, total = office.read(first_workers, wanted, order or WorkerOrder())
    assert total == len(rows)
    assert [row.id for row in rows] == office.read(worker_ids, wanted, order or WorkerOrder())
    return [row.name for row in rows]


def test_the_list_begins_with_those_in_service_in_the_order_of_pinyin(office: OpenOffice, people: People) -> None:
    assert names(office, WorkerFilter(TODAY)) == ["李四", "欧阳娜娜", "王五", "张三"]
    assert names(office, WorkerFilter(TODAY, status=WorkerStatus.LEFT)) == ["赵六"]
    assert names(office, EVERYBODY) == [row.name for row in office.read(list_workers, TODAY)]


def test_who_has_two_spells_at_once_is_counted_once(office: OpenOffice, people: People) -> None:
    """Two computers that had not exchanged yet may each have begun one."""
    twice = people.workers["张三"]

    def begin(session: Session) -> None:
        session.add(
            Employment(
                id=new_id(),
                worker_id=twice,
                kind=EmploymentKind.FULL_TIME,
                source=WorkerSource.CITY_PLAN,
                started_on=date(2025, 1, 1),
            )
        )

    office.act(Message("Begin"), begin)
    assert len(names(office, WorkerFilter(TODAY))) == 4


def test_the_list_of_another_day_is_another_list(office: OpenOffice, people: People) -> None:
    assert "赵六" in names(office, WorkerFilter(date(2026, 3, 31)))
    assert "赵六" not in names(office, WorkerFilter(date(2026, 4, 1)))
    assert names(office, WorkerFilter(date(2023, 12, 31))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三", ["张三"]),
        ("oyn", ["欧阳娜娜"]),
        ("zhang", ["张三"]),
        ("ZS", ["张三"]),
        ("19850630", ["张三"]),
        ("1390000850", ["张三"]),
        ("%", []),
        (" 张 三 ", ["张三"]),
    ],
)
def test_the_box_finds_by_name_pinyin_number_and_phone(
    office: OpenOffice, people: People, text: str, expected: list[str]
) -> None:
    assert names(office, replace(EVERYBODY, text=text)) == expected


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (WorkerView.INCOMPLETE, ["欧阳娜娜"]),
        (WorkerView.NO_PHONE, ["王五"]),
        (WorkerView.NO_GRID, ["欧阳娜娜", "王五"]),
        (WorkerView.TURNING_18, ["孙小"]),
        (WorkerView.TO_ATTEST, ["李四", "欧阳娜娜", "王五", "张三"]),
        (WorkerView.DUPLICATES, []),
    ],
)
def test_a_view_shows_what_it_says_and_counts_the_same(
    office: OpenOffice, people: People, view: WorkerView, expected: list[str]
) -> None:
    assert names(office, in_view(WorkerFilter(TODAY), view)) == expected
    assert office.read(count_workers, WorkerFilter(TODAY)).by_view[view] == len(expected)


def test_two_of_one_name_and_birth_date_are_shown_as_possible_duplicates(office: OpenOffice, people: People) -> None:
    again = replace(person("张三"), id_number=None, birth_date=date(1985, 6, 30), mobile="13900009999")
    office.act(Message("Enter"), lambda session: add_worker(session, again))
    assert names(office, in_view(WorkerFilter(TODAY), WorkerView.DUPLICATES)) == ["张三", "张三"]


def test_chips_narrow_by_kind_role_and_community(office: OpenOffice, people: People) -> None:
    assert names(office, replace(EVERYBODY, kind=EmploymentKind.PART_TIME)) == ["李四", "赵六"]
    assert names(office, WorkerFilter(TODAY, role=AppointmentRole.ASSISTANT)) == ["李四"]
    first = office.read(lambda session: communities(session)[0].id)
    assert names(office, WorkerFilter(TODAY, community_id=first)) == ["李四", "张三"]
    assert names(office, WorkerFilter(date(2023, 12, 31), status=None, community_id=first)) == []


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("key", ORDERS)
def test_every_order_is_total_and_puts_what_is_missing_last(
    office: OpenOffice, people: People, key: str, descending: bool
) -> None:
    order = WorkerOrder(key, descending)
    found = names(office, EVERYBODY, order)
    assert sorted(found) == sorted(people.workers)
    if key in ("started_on", "kind", "source"):
        assert found[-1] == "孙小"
    if key == "political_status":
        assert found[-1] == "欧阳娜娜"


def test_orders_compare_values(office: OpenOffice, people: People) -> None:
    born = names(office, EVERYBODY, WorkerOrder("birth_date", descending=True))
    assert born == ["孙小", "欧阳娜娜", "李四", "张三", "王五", "赵六"]


def test_the_place_of_a_person_is_where_the_list_shows_it(office: OpenOffice, people: People) -> None:
    wanted = WorkerFilter(TODAY)
    assert office.read(place_of_worker, people.workers["王五"], wanted, WorkerOrder()) == 2
    assert office.read(place_of_worker, people.workers["赵六"], wanted, WorkerOrder()) is None


def test_the_switch_counts_all_three(office: OpenOffice, people: People) -> None:
    assert office.read(count_workers, WorkerFilter(TODAY)).by_status == {"active": 4, "left": 1, "all": 6}


def test_more_than_a_page_is_counted_whole(office: OpenOffice) -> None:
    def many(session: Session) -> None:
        for number in range(120):
            form = person(f"王{number}", date(1985, 6, 30), id_number=None, birth_date=date(1985, 6, 30))
            add_worker(session, form)

    office.act(Message("Enter"), many)
    rows, total = office.read(first_workers, WorkerFilter(TODAY), WorkerOrder())
    assert (len(rows), total) == (100, 120)
    assert len(office.read(worker_ids, WorkerFilter(TODAY), WorkerOrder())) == 120


def test_on_a_past_day_nobody_is_there_who_began_later(office: OpenOffice, people: People) -> None:
    day = date(2023, 12, 31)
    everybody = WorkerFilter(day, status=None)
    past = replace(everybody, later_starters=False)
    without_service = set(names(office, EVERYBODY)) - set(names(office, WorkerFilter(TODAY))) - {"赵六"}
    assert set(names(office, past)) == without_service
    assert len(names(office, everybody)) == len(names(office, EVERYBODY))
    counts = office.read(count_workers, replace(past, status=WorkerStatus.ACTIVE)).by_status
    assert counts["all"] == counts["active"] + counts["left"] + len(without_service)

"""Two entries with one ID number and two names: a typing error makes no two persons one, a person decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gridadmin.city.exchange import Exchange
from gridadmin.domain.workers import EmploymentForm, EmploymentKind, WorkerSource
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.employment import start_employment
from gridadmin.services.worker_records import create_worker, update_worker
from gridadmin.services.workers_forms import worker_form as worker_form_of
from gridadmin.sync.issues import list_issues
from gridadmin.sync.likeness import said_of
from gridadmin.sync.settling import settle_issue
from tests.real_offices import TODAY, real_office
from tests.sync.real_city import RealCity, enrolled, new_city
from tests.sync.test_two_computers import facts, go, numbered

Rooms = tuple[tuple[OpenOffice, RealCity], tuple[OpenOffice, RealCity]]
SPELL = EmploymentForm(EmploymentKind.FULL_TIME, WorkerSource.CITY_PLAN, TODAY)


@pytest.fixture
def exchange() -> Exchange:
    """An empty city."""
    return new_city()


@pytest.fixture
def rooms(tmp_path: Path, exchange: Exchange) -> Iterator[Rooms]:
    """Two computers of one office, enrolled."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    with real_office(tmp_path / "first") as first, real_office(tmp_path / "second") as second:
        yield (first, enrolled(exchange, first)), (second, enrolled(exchange, second))


def names(office: OpenOffice) -> dict[str, str | None]:
    """Return name -> ID number of everybody."""
    return {row["name"]: row["id_number"] for row in facts(office)["worker"].values()}


@pytest.mark.parametrize("before", [True, False], ids=["before the first exchange", "after it"])
def test_two_names_stay_two_persons(rooms: Rooms, *, before: bool) -> None:
    """Nothing is merged; she corrects the number, and both are there."""
    (first, here), (second, there) = rooms
    if not before:
        go(first, here)
        go(second, there)
    first.act(Message("Enter"), create_worker, numbered("张三"), TODAY)
    worker = second.act(Message("Enter"), create_worker, numbered("李四"), TODAY)
    second.act(Message("Employ"), start_employment, worker, SPELL)
    for office, city in (*rooms, *rooms):
        go(office, city)
    (card,) = second.read(list_issues)
    assert card.choices == ("same", "mend", "send", "give_up")
    assert "张三" in card.reason.text()
    assert (card.record, card.record_id) == ("李四", worker)
    assert names(first).keys() == {"张三"}
    assert names(second).keys() == {"张三", "李四"}
    form = second.read(worker_form_of, worker, TODAY)
    other = numbered("李四", 2).id_number
    second.act(Message("Correct"), update_worker, worker, replace(form, id_number=other, effective_on=TODAY), TODAY)
    for office, city in (*rooms, *rooms):
        go(office, city)
    assert facts(first) == facts(second)
    assert names(first) == {"张三": numbered("").id_number, "李四": other}
    assert second.read(list_issues) == []
    assert second.verify().ok


def test_who_is_given_up_makes_way_for_the_other_at_once(rooms: Rooms) -> None:
    """Without waiting for the city to say something new, which by file may take weeks."""
    (first, _here), (second, _there) = rooms
    for office, name in ((first, "张三"), (second, "李四")):
        office.act(Message("Enter"), create_worker, numbered(name), TODAY)
    for office, city in (*rooms, *rooms):
        go(office, city)
    assert names(second) == {"张三": None, "李四": numbered("").id_number}
    (card,) = second.read(list_issues)
    second.exchange(settle_issue, card.id, "give_up", second.clock())
    assert names(second) == {"张三": numbered("").id_number}
    assert second.verify().ok


def test_a_person_says_that_both_are_one(rooms: Rooms) -> None:
    """They become one with one spell of service; which name is right is asked as of any other field."""
    (first, here), (second, there) = rooms
    for office, name in ((first, "张三"), (second, "张山")):
        worker = office.act(Message("Enter"), create_worker, numbered(name), TODAY)
        office.act(Message("Employ"), start_employment, worker, SPELL)
    for office, city in (*rooms, *rooms):
        go(office, city)
    (card,) = second.read(list_issues)
    second.exchange(settle_issue, card.id, "same", second.clock())
    for office, city in ((second, there), *rooms):
        go(office, city)
    assert facts(first) == facts(second)
    assert names(first).keys() == {"张三"}
    assert len(facts(first)["employment"]) == 1
    (conflict,) = second.read(list_issues)
    assert [(value.mine, value.theirs) for value in conflict.values] == [("张山", "张三")]
    del here
    assert second.verify().ok


def test_the_other_is_deleted_before_a_person_says_that_both_are_one(rooms: Rooms) -> None:
    """Nothing is left to become one with: hers goes in its place, and is everywhere."""
    (first, here), (second, there) = rooms
    for office, name in ((first, "张三"), (second, "张山")):
        office.act(Message("Enter"), create_worker, numbered(name), TODAY)
    for office, city in (*rooms, *rooms):
        go(office, city)
    (card,) = second.read(list_issues)
    first.undo()
    for office, city in rooms:
        go(office, city)
    second.exchange(settle_issue, card.id, "same", second.clock())
    for office, city in ((second, there), (first, here)):
        go(office, city)
    assert facts(first) == facts(second)
    assert names(first).keys() == {"张山"}
    assert second.read(list_issues) == []


def test_spaces_and_width_make_no_other_name() -> None:
    """欧阳 修 is 欧阳修; a record type without such fields is always alike."""
    assert said_of("worker", {"name": " 欧阳\u3000修 "}) == said_of("worker", {"name": "欧阳修"})
    assert said_of("worker", {"name": "Ｌｉ"}) == said_of("worker", {"name": "Li"})
    assert said_of("worker", {"name": "张三"}) != said_of("worker", {"name": "张山"})
    assert said_of("grid", {"code": "1"}) == said_of("grid", {"code": "2"}) == ()

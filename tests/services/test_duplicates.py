"""Two records of one person: found, made one, and taken apart again exactly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.months import Month
from gridadmin.domain.pay import BasicMode, YearSoFar
from gridadmin.domain.pay_person import EntryKind, MonthEntry
from gridadmin.domain.pay_runs import RunState
from gridadmin.domain.workers import (
    AppointmentForm,
    AppointmentRole,
    AttestationForm,
    Condition,
    EmploymentForm,
    EmploymentKind,
    Sex,
    WorkerSource,
)
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.duplicates import find_duplicates, merge_workers, why_not_merge
from gridadmin.services.employment import appoint_worker, start_employment
from gridadmin.services.grids import find_grid_id
from gridadmin.services.pay import get_line
from gridadmin.services.pay_entries import enter_once
from gridadmin.services.pay_standards import add_standard
from gridadmin.services.pay_years import set_tax_year
from gridadmin.services.worker_records import attest_condition, create_worker
from gridadmin.services.workers import get_worker, list_workers
from tests.pay_offices import run, standard
from tests.real_offices import TODAY, business_state, id_number, real_office, with_grids, worker_form

DO = Message("Do")
BORN = date(1985, 6, 1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


def enter(office: OpenOffice, name: str = "张三", **values: Any) -> UUID:
    return office.act(DO, create_worker, worker_form(name, **values), TODAY)


def serve(office: OpenOffice, person: UUID, first: date, last: date | None = None) -> None:
    form = EmploymentForm(EmploymentKind.FULL_TIME, WorkerSource.CITY_PLAN, first, last)
    office.act(DO, start_employment, person, form)


def pairs(office: OpenOffice) -> list[set[UUID]]:
    return [{pair.first.id, pair.second.id} for pair in office.read(find_duplicates, TODAY)]


def test_a_name_alone_makes_no_duplicate(office: OpenOffice) -> None:
    enter(office, birth_date=BORN), enter(office), enter(office, birth_date=date(1990, 1, 1))
    assert pairs(office) == []


def test_birth_date_or_phone_with_the_name_do(office: OpenOffice) -> None:
    first, second = enter(office, birth_date=BORN), enter(office, id_number=id_number("371525", BORN))
    third, fourth = enter(office, "李四", mobile="13900000001"), enter(office, "李四", duty_phone="13900000001")
    assert pairs(office) == [{third, fourth}, {first, second}]


def test_two_id_numbers_are_two_persons(office: OpenOffice) -> None:
    first = enter(office, id_number=id_number("371525", BORN, 1), mobile="13900000001")
    second = enter(office, id_number=id_number("371525", BORN, 2), mobile="13900000001")
    assert pairs(office) == []
    before = business_state(office)
    with pytest.raises(InvalidError, match="two persons"):
        office.act(DO, merge_workers, first, second)
    assert "two persons" in str(office.read(why_not_merge, first, second))
    with pytest.raises(InvalidError, match="one and the same"):
        office.act(DO, merge_workers, first, first)
    assert business_state(office) == before
    third = enter(office, birth_date=BORN)
    assert office.read(why_not_merge, first, third) is None


def test_service_that_would_overlap_is_refused(office: OpenOffice) -> None:
    first, second = enter(office, birth_date=BORN), enter(office, birth_date=BORN)
    serve(office, first, date(2024, 1, 1))
    serve(office, second, date(2025, 1, 1))
    with pytest.raises(InvalidError, match="overlap from 2025-01-01"):
        office.act(DO, merge_workers, first, second)


def full_person(office: OpenOffice, number: str) -> UUID:
    person = enter(
        office,
        id_number=number,
        mobile="13900000001",
        address="二街",
        education="21",
        political_status=None,
        effective_on=date(2025, 1, 1),
    )
    serve(office, person, date(2025, 1, 1))
    place = office.read(find_grid_id, with_grids(office, 1)[0])
    office.act(DO, appoint_worker, person, AppointmentForm(place, AppointmentRole.LEADER, date(2025, 1, 1)))
    office.act(DO, attest_condition, person, AttestationForm(Condition.ZEAL, True, "王主任", date(2025, 1, 1)))
    return person


def test_the_first_gets_all_of_the_second_and_undo_takes_them_apart_exactly(office: OpenOffice) -> None:
    number = id_number("371525", BORN, 1)
    kept = enter(office, mobile="13900000001", duty_phone="0635-2100000", education="31", political_status="01")
    serve(office, kept, date(2024, 1, 1), date(2024, 12, 31))
    merged = full_person(office, number)
    before = business_state(office)
    office.act(DO, merge_workers, kept, merged)
    (row,) = office.read(list_workers, TODAY)
    detail = office.read(get_worker, kept, TODAY)
    assert (row.id, row.id_number, row.birth_date, row.sex) == (kept, number, BORN, Sex.MALE)
    assert (row.education, row.political_status) == ("21", "01")  # what the second did not know is no gap
    assert (detail.address, len(detail.employments), len(detail.appointments)) == ("二街", 2, 1)
    assert len(detail.attestations) == 1
    assert sorted(phone.number for phone in detail.phones) == ["0635-2100000", "13900000001"]
    after = business_state(office)
    office.undo()
    assert business_state(office) == before
    office.redo()
    assert business_state(office) == after
    assert office.verify().ok


def test_facts_of_one_day_complete_each_other(office: OpenOffice) -> None:
    kept = enter(office, birth_date=BORN, education=None, political_status="01")
    merged = enter(office, birth_date=BORN, education="21", political_status="13", sex=Sex.FEMALE)
    office.act(DO, merge_workers, kept, merged)
    (row,) = office.read(list_workers, TODAY)
    assert (row.education, row.political_status, row.sex) == ("21", "01", Sex.FEMALE)


def test_the_id_number_brings_its_birth_date_along(office: OpenOffice) -> None:
    kept = enter(office, birth_date=date(1985, 6, 11), sex=Sex.FEMALE, mobile="13900000001")  # mistyped once
    merged = enter(office, id_number=id_number("371525", BORN, 1), mobile="13900000001")
    office.act(DO, merge_workers, kept, merged)
    (row,) = office.read(list_workers, TODAY)
    assert (row.birth_date, row.sex) == (BORN, Sex.MALE)


def test_months_employed_of_two_files_are_those_of_their_service(office: OpenOffice) -> None:
    """Paid from February to April in one file, in May in the other: six months by the payment of June."""
    kept, merged = enter(office), enter(office, birth_date=BORN)
    serve(office, kept, date(2026, 1, 1), date(2026, 3, 31))
    serve(office, merged, date(2026, 4, 1))
    office.act(DO, add_standard, standard("base", 320000))
    for month in (1, 2, 3, 4):
        run(office, month, until=RunState.PAID)
    office.act(DO, merge_workers, kept, merged)
    run(office, 5)
    details = office.read(get_line, kept, Month(2026, 5)).details
    assert (details["year"]["months"], details["year"]["income"]) == (6, 5 * 320_000)
    assert details["tax"]["employed"] == [1, 2, 3, 4, 5, 6]


def test_two_files_that_were_paid_in_one_year_are_one_tax_year(office: OpenOffice) -> None:
    kept, merged = enter(office), enter(office, birth_date=BORN)
    serve(office, kept, date(2026, 1, 1), date(2026, 3, 31))
    serve(office, merged, date(2026, 4, 1))
    office.act(DO, add_standard, standard("base", 320000))
    for person, opening in ((kept, YearSoFar(2, 640_000)), (merged, YearSoFar(0, 5_000))):
        office.act(DO, set_tax_year, person, 2026, BasicMode.ORDINARY, "", opening)
    for month in (3, 4):
        run(office, month, until=RunState.PAID)
    before = business_state(office)
    office.act(DO, merge_workers, kept, merged)
    office.undo()
    assert business_state(office) == before
    office.redo()
    run(office, 5)
    year = office.read(get_line, kept, Month(2026, 5)).details["year"]
    assert (year["months"], year["income"]) == (5, 640_000 + 5_000 + 3 * 320_000)
    late = enter(office, birth_date=BORN)
    entry = MonthEntry(EntryKind.ONCE, "once", "补录", amount=100)
    office.act(DO, enter_once, late, Month(2026, 5), entry)
    run(office, 5)
    with pytest.raises(InvalidError, match="Both have a line in the pay of 2026-05"):
        office.act(DO, merge_workers, kept, late)


def test_the_remarks_of_both_are_kept(office: OpenOffice) -> None:
    kept = enter(office, birth_date=BORN, remarks="退伍军人")
    others = [enter(office, birth_date=BORN, remarks=remarks) for remarks in ("懂手语", "退伍军人\n懂手语", None)]
    for merged in others:
        office.act(DO, merge_workers, kept, merged)
        assert office.read(get_worker, kept, TODAY).remarks == "退伍军人\n懂手语"


@pytest.mark.parametrize(
    ("mine", "theirs", "after"),
    [
        (("王五", None), ("李四", "13900000004"), ("王五", None)),
        (("王五", None), ("王五", "13900000005"), ("王五", "13900000005")),
        (("王五", "13900000005"), ("李四", None), ("王五", "13900000005")),
        ((None, None), ("李四", "13900000004"), ("李四", "13900000004")),
    ],
)
def test_nobody_is_called_by_another_ones_phone(
    office: OpenOffice, mine: tuple[str, str], theirs: tuple[str, str], after: tuple[str, str]
) -> None:
    kept, merged = (
        enter(office, birth_date=BORN, emergency_contact=contact, emergency_phone=phone)
        for contact, phone in (mine, theirs)
    )
    office.act(DO, merge_workers, kept, merged)
    detail = office.read(get_worker, kept, TODAY)
    assert (detail.emergency_contact, detail.emergency_phone) == after

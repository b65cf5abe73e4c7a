"""A person's file: what a change adds and a correction mends, phones that stay findable, ID numbers that must agree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from gridadmin.domain.errors import ConflictError, InvalidError
from gridadmin.domain.workers import AttestationForm, Condition, Sex
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.search import search_entries
from gridadmin.services.snapshots import take_snapshot
from gridadmin.services.worker_records import attest_condition, create_worker, update_worker
from gridadmin.services.workers import find_worker_id, get_worker
from tests.real_offices import TODAY, id_number, real_office, with_worker, worker_form

DO = Message("Do")
BORN = date(1985, 6, 1)
NUMBER = id_number("371525", BORN, 1)  # an odd sequence: a man


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


def enter(office: OpenOffice, name: str = "张三", **values: Any) -> UUID:
    return office.act(DO, create_worker, worker_form(name, **values), TODAY)


def edit(office: OpenOffice, person: UUID, name: str = "张三", **values: Any) -> None:
    version = office.read(get_worker, person, TODAY).row.version
    office.act(DO, update_worker, person, worker_form(name, version=version, **values), TODAY)


def education(office: OpenOffice, person: UUID, *days: date) -> list[str | None]:
    return [office.read(get_worker, person, day).row.education for day in days]


BEFORE, ENTERED, MIDDLE, LATER = date(2020, 1, 1), date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)


def test_a_change_holds_from_its_day_and_leaves_the_days_before(office: OpenOffice) -> None:
    person = enter(office, education="31")
    edit(office, person, education="21", effective_on=MIDDLE)
    assert education(office, person, BEFORE, ENTERED, date(2024, 12, 31), MIDDLE, LATER) == [
        "31", "31", "31", "21", "21",
    ]  # fmt: skip


def test_a_correction_mends_the_row_that_holds_and_no_other(office: OpenOffice) -> None:
    person = enter(office, education="31")
    edit(office, person, education="21", effective_on=MIDDLE)
    edit(office, person, education="11", effective_on=LATER, correction=True)
    assert education(office, person, ENTERED, MIDDLE, LATER) == ["31", "11", "11"]


def test_a_change_between_two_rows_ends_where_the_next_begins(office: OpenOffice) -> None:
    person = enter(office, education="31")
    edit(office, person, education="11", effective_on=LATER)
    edit(office, person, education="21", effective_on=MIDDLE)
    assert education(office, person, ENTERED, MIDDLE, LATER) == ["31", "21", "11"]


def test_one_fact_changes_without_the_other(office: OpenOffice) -> None:
    person = enter(office, education="31", political_status="13")
    edit(office, person, education="31", political_status="02", effective_on=MIDDLE)
    row = office.read(get_worker, person, MIDDLE).row
    assert (row.education, row.political_status) == ("31", "02")
    assert office.read(get_worker, person, ENTERED).row.political_status == "13"


def test_a_new_number_follows_the_old_and_the_old_stays_searchable(office: OpenOffice) -> None:
    person = enter(office, mobile="13900000001")
    edit(office, person, mobile="13900000002", effective_on=MIDDLE)
    phones = {day: office.read(get_worker, person, day).row.phones for day in (BEFORE, date(2024, 12, 31), MIDDLE)}
    assert phones == {
        BEFORE: ("13900000001",),
        date(2024, 12, 31): ("13900000001",),
        MIDDLE: ("13900000002",),
    }
    (entry,) = [entry for entry in office.read(search_entries, TODAY) if entry.row.key == f"worker:{person}"]
    assert {"13900000001", "13900000002"} <= set(entry.row.words)


def test_a_number_entered_for_the_past_ends_before_the_one_that_is_known_to_follow(office: OpenOffice) -> None:
    person = enter(office, mobile="13900000001")
    edit(office, person, mobile="13900000003", effective_on=LATER)
    edit(office, person, mobile="13900000002", effective_on=MIDDLE)
    numbers = [office.read(get_worker, person, day).row.phones for day in (ENTERED, MIDDLE, LATER)]
    assert numbers == [("13900000001",), ("13900000002",), ("13900000003",)]


def test_a_number_mistyped_today_is_replaced_without_a_trace_in_the_list(office: OpenOffice) -> None:
    person = enter(office, mobile="13900000001")
    edit(office, person, mobile="13900000020", effective_on=MIDDLE)
    edit(office, person, mobile="13900000002", effective_on=MIDDLE)
    assert [phone.number for phone in office.read(get_worker, person, TODAY).phones] == ["13900000002", "13900000001"]


def test_an_emptied_number_ends(office: OpenOffice) -> None:
    person = enter(office, mobile="13900000001", duty_phone="0635-2100000")
    assert office.read(get_worker, person, TODAY).row.phones == ("0635-2100000", "13900000001")
    edit(office, person, mobile="13900000001", effective_on=MIDDLE)
    assert office.read(get_worker, person, MIDDLE).row.phones == ("13900000001",)
    assert office.read(get_worker, person, date(2024, 12, 31)).row.phones == ("0635-2100000", "13900000001")


def test_birth_date_and_sex_come_from_the_id_number(office: OpenOffice) -> None:
    row = office.read(get_worker, enter(office, id_number=NUMBER), TODAY).row
    assert (row.id_number, row.birth_date, row.sex) == (NUMBER, BORN, Sex.MALE)


@pytest.mark.parametrize(
    ("field", "value"), [("birth_date", date(1985, 6, 2)), ("sex", Sex.FEMALE), ("id_number", NUMBER[:-1] + "#")]
)
def test_what_contradicts_the_id_number_is_named_under_its_field(office: OpenOffice, field: str, value: object) -> None:
    with pytest.raises(InvalidError) as refused:
        enter(office, "张三", **({"id_number": NUMBER} | {field: value}))
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize("field", ["ethnicity", "political_status", "education"])
def test_a_code_that_no_list_has_is_refused(office: OpenOffice, field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        enter(office, **{field: "ZZ"})
    assert set(refused.value.fields) == {field}


def test_a_known_id_number_names_the_person_to_rehire(office: OpenOffice) -> None:
    first = enter(office, "李𬱖", id_number=NUMBER)
    for written in (NUMBER, NUMBER.lower()):
        with pytest.raises(InvalidError, match=r"李𬱖 has this ID number already.*re-hire"):
            enter(office, "李四", id_number=written)
    edit(office, first, "李𬱖", id_number=NUMBER, address="崇文街道1号")  # her own number is no clash
    assert office.read(find_worker_id, NUMBER) == first


def test_a_name_keeps_every_code_point_and_loses_stray_spaces(office: OpenOffice) -> None:
    for written, kept in [("  张 三 ", "张三"), ("𠮷田", "𠮷田"), ("买买提·阿里", "买买提·阿里"), ("李𬱖", "李𬱖")]:
        assert office.read(get_worker, enter(office, written), TODAY).row.name == kept
    with pytest.raises(InvalidError, match="Enter the name"):
        enter(office, " \u3000 ")


def test_an_attestation_counts_from_its_day(office: OpenOffice) -> None:
    person = with_worker(office)
    form = AttestationForm(Condition.HEALTH, True, " 王主任 ", MIDDLE, None)
    office.act(DO, attest_condition, person, form)
    assert office.read(take_snapshot, date(2024, 12, 31)).attestations == {}
    (row,) = office.read(take_snapshot, MIDDLE).attestations[person]
    assert (row.attested_by, row.met) == ("王主任", True)
    with pytest.raises(InvalidError, match="needs a name"):
        office.act(DO, attest_condition, person, AttestationForm(Condition.HEALTH, True, "  ", MIDDLE))


def test_an_edit_of_what_somebody_else_changed_names_the_person(office: OpenOffice) -> None:
    person = enter(office)
    edit(office, person, address="一街")
    with pytest.raises(ConflictError, match="张三"):
        office.act(DO, update_worker, person, worker_form(version=1, address="二街"), TODAY)

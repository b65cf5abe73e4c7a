"""Service and appointments: who may serve from when, what a leaving ends, what a re-hire does not bring back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.imports import ParsedRow
from gridadmin.domain.workers import (
    AppointmentForm,
    AppointmentRole,
    EmploymentForm,
    EmploymentKind,
    ExitReason,
    WorkerDetail,
    WorkerImport,
    WorkerSource,
    WorkerStatus,
)
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.services.employment import (
    appoint_worker,
    end_appointment,
    end_employment,
    service_ends_on,
    start_employment,
    update_employment,
)
from gridadmin.services.grids import find_grid_id, get_grid
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.worker_imports import import_workers
from gridadmin.services.worker_records import create_worker
from gridadmin.services.workers import get_worker, list_workers
from tests.real_offices import TODAY, business_state, id_number, real_office, with_grids, worker_form

DO = Message("Do")
FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


def spell(first: date, last: date | None = None, kind: EmploymentKind = FULL) -> EmploymentForm:
    return EmploymentForm(kind, WorkerSource.CITY_PLAN, first, last, ExitReason.RESIGNED if last else None)


def enter(office: OpenOffice, name: str = "张三", **values: object) -> UUID:
    return office.act(DO, create_worker, worker_form(name, **values), TODAY)


def start(office: OpenOffice, person: UUID, first: date, last: date | None = None, kind: EmploymentKind = FULL) -> UUID:
    return office.act(DO, start_employment, person, spell(first, last, kind))


def grid(office: OpenOffice, number: int = 0) -> UUID:
    codes = with_grids(office, 1)
    return office.read(find_grid_id, codes[number])


def appoint(office: OpenOffice, person: UUID, on: UUID, first: date, last: date | None = None) -> UUID:
    return office.act(DO, appoint_worker, person, AppointmentForm(on, AppointmentRole.WORKER, first, last))


def detail(office: OpenOffice, person: UUID, day: date = TODAY) -> WorkerDetail:
    return office.read(get_worker, person, day)


@pytest.mark.parametrize(
    ("born", "too_early", "earliest"),
    [
        (date(2006, 5, 20), date(2024, 5, 19), date(2024, 5, 20)),
        (date(2008, 2, 29), date(2026, 2, 28), date(2026, 3, 1)),  # no 29 February in 2026
        (date(2007, 12, 31), date(2025, 12, 30), date(2025, 12, 31)),
    ],
)
def test_nobody_serves_before_the_eighteenth_birthday(
    office: OpenOffice, born: date, too_early: date, earliest: date
) -> None:
    person = enter(office, id_number=id_number("371525", born))
    with pytest.raises(InvalidError, match=earliest.isoformat()) as refused:
        start(office, person, too_early)
    assert set(refused.value.fields) == {"started_on"}
    start(office, person, earliest)
    assert detail(office, person).row.status is WorkerStatus.ACTIVE


def test_a_spell_corrected_to_an_earlier_day_keeps_to_the_birthday_too(office: OpenOffice) -> None:
    person = enter(office, birth_date=date(2006, 5, 20))
    first = start(office, person, date(2024, 6, 1))
    with pytest.raises(InvalidError, match="Art 11"):
        office.act(DO, update_employment, first, spell(date(2024, 5, 19)), 1)


def test_spells_may_touch_but_not_overlap(office: OpenOffice) -> None:
    person = enter(office)
    start(office, person, date(2024, 1, 1), date(2024, 12, 31))
    for first, last in [
        (date(2024, 12, 31), None),
        (date(2023, 1, 1), date(2024, 1, 1)),
        (date(2023, 1, 1), None),
        (date(2024, 3, 1), date(2024, 4, 1)),
    ]:
        with pytest.raises(InvalidError, match="in service from 2024-01-01"):
            start(office, person, first, last)
    start(office, person, date(2023, 1, 1), date(2023, 12, 31), PART)
    start(office, person, date(2025, 1, 1))
    kinds = [office.read(get_worker, person, day).row.kind for day in (date(2023, 12, 31), date(2024, 1, 1))]
    assert kinds == [PART, FULL]


def test_the_last_day_is_a_day_of_service_and_the_next_is_not(office: OpenOffice) -> None:
    person = enter(office)
    start(office, person, date(2024, 1, 1))
    office.act(DO, end_employment, person, date(2024, 2, 29), ExitReason.RETIRED)
    assert detail(office, person, date(2023, 12, 31)).row.status is None
    assert detail(office, person, date(2024, 2, 29)).row.status is WorkerStatus.ACTIVE
    assert detail(office, person, date(2024, 3, 1)).row.status is WorkerStatus.LEFT


def test_one_day_of_service_is_service(office: OpenOffice) -> None:
    person = enter(office)
    start(office, person, date(2024, 2, 29), date(2024, 2, 29))
    assert detail(office, person, date(2024, 2, 29)).row.status is WorkerStatus.ACTIVE


def test_a_leaving_ends_the_appointments_and_takes_away_those_not_begun(office: OpenOffice) -> None:
    person, place = enter(office), grid(office)
    start(office, person, date(2024, 1, 1))
    appoint(office, person, place, date(2024, 1, 1), date(2024, 6, 30))
    appoint(office, person, place, date(2024, 7, 1))
    other = office.read(find_grid_id, with_grids(office, 1)[1])
    appoint(office, person, other, date(2025, 1, 1))
    office.act(DO, end_employment, person, date(2024, 8, 31), ExitReason.RESIGNED, "崇文发〔2024〕9号")
    ended = [(row.started_on, row.ended_on) for row in detail(office, person).appointments]
    assert ended == [(date(2024, 1, 1), date(2024, 6, 30)), (date(2024, 7, 1), date(2024, 8, 31))]
    assert office.read(get_grid, place, date(2024, 8, 31)).staff
    assert not office.read(get_grid, place, date(2024, 9, 1)).staff


def test_a_correction_of_part_time_service_leaves_the_grid_that_goes_on_full_time(office: OpenOffice) -> None:
    person, place = enter(office), grid(office)
    first = start(office, person, date(2024, 1, 1), date(2024, 12, 31), PART)
    start(office, person, date(2025, 1, 1))
    appoint(office, person, place, date(2024, 1, 1))
    office.act(DO, update_employment, first, replace(spell(date(2024, 1, 1), date(2024, 12, 31)), document="1号"), 1)
    assert [row.ended_on for row in detail(office, person).appointments] == [None]
    office.act(DO, end_employment, person, date(2024, 11, 30), ExitReason.CHANGED_KIND)  # now there is a month between
    assert [row.ended_on for row in detail(office, person).appointments] == [date(2024, 11, 30)]


def test_a_rehired_person_is_the_same_one_and_gets_no_old_grid_back(office: OpenOffice) -> None:
    person, place = enter(office), grid(office)
    first = start(office, person, date(2024, 1, 1))
    appoint(office, person, place, date(2024, 1, 1))
    office.act(DO, update_employment, first, spell(date(2024, 1, 1), date(2024, 6, 30)), 1)
    start(office, person, date(2025, 1, 1), kind=PART)
    assert len(office.read(list_workers, TODAY)) == 1
    assert detail(office, person).row.kind is PART
    assert detail(office, person).row.grids == ()
    assert not office.read(get_grid, place, TODAY).staff


def test_correcting_the_end_of_an_old_spell_leaves_a_later_one_alone(office: OpenOffice) -> None:
    person, place = enter(office), grid(office)
    start(office, person, date(2024, 1, 1), date(2024, 6, 30))
    appoint(office, person, place, date(2024, 2, 1))
    start(office, person, date(2025, 1, 1))
    appoint(office, person, place, date(2025, 1, 1))
    office.act(DO, end_employment, person, date(2024, 5, 31), ExitReason.TRANSFERRED)
    ended = [(row.started_on, row.ended_on) for row in detail(office, person).appointments]
    assert ended == [(date(2024, 2, 1), date(2024, 5, 31)), (date(2025, 1, 1), None)]


def test_an_appointment_lasts_no_longer_than_the_service(office: OpenOffice) -> None:
    person, place = enter(office), grid(office)
    start(office, person, date(2024, 1, 1), date(2024, 6, 30), PART)
    start(office, person, date(2024, 7, 1), date(2024, 12, 31))  # full-time from the next day: unbroken
    appoint(office, person, place, date(2024, 2, 1))
    assert [row.ended_on for row in detail(office, person).appointments] == [date(2024, 12, 31)]
    with pytest.raises(InvalidError, match="ended_on: The service of 张三 ends on 2024-12-31"):
        appoint(office, person, office.read(find_grid_id, with_grids(office, 1)[1]), date(2024, 2, 1), date(2025, 1, 1))


def test_appointments_need_service_and_a_grid_that_exists(office: OpenOffice) -> None:
    person, place = enter(office), grid(office)
    start(office, person, date(2023, 1, 1))
    with pytest.raises(InvalidError, match="not in service"):
        appoint(office, person, place, date(2022, 12, 31))
    with pytest.raises(InvalidError, match="does not exist on that day"):
        appoint(office, person, place, date(2023, 10, 31))  # grids are valid from 2023-11-01
    appoint(office, person, place, date(2023, 11, 1))
    with pytest.raises(InvalidError, match="on this grid already"):
        appoint(office, person, place, date(2024, 1, 1))


def test_what_is_refused_changes_nothing(office: OpenOffice) -> None:
    person = enter(office)
    post = appoint_for(office, person)
    before = business_state(office)
    refused: list[Callable[[], object]] = [
        lambda: office.act(DO, end_employment, person, date(2023, 12, 31), ExitReason.RESIGNED),
        lambda: start(office, person, date(2025, 2, 1), date(2025, 1, 31)),
        lambda: office.act(DO, end_appointment, post, date(2023, 1, 1)),
    ]
    for wrong in refused:
        with pytest.raises(InvalidError):
            wrong()
    with pytest.raises(NotFoundError):
        start(office, new_id(), date(2025, 1, 1))
    with pytest.raises(NotFoundError):
        appoint(office, person, new_id(), TODAY)
    assert business_state(office) == before


def appoint_for(office: OpenOffice, person: UUID) -> UUID:
    start(office, person, date(2024, 1, 1))
    return appoint(office, person, grid(office), date(2024, 1, 1))


def test_unbroken_service_is_read_over_touching_spells() -> None:
    spells = [
        spell(date(2025, 1, 1), date(2025, 1, 31)),
        spell(date(2024, 1, 1), date(2024, 2, 29)),
        spell(date(2024, 3, 1), date(2024, 3, 31), PART),
    ]
    assert service_ends_on(spells, date(2024, 1, 1)) == date(2024, 3, 31)
    assert service_ends_on(spells, date(2025, 1, 31)) == date(2025, 1, 31)
    assert service_ends_on([spell(date(2024, 1, 1))], TODAY) is None


def test_a_roster_that_tells_of_an_old_spell_again_leaves_a_later_one_alone(office: OpenOffice) -> None:
    number = id_number("371525", date(1985, 6, 1))
    person, place = enter(office, id_number=number), grid(office)
    start(office, person, date(2024, 1, 1), date(2024, 6, 30))
    start(office, person, date(2025, 1, 1))
    appoint(office, person, place, date(2025, 1, 1))
    before = detail(office, person).appointments
    record = WorkerImport(
        "张三",
        number,
        kind=FULL,
        started_on=date(2024, 1, 1),
        ended_on=date(2024, 6, 30),
        exit_reason=ExitReason.RESIGNED,
    )
    report = office.act(DO, import_workers, [ParsedRow("名单", 2, record)], ImportOptions(TODAY))
    assert (report.unchanged, report.rejected) == (1, 0)
    assert detail(office, person).appointments == before


def test_a_sheet_that_states_former_part_time_service_leaves_the_grid_too(office: OpenOffice) -> None:
    number = id_number("371525", date(1980, 1, 1))
    person, place = enter(office, id_number=number), grid(office)
    start(office, person, date(2024, 1, 1), date(2024, 12, 31), PART)
    start(office, person, date(2025, 1, 1))
    appoint(office, person, place, date(2024, 1, 1))
    said = WorkerImport("张三", number, kind=PART, started_on=date(2024, 1, 1), ended_on=date(2024, 12, 31))
    report = office.act(DO, import_workers, [ParsedRow("表", 2, said)], ImportOptions(TODAY))
    assert (report.unchanged, report.rejected) == (1, 0)
    assert [row.ended_on for row in detail(office, person).appointments] == [None]

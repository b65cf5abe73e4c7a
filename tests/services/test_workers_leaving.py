"""What a leaving brings, shown before it is done and equal to what is done then."""

from __future__ import annotations

from datetime import date

import pytest

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.workers import ExitReason
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.board_contents import board_content
from gridadmin.services.employment import end_employment
from gridadmin.services.grids import get_grid
from gridadmin.services.notices import record_prints
from gridadmin.services.office import get_office
from gridadmin.services.workers import get_worker
from gridadmin.services.workers_leaving import end_appointment_seen, end_employment_seen
from tests.peopled_offices import TODAY, People, filled

LAST = date(2026, 11, 30)


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


def print_board(office: OpenOffice, people: People, grid: str) -> None:
    def printed(session: object) -> int:
        content = board_content(get_office(session), get_grid(session, people.grids[grid], TODAY), TODAY)  # type: ignore[arg-type]
        return record_prints(session, [content], "classic", "A3", TODAY)  # type: ignore[arg-type]

    office.act(Message("Print"), printed)


def test_the_end_of_a_service_names_what_ends_with_it(office: OpenOffice, people: People) -> None:
    print_board(office, people, "two")
    seen = office.rehearse(end_employment_seen, people.workers["李四"], LAST, ExitReason.RESIGNED)
    assert {row.grid_id for row in seen.ending} == {people.grids["one"], people.grids["two"]}
    two = office.read(get_grid, people.grids["two"], TODAY).name
    assert seen.boards == (two,)
    assert seen.without_worker == (two,)
    assert seen.without_full_timer == ()


def test_the_last_full_timer_is_named(office: OpenOffice, people: People) -> None:
    seen = office.rehearse(end_employment_seen, people.workers["张三"], LAST, ExitReason.RETIRED)
    assert seen.without_full_timer == (office.read(get_grid, people.grids["one"], TODAY).name,)


def test_a_rehearsal_leaves_nothing_and_equals_the_act(office: OpenOffice, people: People) -> None:
    li = people.workers["李四"]
    before = office.read(get_worker, li, TODAY)
    seen = office.rehearse(end_employment_seen, li, LAST, ExitReason.RESIGNED)
    assert office.read(get_worker, li, TODAY) == before
    office.act(Message("End"), end_employment, li, LAST, ExitReason.RESIGNED)
    after = office.read(get_worker, li, TODAY)
    assert {row.id for row in after.appointments if row.ended_on == LAST} == {row.id for row in seen.ending}


def test_an_appointment_alone_can_end(office: OpenOffice, people: People) -> None:
    li = people.workers["李四"]
    (on_two,) = (row for row in office.read(get_worker, li, TODAY).appointments if row.grid_id == people.grids["two"])
    seen = office.rehearse(end_appointment_seen, li, on_two.id, LAST)
    assert [row.id for row in seen.ending] == [on_two.id]


def test_nobody_can_leave_who_is_not_there(office: OpenOffice, people: People) -> None:
    with pytest.raises(InvalidError, match="not in service"):
        office.rehearse(end_employment_seen, people.workers["孙小"], LAST, ExitReason.RESIGNED)

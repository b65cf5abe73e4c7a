"""The papers of a change-over: the slip, and boards that are recorded for the day from which they are true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from gridadmin.domain.notices import BoardTemplate
from gridadmin.domain.snapshot import BoardStatus
from gridadmin.domain.workers import ExitReason
from gridadmin.domain.workers_changeover import ChangeoverForm
from gridadmin.jobs.changeover import do_changeover, preview_changeover
from gridadmin.jobs.changeover_papers import draw_papers, handover_slip, save_papers
from gridadmin.jobs.office import OpenOffice
from gridadmin.reports.preview import page_count
from gridadmin.services.grids import get_grid
from gridadmin.services.notices_states import board_states
from tests.peopled_offices import TODAY, People, filled
from tests.real_offices import business_state, real_office
from tests.services.test_workers_leaving import print_board

DAY = timedelta(days=1)
BLUE = BoardTemplate.STANDARD_BLUE


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "office") as opened:
        yield opened


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


def form(people: People, first_day: date, reason: ExitReason | None = ExitReason.RESIGNED) -> ChangeoverForm:
    two = people.grids["two"]
    return ChangeoverForm(people.workers["李四"], (two,), people.workers["欧阳娜娜"], first_day, reason)


def status(office: OpenOffice, people: People, day: date) -> BoardStatus:
    def read(session: object) -> BoardStatus:
        grid = get_grid(session, people.grids["two"], day)  # type: ignore[arg-type]
        (state,) = board_states(session, day, [grid])  # type: ignore[arg-type]
        return state.status

    return office.read(read)


def test_boards_of_a_day_to_come_are_true_from_that_day_on(office: OpenOffice, people: People, tmp_path: Path) -> None:
    print_board(office, people, "two")
    coming = TODAY + 14 * DAY
    outcome = do_changeover(office, form(people, coming))
    assert status(office, people, coming) is BoardStatus.TO_REPRINT
    papers = draw_papers(office, outcome, BLUE, "A3")
    assert papers.boards is not None
    assert [person.name for person in papers.boards.contents[0].staff] == ["欧阳娜娜"]
    save_papers(office, papers, tmp_path / "papers.pdf")
    assert page_count((tmp_path / "papers.pdf").read_bytes()) == papers.pages == 2
    assert status(office, people, TODAY) is BoardStatus.CURRENT, "what hangs there today stays true"
    assert status(office, people, coming - DAY) is BoardStatus.CURRENT
    assert status(office, people, coming) is BoardStatus.CURRENT


def test_a_board_that_cannot_be_printed_leaves_the_slip(office: OpenOffice, people: People) -> None:
    to = ChangeoverForm(people.workers["李四"], (people.grids["two"],), people.workers["王五"], TODAY, None)
    outcome = do_changeover(office, to)
    before = business_state(office)
    papers = draw_papers(office, outcome, BLUE, "100x20")
    assert papers.boards is None
    assert papers.why_not is not None
    assert papers.pages == 1
    assert business_state(office) == before


def test_the_slip_lists_what_is_handed_over(office: OpenOffice, people: People) -> None:
    leaving = office.read(handover_slip, do_changeover(office, form(people, TODAY)))
    assert leaving.lines[0].due_on == TODAY - DAY
    assert len(leaving.lines) == 6, "a part-timer: no labour law"
    office.undo()
    staying = office.read(handover_slip, preview_changeover(office, form(people, TODAY, None)))
    assert [line.due_on for line in staying.lines] == [None, None]
    assert "stays" in str(staying.reason).lower()

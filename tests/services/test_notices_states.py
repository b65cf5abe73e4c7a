"""Is the wall still true? Boards of grids and of communities in a real office, changed day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.notices import BoardItem
from gridadmin.domain.notices_lists import BoardLine, BoardSubject
from gridadmin.domain.snapshot import BoardState, BoardStatus
from gridadmin.domain.workers import AppointmentForm, AppointmentRole
from gridadmin.i18n import Message
from gridadmin.jobs.notices import BoardChoice, print_boards
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.office import Community
from gridadmin.services.employment import appoint_worker
from gridadmin.services.grids import list_grids
from gridadmin.services.notices import add_place, list_places, remove_place
from gridadmin.services.notices_lists import get_board, list_boards
from gridadmin.services.notices_states import board_states, community_states
from gridadmin.services.office import list_communities
from tests.real_offices import TODAY, real_office, with_grids, with_worker

ACT = Message("Test")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "real") as opened:
        with_grids(opened, 1)
        yield opened


def first_grid(office: OpenOffice) -> UUID:
    return office.read(list_grids, TODAY)[0].id


def appoint(office: OpenOffice, name: str, day: date) -> None:
    person = with_worker(office, name)
    form = AppointmentForm(first_grid(office), AppointmentRole.WORKER, day)
    office.act(ACT, appoint_worker, person, form)


def state_of(office: OpenOffice, day: date = TODAY) -> BoardState:
    grid = first_grid(office)
    return next(state for state in office.read(board_states, day) if state.grid_id == grid)


def home_state(office: OpenOffice, day: date = TODAY) -> BoardState:
    home = office.read(list_communities)[0].id
    return next(state for state in office.read(community_states, day) if state.community_id == home)


def print_all(office: OpenOffice, tmp_path: Path) -> None:
    print_boards(office, BoardChoice(size="A4", communities=True), tmp_path / "boards.pdf")


def test_boards_begin_missing_are_printed_and_become_false(office: OpenOffice, tmp_path: Path) -> None:
    assert state_of(office).status is BoardStatus.MISSING
    assert home_state(office).status is BoardStatus.MISSING
    print_all(office, tmp_path)
    for state in (state_of(office), home_state(office)):
        assert (state.status, state.version, state.printed_on) == (BoardStatus.CURRENT, 1, TODAY)
    appoint(office, "张三", date(2026, 10, 20))
    for state in (state_of(office), home_state(office)):
        assert state.status is BoardStatus.TO_REPRINT
        assert state.outdated_since is None  # it was false already when it was printed, as we know now
        assert "张三" in state.differences[0].text()
    print_all(office, tmp_path)
    assert (state_of(office).status, state_of(office).version) == (BoardStatus.CURRENT, 2)


def test_a_community_that_is_renamed_makes_its_own_board_false(office: OpenOffice, tmp_path: Path) -> None:
    print_all(office, tmp_path)
    home = home_state(office).community_id
    appoint(office, "李四", TODAY.replace(month=12))

    def rename(session: Session) -> None:
        session.get_one(Community, home).name = "新世纪社区"

    office.act(Message("Rename"), rename)
    state = home_state(office)
    assert (state.status, state.outdated_since) == (BoardStatus.TO_REPRINT, None)
    assert [text for text in map(str, state.differences) if "新世纪社区" in text] != []
    day = TODAY.replace(month=12)
    assert home_state(office, day).outdated_since == day  # somebody comes then: that has a day, the new name has none
    print_all(office, tmp_path)
    assert home_state(office).status is BoardStatus.CURRENT


def test_a_dated_change_makes_them_false_from_its_day(office: OpenOffice, tmp_path: Path) -> None:
    print_all(office, tmp_path)
    from_day = date(2026, 11, 10)
    appoint(office, "李四", from_day)
    assert state_of(office, date(2026, 11, 9)).status is BoardStatus.CURRENT
    assert home_state(office, date(2026, 11, 9)).status is BoardStatus.CURRENT
    for state in (state_of(office, date(2026, 11, 30)), home_state(office, date(2026, 11, 30))):
        assert state.status is BoardStatus.TO_REPRINT
        assert state.outdated_since == from_day


def test_a_board_printed_ahead_goes_up_on_its_day_whatever_is_printed_in_between(
    office: OpenOffice, tmp_path: Path
) -> None:
    from_day = date(2026, 11, 10)
    appoint(office, "李四", from_day)
    ahead = BoardChoice(size="A4", communities=True, on=from_day)
    print_boards(office, ahead, tmp_path / "ahead.pdf")
    print_all(office, tmp_path)
    for day, number in ((TODAY, 2), (from_day, 1)):
        for state in (state_of(office, day), home_state(office, day)):
            assert (state.status, state.version) == (BoardStatus.CURRENT, number)


def test_undoing_the_print_makes_it_missing_again(office: OpenOffice, tmp_path: Path) -> None:
    print_all(office, tmp_path)
    office.undo()
    assert state_of(office).status is BoardStatus.MISSING
    assert home_state(office).status is BoardStatus.MISSING


def test_places_of_grids_and_of_communities(office: OpenOffice) -> None:
    grid, home = office.read(list_grids, TODAY)[0], office.read(list_communities)[0]
    of_grid, of_home = BoardSubject(grid.id, grid.community_id), BoardSubject(None, home.id)
    office.act(ACT, add_place, of_grid, "幸福里南门", TODAY)
    place = office.act(ACT, add_place, of_home, "村委会门口", TODAY)
    assert [name for _id, name in office.read(list_places, of_grid, TODAY)] == ["幸福里南门"]
    assert [name for _id, name in office.read(list_places, grid.id, TODAY)] == ["幸福里南门"]
    assert state_of(office).place == "幸福里南门"
    assert home_state(office).place == "村委会门口"
    with pytest.raises(InvalidError, match="already"):
        office.act(ACT, add_place, of_home, " 村委会门口 ", TODAY)
    office.act(ACT, remove_place, place, TODAY)
    assert home_state(office).place == ""


def test_the_list_names_what_is_false_and_the_board_shows_both_sides(office: OpenOffice, tmp_path: Path) -> None:
    print_all(office, tmp_path)
    appoint(office, "王五", TODAY)
    lines: list[BoardLine] = office.read(list_boards, TODAY)
    communities = [line for line in lines if line.is_community]
    assert len(communities) == len(office.read(list_communities))
    assert lines[0].is_community
    grid = next(line for line in lines if line.subject.grid_id == first_grid(office))
    assert grid.status is BoardStatus.TO_REPRINT
    detail = office.read(get_board, grid.subject, TODAY)
    assert [(each.item, each.now) for each in detail.differences] == [(BoardItem.NAMES, "王五")]
    assert [(row.number, row.size, row.template) for row in detail.prints] == [(1, "A4", "standard_blue")]
    home = office.read(get_board, lines[0].subject, TODAY)
    assert any("王五" in each.now for each in home.differences)

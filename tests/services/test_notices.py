"""Boards on the wall: current, stale or missing on any day, since when, and in which item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.grids import GridImport, GridProposalForm, GridSetting, GridTownshipForm, ProposalStatus
from gridadmin.domain.imports import ParsedRow
from gridadmin.domain.phones import phone_rank
from gridadmin.domain.snapshot import BoardState, BoardStatus
from gridadmin.domain.workers import AppointmentForm, AppointmentRole, ExitReason, PhonePurpose
from gridadmin.i18n import Message
from gridadmin.jobs.notices import BoardChoice, preview_boards, record_boards
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.models.workers import WorkerPhone
from gridadmin.services.employment import appoint_worker, end_employment
from gridadmin.services.grid_imports import import_grids
from gridadmin.services.grids import find_grid_id, get_grid, list_grids, update_grid
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.notices import add_place, list_places, remove_place
from gridadmin.services.notices_states import board_states
from gridadmin.services.proposals import file_proposal, list_proposals, refuse_new_grid, set_proposal_status
from gridadmin.services.search import search_entries
from gridadmin.services.worker_records import update_worker
from gridadmin.services.workers import get_worker
from tests.real_offices import TODAY, real_office, with_grids, with_worker, worker_form

DO = Message("Do")
CURRENT, STALE, MISSING = BoardStatus.CURRENT, BoardStatus.TO_REPRINT, BoardStatus.MISSING


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        with_grids(opened, 1)
        yield opened


def on(office: OpenOffice, day: date) -> None:
    """Let a day be today."""
    now = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    office.clock = lambda: now


def grid_of(office: OpenOffice, number: int = 0) -> UUID:
    return office.read(list_grids, TODAY)[number].id


def print_board(office: OpenOffice, grid: UUID, day: date) -> int:
    """Print one board on a day and return its number."""
    on(office, day)
    choice = BoardChoice(grid_ids=(grid,), size="A4")
    boards = preview_boards(office, choice)
    record_boards(office, choice, boards)
    return boards.contents[0].version


def state(office: OpenOffice, grid: UUID, day: date) -> BoardState:
    (found,) = [row for row in office.read(board_states, day) if row.grid_id == grid]
    return found


def staffed(office: OpenOffice) -> tuple[UUID, UUID]:
    person, grid = with_worker(office), grid_of(office)
    office.act(DO, appoint_worker, person, AppointmentForm(grid, AppointmentRole.WORKER, date(2024, 1, 1)))
    return person, grid


def test_a_board_is_missing_then_current_then_stale_since_the_day_that_made_it_false(office: OpenOffice) -> None:
    person, grid = staffed(office)
    assert print_board(office, grid, date(2024, 3, 1)) == 1
    office.act(DO, end_employment, person, date(2024, 8, 31), ExitReason.RESIGNED)
    days = [date(2024, 2, 29), date(2024, 3, 1), date(2024, 8, 31), date(2024, 9, 1), TODAY]
    assert [state(office, grid, day).status for day in days] == [MISSING, CURRENT, CURRENT, STALE, STALE]
    stale = state(office, grid, TODAY)
    assert (stale.outdated_since, stale.printed_on, stale.version) == (date(2024, 9, 1), date(2024, 3, 1), 1)
    assert [d.text() for d in stale.differences] == ["Names of grid workers: printed “张三”, now “”"]
    assert print_board(office, grid, date(2024, 9, 10)) == 2
    assert state(office, grid, TODAY).status is CURRENT
    assert state(office, grid, date(2024, 9, 5)).outdated_since == date(2024, 9, 1)


def test_a_new_phone_makes_the_contact_false_and_nothing_else(office: OpenOffice) -> None:
    person, grid = staffed(office)
    edit_phone(office, person, "13900000001", date(2024, 1, 1))
    print_board(office, grid, date(2024, 3, 1))
    edit_phone(office, person, "13900000002", date(2025, 1, 1))
    stale = state(office, grid, TODAY)
    assert [d.values["item"].text() for d in stale.differences] == ["Contact of grid workers"]  # type: ignore[attr-defined]
    assert stale.outdated_since == date(2025, 1, 1)
    assert state(office, grid, date(2024, 12, 31)).status is CURRENT


@given(turned=st.booleans(), numbers=st.permutations(["13900000103", "13900000104", "13900000105"]))
def test_of_numbers_that_hold_alike_every_computer_shows_the_same(turned: bool, numbers: list[str]) -> None:
    ids = sorted(new_id() for _ in numbers)
    phones = [
        WorkerPhone(id=each, number=number, purpose=PhonePurpose.MOBILE)
        for each, number in zip(ids, numbers, strict=True)
    ]
    shown = min(reversed(phones) if turned else phones, key=phone_rank)
    assert shown.number == numbers[0]


def edit_phone(office: OpenOffice, person: UUID, number: str, day: date) -> None:
    version = office.read(get_worker, person, TODAY).row.version
    form = worker_form(mobile=number, effective_on=day, version=version)
    office.act(DO, update_worker, person, form, TODAY)


def county_says(office: OpenOffice, grid: UUID, day: date, **values: object) -> None:
    code = office.read(get_grid, grid, TODAY).code
    row = ParsedRow("网格", 2, GridImport(code=code, **values))  # type: ignore[arg-type]
    office.act(DO, import_grids, [row], ImportOptions(day))


def test_what_the_county_changes_makes_name_and_area_false(office: OpenOffice) -> None:
    grid = grid_of(office)
    print_board(office, grid, date(2024, 3, 1))
    county_says(office, grid, date(2025, 1, 1), name="新名网格", area="东至湖")
    stale = state(office, grid, TODAY)
    assert [d.values["item"].text() for d in stale.differences] == ["Grid name", "Area of the grid"]  # type: ignore[attr-defined]
    assert stale.outdated_since == date(2025, 1, 1)
    undone = office.undo()
    assert undone is not None
    assert state(office, grid, TODAY).status is CURRENT


def test_each_grid_counts_its_own_boards_one_with_an_end_too(office: OpenOffice) -> None:
    first, second = grid_of(office, 0), grid_of(office, 1)
    county_says(office, second, TODAY, valid_to=date(2027, 12, 31))
    numbers = [print_board(office, grid, date(2026, 1, 5)) for grid in (first, second, second, first, second)]
    assert numbers == [1, 1, 2, 2, 3]


def test_every_posting_place_has_its_state(office: OpenOffice) -> None:
    grid = grid_of(office)
    gate = office.act(DO, add_place, grid, " 小区东门 ", TODAY)
    office.act(DO, add_place, grid, "村委会", TODAY)
    assert [row.place for row in office.read(board_states, TODAY) if row.grid_id == grid] == ["小区东门", "村委会"]
    for place, words in (("小区东门", "already"), ("  ", "Enter where")):
        with pytest.raises(InvalidError, match=words):
            office.act(DO, add_place, grid, place, TODAY)
    office.act(DO, remove_place, gate, date(2026, 12, 1))
    assert [len(office.read(list_places, grid, day)) for day in (date(2026, 11, 30), date(2026, 12, 1))] == [2, 1]


# --- what the township may say of a grid, and what it can only propose ---


def test_the_townships_wording_stands_on_the_board(office: OpenOffice) -> None:
    grid = grid_of(office)
    print_board(office, grid, date(2024, 3, 1))
    version = office.read(get_grid, grid, TODAY).version
    office.act(DO, update_grid, grid, GridTownshipForm("东至小河", None, None, None, None, version), TODAY)
    (difference,) = state(office, grid, TODAY).differences
    assert difference.text().endswith("now “东至小河”")


@pytest.mark.parametrize(
    ("reason", "review", "field"),
    [("人员不足", None, "exception_review_on"), (None, date(2027, 1, 1), "exception_reason")],
)
def test_an_exception_needs_reason_and_review(
    office: OpenOffice, reason: str | None, review: date | None, field: str
) -> None:
    county_says(office, grid_of(office), TODAY, setting=GridSetting.RURAL)
    row = office.read(get_grid, grid_of(office), TODAY)
    with pytest.raises(InvalidError) as refused:
        office.act(DO, update_grid, row.id, GridTownshipForm(None, reason, review, None, None, row.version), TODAY)
    assert set(refused.value.fields) == {field}


def test_what_the_county_owns_can_only_be_proposed(office: OpenOffice) -> None:
    with pytest.raises(Exception, match="Art 7"):
        refuse_new_grid()
    grid = grid_of(office)
    form = GridProposalForm(grid, "name", "第一网格（东）", "道路改名")
    for wrong in (replace(form, field="remarks"), replace(form, reason=" "), replace(form, proposed="第1网格")):
        with pytest.raises(InvalidError):
            office.act(DO, file_proposal, wrong, TODAY)
    filed = office.act(DO, file_proposal, form, TODAY)
    assert office.read(list_proposals, date(2026, 11, 1)) == []
    assert office.read(list_proposals, TODAY) == [filed]
    office.act(DO, set_proposal_status, filed.id, ProposalStatus.ACCEPTED)
    assert office.read(list_proposals, TODAY)[0].status is ProposalStatus.ACCEPTED
    with pytest.raises(NotFoundError):
        office.act(DO, set_proposal_status, new_id(), ProposalStatus.REFUSED)


def test_a_proposal_about_a_grid_that_ends_or_begins_later_is_listed_all_the_same(office: OpenOffice) -> None:
    ended, begins = grid_of(office, 0), grid_of(office, 1)
    for grid in (ended, begins):
        office.act(DO, file_proposal, GridProposalForm(grid, "area", "东至湖", "湖已建成"), TODAY)
    county_says(office, ended, TODAY, valid_to=date(2026, 11, 1))
    county_says(office, begins, TODAY, valid_from=date(2027, 1, 1))
    assert len(office.read(list_proposals, TODAY)) == 2


# --- the search ---


def test_the_search_knows_people_by_pinyin_phone_and_id_grids_and_communities(office: OpenOffice) -> None:
    person, grid = staffed(office)
    edit_phone(office, person, "13900000001", date(2024, 1, 1))
    office.act(DO, end_employment, person, date(2026, 8, 31), ExitReason.RESIGNED)
    entries = {entry.row.key: entry for entry in office.read(search_entries, TODAY)}
    found = entries[f"worker:{person}"]
    assert (found.row.initials, found.hit.faded) == ("zs", True)
    assert {"zhangsan", "13900000001"} <= {word.replace(" ", "") for word in found.row.words}
    served = {entry.row.key: entry for entry in office.read(search_entries, date(2026, 8, 31))}
    assert not served[f"worker:{person}"].hit.faded
    assert served[f"worker:{person}"].hit.subtitle == "第1网格"
    assert entries[f"grid:{grid}"].hit.subtitle == office.read(get_grid, grid, TODAY).code
    assert sum(key.startswith("community:") for key in entries) == 12
    assert office.read(find_grid_id, entries[f"grid:{grid}"].hit.subtitle) == grid

"""The board of a community: what makes it false, and what does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.notices import BoardIssueKind, BoardItem, BoardPerson
from gridadmin.domain.notices_community import (
    CommunityBoardContent,
    community_differences,
    community_facts,
    community_fingerprint,
    community_issues,
)
from gridadmin.domain.workers import EmploymentKind
from tests.reports.board_samples import sample_community

FULL = EmploymentKind.FULL_TIME


def with_line(content: CommunityBoardContent, place: int, **changes: object) -> CommunityBoardContent:
    lines = list(content.grids)
    lines[place] = replace(lines[place], **changes)  # type: ignore[arg-type]
    return replace(content, grids=tuple(lines))


def differences(was: CommunityBoardContent, now: CommunityBoardContent) -> list[tuple[BoardItem, str, str]]:
    found = community_differences(community_facts(was), community_facts(now))
    return [(each.item, each.printed, each.now) for each in found]


def test_a_board_without_changes_is_true() -> None:
    board = sample_community()
    assert differences(board, board) == []
    assert community_fingerprint(board) == community_fingerprint(replace(board, version=9, printed_on=date(2030, 1, 1)))


def test_a_new_phone_is_named_with_its_grid() -> None:
    board = sample_community()
    person = replace(board.grids[0].staff[0], phone="13900000099")
    now = with_line(board, 0, staff=(person, *board.grids[0].staff[1:]))
    grid = board.grids[0].grid_name
    old = board.grids[0].staff[0]
    assert differences(board, now) == [
        (BoardItem.CONTACT, f"{grid}：{old.name} {old.phone}", f"{grid}：{old.name} 13900000099")
    ]


def test_a_new_phone_of_one_of_two_namesakes_is_named() -> None:
    first, second = (
        BoardPerson("王伟", "网格员", FULL, "13900000001"),
        BoardPerson("王伟", "网格员", FULL, "13900000009"),
    )
    board = with_line(sample_community(), 0, staff=(first, second))
    now = with_line(board, 0, staff=(replace(first, phone="13900000002"), second))
    grid = board.grids[0].grid_name
    assert differences(board, now) == [
        (BoardItem.CONTACT, f"{grid}：王伟 13900000001；13900000009", f"{grid}：王伟 13900000002；13900000009")
    ]


def test_who_came_is_named_once_and_not_again_as_a_contact() -> None:
    board = sample_community()
    now = with_line(board, 1, staff=(BoardPerson("新来人", "网格员", FULL, "13900000088"),))
    found = differences(board, now)
    assert [item for item, _was, _now in found] == [BoardItem.NAMES]
    assert found[0][2].endswith("：新来人")


def test_a_grid_that_came_or_went_is_named() -> None:
    board = sample_community()
    now = replace(board, grids=board.grids[1:])
    item, printed, is_now = differences(board, now)[0]
    assert item is BoardItem.GRID_NAME
    assert board.grids[0].grid_name in printed
    assert board.grids[0].grid_name not in is_now


def test_supervision_phone_and_duties_count_too() -> None:
    board = sample_community()
    now = replace(board, supervision_phone="0635-0000000", duties=board.duties[:-1])
    assert [item for item, _was, _now in differences(board, now)] == [BoardItem.DUTIES, BoardItem.SUPERVISION_PHONE]


def test_what_is_missing_is_a_warning_for_its_grid() -> None:
    board = replace(with_line(sample_community(), 0, staff=(), area=" "), supervision_phone=None)
    found = community_issues(board)
    kinds = [issue.kind for issue in found]
    assert kinds[:3] == [BoardIssueKind.NO_SUPERVISION_PHONE, BoardIssueKind.NO_AREA, BoardIssueKind.NO_STAFF]
    assert not any(issue.is_blocking for issue in found)
    assert found[1].grid_code == board.grids[0].code


@given(st.randoms())
def test_order_makes_no_board_false(chance: object) -> None:
    board = sample_community()
    lines = list(board.grids)
    people = [list(line.staff) for line in lines]
    chance.shuffle(lines)  # type: ignore[attr-defined]
    for staff in people:
        chance.shuffle(staff)  # type: ignore[attr-defined]
    shuffled = replace(board, grids=tuple(lines))
    assert community_fingerprint(shuffled) == community_fingerprint(board)

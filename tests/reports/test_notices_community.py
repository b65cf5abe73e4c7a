"""The board of a community on paper: everything that was entered is read out again, on as many pages as it takes."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from gridadmin.domain.errors import CancelledError
from gridadmin.domain.notices import (
    BoardIssueKind,
    BoardOverflowError,
    BoardPerson,
    BoardTemplate,
    UnprintableBoardsError,
    board_size,
)
from gridadmin.domain.notices_community import CommunityBoardContent
from gridadmin.reports.notices_community import CommunityBoardsReport, check_community_boards, community_boards_pdf
from gridadmin.reports.pdf_files import joined_pdf
from gridadmin.reports.preview import page_count, page_size_mm
from tests.reports.board_samples import LONG_NAME, sample_community
from tests.reports.test_notices import squeezed, text_of

BLUE = BoardTemplate.STANDARD_BLUE


def printed(
    *contents: CommunityBoardContent, size: str = "A3", template: BoardTemplate = BLUE
) -> tuple[bytes, CommunityBoardsReport]:
    out = io.BytesIO()
    report = community_boards_pdf(contents, board_size(size, template), template, out=out)
    return out.getvalue(), report


def all_text(data: bytes) -> str:
    return squeezed("".join(text_of(data, page) for page in range(page_count(data))))


@pytest.mark.parametrize("template", list(BoardTemplate))
@pytest.mark.parametrize("size", ["A4", "A2", "600x900", "900x600"])
def test_everything_is_read_out_again(template: BoardTemplate, size: str) -> None:
    content = sample_community(7, 2)
    data, report = printed(content, size=size, template=template)
    text = all_text(data)
    assert report.pages == page_count(data)
    for wanted in (content.community, content.township, content.supervision_phone, "第2版", content.issuer):
        assert squeezed(str(wanted)) in text
    for line in content.grids:
        assert squeezed(line.grid_name) in text
        assert line.code in text
        for person in line.staff:
            assert person.name in text
            assert str(person.phone) in text
    assert text.count(squeezed(content.grids[0].area)) == len(content.grids)


def test_a_large_community_goes_on_to_more_pages_and_duties_stand_on_the_first() -> None:
    data, report = printed(sample_community(30, 3), sample_community(2), size="A4")
    assert report.pages > 3
    assert report.first_pages == (0, report.pages - 1)
    assert "网格员职责" in squeezed(text_of(data, 0))
    assert "网格员职责" not in squeezed(text_of(data, 1))
    assert f"第2页，共{report.pages - 1}页" in squeezed(text_of(data, 1))


def test_the_page_has_the_size_that_was_asked_for() -> None:
    data, _report = printed(sample_community(), size="500x700")
    assert page_size_mm(data) == pytest.approx((500, 700), abs=0.5)


def test_what_no_font_has_stops_the_print_before_anything_is_written() -> None:
    content = sample_community(1)
    person = BoardPerson("王\ue000", "网格员", None, "13900000000")
    content = replace(content, grids=(replace(content.grids[0], staff=(person,)),))
    out = io.BytesIO()
    with pytest.raises(UnprintableBoardsError, match="1 problems"):
        community_boards_pdf([content], board_size("A4", BLUE), BLUE, out=out)
    assert not out.getvalue()
    assert [issue.kind for issue in check_community_boards([content])] == [BoardIssueKind.MISSING_GLYPH]


def test_a_long_name_gets_smaller_and_never_loses_a_character() -> None:
    content = sample_community(1)
    person = BoardPerson(LONG_NAME, "网格助理员", None, "13900000000")
    content = replace(content, grids=(replace(content.grids[0], staff=(person,)),))
    data, _report = printed(content, size="A4")
    assert LONG_NAME in all_text(data)


def test_an_area_that_fills_no_page_is_refused_by_name() -> None:
    content = sample_community(1)
    content = replace(content, grids=(replace(content.grids[0], grid_name="超" * 400),))
    with pytest.raises(BoardOverflowError, match=content.community):
        printed(content, size="A4")


def test_stopping_stops() -> None:
    def stop(_done: int) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        community_boards_pdf([sample_community()], board_size("A4", BLUE), BLUE, out=io.BytesIO(), step=stop)


def test_two_files_become_one_in_order() -> None:
    first, _report = printed(sample_community(1, community="甲村"), size="A4")
    second, _report = printed(sample_community(1, community="乙村"), size="A4")
    joined = joined_pdf([first, second])
    assert page_count(joined) == 2
    assert "甲村" in text_of(joined, 0)
    assert "乙村" in text_of(joined, 1)
    assert joined_pdf([first]) is first

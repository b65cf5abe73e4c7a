import dataclasses
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.config import find_resources
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.notices import (
    BoardContent,
    BoardDuty,
    BoardIssueKind,
    BoardItem,
    BoardPerson,
    BoardSize,
    BoardTemplate,
    Hotline,
    MissingGlyph,
    board_differences,
    board_fingerprint,
    board_size,
    content_issues,
    printed_facts,
)
from gridadmin.domain.statute import duties, parse_articles
from gridadmin.domain.workers import EmploymentKind

CONTENT = BoardContent(
    grid_name="红旗村第三网格",
    code="371502001001003",
    community="红旗村",
    township="青溪镇",
    area="东至人民路，西至滨河南路。",
    duties=(BoardDuty("依法采集；", "采集"),),
    staff=(
        BoardPerson("王伟", "网格长", EmploymentKind.FULL_TIME, "13900001111"),
        BoardPerson("李𬱖", "网格员", EmploymentKind.PART_TIME, "13900002222"),
    ),
    supervision_phone="0635-8000001",
    hotlines=(Hotline("政务热线", "12345"),),
    printed_on=date(2026, 11, 1),
    version=3,
    issuer="青溪镇社会治理综合服务中心",
)


def changed(**values: object) -> BoardContent:
    return dataclasses.replace(CONTENT, **values)  # type: ignore[arg-type]


def with_phones(*phones: str | None) -> BoardContent:
    staff = (dataclasses.replace(person, phone=phone) for person, phone in zip(CONTENT.staff, phones, strict=True))
    return changed(staff=tuple(staff))


CHANGES = [
    (changed(grid_name="红旗村第四网格"), BoardItem.GRID_NAME),
    (changed(area="东至人民路。"), BoardItem.AREA),
    (changed(duties=(BoardDuty("核实；", "采集"),)), BoardItem.DUTIES),
    (changed(staff=CONTENT.staff[:1]), BoardItem.NAMES),
    (with_phones("13900001111", None), BoardItem.CONTACT),
    (with_phones("13900002222", "13900001111"), BoardItem.CONTACT),
    (changed(supervision_phone=None), BoardItem.SUPERVISION_PHONE),
]


@pytest.mark.parametrize(("now", "item"), CHANGES)
def test_a_change_of_an_item_makes_the_board_false_and_is_named(now: BoardContent, item: BoardItem) -> None:
    assert board_fingerprint(now) != board_fingerprint(CONTENT)
    found = board_differences(printed_facts(CONTENT), printed_facts(now))
    assert [difference.item for difference in found] == [item]
    assert found[0].printed != found[0].now


@pytest.mark.parametrize(
    "same",
    [
        changed(staff=CONTENT.staff[::-1]),
        changed(printed_on=date(2027, 1, 1), version=4, hotlines=(), households=300, residents=900, qr="x"),
        changed(duties=(BoardDuty("依法采集；", "另一种短写"),)),
        changed(staff=tuple(dataclasses.replace(person, photo=b"jpeg") for person in CONTENT.staff)),
    ],
)
def test_what_is_no_item_of_article_15_leaves_the_board_true(same: BoardContent) -> None:
    assert board_fingerprint(same) == board_fingerprint(CONTENT)
    assert board_differences(printed_facts(CONTENT), printed_facts(same)) == ()


def test_the_fingerprint_is_the_same_on_every_computer_and_after_storage_as_json() -> None:
    assert board_fingerprint(CONTENT) == "1:21a38554d9fa5c9639acb1e8da6765b4e7f9d22d3822a4c7401d3430a3a92b00"
    stored = json.loads(json.dumps(printed_facts(CONTENT)))
    assert board_differences(stored, printed_facts(CONTENT)) == ()


def test_the_difference_is_readable() -> None:
    found = board_differences(printed_facts(CONTENT), printed_facts(with_phones("13900001111", "13900003333")))
    assert found[0].printed == "李𬱖 13900002222；王伟 13900001111"
    assert found[0].now == "李𬱖 13900003333；王伟 13900001111"


people = st.lists(
    st.builds(
        BoardPerson,
        name=st.text(min_size=1, max_size=4),
        role=st.just("网格员"),
        kind=st.none(),
        phone=st.none() | st.text("0123456789", min_size=1, max_size=11),
    ),
    max_size=4,
).map(tuple)


@given(people, people, st.text(max_size=5), st.text(max_size=5))
def test_fingerprints_differ_exactly_where_differences_are_named(
    staff: tuple[BoardPerson, ...], other: tuple[BoardPerson, ...], area: str, other_area: str
) -> None:
    was, now = changed(staff=staff, area=area), changed(staff=other, area=other_area)
    differences = board_differences(printed_facts(was), printed_facts(now))
    assert (board_fingerprint(was) != board_fingerprint(now)) == bool(differences)


@pytest.mark.parametrize(
    ("text", "template", "size"),
    [
        ("A4", BoardTemplate.STANDARD_BLUE, BoardSize(210, 297)),
        ("a3", BoardTemplate.RED_CORRIDOR, BoardSize(297, 420)),
        ("A2", BoardTemplate.LARGE_PRINT, BoardSize(594, 420)),
        ("600x900", BoardTemplate.LARGE_PRINT, BoardSize(600, 900)),
        (" 900 × 600 mm", BoardTemplate.STANDARD_BLUE, BoardSize(900, 600)),
    ],
)
def test_sizes_as_a_clerk_names_them(text: str, template: BoardTemplate, size: BoardSize) -> None:
    assert board_size(text, template) == size


@pytest.mark.parametrize("text", ["", "A9", "600", "90x60", "600x9000", "-600x900", "600x900x3"])
def test_other_sizes_are_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(InvalidError, match="A4, A3, A2"):
        board_size(text, BoardTemplate.STANDARD_BLUE)


def test_full_duties_from_a3_on() -> None:
    assert [
        board_size(size, BoardTemplate.LARGE_PRINT).wants_full_duties for size in ("A5", "A4", "A3", "600x900")
    ] == [
        False,
        False,
        True,
        True,
    ]
    assert board_size("A3", BoardTemplate.LARGE_PRINT).name == "A3"
    assert BoardSize(600, 900).name == "600×900 mm"


def test_issues_name_what_is_missing() -> None:
    bare = changed(area=" ", supervision_phone=None, staff=(BoardPerson("王伟", "网格长", None, None),))
    kinds = [issue.kind for issue in content_issues(bare, photos=True)]
    assert kinds == [
        BoardIssueKind.NO_AREA,
        BoardIssueKind.NO_SUPERVISION_PHONE,
        BoardIssueKind.NO_PHONE,
        BoardIssueKind.NO_PHOTO,
    ]
    assert content_issues(CONTENT, photos=False) == ()
    assert [issue.kind for issue in content_issues(changed(staff=()), photos=True)] == [BoardIssueKind.NO_STAFF]
    crowd = content_issues(changed(staff=CONTENT.staff * 20, hotlines=CONTENT.hotlines * 9), photos=False)
    assert {issue.kind for issue in crowd} == {BoardIssueKind.TOO_MANY_PEOPLE, BoardIssueKind.TOO_MANY_HOTLINES}
    assert all(issue.is_blocking for issue in crowd)


def test_titles_say_full_time_or_part_time() -> None:
    assert [person.title for person in CONTENT.staff] == ["网格长·专职", "兼职网格员"]
    assert BoardPerson("王伟", "网格警员", None, None).title == "网格警员"


def test_a_missing_character_is_named_with_its_code_and_place() -> None:
    assert "U+2CC5A" in str(MissingGlyph("\U0002cc5a", 0x2CC5A, "第三网格").message)
    private = MissingGlyph("", 0xE81E, "第三网格")
    assert private.is_private
    assert "private-use" in str(private.message)


def test_the_short_duties_match_the_ten_of_article_13_and_are_short() -> None:
    resources = find_resources()
    short = json.loads((resources / "defaults" / "duties_short.json").read_text(encoding="utf-8"))["short"]
    full = duties(parse_articles((resources / "statute" / "regulation.txt").read_text(encoding="utf-8")))
    assert len(short) == len(full) == 10
    assert max(map(len, short)) <= 24

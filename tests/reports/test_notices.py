import dataclasses
import io
import re
import shutil
import subprocess
from itertools import combinations, product

import pypdfium2
import pytest

from gridadmin.domain.errors import CancelledError, InvalidError
from gridadmin.domain.notices import (
    BoardContent,
    BoardIssueKind,
    BoardOverflowError,
    BoardPerson,
    BoardTemplate,
    UnprintableBoardsError,
    board_size,
)
from gridadmin.domain.workers import EmploymentKind
from gridadmin.reports.notices import BoardsReport, boards_pdf, check_boards, lay_out
from gridadmin.reports.notices_sheet import Placed
from gridadmin.reports.preview import page_count, page_png, page_size_mm, render_page
from tests.reports.board_samples import AREA, LONG_NAME, NAMES, board, hotlines, people

SIZES = ("A4", "A3", "A2", "600x900", "900x600", "700x700", "148x210")
BLUE = BoardTemplate.STANDARD_BLUE


def pdf(*contents: BoardContent, size: str = "A4", template: BoardTemplate = BLUE, photos: bool = True) -> bytes:
    return printed(contents, size, template, photos)[0]


def printed(
    contents: tuple[BoardContent, ...], size: str = "A4", template: BoardTemplate = BLUE, photos: bool = True
) -> tuple[bytes, BoardsReport]:
    out = io.BytesIO()
    report = boards_pdf(contents, board_size(size, template), template, out=out, photos=photos)
    return out.getvalue(), report


def text_of(data: bytes, page: int = 0) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return str(document[page].get_textpage().get_text_range())
    finally:
        document.close()


def poppler_text(data: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def overlaps(first: Placed, second: Placed) -> bool:
    """Return whether two texts cover each other by more than a hair of the smaller letters."""
    hair = 0.12 * min(first.size, second.size)
    a, b = first.box, second.box
    return a.x + hair < b.right and b.x + hair < a.right and a.y + hair < b.bottom and b.y + hair < a.bottom


@pytest.mark.parametrize(("template", "size", "photos"), list(product(BoardTemplate, SIZES, (True, False))))
def test_no_text_leaves_the_page_or_covers_another(template: BoardTemplate, size: str, photos: bool) -> None:
    for count in (0, 1, 2, 3, 4, 5, 6, 7, 9) if size in {"A4", "A3"} else (1, 3, 7):
        for page in lay_out(board(count), board_size(size, template), template, photos):
            for placed in page.places:
                box = placed.box
                assert min(box.x, box.y, page.width - box.right, page.height - box.bottom) >= 0, (count, placed)
            for first, second in combinations(page.places, 2):
                assert not overlaps(first, second), (count, first, second)


@pytest.mark.parametrize("template", BoardTemplate)
@pytest.mark.parametrize("size", ["A4", "A3", "600x900"])
def test_what_is_read_out_of_the_file_is_what_was_entered(template: BoardTemplate, size: str) -> None:
    content = board(7)
    data = pdf(content, size=size, template=template)
    for text in (text_of(data), poppler_text(data)):
        for person in content.staff:
            assert person.name in text
            assert str(person.phone) in text
            assert person.title in text
        flat = squeezed(text)
        for fact in (
            content.grid_name,
            content.code,
            content.area,
            "0635-8000001",
            content.issuer,
            "2026年11月1日",
            "第3版",
        ):
            assert squeezed(fact) in flat
        for duty in content.duties:
            assert (duty.short if size == "A4" else duty.full) in flat
        for hotline in content.hotlines:
            assert hotline.number in text
            assert hotline.label in text


def test_every_rare_name_is_extracted_exactly() -> None:
    contents = [
        board(1, staff=(BoardPerson(name, "网格员", EmploymentKind.FULL_TIME, "13900001234"),)) for name in NAMES
    ]
    data = pdf(*contents)
    by_poppler = poppler_text(data).split("\f")
    for page, name in enumerate(NAMES):
        assert name in text_of(data, page).split()
        assert name in by_poppler[page].split()


def test_rare_characters_of_the_fallback_are_extracted_from_every_text() -> None:
    content = board(
        1, grid_name="𠮷祥村𠀀网格", area="东至𠮷祥路12号，西至𠀀河，南至𪚥街。" * 3, issuer="𠮷祥镇服务中心"
    )
    flat = squeezed(text_of(pdf(content)))
    assert squeezed(content.grid_name) in flat
    assert squeezed(content.area) in flat
    assert squeezed(content.area) in squeezed(poppler_text(pdf(content)))


EXTREMES = {
    "long names": board(5, staff=tuple(dataclasses.replace(person, name=LONG_NAME) for person in people(5))),
    "long grid": board(2, grid_name="东昌府区柳园街道办事处利民社区居民委员会幸福家园小区第十三综合网格"),
    "long area": board(3, area=AREA * 6),
    "long phones": board(7, staff=tuple(dataclasses.replace(p, phone="0635-8000001转80012") for p in people(7))),
    "long issuer": board(
        2, issuer="聊城市东昌府区柳园街道社会治理综合服务中心网格化服务管理办公室", township="柳园街道" * 3
    ),
    "bare": board(0, area="", supervision_phone=None, hotlines=(), qr=None, households=None, residents=None),
    "no phone": board(3, staff=tuple(dataclasses.replace(person, phone=None) for person in people(3))),
    "full": board(7, hotlines=hotlines(8), households=12345, residents=123456, version=128),
}


@pytest.mark.parametrize("content", list(EXTREMES.values()), ids=list(EXTREMES))
@pytest.mark.parametrize("template", BoardTemplate)
@pytest.mark.parametrize("size", ["A4", "A3", "900x600", "600x900"])
def test_extremes_are_whole_and_do_not_collide(template: BoardTemplate, size: str, content: BoardContent) -> None:
    for page in lay_out(content, board_size(size, template), template, photos=True):
        placed = squeezed("".join(text.text for text in page.places))
        for person in content.staff:
            assert person.name in placed
            assert person.phone is None or person.phone in placed
        assert squeezed(content.area) in placed
        assert content.grid_name in placed
        assert all(text.box.right <= page.width and text.box.bottom <= page.height for text in page.places)
        collisions = [(a.text, b.text) for a, b in combinations(page.places, 2) if overlaps(a, b)]
        assert not collisions


def test_what_cannot_fit_is_refused_with_the_board_and_nothing_is_written() -> None:
    out = io.BytesIO()
    with pytest.raises(BoardOverflowError, match="红旗村第三网格"):
        boards_pdf([board(7, area=AREA * 60)], board_size("A4", BLUE), BLUE, out=out)
    assert out.getvalue() == b""


def test_more_than_seven_people_go_on_to_further_pages() -> None:
    data, report = printed((board(9), board(3), board(20)))
    assert (report.boards, report.pages, report.first_pages) == (3, 6, (0, 2, 3))
    assert page_count(data) == 6
    assert "第2页，共2页" in squeezed(text_of(data, 1))
    names = squeezed(text_of(data, 0) + text_of(data, 1))
    assert all(person.phone in names for person in board(9).staff if person.phone)


def test_missing_and_private_characters_stop_the_print_before_anything_is_written() -> None:
    bad = board(1, area="东至\U000323b0路", issuer="青溪镇\ue81e")
    out = io.BytesIO()
    with pytest.raises(UnprintableBoardsError) as caught:
        boards_pdf([board(2), bad], board_size("A4", BLUE), BLUE, out=out)
    assert out.getvalue() == b""
    assert [issue.kind for issue in caught.value.issues] == [BoardIssueKind.MISSING_GLYPH] * 2
    assert "U+323B0" in str(caught.value)
    assert "红旗村第三网格" in str(caught.value)


def test_warnings_come_with_the_report_and_do_not_stop_it() -> None:
    _data, report = printed((EXTREMES["no phone"],))
    assert {issue.kind for issue in report.issues} == {BoardIssueKind.NO_PHONE, BoardIssueKind.NO_PHOTO}
    assert check_boards([board(2)], photos=True) == ()


def test_progress_is_told_and_cancel_leaves_nothing() -> None:
    seen: list[tuple[int, int]] = []
    boards_pdf(
        [board(1)] * 3,
        board_size("A4", BLUE),
        BLUE,
        out=io.BytesIO(),
        progress=lambda done, count: seen.append((done, count)),
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]
    out = io.BytesIO()
    with pytest.raises(CancelledError):
        boards_pdf([board(1)] * 3, board_size("A4", BLUE), BLUE, out=out, cancelled=lambda: True)
    assert out.getvalue() == b""


def test_the_practice_office_is_marked_on_every_page() -> None:
    data = pdf(board(9, practice=True))
    assert all("练习数据" in squeezed(text_of(data, page)) for page in range(2))
    assert "练习数据" not in text_of(pdf(board(1)))


@pytest.mark.parametrize("size", ["A4", "A3", "600x900", "320x450"])
def test_the_page_has_the_size_asked_for(size: str) -> None:
    wanted = board_size(size, BLUE)
    assert page_size_mm(pdf(board(1), size=size)) == pytest.approx((wanted.width_mm, wanted.height_mm), abs=0.01)


def test_every_font_is_embedded_and_nothing_personal_is_in_the_properties() -> None:
    data = pdf(board(3))
    assert b"Helvetica" not in data
    document = pypdfium2.PdfDocument(data)
    properties = document.get_metadata_dict()
    document.close()
    assert properties["Title"] == "网格公示牌"
    assert properties["Author"] == ""
    assert not any(person.name in value for person in people(3) for value in properties.values())


def test_a_photo_that_several_boards_share_is_written_once() -> None:
    shared = board(1)
    assert len(pdf(*[shared] * 20)) < 2 * len(pdf(shared))


def test_a_photo_that_is_none_is_refused_with_the_name() -> None:
    broken = board(1, staff=(BoardPerson("王伟", "网格长", None, "13900001234", b"no picture"),))
    with pytest.raises(InvalidError, match="王伟"):
        pdf(broken)


def test_the_preview_is_the_same_page_as_pixels() -> None:
    data = pdf(board(1))
    pixels = render_page(data, 0, 72)
    assert (pixels.width, pixels.height) == (596, 842)
    assert len(pixels.rgba) == 4 * pixels.width * pixels.height
    assert pixels.rgba[3] == 255
    assert page_png(data, 0, 50).startswith(b"\x89PNG")

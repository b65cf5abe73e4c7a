"""The sign-in sheet: rows as high as their words, so that nobody's grids stand across the next person's line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from gridadmin.domain.errors import InvalidError
from gridadmin.reports.training_sign_in import SignInPerson, SignInSheet, sign_in_pdf
from tests.reports.test_discipline import pages_of

GRIDS = "、".join(f"柳园街道利民社区第{number}网格" for number in range(10, 22))
SHEET = SignInSheet(
    "柳园街道网格化服务管理中心", "第三季度培训", "网格员职责", date(2026, 9, 1), "09:00–11:30", "会议室", "王教授", 25,
    (SignInPerson("李", "第一网格", "139****0000"), SignInPerson("买买提·吐尔逊江·艾合买提", GRIDS, ""),
     SignInPerson("赵六", "第二网格", "")),
)  # fmt: skip


def heights(pdf: bytes, *words: str) -> list[tuple[float, float]]:
    """The lower and upper edge of words on the first page."""
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    found = []
    for word in words:
        start, count = page.search(word).get_next()
        boxes = [page.get_charbox(at) for at in range(start, start + count)]
        found.append((min(box[1] for box in boxes), max(box[3] for box in boxes)))
    return found


def test_long_words_stay_in_their_row() -> None:
    one, first, last, two = heights(sign_in_pdf(SHEET), "第一网格", "第10网格", "第21网格", "第二网格")
    assert one[0] > first[1]
    assert last[0] > two[1]


def test_everybody_of_long_rows_is_on_some_page_once() -> None:
    people = tuple(SignInPerson(f"某{at:03}", GRIDS if at % 2 else "第一网格", "") for at in range(60))
    text = "".join(pages_of(sign_in_pdf(replace(SHEET, people=people))))
    assert [text.count(person.name) for person in people] == [1] * 60


def test_a_long_place_with_line_ends_is_printed() -> None:
    assert "二楼" in pages_of(sign_in_pdf(replace(SHEET, place="会议室\n（二楼）\u200b" * 12)))[0]


def test_a_character_without_a_face_in_the_organisers_name_is_named() -> None:
    with pytest.raises(InvalidError):
        sign_in_pdf(replace(SHEET, organisation="镇\ue863"))

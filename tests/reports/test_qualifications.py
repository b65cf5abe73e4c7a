"""Work cards and sheets of Article 11: pages, words, marks to cut along; nothing is ever cut off."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from gridadmin.domain import compliance_workers  # noqa: F401 - the duties of Art 11 are entered by it
from gridadmin.domain.compliance_duties import Result
from gridadmin.domain.qualifications_cards import CardFace, CardSize
from gridadmin.domain.qualifications_eligibility import EligibilitySheet, eligibility_lines
from gridadmin.domain.qualifications_evidence import EvidenceRow
from gridadmin.domain.workers import AttestationRow, Condition
from gridadmin.reports.qualifications_cards import LAYOUTS, cards_pdf, per_page
from gridadmin.reports.qualifications_eligibility import eligibility_pdf
from tests.offices import id_of, worker

NAMES = ("张三", "欧阳娜娜", "买买提·吐尔逊江·艾合买提", "𠮷田", "李㐂")


def face(number: int, **changes: object) -> CardFace:
    values: dict[str, object] = {
        "number": f"2026-03-{number:03d}",
        "name": NAMES[number % len(NAMES)],
        "role": "网格助理员",
        "kind": "兼职",
        "township": "阳谷县侨润街道",
        "grids": "、".join(f"东八里营村第{n}网格" for n in "一二三四"[: 1 + number % 4]),
        "issuer": "阳谷县侨润街道网格化服务管理中心",
        "made_on": date(2026, 4, 14),
        "supervision_phone": "0635-0120001",
    }
    return CardFace(**(values | changes))  # type: ignore[arg-type]


def words(pdf: bytes, page: int = 0) -> str:
    document = PdfDocument(pdf)
    try:
        return "".join(str(document[page].get_textpage().get_text_bounded()).split())
    finally:
        document.close()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (360, 480), (90, 130, 190)).save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize("size", list(CardSize))
def test_cards_go_many_to_a_page_and_say_everything(size: CardSize) -> None:
    faces = [face(number, photo=picture() if number % 2 else None) for number in range(1, 12)]
    told: list[int] = []
    pdf = cards_pdf(faces, size, told.append)
    document = PdfDocument(pdf)
    assert len(document) == -(-len(faces) // per_page(size))
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    document.close()
    first = words(pdf)
    assert "2026-03-001" in first
    assert "买买提·吐尔逊江·艾合买提" in first
    assert told == list(range(1, 12))


@pytest.mark.parametrize("size", list(CardSize))
def test_cards_do_not_touch_each_other_or_the_edge(size: CardSize) -> None:
    places = LAYOUTS[size].places
    assert all(place.x > 8 and place.y > 8 and place.right < 202 and place.bottom < 289 for place in places)
    for first in places:
        for second in places:
            apart = (
                first.right < second.x or second.right < first.x or first.bottom < second.y or second.bottom < first.y
            )
            assert first == second or apart


def test_a_practice_card_says_so() -> None:
    assert "练习数据" in words(cards_pdf([face(1, practice=True)], CardSize.UPRIGHT))


def test_the_sheet_shows_what_is_on_file_seen_and_attested() -> None:
    day = date(2026, 10, 31)
    evidence = [EvidenceRow(id_of("e"), Condition.HEALTH, "乡镇卫生院体检表", "陈科员", date(2026, 7, 3))]
    word = AttestationRow(id_of("a"), Condition.ZEAL, True, "杜主任", date(2025, 6, 16), "表现突出")
    later = AttestationRow(id_of("b"), Condition.ZEAL, False, "杜主任", date(2026, 11, 1), None)
    lines = eligibility_lines((), evidence, (word, later), day)
    assert [line.numeral for line in lines] == list("一二三四五六七")
    assert lines[5].attestation == word, "what is attested later is not there yet"
    assert {line.result for line in lines} == {Result.NEEDS_PERSON}
    sheet = EligibilitySheet(worker("张三"), day, "桑阿镇网格化服务管理中心", lines, practice=True)
    text = words(eligibility_pdf([sheet, sheet]), 1)
    for expected in ("热爱基层工作，热心服务群众", "乡镇卫生院体检表", "杜主任", "表现突出", "张三", "练习数据"):
        assert expected in text


def test_a_long_word_about_a_person_stands_whole_on_the_sheet() -> None:
    said = "该同志热爱基层工作，长期参与社区志愿服务，" * 15
    words_of = AttestationRow(id_of("a"), Condition.ZEAL, True, "杜主任", date(2025, 6, 16), said)
    day = date(2026, 10, 31)
    lines = eligibility_lines((), (), (words_of,), day)
    text = words(eligibility_pdf([EligibilitySheet(worker("张三"), day, "桑阿镇网格化服务管理中心", lines)]))
    assert said in text
    assert all(line.quote in text for line in lines)

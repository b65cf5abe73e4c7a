"""The hand-over slip: the places to sign are on every sheet, whole, however many grids and lines there are."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest

from gridadmin.domain.workers_handover_slip import HandoverSlip, SlipLine
from gridadmin.i18n import Message
from gridadmin.reports.workers_handover import SIGNED, handover_pdf

DAY = date(2026, 10, 31)
MM = 72 / 25.4


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(("grids", "lines"), [(0, 0), (1, 17), (1, 18), (9, 15), (18, 15), (40, 40)])
def test_the_signatures_are_whole_on_every_sheet(grids: int, lines: int) -> None:
    slip = HandoverSlip(
        "桑阿镇网格化服务管理中心", "买买提·吐尔逊江·艾合买提", "王五",
        tuple(f"利民社区第{number}网格（网格长）" for number in range(grids)), DAY, DAY, Message("x"), "",
        tuple(SlipLine(f"事项{number:03}", "条例第十二条", None) for number in range(lines)),
    )  # fmt: skip
    document = pypdfium2.PdfDocument(handover_pdf(slip))
    texts = []
    for page in document:
        words = page.get_textpage()
        texts.append("".join(words.get_text_bounded().split()))
        at, _count = words.search("监交人").get_next()
        assert words.get_charbox(at)[1] > (SIGNED + 3) * MM, "the box below the words is on the paper, with a margin"
    assert ["".join(texts).count(f"事项{number:03}") for number in range(lines)] == [1] * lines
    assert all(f"第{grids - 1}网格" in text for text in texts if grids)

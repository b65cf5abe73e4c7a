"""Papers that flow over pages: a row of a table is never cut off, a heading never left behind."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from gridadmin.reports.paper_flow import BOTTOM, TOP, PaperFlow
from gridadmin.reports.paper_rows import Cell
from tests.reports.test_discipline import pages_of

HEAD = [Cell("序号", head=True), Cell("内容", 4, head=True)]


def drawn(begin: float, *texts: str) -> list[str]:
    flow = PaperFlow("x")
    flow.new_page()
    flow.y = begin
    flow.table([HEAD, *([Cell(f"第{at}行"), Cell(text, 4)] for at, text in enumerate(texts))], repeat=1)
    return pages_of(flow.bytes())


@settings(max_examples=8, deadline=None)
@given(st.floats(TOP, 297 - BOTTOM), st.lists(st.sampled_from([1, 7, 60, 170]), min_size=1, max_size=4))
def test_no_word_of_a_row_is_lost_however_long_it_is(begin: float, lengths: list[int]) -> None:
    texts = ["".join(f"事实{row}{at:03}。" for at in range(count)) for row, count in enumerate(lengths)]
    pages = drawn(begin, *texts)
    words = "".join(re.sub(r"序号内容|第\d行|—\d+—", "", page) for page in pages)
    assert words == "".join(texts)
    assert "第0行" in pages[0] or pages[0] == "—1—"
    assert all("序号内容" in page for page in pages if "事实" in page)
    assert not [page for page in pages[1:] if "事实" not in page], "no page is left empty"


def test_a_heading_goes_on_with_its_first_row() -> None:
    first, second = drawn(297 - BOTTOM - 20, "长" * 300)
    assert "序号" not in first
    assert "序号内容" in second


def test_a_long_row_says_on_every_page_what_it_is() -> None:
    flow = PaperFlow("x")
    flow.table([[Cell("违规事实", head=True), Cell("述" * 2000, 4, lines=9)]])
    pages = pages_of(flow.bytes())
    assert len(pages) == 2
    assert all("违规事实" in page for page in pages)
    assert "".join(pages).count("述") == 2000


def test_a_table_without_rows_has_its_heading() -> None:
    assert "序号内容" in drawn(TOP)[0]


def test_a_long_number_beside_marks_that_are_not_drawn_is_cut_and_whole() -> None:
    assert "号1" in "".join(drawn(TOP, "号\u200b\t" + "1234567890" * 9))

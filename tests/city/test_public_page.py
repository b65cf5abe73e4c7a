"""The page behind the code on a board: what it says, and that nothing a clerk typed becomes markup."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.city.public_page import PublicBoard, board_page, missing_page

TEXTS = st.text(max_size=20)
BOARDS = st.builds(
    PublicBoard,
    code=TEXTS,
    name=TEXTS,
    township=TEXTS,
    community=TEXTS,
    area=TEXTS,
    duties=st.lists(TEXTS, max_size=3).map(tuple),
    people=st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
    supervision_phone=TEXTS,
    number=st.integers(1, 99),
    printed_on=st.dates(),
)
ALLOWED = set(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "header",
        "p",
        "h1",
        "h2",
        "section",
        "div",
        "span",
        "a",
        "ol",
        "li",
        "footer",
    ]
)
BOARD = PublicBoard(
    code="371525002001001",
    name="第1网格",
    township="冠县崇文街道",
    community="东街社区",
    area="东至文化路",
    duties=("采集信息",),
    people=(("张三", "139 0000 0001"),),
    supervision_phone="0635-0000000",
    number=3,
    printed_on=date(2026, 11, 2),
)


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@given(BOARDS, st.none() | st.dates(), st.none() | st.integers(0, 99))
def test_nothing_that_was_typed_becomes_markup(board: PublicBoard, since: date | None, asked: int | None) -> None:
    page = board_page(board, since, asked)
    for tag, attributes in Tags(page).found:
        assert tag in ALLOWED
        assert not any(name.startswith("on") or name == "src" for name in attributes)
        assert re.fullmatch("tel:[0-9+-]*", attributes.get("href") or "tel:")


@given(st.text(max_size=40))
def test_nothing_of_an_unknown_code_becomes_markup(code: str) -> None:
    assert {tag for tag, _attributes in Tags(missing_page(code)).found} <= ALLOWED


def test_a_board_that_holds() -> None:
    page = board_page(BOARD, None, 3)
    assert "您扫的这块公示牌（第 3 次印制）现行有效" in page
    assert '<a class="call" href="tel:13900000001">139 0000 0001</a>' in page
    assert "监督电话" in page


def test_a_board_that_was_printed_anew() -> None:
    page = board_page(BOARD, date(2026, 10, 1), 1)
    assert "您扫的这块公示牌（第 1 次印制）自 2026年10月1日 起已不是最新，以下为第 3 次印制的内容" in page


def test_the_newest_board_that_is_no_longer_true() -> None:
    assert "公示牌自 2026年11月20日 起已不是最新，正在更换" in board_page(BOARD, date(2026, 11, 20), None)


def test_a_code_without_a_number() -> None:
    assert "公示内容现行有效" in board_page(BOARD, None, None)


def test_a_grid_without_workers_says_so() -> None:
    from dataclasses import replace

    page = board_page(replace(BOARD, people=(), supervision_phone=""), None, None)
    assert "暂缺" in page
    assert "监督电话" not in page


def test_a_print_that_the_city_has_not_seen_is_not_called_valid() -> None:
    """It hangs before the office exchanges; the people below may be those of the board that it replaced."""
    page = board_page(BOARD, None, BOARD.number + 1)
    assert "第 4 次印制）尚未报送" in page
    assert "以下为第 3 次印制的内容" in page
    assert "现行有效" not in page
    assert "第 3 次印制）现行有效" in board_page(BOARD, None, BOARD.number)


def test_other_phones_without_a_day() -> None:
    page = board_page(BOARD, None, BOARD.number, other_phones=True)
    assert "第 3 次印制）上的电话已有变更，正在更换" in page
    assert "现行有效" not in page

"""The pay sheet: what stands on paper adds up to the run, to the fen, page by page and in all."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

import openpyxl
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.capital_amounts import capital_amount
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay_papers import PaidMonth, check_number
from gridadmin.domain.pay_runs import RunState
from gridadmin.i18n import Message
from gridadmin.reports.pay_columns import money_groups
from gridadmin.reports.pay_ledger import LedgerFile, LedgerPaper
from gridadmin.reports.pay_sheet import sheet_pdf, sheet_table, sheet_xlsx
from gridadmin.reports.workbook import PaperOffice
from tests.pay_months import facts_of, paid_month

OFFICE = PaperOffice("阳谷县侨润街道网格化服务管理中心")
NOW = datetime(2026, 11, 10, 2, tzinfo=UTC)
AMOUNT = re.compile(r"-?[\d,]+\.\d\d")


@cache
def month() -> PaidMonth:
    return paid_month(600)


@cache
def pages() -> list[list[str]]:
    document = pypdfium2.PdfDocument(sheet_pdf(month(), OFFICE))
    return [page.get_textpage().get_text_bounded().splitlines() for page in document]


def amounts_of(words: str) -> list[Decimal]:
    return [Decimal(found.replace(",", "")) for found in AMOUNT.findall(words)]


def fen(amount: Decimal) -> int:
    return int(amount * 100)


def test_600_people_over_many_pages_add_up_to_the_run() -> None:
    run = month().run
    assert run.people == 600
    found = {"net": 0, "employer": 0}
    for page in pages():
        text = "\n".join(page)
        assert "Amounts in yuan" in text, "every page has its heading"
        assert month().check in text
    for part_time in (False, True):
        people = month().of_kind(part_time=part_time)
        table = sheet_table(people)
        assert table.total is not None
        for at, column in enumerate(table.columns):
            if column.kind == "money":
                assert table.total[at] == sum(row[at] or 0 for row in table.rows), column.title  # type: ignore[misc]
        sums = {str(column.title): column.total for group in money_groups(people) for column in group.columns}
        found["net"] += sums["Paid out"]
        found["employer"] += sums.get("Sum of the unit", 0)
    assert found == {"net": run.net, "employer": run.employer}


def test_the_sums_of_the_pages_are_the_sum_of_all() -> None:
    whole = " ".join(line for page in pages() for line in page)
    capitals = re.findall(r"Paid out in all \(capitals\): ?(\S+) +\(￥([\d,.]+)\)", whole)
    assert len(capitals) == 2, "one for full-time, one for part-time"
    nets = [sum(p.line.net for p in month().of_kind(part_time=part)) for part in (False, True)]
    assert [capital for capital, _figures in capitals] == [capital_amount(net) for net in nets]
    assert [fen(amounts_of(figures)[0]) for _capital, figures in capitals] == nets
    table = sheet_table(month().of_kind(part_time=True))
    width = sum(column.kind == "money" for column in table.columns)
    part_pages = [" ".join(page) for page in pages() if "Allowance sheet" in " ".join(page)]
    assert len(part_pages) > 5
    sums = [amounts_of(text.partition("Sum of this page")[2])[:width] for text in part_pages]
    assert [sum(column) for column in zip(*sums, strict=True)] == [
        cell for cell, column in zip(table.total or (), table.columns, strict=True) if column.kind == "money"
    ]


def test_every_line_is_there_once_and_comes_out() -> None:
    whole = "".join("".join(line.split()) for page in pages() for line in page)
    for person in month().people:
        assert "".join(person.line.name.split()) in whole, person.line.name
        line = person.line
        taken = line.employee + line.tax + line.kept + line.owed_before
        assert line.gross + line.bonus - taken + line.owed == line.net
    assert any(person.line.owed for person in month().people), "somebody's net pay was below zero"
    assert "Carried to the next month".replace(" ", "") in whole


def test_the_workbook_says_the_same() -> None:
    book = openpyxl.load_workbook(io.BytesIO(sheet_xlsx(month(), OFFICE, NOW)))
    assert book.sheetnames == ["Full-time", "Part-time"]
    for sheet, part_time in zip(book.worksheets, (False, True), strict=True):
        people = month().of_kind(part_time=part_time)
        headings = {cell.value: cell.column for row in sheet.iter_rows(3, 4) for cell in row if cell.value}
        rows = [row for row in sheet.iter_rows(5) if isinstance(row[0].value, int)]
        assert len(rows) == len(people)
        net = headings["Paid out"] - 1
        assert [fen(Decimal(str(row[net].value))) for row in rows] == [person.line.net for person in people]
        assert rows[0][net].number_format.startswith("#,##0.00")


def test_no_id_number_stands_on_a_sheet_that_is_hung_up() -> None:
    whole = "".join("".join(page) for page in pages())
    assert not re.search(r"\d{6}[*\d]{8}\d{3}[\dX]", whole)


@pytest.mark.parametrize(
    ("state", "marked"), [(RunState.DRAFT, True), (RunState.CHECKED, True), (RunState.PAID, False)]
)
def test_what_is_not_approved_is_marked(state: RunState, marked: bool) -> None:
    pdf = sheet_pdf(paid_month(3, state), OFFICE)
    page = pypdfium2.PdfDocument(pdf)[0]
    assert ("DRAFT" in page.get_textpage().get_text_bounded()) is marked
    header = openpyxl.load_workbook(io.BytesIO(sheet_xlsx(paid_month(3, state), OFFICE, NOW))).worksheets[0].oddHeader
    assert header is not None
    assert ("DRAFT" in (header.center.text or "")) is marked


def test_an_empty_run_is_an_empty_sheet() -> None:
    text = pypdfium2.PdfDocument(sheet_pdf(paid_month(0), OFFICE))[0].get_textpage().get_text_bounded()
    assert "零元整" in text
    assert sheet_xlsx(paid_month(0), OFFICE, NOW)


def test_a_character_without_a_face_is_named_before_printing() -> None:
    facts = facts_of(1, name="张\ue123")
    with pytest.raises(InvalidError, match="U\\+E123"):
        sheet_pdf(paid_month(1, facts=[facts]), OFFICE)


def test_the_check_number_knows_every_fen_and_no_state() -> None:
    lines = [person.line for person in month().people]
    run = month().run
    assert check_number(run, lines) == check_number(run, lines[::-1])
    assert re.fullmatch(r"([0-9A-F]{4}-){2}[0-9A-F]{4}", month().check)
    other = [replace(lines[0], net=lines[0].net + 1), *lines[1:]]
    assert check_number(run, other) != month().check
    assert paid_month(3, RunState.DRAFT).check == paid_month(3, RunState.LOCKED).check


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "零元整"), (50, "伍角整"), (4, "肆分"), (140950, "壹仟肆佰零玖元伍角整"), (600714, "陆仟零柒元壹角肆分"),
        (32504, "叁佰贰拾伍元零肆分"), (1640902, "壹万陆仟肆佰零玖元零贰分"), (1000000, "壹万元整"), (100, "壹元整"),
        (10000000000, "壹亿元整"), (10010000000, "壹亿零壹拾万元整"), (-1050, "负壹拾元伍角整"),
        (10000100, "壹拾万零壹元整"),
    ],
)  # fmt: skip
def test_capitals(amount: int, words: str) -> None:
    assert capital_amount(amount) == words


@given(st.integers(0, 10**14))
def test_capitals_are_read_back(amount: int) -> None:
    assert read_capitals(capital_amount(amount)) == amount


UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read_capitals(words: str) -> int:
    """Read an amount in capitals back, by the words alone."""
    yuan, _yuan, rest = words.rpartition("元")
    jiao, _jiao, left = rest.rpartition("角")
    return read_whole(yuan) * 100 + read_whole(jiao) * 10 + read_whole(left.removesuffix("整").removesuffix("分"))


def read_whole(words: str) -> int:
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        high, found, low = words.partition(unit)
        if found and unit == "亿":
            return read_whole(high) * size + read_whole(low)
        if found:
            return read_four(high) * size + read_four(low)
    return read_four(words)


def read_four(words: str) -> int:
    total, digit = 0, 0
    for char in words:
        total, digit = (
            (total + digit * UNITS[char], 0) if char in UNITS else (total, "零壹贰叁肆伍陆柒捌玖".index(char))
        )
    return total + digit


@pytest.mark.parametrize("rows", [3, 15, 16, 17, 18, 19])
def test_a_long_note_under_a_table_is_whole_and_above_the_signatures(rows: int) -> None:
    note = "".join(f"聊人社字〔2026〕{number}号关于公布缴费基数上下限的通知；" for number in range(1, 19))
    table = replace(sheet_table(paid_month(0, facts=[facts_of(3 * at + 1) for at in range(rows)]).people), notes=())
    file = LedgerFile("x")
    file.add(
        LedgerPaper(
            "题", ("左", "中", "右"), replace(table, notes=(Message(note),)), "大写", ("制表人：",), row_height=8.6
        )
    )
    document = pypdfium2.PdfDocument(file.content())
    last = document[len(document) - 1].get_textpage()
    assert note in "".join(last.get_text_bounded().split())
    low = min(last.get_charbox(at)[1] for at in range(*_span(last, "18号")))
    assert low > max(last.get_charbox(at)[3] for at in range(*_span(last, "制表人")))


def _span(page: pypdfium2.PdfTextPage, words: str) -> tuple[int, int]:
    start, count = page.search(words).get_next()
    return start, start + count

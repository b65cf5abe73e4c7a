"""Sheets about persons (scores, pay, accounts): every table by its own header, and nobody called 合计."""

from __future__ import annotations

import pytest

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import SHARED
from gridadmin.intake.assessment import ScoreFile, scores_of
from gridadmin.intake.sheets import RawSheet

TITLES = {"base": ("缴费基数", "基数"), "fund": ("公积金基数",), "reason": ("备注",)}


def read(
    *rows: tuple[object, ...], merges: tuple[tuple[int, int, int, int], ...] = (), money: bool = False
) -> ScoreFile:
    width = max(map(len, rows))
    cells = tuple((*(cell for cell in row), *(None,) * (width - len(row))) for row in rows)
    return scores_of([RawSheet("表", cells, merges)], TITLES, "表.xlsx", money=money)  # type: ignore[arg-type]


def test_a_second_table_is_read_by_its_own_header() -> None:
    file = read(
        ("专职网格员", None, None, None),
        ("姓名", "缴费基数", "公积金基数", "备注"),
        ("张三", 4800, 5000, None),
        ("兼职网格员", None, None, None),
        ("姓名", "公积金基数", "缴费基数", "备注"),
        ("李四", 5001, 4801, "新增"),
        merges=((0, 0, 0, 3), (3, 0, 3, 3)),
    )
    assert [(row.row, row.name, dict(row.cells)) for row in file.rows] == [
        (3, "张三", {"base": "4800", "fund": "5000"}),
        (6, "李四", {"base": "4801", "fund": "5001", "reason": "新增"}),
    ]
    assert [row.row for row in file.skipped] == [4]


def test_a_sheet_without_a_header_has_no_table() -> None:
    with pytest.raises(InvalidError, match="缴费基数"):
        read(("张三", 4800), ("李四", 4801))


def test_the_same_header_on_every_page_is_nobody() -> None:
    file = read(("姓名", "基数"), ("张三", 1), ("姓 名", "基数"), ("李四", 2))
    assert [(row.row, row.name) for row in file.rows] == [(2, "张三"), (4, "李四")]


@pytest.mark.parametrize("word", ["身份证号码（18位）", "身份证", "居民身份证号码", "公民身份证号码*", "身份证号"])
@pytest.mark.parametrize("name", ["姓名", "人员姓名", "姓名*"])
def test_the_number_is_known_by_the_words_of_rosters(word: str, name: str) -> None:
    file = read((name, "配偶身份证号", word, "基数"), ("张三", "x", "371525198506300000", 1))
    assert [(row.name, row.id_number) for row in file.rows] == [("张三", "371525198506300000")]
    assert file.unknown == (("表", "配偶身份证号"),)


@pytest.mark.parametrize("money", [True, False], ids=["amounts", "points"])
def test_one_amount_over_several_persons_is_nobodys(money: bool) -> None:
    """Each of them may have it, or all together; points and hours are said of each, and so are words."""
    file = read(
        ("姓名", "缴费基数", "公积金基数", "备注"),
        ("张三", 4800, 5000, "新增"),
        ("李四", None, None, None),
        ("李四", 4801, None, None),
        merges=((1, 1, 2, 1), (1, 3, 2, 3), (2, 2, 3, 2), (2, 0, 3, 0)),
        money=money,
    )
    assert [row.cells["base"] for row in file.rows] == ([SHARED, SHARED, "4801"] if money else ["4800", "4800", "4801"])
    assert [row.cells.get("reason") for row in file.rows] == ["新增", "新增", None]
    assert file.rows[0].cells["fund"] == "5000"


def test_one_amount_over_the_rows_of_one_person_is_hers() -> None:
    rows = (("姓名", "缴费基数"), ("张三", 4800), (None, None))
    file = read(*rows, merges=((1, 0, 2, 0), (1, 1, 2, 1)), money=True)
    assert [row.cells["base"] for row in file.rows] == ["4800", "4800"]


def test_merged_cells_outside_of_what_is_filled_are_nothing() -> None:
    """Below and beside a table cells are merged for signatures; what is empty there is not read at all."""
    file = read(("姓名", "缴费基数"), ("张三", 4800), merges=((1, 7, 3, 7), (9, 0, 10, 1)), money=True)
    assert [row.cells["base"] for row in file.rows] == ["4800"]


def test_sums_and_notes_are_nobody() -> None:
    lines = ["本页小计", "总计：", "共2人", "平均分", "制表人：李四", "注：另附"]
    file = read(("姓名", "基数"), ("张三", 1), *((line, 1) for line in lines))
    assert [row.name for row in file.rows] == ["张三"]
    assert len(file.skipped) == len(lines)

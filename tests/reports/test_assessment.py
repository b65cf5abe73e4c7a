"""Papers of an assessment: the derivation stands on the sheet, the version it was made with, the headings in levels."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

import openpyxl
import pypdfium2
import pytest

from gridadmin.domain.assessment import SchemeDefinition
from gridadmin.domain.assessment_entries import entry_columns, read_entry
from gridadmin.domain.assessment_periods import PeriodState, span_of
from gridadmin.domain.assessment_ranking import grade, quota_use
from gridadmin.domain.assessment_rows import ParticipantRow, PeriodRow, PeriodSheet, SchemeVersionRow, standing_of
from gridadmin.domain.assessment_scoring import scorer_of
from gridadmin.domain.workers import EmploymentKind
from gridadmin.reports.assessment import summary_xlsx
from gridadmin.reports.assessment_sheets import PaperPeriod, notices_pdf, sheets_pdf
from gridadmin.reports.workbook import PaperOffice
from gridadmin.services.assessment_templates import find_template

SPACE = UUID(int=24)
OFFICE = PaperOffice("冠县崇文街道网格化服务管理中心")
NOW = datetime(2026, 10, 8, 2, tzinfo=UTC)


def whole_of(definition: SchemeDefinition, *cells: dict[str, str]) -> PeriodSheet:
    """A published third quarter with one person for each of some sheets."""
    key = next(each.key for each in definition.rounds if not each.is_composite)
    columns = {column.key: column for column in entry_columns(definition, key)}
    scorer, span = scorer_of(definition, key), span_of(definition.round(key).kind, 2026, 1)
    people = []
    for at, row in enumerate(cells):
        entries = {name: entry for name, text in row.items() if (entry := read_entry(columns[name], text)) is not None}
        worker = uuid5(SPACE, str(at))
        person = ParticipantRow(
            worker, f"某{at}", "某村", ("第一网格",), EmploymentKind.FULL_TIME, None, entries=entries
        )
        people.append(replace(person, sheet=scorer.score(entries)))
    standings = {p.worker_id: held for p in people if (held := standing_of(definition, p)) is not None}
    graded = grade(definition, standings)
    period = PeriodRow(
        id=SPACE,
        scheme_id=SPACE,
        scheme_version_id=SPACE,
        scheme=definition.name,
        round_key=key,
        round_name=definition.round(key).name,
        kind=span.kind,
        year=2026,
        number=1,
        first_day=span.first,
        last_day=span.last,
        published_on=date(2026, 10, 8),
        objections_until=date(2026, 10, 13),
        state=PeriodState.OBJECTIONS,
        assessed=len(people),
        scored=len(standings),
    )
    lines = tuple(replace(p, graded=graded.get(p.worker_id)) for p in people)
    return PeriodSheet(period, definition, lines, quota_use(definition, graded))


def paper_of(whole: PeriodSheet) -> PaperPeriod:
    """The period with the version of the scheme it was made with."""
    version = SchemeVersionRow(SPACE, SPACE, date(2024, 1, 1), None, "崇办发〔2023〕41号", whole.definition)
    return PaperPeriod(whole, version, OFFICE, date(2026, 10, 9))


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, without blanks."""
    document = pypdfium2.PdfDocument(pdf)
    return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


A1 = {
    "base_rate": "98.75",
    "dynamic_rate": "96",
    "known_rate": "90",
    "satisfied_rate/leader": "4.5",
    "satisfied_rate/part_timer": "5",
    "satisfied_rate/centre": "9",
}


@pytest.mark.usefixtures("chinese")
def test_the_sheet_says_how_every_point_came_about_and_by_which_version() -> None:
    whole = whole_of(find_template("A1").definition, A1)
    out = io.BytesIO()
    assert sheets_pdf(paper_of(whole), whole.assessed, out) == 1
    text = pages_of(out.getvalue())[0]
    for derivation in ("30×98.75%=29.63", "30×96%=28.8", "20×90%=18", "4.5+5+9=18.5", "29.63+28.8+18+18.5=94.93"):
        assert derivation in text, derivation
    assert "崇办发〔2023〕41号" in text
    assert "2024-01-01起施行的版本" in text
    assert "网格长4.5，兼职网格员5，村（社区）中心9" in text
    assert "四舍五入" in text


@pytest.mark.usefixtures("chinese")
def test_a_long_scheme_goes_on_over_the_page_and_loses_nothing() -> None:
    definition = find_template("A3").definition
    many = tuple(
        replace(
            section,
            key=f"{section.key}{at}",
            indicators=tuple(replace(i, key=f"{i.key}{at}") for i in section.indicators),
        )
        for at in range(14)
        for section in definition.sections[:4]
    )
    whole = whole_of(replace(definition, sections=many), {})
    out = io.BytesIO()
    assert sheets_pdf(paper_of(whole), whole.participants, out) == 2
    words = "".join(pages_of(out.getvalue()))
    assert words.count("工作纪律") >= 14
    assert words.count("未录入") == 28


@pytest.mark.usefixtures("chinese")
def test_every_page_of_a_sheet_says_whose_it_is_and_the_total_is_signed_beside_it() -> None:
    plain = find_template("A3").definition
    lines = [
        replace(section, key=f"{section.key}{at}", indicators=(replace(section.indicators[0], key=f"k{place}{at}"),))
        for at in range(8)
        for place, section in enumerate(plain.sections[:4])
    ]
    for count in range(22, 32):
        whole, out = whole_of(replace(plain, sections=tuple(lines[:count])), {}), io.BytesIO()
        sheets_pdf(paper_of(whole), whole.participants, out)
        pages = pages_of(out.getvalue())
        assert all("姓名：某0" in page and "2026-10-09打印" in page for page in pages)
        assert "总分" in pages[-1]
        assert "被考核人" in pages[-1]


@pytest.mark.usefixtures("chinese")
def test_notices_stand_two_to_a_page_with_the_last_day_for_objections() -> None:
    whole = whole_of(find_template("A1").definition, A1, {**A1, "known_rate": "80"}, {**A1, "known_rate": "70"})
    out = io.BytesIO()
    assert notices_pdf(paper_of(whole), whole.ranked, out) == 2
    pages = pages_of(out.getvalue())
    assert "某0同志" in pages[0]
    assert "某1同志" in pages[0]
    assert "某2同志" in pages[1]
    assert "2026-10-13" in pages[0]
    assert "在3名考核对象中列第1名" in pages[0]


@pytest.mark.usefixtures("chinese")
def test_the_summary_has_its_headings_merged_over_the_levels_of_the_scheme() -> None:
    """The layout of A5: sections over indicators over assessors, total and mean."""
    definition = find_template("A5").definition
    columns = entry_columns(definition, "quarter")
    rows = [{each.key: str(Decimal(4) + at / Decimal(2)) for each in columns} for at in range(2)]
    whole = whole_of(definition, *rows)
    book = openpyxl.load_workbook(io.BytesIO(summary_xlsx(whole, OFFICE, NOW)))
    sheet = book.worksheets[0]
    merged = {str(cells) for cells in sheet.merged_cells.ranges}
    assert {"E3:P3", "E4:H4", "I4:L4", "M4:P4", "Q3:R3", "A3:A5", "B3:B5", "S3:S5"} <= merged
    headings = [sheet.cell(row, column).value for row, column in ((3, 5), (4, 5), (5, 5), (5, 8), (3, 17), (3, 19))]
    assert headings == ["基础分", "工作纪律 5", "测评人甲", "得分", "加分项", "总分"]
    first = [sheet.cell(6, column).value for column in range(5, 22)]
    assert first == [*[4.5] * 14, 22.5, 1, "较好"], "a fifth of two people is no place"
    assert sheet.cell(8, 1).value == "平均"
    assert sheet.cell(8, 19).value == 21.25
    assert book.sheetnames == ["汇总表", "等次分布"]

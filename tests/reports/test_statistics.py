"""The monthly workbook, the rosters and the compliance workbook hold what they were given."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from gridadmin.domain.compliance import check_office
from gridadmin.domain.compliance_duties import Result
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.domain.statistics import MonthlyStatistics, monthly_tables
from gridadmin.domain.tables import ColumnKind, Heading
from gridadmin.i18n import Message
from gridadmin.reports.compliance import findings_xlsx
from gridadmin.reports.rosters import ListView, grids_xlsx, table_xlsx, workers_xlsx
from gridadmin.reports.statistics import monthly_xlsx
from gridadmin.reports.workbook import PaperOffice
from tests.offices import large_office, month

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
OFFICE = PaperOffice("桑阿镇")


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def texts(workbook: Workbook, sheet: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in workbook[sheet].iter_rows()]


@pytest.fixture(scope="module")
def snapshot() -> OfficeSnapshot:
    return large_office(24, 40)


@pytest.fixture(scope="module")
def statistics(snapshot: OfficeSnapshot) -> MonthlyStatistics:
    return monthly_tables(month(snapshot))


def test_monthly_workbook_has_its_sheets_and_figures(statistics: MonthlyStatistics) -> None:
    workbook = opened(monthly_xlsx(statistics, OFFICE, NOW))
    assert workbook.sheetnames == [
        "Summary",
        "Grids and staffing",
        "Workers",
        "Movements",
        "Notice boards",
        "Names",
        "Charts",
    ]
    totals = [row for row in texts(workbook, "Grids and staffing") if row[0] == "Total"]
    given = statistics.table("grids").total
    assert given is not None
    assert totals[0][1:13] == list(given[1:13])
    assert totals[0][1] == statistics.figures["grids"] == 24
    summary = {row[1]: row[3] for row in texts(workbook, "Summary")}
    assert summary["Workers in service"] == statistics.figures["workers"]


def test_charts_are_native_and_point_at_the_tables(statistics: MonthlyStatistics) -> None:
    workbook = opened(monthly_xlsx(statistics, OFFICE, NOW))
    charts = workbook["Charts"]._charts  # type: ignore[attr-defined]
    assert len(charts) == 3
    values = charts[0].series[0].val.numRef.f
    assert values.startswith("'Grids and staffing'!$C$")


def test_a_failed_cross_check_stands_on_the_paper(statistics: MonthlyStatistics) -> None:
    broken = replace(statistics, checks=(replace(statistics.checks[0], parts=-1),))
    rows = texts(opened(monthly_xlsx(broken, OFFICE, NOW)), "Summary")
    assert any(str(row[0]).startswith("Cross-check failed") for row in rows)
    rows = texts(opened(monthly_xlsx(statistics, OFFICE, NOW)), "Summary")
    assert any(str(row[0]).startswith("All ") for row in rows)


def test_roster_has_every_worker_once_and_codes_as_text(snapshot: OfficeSnapshot) -> None:
    sheet = opened(workers_xlsx(snapshot.workers, snapshot.as_of, OFFICE, NOW)).worksheets[0]
    rows = [row for row in sheet.iter_rows() if isinstance(row[0].value, int)]
    assert [row[1].value for row in rows] == [worker.name for worker in snapshot.workers]
    assert {row[5].data_type for row in rows} == {"s"}
    assert rows[0][5].value == "371525198506300007"


def test_grid_list_has_every_grid(snapshot: OfficeSnapshot) -> None:
    sheet = opened(grids_xlsx(snapshot.grids, snapshot.as_of, OFFICE, NOW)).worksheets[0]
    codes = [row[1].value for row in sheet.iter_rows() if isinstance(row[0].value, int)]
    assert codes == [grid.code for grid in snapshot.grids]


def test_a_list_is_exported_as_it_is_seen() -> None:
    columns = (Heading("姓名", kind=ColumnKind.TEXT), Heading("电话", kind=ColumnKind.CODE))
    rows = (("乙", "139****0001"), ("甲", None))
    view = ListView(Message("Workers"), columns, rows, date(2026, 10, 31), (Message("In service"),))
    seen = [row[:2] for row in texts(opened(table_xlsx(view, OFFICE, NOW)), "Workers")]
    start = seen.index(["姓名", "电话"])
    assert seen[start + 1 : start + 3] == [["乙", "139****0001"], ["甲", None]]
    assert [row[0] for row in seen[start + 3 :]] == ["2 entries in all.", "Filter: In service"]


def test_an_empty_list_is_a_table_without_rows() -> None:
    view = ListView(Message("Workers"), (Heading("姓名"),), (), date(2026, 10, 31))
    assert opened(table_xlsx(view, OFFICE, NOW)).sheetnames == ["Workers"]


def test_compliance_workbook_counts_as_the_findings_do(snapshot: OfficeSnapshot) -> None:
    findings = check_office(snapshot)
    workbook = opened(findings_xlsx(findings, snapshot, OFFICE, NOW))
    assert workbook.sheetnames == ["Compliance by grid", "To be mended", "All findings", "Words checked against"]
    matrix = [row for row in texts(workbook, "Compliance by grid") if isinstance(row[0], int)]
    assert len(matrix) == len(snapshot.grids)
    not_met = sum(f.result is Result.NOT_MET for f in findings if f.article == "10")
    assert sum(row[7] == "Not met" for row in matrix) == not_met
    everything = [row for row in texts(workbook, "All findings") if str(row[0]).startswith("Article ")]
    assert len(everything) == len(findings)


def test_a_month_without_anything_is_a_workbook_all_the_same() -> None:
    empty = replace(large_office(10, 3), grids=(), workers=(), boards=(), communities=())
    workbook = opened(monthly_xlsx(monthly_tables(month(empty)), OFFICE, NOW))
    assert len(workbook.sheetnames) == 7

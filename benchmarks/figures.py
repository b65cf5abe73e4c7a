"""How long a check, a month's tables and the workbooks take for 120 grids and 300 people.

    PYTHONPATH=src:. python benchmarks/figures.py

Prints the best of several runs in milliseconds, and as a ratio to writing a bare openpyxl workbook of as many cells as
the monthly one: that is the floor under every workbook.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

from openpyxl import Workbook, load_workbook

from gridadmin.domain.compliance import check_office
from gridadmin.domain.statistics import monthly_tables
from gridadmin.reports.compliance import findings_xlsx
from gridadmin.reports.rosters import workers_xlsx
from gridadmin.reports.statistics import monthly_xlsx
from gridadmin.reports.workbook import PaperOffice
from tests.offices import large_office, month

RUNS = 5
OFFICE = PaperOffice("桑阿镇", practice=True)


def best_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def bare_workbook(cells: int) -> bytes:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for number in range(cells):
        sheet.cell(number // 20 + 1, number % 20 + 1, "网格" if number % 2 else number)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def main() -> None:
    now = datetime(2026, 11, 2, tzinfo=UTC)
    snapshot = large_office(120, 300, date(2026, 10, 31))
    facts = month(snapshot)
    statistics = monthly_tables(facts, previous=facts)
    findings = check_office(snapshot)
    workbook = load_workbook(BytesIO(monthly_xlsx(statistics, OFFICE, now)))
    cells = sum(len(row) for sheet in workbook.worksheets for row in sheet.iter_rows())
    floor = best_ms(lambda: bare_workbook(cells))
    print(f"floor: bare workbook of {cells} cells {floor:8.1f} ms")
    for name, limit, work in (
        (f"check: {len(findings)} findings", 100, lambda: check_office(snapshot)),
        ("monthly tables, with last month's", 100, lambda: monthly_tables(facts, previous=facts)),
        ("monthly workbook, tables and file", 1000, lambda: monthly_xlsx(monthly_tables(facts, facts), OFFICE, now)),
        ("roster of 300 people", 2000, lambda: workers_xlsx(snapshot.workers, snapshot.as_of, OFFICE, now)),
        ("compliance workbook, every finding", 5000, lambda: findings_xlsx(findings, snapshot, OFFICE, now)),
    ):
        taken = best_ms(work)
        verdict = "ok" if taken <= limit else "TOO SLOW"
        print(f"{name:40} {taken:8.1f} ms  {taken / floor:5.2f} x floor  (limit {limit} ms: {verdict})")


if __name__ == "__main__":
    main()

"""How long a roster of 2 000 rows and 20 columns takes to be read and understood: `python -m benchmarks.intake`.

The floor is calamine alone, the peer openpyxl in read-only mode; all in one run, medians of processor time, because the
machine may be shared. The aim is 0.5 s for everything before the database.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from gridadmin.domain.id_numbers import check_char
from gridadmin.domain.imports import ImportKind
from gridadmin.intake.cells import IntakeContext
from gridadmin.intake.reading import read_file, visible_tables
from gridadmin.intake.returns import returned_workbook
from gridadmin.intake.workbooks import read_workbook

ROWS, ROUNDS = 2000, 7
HEADER = [
    "序号",
    "姓名",
    "身份证号码",
    "性别",
    "民族",
    "出生年月",
    "政治面貌",
    "文化程度",
    "联系电话",
    "家庭住址",
    "专兼职情况",
    "人员来源",
    "所属村（社区）",
    "所属网格",
    "网格职务",
    "任职时间",
    "紧急联系人",
    "紧急联系人电话",
    "任职文号",
    "备注",
]


def write_roster(path: Path) -> None:
    """Write a roster like those that villages send: two title rows, dates as 1985.06, one placeholder per row."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["某某街道网格员花名册"])
    sheet.append(["填报单位：崇文街道"])
    sheet.append(HEADER)
    for index in range(ROWS):
        sheet.append(_person(index))
    workbook.save(path)


def _person(index: int) -> list[object]:
    born = date(1960, 1, 1) + timedelta(days=index * 5)
    first = f"371525{born:%Y%m%d}{index % 10:03d}"
    sex = "男" if index % 2 else "女"
    return [
        index + 1, "张" + chr(0x4E00 + index), first + check_char(first), sex, "汉", f"{born:%Y.%m}", "党员", "大专",
        f"1390000{index:04d}", "崇文街道某路1号", "专职", "志愿者", "提固新村", f"371525002228{index % 90 + 1:03d}",
        "网格员", "2023年11月", "李四", f"1380000{index:04d}", "冠网办〔2023〕1号", "无",
    ]  # fmt: skip


def read_with_openpyxl(path: Path) -> int:
    """Read all values through openpyxl and return the number of rows."""
    return sum(1 for _ in load_workbook(path, read_only=True).worksheets[0].values)


def median_ms(work: Callable[[], object]) -> float:
    """Return the median processor time of a piece of work in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def main() -> None:
    """Measure and print one line per step, with its ratio to the floor."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        write_roster(path)
        context = IntakeContext(date(2026, 11, 1))
        sheets = read_workbook(path)
        intake = read_file(path, ImportKind.WORKERS, context)
        problems = [problem for row in intake.rows for problem in row.problems]
        steps: list[tuple[str, Callable[[], object]]] = [
            ("calamine alone (floor)", lambda: CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()),
            ("openpyxl read-only (peer)", lambda: read_with_openpyxl(path)),
            ("read_workbook", lambda: read_workbook(path)),
            ("find tables", lambda: visible_tables(sheets)),
            ("read_file, everything", lambda: read_file(path, ImportKind.WORKERS, context)),
            ("returned_workbook, 4000 notes", lambda: returned_workbook(path, problems, {"Sheet": 3}, notes=True)),
        ]
        floor = 0.0
        for name, work in steps:
            took = median_ms(work)
            floor = floor or took
            print(f"{name:32} {took:8.1f} ms {took / floor:6.2f} x floor")
        print(f"{len(intake.rows)} rows, {sum(row.rejected for row in intake.rows)} rejected, {len(problems)} notes")


if __name__ == "__main__":
    main()

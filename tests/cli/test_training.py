"""Training without a window: documents as the page shows them, the dry run that is the import, papers that open."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from gridadmin.reports.preview import page_count
from tests.cli.conftest import Run
from tests.cli.test_documents import EXAMPLES, known, shape

pytestmark = pytest.mark.slow
AT = ("--office", "practice", "--json")
TITLE = "安全生产与应急处置专题第2期"  # its list stands in the practice office, and nothing is entered


def test_lists_and_papers_are_those_of_the_page(run: Run, practice: Path, tmp_path: Path) -> None:
    assert practice.exists()
    short = run("list", "training", "--view", "short", "--as-of", "2026-10-31", *AT).document
    name = next(
        row["name"] for row in short if row["sessions"] and len([r for r in short if r["name"] == row["name"]]) == 1
    )
    documents = {
        "list training": run("list", "training", "--year", 2026, *AT).document,
        "list training --view short": short,
        "list training --worker": run("list", "training", "--worker", name, *AT).document,
        "report training": run("report", "training", "--year", 2026, "--out", tmp_path / "l.xlsx", *AT).document,
        "training sheet": run("training", "sheet", "--session", TITLE, "--out", tmp_path / "s.pdf", *AT).document,
    }
    for verb, document in documents.items():
        known(shape(EXAMPLES[verb]), shape(document))
    assert all("*" in row["phone"] for row in short if row["phone"])
    assert [row["missing"] for row in short] == sorted((row["missing"] for row in short), reverse=True)
    assert page_count((tmp_path / "s.pdf").read_bytes()) == documents["training sheet"]["pages"]
    book = load_workbook(tmp_path / "l.xlsx")
    assert len(book.sheetnames) == 3
    assert book.worksheets[0].max_row > documents["report training"]["persons"]
    hours = [row[5] for row in book.worksheets[0].iter_rows(values_only=True) if isinstance(row[0], int)]
    assert len(hours) == documents["report training"]["persons"]
    assert all(isinstance(each, int | float) for each in hours), "a sheet adds up numbers only"


def test_the_dry_run_is_the_import(run: Run, practice: Path, tmp_path: Path) -> None:
    assert practice.exists()
    path = tmp_path / "results.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    names = [row["name"] for row in run("list", "workers", "--status", "active", *AT).document]
    alone = [name for name in names if names.count(name) == 1][:6]
    rows = [
        ("姓名", "出勤情况", "考试成绩"),
        *((name, "√", 80) for name in alone[:4]),
        (alone[4], "也许", 90),
        ("无此人", "√", 1),
    ]
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    words = ("import", "training", path, "--session", TITLE, *AT)
    preview = run(*words, "--dry-run").document
    known(shape(EXAMPLES["import training"]), shape(preview))
    assert (preview["rows"], preview["new"], preview["rejected"]) == (6, 4, 2)
    done = run(*words).document
    numbers = ("rows", "new", "updated", "unchanged", "rejected", "problems")
    assert {key: done[key] for key in numbers} == {key: preview[key] for key in numbers}
    again = run(*words).document
    assert (again["new"], again["unchanged"]) == (0, 4)
    assert run("undo", *AT).code == 0
    assert run(*words, "--dry-run").document["new"] == 4
    made = run("import", "training", path, "--course", "网格员业务培训", "--day", "2026-10-30", "--title", "补训", *AT)
    assert made.document["new"] == 4
    assert "补训" in {row["title"] for row in run("list", "training", "--year", 2026, *AT).document}


def test_what_cannot_be_found_is_named(run: Run, practice: Path, tmp_path: Path) -> None:
    assert practice.exists()
    lost = run("training", "sheet", "--session", "没有", "--out", tmp_path / "s.pdf", "--office", "practice")
    assert lost.code == 2
    assert "没有" in lost.err
    path = tmp_path / "x.csv"
    path.write_text("姓名,成绩\n张三,1\n", encoding="utf-8")
    unknown = run("import", "training", path, "--course", "没有", "--office", "practice")
    assert unknown.code == 2
    assert "网格员业务培训" in unknown.err

"""Assessment on the command line, in the practice office: its documents, its papers, and the contract of imports."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import Run
from tests.cli.test_documents import ASSESSMENT, EXAMPLES, known, shape

pytestmark = pytest.mark.slow
AT = ("--office", "practice", "--json")
Q3 = ("--period", "2026-Q3", "--scheme", "侨润")
COLUMNS = {
    "closed": "事件办结率",
    "visits": "特殊人群走访率",
    "satisfied/villagers": "网格评价满意率（群众代表）",
    "satisfied/committee": "网格评价满意率（村（居）委会）",
    "satisfied/station": "网格评价满意率（网格办）",
    "entry": "信息录入",
}


def of_page(document: Any) -> Any:
    """The shape of a document without what differs from scheme to scheme."""
    if isinstance(document, dict):
        return {key: of_page(value) for key, value in document.items() if key not in ("entries", "definition")}
    return [of_page(value) for value in document] if isinstance(document, list) else document


def test_documents_are_those_of_the_page(run: Run, practice: Path) -> None:
    verbs = {
        "list assessments": ("list", "assessments"),
        "assessment schemes": ("assessment", "schemes"),
        "assessment score": ("assessment", "score", "--period", "2026-Q2"),
        "assessment reviews": ("assessment", "reviews"),
    }
    assert set(verbs) == ASSESSMENT
    for verb, words in verbs.items():
        ran = run(*words, *AT)
        assert ran.code == 0, (verb, ran.err)
        known(shape(of_page(EXAMPLES[verb])), shape(of_page(ran.document)))
        if verb == "list assessments":
            assert {"entry", "final"} < {period["state"] for period in ran.document}


def scores(run: Run, file: Path, count: int = 20) -> list[dict[str, Any]]:
    """Write a sheet of scores for the first of those who are assessed, as a village would send it."""
    people = [row for row in run("assessment", "score", *Q3, *AT).document["people"] if row["assessed"]][:count]
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        sheet = csv.writer(out)
        sheet.writerow(["2026年第3季度评分"])
        sheet.writerow(["序号", "姓名", *COLUMNS.values(), "备注二"])
        for number, row in enumerate(people, start=1):
            sheet.writerow([number, row["name"], "95", "100%", "18.5", "19", "17", "L1" if number == 1 else "", "好"])
        sheet.writerow([99, "查无此人", "95", "100", "18", "18", "18", "", ""])
        sheet.writerow(["合计", "", "", "", "", "", "", "", ""])
    return people


def test_a_preview_is_the_import_and_the_import_is_one_undo(run: Run, practice: Path, tmp_path: Path) -> None:
    file = tmp_path / "三季度.csv"
    people = scores(run, file)
    words = ("import", "assessments", file, *Q3, *AT)
    before = run("assessment", "score", *Q3, *AT).document
    preview = run(*words, "--dry-run").document
    numbers = {key: preview[key] for key in ("rows", "new", "updated", "unchanged", "rejected")}
    assert numbers == {"rows": len(people) + 1, "new": len(people), "updated": 0, "unchanged": 0, "rejected": 1}
    assert [(p["row"], p["value"], p["severity"]) for p in preview["problems"]] == [
        (1, "备注二", "note"),
        (len(people) + 3, "查无此人", "error"),
    ]
    assert len(preview["skipped"]) == 1
    assert run("assessment", "score", *Q3, *AT).document == before
    real = run(*words).document
    assert {key: real[key] for key in numbers} == numbers
    after = {row["name"]: row for row in run("assessment", "score", *Q3, *AT).document["people"]}
    first = after[people[0]["name"]]
    assert (first["score"], first["total"]) == ("95.35", "18 + 19 + 20 + 20 + 18.35 + 0 = 95.35")
    again = run(*words).document
    assert (again["new"], again["updated"], again["unchanged"]) == (0, 0, len(people))
    assert run("undo", *AT).code == 0
    assert run("assessment", "score", *Q3, *AT).document == before


def test_what_is_wrong_is_said_in_one_line(run: Run, practice: Path, tmp_path: Path) -> None:
    at = ("--office", "practice")
    assert "No one period 2026-Q3 is meant" in run("assessment", "score", "--period", "2026-Q3", *at).err
    assert "is no period" in run("assessment", "score", "--period", "2026-13", *at).err
    assert "sheets are not complete" in run("assessment", "publish", *Q3, *at).err
    ran = run("assessment", "notice", *Q3, "--out", tmp_path / "n.pdf", *at)
    assert (ran.code, "Nothing is published yet" in ran.err) == (2, True)
    overlapping = tmp_path / "scheme.json"
    overlapping.write_text(
        '{"format":1,"name":"重叠","rounds":[{"key":"m","name":"月","kind":"month"}],"sections":[{"key":"s","name":"项",'
        '"indicators":[{"key":"i","name":"指标","maximum":"100"}]}],"bands":[{"name":"甲","least":"80"},{"name":"乙","most":"80"}]}',
        encoding="utf-8",
    )
    ran = run("assessment", "scheme", overlapping, "--from", "2027-01-01", *at)
    assert (ran.code, "overlap: one score, two grades" in ran.err) == (2, True)


def test_a_scheme_a_period_and_papers_without_a_window(run: Run, practice: Path, tmp_path: Path) -> None:
    made = run("assessment", "scheme", "A2", "--from", "2026-01-01", "--document", "侨办发〔2026〕1号", *AT).document
    assert made["versions"][0]["holes"] == [{"from": "60", "to": "69"}]
    name = made["name"]
    opened = run("assessment", "open", "--scheme", name, "--period", "2026-H1", *AT).document
    assert (opened["state"], opened["scored"]) == ("entry", 0)
    assert opened["assessed"] > 200
    summary = tmp_path / "汇总.xlsx"
    assert run("assessment", "summary", "--period", "2026-Q2", "--out", summary, *AT).document["people"] > 200
    sheet = openpyxl.load_workbook(summary).worksheets[0]
    merged = {str(cells) for cells in sheet.merged_cells.ranges}
    assert sheet["A1"].value == "Summary of the assessment, 2026, quarter 2"
    assert len(merged) > 12
    for paper in ("sheet", "notice"):
        out = tmp_path / f"{paper}.pdf"
        name = run("assessment", "score", "--period", "2026-Q2", *AT).document["people"][0]["name"]
        written = run("assessment", paper, "--period", "2026-Q2", "--worker", name, "--out", out, *AT).document
        assert written["people"] == 1
        assert out.read_bytes().startswith(b"%PDF")

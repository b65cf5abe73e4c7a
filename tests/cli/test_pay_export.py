"""`pay export` on the practice office: files whole or not at all, nothing replaced unasked, every export journaled."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run
from tests.cli.test_pay_runs import PRACTICE, shown

pytestmark = pytest.mark.slow
MONTH = ("--month", "2026-09")


def test_papers_are_written_whole_and_never_over_others(run: Run, practice: Path, tmp_path: Path) -> None:
    assert practice
    out = tmp_path / "new" / "2026-09"
    ran = run("pay", "export", "sheet", *MONTH, "--out", out, *PRACTICE)
    assert ran.code == 0, ran.err
    assert set(ran.document) == set(shown("pay export"))
    assert set(ran.document["files"][0]) == set(shown("pay export")["files"][0])
    files = [Path(each["file"]) for each in ran.document["files"]]
    assert sorted(path.suffix for path in files) == [".pdf", ".xlsx"]
    assert all(path.parent == out and path.stat().st_size > 1000 for path in files)
    assert openpyxl.load_workbook(files[1]).sheetnames
    assert sorted(out.iterdir()) == sorted(files), "nothing is left aside"
    files[0].write_bytes(b"another's")
    again = run("pay", "export", "sheet", *MONTH, "--out", out, *PRACTICE)
    assert again.code == 1
    assert files[0].name in again.err
    assert files[0].read_bytes() == b"another's"
    replaced = run("pay", "export", "sheet", *MONTH, "--out", out, "--replace", *PRACTICE)
    assert replaced.code == 0, replaced.err
    assert files[0].read_bytes().startswith(b"%PDF")
    assert sorted(out.iterdir()) == sorted(files)
    one = run("pay", "export", "sheet", *MONTH, "--out", tmp_path / "sheet.pdf", *PRACTICE)
    assert [each["file"] for each in one.document["files"]] == [str(tmp_path / "sheet.pdf")]
    assert one.document["check"] == ran.document["check"]


def test_fund_sources_and_budgets_are_entered_and_told(run: Run, practice: Path, tmp_path: Path) -> None:
    assert practice
    shares = ("--share", "县财政=62.5", "--share", "街道财政=37.5", "--from", "2026-01-01")
    ran = run("pay", "funds", "--item", "rest", *shares, *PRACTICE)
    assert ran.code == 0, ran.err
    assert [set(each) for each in ran.document] == [set(shown("pay funds")[0])] * 2
    assert [each["percent"] for each in ran.document] == ["62.5", "37.5"]
    ran = run("pay", "budget", "--year", "2026", "--source", "县财政", "--amount", "3,600,000", *PRACTICE)
    assert ran.document == [shown("pay budget")[0] | {"document": ""}]
    assert run("pay", "funds", "--item", "rest", "--share", "县财政=99", *PRACTICE).code == 2
    assert run("pay", "funds", "--item", "rest", "--share", "99", *PRACTICE).code == 2
    cost = run("pay", "export", "cost", *MONTH, "--out", tmp_path / "cost.xlsx", *PRACTICE)
    assert cost.code == 0, cost.err
    rows = list(openpyxl.load_workbook(tmp_path / "cost.xlsx").worksheets[0].iter_rows(values_only=True))
    assert any(row[0] == "县财政" and 3600000 in row for row in rows)
    assert run("pay", "funds", "--item", "rest", "--remove", *PRACTICE).code == 2, "from which day is not said"
    assert run("pay", "funds", "--item", "rest", "--remove", "--from", "2026-01-01", *PRACTICE).document == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("pay", "export", "nonsense", *MONTH), "sheet"),
        (("pay", "export", "sheet", "--month", "2026-03"), "2026-03"),
        (("pay", "export", "sheet", *MONTH, "--out", "nothing.docx"), ".docx"),
    ],
)
def test_bad_input(run: Run, practice: Path, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    assert practice
    out = () if "--out" in words else ("--out", tmp_path / "out")
    ran = run(*words, *out, *PRACTICE)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert not (tmp_path / "out").exists()


def test_the_year_statement_goes_by_year(run: Run, practice: Path, tmp_path: Path) -> None:
    assert practice
    lines = run("pay", "run", "--month", "2026-09", "--dry-run", *PRACTICE)
    assert lines.code != 0, "what is paid is not reckoned again"
    ran = run("pay", "export", "year", "--year", "2026", "--out", tmp_path / "year.xlsx", *PRACTICE)
    assert ran.code == 0, ran.err
    assert ran.document["year"] == 2026
    assert openpyxl.load_workbook(tmp_path / "year.xlsx").sheetnames
    assert run("pay", "export", "year", *MONTH, "--out", tmp_path / "y", *PRACTICE).code == 2
    assert run("pay", "export", "sheet", "--year", "2026", "--out", tmp_path / "y", *PRACTICE).code == 2
    assert run("pay", "export", "year", "--year", "2020", "--out", tmp_path / "y", *PRACTICE).code == 2

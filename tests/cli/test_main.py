"""Exit codes, streams, languages, and what stays behind when something goes wrong: nothing."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gridadmin import __main__ as entry
from gridadmin.cli import backups
from gridadmin.cli.output import print_table, text_width
from tests.cli.conftest import TOWNSHIP, Run
from tests.conftest import ROOT


def process(*words: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "GRIDADMIN_HOME": str(home), **environment}
    return subprocess.run(
        [sys.executable, "-m", "gridadmin", "--language", "en", *words],
        env=env, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip


def test_an_office_is_made_and_its_code_shown_once(run: Run, tmp_path: Path) -> None:
    key = tmp_path / "clerk.key"
    ran = run("init", "--township", TOWNSHIP, "--office", tmp_path / "office", "--key-file", key, "--json")
    assert ran.code == 0
    assert stat.S_IMODE(key.stat().st_mode) == 0o600 or os.name == "nt"
    assert ran.document["township"] == "崇文街道"
    assert ran.document["recovery_code"].count("-") >= 4
    assert ran.document["recovery_code"] not in str((tmp_path / "office" / "keyslots.json").read_bytes())
    assert run("verify", "--office", tmp_path / "office", "--key-file", key, "--json").document["ok"]


@pytest.mark.parametrize(
    "words",
    [
        ("init", "--township", "123456789"),
        ("init", "--township", "371525002001"),
        ("check", "--as-of", "31.10.2026"),
        ("report", "monthly", "--month", "2026-13", "--out", "x.xlsx"),
        ("list", "people"),
        ("board", "--out", "x.pdf"),
        ("board", "--all", "--size", "A9", "--out", "x.pdf"),
        ("history", "worker", "没有这个人"),
        ("history", "grid", "371525002001999"),
        ("import", "workers", "missing.xlsx"),
        ("verify", "--anchor", "12"),
        ("frobnicate",),
        (),
    ],
)
def test_bad_input_ends_with_2_and_one_line(
    run: Run, office: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*.xlsx")) + sorted(tmp_path.rglob("*.pdf"))
    ran = run(*office, *words)
    assert ran.code == 2, ran.err
    assert ran.out == ""
    assert ran.err.startswith("gridadmin: ")
    assert ran.err.count("\n") == 1
    assert sorted(tmp_path.rglob("*.xlsx")) + sorted(tmp_path.rglob("*.pdf")) == before


def test_a_wrong_township_leaves_no_key_file(run: Run, tmp_path: Path) -> None:
    ran = run("init", "--township", "999999999", "--office", tmp_path / "office", "--key-file", tmp_path / "k")
    assert ran.code == 2
    assert "371525002" in ran.err, "the way out is named"
    assert not (tmp_path / "k").exists()


def test_a_folder_with_files_is_left_alone_and_no_key_stays(run: Run, tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "mine.txt").write_text("mine")
    ran = run("init", "--township", TOWNSHIP, "--office", tmp_path / "office", "--key-file", tmp_path / "k")
    assert ran.code == 1
    assert [path.name for path in (tmp_path / "office").iterdir()] == ["mine.txt"]
    assert not (tmp_path / "k").exists()


def test_no_key_wrong_key_and_loose_key_are_refused(run: Run, office: tuple[str, ...], tmp_path: Path) -> None:
    at = office[:2]
    missing = run("verify", *at)
    assert missing.code == 2
    assert "GRIDADMIN_KEY_FILE" in missing.err
    (tmp_path / "other.key").write_text("0123456789abcdef" * 4)
    (tmp_path / "other.key").chmod(0o600)
    assert run("verify", *at, "--key-file", tmp_path / "other.key").code == 2
    (tmp_path / "clerk.key").chmod(0o644)
    loose = run("verify", *office)
    assert (loose.code, "chmod 600" in loose.err) == (2, True)


def test_a_mistyped_office_is_told_from_one_that_lost_a_part(run: Run, office: tuple[str, ...], tmp_path: Path) -> None:
    key = office[2:]
    mistyped = run("verify", "--office", tmp_path / "ofice", *key)
    assert (mistyped.code, "slots" in mistyped.err) == (2, False)
    assert f"no office in {tmp_path / 'ofice'}" in mistyped.err
    assert f"in: {tmp_path / 'office'};" in mistyped.err
    alone = run("verify", "--office", tmp_path / "no" / "office", *key)
    assert "Name its folder with --office" in alone.err
    (tmp_path / "office" / "keyslots.json").unlink()
    assert "key slots of the office are missing" in run("verify", *office).err


def test_an_office_in_use_is_a_failure(run: Run, office: tuple[str, ...], tmp_path: Path) -> None:
    from gridadmin.jobs.opening import open_with_key_file

    held = open_with_key_file(office[1], tmp_path / "clerk.key")
    try:
        ran = run("verify", *office)
    finally:
        held.close()
    assert ran.code == 1
    assert "already open" in ran.err


def test_a_damaged_office_is_a_failure(run: Run, office: tuple[str, ...]) -> None:
    database = Path(office[1]) / "office.db"
    content = bytearray(database.read_bytes())
    content[9000:9100] = bytes(100)
    database.write_bytes(content)
    ran = run("verify", *office)
    assert ran.code == 1
    assert ran.err.count("\n") == 1


def test_a_report_that_cannot_be_written_leaves_nothing(run: Run, office: tuple[str, ...], tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "m.xlsx"
    ran = run("report", "monthly", "--month", "2026-10", "--out", out, *office)
    assert (ran.code, ran.out) == (1, "")
    assert not out.parent.exists()


def test_undo_takes_back_and_redo_does_again(run: Run, office: tuple[str, ...], tmp_path: Path) -> None:
    nothing = run("undo", *office)
    assert nothing.code == 1
    sheet = tmp_path / "grids.csv"
    rows = "网格编码,网格名称,所属社区,网格类型,户数,人口数\n371525002001001,第一网格,,综合,320,900\n"
    sheet.write_text(rows, encoding="utf-8")
    done = run("import", "grids", sheet, "--effective", "2026-01-01", *office, "--json")
    assert done.code == 0, done.err
    assert done.document["new"] == 1, done.document
    assert run("import", "grids", sheet, *office, "--json").document["unchanged"] == 1
    assert len(run("list", "grids", *office, "--json").document) == 1
    assert run("undo", *office, "--json").code == 0
    assert run("list", "grids", *office, "--json").document == []
    assert run("undo", "--redo", *office, "--json").document["done"] == "redo"
    assert len(run("list", "grids", *office, "--json").document) == 1


def test_a_rehearsal_says_the_same_and_changes_nothing(run: Run, office: tuple[str, ...], tmp_path: Path) -> None:
    sheet = tmp_path / "grids.csv"
    sheet.write_text("网格编码,网格名称,网格类型\n371525002001001,第一网格,综合\n3715,坏,综合\n", encoding="utf-8")
    numbers = ("rows", "new", "updated", "unchanged", "rejected")
    rehearsed = run("import", "grids", sheet, "--dry-run", *office, "--json").document
    assert run("list", "grids", *office, "--json").document == []
    real = run("import", "grids", sheet, *office, "--json").document
    assert [rehearsed[name] for name in numbers] == [real[name] for name in numbers] == [2, 1, 0, 0, 1]


@pytest.mark.slow
def test_numbers_are_masked_and_asking_is_journaled(run: Run, practice: Path) -> None:
    at = ("--office", "practice", "--json")
    masked = run("list", "workers", *at).document
    assert all("*" in worker["id_number"] for worker in masked if worker["id_number"])
    assert all("*" in phone for worker in masked for phone in worker["phones"])
    before = run("verify", *at).document["entries"]
    full = run("list", "workers", "--unmask", *at).document
    assert not any("*" in (worker["id_number"] or "") for worker in full)
    assert run("verify", *at).document["entries"] == before + 1
    number = next(worker["id_number"] for worker in full if worker["id_number"])
    history = run("history", "worker", number, "--office", "practice")
    assert history.code == 0
    assert number not in history.out
    human = run("list", "workers", "--office", "practice", "--status", "left")
    assert human.out.count("\n") == 59 + 2


@pytest.mark.slow
def test_check_tells_the_exception_of_article_10(run: Run, practice: Path) -> None:
    words = ("check", "--as-of", "2026-10-31", "--article", "10", "--office", "practice", "--json")
    findings = run(*words).document["findings"]
    cases = {finding["case"]: finding["result"] for finding in findings}
    assert cases["exception_recorded"] == "met"
    assert cases["exception_not_recorded"] == "needs_person"
    assert cases["part_timers_only"] == "not_met"


@pytest.mark.slow
def test_a_backup_comes_back_on_another_computer(run: Run, office: tuple[str, ...], tmp_path: Path) -> None:
    made = run("backup", "--out", tmp_path / "b.backup", *office, "--json")
    assert made.code == 0, made.err
    other = ("--office", str(tmp_path / "new" / "office"), *office[2:])
    (tmp_path / "new").mkdir()
    assert run("restore", tmp_path / "b.backup", *other).code == 0
    assert run("verify", "--anchor", made.document["anchor"], *other, "--json").document["ok"]


@pytest.mark.slow
def test_a_process_of_its_own(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = process("init", "--township", TOWNSHIP, "--key-file", str(tmp_path / "k"), "--json", home=home)
    assert made.returncode == 0, made.stderr
    checked = process("verify", home=home, GRIDADMIN_KEY_FILE=str(tmp_path / "k"))
    assert (checked.returncode, checked.stderr) == (0, "")
    refused = process("verify", home=home)
    assert refused.returncode == 2
    assert refused.stdout == ""


def test_ctrl_c_ends_with_130(run_anew: Run, office: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_words: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(backups, "run_backup", stopped)
    ran = run_anew("backup", "--out", "x", *office)
    assert ran.code == 130
    assert ran.err.count("\n") == 1


def test_a_bug_is_shown_as_one(run_anew: Run, office: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_words: object) -> int:
        raise TypeError("a bug")

    monkeypatch.setattr(backups, "run_backup", broken)
    ran = run_anew("backup", "--out", "x", *office)
    assert ran.code == 1
    assert "Traceback" in ran.err
    assert "bug in gridadmin (TypeError: a bug)" in ran.err


def test_columns_know_that_chinese_is_wide(capsys: pytest.CaptureFixture[str]) -> None:
    assert [text_width(text) for text in ("abc", "网格", "𠮷", "e\u0301")] == [3, 4, 2, 1]
    print_table(("名", "n"), [("张三", 1), ("a", 10)])
    lines = capsys.readouterr().out.splitlines()
    assert len({text_width(line) for line in lines}) == 1


@pytest.mark.parametrize(
    ("platform", "environment", "shown"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("win32", {}, True),
    ],
)
def test_without_words_a_display_decides(platform: str, environment: dict[str, str], shown: bool) -> None:
    assert entry.has_display(platform, environment) is shown


def test_the_parser_is_light() -> None:
    code = "import sys; from gridadmin.cli.main import build_parser; build_parser(); print(sorted(sys.modules))"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    loaded = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout
    assert not any(name in loaded for name in ("'sqlalchemy'", "'openpyxl'", "'reportlab'", "'PySide6'"))

"""Accounts, templates and files for the bank on the command line, on an office of their own."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from gridadmin.services.journal import list_acts
from tests.bank_samples import account_number
from tests.cli.conftest import Run
from tests.conftest import ROOT
from tests.peopled_offices import filled
from tests.real_offices import opened, real_office

PAGE = (ROOT / "docs" / "cli.md").read_text("utf-8")


def shown(verb: str) -> Any:
    found = re.search(rf"^```json {verb}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def sheet(path: Path, *rows: tuple[str | float | None, ...]) -> Path:
    workbook = Workbook()
    page = workbook.worksheets[0]
    page.append(("姓名", "银行账号", "银行", "户名"))
    for row in rows:
        page.append(row)
    workbook.save(path)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with six persons, closed again, and its key."""
    folder = tmp_path_factory.mktemp("office")
    with real_office(folder) as office:
        filled(office)
    return folder


@pytest.fixture(scope="module")
def words(folder: Path) -> tuple[str, ...]:
    """How it is opened."""
    return ("--office", str(folder / "office"), "--key-file", str(folder / "clerk.key"), "--json")


def test_accounts_are_rehearsed_imported_listed_masked_and_whole(
    run: Run, folder: Path, words: tuple[str, ...], tmp_path: Path
) -> None:
    number = account_number(1)
    file = sheet(
        tmp_path / "账号.xlsx", ("张三", number, "工商银行", "张叁"), ("李四", 9.99e18, "农业银行", None)
    )  # fmt: skip
    rehearsed = run("import", "accounts", file, "--effective", "2026-05-01", "--dry-run", *words)
    assert rehearsed.code == 0, rehearsed.err
    assert set(rehearsed.document) == set(shown("import accounts"))
    (_warning, problem) = rehearsed.document["problems"]
    assert set(problem) == set(shown("import accounts")["problems"][0])
    assert (problem["row"], problem["column"], problem["value"]) == (3, "B", "9.99E+18")
    assert run("list", "accounts", "--all", *words).document == []
    imported = run("import", "accounts", file, "--effective", "2026-05-01", *words)
    numbers = ("rows", "new", "updated", "unchanged", "rejected")
    assert [imported.document[each] for each in numbers] == [2, 1, 0, 0, 1]
    assert [imported.document[each] for each in numbers] == [rehearsed.document[each] for each in numbers]
    (row,) = run("list", "accounts", *words).document
    assert set(row) == set(shown("list accounts")[0])
    assert row["number"] == "*" * 15 + number[-4:]
    assert "*" in row["id_number"]
    assert (row["holder"], row["concerns"], row["from"]) == ("张叁", ["spelling"], "2026-05-01")
    assert run("list", "accounts", "--as-of", "2026-04-30", *words).document == []
    (whole,) = run("list", "accounts", "--unmask", *words).document
    assert whole["number"] == number
    with opened(str(folder / "office"), folder / "clerk.key") as office:
        assert "full numbers" in str(office.read(list_acts, 1)[0].sentence)
    missing = run("list", "accounts", "--missing", *words).document
    assert "李四" in [each["name"] for each in missing]
    assert "张三" not in [each["name"] for each in missing]


def test_templates_are_shown_kept_and_say_what_is_unverified(run: Run, words: tuple[str, ...], tmp_path: Path) -> None:
    listed = run("list", "bank-templates", *words)
    assert listed.code == 0, listed.err
    page = shown("list bank-templates")
    assert set(listed.document) == set(page)
    for name in ("templates", "notes"):
        assert all(set(each) == set(page[name][0]) for each in listed.document[name])
    assert all(each["unverified"] for each in listed.document["templates"])
    definition = run("list", "bank-templates", "--show", "abc_wage", *words).document
    definition |= {"name": "农行冠县支行", "certainty": "entered"}
    file = tmp_path / "模板.json"
    file.write_text(json.dumps(definition), encoding="utf-8")
    kept = run("pay", "add-template", file, *words)
    assert kept.document["unverified"] == definition["unverified"]
    again = run("list", "bank-templates", "--show", "农行冠县支行", *words).document
    assert again == {name: value for name, value in definition.items() if name not in ("key", "certainty")}
    file.write_text("{", encoding="utf-8")
    assert run("pay", "add-template", file, *words).code == 2
    refused = run("pay", "verify-bank", file, *words)
    assert (refused.code, refused.document["state"]) == (1, "unknown")
    assert set(refused.document) == set(shown("pay verify-bank"))
    assert run("pay", "verify-bank", tmp_path / "无.txt", *words).code == 2


@pytest.mark.slow
def test_the_files_for_the_bank_are_rehearsed_written_and_verified(run: Run, practice: Path, tmp_path: Path) -> None:
    assert practice
    out = tmp_path / "代发"
    words = ("pay", "export", "bank", "--month", "2026-09", "--out", out, "--office", "practice", "--json")
    page = shown("pay export bank")
    refused = run(*words, "--template", "neutral_csv")
    assert refused.code == 2
    assert set(refused.document) == set(page)
    assert {each["kind"] for each in refused.document["refusals"]} == {"no_account"}
    assert set(refused.document["refusals"][0]) == {"worker_id", "name", "amount", "reason", "kind"}
    assert not out.exists()
    cash = ("--cash", "*=没有开户", "--leave-unpaid")
    rehearsed = run(*words, *cash, "--dry-run")
    assert rehearsed.code == 0, rehearsed.err
    assert not out.exists()
    written = run(*words, *cash)
    assert written.code == 0, written.err
    for name in ("files", "left_out", "exported_before"):
        assert set(written.document[name][0]) == set(page[name][0])
    assert written.document["files"] == rehearsed.document["files"]
    assert written.document["template"]["unverified"]
    total = sum(Decimal(each["amount"]) for each in written.document["left_out"]) + Decimal(written.document["total"])
    assert total == Decimal(written.document["run_total"])
    path = out / written.document["files"][0]["name"]
    verified = run("pay", "verify-bank", path, "--office", "practice", "--json")
    assert (verified.code, verified.document["state"]) == (0, "unchanged")
    assert set(verified.document) == set(shown("pay verify-bank"))
    for_people = run(*words[:-1], *cash, "--dry-run")
    assert "exported before" in for_people.out
    assert "Not verified" in for_people.out
    draft = run("pay", "export", "bank", "--month", "2026-10", "--out", out, "--office", "practice")
    assert draft.code == 2
    assert "Draft" in draft.err
    assert run(*words, "--cash", "张三").code == 2

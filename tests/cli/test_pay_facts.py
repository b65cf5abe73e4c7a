"""What is entered about pay without a window: documents as the page shows them, refusals in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.cli.conftest import Run
from tests.cli.test_documents import EXAMPLES, known, shape

pytestmark = pytest.mark.slow
AT = ("--office", "practice", "--json")


def same_keys(verb: str, document: Any) -> None:
    """A document has the keys of the page; the figures of a formula are as many as it has."""
    known(shape(_without_numbers(EXAMPLES[verb])), shape(_without_numbers(document)))


def _without_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: None if key in ("numbers", "values", "cells") else _without_numbers(inner)
            for key, inner in value.items()
        }
    return [_without_numbers(inner) for inner in value] if isinstance(value, list) else value


def test_standards_are_raised_and_taken_back(run: Run, practice: Path) -> None:
    assert practice.exists()
    listed = run("list", "pay-standards", *AT).document
    same_keys("list pay-standards", listed)
    assert listed["holes"] == []
    assert [row["code"] for row in listed["standards"]] == ["base", "seniority", "performance", "leader", "allowance"]
    history = run("list", "pay-standards", "--all", *AT).document["standards"]
    assert len(history) == len(listed["standards"]) + 1
    words = ("pay", "standard", "raise", "base", "--from", "2026-10-01", "--numbers", '{"amount": "2700"}', *AT)
    raised = run(*words)
    assert raised.code == 0, raised.err
    same_keys("pay standard", raised.document)
    assert (raised.document["numbers"], raised.document["touches"]) == ({"amount": "2700.00"}, [])
    assert run(*words).code == 2
    told = run("list", "pay-standards", "--as-of", "2026-10-01", "--office", "practice").out
    assert "2700 yuan a month" in told
    assert run("undo", *AT).code == 0
    assert run("list", "pay-standards", "--all", *AT).document["standards"] == history
    added = run(
        "pay", "standard", "add", "--code", "night", "--name", "夜间巡查", "--formula", "event", "--numbers",
        '{"amount": "50"}', "--from", "2026-07-01", "--kind", "part_time", "--years", "1-", *AT,
    )  # fmt: skip
    assert added.document["years"] == [1, None]
    corrected = run("pay", "standard", "correct", "night", "--numbers", '{"amount": "60"}', "--from", "2026-08-01", *AT)
    assert corrected.document["touches"] == ["2026-07", "2026-08", "2026-09"]
    ended = run("pay", "standard", "end", "night", "--last-day", "2026-12-31", *AT).document
    assert (ended["to"], ended["touches"]) == ("2026-12-31", [])
    assert run("pay", "standard", "remove", "night", *AT).document["code"] == "night"
    assert run("list", "pay-standards", "--all", *AT).document["standards"] == history


def test_people_are_entered_and_listed(run: Run, practice: Path) -> None:
    assert practice.exists()
    missing = run("list", "pay-categories", "--missing", *AT).document
    same_keys("list pay-categories", missing)
    assert {row["kind"] for row in missing} == {"part_time"}
    who = missing[0]["id"]
    told = run("pay", "category", "--worker", who, "labour", "--from", "2026-09-01", "--reason", "劳务协议", *AT)
    same_keys("pay element", told.document)
    assert told.document["touches"] == ["2026-09"]
    assert len(run("list", "pay-categories", "--missing", *AT).document) == len(missing) - 1
    element = ("pay", "element", "--worker", who, "--name", "岗位津贴", *AT)
    assert run(*element, "--amount", "300", "--from", "2026-11-01", "--reason", "专干").code == 0
    assert run(*element, "--to", "2026-12-31").code == 0
    listed = run("list", "pay-elements", *AT).document
    same_keys("list pay-elements", listed)
    assert [(row["amount"], row["to"]) for row in listed] == [("300.00", "2026-12-31")]
    declare = ("pay", "declare", "--worker", who, "child", "--subject", "某一", *AT)
    assert run(*declare, "--from", "2026-01", "--percent", 50).code == 0
    same_keys("list pay-declarations", run("list", "pay-declarations", *AT).document)
    assert run(*declare, "--to", "2026-11").document["touches"] == []
    assert run("list", "pay-declarations", "--as-of", "2026-12-01", *AT).document[0]["amount"] == "0.00"
    year = ("pay", "year", "--year", 2026, "--worker", who, *AT)
    confirmed = run(*year, "--confirmed", "45000", "--month", "2026-12", "--reason", "重新入职").document
    same_keys("list pay-years", [row | {"confirmed": None} for row in confirmed])
    assert confirmed[0]["confirmed"]["amount"] == "45000.00"
    assert run(*year, "--mode", "sixty").code == 2
    assert run("pay", "year", "--year", 2027, "--confirm-sixty", *AT).code == 2, "the records prove nobody"
    entry = ("pay", "entry", "--worker", who, "--month", "2026-11", "--reason", "考勤表", *AT)
    assert run(*entry, "--column", "absence:absence", "--value", "1.5").code == 0
    entered = run(*entry, "--column", "平安奖", "--value", "200").document
    same_keys("list pay-entries", {**entered, "people": []})
    assert entered["people"][0]["cells"] == {"absence:absence": "1.5", "once:平安奖": "200.00"}
    closed = run(
        "pay", "entry", "--worker", who, "--month", "2026-09", "--reason", "x", "--column", "y", "--value", 1, *AT
    )
    assert (closed.code, "2026-10" in closed.err) == (2, True)


def test_a_parameter_is_entered_over_the_shipped_one(run: Run, practice: Path) -> None:
    assert practice.exists()
    listed = run("list", "pay-parameters", *AT).document
    same_keys("list pay-parameters", {**listed, "parameters": listed["parameters"][:1]})
    words = ("floor=4700", "ceiling=23500", "--from", "2027-01-01", "--source", "鲁人社字〔2027〕1号")
    made = run("pay", "parameter", "insurance.limits", *words, *AT)
    assert made.code == 0, made.err
    same_keys("pay parameter", made.document)
    history = run("list", "pay-parameters", "--key", "insurance.limits", *AT).document["parameters"]
    assert [row["shipped"] for row in history][:2] == [False, True]
    days = ("rest=01-01~01-03 02-05~02-11 04-05 05-01~05-05 06-09 09-15 10-01~10-07", "work=01-30")
    notice = run("pay", "parameter", "calendar.days", *days, "--from", "2027-01-01", "--source", "国办通知", *AT)
    assert notice.code == 0, notice.err
    lacks = run("list", "pay-parameters", "--missing", 2027, *AT).document["missing"]
    assert not {"calendar.days", "insurance.limits"} & {each["key"] for each in lacks}


def test_sheets_are_imported_as_they_were_rehearsed(run: Run, practice: Path, tmp_path: Path) -> None:
    assert practice.exists()
    names = [row["name"] for row in run("list", "workers", "--status", "active", *AT).document]
    one, two, three = [name for name in names if names.count(name) == 1][:3]
    sheets: dict[str, tuple[tuple[object, ...], ...]] = {
        "pay-entries": (("姓名", "缺勤天数", "说明"), (one, 1.5, "事假"), (two, 2, ""), (three, "许多", "")),
        "pay-declarations": (
            ("姓名", "扣除项目", "起始月份", "扣除比例", "分摊金额", "对象"),
            (one, "子女教育", "2026-01", "50%", "", "某一"),
            (one, "赡养老人", "2026年1月", "", 1500, "父亲"),
            (two, "大病医疗", "2026-01", "", "", ""),
        ),
        "pay-openings": (
            ("姓名", "任职月数", "累计收入", "累计已预缴税额"), (one, 4, "12,000", 0), (two, 4, "11000.5", 0),
            (three, 13, 1, 0),
        ),
    }  # fmt: skip
    more = {"pay-entries": ("--month", "2026-11"), "pay-declarations": (), "pay-openings": ("--year", 2026)}
    for kind, rows in sheets.items():
        path = tmp_path / f"{kind}.xlsx"
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for row in rows:
            sheet.append(list(row))
        book.save(path)
        words = ("import", kind, path, *more[kind], *AT)
        preview = run(*words, "--dry-run").document
        known(shape(EXAMPLES["import pay-entries"]), shape(preview))
        assert (preview["rows"], preview["new"], preview["rejected"]) == (3, 2, 1), (kind, preview["problems"])
        assert run(*words).document["new"] == 2
        again = run(*words).document
        assert (again["new"], again["updated"], again["unchanged"]) == (0, 0, 2), kind
        assert run("undo", *AT).code == 0
        assert run(*words, "--dry-run").document["new"] == 2
    problems = run("import", "pay-entries", tmp_path / "pay-entries.xlsx", "--month", "2026-11", "--dry-run", *AT)
    assert [(p["column"], p["row"]) for p in problems.document["problems"]] == [("B", 4)]


@pytest.mark.parametrize(
    "words",
    [
        ("pay", "standard", "remove", "base"),
        ("pay", "standard", "end", "nothing", "--last-day", "2026-12-31"),
        ("pay", "standard", "raise", "base", "--numbers", '{"amount": "1"}'),
        ("pay", "standard", "correct", "base", "--numbers", "{"),
        ("pay", "standard", "correct", "base", "--years", "x"),
        ("pay", "parameter", "insurance.limits", "floor", "--from", "2027-01-01", "--source", "x"),
        ("pay", "parameter", "pay.moon", "value=1", "--from", "2027-01-01", "--source", "x"),
        ("pay", "year", "--year", "2026"),
        ("pay", "standard", "add", "--code", "base", "--name", "基本报酬", "--formula", "fixed", "--numbers",
         '{"amount": "1"}', "--from", "2026-01-01"),
    ],
)  # fmt: skip
def test_bad_input(run: Run, practice: Path, words: tuple[str, ...]) -> None:
    assert practice.exists()
    ran = run(*words, *AT)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1

"""`pay run` and `pay explain` on the practice office."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.conftest import ROOT

pytestmark = pytest.mark.slow
PRACTICE = ("--office", "practice", "--json")
PAGE = (ROOT / "docs" / "cli.md").read_text("utf-8")


def shown(verb: str) -> Any:
    found = re.search(rf"^```json {verb}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_a_run_is_rehearsed_reckoned_and_taken_on(run: Run, practice: Path) -> None:
    assert practice
    month = ("--month", "2026-10")
    rehearsed = run("pay", "run", *month, "--dry-run", *PRACTICE)
    assert rehearsed.code == 0, rehearsed.err
    reckoned = run("pay", "run", *month, *PRACTICE)
    assert reckoned.document["lines"] == rehearsed.document["lines"]
    document = reckoned.document
    assert document["state"] == "draft"
    assert document["people"] == len(document["lines"]) > 200
    for sum_of in ("net", "tax", "employee", "employer"):
        assert Decimal(document[sum_of]) == sum(Decimal(line[sum_of]) for line in document["lines"])
    assert all(Decimal(line["net"]) >= 0 for line in document["lines"])
    assert set(document) == set(shown("pay run"))
    assert set(document["lines"][0]) == set(shown("pay run")["lines"][0])
    assert set(document["changes"][0]) == set(shown("pay run")["changes"][0])
    checked = run("pay", "run", *month, "--step", "checked", "--by", "李会计", *PRACTICE)
    assert checked.document["state"] == "checked"
    again = run("pay", "run", *month, *PRACTICE)
    assert (again.code, again.out) == (2, "")
    assert checked.document["steps"][-1][::2] == ["checked", "李会计"]
    assert run("pay", "run", *month, "--step", "paid", *PRACTICE).code == 2
    assert run("pay", "run", *month, "--drop", *PRACTICE).code == 2, "only a draft is thrown away"
    assert run("pay", "run", *month, "--reopen", *PRACTICE).code == 2, "no reason"
    back = run("pay", "run", *month, "--reopen", "--reason", "银行退回", "--by", "李会计", *PRACTICE)
    assert (back.document["state"], back.document["steps"][-1][3]) == ("draft", "银行退回")
    dropped = run("pay", "run", *month, "--drop", *PRACTICE)
    assert (dropped.document["dropped"], dropped.document["people"]) == (True, document["people"])
    listed = run("list", "pay-runs", *PRACTICE).document
    assert listed["next"] == {"month": "2026-10", "pay_date": "2026-11-10", "state": None}
    assert set(listed) == set(shown("list pay-runs"))
    assert set(listed["runs"][0]) == set(shown("list pay-runs")["runs"][0])
    assert {row["kind"] for row in listed["runs"]} == {"regular", "adjustment"}
    assert "Back-adjustment" in run("list", "pay-runs", "--office", "practice").out


def test_an_adjustment_of_which_nothing_differs_keeps_nothing(run: Run, practice: Path) -> None:
    assert practice
    assert run("pay", "run", "--month", "2026-10", "--drop", *PRACTICE).code == 0
    before = run("list", "pay-runs", *PRACTICE).document["runs"]
    ran = run("pay", "adjust", "--month", "2026-10", *PRACTICE)
    assert ran.document == {"month": "2026-10", "people": 0, "lines": [], "dry_run": False}, ran.err
    assert run("list", "pay-runs", *PRACTICE).document["runs"] == before
    assert set(ran.document) == set(shown("pay adjust"))
    assert run("pay", "adjust", "--month", "2026-10", "--step", "checked", *PRACTICE).code == 2


def test_every_figure_of_somebody_is_explained(run: Run, practice: Path) -> None:
    assert practice
    lines = run("pay", "run", "--month", "2026-10", "--dry-run", *PRACTICE).document["lines"]
    line = next(each for each in lines if each["category"] == "wages" and Decimal(each["net"]) > 0)
    ran = run("pay", "explain", "--worker", line["id"], "--month", "2026-10", *PRACTICE)
    assert ran.code == 0, ran.err
    assert set(ran.document) == set(shown("pay explain"))
    assert set(ran.document["figures"][0]) == set(shown("pay explain")["figures"][0])
    figures = {figure["key"]: figure for figure in ran.document["figures"]}
    assert {"base", "gross", "pension", "tax", "net"} <= set(figures)
    assert figures["net"]["amount"] == line["net"]
    assert "4573.00" in figures["pension"]["how"]
    for_people = run("pay", "explain", "--worker", line["id"], "--month", "2026-10", "--office", "practice")
    assert line["net"] in for_people.out


@pytest.mark.parametrize(
    "words",
    [
        ("pay", "explain", "--worker", "没有这个人", "--month", "2026-10"),
        ("pay", "run", "--month", "2026-13"),
        ("pay", "run", "--month", "2026-03"),
        ("pay", "run", "--month", "2026-12", "--step", "checked"),
        ("pay", "run", "--month", "2026-11", "--pay-date", "2026-10-01"),
    ],
)
def test_bad_input(run: Run, practice: Path, words: tuple[str, ...]) -> None:
    assert practice
    ran = run(*words, *PRACTICE)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1

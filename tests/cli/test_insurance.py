"""`list insurance` and `insurance …` on the practice office: faults are found, mended, explained, and undone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.conftest import ROOT

pytestmark = pytest.mark.slow
PRACTICE = ("--office", "practice", "--json")
PAGE = (ROOT / "docs" / "cli.md").read_text("utf-8")
MONTH = ("--month", "2026-10")


def shown(verb: str) -> Any:
    found = re.search(rf"^```json {verb}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_a_fault_is_found_and_mended_by_the_act_it_names(run: Run, practice: Path) -> None:
    assert practice
    ran = run("insurance", "reconcile", *MONTH, "--months", 2, *PRACTICE)
    assert ran.code == 0, ran.err
    document = ran.document
    assert set(document) == set(shown("insurance reconcile"))
    assert set(document["counts"]) == set(shown("insurance reconcile")["counts"])
    assert set(document["findings"][0]) == set(shown("insurance reconcile")["findings"][0])
    assert {each["month"] for each in document["findings"]} <= {"2026-10", "2026-11"}
    bare = next(each for each in document["findings"] if each["mend"] == "enrol")
    due = run("list", "insurance", "--view", "due", *PRACTICE).document
    assert bare["name"] in {each["name"] for each in due}
    month = bare["due_on"][:7]
    enrolled = run("insurance", "enrol", "--worker", bare["id"], "--from", "2026-09", "--reason", "补办", *PRACTICE)
    assert enrolled.code == 0, enrolled.err
    assert set(enrolled.document) == set(shown("insurance enrol")), month
    assert set(enrolled.document["suggested"]) == {"pension", "medical", "unemployment", "injury"}
    rows = run("list", "insurance", "--worker", bare["id"], *PRACTICE).document
    assert {row["applied"] for row in rows} == {"4573.00"}
    assert set(rows[0]) == set(shown("list insurance")[0])
    again = run("insurance", "reconcile", *MONTH, "--months", 2, *PRACTICE).document
    assert bare["id"] not in {each["id"] for each in again["findings"]}
    assert len(again["findings"]) < len(document["findings"])


def test_what_is_explained_is_counted_apart(run: Run, practice: Path) -> None:
    assert practice
    before = run("insurance", "reconcile", *MONTH, *PRACTICE).document
    found = before["findings"][0]
    schemes = [word for scheme in found["schemes"] for word in ("--scheme", scheme)]
    words = ("--worker", found["id"], "--fault", found["fault"], *MONTH, *schemes, "--reason", "区里统一办理")
    told = run("insurance", "explain", *words, *PRACTICE)
    assert told.code == 0, told.err
    after = run("insurance", "reconcile", *MONTH, *PRACTICE).document
    assert (after["explained"], len(after["findings"])) == (1, len(before["findings"]))
    assert after["counts"][found["fault"]] == before["counts"][found["fault"]] - 1
    text = run("insurance", "reconcile", *MONTH, "--office", "practice").out
    assert "区里统一办理" in text


def test_the_changes_of_a_month_are_those_of_the_page(run: Run, practice: Path, tmp_path: Path) -> None:
    assert practice
    listed = run("insurance", "changes", *MONTH, "--out", tmp_path / "changes.xlsx", *PRACTICE)
    assert listed.code == 0, listed.err
    assert set(listed.document) == set(shown("insurance changes"))
    assert (tmp_path / "changes.xlsx").stat().st_size > 1000


def test_ending_and_the_list_of_a_policy(run: Run, practice: Path) -> None:
    assert practice
    rows = run("list", "insurance", *MONTH, *PRACTICE).document
    who = rows[0]["worker"]
    ended = run("insurance", "end", "--worker", who, "--last", "2026-10", "--scheme", "pension", *PRACTICE)
    assert ended.document["ended"] == 1
    off = run("insurance", "uncover", "--worker", who, "--last", "2026-10-31", *PRACTICE)
    assert off.document == {"removed": 0}
    on = ("--worker", who, "--policy", "PEAC202637150000001", "--from", "2026-11-01")
    assert run("insurance", "cover", *on, *PRACTICE).document["added"] == 1
    assert run("insurance", "cover", *on, *PRACTICE).document["added"] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("insurance", "reconcile", *MONTH, "--months", "0"),
        ("insurance", "enrol", "--worker", "没有这个人", "--from", "2026-10"),
        ("insurance", "cover", "--worker", "没有这个人", "--policy", "无", "--from", "2026-10-01"),
        ("insurance", "end", "--worker", "没有这个人", "--last", "2026-13"),
    ],
)
def test_bad_input(run: Run, practice: Path, words: tuple[str, ...]) -> None:
    assert practice
    ran = run(*words, *PRACTICE)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1


def test_a_policy_is_entered_corrected_renewed_and_removed(run: Run, practice: Path) -> None:
    assert practice
    known = run("list", "policies", *PRACTICE).document
    assert set(known[0]) == set(shown("list policies")[0])
    words = ("--insurer", "人保财险", "--number", "GX-1", "--from", "2026-01-01", "--to", "2026-12-31")
    amounts = ("--sum", "100000", "--premium", "500.50")
    made = run("insurance", "policy", "add", *words, *amounts, *PRACTICE)
    assert made.code == 0, made.err
    assert (made.document["premium"], made.document["premium_taxed"]) == ("500.50", None)
    bad = run("insurance", "policy", "correct", "GX-1", "--taxed", "yes", *PRACTICE)
    assert bad.code == 2, "who said so and when is not given"
    said = ("--taxed", "no", "--said-on", "2026-02-01", "--basis", "税务所答复")
    assert run("insurance", "policy", "correct", "GX-1", *said, *PRACTICE).document["premium_taxed"] is False
    assert run("insurance", "policy", "renew", "GX-1", "--number", "GX-2", *PRACTICE).code == 2
    days = ("--number", "GX-2", "--from", "2027-01-01", "--to", "2027-12-31")
    renewed = run("insurance", "policy", "renew", "GX-1", *days, *PRACTICE).document
    assert (renewed["state"], renewed["premium_taxed"], renewed["sum_insured"]) == ("coming", None, "100000.00")
    for number in ("GX-2", "GX-1"):
        assert run("insurance", "policy", "remove", number, *PRACTICE).code == 0
    gone = run("insurance", "policy", "remove", "GX-1", *PRACTICE)
    assert gone.code != 0
    assert known[0]["number"] in gone.err, "those that there are are named"
    assert run("list", "policies", *PRACTICE).document == known


def test_a_claim_is_entered_taken_on_and_removed(run: Run, practice: Path) -> None:
    assert practice
    number = run("list", "policies", *PRACTICE).document[0]["number"]
    listed = run("list", "covers", "--policy", number, *PRACTICE).document
    assert set(listed[0]) == set(shown("list covers")[0])
    full = run("list", "covers", "--policy", number, "--unmask", *PRACTICE).document
    numbers = [(each["id_number"], whole["id_number"]) for each, whole in zip(listed, full, strict=True)]
    assert any(whole for _masked, whole in numbers)
    assert all("*" in masked and "*" not in whole for masked, whole in numbers if whole)
    who = listed[0]["worker_id"]
    about = ("--policy", number, "--worker", who, "--place", "文化路", "--circumstances", "巡查途中摔伤")
    early = run("insurance", "claim", "add", *about, "--on", "2025-09-14", "--reported", "2025-09-15", *PRACTICE)
    assert early.code == 2, "the policy did not cover that day"
    days = ("--on", "2026-09-14", "--reported", "2026-09-15", "--case", "RDDA2026001")
    made = run("insurance", "claim", "add", *about, *days, *PRACTICE)
    assert made.code == 0, made.err
    assert set(made.document) == set(shown("list claims")[0])
    assert run("insurance", "claim", "correct", "RDDA2026001", "--state", "paid", *PRACTICE).code == 2
    settled = ("--state", "paid", "--claimed", "3000", "--paid", "2500", "--decided", "2026-10-08")
    paid = run("insurance", "claim", "correct", "RDDA2026001", *settled, *PRACTICE).document
    assert (paid["state"], paid["paid"]) == ("paid", "2500.00")
    assert run("list", "claims", "--worker", who, *PRACTICE).document == [paid]
    assert run("insurance", "policy", "remove", number, *PRACTICE).code == 2, "there is a claim on it"
    assert run("insurance", "claim", "remove", paid["id"], *PRACTICE).code == 0
    assert run("list", "claims", "--policy", number, *PRACTICE).document == []

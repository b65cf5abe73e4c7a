"""What is entered about pay without a window: documents as the page shows them, refusals in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.test_documents import EXAMPLES, known, shape

pytestmark = pytest.mark.slow
AT = ("--office", "practice", "--json")


def same_keys(verb: str, document: Any) -> None:
    """A document has the keys of the page; the figures of a formula are as many as it has."""
    known(shape(_without_numbers(EXAMPLES[verb])), shape(_without_numbers(document)))


def _without_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: None if key == "numbers" else _without_numbers(inner) for key, inner in value.items()}
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


@pytest.mark.parametrize(
    "words",
    [
        ("pay", "standard", "remove", "base"),
        ("pay", "standard", "end", "nothing", "--last-day", "2026-12-31"),
        ("pay", "standard", "raise", "base", "--numbers", '{"amount": "1"}'),
        ("pay", "standard", "correct", "base", "--numbers", "{"),
        ("pay", "standard", "correct", "base", "--years", "x"),
        ("pay", "standard", "add", "--code", "base", "--name", "基本报酬", "--formula", "fixed", "--numbers",
         '{"amount": "1"}', "--from", "2026-01-01"),
    ],
)  # fmt: skip
def test_bad_input(run: Run, practice: Path, words: tuple[str, ...]) -> None:
    assert practice.exists()
    ran = run(*words, *AT)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1

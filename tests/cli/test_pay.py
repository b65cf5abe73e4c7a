"""`pay calc`: without an office, from a file or stdin; errors of a case hold up no other."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest

from gridadmin.domain.pay import TOPICS
from tests.cli.conftest import Run
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "cli.md"
EXAMPLES = ROOT / "tests" / "corpus" / "pay_examples.json"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither an office nor a home that could hold one."""
    monkeypatch.setenv("GRIDADMIN_HOME", str(tmp_path / "none"))
    monkeypatch.delenv("GRIDADMIN_OFFICE", raising=False)


def test_the_worked_examples_without_an_office(run: Run, tmp_path: Path) -> None:
    ran = run("pay", "calc", EXAMPLES, "--json")
    assert ran.code == 0, ran.err
    answers = {answer["id"]: answer["result"] for answer in ran.document}
    for case in json.loads(EXAMPLES.read_text("utf-8")):
        found = answers[case["id"]]
        assert {key: found[key] for key in case["expected"]} == case["expected"]
    assert not (tmp_path / "none").exists()


def test_the_document_is_that_of_the_page(run: Run, tmp_path: Path) -> None:
    shown = re.search(r"^```json pay calc\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    file = tmp_path / "cases.json"
    file.write_text('[{"id": "L1", "topic": "iit_labour", "inputs": {"gross": "3000"}}]', encoding="utf-8")
    assert shown is not None
    assert run("pay", "calc", file, "--json").document == json.loads(shown[1])


def test_the_page_names_every_topic() -> None:
    text = PAGE.read_text("utf-8")
    assert not [topic for topic in TOPICS if f"`{topic}`" not in text]


def test_floats_of_a_file_are_read_as_they_are_written(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text('[{"id": 1, "topic": "iit_annual_table", "inputs": {"taxable": 0.50}}]', encoding="utf-8-sig")
    assert run("pay", "calc", file, "--json").document[0]["result"]["tax"] == "0.02"


def test_cases_from_stdin(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [
        {"id": "a", "topic": "luhn", "inputs": {"number": "49927398716"}},
        {"id": "b", "topic": "luhn", "inputs": {}},
        {"id": "c", "topic": "nothing", "inputs": {}},
    ]
    stdin = io.TextIOWrapper(io.BytesIO(json.dumps(cases).encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    ran = run("pay", "calc", "-", "--json")
    assert ran.code == 0
    assert [("result" in answer, "error" in answer) for answer in ran.document] == [
        (True, False), (False, True), (False, True),
    ]  # fmt: skip


def test_for_people(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text('[{"id": "L", "topic": "iit_labour", "inputs": {"gross": 3000}}, {"id": "?"}]', encoding="utf-8")
    ran = run("pay", "calc", file)
    assert ran.code == 0
    assert "440.00" in ran.out
    assert "“topic” is missing" in ran.out


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"{}", b"\xff\xfe", b"[" * 100_000, b'"luhn"', b"[1" + b"0" * 5000 + b"]", b'{"cases": []}'],
    ids=["empty", "cut off", "object", "not UTF-8", "deep", "text", "long number", "other form"],
)
def test_a_file_that_holds_no_cases(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "cases.json"
    file.write_bytes(content)
    ran = run("pay", "calc", file, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("gridadmin: ")
    assert ran.err.count("\n") == 1


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    assert run("pay", "calc", tmp_path / "none.json", "--json").code == 2
    assert run("pay", "calc", tmp_path, "--json").code == 2


def test_numbers_that_json_does_not_have(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text('[{"id": NaN, "topic": "iit_labour", "inputs": {"gross": Infinity}}]', encoding="utf-8")
    (answer,) = run("pay", "calc", file, "--json").document
    assert answer["id"] == "NaN"
    assert "error" in answer

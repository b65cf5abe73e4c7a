"""Certificates and work cards without a window: lists, papers, and the life of a batch."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from gridadmin.reports.preview import page_count
from tests.cli.conftest import Run
from tests.cli.test_documents import EXAMPLES, QUALIFICATIONS, known, shape

pytestmark = pytest.mark.slow


def test_documents_are_those_of_the_page(run: Run, practice: Path, tmp_path: Path) -> None:
    assert practice.is_dir()
    at = ("--office", "practice", "--json")
    held = next(card for card in run("list", "cards", *at).document if card["state"] == "in_hand")
    name, number = held["name"], held["number"]
    verbs: dict[str, tuple[object, ...]] = {
        "list certificates": ("list", "certificates", "--type", "网格员上岗证", *at),
        "list cards": ("list", "cards", *at),
        "report certificates": ("report", "certificates", "--out", tmp_path / "t.xlsx", *at),
        "report eligibility": ("report", "eligibility", "--worker", name, "--out", tmp_path / "e.pdf", *at),
        "cards end": ("cards", "end", "--number", number, "--how", "lost", "--note", "集市", *at),
        "cards make": ("cards", "make", "--worker", name, *at),
        "cards print": ("cards", "print", "--out", tmp_path / "c.pdf", *at),
    }
    documents = {verb: run(*words).document for verb, words in verbs.items()}
    batch = documents["cards make"]["batch"]
    documents["cards give"] = run("cards", "give", "--batch", batch, *at).document
    states = {card["number"]: card["state"] for card in run("list", "cards", *at).document}
    assert (states[number], states[f"{batch}-001"]) == ("lost", "in_hand")
    assert [card["number"] for card in documents["cards print"]["cards"]] == [f"{batch}-001"]
    assert set(documents) == QUALIFICATIONS
    for verb, document in documents.items():
        known(shape(EXAMPLES[verb]), shape(document))
    sheet = load_workbook(tmp_path / "t.xlsx").worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("*" * 8 in text for text in texts), "ID numbers are masked"
    assert {"Work card", "Certificate No.", "网格员上岗证"} <= set(texts)
    assert page_count((tmp_path / "e.pdf").read_bytes()) == 1


def test_a_card_that_is_not_there_is_named(run: Run, practice: Path) -> None:
    assert practice.is_dir()
    at = ("--office", "practice")
    for words, said in (
        (("cards", "give", "--number", "1999-01-001"), "1999-01-001"),
        (("cards", "give", "--batch", "1999-01"), "1999-01"),
        (("list", "certificates", "--type", "驾驶证"), "网格员上岗证"),
    ):
        ran = run(*words, *at)
        assert ran.code == 2
        assert said in ran.err


def test_full_numbers_are_asked_for_and_journaled(run: Run, practice: Path, tmp_path: Path) -> None:
    assert practice.is_dir()
    ran = run("report", "certificates", "--unmask", "--out", tmp_path / "t.xlsx", "--office", "practice", "--json")
    assert ran.document["unmasked"] is True
    sheet = load_workbook(tmp_path / "t.xlsx").worksheets[0]
    numbers = [str(row[2].value) for row in sheet.iter_rows(min_row=6) if row[2].value]
    assert any(len(number) == 18 and "*" not in number for number in numbers)

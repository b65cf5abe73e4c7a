"""Change-over, contracts and exits on the command line: documents as docs/cli.md shows them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gridadmin.domain.contracts import ContractForm, ContractKind, ContractTerm
from gridadmin.i18n import Message
from gridadmin.services.contracts import create_contract
from tests.cli.conftest import Run
from tests.cli.test_documents import EXAMPLES, LEAVING, known, shape
from tests.peopled_offices import People, filled
from tests.real_offices import business_state, real_office


@pytest.fixture
def at(tmp_path: Path) -> tuple[object, ...]:
    """An office with a few people; who calls opens it by its key file."""
    with real_office(tmp_path) as office:
        people = filled(office)
        form = ContractForm(
            ContractKind.LABOUR, ContractTerm.FIXED, "街道办", date(2024, 1, 1), date(2026, 12, 31), date(2024, 1, 1)
        )
        office.act(Message("Contract"), create_contract, people.workers["张三"], form)
        location = office.location
        key = next(Path(tmp_path).rglob("*.key"))
    return ("--office", location, "--key-file", key, "--json")


def test_a_change_over_and_what_it_leaves_to_be_done(run: Run, at: tuple[object, ...]) -> None:
    words = ("change-over", "张三", "--new-name", "周新", "--date", "2026-11-09", "--reason", "resigned")
    rehearsed = run(*words, "--dry-run", *at)
    assert rehearsed.code == 0, rehearsed.err
    documents: dict[str, Any] = {"change-over": rehearsed.document}
    assert run("list", "changeovers", "--as-of", "2026-11-10", *at).document == []
    real = run(*words, *at)
    assert real.code == 0, real.err
    done = [{key: line[key] for key in ("key", "count", "done")} for line in real.document["consequences"]]
    assert done == [
        {key: line[key] for key in ("key", "count", "done")} for line in documents["change-over"]["consequences"]
    ]
    lists = {
        "list changeovers": ("list", "changeovers", "--upcoming", "--as-of", "2026-11-02"),
        "list exits": ("list", "exits", "--as-of", "2026-11-12"),
        "list contracts": ("list", "contracts"),
        "list contract-lapses": ("list", "contract-lapses", "--as-of", "2026-11-10"),
    }
    documents |= {name: run(*verb, *at).document for name, verb in lists.items()}
    assert documents.keys() == LEAVING
    for verb, document in documents.items():
        known(shape(EXAMPLES[verb]), shape(document))
    assert documents["list changeovers"][0]["incoming"] == "周新"
    gone = next(row for row in documents["list exits"] if row["worker"] == "张三")
    assert {item["state"] for item in gone["items"]} == {"open", "overdue"}
    assert documents["list contracts"][0]["end_reason"] == "resigned"
    assert "周新" in {row["worker"] for row in documents["list contract-lapses"]}


def test_somebody_on_file_takes_over_and_one_undo_takes_it_back(run: Run, tmp_path: Path) -> None:
    with real_office(tmp_path) as office:
        people: People = filled(office)
        before, location = business_state(office), office.location
        key = next(Path(tmp_path).rglob("*.key"))
    at = ("--office", location, "--key-file", key)
    ran = run("change-over", "李四", "--incoming", "王五", "--date", "2026-11-09", "--reason", "stays", *at)
    assert ran.code == 0, ran.err
    assert "王五" in ran.out
    assert people.workers["王五"]
    assert run("list", "changeovers", "--upcoming", "--as-of", "2026-11-01", *at).out.count("王五") == 2
    assert run("undo", *at).code == 0
    from gridadmin.jobs.opening import open_with_key_file

    office = open_with_key_file(location, key)
    assert business_state(office) == before
    office.close()


def test_wrong_words_are_told_in_a_line(run: Run, at: tuple[object, ...]) -> None:
    for words in (
        ("张三",),
        ("张三", "--incoming", "王五", "--new-name", "周新"),
        ("王五", "--incoming", "张三"),
        ("张三", "--incoming", "无此人"),
    ):
        ran = run("change-over", *words, *at)
        assert ran.code == 2, words
        assert ran.out == ""
        assert ran.err.count("\n") == 1

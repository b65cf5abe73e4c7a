"""`sync` and `exchange` against a real city: what they print, what they end with, and that the page shows the same."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gridadmin.jobs import exchange_city
from gridadmin.jobs.opening import open_with_key_file
from tests.city_servers import CityServer, city_server
from tests.cli.conftest import TOWNSHIP, Run
from tests.cli.test_documents import EXAMPLES, known, shape
from tests.exchanging_offices import change, enter
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow
Words = tuple[str, ...]


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_city, "keyring_of", lambda _office: None)


@pytest.fixture
def city(postgres_url: str) -> Iterator[CityServer]:  # noqa: F811 - the fixture
    with city_server(postgres_url) as running:
        yield running


@pytest.fixture
def enrolled(office: Words, city: CityServer, run: Run, tmp_path: Path) -> Words:
    """An office that takes part."""
    code = tmp_path / "code.txt"
    code.write_text(city.issue_code(TOWNSHIP).lower().replace("-", " ") + "\n", encoding="utf-8")
    ran = run("exchange", "enrol", "--address", city.address, "--code-file", code, *office, "--json")
    assert ran.code == 0, ran.err
    known(shape(EXAMPLES["exchange enrol"]), shape(ran.document))
    return office


def on(office: Words, act: Any, *args: Any, **values: Any) -> Any:
    """Do something in the office that the words open."""
    opened = open_with_key_file(office[1], Path(office[3]))
    try:
        return act(opened, *args, **values)
    finally:
        opened.close()


@pytest.fixture
def other(enrolled: Words, city: CityServer, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Words:
    """The same township on a second computer, which gets its code on standard input."""
    folder = tmp_path / "other"
    shutil.copytree(enrolled[1], folder / "office", ignore=shutil.ignore_patterns("office.lock*"))
    shutil.copy(enrolled[3], folder / "clerk.key")
    words = ("--office", str(folder / "office"), "--key-file", str(folder / "clerk.key"))
    monkeypatch.setattr("sys.stdin", io.StringIO(city.issue_code(TOWNSHIP) + "\n"))
    assert run("exchange", "enrol", "--address", city.address, "--code-file", "-", *words).code == 0
    return words


def test_an_office_that_does_not_take_part_is_told(office: Words, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run("sync", "--status", "--json", *office)
    assert (ran.code, ran.document["state"], ran.document["attempt"]) == (0, "not_enrolled", None)
    for words in (("sync",), ("exchange", "leave")):
        ran = run(*words, *office)
        assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    ran = run("exchange", "enrol", "--address", "https://wg.example.gov.cn", *office)
    assert (ran.code, ran.out) == (2, "")
    assert "--code-file" in ran.err


def test_the_practice_office_exchanges_nothing(practice: Path, run: Run) -> None:
    ran = run("sync", "--office", "practice")
    assert (ran.code, ran.out) == (2, "")
    assert "practice" in ran.err


def test_a_wrong_code_and_a_wrong_address_are_bad_input(
    office: Words, city: CityServer, run: Run, tmp_path: Path
) -> None:
    code = tmp_path / "code.txt"
    code.write_text("AAAA-BBBB-CCCC", encoding="utf-8")
    at = ("exchange", "enrol", "--code-file", code, *office)
    assert run(*at, "--address", city.address).code == 1  # the city refuses it
    assert run(*at, "--address", "http://wg.example.gov.cn").code == 2
    code.write_text("0000", encoding="utf-8")
    assert run(*at, "--address", city.address).code == 2
    assert run(*at[:2], "--code-file", tmp_path / "missing", *office, "--address", city.address).code == 2


def test_documents_are_those_of_the_page(enrolled: Words, other: Words, run: Run) -> None:
    on(enrolled, enter, address="城关村12号")
    documents = {"sync": run("sync", "--once", "--json", *enrolled)}
    assert documents["sync"].document["attempt"]["sent"]
    assert run("sync", *other).code == 0
    assert run("sync", "--json", *other).document["attempt"]["damaged"] is None
    assert run("sync", "--recheck", "--json", *other).document["attempt"]["damaged"] == 0
    on(enrolled, change, address="城关村8号")
    on(other, change, address="城关村21号")
    assert (run("sync", *enrolled).code, run("sync", *other).code) == (0, 0)
    documents["exchange issues"] = run("exchange", "issues", "--json", *other)
    (issue,) = documents["exchange issues"].document
    assert [value["theirs"] for value in issue["values"]] == ["城关村8号"]
    assert "城关村21号" in run("exchange", "issues", *other).out
    settle = ("exchange", "settle", issue["id"], "mine", *other)
    documents["exchange settle"] = run(*settle, "--json")
    assert run(*settle).code == 2
    assert "undone" not in run("undo", *other).err
    documents["exchange leave"] = run("exchange", "leave", "--json", *other)
    for verb, ran in documents.items():
        assert ran.code == 0, (verb, ran.err)
        known(shape(EXAMPLES[verb]), shape(json.loads(ran.out)))


def test_a_city_that_is_away_is_a_failure_and_loses_nothing(
    enrolled: Words,
    run: Run,
    postgres_url: str,  # noqa: F811 - the fixture
) -> None:
    with city_server(postgres_url) as gone:
        address = gone.address
    from gridadmin.domain.exchange import Connection
    from gridadmin.jobs.exchange_city import use_connection

    on(enrolled, use_connection, Connection(address))
    on(enrolled, enter)
    ran = run("sync", "--json", *enrolled)
    assert ran.code == 1
    assert ran.document["problem"]
    assert ran.err.count("\n") == 1
    status = run("sync", "--status", "--json", *enrolled)
    assert (status.code, status.document["state"]) == (0, "offline")
    assert status.document["pending"]

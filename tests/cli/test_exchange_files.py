"""The exchange by file on both command lines: keys, packages, receipts, and the city's own list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gridadmin.city.cli import main as city_main
from gridadmin.jobs.opening import open_with_key_file
from tests.city_servers import fresh_database
from tests.cli.conftest import TOWNSHIP, Run
from tests.cli.test_documents import EXAMPLES, known, shape
from tests.jobs.test_exchange_reconciliation import HEADER
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture
from tests.real_offices import with_worker

pytestmark = pytest.mark.slow
Words = tuple[str, ...]
City = Callable[..., Any]


@pytest.fixture
def city(postgres_url: str, capsys: pytest.CaptureFixture[str]) -> City:  # noqa: F811 - the fixture
    """Run a verb of the city and return its document."""
    import json

    url = fresh_database(postgres_url)

    def call(*words: object, code: int = 0) -> Any:
        capsys.readouterr()
        assert city_main(["--language", "en", "--json", "--database", url, *map(str, words)]) == code
        return json.loads(capsys.readouterr().out)

    return call


def shown(run: Run, name: str, *words: object) -> Any:
    ran = run(*name.split(), *words, "--json")
    assert ran.code == 0, ran.err
    known(shape(EXAMPLES[name]), shape(ran.document))
    return ran.document


def test_a_stick_goes_there_and_back(office: Words, run: Run, city: City, tmp_path: Path) -> None:
    opened = open_with_key_file(office[1], Path(office[3]))
    with_worker(opened, "张三")
    opened.close()
    city("package", "keys", "--out", tmp_path / "city.gakey")
    key = shown(run, "exchange key", "--out", tmp_path / "office.gakey", *office)
    assert city("package", "accept", tmp_path / "office.gakey")["fingerprint"] == key["fingerprint"]
    shown(run, "exchange accept", tmp_path / "city.gakey", *office)
    sent = shown(run, "exchange export", "--out", tmp_path / "out.gapkg", *office)
    taken = city("package", "import", tmp_path / "out.gapkg")
    assert [each["groups"] for each in taken] == [sent["groups"]]
    [given] = city("package", "export", TOWNSHIP, "--out", tmp_path / "back")
    read = shown(run, "exchange import", given["file"], *office)
    assert (read["settled"], read["refused"]) == (sent["groups"], 0)
    assert shown(run, "exchange import", given["file"], *office)["repeated"]
    assert shown(run, "exchange export", "--out", tmp_path / "again.gapkg", *office)["groups"] == 0
    renewed = shown(run, "exchange key", "--new", "--out", tmp_path / "new.gakey", *office)
    accepted = city("package", "accept", tmp_path / "new.gakey")
    assert (accepted["fingerprint"], accepted["replaced"]) == (renewed["fingerprint"], key["fingerprint"])


def test_a_package_that_is_refused_keeps_no_other_from_being_read(
    office: Words, run: Run, city: City, tmp_path: Path
) -> None:
    """A stick holds the packages of many offices; which of them is bad has to be said."""
    run("exchange", "key", "--out", tmp_path / "office.gakey", *office)
    city("package", "keys", "--out", tmp_path / "city.gakey")
    city("package", "accept", tmp_path / "office.gakey")
    run("exchange", "accept", tmp_path / "city.gakey", *office)
    run("exchange", "export", "--out", tmp_path / "good.gapkg", *office)
    (tmp_path / "bad.gapkg").write_bytes((tmp_path / "good.gapkg").read_bytes()[:-1])
    bad, good = city("package", "import", tmp_path / "bad.gapkg", tmp_path / "good.gapkg", code=2)
    assert (good["number"], good["problem"]) == (1, None)
    assert bad["number"] is None
    assert "damaged" in bad["problem"]


def test_what_is_no_package_is_refused(office: Words, run: Run, tmp_path: Path) -> None:
    run("exchange", "key", "--out", tmp_path / "office.gakey", *office)
    ran = run("exchange", "export", "--out", tmp_path / "out.gapkg", *office)
    assert ran.code == 2
    assert "key file" in ran.err
    assert not (tmp_path / "out.gapkg").exists()
    assert run("exchange", "accept", tmp_path / "none.gakey", *office).code == 2


def test_the_citys_list_is_compared(office: Words, run: Run, tmp_path: Path) -> None:
    rows = [["张三", "1980-01-02", "13900000001", "城关村12号", "大专", "专职", None]]
    assert run("import", "workers", sheet(tmp_path / "ours.xlsx", rows), *office).code == 0
    shown(run, "exchange reconcile", sheet(tmp_path / "city.xlsx", rows), "--kind", "workers", *office)
    rows[0][3] = "新城小区3号"
    words = (sheet(tmp_path / "city.xlsx", rows), "--kind", "workers", "--as-suggested", *office)
    found = shown(run, "exchange reconcile", *words)
    assert [each["difference"] for each in found["differences"]] == ["theirs_changed"]
    assert found["taken"] == 1
    assert shown(run, "exchange reconcile", *words)["differences"] == []


def sheet(path: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in (list(HEADER), *rows):
        page.append(row)
    book.save(path)
    return path

"""The servers that are at hand keep to the document, and the suite notices one that does not."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import minimal_document, minimal_rules, minimal_server
from tests.conformance.__main__ import main
from tests.conformance.clause import try_clause
from tests.conformance.clauses import CLAUSES
from tests.conformance.minimal_rules import Data, Draft, Json, Record, Scope
from tests.conformance.minimal_server import City
from tests.conformance.minimal_server import minimal_server as serving
from tests.conformance.reference_city import reference_server
from tests.conformance.stage import Stage
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "exchange.md"


def findings(stage: Stage) -> list[str]:
    """What is not passed."""
    return [str(each) for each in (try_clause(clause, stage) for clause in CLAUSES) if each.verdict != "pass"]


def test_the_minimal_server_conforms() -> None:
    with serving() as (address, city):
        stage = Stage(address, [], city)
        assert findings(stage) == []
        stage.line.close()


@pytest.mark.slow
def test_the_reference_server_conforms(postgres_url: str) -> None:  # noqa: F811 - the fixture
    with reference_server(postgres_url) as (address, staff):
        stage = Stage(address, [], staff)
        assert findings(stage) == []
        stage.line.close()


def test_every_clause_stands_in_a_section_of_the_document() -> None:
    headings = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("##")]
    sections = {line.lstrip("#").split()[0].rstrip(".") for line in headings}
    assert {each.section for each in CLAUSES} <= sections
    assert len({each.name for each in CLAUSES}) == len(CLAUSES)


def test_the_suite_imports_nothing_of_the_program() -> None:
    ours = ("conftest.py", "reference_city.py", "minimal_", "test_")
    for path in Path(__file__).parent.glob("*.py"):
        if not path.name.startswith(ours):
            imports = [line for line in path.read_text(encoding="utf-8").splitlines() if "import " in line]
            assert not [line for line in imports if "gridadmin" in line or "pytest" in line], path.name


def test_the_minimal_server_knows_nothing_but_the_documents() -> None:
    """It is a second reading of them only as long as nothing of the program, nor of its messages, is in it."""
    for path in Path(__file__).parent.glob("minimal_*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [line for line in text.splitlines() if "import" in line and "gridadmin" in line], path.name
        assert "src" not in text, path.name


def test_the_runner_tells_one_line_per_clause(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    hook = tmp_path / "hook.py"
    with serving() as (address, city):
        codes = [city.issue_code("371525101") for _ in range(2)]
        code = city.issue_code("371525102")
        hook.write_text(f"import sys\nprint({code!r}) if sys.argv[1:] == ['code', '371525102'] else sys.exit(3)")
        given = [address, *(f"--code={each}" for each in codes), "--township=371525102"]
        assert main([*given, "--json", f"--hook={sys.executable} {hook}"]) == 0
        told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert len(told) == len(CLAUSES)
        assert {each["clause"] for each in told if each["verdict"] == "not shown"} == {
            clause.text for clause in CLAUSES if clause.check.__module__.endswith("on_staff")
        }
        assert main([address, "--only", "capabilities"]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "1 pass, 0 fail, 0 not shown"


def _writes_around_was(self: Draft, op: Json, _kind: object, record: Record) -> None:
    self._change(record, op)


def _trims(read: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    return lambda body: json.loads(json.dumps(read(body)).replace("\\u3000", ""))


def _same_loosely(one: object, other: object) -> bool:
    return one == other


def _splits_commits(scope: Scope, cursor: int, room: int, _types: object) -> tuple[Json, int]:
    news = sorted((each for each in scope.records.values() if each.ver > cursor), key=lambda each: each.ver)
    upto = scope.point if len(news) <= room else [seq := news[room - 1].ver, scope.tags[seq]]
    return {"scope": scope.name, "upto": upto, "rows": [each.row() for each in news[:room]]}, room


def _forgets(self: City, client: Json, _: object) -> Json:
    return {"history": self._data.history(client["reads"]), "have": []}


MISTAKES: list[tuple[str, str, object, str, object]] = [
    ("last writer wins", "set_conflict", Draft, "_set", _writes_around_was),
    ("trimmed values", "texts", minimal_server, "read_json", _trims(minimal_document.read_json)),
    ("1 is true", "jsons_compared", minimal_rules, "_same", _same_loosely),
    ("history not checked", "wrong_tag", Data, "check_point", lambda *_: None),
    ("no mark", "mark", Scope, "raise_seq", lambda scope: len(scope.tags) - 1),
    ("split commits", "whole_commits", minimal_server, "_page", _splits_commits),
    ("no references", "missing_parent", Draft, "_check_after", lambda _: None),
    ("nothing is looked at", "not_exchanged", Draft, "_look", lambda *_: None),
    ("no values", "validation", Draft, "_judge", lambda *_, **__: None),
    ("digests of nothing", "digests", minimal_server, "digests_of", lambda _: {}),
    ("any body", "pointers", minimal_server, "check", lambda *_: None),
    ("known forgets", "known", City, "known", _forgets),
    ("no schema", "schemas", minimal_server, "check_schema", lambda _: None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("clause", "owner", "name", "wrong"), [each[1:] for each in MISTAKES], ids=[each[0] for each in MISTAKES]
)
def test_a_mistake_is_noticed(
    clause: str, owner: object, name: str, wrong: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tried,) = (each for each in CLAUSES if each.check.__name__ == clause)
    monkeypatch.setattr(owner, name, wrong)
    with serving() as (address, city):
        stage = Stage(address, [], city)
        assert try_clause(tried, stage).verdict == "fail"
        stage.line.close()

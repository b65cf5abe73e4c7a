"""docs/exchange.md and docs/exchange-openapi.yaml say what the program does: schemas, examples, tables, addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import UUID

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gridadmin.wire.digests import row_hash
from gridadmin.wire.enrolment import SCHEMA, SCHEMAS_BACK, Capabilities
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.groups import LEAN_KINDS
from gridadmin.wire.message import Message
from gridadmin.wire.problems import STATUSES, ProblemType
from gridadmin.wire.push import ConflictKind, Notice, RefusalKind, Result
from tests.wire.strategies import ROOTS, messages_of
from tests.wire.test_messages import ANY, changed, places
from tools import exchange_document

PAGE = exchange_document.PAGE.read_text(encoding="utf-8")
EXAMPLES = [(name, text) for name, text in re.findall(r"<!-- (\w+) -->\n```json\n(.*?)\n```", PAGE, re.DOTALL)]
KINDS = exchange_document.message_kinds()


@cache
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(exchange_document.DOCUMENT.read_text(encoding="utf-8"))
    return loaded


@cache
def validator(name: str) -> Draft202012Validator:
    """A validator of one schema of the document."""
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": document()["components"]})


def references(value: Any) -> Iterator[str]:
    """Every $ref in a value."""
    if isinstance(value, dict):
        yield from (item for name, item in value.items() if name == "$ref")
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from references(item)


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document()["paths"].items():
        for method in ("get", "post", "head", "patch"):
            if method in item:
                yield path, method, item[method]


def test_the_documents_are_what_wire_says() -> None:
    assert exchange_document.stale(write=False) == [], "run tools/exchange_document.py write"


def test_a_document_without_its_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="has no line"):
        exchange_document.document_text("openapi: 3.1.0\n")
    with pytest.raises(ValueError, match="lost a mark"):
        exchange_document.page_text("# nothing\n")


def test_the_document_is_whole() -> None:
    assert document()["openapi"] == "3.1.0"
    for reference in set(references(document())):
        whole: Any = document()
        for name in reference.removeprefix("#/").split("/"):
            whole = whole[name]
    for schema in document()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    names = [operation["operationId"] for _path, _method, operation in operations()]
    assert len(names) == len(set(names)) == 11


def test_every_answer_has_a_status_that_a_problem_can_have() -> None:
    for path, _method, operation in operations():
        statuses = {int(status) for status in operation["responses"]} - {200, 204, 206}
        assert statuses <= set(STATUSES.values()), path
        assert {429, 500, 503} <= statuses, path


def test_every_message_is_described() -> None:
    described = document()["components"]["schemas"]
    assert described.keys() == KINDS.keys() | {"Value", "TokenRequest", *LEAN_KINDS.values()}
    assert {root.__name__ for root in ROOTS} <= KINDS.keys()


def test_the_addresses_of_the_page_are_the_documents() -> None:
    (block,) = re.findall(r"```\n(GET   /.*?)```", PAGE, re.DOTALL)
    assert set(re.findall(r"/[a-z]*(?:/\{name\})?(?=\s)", block)) == set(document()["paths"])


@pytest.mark.parametrize(("name", "text"), EXAMPLES)
def test_an_example_is_a_message(name: str, text: str) -> None:
    value = json.loads(text)
    message = KINDS[name].from_json(value)
    validator(name).validate(value)
    assert not message.more
    assert KINDS[name].from_bytes(message.to_bytes()) == message


def test_every_message_that_travels_has_an_example() -> None:
    assert {root.__name__ for root in ROOTS} <= {name for name, _text in EXAMPLES}


def test_the_page_names_every_word_of_the_protocol() -> None:
    words = [*RefusalKind, *Notice, *Result, *ConflictKind, *(type_.value.rsplit(":", 1)[1] for type_ in ProblemType)]
    missing = [str(word) for word in words if f"`{word}`" not in PAGE]
    assert missing == []
    for type_, status in STATUSES.items():
        word = type_.value.rsplit(":", 1)[1]
        assert re.search(rf"^\| {status} \|[^|]*`{word}`", PAGE, re.MULTILINE), word
    assert STATUSES.keys() == set(ProblemType)


def test_the_row_hash_of_the_page() -> None:
    found = re.search(r"Example: `(\[.*?\])` → `([0-9a-f]{16})`", PAGE)
    assert found
    type_, id_, fields = json.loads(found[1])
    assert f"{row_hash(type_, UUID(id_), fields):016x}" == found[2]


def test_the_schema_numbers_of_the_page() -> None:
    example = next(json.loads(text) for name, text in EXAMPLES if name == "Capabilities")
    offered = Capabilities.from_json(example)
    assert (offered.oldest_schema, offered.newest_schema) == (max(1, SCHEMA - SCHEMAS_BACK), SCHEMA)


some = settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.mark.parametrize("cls", ROOTS)
@given(st.data())
@some
def test_the_document_accepts_what_the_program_accepts(cls: type[Message], data: st.DataObject) -> None:
    sound = data.draw(messages_of(cls)).to_json()
    validator(cls.__name__).validate(sound)
    broken = changed(sound, data.draw(st.sampled_from(places(sound))), data.draw(ANY))
    try:
        cls.from_json(broken)
    except MalformedMessageError:
        return
    validator(cls.__name__).validate(broken)


def test_every_threat_has_the_test_that_is_named() -> None:
    table = PAGE.partition("## 17. Threats")[2].partition("## 18.")[0]
    rows = re.findall(r"^\|[^|]+\|[^|]+\|([^|]+)\|$", table, re.MULTILINE)[2:]
    assert len(rows) >= 20
    for row in rows:
        for path, name in re.findall(r"`(tests/[a-z_/]+\.py)?(?:::([a-z_]+))?`", row):
            source = (exchange_document.ROOT / (path or "tests/city/test_threats.py")).read_text(encoding="utf-8")
            assert f"def {name or 'test_'}" in source, row

"""No hot statement crosses scopes: what a cluster that places rows by scope (Citus) answers from one of its servers.

Hot is whatever an office asks for once it is enrolled. Only enrolling looks for a code by its prefix alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Engine, event, inspect

from gridadmin.city.tables import BY_SCOPE, metadata
from gridadmin.city.townships_web import find_townships
from gridadmin.wire.attachments import UploadState
from gridadmin.wire.history import START
from gridadmin.wire.push import Anchor
from gridadmin.wire.recovery import DigestRequest, KnownRequest, RowsRequest
from gridadmin.wire.scopes import SCOPE_PATTERN
from tests.city.cities import City, change, gone, new, worker

DEPLOYMENT = Path(__file__).resolve().parents[2] / "docs" / "city-deployment.md"
NOWHERE = r"\b(ON CONFLICT|LISTEN|NOTIFY|nextval|TRIGGER|pg_\w*advisory\w*)\b"


class Heard(NamedTuple):
    """A statement, its values (of the first row where there are several), and the scopes among those of all rows."""

    statement: str
    values: dict[str, Any]
    scopes: set[str]


@contextmanager
def heard(engine: Engine) -> Iterator[list[Heard]]:
    """Give every statement that is run in the block."""
    statements: list[Heard] = []

    def listen(*said: Any) -> None:
        _connection, _cursor, statement, parameters, _context, many = said
        rows = list(parameters) if many else [parameters]
        values = [value for each in rows for value in each.values()]
        scopes = {value for value in values if re.fullmatch(SCOPE_PATTERN, str(value))}
        statements.append(Heard(statement, dict(rows[0]), scopes))

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def work_of_an_office(city: City, token: str) -> None:
    """Do everything that an enrolled office does, with few rows and with many."""
    city.exchange.caller(token)
    person = worker(city.id(), id_number="1", photo="0" * 64)
    city.push(city.group(person), anchor=Anchor(seq=1, hash="0" * 64))
    city.push(*(city.group(worker(city.id(), id_number=f"a{number}")) for number in range(30)))
    city.send(new("worker_phone", city.id(), worker_id=str(person.id), number="1", purpose="mobile"))
    city.send(change("worker", person.id, id_number=("1", "2"), address=("x", "y")))
    city.send(gone("worker", person.id, name="张三", sex="1", id_number="2"))
    reply = city.page({city.town: START}, limit=5)
    city.page({city.town: reply.pages[0].upto, city.county: START, city.city: START})
    asked: dict[str, Any] = {"schema": 1, "replica": city.caller.replica, "scope": city.town}
    city.exchange.known(city.caller, KnownRequest(mids=(city.id(),), **asked))
    city.exchange.digest(city.caller, DigestRequest(**asked))
    city.exchange.digest(city.caller, DigestRequest(t="worker", **asked))
    city.exchange.rows(city.caller, RowsRequest(t="worker", ids=(person.id,), **asked))
    state, name = UploadState(0, True), "sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    city.exchange.receive_attachment(city.caller, name, state, b"a")
    city.exchange.attachment(city.caller, name)
    city.exchange.read_attachment(city.caller, name, 0, 1)
    assert [row.scope for row in find_townships(city.exchange, city.town)] == [str(city.town)]


def test_every_statement_of_an_office_names_one_scope(city: City) -> None:
    token = city.token(city.town)
    work_of_an_office(city, token)  # the first visit makes what a scope needs
    fresh = City(city.engine, seed=70)
    fresh.caller = city.caller
    with heard(city.engine) as statements:
        work_of_an_office(fresh, token)
    assert len(statements) > 100
    for statement, _values, scopes in statements:
        assert len(scopes) == 1, statement
        assert re.search(r"scope = %|\bscope\b.*VALUES", statement, re.DOTALL), statement
        assert not re.search(NOWHERE, statement, re.IGNORECASE), statement


def test_scope_leads_every_key_and_index(city_engine: Engine) -> None:
    for table in BY_SCOPE:
        assert next(iter(table.primary_key.columns)).name == "scope", table
        leading = {next(column.name for column in index.columns) for index in table.indexes}
        assert leading <= {"scope"} or table.name == "code", table
    assert {table.name for table in metadata.sorted_tables} - {table.name for table in BY_SCOPE} <= {"setting", "nonce"}
    assert inspect(city_engine).get_sequence_names() == []


def test_the_statements_for_a_cluster_place_every_table_by_what_it_has() -> None:
    """Those of docs/city-deployment.md: by scope all that has one, and each table once."""
    block = DEPLOYMENT.read_text(encoding="utf-8").partition("### A cluster (Citus)")[2].partition("###")[0]
    [by_scope] = re.findall(
        r"'scope', colocate_with => 'counter'\)\s+FROM \(VALUES (.*?)\) t\(name\)", block, re.DOTALL
    )
    placed = ["counter", *re.findall(r"\('(\w+)'\)", by_scope)]
    assert sorted(placed) == sorted(table.name for table in BY_SCOPE)
    others = re.findall(r"create_(?:distributed|reference)_table\('(\w+)'(?:, '(\w+)')?", block)
    assert {name: column in metadata.tables[name].primary_key.columns for name, column in others if column} == {
        "nonce": True
    }
    assert {*placed, *(name for name, _column in others)} == set(metadata.tables)

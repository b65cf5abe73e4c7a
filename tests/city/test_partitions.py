"""The same work on tables that are cut into parts by scope, and every township's rows in one part of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import pytest
from sqlalchemy import Engine, text

from gridadmin.city.restore_check import check_city
from gridadmin.city.storage import make_tables, open_city
from gridadmin.city.tables import BY_SCOPE
from tests.city.cities import OTHER_TOWN, City, change, gone, worker
from tests.city.test_statements import heard, work_of_an_office
from tests.models.conftest import postgres_schema, postgres_url  # noqa: F401 - a fixture

PARTS = 3


@pytest.fixture
def parted(postgres_url: str) -> Iterator[Engine]:  # noqa: F811 - the fixture
    with postgres_schema(postgres_url) as url:
        engine = open_city(url)
        make_tables(engine, Random(1), PARTS)
        yield engine
        engine.dispose()


def test_an_office_works_as_on_plain_tables(parted: Engine) -> None:
    city = City(parted)
    work_of_an_office(city, city.token(city.town))
    person = worker(city.id())
    assert city.send(person).result == "applied"
    assert city.send(change("worker", person.id, name=("张三", "李四"))).result == "applied"
    assert city.send(gone("worker", person.id, name="李四", sex="1")).result == "applied"
    assert city.pull()[person.id].deleted
    assert [check.problems for check in check_city(parted)] == [()] * 1


def test_a_townships_rows_lie_in_one_part_of_each_table(parted: Engine) -> None:
    city = City(parted)
    other = City(parted, seed=8, town=OTHER_TOWN)
    for each in (city, other):
        each.send(worker(each.id()))
    with parted.connect() as connection:
        for table in BY_SCOPE:
            query = f"SELECT scope, count(DISTINCT tableoid) FROM {table.name} GROUP BY scope"
            assert {count for _scope, count in connection.execute(text(query))} <= {1}


def test_a_statement_looks_into_one_part_alone(parted: Engine) -> None:
    with parted.connect() as connection:
        query = "EXPLAIN SELECT * FROM record WHERE scope = 'town:371525101' AND ver > 5"
        plan = "\n".join(connection.execute(text(query)).scalars())
    assert sum(f"record_{number:03}" in plan for number in range(PARTS)) == 1


def test_every_statement_of_an_office_looks_into_one_part(parted: Engine) -> None:
    """As the database plans it: a join that lost its scope would look into all of them, whatever scope it names."""
    city = City(parted)
    token = city.token(city.town)
    with heard(parted) as statements:
        work_of_an_office(city, token)
    read = [each for each in statements if not each.statement.startswith("INSERT")]
    assert len(read) > 60
    with parted.connect() as connection:
        for statement, values, _scopes in read:
            plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars())
            parts = set(re.findall(rf"\b(?:{'|'.join(table.name for table in BY_SCOPE)})_(\d{{3}})\b", plan))
            assert len(parts) == 1, f"{statement}\n{plan}"

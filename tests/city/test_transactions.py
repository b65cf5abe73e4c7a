"""A transaction is repeated where the database asks for it, whoever noticed; errors never show a value."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from gridadmin.city.bulk import insert_many
from gridadmin.city.tables import natural_key
from gridadmin.city.transactions import snapshot, transaction
from tests.city.cities import City


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_transaction_is_repeated(shared_engine: Engine, state: str) -> None:
    tries: list[int] = []

    def work(connection: Connection) -> str:
        tries.append(1)
        if len(tries) < 3:
            connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '{state}'; END $$"))
        return "done"

    assert transaction(shared_engine, work) == "done"
    assert len(tries) == 3


def test_another_error_is_not(shared_engine: Engine) -> None:
    tries: list[int] = []

    def work(connection: Connection) -> None:
        tries.append(1)
        connection.execute(text("SELECT 1 / 0"))

    with pytest.raises(DBAPIError):
        snapshot(shared_engine, work)
    assert tries == [1]


def test_rows_copied_in_fail_like_rows_inserted(shared_city: City) -> None:
    row = {"scope": str(shared_city.town), "type": "worker", "key": "secret", "id": shared_city.id()}
    for count in (2, 20):
        with pytest.raises(IntegrityError) as raised, shared_city.engine.begin() as connection:
            insert_many(connection, natural_key, [row] * count)
        assert raised.value.orig is not None
        assert "[parameters" not in str(raised.value)

"""The years of history that the benchmarks fill a city with fit its tables."""

from __future__ import annotations

from sqlalchemy import func, select

from benchmarks.exchange.filling import fill
from gridadmin.city.tables import history, record
from tests.city.cities import City


def test_a_filled_city_has_every_act_and_record(city: City) -> None:
    fill(city.engine, [city.town], acts=3, of=2)
    fill(city.engine, [city.town], acts=1, of=2, after=3)
    with city.engine.connect() as connection:
        for table, rows in ((history, 4), (record, 8)):
            asked = select(func.count()).where(table.c.scope == str(city.town))
            assert connection.scalar(asked) == rows

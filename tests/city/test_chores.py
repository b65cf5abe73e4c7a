"""What a process does beside answering goes on, whatever goes wrong with one part of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gridadmin.city.access import list_access
from gridadmin.city.settings import Settings
from tests.city_servers import city_server, until

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_a_chore_that_fails_in_an_unforeseen_way_stops_no_other(
    postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Here forgetting, with more days than there were: who asked what is written down all the same."""
    with city_server(postgres_url, Settings(access_days=10_000_000)) as city:
        city.enrol()
        until(lambda: {row.address for row in list_access(city.exchange.engine, LONG_AGO, (), None, 9)} >= {"enrol"})
    assert [record.levelname for record in caplog.records if record.getMessage() == "chore failed"] == ["ERROR"]
    caplog.clear()

"""The real client and the real handlers under fault schedules: the seeds that once lost data."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.exchange_proof.stack.cities import CityDatabase, InMemory, OnServer, make_template
from tests.exchange_proof.stack.world import run_stack
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture

# Seeds that broke an earlier state of the client or of the city, each with what it was.
ONCE_BROKEN = {
    2009: "a change of a record whose making went again was refused, as both went in one push",
}


@pytest.fixture(scope="module")
def on_server(postgres_url: str) -> Callable[[], CityDatabase]:  # noqa: F811 - the fixture
    """Makes the database of a city on PostgreSQL."""
    template = make_template(postgres_url)
    return lambda: OnServer(postgres_url, template)


@pytest.mark.parametrize("seed", ONCE_BROKEN, ids=str)
def test_seeds_that_once_broke(seed: int) -> None:
    """What was found once stays mended."""
    _world, violation = run_stack(seed)
    assert violation is None


def test_a_seed_replays_exactly(on_server: Callable[[], CityDatabase]) -> None:
    """The same seed does the same, word for word, and whatever the city's database is."""
    traces = [run_stack(300, database)[0].trace for database in (InMemory, InMemory, on_server)]
    assert traces[0] == traces[1] == traces[2]

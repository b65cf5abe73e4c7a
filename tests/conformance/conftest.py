"""`pytest tests/conformance --city https://…`: the clauses as tests, one each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.city_staff import CommandStaff
from tests.conformance.clauses import CLAUSES
from tests.conformance.stage import Stage


def pytest_addoption(parser: pytest.Parser) -> None:
    options = parser.getgroup("conformance", "a city's server against docs/exchange.md")
    options.addoption("--city", help="its base address")
    options.addoption("--code", action="append", default=[], help="a one-time code; up to three (see §18)")
    options.addoption("--township", action="append", default=[], help="a township that --hook issues codes for")
    options.addoption("--hook", help="a command that does what the city's staff do")
    options.addoption("--ca", help="a file with the certificates to trust")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Without an address there is nothing to try."""
    return True if collection_path.name == "test_city.py" and not config.getoption("--city", None) else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "each_clause" in metafunc.fixturenames:
        metafunc.parametrize("each_clause", CLAUSES, ids=lambda each: each.name)


@pytest.fixture(scope="session")
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """The city that the command line names."""
    option = request.config.getoption
    made = Stage(
        option("--city"), option("--code"), CommandStaff(option("--hook"), option("--township")), option("--ca")
    )
    yield made
    made.line.close()

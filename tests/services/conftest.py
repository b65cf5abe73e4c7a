"""A real office for each test of the services, once as a SQLCipher file and once on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gridadmin.jobs.office import OpenOffice
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture
from tests.real_offices import real_office, server_office


@pytest.fixture(params=["sqlcipher", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenOffice]:
    """An empty office of a real township."""
    if request.param == "sqlcipher":
        with real_office(tmp_path) as opened:
            yield opened
        return
    with server_office(request.getfixturevalue("postgres_url"), tmp_path) as opened:
        yield opened

"""A real office with a few people, some of them insured, and the way to other pages as a list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gridadmin.domain.queues import Target
from gridadmin.jobs.office import OpenOffice
from gridadmin.ui.background import Background
from gridadmin.ui.pages import Desk
from gridadmin.ui.preferences import PreferenceStore
from tests.peopled_offices import TODAY, People, filled
from tests.real_offices import real_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "real") as opened:
        yield opened


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


@pytest.fixture
def went() -> list[Target]:
    return []


@pytest.fixture
def desk(background: Background, preferences: PreferenceStore, people: People, went: list[Target]) -> Desk:
    assert people.grids
    return Desk(background, preferences, TODAY, went.append)

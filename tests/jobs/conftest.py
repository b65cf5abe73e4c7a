"""Two computers of one office, each with a stick that goes to the city and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gridadmin.jobs.office import OpenOffice
from tests.jobs.sticks import Stick, new_stick
from tests.real_offices import real_office


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    return new_stick(tmp_path)


@pytest.fixture
def first(tmp_path: Path, stick: Stick) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "first") as office:
        stick.join(office, "first")
        yield office


@pytest.fixture
def second(tmp_path: Path, stick: Stick) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "second") as office:
        stick.join(office, "second")
        yield office

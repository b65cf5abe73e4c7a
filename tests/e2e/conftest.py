"""The practice office for tests that change no record of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import open_practice_folder
from tests.practice_offices import practice_folder


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """A copy of the practice office, open for the whole run."""
    copy = tmp_path_factory.mktemp("practice") / "office"
    shutil.copytree(practice_folder(), copy, ignore=shutil.ignore_patterns("office.lock*"))
    office = open_practice_folder(copy)
    yield office
    office.close()

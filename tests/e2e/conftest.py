"""The practice office, built once for the whole run, however many processes the tests run in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import open_practice_folder
from gridadmin.jobs.practice import build_practice


@pytest.fixture(scope="session")
def practice_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed practice office, to be copied and never opened where it lies."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base  # the processes of xdist lie side by side
    folder = shared / "practice-of-all"
    with FileLock(str(folder) + ".lock"):
        if not folder.exists():
            build_practice(shared / "practice-begun").close()
            (shared / "practice-begun").rename(folder)
    return folder


@pytest.fixture(scope="session")
def practice(practice_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """A practice office for tests that change no record of it."""
    copy = tmp_path_factory.mktemp("practice") / "office"
    shutil.copytree(practice_folder, copy, ignore=shutil.ignore_patterns("office.lock*"))
    office = open_practice_folder(copy)
    yield office
    office.close()

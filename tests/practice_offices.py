"""The practice office for tests: built once in a run, whatever the number of processes, then copied."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path

from filelock import FileLock

from gridadmin.jobs.practice import build_practice

RUN_FOLDER = "GRIDADMIN_TEST_RUN"  # set by tests/conftest.py before the processes of the run start


@cache
def practice_folder() -> Path:
    """The folder of a practice office, closed; nobody opens it, tests work on copies."""
    shared = Path(os.environ[RUN_FOLDER])
    with FileLock(shared / "practice.lock"):
        if not (shared / "practice").exists():
            build_practice(shared / "practice").close()
    return shared / "practice"


def practice_at(home: Path) -> Path:
    """Put a practice office of its own where `--office practice` looks for it, and return its folder."""
    home.mkdir(parents=True, exist_ok=True)
    target = home / "practice"
    if not target.exists():
        shutil.copytree(practice_folder(), target, ignore=shutil.ignore_patterns("office.lock*"))
    return target

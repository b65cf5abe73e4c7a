"""The practice office for tests: built twice in a run, whatever the number of processes, then copied.

Twice, since that both are alike has to be proved. Who finds the one being built by another process builds the other
one instead of waiting.
"""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path
from typing import overload

from filelock import FileLock, Timeout

from gridadmin.jobs.practice import build_practice

RUN_FOLDER = "GRIDADMIN_TEST_RUN"  # set by tests/conftest.py before the processes of the run start


TWINS = ("practice", "practice-again")


@cache
def practice_folder() -> Path:
    """The folder of a practice office, closed; nobody opens it, tests work on copies."""
    return _built(TWINS[0], wait=False) or _built(TWINS[1], wait=False) or _built(TWINS[0])


def practice_twins() -> tuple[Path, Path]:
    """The folders of two practice offices, each built by itself."""
    return _built(TWINS[0]), _built(TWINS[1])


@overload
def _built(name: str) -> Path: ...
@overload
def _built(name: str, *, wait: bool) -> Path | None: ...
def _built(name: str, *, wait: bool = True) -> Path | None:
    """Build one of the two unless it is there; None where another process is building it and nobody waits for that."""
    shared = Path(os.environ[RUN_FOLDER])
    try:
        with FileLock(shared / f"{name}.lock").acquire(timeout=-1 if wait else 0):
            if not (shared / name).exists():
                build_practice(shared / name).close()
    except Timeout:
        return None
    return shared / name


def practice_at(home: Path) -> Path:
    """Put a practice office of its own where `--office practice` looks for it, and return its folder."""
    home.mkdir(parents=True, exist_ok=True)
    target = home / "practice"
    if not target.exists():
        practice_copied(practice_folder(), target)
    return target


def practice_copied(folder: Path, target: Path) -> Path:
    """Copy a practice office that is closed, and return where it lies now."""
    return Path(shutil.copytree(folder, target, ignore=shutil.ignore_patterns("office.lock*")))

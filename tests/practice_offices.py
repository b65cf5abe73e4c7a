"""The practice office for tests: built once in a process, then copied."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from gridadmin.jobs.practice import build_practice


@cache
def practice_folder() -> Path:
    """The folder of a practice office, closed; tests that change something work on a copy."""
    folder = Path(tempfile.mkdtemp(prefix="gridadmin-practice-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    build_practice(folder / "practice").close()
    return folder / "practice"


def practice_at(home: Path) -> Path:
    """Put a practice office of its own where `--office practice` looks for it, and return its folder."""
    home.mkdir(parents=True, exist_ok=True)
    target = home / "practice"
    if not target.exists():
        shutil.copytree(practice_folder(), target, ignore=shutil.ignore_patterns("office.lock*"))
    return target

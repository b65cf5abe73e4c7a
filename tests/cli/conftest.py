"""The command line in this process: its words in, its exit code and both streams out."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gridadmin.cli import main
from tests.practice_offices import practice_at

TOWNSHIP = "371525002"


@dataclass(frozen=True)
class Ran:
    """What one call gave."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON document on stdout."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a verb in English."""

    def call(*words: object) -> Ran:
        capsys.readouterr()
        code = main(["--language", "en", *map(str, words)])
        streams = capsys.readouterr()
        return Ran(code, streams.out, streams.err)

    return call


@pytest.fixture
def practice(own_home: Path) -> Path:
    """A practice office of this test's own, where `--office practice` finds it."""
    return practice_at(own_home)


@cache
def _template() -> Path:
    """An office made by `init`, once: tests work on copies, since making tables takes a second."""
    folder = Path(tempfile.mkdtemp(prefix="gridadmin-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    words = ("--office", str(folder / "office"), "--key-file", str(folder / "clerk.key"))
    assert main(["init", "--township", TOWNSHIP, "--clerk", "张三", *words]) == 0
    return folder


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, ...]:
    """The words that open a fresh office with its key file."""
    shutil.copytree(_template(), tmp_path, dirs_exist_ok=True)
    capsys.readouterr()
    return "--office", str(tmp_path / "office"), "--key-file", str(tmp_path / "clerk.key")

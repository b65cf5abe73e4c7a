"""The command line in this process: its words in, its exit code and both streams out."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from gridadmin.cli import main
from gridadmin.cli.main import build_parser
from gridadmin.cli.words import Parser
from gridadmin.i18n import _
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


@cache
def _parser(heading: str) -> Parser:
    """The parser of all verbs, built once for each language: a heading of it tells them apart."""
    assert heading
    return build_parser()


@pytest.fixture
def run(run_anew: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a verb in English."""
    monkeypatch.setattr(import_module("gridadmin.cli.main"), "build_parser", lambda: _parser(_("every verb takes")))
    return run_anew


@pytest.fixture
def run_anew(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a verb in English by a parser of its own: for what was put in the place of a verb."""

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

"""`restore` on a terminal: the password or the recovery code is typed there, and never stands in the words."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gridadmin.config import load_config
from gridadmin.domain.accounts import OfficeSetup
from gridadmin.jobs.backups import make_backup
from gridadmin.jobs.opening import create_office, new_recovery_code, open_with_password
from tests.cli.conftest import TOWNSHIP, Run

PASSWORD, RENEWED, CODE = "一句很好记的短话", "另一句很好记的话", new_recovery_code()
Typed = Callable[..., list[str]]


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stick")
    config = load_config(str(folder / "office"))
    office = create_office(config, OfficeSetup(TOWNSHIP, "王芳", password=PASSWORD, recovery_code=CODE))
    make_backup(office, folder / "office.gabackup")
    office.close()
    return folder / "office.gabackup"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Sit at a terminal and answer its questions; returns them."""

    def answer(*answers: str) -> list[str]:
        asked: list[str] = []
        left = iter(answers)

        def ask(prompt: str) -> str:
            asked.append(prompt)
            return next(left)

        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(getpass, "getpass", ask)
        return asked

    return answer


def test_the_password_is_asked(run: Run, typed: Typed, stick: Path, tmp_path: Path) -> None:
    asked = typed(PASSWORD)
    done = run("restore", stick, "--office", tmp_path / "new")
    assert (done.code, len(asked)) == (0, 1)
    assert asked[0].startswith("Password")
    assert PASSWORD not in done.out + done.err


def test_the_recovery_code_leads_to_a_new_password(run: Run, typed: Typed, stick: Path, tmp_path: Path) -> None:
    typed(CODE, "short", "short", RENEWED, PASSWORD, RENEWED, RENEWED)
    done = run("restore", stick, "--recovery-code", "--office", tmp_path / "new")
    assert done.code == 0
    assert "at least 8" in done.err
    assert "differ" in done.err
    open_with_password(load_config(str(tmp_path / "new")), "王芳", RENEWED).close()


def test_without_a_new_password_the_old_one_stays(run: Run, typed: Typed, stick: Path, tmp_path: Path) -> None:
    typed(CODE, "")
    assert run("restore", stick, "--recovery-code", "--office", tmp_path / "new").code == 0
    open_with_password(load_config(str(tmp_path / "new")), "王芳", PASSWORD).close()


def test_a_wrong_password_restores_nothing(run: Run, typed: Typed, stick: Path, tmp_path: Path) -> None:
    typed("not the password")
    done = run("restore", stick, "--office", tmp_path / "new")
    assert (done.code, done.out) == (2, "")
    assert "password" in done.err.lower()
    assert not (tmp_path / "new").exists()


def test_a_script_is_told_the_ways(run: Run, monkeypatch: pytest.MonkeyPatch, stick: Path, tmp_path: Path) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    done = run("restore", stick, "--office", tmp_path / "new")
    assert done.code != 0
    assert "--key-file" in done.err
    assert "terminal" in done.err

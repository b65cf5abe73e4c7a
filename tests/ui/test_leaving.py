"""Leaving an office: a backup when something was done, none when nothing was, and never a lost window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gridadmin.domain.errors import StorageError
from gridadmin.jobs.backups import last_backup
from gridadmin.jobs.office_overview import back_up_if_changed, backup_note
from gridadmin.jobs.progress import Progress
from gridadmin.ui.background import Background
from gridadmin.ui.leaving import Leaving
from tests.real_offices import real_office, with_grids
from tests.ui.conftest import MemoryOffice

Settle = Callable[[], None]


def backing_up(office: MemoryOffice, progress: Progress) -> bool:
    progress.check()
    office.acts.append("backed up")
    return True


def failing(_office: MemoryOffice, progress: Progress) -> bool:
    progress.check()
    raise StorageError("The disk is full.")


def leaving(qtbot: QtBot, background: Background, job: Callable[..., bool] | None) -> Leaving:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    made = Leaving(window, background, job)
    made.keeps = window  # type: ignore[attr-defined] # the window lives as long as the test
    return made


def test_the_backup_comes_before_the_act_and_only_once(
    qtbot: QtBot, background: Background, office: MemoryOffice, settle: Settle
) -> None:
    made = leaving(qtbot, background, backing_up)
    made.then(lambda: office.acts.append("left"))
    made.then(lambda: office.acts.append("left twice"))
    settle()
    assert office.acts == ["backed up", "left"]
    made.then(lambda: office.acts.append("left again"))
    assert office.acts[-1] == "left again"


def test_without_a_backup_the_act_comes_at_once(qtbot: QtBot, background: Background, office: MemoryOffice) -> None:
    leaving(qtbot, background, None).then(lambda: office.acts.append("left"))
    assert office.acts == ["left"]


@pytest.mark.parametrize("leaves", [True, False])
def test_a_failed_backup_is_told_and_the_clerk_decides(
    qtbot: QtBot,
    background: Background,
    office: MemoryOffice,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
    leaves: bool,
) -> None:
    asked: list[str] = []

    def ask(_parent: object, _title: str, text: str, _yes: str, grave: bool) -> bool:
        assert grave
        asked.append(text)
        return leaves

    monkeypatch.setattr("gridadmin.ui.leaving.ask", ask)
    made = leaving(qtbot, background, failing)
    made.then(lambda: office.acts.append("left"))
    settle()
    assert asked == ["The disk is full."]
    assert office.acts == (["left"] if leaves else [])
    assert made.is_done is leaves


def test_a_real_office_is_backed_up_after_acts_and_not_again(tmp_path: Path) -> None:
    with real_office(tmp_path / "real") as office:
        office.clock = __import__("gridadmin.jobs.office", fromlist=["utc_now"]).utc_now
        with_grids(office, 1)
        assert backup_note(office) is None
        assert back_up_if_changed(office)
        assert last_backup(office) is not None
        assert "Verified backup of" in str(backup_note(office))

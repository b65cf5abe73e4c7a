"""A sheet about persons is imported from its page: what would become of it is seen, then it is one act."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from gridadmin.domain.imports import Outcome
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.discipline_rewards import list_rewards
from gridadmin.ui.discipline.page import DisciplinePage
from gridadmin.ui.pages import Desk
from gridadmin.ui.sheet_import import SheetImportDialog
from tests.peopled_offices import TODAY
from tests.ui.papers import dialog_of, shown

Settle = Callable[[], None]
SHEET = (
    "姓名,荣誉名称,级别,授予单位,表彰时间\n张三,网格之星,镇级,侨镇,2026-10-20\n王五,网格之星,地球级,侨镇,2026-10-20\n"
)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> DisciplinePage:
    return shown(qtbot, desk, DisciplinePage, settle)


def choose(page: DisciplinePage, path: Path, monkeypatch: pytest.MonkeyPatch, settle: Settle) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    page.import_rewards()
    settle()


def test_a_sheet_is_seen_imported_and_undone(
    page: DisciplinePage,
    office: OpenOffice,
    settle: Settle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtmodeltester: ModelTester,
) -> None:
    path = tmp_path / "奖励.csv"
    path.write_text(SHEET, encoding="gbk")
    page.bar.open_view("all")
    told: list[str] = []
    monkeypatch.setattr("gridadmin.ui.sheet_import.tell", lambda _parent, title, *_words: told.append(title))
    choose(page, path, monkeypatch, settle)
    dialog = dialog_of(page)
    qtmodeltester.check(dialog.model)
    good, wrong = dialog.model.rows()
    assert (good.name, good.outcome.outcome) == ("张三", Outcome.NEW)
    assert (wrong.name, wrong.outcome.outcome) == ("王五", Outcome.REJECTED)
    assert wrong.words.startswith("C3")
    assert "地球级" in wrong.words
    assert office.read(list_rewards, TODAY) == [], "nothing before the yes"
    QTest.keyClick(dialog.go, Qt.Key.Key_Space)
    settle()
    assert page.findChildren(SheetImportDialog) == []
    assert told == ["奖励.csv is imported"]
    assert [row.worker for row in office.read(list_rewards, TODAY)] == ["张三"]
    assert any(line.what and "网格之星" in line.what for line in page.model.rows()), "the page has read it again"
    path.write_text(SHEET.replace("镇级", "县级"), encoding="gbk")
    choose(page, path, monkeypatch, settle)
    changed, _wrong = dialog_of(page).model.rows()
    assert changed.words == "Level Township level → County level", (
        "what is on file already is corrected, and how is told"
    )
    dialog_of(page).reject()
    office.undo()
    assert office.read(list_rewards, TODAY) == []


def test_a_sheet_of_something_else_is_named_and_closes_again(
    page: DisciplinePage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("gridadmin.ui.sheet_import.show_error", lambda _parent, error: told.append(str(error)))
    path = tmp_path / "花名册.csv"
    path.write_text("姓名,年龄\n张三,40\n", encoding="utf-8")
    choose(page, path, monkeypatch, settle)
    assert not any(dialog.isVisible() for dialog in page.findChildren(SheetImportDialog))
    assert len(told) == 1
    assert "花名册.csv" in told[0]

"""Reconciling in the window: drop the city's list, one key for each difference, carry out, make the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridadmin.domain.exchange_reconciliation import Choice, Difference
from gridadmin.jobs.imports import run_import
from gridadmin.jobs.office import OpenOffice
from gridadmin.ui.background import Background
from gridadmin.ui.exchange.reconciliation import ReconciliationPane
from gridadmin.ui.pages import Desk
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.ui.table_view import EmptyState
from gridadmin.ui.theme import Theme
from tests.jobs.test_exchange_reconciliation import OPTIONS, city_list, people
from tests.real_offices import TODAY, real_office, with_grids


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        opened.practice = True  # no backup before each import
        with_grids(opened)
        run_import(opened, city_list(opened, tmp_path, people(opened)), OPTIONS)
        yield opened


@pytest.fixture
def pane(
    qtbot: QtBot, background: Background, preferences: PreferenceStore, settle: Callable[[], None]
) -> ReconciliationPane:
    made = ReconciliationPane(Desk(background, preferences, TODAY, lambda _target: None))
    qtbot.addWidget(made)
    made.resize(1200, 640)
    made.show()
    made.reload()
    settle()
    return made


def test_what_to_do_first_is_not_cut_off_in_large_text(pane: ReconciliationPane, theme: Theme) -> None:
    theme.use(text_percent=150)
    pane.resize(1276, 478)  # what a window of 1366 × 768 leaves
    for _round in range(6):
        QApplication.processEvents()
    empty = pane.table.findChild(EmptyState)
    assert empty is not None
    assert empty.isVisible()
    assert empty.height() >= empty.minimumSizeHint().height()


def test_from_the_drop_to_the_submission_list(
    pane: ReconciliationPane, office: OpenOffice, tmp_path: Path, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    same = city_list(office, tmp_path, people(office)).path
    pane.open_file(same)
    settle()
    assert pane.comparison is not None
    assert pane.comparison.differences == ()
    assert not pane.go.isEnabled()

    theirs = people(office)
    theirs[0][3], theirs[1][3], theirs[2][3] = "新城小区3号", "新城小区4号", "新城小区5号"
    pane.open_file(city_list(office, tmp_path, theirs).path)
    settle()
    assert [each.row.subject for each in pane.model.rows()] == ["张三", "李四", "王五"]
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3):
        qtbot.keyClick(pane.table, key)
    assert [each.choice for each in pane.model.rows()] == [Choice.THEIRS, Choice.OURS, Choice.LATER]
    qtbot.mouseClick(pane.go, Qt.MouseButton.LeftButton)
    settle()
    assert [each.row.subject for each in pane.model.rows()] == ["李四", "王五"]
    assert pane.submit.text().endswith("1")

    out = tmp_path / "报送.xlsx"
    pane.submit_to(out)
    settle()
    assert out.exists()
    assert not pane.submit.isEnabled()
    assert "BS20261102-01" in pane.note.text()
    assert pane.table.model().index(0, 5).data() == "submitted: BS20261102-01"


def test_as_suggested_leaves_what_needs_a_look(
    pane: ReconciliationPane, office: OpenOffice, tmp_path: Path, settle: Callable[[], None]
) -> None:
    pane.open_file(city_list(office, tmp_path, people(office)).path)
    settle()
    theirs = people(office)
    theirs[0][3] = "新城小区3号"
    pane.open_file(city_list(office, tmp_path, theirs[:2]).path)
    settle()
    pane.decide_as_suggested()
    assert {each.row.subject: each.choice for each in pane.model.rows()} == {"张三": Choice.THEIRS, "王五": None}


def test_what_only_this_office_has_is_not_taken_away_by_a_key(
    pane: ReconciliationPane, office: OpenOffice, tmp_path: Path, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    """Nothing would come of it: it stays open, and the note says what can be done."""
    pane.open_file(city_list(office, tmp_path, people(office)[1:]).path)
    settle()
    [missing] = pane.model.rows()
    assert missing.row.difference is Difference.MISSING_THERE
    qtbot.keyClick(pane.table, Qt.Key.Key_1)
    assert pane.model.rows()[0].choice is None
    assert not pane.go.isEnabled()
    assert "Only this office has this" in pane.note.text()
    qtbot.keyClick(pane.table, Qt.Key.Key_2)
    assert pane.model.rows()[0].choice is Choice.OURS
    assert pane.go.isEnabled()


def test_a_past_day_only_shows(pane: ReconciliationPane, office: OpenOffice, tmp_path: Path) -> None:
    pane.desk.read_only = True
    pane._show()
    assert not pane.go.isEnabled()
    assert not pane.submit.isEnabled()

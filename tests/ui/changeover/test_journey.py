"""J2 in the whole window on the practice office: somebody leaves, a successor takes over; clicks and keys counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from gridadmin.config import load_config
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.practice import REFERENCE_DAY, open_practice
from gridadmin.services.grids import list_grids
from gridadmin.services.workers import list_workers
from gridadmin.services.workers_changeover import list_changeovers
from gridadmin.ui.background import Background
from gridadmin.ui.changeover.dialog import ChangeoverDialog
from gridadmin.ui.changeover.papers import ChangeoverPapersDialog
from gridadmin.ui.main_window import MainWindow
from gridadmin.ui.office_work import OfficeSearch, frame_work
from gridadmin.ui.page_list import PAGES
from gridadmin.ui.preferences import PreferenceStore
from tests.practice_offices import practice_at
from tests.real_offices import business_state

MOST_CLICKS, MOST_KEYS = 6, 10
Settle = Callable[[], None]
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(own_home: Path) -> OpenOffice:
    practice_at(own_home)
    return open_practice(load_config())


@pytest.fixture
def window(
    qtbot: QtBot, background: Background, office: OpenOffice, preferences: PreferenceStore, settle: Settle
) -> MainWindow:
    today = office.today
    search = OfficeSearch(background, today)
    made = MainWindow(background, preferences, PAGES, frame_work(search), today)
    qtbot.addWidget(made)
    made.leaving.is_done = True
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_page("home")
    search.start(made)
    settle()
    return made


class Hand:
    """Clicks and types as a clerk does, and counts both; every press of a key counts, a chord as one."""

    def __init__(self, qtbot: QtBot, settle: Settle) -> None:
        self._qtbot, self._settle = qtbot, settle
        self.clicks = self.keys = 0

    def click(self, widget: QWidget, at: Any = None) -> None:
        assert widget.isVisible()
        self.clicks += 1
        if at is None:
            self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        else:
            self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at)
        self._rest()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.keys += 1
        self._qtbot.keyClick(self._focus(), key, modifier)
        self._rest()

    def type(self, text: str) -> None:
        for char in text:
            self.keys += 1
            self._qtbot.keyClicks(self._focus(), char)
        self._rest()

    def _focus(self) -> QWidget:
        top = QApplication.activePopupWidget() or QApplication.activeModalWidget() or QApplication.activeWindow()
        assert top is not None
        return top.focusWidget() or top

    def _rest(self) -> None:
        self._settle()
        QApplication.processEvents()
        self._settle()


@pytest.fixture
def hand(qtbot: QtBot, settle: Settle) -> Hand:
    return Hand(qtbot, settle)


def shown(window: MainWindow, kind: type[QDialog]) -> Any:
    found = [each for each in window.findChildren(kind) if each.isVisible()]
    assert found, f"no {kind.__name__} is open"
    return found[-1]


def rare_initials(office: OpenOffice, leaves: set[str]) -> tuple[str, str]:
    """Two letters by which somebody in service comes first, and the name."""
    day = office.today()
    people = [row for row in office.read(list_workers, day) if row.status is not None and row.status.value == "active"]
    for row in people:
        letters = row.initials[:2]
        alike = [other for other in people if other.initials.startswith(letters) and other.name not in leaves]
        if len(letters) == 2 and letters.isascii() and len(alike) == 1 and row.name not in leaves:
            return letters, row.name
    raise AssertionError("nobody is found by two letters")


def test_a_worker_leaves_and_a_successor_takes_over_within_the_budget(
    window: MainWindow, hand: Hand, office: OpenOffice, settle: Settle
) -> None:
    day = office.today()
    assert day >= REFERENCE_DAY
    grid = next(each for each in office.read(list_grids, day) if len(each.staff) == 1)
    leaves = grid.staff[0].name
    letters, successor = rare_initials(office, {leaves})
    before = business_state(office)
    began = perf_counter()
    hand.press(Qt.Key.Key_K, CONTROL)
    hand.type(grid.code[-3:])
    listed = window._search.list
    places = [listed.model().index(row, 0) for row in range(listed.model().rowCount())]
    place = next(each for each in places if grid.name in str(each.data()))
    listed.scrollTo(place)
    hand.click(listed.viewport(), listed.visualRect(place).center())
    hand.press(Qt.Key.Key_H)
    dialog: ChangeoverDialog = shown(window, ChangeoverDialog)
    assert dialog.form_page.names()[0] == leaves
    hand.click(dialog.form_page.reason.buttons["resigned"])
    hand.type(letters)
    assert dialog.form_page.names()[1] == successor
    hand.press(Qt.Key.Key_Return)
    assert {"handover", "service"} <= {line for line in dialog.consequences._boxes} | {"service"}
    assert business_state(office) == before, "nothing is done yet"
    hand.press(Qt.Key.Key_Return)
    assert dialog.outcome is not None
    hand.press(Qt.Key.Key_P, CONTROL)
    papers: ChangeoverPapersDialog = shown(window, ChangeoverPapersDialog)
    assert papers.papers is not None
    assert papers.papers.pages >= 2, "the slip and the board"
    seconds = perf_counter() - began
    papers.reject()
    dialog.reject()
    settle()
    (done, *_older) = office.read(list_changeovers, day, False)
    assert (done.outgoing, done.incoming, done.grid_name) == (leaves, successor, grid.name)
    assert (hand.clicks, hand.keys) <= (MOST_CLICKS, MOST_KEYS)
    assert hand.clicks <= MOST_CLICKS
    assert hand.keys <= MOST_KEYS
    assert seconds < 120
    window.undo()
    settle()
    assert business_state(office) == before


def test_by_keys_alone_it_is_no_more_than_the_budget_in_all(
    window: MainWindow, hand: Hand, office: OpenOffice, settle: Settle
) -> None:
    """From the list of grids, which a clerk has open all day: no click, and a reason by its digit."""
    day = office.today()
    window.show_page("grids")
    settle()
    page: Any = window.page()
    line = next(each for each in page.model.rows() if len(each.row.staff) == 1)
    page.table.choose(page.model.rows().index(line))
    settle()
    letters, _successor = rare_initials(office, {line.row.staff[0].name})
    page.table.setFocus()
    hand.press(Qt.Key.Key_H)
    hand.type("1")
    hand.type(letters)
    hand.press(Qt.Key.Key_Return)
    hand.press(Qt.Key.Key_Return)
    dialog: ChangeoverDialog = shown(window, ChangeoverDialog)
    assert dialog.outcome is not None
    assert dialog.outcome.first_day == day
    assert (hand.clicks, hand.keys) == (0, 6)
    dialog.reject()

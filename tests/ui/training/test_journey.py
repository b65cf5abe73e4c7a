"""J10 on the practice office: a whole training session in the window, with real clicks and keys, counted.

A click is a press of the mouse; keys are counted apart, characters of data (a day, a block of results) are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gridadmin.domain.training import SessionDetail, SessionState
from gridadmin.domain.training_hours import HoursStanding
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import open_practice_folder
from gridadmin.jobs.practice import REFERENCE_DAY
from gridadmin.reports.preview import page_count
from gridadmin.services.journal import list_acts
from gridadmin.services.qualifications_book import certificates_by_worker
from gridadmin.services.training_lists import get_session
from gridadmin.ui.background import Background
from gridadmin.ui.main_window import MainWindow
from gridadmin.ui.office_work import OfficeSearch, frame_work
from gridadmin.ui.page_list import PAGES
from gridadmin.ui.preferences import PreferenceStore
from tests.practice_offices import practice_at

pytestmark = pytest.mark.slow

MOST_CLICKS, MOST_KEYS = 10, 6
LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    opened = open_practice_folder(practice_at(tmp_path))
    clock = opened.clock
    opened.clock = lambda: clock().replace(year=2026, month=11, day=2)
    yield opened
    opened.close()


class Hand:
    """Clicks and types as a clerk does, counts both, and waits until the window has answered."""

    def __init__(self, qtbot: QtBot, background: Background, window: MainWindow) -> None:
        self._qtbot, self._background, self._window = qtbot, background, window
        self.clicks = self.keys = 0

    def settle(self) -> None:
        for _round in range(3):  # an act is answered, then the pages read again
            self._qtbot.waitUntil(lambda: self._background.is_idle, timeout=20_000)
            QApplication.processEvents()

    def click(self, widget: QWidget) -> None:
        assert widget.isVisible()
        assert widget.isEnabled()
        self.clicks += 1
        self._qtbot.mouseClick(widget, LEFT)
        self.settle()

    def choose(self, menu: QMenu, text: str) -> None:
        action = next(action for action in menu.actions() if action.text() == text)
        assert menu.isVisible()
        self.clicks += 1
        self._qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        self.settle()

    def open_tab(self, tabs: Any, key: str) -> None:
        self.clicks += 1
        self._qtbot.mouseClick(tabs, LEFT, pos=tabs.tabRect(tabs._keys.index(key)).center())
        self.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.keys += 1
        QTest.keyClick(self._focused(), key, modifier)
        self.settle()

    def type(self, text: str) -> None:
        QTest.keyClicks(self._focused(), text)

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self._window.focusWidget() or self._window

    def dialog(self) -> Any:
        return [found for found in self._window.findChildren(QDialog) if found.isVisible()][-1]


@pytest.fixture
def window(qtbot: QtBot, background: Background, preferences: PreferenceStore, office: OpenOffice) -> MainWindow:
    search = OfficeSearch(background, office.today)
    made = MainWindow(background, preferences, PAGES, frame_work(search), office.today)
    qtbot.addWidget(made)
    made.leaving.is_done = True
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def save_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Let the next paper be saved as a file; returns where it is. A test has no printer."""
    files: list[Path] = []

    def name(*_args: object) -> tuple[str, str]:
        files.append(tmp_path / f"paper-{len(files)}.pdf")
        return str(files[-1]), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", name)
    monkeypatch.setattr("gridadmin.ui.paper_dialog.QDesktopServices.openUrl", lambda _url: True)
    return lambda: files[-1]


def test_a_session_from_its_template_to_the_resit_within_the_budget(
    qtbot: QtBot, background: Background, window: MainWindow, office: OpenOffice, save_pdf: Callable[[], Path]
) -> None:
    window.show_page("training")  # the page is where the clerk works that day
    page: Any = window.page()
    hand = Hand(qtbot, background, window)
    hand.settle()
    today = office.today()
    assert today.year == REFERENCE_DAY.year
    session = arrange_and_invite(hand, page, today)
    assert len(office.read(get_session, session, today).attendees) > 200

    hand.click(page.pane.sheet)  # the sign-in sheet: one click, and Enter prints or saves it
    qtbot.waitUntil(lambda: hand.dialog().made is not None)
    hand.press(Qt.Key.Key_Return)
    assert page_count(save_pdf().read_bytes()) >= 9

    enter_results(hand, office.read(get_session, session, today))
    detail = office.read(get_session, session, today)
    assert detail.row.state is SessionState.DONE
    assert [row.entry.score for row in detail.attendees] == [score_of(at) * 10 for at in range(len(detail.attendees))]

    hand.click(page.pane.certify)  # certificates issued and renewed: one click
    issued = office.read(certificates_by_worker)
    assert sum(row.issued_on == today for rows in issued.values() for row in rows) == detail.to_certify > 0

    hand.click(page.pane.cards)  # work cards N-up: one click, and Enter
    qtbot.waitUntil(lambda: hand.dialog().made is not None)
    hand.press(Qt.Key.Key_Return)
    assert page_count(save_pdf().read_bytes()) >= 1

    arrange_resit_and_look_at_shortfalls(hand, page, detail)
    assert hand.clicks <= MOST_CLICKS, hand.clicks
    assert hand.keys <= MOST_KEYS, hand.keys
    acts = [str(act.sentence) for act in office.read(list_acts, 12)]
    assert sum("业务培训" in text for text in acts) >= 5


def arrange_and_invite(hand: Hand, page: Any, today: date) -> UUID:
    """A session from its template: two clicks, the day, and Ctrl+S; its list from the saved view: one click."""
    hand.click(page._new)
    hand.choose(page.menu, "网格员业务培训")
    hand.type(today.isoformat())
    hand.press(Qt.Key.Key_S, CTRL)
    session: UUID = page.pane.detail.row.id
    hand.click(page.pane.invite)
    return session


def enter_results(hand: Hand, detail: SessionDetail) -> None:
    """Attendance and scores from Excel, in another order than the list: two keys."""
    lines = [f"{row.name}\t{row.id_number or ''}\t√\t{score_of(at)}" for at, row in enumerate(detail.attendees)]
    QGuiApplication.clipboard().setText("姓名\t身份证号\t出勤\t成绩\n" + "\n".join(reversed(lines)))
    hand.press(Qt.Key.Key_V, CTRL)
    hand.press(Qt.Key.Key_S, CTRL)


def score_of(at: int) -> int:
    return 55 + at % 40


def arrange_resit_and_look_at_shortfalls(hand: Hand, page: Any, detail: SessionDetail) -> None:
    """A re-sit of those who failed: one click, its day, and Ctrl+S; who is short of hours: one click."""
    hand.click(page.pane.resit)
    hand.type("2026-12-01")
    hand.press(Qt.Key.Key_S, CTRL)
    assert page.pane.detail.resit_of == detail.row.form.title
    assert {row.name for row in page.pane.detail.attendees} == {row.name for row in detail.to_resit}
    hand.open_tab(page.lists.views, "short")
    short = page.lists.table.model().rows()
    assert short
    assert all(row.hours.missing > 0 for row in short)
    assert HoursStanding.BEHIND in {row.hours.standing for row in short}

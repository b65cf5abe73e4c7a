"""Assessing everybody of the practice office in the window (J8): five clicks and the scores, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gridadmin.config import load_config
from gridadmin.domain.assessment import Method
from gridadmin.domain.assessment_entries import entry_columns
from gridadmin.domain.assessment_periods import PeriodState
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.practice import open_practice
from gridadmin.services.assessment_reviews import list_reviews, reviews_due
from gridadmin.ui.background import Background
from gridadmin.ui.main_window import MainWindow
from gridadmin.ui.office_work import OfficeSearch, frame_work
from gridadmin.ui.page_list import PAGES
from gridadmin.ui.paper_dialog import PaperDialog
from gridadmin.ui.preferences import PreferenceStore
from tests.practice_offices import practice_at
from tests.real_offices import business_state

pytestmark = pytest.mark.slow
LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
NOON = datetime(2026, 10, 31, 4, tzinfo=UTC)
DAY = NOON.date()
MOST_CLICKS = 5
Settle = Callable[[], None]


@pytest.fixture
def office(own_home: Path) -> Iterator[OpenOffice]:
    practice_at(own_home)
    opened = open_practice(load_config())
    opened.clock = lambda: NOON
    yield opened
    opened.close()


@pytest.fixture
def window(qtbot: QtBot, background: Background, preferences: PreferenceStore, settle: Settle) -> MainWindow:
    search = OfficeSearch(background, lambda: DAY)
    made = MainWindow(background, preferences, PAGES, frame_work(search), lambda: DAY)
    qtbot.addWidget(made)
    made.leaving.is_done = True
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_page("home")
    settle()
    return made


class Hand:
    """Clicks what a clerk sees, and counts the clicks."""

    def __init__(self, qtbot: QtBot, settle: Settle) -> None:
        self._qtbot, self._settle = qtbot, settle
        self.clicks = 0

    def click(self, widget: QWidget) -> None:
        assert widget.isVisible()
        assert widget.isEnabled()
        self.clicks += 1
        self._qtbot.mouseClick(widget, LEFT)
        self._settle()

    def key(self, widget: QWidget, key: Qt.Key) -> None:
        self._qtbot.keyClick(widget, key, CONTROL)
        self._settle()


def dialogs(window: QWidget) -> list[Any]:
    return [found for found in window.findChildren(QDialog) if found.isVisible()]


def block_of(whole: Any) -> str:
    """What a clerk copies out of the village's sheet: names, ID numbers, a mark under each heading."""
    columns = entry_columns(whole.definition, whole.period.round_key)
    lines = [["姓名", "身份证号", *(each.title for each in columns)]]
    for place, person in enumerate(whole.assessed):
        cells = []
        for each in columns:
            if each.indicator.method is Method.EVENTS:
                cells.append(each.indicator.clauses[0].code if place % 7 == 0 else "")
            else:
                most = 100 if each.indicator.method is Method.RATE else int(each.most or 0)
                cells.append(str(most - place % 5))
        lines.append([person.name, person.id_number or "", *cells])
    return "\n".join("\t".join(line) for line in lines)


def test_everybody_is_assessed_in_five_clicks(
    window: MainWindow, qtbot: QtBot, settle: Settle, office: OpenOffice
) -> None:
    hand = Hand(qtbot, settle)
    due = office.read(reviews_due, office.today())
    assert due, "the practice office has somebody with two poor results"
    hand.click(window._navigation._entries["assessment"])
    page: Any = window.page()
    pane = page.pane
    whole = pane.whole
    assert whole.period.state is PeriodState.ENTRY, "the page opens with the period whose scores wait"
    assert len(whole.assessed) >= 120
    assert all(line.why_not for line in whole.participants if not line.assessed)
    QGuiApplication.clipboard().setText(block_of(whole))
    hand.key(pane.entry.grid.cells, Qt.Key.Key_V)
    assert not pane.entry.grid.model.faults()
    assert len(pane.entry.graded()) == len(whole.assessed), "totals, ranks and grades follow what was pasted"
    hand.key(pane.entry.grid.cells, Qt.Key.Key_S)
    assert not pane.entry.is_dirty()
    before = business_state(office)
    hand.click(pane.publish)
    question = dialogs(window)[-1]
    hand.click(question.findChildren(QPushButton)[-1])
    assert pane.whole.period.published_on is not None
    hand.click(pane.notices)
    paper = dialogs(window)[-1]
    assert isinstance(paper, PaperDialog)
    qtbot.waitUntil(lambda: paper.made is not None, timeout=60_000)
    assert paper.made is not None
    assert paper.made.pages == (len(whole.assessed) + 1) // 2
    paper.reject()
    hand.click(pane.reviews)
    assert len(office.read(list_reviews, office.today())) >= len(due)
    assert office.read(reviews_due, office.today()) == []
    assert hand.clicks <= MOST_CLICKS
    for _step in range(2):  # the reviews, then the publication
        office.undo()
    assert business_state(office) == before

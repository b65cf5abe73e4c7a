"""What a clerk wants most, done in the whole window with real clicks, and counted: no more of them than promised."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gridadmin.domain.queues import Target
from gridadmin.jobs.office import OpenOffice
from gridadmin.reports.preview import page_count
from gridadmin.ui.background import Background
from gridadmin.ui.main_window import MainWindow
from gridadmin.ui.office_work import OfficeSearch, frame_work
from gridadmin.ui.page_list import PAGES
from gridadmin.ui.preferences import PreferenceStore
from tests.peopled_offices import TODAY, People, filled
from tests.real_offices import real_office

Settle = Callable[[], None]
LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "real") as opened:
        yield opened


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


@pytest.fixture
def window(
    qtbot: QtBot, background: Background, preferences: PreferenceStore, people: People, settle: Settle
) -> MainWindow:
    assert people.grids
    search = OfficeSearch(background, lambda: TODAY)
    made = MainWindow(background, preferences, PAGES, frame_work(search), lambda: TODAY)
    qtbot.addWidget(made)
    made.leaving.is_done = True  # nothing is backed up when a test closes its window
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_page("home")
    search.start(made)
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


@pytest.fixture
def hand(qtbot: QtBot, settle: Settle) -> Hand:
    return Hand(qtbot, settle)


def entry(window: MainWindow, feature: str) -> QWidget:
    return window._navigation._entries[feature]


def page(window: MainWindow) -> Any:
    return window.page()


def dialogs(window: QWidget) -> list[Any]:
    return [found for found in window.findChildren(QDialog) if found.isVisible()]


def test_every_stale_board_is_printed_in_three_clicks(
    window: MainWindow, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "boards.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), ""))
    hand.click(entry(window, "notices"))
    stale = {line.subject for line in page(window).model.rows()}
    hand.click(page(window).print_button)
    hand.click(dialogs(window)[-1].save)
    assert page_count(out.read_bytes()) == len(stale)
    assert page(window).model.rows() == []
    assert hand.clicks <= 3
    dialogs(window)[-1].accept()


def test_the_workbook_of_the_month_takes_four_clicks(
    window: MainWindow, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "month.xlsx"

    def choose_file(*_args: object) -> tuple[str, str]:
        hand.clicks += 1  # the button of the system's own dialog
        return str(out), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose_file)
    hand.click(entry(window, "statistics"))
    hand.click(page(window)._make)
    assert len(load_workbook(out).sheetnames) > 5
    assert hand.clicks <= 4
    dialogs(window)[-1].accept()


def test_the_compliance_of_any_grid_is_two_acts_away(
    window: MainWindow, hand: Hand, people: People, qtbot: QtBot, settle: Settle
) -> None:
    hand.click(entry(window, "compliance"))
    row = page(window).matrix.rows()[-1]
    qtbot.keyClick(window, Qt.Key.Key_F, CONTROL)  # the second act: say which grid
    qtbot.keyClicks(window.focusWidget(), row.grid.code)
    settle()
    QApplication.processEvents()
    assert people.grids
    assert hand.clicks + 1 <= 2
    seen = "\n".join(found.text() for found in page(window).pane.findChildren(QLabel) if found.isVisible())
    assert row.grid.name in seen
    assert all(str(found.result.label) in seen for found in row.findings["10"])


@pytest.mark.parametrize("feature", ["grids", "workers", "notices", "compliance", "journal"])
def test_keys_do_in_every_list_what_the_sheet_says(
    window: MainWindow, qtbot: QtBot, settle: Settle, feature: str
) -> None:
    window.go(Target(feature))
    settle()
    qtbot.keyClick(window, Qt.Key.Key_F, CONTROL)
    assert isinstance(window.focusWidget(), QLineEdit), [window.isActiveWindow(), dialogs(window)]
    table = page(window).panes()[0]
    table.choose(0)
    before = table.currentIndex().row()
    qtbot.keyClick(window, Qt.Key.Key_Down, CONTROL)
    assert table.currentIndex().row() == min(before + 1, table.model().rowCount() - 1)
    qtbot.keyClick(window, Qt.Key.Key_Up, CONTROL)
    assert table.currentIndex().row() == before
    settle()


@pytest.mark.parametrize("feature", ["grids", "workers", "notices", "statistics", "compliance"])
def test_ctrl_e_asks_for_a_file(
    window: MainWindow, qtbot: QtBot, settle: Settle, feature: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(*args: object, **_more: object) -> tuple[str, str]:
        asked.append(str(args[2]))
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    window.go(Target(feature))
    settle()
    qtbot.keyClick(window, Qt.Key.Key_E, CONTROL)
    assert len(asked) == 1
    name = next(spec.title for spec in PAGES if spec.feature == feature)
    assert asked[0].split("/")[-1].startswith(name)  # a page, its entry and its file have one name


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F2])
def test_enter_and_f2_edit_and_escape_keeps_the_draft(
    window: MainWindow, qtbot: QtBot, settle: Settle, key: Qt.Key
) -> None:
    window.go(Target("workers"))
    settle()
    page(window).table.setFocus()
    for typed in ("门诊部三楼", None):
        qtbot.keyClick(page(window).table, key)
        settle()
        dialog = dialogs(window)[-1]
        if typed:
            dialog.form.editor("address").setText(typed)
        else:
            assert dialog.form.values()["address"] == "门诊部三楼"
            dialog._drop_draft()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        settle()
        assert dialogs(window) == []


def test_everything_that_can_be_pressed_has_a_name(window: MainWindow, settle: Settle) -> None:
    from PySide6.QtWidgets import QAbstractButton, QComboBox

    nameless = []
    for spec in PAGES:
        window.go(Target(spec.feature))
        settle()
        for kind in (QAbstractButton, QComboBox):
            for found in window.page().findChildren(kind):
                text = found.text() if isinstance(found, QAbstractButton) else ""
                if found.isVisible() and not (text.strip() or found.accessibleName()):
                    nameless.append(f"{spec.feature}: {type(found).__name__} {found.toolTip()}")
    assert not nameless, "\n".join(nameless)


class _Watcher(QObject):
    """Notes every window that is shown: a widget shown before it has its place flashes up as one."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def test_no_page_flashes_a_window_while_it_is_built(window: MainWindow, settle: Settle) -> None:
    watcher, application = _Watcher(), QApplication.instance()
    assert application is not None
    application.installEventFilter(watcher)
    for spec in PAGES:
        window.go(Target(spec.feature))
        settle()
    application.removeEventFilter(watcher)
    assert watcher.shown == []


def test_large_text_folds_the_navigation_and_fits_a_small_screen(window: MainWindow, settle: Settle) -> None:
    from gridadmin.ui.theme import current

    for spec in PAGES:
        window.go(Target(spec.feature))
        settle()
    window.resize(1366, 728)
    unfolded = window._navigation.width()
    current().use("light", 150)
    QApplication.processEvents()
    assert window._navigation.width() < unfolded
    widest = {word: shown.minimumSizeHint().width() for word, shown in window._pages.items()}
    assert window.minimumSizeHint().width() <= 1366, sorted(widest.items(), key=lambda each: -each[1])[:4]
    current().use("light", 100)
    QApplication.processEvents()
    assert window._navigation.width() == unfolded

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gridadmin.domain.office_overview import Coverage, Overview
from gridadmin.domain.queues import Queue, Target, Tone
from gridadmin.domain.search import SearchHit
from gridadmin.i18n import Message
from gridadmin.jobs.progress import Progress
from gridadmin.ui.background import Background
from gridadmin.ui.home.page import HomePage
from gridadmin.ui.main_window import FrameWork, MainWindow
from gridadmin.ui.pages import Desk, Page, PageSpec
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.ui.settings.page import SettingsPage
from gridadmin.ui.theme import Theme, current
from tests.ui.conftest import MemoryOffice

TODAY = date(2026, 11, 27)
CONTROL = Qt.KeyboardModifier.ControlModifier
HITS = [
    SearchHit("人", "张三", "城关03", Target("workers", record_id="7")),
    SearchHit("人", "张四", "", Target("home")),
]


class WorkersPage(Page):
    features = frozenset({"workers"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.heard: list[str] = []
        self.first, self.second = QLineEdit(self), QLineEdit(self)

    def reload(self) -> None:
        self.heard.append(f"reload {self.desk.as_of} {self.desk.read_only}")

    def show_target(self, target: Target) -> None:
        self.heard.append(f"target {target.record_id}")

    def new_record(self) -> None:
        self.heard.append("new")

    def panes(self) -> list[QLineEdit]:  # type: ignore[override] # a list of a kind of widget
        return [self.first, self.second]


def overview(_office: object, as_of: date, progress: Progress) -> Overview:
    progress.check()
    target = Target("workers", record_id="7")
    queues = (
        Queue("a", Message("Grids without a worker"), 3, Tone.URGENT, target, Message("Art 10")),
        Queue("b", Message("Boards to print"), 0, Tone.WARNING, Target("workers")),
    )
    return Overview("城关街道网格化服务管理中心", as_of, queues, Coverage(4, 3, 2, 5, 3))


def hint(_office: object, progress: Progress) -> Message:
    progress.check()
    return Message("调 张三 到 城关03网格")


def undo(office: MemoryOffice, progress: Progress) -> Message | None:
    progress.check()
    return Message(office.acts.pop()) if office.acts else None


SPECS = (
    PageSpec("home", "Home", "house", "gridadmin.ui.home.page:HomePage"),
    PageSpec("workers", "Grid workers", "users", f"{__name__}:WorkersPage"),
    PageSpec("settings", "Settings", "settings", "gridadmin.ui.settings.page:SettingsPage", apart=True),
)


@pytest.fixture
def window(
    qtbot: QtBot, background: Background, preferences: PreferenceStore, settle: Callable[[], None]
) -> MainWindow:
    work = FrameWork(
        undo=undo,
        undo_hint=hint,
        overview=overview,
        search=lambda text: HITS if text == "z" else [],
    )
    made = MainWindow(background, preferences, SPECS, work, today=lambda: TODAY)
    qtbot.addWidget(made)
    made.show()
    made.show_page("home")
    settle()
    return made


def workers(window: MainWindow) -> WorkersPage:
    page = window._pages["workers"]
    assert isinstance(page, WorkersPage)
    return page


def test_pages_are_built_on_the_first_visit(window: MainWindow, qtbot: QtBot) -> None:
    assert set(window._pages) == {"home"}
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert window.page() is workers(window)
    assert workers(window).heard == ["reload 2026-11-27 False"]


def test_keys_reach_the_page(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("workers")
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert workers(window).heard[1:] == ["new", "reload 2026-11-27 False"]


def test_f6_goes_round_the_panes(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("workers")
    page = workers(window)
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert window.focusWidget() is page.first
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert window.focusWidget() is page.second


def test_a_page_out_of_sight_is_read_again_when_it_is_visited(
    window: MainWindow, background: Background, settle: Callable[[], None]
) -> None:
    window.show_page("workers")
    window.show_page("settings")
    background.act(Message("调 张三"), lambda _session: None)
    settle()
    assert len(workers(window).heard) == 1
    window.show_page("workers")
    assert len(workers(window).heard) == 2


def test_another_day_tints_the_window_and_locks_pages(window: MainWindow) -> None:
    window.show_page("workers")
    window.set_as_of(date(2026, 10, 31))
    assert workers(window).heard[-1] == "reload 2026-10-31 True"
    assert window._banner.isVisible()
    assert window.property("past") is True
    window._banner.left.emit()
    assert workers(window).heard[-1] == "reload 2026-11-27 False"
    assert not window._banner.isVisible()


def test_undo_is_hinted_and_done(
    window: MainWindow, background: Background, office: MemoryOffice, settle: Callable[[], None], qtbot: QtBot
) -> None:
    assert "调 张三 到 城关03网格" in window._status._undo.text()
    office.acts.append("调 张三")
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    settle()
    assert window._status._note.text() == "Undone: 调 张三"
    window.undo()
    settle()
    assert window._status._note.text() == "There is nothing left to undo."


def test_search_by_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
    popup = window._search
    qtbot.keyClicks(popup.field, "z")
    assert popup.model.rowCount() == 2
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Up)
    assert not popup.grab().isNull()
    qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    assert workers(window).heard[-1] == "target 7"
    assert not popup.isVisible()
    popup.look_for("zz")
    assert "zz" in popup._note.text()


def test_home_opens_queues_and_never_hides_one(window: MainWindow, qtbot: QtBot) -> None:
    home = window.page()
    assert isinstance(home, HomePage)
    first, second = home.grid.tiles()
    assert second.property("calm") is True
    assert second.isVisible()
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert window.focusWidget() is second
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert workers(window).heard[-1] == "target 7"


def test_the_wheel_with_ctrl_changes_all_text(window: MainWindow, preferences: PreferenceStore) -> None:
    before = window._top.search.height()
    place = QPointF(10, 10)
    turn = QWheelEvent(
        place, place, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, CONTROL, Qt.ScrollPhase.NoScrollPhase, False
    )
    for _ in range(5):
        QApplication.sendEvent(window.windowHandle(), turn)
    assert preferences.now.text_percent == 150
    QApplication.processEvents()
    assert window._top.search.sizeHint().height() > before
    assert QApplication.font().pointSizeF() == pytest.approx(15)


def test_settings_are_applied_and_kept(window: MainWindow, preferences: PreferenceStore, theme: Theme) -> None:
    window.show_page("settings")
    page = window.page()
    assert isinstance(page, SettingsPage)
    page.theme_switch.choose("dark")
    assert current().colours.dark
    page.slider.setValue(13)
    assert (preferences.now.theme, preferences.now.text_percent) == ("dark", 130)
    page.languages.set_value("en")
    assert preferences.now.language == "en"


def test_folding_the_navigation(window: MainWindow, preferences: PreferenceStore) -> None:
    wide = window._navigation.width()
    window._navigation.fold()
    assert window._navigation.maximumWidth() < wide
    assert preferences.now.navigation_open is False


def test_a_practice_office_is_marked(qtbot: QtBot, preferences: PreferenceStore) -> None:
    office, door = MemoryOffice(), Background()
    office.practice = True
    door.use(office)
    made = MainWindow(door, preferences, SPECS, today=lambda: TODAY)
    qtbot.addWidget(made)
    from gridadmin.ui.top_bar import PracticeRibbon

    assert made.findChild(PracticeRibbon) is not None
    made.close()
    assert office.closed

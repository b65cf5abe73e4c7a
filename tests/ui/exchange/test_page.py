"""Two clerks on two computers: from the code to an exchange, a conflict settled with a key, and what the frame says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gridadmin.domain.exchange import Connection
from gridadmin.domain.queues import Target
from gridadmin.jobs.exchange import view_exchange
from gridadmin.jobs.exchange_city import use_connection
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.workers import find_worker_id
from gridadmin.ui.background import Background
from gridadmin.ui.main_window import MainWindow
from tests.city_servers import CityServer
from tests.exchanging_offices import address_of, change, enter, exchange
from tests.fault_proxy import fault_proxy
from tests.faults import DROP_REPLY, DROP_REQUEST, PASS
from tests.real_offices import TODAY, TOWNSHIP

pytestmark = pytest.mark.slow
OpenWindow = Callable[[OpenOffice], MainWindow]
SettleAll = Callable[[Background], None]
LONG_MS = 30_000


def page_of(window: MainWindow, settle_all: SettleAll) -> Any:
    window.go(Target("exchange"))
    settle_all(window.desk.background)
    return window.page()


def finish(window: MainWindow, qtbot: QtBot, settle_all: SettleAll) -> None:
    """Exchange at once in the window, and wait until it is told everywhere."""
    assert window.exchange is not None
    with qtbot.waitSignal(window.exchange.came_back, timeout=LONG_MS) as back:
        if not window.exchange.is_out:
            window.exchange.now()
    assert back.args is not None
    assert back.args[0].problem is None, back.args[0].problem
    settle_all(window.desk.background)


def seen(widget: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(found.text() for found in widget.findChildren(QLabel) if found.isVisible())


@pytest.fixture
def differing(
    open_window: OpenWindow, colleague: OpenOffice, mine: OpenOffice, qtbot: QtBot, settle_all: SettleAll
) -> MainWindow:
    """The window of a clerk who has changed an address that her colleague had changed before."""
    enter(colleague, address="城关村12号")
    exchange(colleague)
    window = open_window(mine)
    finish(window, qtbot, settle_all)
    change(colleague, address="城关村8号")
    exchange(colleague)
    change(mine, address="城关村21号")
    finish(window, qtbot, settle_all)
    return window


def test_from_the_code_to_the_first_exchange(
    open_window: OpenWindow,
    newcomer: OpenOffice,
    colleague: OpenOffice,
    city: CityServer,
    qtbot: QtBot,
    settle_all: SettleAll,
) -> None:
    enter(colleague, address="城关村12号")
    exchange(colleague)
    window = open_window(newcomer)
    page = page_of(window, settle_all)
    assert page.setup.isVisible()
    assert not page.state.isVisible()
    form = page.setup.form
    form.editor("address").setText(city.address)
    form.editor("code").setText("0000-0000-0000")
    with qtbot.waitSignal(page.setup.courier.came_back, timeout=LONG_MS):
        qtbot.mouseClick(page.setup.enrol_button, Qt.MouseButton.LeftButton)
    assert "XXXX-XXXX-XXXX" in seen(page.setup)
    form.editor("code").setText(city.issue_code(TOWNSHIP).lower())
    assert window.exchange is not None
    with qtbot.waitSignal(window.exchange.came_back, timeout=LONG_MS):
        qtbot.mouseClick(page.setup.enrol_button, Qt.MouseButton.LeftButton)
    settle_all(window.desk.background)
    assert page.state.isVisible()
    assert address_of(newcomer) == "城关村12号"
    assert "Exchanged" in window._top.exchange.text()
    assert page.pending.rows() == []
    assert len(page.rounds.rows()) == 1


def test_a_conflict_is_settled_with_a_key(
    differing: MainWindow, mine: OpenOffice, colleague: OpenOffice, qtbot: QtBot, settle_all: SettleAll
) -> None:
    assert "To be settled 1" in differing._top.exchange.text()
    page = page_of(differing, settle_all)
    page.tabs.choose("pending")
    qtbot.mouseClick(differing._top.exchange, Qt.MouseButton.LeftButton)
    view = page.issues["conflict"]
    assert view.table.hasFocus()
    assert page.tabs.tabText(page.tabs.currentIndex()).endswith(" 1")
    words = seen(view.pane)
    for value in ("城关村<b>12", "城关村<b>21", "城关村<b>8"):
        assert value.replace("<b>", "") in words.replace("<b>", "").replace("</b>", "")
    qtbot.mouseClick(page.tabs, Qt.MouseButton.LeftButton, pos=page.tabs.tabRect(1).center())
    qtbot.mouseClick(page.tabs, Qt.MouseButton.LeftButton, pos=page.tabs.tabRect(2).center())
    assert view.table.hasFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_2)
    settle_all(differing.desk.background)
    assert view.model.rows() == []
    assert address_of(mine) == "城关村21号"
    finish(differing, qtbot, settle_all)
    exchange(colleague)
    assert address_of(colleague) == "城关村21号"
    differing.undo()
    settle_all(differing.desk.background)
    assert address_of(mine) == "城关村8号"


def test_the_record_says_that_something_is_open_about_it(
    differing: MainWindow, mine: OpenOffice, qtbot: QtBot, settle_all: SettleAll
) -> None:
    worker = str(mine.read(find_worker_id, "张三"))
    differing.go(Target("workers", record_id=worker))
    settle_all(differing.desk.background)
    flag = differing.page().pane.flag  # type: ignore[attr-defined]
    assert "城关村21号" in seen(flag)
    differing.go(Target("exchange", record_id=worker))
    settle_all(differing.desk.background)
    page: Any = differing.page()
    assert page.tabs.value() == "conflict"
    view = page.issues["conflict"]
    view.choose("theirs")
    settle_all(differing.desk.background)
    differing.go(Target("workers", record_id=worker))
    settle_all(differing.desk.background)
    assert not flag.isVisible()


def test_later_leaves_it_and_a_past_day_locks_it(
    differing: MainWindow, mine: OpenOffice, qtbot: QtBot, settle_all: SettleAll
) -> None:
    page = page_of(differing, settle_all)
    page.tabs.choose("conflict")
    view = page.issues["conflict"]
    qtbot.keyClick(view.table, Qt.Key.Key_3)
    assert len(view.model.rows()) == 1
    differing.set_as_of(TODAY.replace(day=1))
    settle_all(differing.desk.background)
    assert not any(act.isEnabled() for act in view.pane.acts.values())
    finish(differing, qtbot, settle_all)  # the exchange itself goes on


def test_the_home_page_leads_to_it(differing: MainWindow, settle_all: SettleAll) -> None:
    differing.go(Target("home"))
    settle_all(differing.desk.background)
    home: Any = differing.page()
    tile = home.grid.tiles()[0]
    assert tile.queue.key == "exchange"
    tile.click()
    settle_all(differing.desk.background)
    assert differing.page().tabs.value() == "conflict"  # type: ignore[attr-defined]


def test_the_settings_say_who_the_office_is_and_let_it_leave(
    open_window: OpenWindow,
    mine: OpenOffice,
    city: CityServer,
    qtbot: QtBot,
    settle_all: SettleAll,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from gridadmin.ui.exchange import connection

    window = open_window(mine)
    window.go(Target("settings", "exchange"))
    settle_all(window.desk.background)
    pane: Any = window.page().part("exchange")  # type: ignore[attr-defined]
    assert f"({TOWNSHIP})" in seen(pane)
    assert pane.form.values()["address"] == city.address
    pane.form.editor("proxy").setText("none")
    pane.save.click()
    settle_all(window.desk.background)
    assert pane.form.values()["proxy"] == "none"
    monkeypatch.setattr(connection, "ask", lambda *_words, **_more: True)
    pane.leave.click()
    qtbot.waitUntil(lambda: "Stopped" in window._top.exchange.text(), timeout=LONG_MS)


def test_a_city_that_is_gone_is_said_and_nothing_waits_for_it(
    open_window: OpenWindow, mine: OpenOffice, qtbot: QtBot, settle_all: SettleAll
) -> None:
    use_connection(mine, Connection("http://127.0.0.1:9"))  # nobody listens there
    window = open_window(mine)
    page = page_of(window, settle_all)
    assert window.exchange is not None
    with qtbot.waitSignal(window.exchange.courier.came_back, timeout=LONG_MS):
        window.exchange.now()
    settle_all(window.desk.background)
    assert "No connection" in window._top.exchange.text()
    assert "No connection" in seen(page.state)
    assert window.exchange.next_at is not None


def test_a_connection_that_breaks_after_the_city_has_written_loses_and_doubles_nothing(
    open_window: OpenWindow,
    mine: OpenOffice,
    colleague: OpenOffice,
    city: CityServer,
    qtbot: QtBot,
    settle_all: SettleAll,
) -> None:
    with fault_proxy(city.address) as proxy:
        use_connection(mine, Connection(proxy.address))
        window = open_window(mine)
        finish(window, qtbot, settle_all)
        enter(mine, address="城关村12号")
        proxy.follow([PASS, DROP_REPLY, *[DROP_REQUEST] * 3])  # the push arrives, its answer does not
        assert window.exchange is not None
        for _attempt in range(2):
            with qtbot.waitSignal(window.exchange.courier.came_back, timeout=LONG_MS):
                window.exchange.now()
            settle_all(window.desk.background)
            assert "No connection" in window._top.exchange.text()
        window.go(Target("workers", record_id=str(mine.read(find_worker_id, "张三"))))
        settle_all(window.desk.background)  # work goes on
        assert "城关村12号" in seen(window.page())
        proxy.follow([])
        finish(window, qtbot, settle_all)
        assert "Exchanged" in window._top.exchange.text()
    exchange(colleague)
    assert address_of(colleague) == "城关村12号"
    assert len(view_exchange(colleague).cards) == 0

"""Two computers of one township, a real city, and a window on the second of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from gridadmin.jobs import exchange_city
from gridadmin.jobs.office import OpenOffice
from gridadmin.ui.background import Background
from gridadmin.ui.main_window import MainWindow
from gridadmin.ui.office_work import OfficeSearch, frame_work
from gridadmin.ui.page_list import PAGES
from gridadmin.ui.preferences import PreferenceStore
from tests.city_servers import CityServer, city_server
from tests.exchanging_offices import exchanging_office
from tests.models.conftest import postgres_url  # noqa: F401 - a fixture
from tests.real_offices import TODAY, real_office


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_city, "keyring_of", lambda _office: None)


@pytest.fixture
def city(postgres_url: str) -> Iterator[CityServer]:  # noqa: F811 - the fixture
    with city_server(postgres_url) as running:
        yield running


@pytest.fixture
def colleague(tmp_path: Path, city: CityServer) -> Iterator[OpenOffice]:
    """The computer of the other clerk; it exchanges when a test says so."""
    with exchanging_office(tmp_path / "colleague", city) as office:
        yield office


@pytest.fixture
def mine(tmp_path: Path, city: CityServer) -> Iterator[OpenOffice]:
    """This computer, enrolled."""
    with exchanging_office(tmp_path / "mine", city) as office:
        yield office


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[OpenOffice]:
    """This computer before it takes part."""
    with real_office(tmp_path / "newcomer") as office:
        yield office


@pytest.fixture
def open_window(
    qtbot: QtBot, preferences: PreferenceStore, settle_all: Callable[[Background], None]
) -> Iterator[Callable[[OpenOffice], MainWindow]]:
    """Open the window of an office, its loop started as the program does it."""
    doors: list[Background] = []

    def open_it(office: Any) -> MainWindow:
        door = Background()
        doors.append(door)
        door.use(office)
        search = OfficeSearch(door, lambda: TODAY)
        window = MainWindow(door, preferences, PAGES, frame_work(search), lambda: TODAY)
        qtbot.addWidget(window)
        window.leaving.is_done = True
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.show_page("home")
        assert window.exchange is not None
        window.exchange.start()
        settle_all(door)
        return window

    yield open_it
    for door in doors:
        door.shut()


@pytest.fixture
def settle_all(qtbot: QtBot) -> Callable[[Background], None]:
    """Wait until a door has handed out every answer, those to the answers too."""

    def wait(door: Background) -> None:
        for _round in range(3):
            if not door.is_idle:
                with qtbot.waitSignal(door.idle, timeout=20_000):
                    pass

    return wait

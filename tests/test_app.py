"""The composition root, started as a clerk starts it, in a folder of its own."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gridadmin import app, i18n
from gridadmin.config import Config, find_resources
from gridadmin.services.grids import list_grids
from gridadmin.ui.first_run.wizard import FirstRunWizard
from gridadmin.ui.main_window import MainWindow
from tests.real_offices import CLERK, TODAY, real_office, with_grids

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    home = tmp_path / "home"
    return Config(find_resources(), home, str(home / "office"), home / "practice", None)


@pytest.fixture
def desktop(qapp: object, qtbot: QtBot, config: Config) -> app.DesktopApp:
    home = config.home
    home.mkdir()
    (home / "settings.json").write_text('{"language": "en", "theme": "light"}')
    from PySide6.QtWidgets import QApplication

    assert isinstance(qapp, QApplication)
    return app.DesktopApp(config, qapp)


def test_an_empty_computer_begins_with_the_first_run(desktop: app.DesktopApp, qtbot: QtBot) -> None:
    desktop.start()
    assert isinstance(desktop.window, FirstRunWizard)
    assert "东昌府区" in desktop.window.place.names()
    with qtbot.waitSignal(desktop.background.idle):
        pass
    desktop.background.shut()
    desktop.window.close()


def test_login_leads_to_the_window_with_search_and_home(desktop: app.DesktopApp, qtbot: QtBot, tmp_path: Path) -> None:
    with real_office(tmp_path / "real") as office:
        with_grids(office, 1)
        office.name = "崇文街道"
        desktop.show_office(office)
        window = desktop.window
        assert isinstance(window, MainWindow)
        with qtbot.waitSignal(desktop.background.idle, timeout=20_000):
            pass
        assert "崇文街道" in window.windowTitle()
        assert desktop.preferences.now.last_account == CLERK
        assert window.desk.search(str(office.read(list_grids, TODAY)[0].code))
        desktop.background.shut()
        window.leaving.is_done = True
        window.close()


def test_the_log_is_masked(config: Config) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers[:] = []
    try:
        app.use_log(config)
        logging.getLogger("gridadmin").info("%s called %s", "371502198501010005", "13900000001")
        for handler in root.handlers:
            handler.close()
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    written = (config.home / "logs" / "gridadmin.log").read_text("utf-8")
    assert "371502********0005 called 139****0001" in written


def test_a_missing_catalogue_falls_back_to_english(
    qapp: object, config: Config, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from PySide6.QtWidgets import QApplication

    assert isinstance(qapp, QApplication)
    (tmp_path / "translations").mkdir()
    app.use_languages(replace(config, resources=tmp_path), qapp, "zh_CN")
    assert i18n.language() == "en"
    assert "no compiled catalogue" in caplog.text
    caplog.clear()

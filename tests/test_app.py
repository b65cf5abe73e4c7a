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
from gridadmin.ui.first_run.wizard import FirstRunWizard
from tests.ui.conftest import MemoryOffice

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


def test_login_leads_to_the_window_and_logging_out_back(desktop: app.DesktopApp, qtbot: QtBot) -> None:
    desktop.show_office(MemoryOffice())
    window = desktop.window
    assert window is not None
    assert "城关街道办事处" in window.windowTitle()
    assert desktop.preferences.now.last_account == "王芳"
    desktop.background.shut()
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

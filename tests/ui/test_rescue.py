"""From the first run and from the login back to an office, with real backups and real windows."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from gridadmin import app
from gridadmin.config import Config, find_resources
from gridadmin.jobs.backups import make_backup
from gridadmin.ui.first_run.wizard import FirstRunWizard
from gridadmin.ui.login import opening
from gridadmin.ui.login.dialog import LoginDialog
from gridadmin.ui.login.opening import Way
from gridadmin.ui.login.restoring import RestoreDialog
from gridadmin.ui.main_window import MainWindow
from tests.real_offices import TOWNSHIP

PASSWORD, RENEWED, CODE = "一句很好记的短话", "另一句很好记的话", opening.new_recovery_code()


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of an office whose computer is gone."""
    from gridadmin.domain.accounts import OfficeSetup
    from gridadmin.jobs.opening import create_office

    home, file = tmp_path_factory.mktemp("old"), tmp_path_factory.mktemp("stick") / "备份.gabackup"
    config = Config(find_resources(), home, str(home / "office"), home / "practice", None)
    office = create_office(config, OfficeSetup(TOWNSHIP, "王芳", password=PASSWORD, recovery_code=CODE))
    make_backup(office, file)
    office.close()
    shutil.rmtree(home)
    return file


@pytest.fixture
def desktop(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> app.DesktopApp:
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.json").write_text('{"language": "en", "theme": "light"}')
    return app.DesktopApp(Config(find_resources(), home, str(home / "office"), home / "practice", None), qapp)


def settle(desktop: app.DesktopApp, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: desktop.background.is_idle, timeout=20_000)


def opened_dialog(desktop: app.DesktopApp, qtbot: QtBot, stick: Path, patch: pytest.MonkeyPatch) -> RestoreDialog:
    dialog = cast(RestoreDialog, desktop.rescue)
    patch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(stick), ""))
    dialog.browse.click()
    settle(desktop, qtbot)
    return dialog


def leave(desktop: app.DesktopApp) -> None:
    window = desktop.window
    if isinstance(window, MainWindow):
        window.leaving.is_done = True
    desktop.background.shut()
    assert window is not None
    window.close()


def test_the_first_run_brings_the_office_back_with_the_code(
    desktop: app.DesktopApp, qtbot: QtBot, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.start()
    wizard = desktop.window
    assert isinstance(wizard, FirstRunWizard)
    wizard.welcome._rescue.setChecked(True)
    wizard.go_on()
    dialog = opened_dialog(desktop, qtbot, stick, monkeypatch)
    assert "records" in dialog._about.text()
    assert not dialog.ok.isEnabled()
    dialog.ways.choose(Way.RECOVERY_CODE.value)
    dialog.secret.setText(CODE.lower().replace("-", " "))
    dialog.ok.click()
    qtbot.waitUntil(lambda: dialog.renewal is not None, timeout=20_000)
    assert dialog.renewal is not None
    dialog.renewal.first.setText(RENEWED)
    dialog.renewal.second.setText(RENEWED)
    dialog.renewal.ok.click()
    qtbot.waitUntil(lambda: isinstance(desktop.window, MainWindow), timeout=20_000)
    settle(desktop, qtbot)
    assert "崇文街道" in cast(MainWindow, desktop.window).windowTitle()
    leave(desktop)
    opening.open_office(desktop._config, opening.LoginRequest("王芳", RENEWED)).close()


def test_the_login_says_at_once_that_the_key_slots_are_damaged(desktop: app.DesktopApp, qtbot: QtBot) -> None:
    office = Path(desktop._config.office)
    office.mkdir()
    (office / "keyslots.json").write_bytes(b"")
    desktop.start()
    login = cast(LoginDialog, desktop.window)
    qtbot.waitUntil(lambda: "Restore the newest backup" in login.message.text(), timeout=20_000)
    assert login.enter.isEnabled()
    leave(desktop)


def test_wrong_passwords_are_said_and_slowed(
    desktop: app.DesktopApp, qtbot: QtBot, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.start()
    desktop.open_backup()
    dialog = opened_dialog(desktop, qtbot, stick, monkeypatch)
    for _try in range(3):
        dialog.secret.setText("not the password")
        dialog.ok.click()
        settle(desktop, qtbot)
    assert "2 s" in dialog.message.text()
    assert not dialog.ok.isEnabled()
    dialog._count_down()
    dialog._count_down()
    assert dialog.ok.isEnabled()
    assert not Path(desktop._config.office).exists()
    dialog.use_file(stick.with_name("nothing.gabackup"))
    settle(desktop, qtbot)
    assert "nothing.gabackup" in dialog.message.text()
    assert not dialog.ok.isEnabled()
    dialog.reject()
    leave(desktop)


def test_the_login_replaces_a_damaged_office_and_keeps_it(
    desktop: app.DesktopApp, qtbot: QtBot, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(desktop._config.office)
    folder.mkdir()
    (folder / "office.db").write_bytes(b"\0" * 4096)
    desktop.start()
    assert isinstance(desktop.window, LoginDialog)
    desktop.window.restore_asked.emit()
    dialog = opened_dialog(desktop, qtbot, stick, monkeypatch)
    dialog.secret.setText(PASSWORD)
    dialog.ok.click()
    qtbot.waitUntil(lambda: isinstance(desktop.window, MainWindow), timeout=20_000)
    settle(desktop, qtbot)
    leave(desktop)
    assert [path.name for path in folder.glob("before-restore-*/*")] == ["office.db"]

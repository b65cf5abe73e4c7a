"""The first day with real jobs: set-up, login, a forgotten password and the way back in."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gridadmin.config import Config, load_config
from gridadmin.jobs.office import OpenOffice
from gridadmin.ui.background import Background
from gridadmin.ui.first_run.setup import OfficeSetup
from gridadmin.ui.login import opening
from gridadmin.ui.login.dialog import LoginDialog
from tests.real_offices import TOWNSHIP

PASSWORD, RENEWED = "一句很好记的短话", "另一句很好记的话"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return load_config(str(tmp_path / "office"))


def set_up(config: Config) -> str:
    code = opening.new_recovery_code()
    setup = OfficeSetup(TOWNSHIP, "崇文街道", "冠县", "王芳", PASSWORD, code)
    made = opening.create_office(config, setup)
    assert isinstance(made, OpenOffice)
    assert made.account_name == "王芳"
    made.close()
    return code


def login_of(config: Config, qtbot: QtBot, background: Background) -> LoginDialog:
    dialog = LoginDialog(background, partial(opening.open_office, config))
    qtbot.addWidget(dialog)
    accounts, remembered = opening.list_ways(config)
    dialog.show_accounts(accounts, "", remembered)
    dialog.show()
    return dialog


def test_set_up_and_login(config: Config, qtbot: QtBot, background: Background) -> None:
    set_up(config)
    dialog = login_of(config, qtbot, background)
    assert not dialog.by_keyring.isVisible()
    dialog.secret.setText(PASSWORD)
    with qtbot.waitSignal(dialog.opened, timeout=20_000) as opened:
        dialog.log_in()
    assert opened.args is not None
    opened.args[0].close()


def test_the_recovery_code_leads_to_a_new_password(config: Config, qtbot: QtBot, background: Background) -> None:
    code = set_up(config)
    dialog = login_of(config, qtbot, background)
    dialog.switch_way()
    dialog.secret.setText(code)
    with qtbot.waitSignal(background.idle, timeout=20_000):
        dialog.log_in()
    renewal = dialog.renewal
    assert renewal is not None
    renewal.reject()
    assert renewal.isVisible()
    renewal.first.setText(RENEWED)
    renewal.second.setText(RENEWED[:-1])
    assert not renewal.ok.isEnabled()
    renewal.second.setText(RENEWED)
    with qtbot.waitSignal(dialog.opened, timeout=20_000) as opened:
        renewal.ok.click()
    assert opened.args is not None
    opened.args[0].close()
    again = opening.open_office(config, opening.LoginRequest("王芳", RENEWED))
    again.close()

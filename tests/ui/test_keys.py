"""Passwords, clerks, the recovery code and the keyring, from the settings to the next login, in real windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from gridadmin.config import Config, load_config
from gridadmin.domain.accounts import OfficeSetup
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import create_office, new_recovery_code
from gridadmin.ui.background import Background
from gridadmin.ui.login import opening
from gridadmin.ui.login.dialog import LoginDialog
from gridadmin.ui.login.opening import Way
from gridadmin.ui.pages import Desk
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.ui.settings.accounts import AccountsPane
from gridadmin.ui.settings.key_dialogs import ClerkDialog, PasswordDialog, RecoveryCodeDialog
from tests.real_offices import TODAY, TOWNSHIP

Settle = Callable[[], None]
PASSWORD, RENEWED, OTHERS = "一句很好记的短话", "另一句很好记的话", "第三句很好记的话"
CODE = new_recovery_code()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return load_config(str(tmp_path / "office"))


@pytest.fixture
def office(config: Config) -> Iterator[OpenOffice]:
    made = create_office(config, OfficeSetup(TOWNSHIP, "王芳", password=PASSWORD, recovery_code=CODE))
    yield made
    made.close()


@pytest.fixture
def pane(qtbot: QtBot, background: Background, preferences: PreferenceStore, settle: Settle) -> AccountsPane:
    made = AccountsPane(Desk(background, preferences, TODAY, lambda _target: None))
    qtbot.addWidget(made)
    made.show()
    made.reload()
    settle()
    return made


class Login:
    """The login of another day: the office is closed, and opened by whoever can."""

    def __init__(self, config: Config, qtbot: QtBot) -> None:
        self._config, self._qtbot = config, qtbot

    def tries(self, account: str, secret: str, way: Way = Way.PASSWORD) -> str:
        """Return the name of who got in, or what the login said."""
        door = Background()
        dialog = LoginDialog(door, partial(opening.open_office, self._config))
        self._qtbot.addWidget(dialog)
        dialog.show_accounts(*opening.list_ways(self._config)[:1], account)
        dialog.account.setEditText(account)
        if way is Way.RECOVERY_CODE:
            dialog.switch_way()
        dialog.secret.setText(secret)
        opened: list[OpenOffice] = []
        dialog.opened.connect(opened.append)
        dialog.log_in()
        self._qtbot.waitUntil(lambda: door.is_idle, timeout=20_000)
        door.shut()
        if dialog.renewal is not None:
            dialog.renewal._office.close()
            return "by the code"
        if opened:
            name = opened[0].account_name
            opened[0].close()
            return name
        return dialog.message.text()


@pytest.fixture
def login(config: Config, qtbot: QtBot) -> Login:
    return Login(config, qtbot)


def test_the_old_password_ends_when_it_is_changed(
    pane: AccountsPane, settle: Settle, office: OpenOffice, login: Login
) -> None:
    pane.password.click()
    dialog = cast(PasswordDialog, pane.dialog)
    for editor, words in ((dialog.old, "not the old one"), (dialog.first, RENEWED), (dialog.second, RENEWED)):
        editor.setText(words)
    dialog.ok.click()
    settle()
    assert "password" in dialog.message.text()
    dialog.old.setText(PASSWORD)
    dialog.ok.click()
    settle()
    assert not dialog.isVisible(), dialog.message.text()
    office.close()
    assert login.tries("王芳", RENEWED) == "王芳"
    assert "wrong" in login.tries("王芳", PASSWORD)


def test_a_clerk_comes_and_goes(pane: AccountsPane, settle: Settle, office: OpenOffice, login: Login) -> None:
    pane.add.click()
    dialog = cast(ClerkDialog, pane.dialog)
    dialog.name.setText("李强")
    dialog.first.setText(OTHERS)
    dialog.second.setText(OTHERS)
    dialog.ok.click()
    settle()
    settle()
    office.close()
    assert login.tries("李强", OTHERS) == "李强"
    assert "wrong" in login.tries("李强", PASSWORD)


def test_a_closed_account_opens_nothing(
    pane: AccountsPane, settle: Settle, office: OpenOffice, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gridadmin.ui.settings.accounts.ask", lambda *_args, **_more: True)
    background = pane._desk.background
    from gridadmin.jobs.accounts import add_clerk

    background.run(add_clerk, "李强", OTHERS)
    pane.reload()
    settle()
    place = next(n for n, item in enumerate(pane.model.rows()) if item.account.name == "李强")
    pane.table.choose(place)
    pane.close_.click()
    settle()
    settle()
    office.close()
    assert "李强" in login.tries("李强", OTHERS)
    assert login.tries("王芳", PASSWORD) == "王芳"


def test_the_old_recovery_code_ends_with_the_new_one(
    pane: AccountsPane, settle: Settle, office: OpenOffice, login: Login
) -> None:
    pane.code.click()
    settle()
    dialog = cast(RecoveryCodeDialog, pane.dialog)
    code = dialog.code
    dialog.typed.setText(code)
    dialog.ok.click()
    settle()
    office.close()
    assert login.tries("王芳", code, Way.RECOVERY_CODE) == "by the code"
    assert "replaced" in login.tries("王芳", CODE, Way.RECOVERY_CODE)


def test_the_practice_office_has_no_keys(
    qtbot: QtBot, background: Background, preferences: PreferenceStore, office: OpenOffice, settle: Settle
) -> None:
    office.practice = True
    made = AccountsPane(Desk(background, preferences, TODAY, lambda _target: None))
    qtbot.addWidget(made)
    made.show()
    assert made.note.isVisible()
    assert not made.code.isVisible()
    assert not made.keyring.isVisible()
    assert made.add.isVisible()

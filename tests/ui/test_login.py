from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gridadmin.domain.errors import KeyRefusedError
from gridadmin.ui.background import Background
from gridadmin.ui.first_run.setup import Division, OfficeSetup, password_strength, same_group
from gridadmin.ui.first_run.wizard import FirstRunWizard
from gridadmin.ui.login.dialog import LONGEST_WAIT_S, LoginDialog, waiting_time
from gridadmin.ui.login.opening import LoginRequest, Way

DIVISIONS = [
    Division("county", "371502", "东昌府区", "3715"),
    Division("county", "371521", "阳谷县", "3715"),
    Division("township", "371502001", "古楼街道", "371502"),
    Division("township", "371502002", "柳园街道", "371502"),
    Division("township", "371521001", "博济桥街道", "371521"),
]
CODE = "ABCD-EFGH-JKLM-NPQR"


def open_office(request: LoginRequest) -> Any:
    if request.secret != "correct horse" and request.way is Way.PASSWORD:
        raise KeyRefusedError("The password is not right.")
    return request


@pytest.fixture
def login(qtbot: QtBot, background: Background) -> LoginDialog:
    made = LoginDialog(background, open_office, ["李强", "王芳"], "王芳")
    qtbot.addWidget(made)
    return made


def test_opens_with_the_password(login: LoginDialog, qtbot: QtBot) -> None:
    login.show()
    login.secret.setText("correct horse")
    with qtbot.waitSignal(login.opened) as opened:
        qtbot.keyClick(login.secret, Qt.Key.Key_Return)
    assert opened.args == [LoginRequest("王芳", "correct horse")]
    assert login.secret.text() == ""


def test_a_wrong_password_is_said_and_then_slowed(login: LoginDialog, qtbot: QtBot, background: Background) -> None:
    login.show()
    for tries in range(1, 4):
        login.secret.setText("wrong")
        with qtbot.waitSignal(background.idle):
            login.log_in()
        assert "The password is not right." in login.message.text()
        assert login.enter.isEnabled() is (tries < 3)
    assert "2 s" in login.message.text()
    login._count_down()
    login._count_down()
    assert login.enter.isEnabled()


def test_the_request_hides_its_secret() -> None:
    assert CODE not in repr(LoginRequest("王芳", CODE, Way.RECOVERY_CODE))


@given(st.integers(0, 100))
def test_waiting_grows_and_is_bounded(tries: int) -> None:
    assert 0 <= waiting_time(tries) <= waiting_time(tries + 1) <= LONGEST_WAIT_S


def test_nothing_heavy_is_imported_before_the_login() -> None:
    code = (
        "import sys, gridadmin.app\n"
        "heavy = {'sqlalchemy', 'openpyxl', 'reportlab', 'keyring', 'pypinyin', 'alembic', 'cryptography', 'PIL',"
        " 'gridadmin.ui.main_window', 'gridadmin.models', 'PySide6.QtPrintSupport'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_login_is_painted_without_the_members_of_the_namespace_qt() -> None:
    code = (
        "import os, gridadmin.app as app, PySide6.QtCore as core\n"
        "def painted(self, login):\n"
        "    print('Qt' in vars(core), flush=True)\n"
        "    os._exit(0)\n"
        "app.DesktopApp._prepare_login = painted\n"
        "app.DesktopApp.start = app.DesktopApp.show_login\n"
        "app.run()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_first_run_leads_to_an_office(qtbot: QtBot, background: Background) -> None:
    wizard = FirstRunWizard(background, DIVISIONS, lambda: CODE, lambda setup: setup)
    qtbot.addWidget(wizard)
    wizard.show()
    with qtbot.waitSignal(background.idle):
        wizard.go_on()
    wizard.place.county.setEditText("dcfq")
    wizard.place.county._on_left()
    assert wizard.place.county.value() == "371502"
    wizard.place.township.set_value("371502002")
    wizard.go_on()
    wizard.clerk.name.setText("王芳")
    wizard.clerk.password.setText("correct horse")
    wizard.go_on()
    assert not wizard._next.isEnabled()
    wizard.clerk.again.setText("correct horse")
    with qtbot.waitSignal(background.idle):
        wizard.go_on()
    assert CODE in wizard.code.text()
    wizard.go_on()
    wizard.type_back.fields[0].setText("ｅｆｇｈ")
    wizard.type_back.fields[1].setText("jklm")
    with qtbot.waitSignal(wizard.opened) as opened:
        wizard.go_on()
    assert opened.args == [OfficeSetup("371502002", "柳园街道", "东昌府区", "王芳", "correct horse", CODE)]
    assert "horse" not in repr(opened.args)


def test_practice_needs_no_set_up(qtbot: QtBot, background: Background) -> None:
    wizard = FirstRunWizard(background, DIVISIONS, lambda: CODE, lambda setup: setup)
    qtbot.addWidget(wizard)
    wizard.welcome._practice.setChecked(True)
    with qtbot.waitSignal(wizard.practice_asked):
        wizard.go_on()
    if not background.is_idle:
        with qtbot.waitSignal(background.idle):
            pass


@pytest.mark.parametrize(
    ("password", "strength"),
    [("short", 0), ("11111111", 1), ("13900000001", 1), ("zhongqiu8", 2), ("去年中秋我们一起看月亮吃月饼", 3)],
)
def test_strength_words(password: str, strength: int) -> None:
    assert password_strength(password)[0] == strength


def test_groups_are_compared_however_typed() -> None:
    assert same_group(" ａbcd ", "ABCD")
    assert not same_group("", "ABCD")

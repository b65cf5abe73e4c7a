"""The settings over a real office: what is changed there is kept, journaled, and undone like anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gridadmin.domain.parameters import Certainty
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.journal import list_acts
from gridadmin.services.office import get_office, get_parameters, list_communities
from gridadmin.ui.background import Background
from gridadmin.ui.pages import Desk
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.ui.settings.accounts import AccountsPane
from gridadmin.ui.settings.backups import BackupsPane
from gridadmin.ui.settings.key_dialogs import ClerkDialog, RecoveryCodeDialog
from gridadmin.ui.settings.office import CommunitiesPane, OfficePane, parse_hotlines
from gridadmin.ui.settings.page import PARTS, SettingsPage
from gridadmin.ui.settings.parameters import ParametersPane, typed_value
from tests.real_offices import TODAY, real_office

Settle = Callable[[], None]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def page(qtbot: QtBot, background: Background, preferences: PreferenceStore, settle: Settle) -> SettingsPage:
    made = SettingsPage(Desk(background, preferences, TODAY, lambda _target: None))
    qtbot.addWidget(made)
    background.changed.connect(lambda words: made.reload() if made.features & words else None)
    made.resize(1200, 640)
    made.show()
    settle()
    return made


@pytest.mark.parametrize("key", [key for key, _title, _build in PARTS])
def test_every_part_opens(page: SettingsPage, settle: Settle, key: str) -> None:
    page.tabs.choose(key)
    settle()
    assert page.part(key).isVisible()


def test_the_office_is_changed(page: SettingsPage, settle: Settle, office: OpenOffice) -> None:
    page.tabs.choose("office")
    settle()
    pane = cast(OfficePane, page.part("office"))
    pane.form.editor("supervision_phone").setText("0635-5230000")
    pane.form.editor("hotlines").setPlainText("市民热线 12345\n110 报警")
    pane.save.click()
    settle()
    row = office.read(get_office)
    assert row.supervision_phone == "0635-5230000"
    assert row.hotlines == (("市民热线", "12345"), ("报警", "110"))
    assert not pane.save.isEnabled()


def test_hotlines_need_name_and_number() -> None:
    with pytest.raises(ValueError, match="市民热线"):
        parse_hotlines("市民热线")
    assert parse_hotlines(None) == ()


def test_a_village_is_turned_and_turned_back(page: SettingsPage, settle: Settle, office: OpenOffice) -> None:
    page.tabs.choose("communities")
    settle()
    pane = cast(CommunitiesPane, page.part("communities"))
    before = office.read(list_communities)[0].urban
    pane.turn.click()
    settle()
    assert office.read(list_communities)[0].urban is not before
    office.undo()
    assert office.read(list_communities)[0].urban is before


def test_a_parameter_gets_a_new_value_from_a_day_on(page: SettingsPage, settle: Settle, office: OpenOffice) -> None:
    page.tabs.choose("parameters")
    settle()
    pane = cast(ParametersPane, page.part("parameters"))
    item = pane.table.current_row()
    pane.change()
    form = pane.dialog.form
    form.editor("value").setText("900")
    form.editor("source").setText("冠网办发〔2026〕1号")
    pane.dialog.save()
    settle()
    table = office.read(get_parameters)
    assert table.number(item.key, TODAY) == 900
    assert table.number(item.key, date(2026, 1, 1)) == item.value
    row = table.row(item.key, TODAY)
    assert row is not None
    assert (row.certainty, row.source) == (Certainty.LOCAL_RULE, "冠网办发〔2026〕1号")


def test_typed_values_are_of_the_same_sort() -> None:
    assert typed_value("31，41", (31,)) == (31, 41)
    assert typed_value("", 3) is None
    with pytest.raises(ValueError, match="41"):
        typed_value("41,31", (31,))
    with pytest.raises(ValueError, match="many"):
        typed_value("many", 3)


def test_a_clerk_is_added(page: SettingsPage, settle: Settle) -> None:
    page.tabs.choose("accounts")
    settle()
    pane = cast(AccountsPane, page.part("accounts"))
    pane.add.click()
    dialog = cast(ClerkDialog, pane.dialog)
    dialog.name.setText("李强")
    dialog.first.setText("一句很好记的短话")
    dialog.second.setText("一句很好记的短")
    assert not dialog.ok.isEnabled()
    dialog.second.setText("一句很好记的短话")
    dialog.ok.click()
    settle()
    settle()
    assert {item.account.name for item in pane.model.rows()} == {"测试员", "李强"}


def test_a_recovery_code_is_typed_back(page: SettingsPage, settle: Settle, office: OpenOffice) -> None:
    page.tabs.choose("accounts")
    settle()
    pane = cast(AccountsPane, page.part("accounts"))
    pane.code.click()
    settle()
    dialog = cast(RecoveryCodeDialog, pane.dialog)
    assert not dialog.ok.isEnabled()
    dialog.typed.setText(dialog.code.lower().replace("-", " "))
    dialog.ok.click()
    settle()
    assert str(office.read(list_acts, 1)[0].sentence) == "Replaced the recovery code"


def test_a_backup_is_made_checked_and_rehearsed(page: SettingsPage, settle: Settle) -> None:
    page.tabs.choose("backups")
    settle()
    pane = cast(BackupsPane, page.part("backups"))
    pane.make.click()
    settle()
    settle()
    assert pane.model.rowCount() == 1
    pane.check.click()
    settle()
    assert "is whole" in pane.said.text()
    pane.drill.click()
    settle()
    assert "was restored for a try" in pane.said.text()


def test_a_backup_on_a_stick_is_made_checked_rehearsed_and_put_back(
    page: SettingsPage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, asked, left = tmp_path / "stick 11.28.gabackup", list[str](), list[bool]()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "stick 11.28"), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(stick), ""))

    def say_yes(_parent: object, *words: str, **_more: bool) -> bool:
        asked.extend(words)
        return True

    monkeypatch.setattr("gridadmin.ui.settings.backups.ask", say_yes)
    told: list[str] = []
    monkeypatch.setattr("gridadmin.ui.settings.backups.tell", lambda _parent, *words: told.extend(words))
    page.desk.leave = lambda: left.append(True)
    page.tabs.choose("backups")
    settle()
    pane = cast(BackupsPane, page.part("backups"))
    pane.copy.click()
    settle()
    settle()
    assert stick.exists()
    assert pane.model.rowCount() == 0
    pane.check_file.click()
    settle()
    assert "is whole" in pane.said.text()
    pane.drill_file.click()
    settle()
    assert "was restored for a try" in pane.said.text()
    pane.restore_file.click()
    settle()
    settle()
    assert stick.name in asked[1]
    assert "before-restore" in asked[1]
    assert left == [True]
    assert "Passwords and the recovery code are those of" in told[1]


def test_the_frame_hears_of_a_backup(page: SettingsPage, settle: Settle, background: Background) -> None:
    heard: list[frozenset[str]] = []
    background.changed.connect(heard.append)
    page.tabs.choose("backups")
    settle()
    cast(BackupsPane, page.part("backups")).make.click()
    settle()
    assert frozenset({"backups"}) in heard

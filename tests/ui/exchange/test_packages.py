"""A stick in the window: keys handed over, a package out, the city's package in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from gridadmin.city.packages import give_publications, take_package
from gridadmin.city.partners import accept_office
from gridadmin.domain.queues import Target
from gridadmin.jobs.office import OpenOffice
from gridadmin.ui.background import Background
from gridadmin.ui.dialogs import MessageDialog
from gridadmin.ui.exchange import packages
from gridadmin.ui.exchange.packages import PackagePanel
from gridadmin.ui.exchange.page import TABS
from gridadmin.ui.main_window import MainWindow
from gridadmin.ui.pages import Desk
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.wire.package_keys import read_key_file
from tests.jobs.sticks import Stick, new_stick
from tests.real_offices import TODAY, real_office, with_worker
from tests.sync.real_city import TOWN


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    return new_stick(tmp_path)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "office") as opened:
        with_worker(opened)
        yield opened


@pytest.fixture
def panel(
    qtbot: QtBot, background: Background, preferences: PreferenceStore, settle: Callable[[], None]
) -> PackagePanel:
    made = PackagePanel(Desk(background, preferences, TODAY, lambda _target: None))
    qtbot.addWidget(made)
    made.show()
    made.reload()
    settle()
    return made


@pytest.fixture
def told(panel: PackagePanel, settle: Callable[[], None]) -> Callable[[], str]:
    """Wait, close the dialog that tells what was done, and return its words."""

    def read() -> str:
        settle()
        [dialog] = panel.window().findChildren(MessageDialog)
        words = "\n".join(each.text() for each in dialog.findChildren(QLabel))
        dialog.accept()
        dialog.setParent(None)
        settle()
        return words

    return read


def test_from_the_keys_to_the_receipt(
    panel: PackagePanel,
    told: Callable[[], str],
    stick: Stick,
    tmp_path: Path,
) -> None:
    assert panel.key.isVisible()
    assert not panel.write.isVisible()
    panel.write_key_to(tmp_path / "ours.gakey")
    words = told()
    held, keys, *_others = accept_office(stick.city, (tmp_path / "ours.gakey").read_bytes(), "管理员")
    assert keys.spoken_fingerprint in words
    panel.accept_from(stick.folder / "city.gakey")
    told()
    assert panel.write.isVisible()
    assert not panel.key.isVisible()

    panel.write_to(tmp_path / "out.gapkg")
    assert "Number 1" in told()
    taken = take_package(stick.city, (tmp_path / "out.gapkg").read_bytes())
    [given] = give_publications(stick.city, TOWN, held.replica)
    (tmp_path / "back.gapkg").write_bytes(given.content)
    panel.read_from(tmp_path / "back.gapkg")
    assert f"{taken.groups} of our changes have arrived" in told()
    assert "0 changes wait" in panel.note.text()
    panel.read_from(tmp_path / "back.gapkg")
    assert "read before" in told()


def test_new_keys_after_both_sides_knew_each_other(
    panel: PackagePanel,
    told: Callable[[], str],
    stick: Stick,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    panel.accept_from(stick.folder / "city.gakey")
    told()
    former = panel.state.ours
    panel.keys.click()
    assert former is not None
    assert former in panel.menu.actions()[0].text()
    make = next(act for act in panel.menu.actions() if "new keys" in act.text())
    panel.menu.close()
    monkeypatch.setattr(packages, "ask", lambda *_args, **_more: True)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "new.gakey"), ""))
    make.trigger()
    words = told()
    assert read_key_file((tmp_path / "new.gakey").read_bytes())[1].spoken_fingerprint in words
    assert panel.state.ours != former


def test_a_window_without_a_line_speaks_of_packages(
    open_window: Callable[[OpenOffice], MainWindow],
    office: OpenOffice,
    stick: Stick,
    settle_all: Callable[[Background], None],
) -> None:
    stick.join(office, "office")
    window = open_window(office)
    assert window.exchange is not None
    assert window.exchange.next_at is None, "there is no line to try"
    assert "By package" in window._top.exchange.text()
    window.go(Target("exchange"))
    settle_all(window.desk.background)
    page: Any = window.page()
    assert page.tabs.value() == "file"
    assert page.by_file.packages.write.isVisible()
    shown = [key for place, key in enumerate(TABS) if page.tabs.isTabVisible(place)]
    assert shown == list(TABS)
    assert not page._now.isVisible()
    page.tabs.choose("pending")
    assert page.pending.rowCount() > 0
    assert page.state.isVisible()


def test_a_past_day_writes_nothing(panel: PackagePanel) -> None:
    panel.desk.read_only = True
    panel.show_state(panel.state)
    assert not panel.key.isEnabled()
    assert not panel.accept.isEnabled()

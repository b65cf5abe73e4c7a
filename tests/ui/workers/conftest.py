"""A page over a real office with a few people in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from gridadmin.domain.queues import Target
from gridadmin.jobs.office import OpenOffice
from gridadmin.ui.background import Background
from gridadmin.ui.pages import Desk
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.ui.workers.page import WorkersPage
from tests.peopled_offices import TODAY, People, filled
from tests.real_offices import real_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


@pytest.fixture
def went() -> list[Target]:
    return []


@pytest.fixture
def desk(background: Background, preferences: PreferenceStore, went: list[Target]) -> Desk:
    return Desk(background, preferences, TODAY, went.append)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, people: People, settle: Callable[[], None]) -> WorkersPage:
    made = WorkersPage(desk)
    qtbot.addWidget(made)
    desk.background.changed.connect(lambda words: made.reload() if made.features & words else None)
    made.resize(1200, 640)
    made.show()
    made.reload()
    settle()
    return made


@pytest.fixture
def dialog(page: WorkersPage, settle: Callable[[], None]) -> Callable[[], Any]:
    """The dialog that the page has opened last."""

    def opened() -> Any:
        settle()
        shown = [found for found in page.findChildren(QDialog) if found.isVisible()]
        assert shown, "no dialog is open"
        return shown[-1]

    return opened

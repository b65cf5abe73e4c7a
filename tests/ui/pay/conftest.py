"""The page of pay over a real office with a few people, standards, and two months paid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gridadmin.domain.pay_runs import RunState
from gridadmin.domain.queues import Target
from gridadmin.jobs.office import OpenOffice
from gridadmin.ui.background import Background
from gridadmin.ui.pages import Desk
from gridadmin.ui.pay.page import PayPage
from gridadmin.ui.preferences import PreferenceStore
from tests.pay_offices import paying, run
from tests.peopled_offices import TODAY, People
from tests.real_offices import real_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def people(office: OpenOffice) -> People:
    found = paying(office)
    run(office, 8, until=RunState.LOCKED)
    run(office, 9, until=RunState.PAID)
    return found


@pytest.fixture
def went() -> list[Target]:
    return []


@pytest.fixture
def desk(background: Background, preferences: PreferenceStore, went: list[Target]) -> Desk:
    return Desk(background, preferences, TODAY, went.append)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, people: People, settle: Callable[[], None]) -> PayPage:
    assert people
    made = PayPage(desk)
    qtbot.addWidget(made)
    desk.background.changed.connect(lambda words: made.reload() if made.features & words else None)
    made.resize(1300, 700)
    made.show()
    made.activateWindow()
    made.reload()
    settle()
    settle()
    return made

"""The page of imports over a real office with grids, and the corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gridadmin.domain.queues import Target
from gridadmin.jobs.office import OpenOffice
from gridadmin.ui.background import Background
from gridadmin.ui.imports.page import ImportsPage
from gridadmin.ui.pages import Desk
from gridadmin.ui.preferences import PreferenceStore
from tests.corpus.build import build
from tests.jobs.test_imports import give_grids
from tests.real_offices import TODAY, real_office


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    build(folder)
    return folder


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        opened.practice = True  # no backup before each import
        give_grids(opened)
        yield opened


@pytest.fixture
def went() -> list[Target]:
    return []


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have been shown in a dialog, which nobody here could close."""
    said: list[str] = []
    monkeypatch.setattr("gridadmin.ui.imports.page.show_error", lambda _parent, error: said.append(str(error)))
    return said


@pytest.fixture
def page(
    qtbot: QtBot,
    background: Background,
    preferences: PreferenceStore,
    went: list[Target],
    settle: Callable[[], None],
) -> ImportsPage:
    made = ImportsPage(Desk(background, preferences, TODAY, went.append))
    qtbot.addWidget(made)
    background.changed.connect(lambda words: made.reload() if made.features & words else None)
    made.resize(1200, 640)
    made.show()
    made.reload()
    settle()
    return made

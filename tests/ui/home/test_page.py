"""Home over a real office: what waits is what the checks find, and every part leads somewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gridadmin.domain.queues import MOST_QUEUES, Target
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.office_overview import overview, undo_hint, undo_last
from gridadmin.services.compliance import list_queues
from gridadmin.ui.home.page import HomePage, greeting
from gridadmin.ui.pages import Desk
from tests.peopled_offices import TODAY
from tests.ui.papers import shown

Settle = Callable[[], None]


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> HomePage:
    desk.overview = overview
    return shown(qtbot, desk, HomePage, settle)


def test_the_tiles_are_the_offices_queues(page: HomePage, office: OpenOffice) -> None:
    every = [(queue.key, queue.count) for queue in office.read(list_queues, TODAY)]
    tiles = [(tile.queue.key, tile.queue.count) for tile in page.grid.tiles()]
    assert len(tiles) == MOST_QUEUES
    assert tiles == [each for each in every if each in tiles], "in the order of urgency"
    assert all(each in tiles for each in every if each[1]), "only queues of nothing give way"
    assert not page.grab().isNull()


def test_tiles_and_ring_lead_to_their_views(page: HomePage, went: list[Target]) -> None:
    tile = next(tile for tile in page.grid.tiles() if tile.queue.key == "missing")
    tile.click()
    page.boards.chart.parts[0].click()
    assert went == [Target("notices", "missing"), Target("notices", "current")]


def test_coverage_and_last_acts_are_told(page: HomePage, office: OpenOffice) -> None:
    found = overview(office, TODAY)
    texts = "\n".join(label.text() for label in page.findChildren(QLabel))
    assert f"{found.coverage.with_full_timer} / {found.coverage.grids}" in texts
    assert str(found.acts[0].sentence) in texts
    assert page.journal.backup.text() == "No verified backup yet"
    assert sum(found.boards.values()) == found.coverage.grids


def test_an_answer_for_another_day_is_dropped(page: HomePage, desk: Desk, office: OpenOffice) -> None:
    desk.as_of = date(2026, 10, 1)
    page.show_overview(overview(office, TODAY))
    desk.as_of = TODAY
    page.resize(500, 640)
    assert not page.grab().isNull()


def test_undo_is_hinted_by_its_sentence(office: OpenOffice, page: HomePage) -> None:
    hint = undo_hint(office)
    assert hint is not None
    assert str(undo_last(office)) == str(hint)
    assert page.panes()


@pytest.mark.parametrize(("hour", "words"), [(8, "morning"), (14, "afternoon"), (22, "evening"), (3, "evening")])
def test_the_greeting_knows_the_hour(hour: int, words: str) -> None:
    assert words in greeting(datetime(2026, 11, 2, hour), "王芳")


def test_the_backup_line_leads_to_the_backups(page: HomePage, went: list[Target]) -> None:
    page.journal.backup.click()
    assert went == [Target("settings", "backups")]

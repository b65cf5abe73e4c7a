"""The journal's page over a real office: acts, filters, what an act did, undo, and the check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gridadmin.domain.journal_acts import ActFilter, ActKind
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.journal_acts import find_acts, get_act
from gridadmin.ui.background import Background
from gridadmin.ui.journal.page import JournalPage
from gridadmin.ui.pages import Desk
from gridadmin.ui.preferences import PreferenceStore
from tests.real_offices import TODAY, real_office, with_grids, with_worker

Settle = Callable[[], None]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        with_grids(opened)
        with_worker(opened)
        yield opened


@pytest.fixture
def page(qtbot: QtBot, background: Background, preferences: PreferenceStore, settle: Settle) -> JournalPage:
    made = JournalPage(Desk(background, preferences, TODAY, lambda _target: None))
    qtbot.addWidget(made)
    background.changed.connect(lambda _words: made.reload())
    made.resize(1200, 640)
    made.show()
    made.reload()
    settle()
    return made


def sentences(page: JournalPage) -> list[str]:
    return [str(act.sentence) for act in page.model.rows()]


def test_acts_are_listed_and_told(page: JournalPage, settle: Settle) -> None:
    assert sentences(page)[:3] == ["Start", "Enter", "Import grids"]
    settle()
    words = " ".join(text.text() for text in page.detail.findChildren(QLabel))
    assert "张三" in words
    assert "2024-01-01" in words


def test_filters(page: JournalPage, settle: Settle, office: OpenOffice) -> None:
    page.bar.text.setText("grid")
    settle()
    assert sentences(page) == ["Import grids"]
    page.bar.text.setText("")
    page.bar.kind.set_value(ActKind.WORKERS)
    settle()
    assert sentences(page) == ["Start", "Enter"]
    assert office.read(find_acts, ActFilter(since=TODAY.replace(year=2030))) == []
    assert office.read(find_acts, ActFilter(actor="nobody")) == []
    assert not office.read(find_acts, ActFilter(kind=ActKind.UNDO))


def test_an_act_is_undone_and_a_conflict_is_readable(
    page: JournalPage, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("gridadmin.ui.journal.page.ask", lambda *_args, **_more: True)
    monkeypatch.setattr("gridadmin.ui.journal.page.show_error", lambda _parent, error: said.append(str(error)))
    page.table.choose(1)
    settle()
    page.detail.undo.click()
    settle()
    assert "Start" in said[0]
    page.table.choose(0)
    settle()
    page.detail.undo.click()
    settle()
    assert sentences(page)[0] == "Undo: Start"


def test_the_check_says_that_all_is_well(page: JournalPage, settle: Settle) -> None:
    page.verify.click()
    settle()
    assert page.verdict.isVisible()
    assert "All is well" in page.verdict.words.text()


def test_a_large_act_tells_its_first_records(office: OpenOffice) -> None:
    with_grids(office, 8)
    act = office.read(find_acts, ActFilter(), 1)[0]
    detail = office.read(get_act, act.id)
    assert len(detail.records) + detail.left_off > 120 >= len(detail.records)


def test_older_acts_are_read_further_and_counted(
    page: JournalPage, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gridadmin.ui.journal.page.PAGE", 2)
    total = page.model.rowCount()
    page.bar.text.setText("e")
    page.bar.text.setText("")
    settle()
    assert page.model.rowCount() == 2
    assert f"newest 2 of {total}" in page.header.findChildren(QLabel)[1].text()
    page.older.click()
    settle()
    assert page.model.rowCount() == 4
    while page.older.isVisible():
        page.show_older()
        settle()
    assert page.model.rowCount() == total
    page.bar.text.setText("grid")
    settle()
    assert "1 acts" in page.header.findChildren(QLabel)[1].text()

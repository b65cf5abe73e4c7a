"""The papers of a month in the window: chosen, looked at, written by one button, never over others unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gridadmin.domain.months import Month
from gridadmin.jobs.pay_papers import MONTH_PAPERS
from gridadmin.ui.pages import Desk
from gridadmin.ui.pay import writing_dialog
from gridadmin.ui.pay.papers_dialog import MonthPapersDialog, open_month_papers
from gridadmin.ui.pdf_dialog import PdfDialog
from tests.peopled_offices import People

MONTH = Month(2026, 9)


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk, people: People, tmp_path: Path) -> MonthPapersDialog:
    assert people
    made = MonthPapersDialog(None, desk, MONTH)
    qtbot.addWidget(made)
    made.folder.setText(str(tmp_path))
    made.show()
    return made


def only(dialog: MonthPapersDialog, *words: str) -> None:
    for word, tick in dialog.ticks.items():
        tick.setChecked(word in words)


def test_what_is_ticked_is_written_and_said(
    dialog: MonthPapersDialog, settle: Callable[[], None], qtbot: QtBot
) -> None:
    assert dialog.chosen == [paper.word for paper in MONTH_PAPERS if paper.is_chosen]
    only(dialog, "changes")
    assert not dialog.full.isEnabled(), "no ID numbers in that paper"
    qtbot.keyClick(dialog.folder, Qt.Key.Key_Return)
    settle()
    assert dialog.written is not None
    (path,) = [path for _word, path in dialog.written.files]
    assert path.parent == dialog.out
    assert path.read_bytes().startswith(b"%PDF")


def test_files_that_are_there_are_asked_about(
    dialog: MonthPapersDialog, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    only(dialog, "changes")
    dialog.write_all()
    settle()
    assert dialog.written is not None
    path = dialog.written.files[0][1]
    path.write_bytes(b"mine")
    answers = [False, True]
    monkeypatch.setattr(writing_dialog, "ask", lambda *_args, **_more: answers.pop(0))
    dialog.write_all()
    settle()
    assert path.read_bytes() == b"mine"
    dialog.write_all()
    settle()
    settle()
    assert path.read_bytes().startswith(b"%PDF")


def test_nothing_ticked_or_no_folder_is_nothing_to_write(dialog: MonthPapersDialog) -> None:
    assert dialog.write.isEnabled()
    only(dialog)
    assert not dialog.write.isEnabled()
    only(dialog, "tax")
    assert dialog.full.isEnabled()
    assert dialog.write.isEnabled()
    dialog.folder.setText(" ")
    assert not dialog.write.isEnabled()


def test_a_paper_is_looked_at_before(dialog: MonthPapersDialog, settle: Callable[[], None]) -> None:
    dialog.show_paper(next(paper for paper in MONTH_PAPERS if paper.word == "slips"))
    settle()
    (shown,) = dialog.findChildren(PdfDialog)
    assert shown.pdf.startswith(b"%PDF")
    shown.reject()


def test_the_page_opens_it_for_a_month(qtbot: QtBot, desk: Desk, people: People) -> None:
    assert people
    made = open_month_papers(None, desk, MONTH)
    qtbot.addWidget(made)
    assert made.isVisible()
    assert "2026-09" in made.windowTitle()
    made.reject()

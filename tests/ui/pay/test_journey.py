"""J9 on the practice office: a month's pay from 生成 to the papers in the real window, with real clicks, counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from gridadmin.domain.bank_accounts import BankAccountForm
from gridadmin.domain.months import Month
from gridadmin.domain.pay_runs import RunState
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import open_practice_folder
from gridadmin.jobs.pay_papers import MONTH_PAPERS
from gridadmin.services.bank_accounts import accounts_on, set_account
from gridadmin.services.insurance_reconciliation import reconcile_insurance
from gridadmin.services.journal import list_acts
from gridadmin.services.pay import list_lines, run_of_month
from gridadmin.ui.background import Background
from gridadmin.ui.main_window import MainWindow
from gridadmin.ui.office_work import OfficeSearch, frame_work
from gridadmin.ui.page_list import PAGES
from gridadmin.ui.preferences import PreferenceStore
from tests.bank_samples import account_number
from tests.practice_offices import practice_at

pytestmark = pytest.mark.slow

MOST_CLICKS = 6
MONTH = Month(2026, 10)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    opened = open_practice_folder(practice_at(tmp_path))
    clock = opened.clock
    opened.clock = lambda: clock().replace(year=2026, month=11, day=2)
    yield opened
    opened.close()


@pytest.fixture
def window(qtbot: QtBot, background: Background, preferences: PreferenceStore, office: OpenOffice) -> MainWindow:
    search = OfficeSearch(background, office.today)
    made = MainWindow(background, preferences, PAGES, frame_work(search), office.today)
    qtbot.addWidget(made)
    made.leaving.is_done = True
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


class Hand:
    """Clicks as a clerk does, counts, and waits until the window has answered."""

    def __init__(self, qtbot: QtBot, background: Background) -> None:
        self._qtbot, self._background = qtbot, background
        self.clicks = 0

    def settle(self) -> None:
        for _round in range(4):  # an act is answered, then the pages read again
            self._qtbot.waitUntil(lambda: self._background.is_idle, timeout=60_000)
            QApplication.processEvents()

    def click(self, widget: QWidget) -> None:
        assert widget.isVisible()
        assert widget.isEnabled()
        self.clicks += 1
        self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()


def give_accounts(office: OpenOffice) -> None:
    """Whoever had no account has brought its number by now."""
    run = office.read(run_of_month, MONTH)
    held = office.read(accounts_on, run.pay_date)
    missing = [line.worker_id for line in office.read(list_lines, run.id) if line.worker_id not in held]
    assert missing
    for serial, worker_id in enumerate(missing, 700):
        form = BankAccountForm(account_number(serial), "阳谷农村商业银行", MONTH.first_day)
        office.act(Message("Account"), set_account, worker_id, form)


def test_a_month_from_reckoning_to_its_papers_within_the_budget(
    qtbot: QtBot,
    background: Background,
    window: MainWindow,
    office: OpenOffice,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    give_accounts(office)
    window.show_page("pay")  # the page is where the clerk works that day
    page: Any = window.page()
    hand = Hand(qtbot, background)
    hand.settle()
    pane, guide = page.pane, page.pane.guide
    assert office.read(run_of_month, MONTH).state is RunState.DRAFT

    hand.click(pane.begin)  # 生成: the month and its day are preset, and it is reckoned on trial
    hand.click(guide._next)  # kept as a draft; only what differs is shown
    changes = guide.review.view.changes
    assert 0 < len(changes) < len(guide.view.lines) / 2
    assert all(str(change.fact) for change in changes), "each difference has its fact"
    hand.click(guide._all)  # ticked as read
    hand.click(guide._next)
    hand.click(guide.steps.lock)  # 锁定, each step by who took it last time
    locked = office.read(run_of_month, MONTH)
    assert locked.state is RunState.LOCKED
    assert all(step[2] for step in locked.steps)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path))
    hand.click(guide.steps._papers)  # one button: sign-off sheet, files for the bank, 增减员 and the other papers
    qtbot.waitUntil(lambda: guide.steps.written is not None, timeout=60_000)
    hand.settle()
    words = {word for word, _path in guide.steps.written.files}
    assert words == {paper.word for paper in MONTH_PAPERS if paper.is_chosen} | {"bank"}
    assert all(path.stat().st_size > 500 for _word, path in guide.steps.written.files)

    findings = office.read(reconcile_insurance, MONTH, office.today())
    shown = guide.steps._found.text()
    assert all(finding.name in shown for finding in findings[:8]), "insured and working: empty, or named"
    assert str(len(findings)) in shown or not findings

    assert hand.clicks <= MOST_CLICKS, hand.clicks
    sentences = [str(act.sentence) for act in office.read(list_acts, 6)]
    assert any("2026-10" in text for text in sentences)

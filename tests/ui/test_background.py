from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gridadmin.domain.errors import GridAdminError, NotFoundError
from gridadmin.i18n import Message
from gridadmin.jobs.progress import Progress
from gridadmin.ui import failures
from gridadmin.ui.background import Background
from tests.ui.conftest import MemoryOffice

Settle = Callable[[], None]


def test_work_is_done_on_one_other_thread_and_answered_on_ours(background: Background, settle: Settle) -> None:
    ours = QThread.currentThread()
    seen: list[Any] = []
    for _ in range(2):
        background.read(lambda _session: QThread.currentThread(), done=seen.append)
    background.read(lambda _session: 1, done=lambda _one: seen.append(QThread.currentThread()))
    settle()
    assert seen[0] is seen[1] is not ours
    assert seen[2] is ours


def test_an_act_is_told_to_every_page(background: Background, qtbot: QtBot, office: MemoryOffice) -> None:
    with qtbot.waitSignal(background.changed) as told:
        background.act(lambda result: Message("did {what}", {"what": result}), lambda _session: "it")
    assert told.args == [frozenset({"workers"})]
    assert office.acts == ["did it"]


def test_an_answer_to_a_closed_page_is_dropped(background: Background, settle: Settle, qtbot: QtBot) -> None:
    page = QWidget()
    heard: list[int] = []
    background.read(lambda _session: 1, done=heard.append, caller=page)
    import shiboken6

    shiboken6.delete(page)
    settle()
    assert heard == []


def test_a_later_read_makes_the_earlier_stale(background: Background, settle: Settle, qtbot: QtBot) -> None:
    page = QWidget()
    heard: list[int] = []
    qtbot.addWidget(page)
    for number in range(3):
        background.read(lambda _session, which=number: which, done=heard.append, caller=page)
    settle()
    assert heard == [2]


def test_expected_errors_go_to_failed(background: Background, settle: Settle) -> None:
    heard: list[GridAdminError] = []

    def missing(_session: object) -> None:
        raise NotFoundError("gone")

    background.read(missing, done=lambda _result: None, failed=heard.append)
    background.on_failed = heard.append
    background.read(missing, done=lambda _result: None)
    settle()
    assert [str(error) for error in heard] == ["gone", "gone"]


def test_a_bug_is_shown_with_a_masked_report(
    background: Background, settle: Settle, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def faulty(_session: object) -> None:
        raise ZeroDivisionError("371502198501010005 13900000001")

    background.read(faulty, done=lambda _result: None)
    settle()
    dialog = failures._shown[0]
    qtbot.addWidget(dialog)
    assert "ZeroDivisionError" in dialog.report
    assert "19850101" not in dialog.report
    assert "139****0001" in dialog.report
    dialog.copy()
    dialog.close()
    assert {record.levelname for record in caplog.records} <= {"ERROR", "CRITICAL"}
    caplog.clear()


def test_jobs_report_and_can_be_cancelled(background: Background, settle: Settle, qtbot: QtBot) -> None:
    heard: list[tuple[int, int]] = []
    cancelled: list[GridAdminError] = []
    background.progressed.connect(lambda _told, done, total, _text: heard.append((done, total)))

    def job(_office: object, steps: int, progress: Progress) -> int:
        for step in range(steps):
            progress.report(step, steps)
        progress.cancel()
        progress.check()
        return steps

    background.run(job, 3, failed=cancelled.append)
    settle()
    assert heard == [(0, 3), (1, 3), (2, 3)]
    assert len(cancelled) == 1


def test_shutting_closes_the_office(qtbot: QtBot) -> None:
    office, door = MemoryOffice(), Background()
    door.use(office)
    door.shut()
    assert office.closed


def test_reading_without_an_office_is_a_bug(qtbot: QtBot) -> None:
    door = Background()
    with pytest.raises(RuntimeError):
        door.read(lambda _session: 1, done=lambda _one: None)
    door.shut()

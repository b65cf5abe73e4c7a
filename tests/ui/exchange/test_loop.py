"""When attempts begin by themselves, and what is said meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from gridadmin.domain.errors import CancelledError, KeyRefusedError
from gridadmin.domain.exchange import ExchangeState, ExchangeStatus, RoundResult
from gridadmin.i18n import Message
from gridadmin.jobs.progress import Progress
from gridadmin.sync.city import NoAnswerError
from gridadmin.ui import failures
from gridadmin.ui.background import Background
from gridadmin.ui.exchange.loop import AFTER_ACT_S, FIRST_S, ExchangeLoop, LoopWork
from tests.ui.conftest import MemoryOffice

Settle = Callable[[], None]
OFFLINE = Message("no connection")


@dataclass
class Town:
    """How the exchange of an office in memory stands, and a line on which each attempt ends as the test says."""

    state: ExchangeState = ExchangeState.AT_REST
    pending: int = 0
    waits_for_update: bool = False
    address: str = "https://wg.example.gov.cn/exchange/v1"
    asked: list[bool] = field(default_factory=list)
    begun: list[Progress] = field(default_factory=list)
    ends: SimpleQueue[RoundResult | Exception] = field(default_factory=SimpleQueue)

    def status(self, _office: object, progress: Progress) -> ExchangeStatus:
        progress.check()
        waits = self.waits_for_update
        return ExchangeStatus(self.state, "聊城市", address=self.address, pending=self.pending, waits_for_update=waits)

    def attempt(self, progress: Progress | None = None, *, by_itself: bool = False) -> RoundResult:
        assert progress is not None
        self.asked.append(not by_itself)
        self.begun.append(progress)
        end = self.ends.get()
        if isinstance(end, Exception):
            raise end
        return end


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def loop(background: Background, town: Town, qtbot: QtBot) -> ExchangeLoop:
    return ExchangeLoop(background, LoopWork(town.status, lambda _office, _steps: town), share=lambda: 1.0)


def seconds_left(loop: ExchangeLoop) -> float:
    assert loop._timer.isActive()
    return loop._timer.remainingTime() / 1000 / 1.05  # a coarse timer is up to a twentieth late


def finish(loop: ExchangeLoop, town: Town, end: RoundResult | Exception, qtbot: QtBot, settle: Settle) -> None:
    with qtbot.waitSignal(loop.courier.came_back):
        town.ends.put(end)
    settle()


def act(background: Background, settle: Settle) -> None:
    background.act(Message("an act"), lambda _session: None)
    settle()
    settle()


def test_it_begins_soon_after_the_window(loop: ExchangeLoop, town: Town, settle: Settle) -> None:
    loop.start()
    settle()
    assert 0 < seconds_left(loop) <= FIRST_S
    assert loop.next_at is not None
    assert town.begun == []


@pytest.mark.parametrize("state", [ExchangeState.NOT_ENROLLED, ExchangeState.STOPPED])
def test_nothing_begins_by_itself_where_it_cannot(loop: ExchangeLoop, town: Town, state: Any, settle: Settle) -> None:
    town.state = state
    loop.start()
    settle()
    assert loop.next_at is None
    assert loop.status.state is state


def test_an_exchange_that_stops_begins_again_only_where_a_person_asks(
    loop: ExchangeLoop, town: Town, background: Background, qtbot: QtBot, settle: Settle
) -> None:
    loop.start()
    settle()
    loop._timer.start(0)  # its time has come
    qtbot.waitUntil(lambda: town.asked == [False])
    town.state = ExchangeState.STOPPED
    finish(loop, town, RoundResult(False, problem=Message("revoked")), qtbot, settle)
    act(background, settle)
    assert loop.next_at is None
    assert loop.status.state is ExchangeState.STOPPED
    loop.now()
    qtbot.waitUntil(lambda: town.asked == [False, True])
    town.state = ExchangeState.AT_REST
    finish(loop, town, RoundResult(True), qtbot, settle)
    assert 50 < seconds_left(loop) <= 60


def test_whether_the_other_program_is_newer_is_asked_every_half_hour(
    loop: ExchangeLoop, town: Town, background: Background, qtbot: QtBot, settle: Settle
) -> None:
    town.state, town.waits_for_update = ExchangeState.STOPPED, True
    loop.start()
    settle()
    ends = (RoundResult(False, problem=OFFLINE, waits_for_update=True), RoundResult(False, problem=OFFLINE))
    for end in ends:
        loop.now()
        finish(loop, town, end, qtbot, settle)
        act(background, settle)
        assert 1600 < seconds_left(loop) <= 1800
        assert loop.status.state is ExchangeState.STOPPED


def test_the_practice_office_exchanges_nothing(
    loop: ExchangeLoop, town: Town, office: MemoryOffice, settle: Settle
) -> None:
    office.practice = True
    loop.start()
    settle()
    loop.now()
    assert loop.next_at is None
    assert town.begun == []


def test_at_once_means_at_once_and_only_once(loop: ExchangeLoop, town: Town, qtbot: QtBot, settle: Settle) -> None:
    told: list[ExchangeState] = []
    loop.changed.connect(lambda status: told.append(status.state))
    loop.start()
    settle()
    loop.now()
    loop.now()
    qtbot.waitUntil(lambda: len(town.begun) == 1)
    assert loop.status.state is ExchangeState.RUNNING
    assert loop.next_at is None
    finish(loop, town, RoundResult(True), qtbot, settle)
    assert told[-1] is ExchangeState.AT_REST
    assert len(town.begun) == 1
    assert 50 < seconds_left(loop) <= 60


def test_an_act_is_sent_when_the_clerk_rests(
    loop: ExchangeLoop, town: Town, background: Background, qtbot: QtBot, settle: Settle
) -> None:
    loop.start()
    settle()
    loop.now()
    finish(loop, town, RoundResult(True), qtbot, settle)
    act(background, settle)
    assert seconds_left(loop) <= AFTER_ACT_S


def test_failures_are_waited_out_and_an_act_does_not_hasten_them(
    loop: ExchangeLoop, town: Town, background: Background, qtbot: QtBot, settle: Settle
) -> None:
    loop.start()
    settle()
    for expected in (5, 10, 20):
        loop.now()
        finish(loop, town, RoundResult(False, problem=OFFLINE), qtbot, settle)
        act(background, settle)
        assert expected - 4 < seconds_left(loop) <= expected
    loop.now()
    finish(loop, town, RoundResult(False, problem=OFFLINE, retry_after=600.0), qtbot, settle)
    assert seconds_left(loop) >= 560


@pytest.mark.parametrize("error", [NoAnswerError("no answer"), KeyRefusedError("credentials are lost")])
def test_what_an_attempt_raises_is_said(
    loop: ExchangeLoop, town: Town, error: Exception, qtbot: QtBot, settle: Settle
) -> None:
    loop.start()
    settle()
    loop.now()
    finish(loop, town, error, qtbot, settle)
    assert loop.status.state == "offline"
    assert str(loop.status.problem) == str(error)
    loop.now()
    finish(loop, town, RoundResult(True), qtbot, settle)
    assert loop.status.state == "at_rest"
    assert loop.status.problem is None


def test_a_bug_is_shown_and_does_not_end_the_loop(
    loop: ExchangeLoop, town: Town, qtbot: QtBot, settle: Settle, caplog: pytest.LogCaptureFixture
) -> None:
    loop.start()
    settle()
    loop.now()
    finish(loop, town, ZeroDivisionError("a bug"), qtbot, settle)
    dialog = failures._shown[0]
    qtbot.addWidget(dialog)
    assert "ZeroDivisionError" in dialog.report
    dialog.close()
    failures._shown.clear()
    assert loop.next_at is not None
    caplog.clear()


def test_what_came_meanwhile_goes_soon(loop: ExchangeLoop, town: Town, qtbot: QtBot, settle: Settle) -> None:
    loop.start()
    settle()
    loop.now()
    town.pending = 2
    finish(loop, town, RoundResult(True, sent=1), qtbot, settle)
    assert seconds_left(loop) <= AFTER_ACT_S


def test_a_person_may_halt_it_and_it_says_how_far_it_is(
    loop: ExchangeLoop, town: Town, qtbot: QtBot, settle: Settle
) -> None:
    loop.start()
    settle()
    loop.now()
    qtbot.waitUntil(lambda: len(town.begun) == 1)
    with qtbot.waitSignal(loop.progressed) as told:
        town.begun[0].report(2, 5, Message("sending"))
    assert told.args is not None
    assert told.args[:2] == [2, 5]
    loop.halt()
    assert town.begun[0].cancelled
    finish(loop, town, CancelledError(), qtbot, settle)
    assert loop.status.state == "at_rest"
    assert 50 < seconds_left(loop) <= 60


def test_leaving_stops_it(loop: ExchangeLoop, town: Town, qtbot: QtBot, settle: Settle) -> None:
    loop.start()
    settle()
    loop.now()
    qtbot.waitUntil(lambda: len(town.begun) == 1)
    loop.stop()
    assert town.begun[0].cancelled
    finish(loop, town, RoundResult(True), qtbot, settle)
    assert loop.next_at is None


def test_nobody_waits_for_an_attempt_whose_window_is_gone(background: Background, town: Town, qtbot: QtBot) -> None:
    import shiboken6

    loop = ExchangeLoop(background, LoopWork(town.status, lambda _office, _steps: town))
    loop.now()
    qtbot.waitUntil(lambda: len(town.begun) == 1)
    shiboken6.delete(loop)
    town.ends.put(RoundResult(True))
    qtbot.waitUntil(lambda: all(thread.name != "exchange" for thread in threading.enumerate()))

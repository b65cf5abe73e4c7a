"""When the office exchanges by itself: at the start, after acts, every minute; after failures later and later."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from gridadmin.domain.errors import CancelledError, GridAdminError
from gridadmin.domain.exchange import ExchangeState, ExchangeStatus, RoundResult
from gridadmin.jobs.progress import Progress
from gridadmin.sync.backoff import Pace
from gridadmin.ui.background import Background
from gridadmin.ui.database_steps import DatabaseSteps
from gridadmin.ui.exchange.courier import Courier
from gridadmin.ui.failures import show_bug

FIRST_S = 3.0  # after the window was opened: the home page comes first
AFTER_ACT_S = 5.0  # the clerk rests for so long after an act before it is sent
SILENT = (ExchangeState.NOT_ENROLLED, ExchangeState.STOPPED)


class Line(Protocol):
    """The way to the city (`jobs.exchange_city.CityLine`)."""

    def attempt(self, progress: Progress | None = None, *, by_itself: bool = False) -> RoundResult:
        """Exchange once; `by_itself`: unless the exchange has stopped."""


@dataclass(frozen=True)
class LoopWork:
    """What the loop asks of the office.

    Attributes:
        status: job `job(office, progress=…)` that returns the ExchangeStatus.
        open_line: the way to the city of an office, over steps that are done on the database thread.
    """

    status: Callable[..., ExchangeStatus]
    open_line: Callable[[Any, DatabaseSteps], Line]


class ExchangeLoop(QObject):
    """Begins attempts, one at a time, and says how the exchange stands.

    Signals:
        changed: the ExchangeStatus, RUNNING while an attempt is under way; also where only the next attempt is another.
        came_back: what an attempt did.
        progressed: how far an attempt has got (`courier`).
    """

    changed = Signal(object)
    came_back = Signal(object)
    progressed = Signal(int, int, object)

    def __init__(
        self,
        background: Background,
        work: LoopWork,
        parent: QObject | None = None,
        share: Callable[[], float] = random.random,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._background, self._work, self._share, self._seconds = background, work, share, seconds
        self.status = ExchangeStatus(ExchangeState.NOT_ENROLLED)
        self._stored = self.status
        self._failed: GridAdminError | None = None
        self._line: Line | None = None
        self._pace = Pace()
        self._is_started = False
        self._goes_on = False  # the last attempt sent something or could not finish: what waits now goes soon
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_due)
        self.courier = Courier(self)
        self.courier.came_back.connect(self._on_back)
        self.courier.progressed.connect(self.progressed)

    @property
    def is_out(self) -> bool:
        """Whether an attempt is under way."""
        return self.courier.is_out

    @property
    def next_at(self) -> datetime | None:
        """When the next attempt begins by itself; None while one is under way or where none will."""
        if not self._timer.isActive():
            return None
        return datetime.now().astimezone() + timedelta(milliseconds=self._timer.remainingTime())

    @property
    def is_automatic(self) -> bool:
        """Whether attempts begin by themselves: the practice office never exchanges."""
        office = self._background.office
        return office is not None and not office.practice

    def start(self) -> None:
        """Read how the exchange stands, and begin soon where the office takes part."""
        self._background.changed.connect(self._on_changed)
        self._is_started = True
        self.read_status(FIRST_S)

    def stop(self) -> None:
        """Begin nothing any more; an attempt under way ends before its next step."""
        self._is_started = False
        self._timer.stop()
        self.courier.stop()

    def now(self) -> None:
        """Begin an attempt at once, whatever the back-off says and whatever has stopped the exchange."""
        self._begin(by_itself=False)

    def _begin(self, *, by_itself: bool) -> None:
        if self.is_automatic and self.courier.send(self._attempt(by_itself=by_itself)):
            self._timer.stop()
            self._tell()

    def halt(self) -> None:
        """End the attempt that is under way before its next step; the next one begins in its time."""
        self.courier.stop()

    def read_status(self, then_s: float | None = None) -> None:
        """Read how the exchange stands; begin an attempt in so many seconds where that is sooner than planned."""

        def done(status: ExchangeStatus) -> None:
            self._stored = status
            if then_s is not None:
                self._plan(min(then_s, AFTER_ACT_S) if self._goes_on and status.pending else then_s)
            self._tell()

        office = self._background.office
        if office is not None and not office.closed:
            self._background.run(self._work.status, done=done, caller=self)

    def _attempt(self, *, by_itself: bool) -> Callable[[Progress], RoundResult]:
        if self._line is None:
            self._line = self._work.open_line(self._background.office, self._background.steps())
        return partial(self._line.attempt, by_itself=by_itself)

    def _on_changed(self, words: frozenset[str]) -> None:
        """An act was done here: it is sent when the clerk rests, unless the city could not be reached lately."""
        is_act = bool(words - {"exchange"}) and not self.courier.is_out
        self.read_status(AFTER_ACT_S if is_act and not self._pace.failures else None)

    def _on_due(self) -> None:
        if self._is_started:
            self._begin(by_itself=True)

    def _on_back(self, result: RoundResult | None, error: BaseException | None) -> None:
        now = self._seconds()
        is_expected = isinstance(error, GridAdminError) and not isinstance(error, CancelledError)
        self._failed = error if is_expected and isinstance(error, GridAdminError) else None
        if result is not None and result.problem is None:
            self._pace = self._pace.after_success(now)
        elif self._stored.waits_for_update or (result is not None and result.waits_for_update):
            self._pace = self._pace.after_update_needed(now, self._share())
        elif isinstance(error, CancelledError):
            self._pace = self._pace.after_success(now)  # halted by a person: a minute's rest, no back-off
        else:
            asked = result.retry_after if result is not None else getattr(error, "retry_after", None)
            self._pace = self._pace.after_failure(now, self._share(), asked)
        if error is not None and not isinstance(error, GridAdminError):
            show_bug(error)
        if result is not None:
            self.came_back.emit(result)
        self._goes_on = result is not None and result.problem is None and (result.sent > 0 or not result.complete)
        if self._is_started:
            self.read_status(self._pace.wait(now))

    def _plan(self, seconds: float) -> None:
        is_silent = self._stored.state in SILENT and not self._stored.waits_for_update
        is_silent = is_silent or not self._stored.has_line
        if not self._is_started or self.courier.is_out or not self.is_automatic or is_silent:
            self._timer.stop()
            return
        if not self._timer.isActive() or self._timer.remainingTime() > seconds * 1000:
            self._timer.start(round(seconds * 1000))

    def _tell(self) -> None:
        status = self._stored
        if self.courier.is_out:
            state = status.state if status.state is ExchangeState.RECOVERING else ExchangeState.RUNNING
            status = replace(status, state=state, problem=None)
        elif self._failed is not None and status.state not in SILENT:
            status = replace(status, state=ExchangeState.OFFLINE, problem=self._failed.message)
        self.status = status
        self.changed.emit(status)

"""The one door off the GUI thread: work goes in here, results come back on the GUI thread, in order.

There is one thread, because there is one database connection and one writer; what is asked first is answered first.
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QThread, Signal

from gridadmin.domain.errors import CancelledError, GridAdminError
from gridadmin.i18n import Message
from gridadmin.jobs.progress import Progress
from gridadmin.ui.database_steps import DatabaseSteps, Errand, SteppedOffice
from gridadmin.ui.failures import show_bug

Result = TypeVar("Result")
Failed = Callable[[GridAdminError], None]


class OpenOffice(SteppedOffice, Protocol):
    """What the window needs of an opened office (`jobs.office`)."""

    name: str
    account_name: str
    practice: bool
    on_changed: Callable[[frozenset[str]], None]

    def act(
        self, sentence: Message | Callable[[Any], Message], fn: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Run a service in one transaction, as one journaled act."""

    def close(self) -> None:
        """End the connection."""


@dataclass(frozen=True)
class _Task:
    work: Callable[[], Any]
    done: Callable[[Any], None] | None
    failed: Failed | None
    caller: QObject | None
    number: int
    replaceable: bool

    @property
    def topic(self) -> tuple[int, str]:
        return id(self.caller), getattr(self.done, "__qualname__", repr(self.done))


class _Thread(QThread):
    finished_task = Signal(object, object, object)

    def __init__(self) -> None:
        super().__init__()
        self.tasks: queue.SimpleQueue[_Task | Errand | None] = queue.SimpleQueue()

    def run(self) -> None:
        while (task := self.tasks.get()) is not None:
            if isinstance(task, Errand):
                task.do()
                continue
            try:
                result = task.work()
            except BaseException as error:  # noqa: BLE001 - the door: what is not expected is shown as a bug
                self.finished_task.emit(task, None, error)
            else:
                self.finished_task.emit(task, result, None)


class Background(QObject):
    """Runs reads, acts and jobs on the database thread.

    `caller` is the widget that asks: when it is gone, the answer is dropped. A read that the same caller asks again for
    the same `done` makes the earlier answer stale, and stale answers are dropped too; acts and jobs are never dropped
    this way. An expected error goes to `failed`, or to the dialog of `on_failed`; anything else is shown as a bug.

    Signals:
        changed: the feature words whose records an act has changed.
        busy: whether anything is being worked on.
        idle: nothing is left to do; tests wait for it.
    """

    changed = Signal(frozenset)
    busy = Signal(bool)
    idle = Signal()
    progressed = Signal(object, int, int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.office: OpenOffice | None = None
        self.on_failed: Failed = lambda error: logging.getLogger("gridadmin").warning("%s", error)
        self._thread = _Thread()
        self._thread.finished_task.connect(self._on_finished)
        self._thread.start()
        self._open = 0
        self._numbers = 0
        self._latest: dict[tuple[int, str], int] = {}

    def use(self, office: OpenOffice) -> None:
        """Work on an opened office from now on."""
        self.office = office
        office.on_changed = self.changed.emit

    def read(
        self,
        fn: Callable[..., Result],
        *args: Any,
        done: Callable[[Result], None],
        failed: Failed | None = None,
        caller: QObject | None = None,
    ) -> None:
        """Run the service `fn(session, *args)` in a read transaction and hand its plain data to `done`."""
        office = self._opened()
        self._put(lambda: office.read(fn, *args), done, failed, caller, replaceable=True)

    def act(
        self,
        sentence: Message | Callable[[Any], Message],
        fn: Callable[..., Result],
        *args: Any,
        done: Callable[[Result], None] | None = None,
        failed: Failed | None = None,
        caller: QObject | None = None,
    ) -> None:
        """Run the service `fn(session, *args)` as one act under its sentence; `changed` follows from the office."""
        office = self._opened()
        self._put(lambda: office.act(sentence, fn, *args), done, failed, caller)

    def run(
        self,
        job: Callable[..., Result],
        *args: Any,
        done: Callable[[Result], None] | None = None,
        failed: Failed | None = None,
        caller: QObject | None = None,
        progress: Progress | None = None,
    ) -> Progress:
        """Run `job(office, *args, progress=…)`; reports arrive through `progressed`, cancelling by the Progress."""
        office, told = self._opened(), progress or Progress()
        told.listener = lambda step, total, text: self.progressed.emit(told, step, total, text)
        self._put(lambda: job(office, *args, progress=told), done, failed, caller)
        return told

    def call(
        self,
        fn: Callable[..., Result],
        *args: Any,
        done: Callable[[Result], None] | None = None,
        failed: Failed | None = None,
        caller: QObject | None = None,
    ) -> None:
        """Run any `fn(*args)` that needs no office: opening one, reading a file, importing a heavy library."""
        self._put(lambda: fn(*args), done, failed, caller)

    def steps(self) -> DatabaseSteps:
        """Return the office for work on a thread of its own."""
        return DatabaseSteps(self._opened(), self._thread.tasks.put, self._thread.isFinished)

    def shut(self) -> None:
        """Finish what was begun, close the office on its own thread and end the thread."""
        if self._thread.isRunning():
            if self.office is not None:
                self._put(self.office.close, None, None, None)
            self._thread.tasks.put(None)
            self._thread.wait()

    @property
    def is_idle(self) -> bool:
        """Whether every answer has been handed out."""
        return self._open == 0

    def _opened(self) -> OpenOffice:
        if self.office is None:
            raise RuntimeError("no office is open")
        return self.office

    def _put(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None,
        failed: Failed | None,
        caller: QObject | None,
        replaceable: bool = False,
    ) -> None:
        self._numbers += 1
        task = _Task(work, done, failed, caller, self._numbers, replaceable and caller is not None)
        if task.replaceable:
            self._latest[task.topic] = task.number
        self._open += 1
        if self._open == 1:
            self.busy.emit(True)
        self._thread.tasks.put(task)

    def _on_finished(self, task: _Task, result: Any, error: BaseException | None) -> None:
        try:
            if self._is_wanted(task):
                self._hand_out(task, result, error)
        finally:
            self._open -= 1
            if self._open == 0:
                self.busy.emit(False)
                self.idle.emit()

    def _is_wanted(self, task: _Task) -> bool:
        if task.caller is not None and not shiboken6.isValid(task.caller):
            return False
        return not task.replaceable or self._latest.get(task.topic) == task.number

    def _hand_out(self, task: _Task, result: Any, error: BaseException | None) -> None:
        if error is None:
            if task.done is not None:
                task.done(result)
        elif isinstance(error, GridAdminError):
            if task.failed is not None:
                task.failed(error)
            elif not isinstance(error, CancelledError):
                self.on_failed(error)
        else:
            show_bug(error)

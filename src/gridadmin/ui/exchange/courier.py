"""Carries one attempt at a time on a thread of its own: a city may take minutes to answer, and no page waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, Signal

from gridadmin.i18n import Message
from gridadmin.jobs.progress import Progress

Attempt = Callable[[Progress], object]


class Courier(QObject):
    """Sends an attempt out and tells what came back.

    The thread is a daemon: nothing can end a call that waits in the network, and leaving the office must not wait for
    it. Whatever it does to the office goes through `background.DatabaseSteps`, which end with the office.

    Signals:
        came_back: what the attempt returned and what it raised, one of them None.
        progressed: done, total (0 where it is not known) and the sentence of what is being done.
    """

    came_back = Signal(object, object)
    progressed = Signal(int, int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._progress: Progress | None = None
        self.came_back.connect(self._on_back)

    @property
    def is_out(self) -> bool:
        """Whether an attempt is under way."""
        return self._progress is not None

    def send(self, attempt: Attempt) -> bool:
        """Begin an attempt; False where one is under way."""
        if self.is_out:
            return False
        progress = self._progress = Progress(self._tell)

        def run() -> None:
            result, error = None, None
            try:
                result = attempt(progress)
            except BaseException as raised:  # noqa: BLE001 - carried to the GUI thread and told there
                error = raised
            try:
                self.came_back.emit(result, error)
            except RuntimeError:
                return  # the window is gone, and with it whoever would be told

        threading.Thread(target=run, name="exchange", daemon=True).start()
        return True

    def stop(self) -> None:
        """Have the attempt end before its next step."""
        if self._progress is not None:
            self._progress.cancel()

    def _tell(self, done: int, total: int, text: Message | None) -> None:
        if shiboken6.isValid(self):
            self.progressed.emit(done, total, text)

    def _on_back(self) -> None:
        self._progress = None

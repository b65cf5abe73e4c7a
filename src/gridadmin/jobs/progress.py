"""How long work says how far it is, and how it learns that the user wants it stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gridadmin.domain.errors import CancelledError
from gridadmin.i18n import Message

Listener = Callable[[int, int, Message | None], None]


@dataclass
class Progress:
    """Handed to a job; the window and the command line each listen in their own way.

    Attributes:
        listener: called with done, total and a sentence; runs in the thread of the job.
        cancelled: set from outside; the job notices it at its next `check()` or `report()`.
    """

    listener: Listener | None = None
    cancelled: bool = False

    def report(self, done: int, total: int, text: Message | None = None) -> None:
        """Tell that `done` of `total` steps are behind us; raises CancelledError when the user stopped the work."""
        self.check()
        if self.listener is not None:
            self.listener(done, total, text)

    def check(self) -> None:
        """Raise CancelledError when the user stopped the work."""
        if self.cancelled:
            raise CancelledError

    def cancel(self) -> None:
        """Ask the job to stop at its next step; safe from any thread."""
        self.cancelled = True

"""Leaving an office: what was changed is backed up and the backup verified, with progress; then the window goes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gridadmin.domain.errors import CancelledError, GridAdminError
from gridadmin.i18n import _
from gridadmin.jobs.progress import Progress
from gridadmin.ui.background import Background
from gridadmin.ui.dialogs import ProgressDialog, ask

Act = Callable[[], object]


class Leaving(QObject):
    """Runs the backup once, before the first act that leaves the office.

    A backup that fails is told, and the clerk decides whether to leave without it; her records are safe either way.
    """

    def __init__(self, window: QWidget, background: Background, back_up: Callable[..., bool] | None) -> None:
        super().__init__(window)
        self._window, self._background, self._back_up = window, background, back_up
        self._running = False
        self.is_done = back_up is None

    def then(self, act: Act) -> None:
        """Back up, then act; while the backup runs, asking again changes nothing."""
        if self.is_done or self._back_up is None:
            self.is_done = True
            act()
        elif not self._running:
            self._start(self._back_up, act)

    def _start(self, back_up: Callable[..., bool], act: Act) -> None:
        self._running = True
        progress = Progress()
        shown = ProgressDialog(self._window, _("Backing up before leaving"), self._background, progress)

        def done(_made: bool) -> None:
            shown.finish()
            self._go(act)

        def failed(error: GridAdminError) -> None:
            shown.finish()
            self._running = False
            stopped = isinstance(error, CancelledError)
            text = _("Nothing is lost: every act is stored already.") if stopped else str(error)
            if ask(self._window, _("There is no new backup"), text, _("Leave without a backup"), grave=True):
                self._go(act)

        self._background.run(back_up, done=done, failed=failed, caller=self, progress=progress)

    def _go(self, act: Act) -> None:
        self._running, self.is_done = False, True
        act()

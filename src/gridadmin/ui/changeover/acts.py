"""Opening the change-over from a grid or a person, and printing its papers when it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QWidget

from gridadmin.domain.workers_changeover import ChangeoverOutcome, ChangeoverStart
from gridadmin.i18n import _
from gridadmin.services.workers_changeover_start import start_from_grid, start_from_worker
from gridadmin.ui.changeover.dialog import ChangeoverDialog
from gridadmin.ui.changeover.papers import ChangeoverPapersDialog
from gridadmin.ui.dialogs import tell
from gridadmin.ui.pages import Desk


class ChangeoverActs:
    """What a page does with H; `today` is the day on which things are done."""

    def __init__(self, parent: QWidget, desk: Desk, today: Callable[[], date]) -> None:
        self._parent, self._desk, self._today = parent, desk, today
        self.dialog: ChangeoverDialog | None = None

    def from_grid(self, grid_id: UUID) -> None:
        """Somebody leaves a grid."""
        self._desk.background.read(start_from_grid, grid_id, self._today(), done=self._open, caller=self._parent)

    def from_worker(self, worker_id: UUID) -> None:
        """A person leaves grids, or service."""
        self._desk.background.read(start_from_worker, worker_id, self._today(), done=self._open, caller=self._parent)

    def _open(self, start: ChangeoverStart) -> None:
        if not any(each.posts for each in start.outgoing):
            text = _("Nobody served here yesterday. Appoint somebody instead, or end the service in the person's file.")
            tell(self._parent, _("There is nobody to change over"), text)
            return
        dialog = self.dialog = ChangeoverDialog(self._parent, self._desk, start, self._today)
        dialog.print_asked.connect(self._print)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _print(self, outcome: ChangeoverOutcome) -> None:
        papers = ChangeoverPapersDialog(self.dialog or self._parent, self._desk, outcome)
        papers.finished.connect(papers.deleteLater)
        papers.open()

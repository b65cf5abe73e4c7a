"""The tab 证件 of a person's file."""

from __future__ import annotations

from datetime import date

from gridadmin.domain.workers import WorkerDetail
from gridadmin.ui.layouts import column
from gridadmin.ui.pages import Desk
from gridadmin.ui.qualifications.acts import QualificationActs
from gridadmin.ui.qualifications.card_acts import CardActs
from gridadmin.ui.qualifications.pane import CertificatesPane
from gridadmin.ui.qualifications.sheet_dialog import SheetDialog
from gridadmin.ui.workers.tabs import WorkerTab


class QualificationsTab(WorkerTab):
    """Certificates, cards and papers of the person shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.acts, self.card_acts = QualificationActs(self, desk), CardActs(self, desk)
        self.pane = CertificatesPane(desk, self.acts)
        self.pane.sheet_asked.connect(self.print_sheet)
        self.pane.card_asked.connect(self._number)
        self.setLayout(column(self.pane))
        desk.background.changed.connect(self._on_changed)
        self._shown: tuple[WorkerDetail, date, bool] | None = None

    def show_worker(self, detail: WorkerDetail, day: date, read_only: bool) -> None:
        """Show a person as of a day."""
        self._shown = (detail, day, read_only)
        self.pane.show_person(detail.row.id, detail.row.name, day, read_only)

    def print_sheet(self) -> None:
        """Show the sheet of Article 11, to be printed."""
        if self.pane.worker_id is not None:
            dialog = SheetDialog(self, self.desk, [self.pane.worker_id], self.pane.name)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _number(self) -> None:
        if self.pane.worker_id is not None:
            self.card_acts.make([self.pane.worker_id])

    def _on_changed(self, features: frozenset[str]) -> None:
        if "qualifications" in features and self._shown is not None and self.isVisible():
            self.show_worker(*self._shown)

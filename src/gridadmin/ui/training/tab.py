"""The tab 培训 of a person's file."""

from __future__ import annotations

from datetime import date
from typing import Any

from gridadmin.domain.queues import Target
from gridadmin.domain.training_hours import TrainingRecord
from gridadmin.domain.workers import WorkerDetail
from gridadmin.services.training_records import worker_training
from gridadmin.ui.layouts import column
from gridadmin.ui.pages import Desk
from gridadmin.ui.training.record_view import TrainingRecordView
from gridadmin.ui.workers.tabs import WorkerTab


class TrainingTab(WorkerTab):
    """Shows what the person was trained in; a session opens on the page of training."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view = TrainingRecordView()
        self._day = desk.as_of
        self.view.session_opened.connect(lambda key: desk.go(Target("training", record_id=str(key))))
        self.setLayout(column(self.view))

    def show_worker(self, detail: WorkerDetail, day: date, read_only: bool) -> None:  # noqa: ARG002 - nothing is changed here
        """Read and show the person's record as of the day."""
        self._day = day
        self.desk.background.read(worker_training, detail.row.id, day, done=self._show, caller=self)

    def _show(self, record: TrainingRecord | Any) -> None:
        self.view.show_record(record, self._day)

"""The tab 考核 of a person's file: every result that was announced, corrections beside what they mend."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from gridadmin.domain.assessment_rounding import plain_number
from gridadmin.domain.assessment_rows import ResultRow
from gridadmin.domain.queues import Target
from gridadmin.domain.workers import WorkerDetail
from gridadmin.i18n import _
from gridadmin.jobs.assessment import view_worker_results
from gridadmin.jobs.assessment_papers import print_sheets
from gridadmin.ui.assessment.columns import worker_result_columns
from gridadmin.ui.layouts import button, column, label, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.paper_dialog import PaperDialog
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel
from gridadmin.ui.tokens import SNUG
from gridadmin.ui.workers.tabs import WorkerTab


class AssessmentTab(WorkerTab):
    """The results of one person as of a day."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._worker_id: UUID | None = None
        self.model: TableModel[ResultRow] = TableModel(worker_result_columns(), self)
        self.table = RecordTable(self.model, "assessment/worker", desk.preferences)
        self.table.setProperty("look", "flat")
        self.table.set_empty(_("No result was announced by this day."))
        self._words = label("", "caption", wrap=True)
        self.sheet = button(_("Score sheet"), self.print_sheet, icon="printer")
        self.open = button(_("Open the period"), self._open, "quiet")
        lines = column(row(self._words, 1, self.open, self.sheet, spacing=SNUG), self.table, spacing=SNUG)
        lines.setStretch(1, 1)
        self.setLayout(lines)
        self.table.row_opened.connect(lambda _row: self._open())

    def show_worker(self, detail: WorkerDetail, day: date, read_only: bool) -> None:  # noqa: ARG002 - nothing is edited
        """Read the results of a person; an answer for somebody else is dropped."""
        self._worker_id = detail.row.id
        self.desk.background.run(view_worker_results, detail.row.id, day, done=self.show_results, caller=self)

    def show_results(self, rows: Sequence[ResultRow]) -> None:
        """Show results, the latest first."""
        if rows and rows[0].worker_id != self._worker_id:
            return
        self.model.set_rows(list(rows))
        self.table.choose(0)
        for made in (self.sheet, self.open):
            made.setEnabled(bool(rows))
        self._words.setText(self._said(rows))

    def print_sheet(self) -> None:
        """Show the score sheet of the result under the cursor, to be printed."""
        found: ResultRow | None = self.table.current_row()
        if found is not None:
            title = _("Score sheet, {period}").format(period=found.period)
            PaperDialog(self, self.desk, title, print_sheets, found.period_id, [found.worker_id]).open()

    def _open(self) -> None:
        found: ResultRow | None = self.table.current_row()
        if found is not None:
            self.desk.go(Target("assessment", record_id=str(found.period_id)))

    @staticmethod
    def _said(rows: Sequence[ResultRow]) -> str:
        """The mean of the results that hold, and how many were poor."""
        held = {row_.period_id: row_ for row_ in reversed(rows)}
        if not held:
            return ""
        poor = sum(row_.poor for row_ in held.values())
        latest = rows[0]
        words = _("{count} results; the latest {score} points, {grade}; {poor} poor ones")
        grade = latest.grade or _("no grade")
        return words.format(count=len(held), score=plain_number(latest.score), grade=grade, poor=poor)

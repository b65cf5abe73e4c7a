"""The page of assessment: periods at the left, the one that is chosen with its scores, results and objections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from gridadmin.domain.assessment_periods import PeriodState
from gridadmin.domain.assessment_rows import (
    ObjectionRow,
    ParticipantRow,
    PeriodRow,
    PeriodSheet,
    ScoresReport,
)
from gridadmin.domain.queues import Target
from gridadmin.i18n import Message, _
from gridadmin.jobs.assessment import OPENED_REVIEWS, PUBLISHED, SCORED, sheet_of_scores, view_period
from gridadmin.jobs.assessment_papers import print_notices, print_sheets, write_summary
from gridadmin.services.assessment import count_periods
from gridadmin.services.assessment_results import publish_period
from gridadmin.services.assessment_reviews import open_reviews, reviews_due
from gridadmin.services.assessment_scores import enter_scores
from gridadmin.ui.assessment.acts import PersonActs, open_period_dialog
from gridadmin.ui.assessment.columns import period_columns
from gridadmin.ui.assessment.pane import PeriodPane
from gridadmin.ui.assessment.schemes import SchemesDialog
from gridadmin.ui.dialogs import MessageDialog, QuestionDialog
from gridadmin.ui.layouts import column
from gridadmin.ui.list_export import ask_where
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import ListDetail, PageHeader, ViewTabs, action_button
from gridadmin.ui.paper_dialog import PaperDialog
from gridadmin.ui.sheet_import import change_words, choose_sheet, imported_as
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel
from gridadmin.ui.theme import current

LIST_WIDTH, PANE_WIDTH = 360, 880
ALL, TO_ENTER, TO_DECIDE = "all", "entry", "decisions"


class AssessmentPage(Page):
    """Periods of assessment (Art 24)."""

    features = frozenset({"assessment", "workers"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted: UUID | None = None
        self._rows: list[PeriodRow] = []
        self.model: TableModel[PeriodRow] = TableModel(period_columns(), self)
        self.table = RecordTable(self.model, "assessment/periods", desk.preferences)
        self.views = ViewTabs([(ALL, _("All")), (TO_ENTER, _("To enter")), (TO_DECIDE, _("Objections to decide"))])
        self.pane = PeriodPane(desk)
        self.acts = PersonActs(self, desk)
        self._build()
        self._connect()

    def reload(self) -> None:
        """Read the periods and the one that is shown again."""
        self.desk.background.read(count_periods, self.desk.as_of, done=self.show_periods, caller=self)
        self.desk.background.read(reviews_due, self.desk.as_of, done=self.pane.show_reviews, caller=self)

    def show_periods(self, rows: Sequence[PeriodRow]) -> None:
        """Show the list; the cursor stays on its period, at first on the one whose scores wait."""
        self._rows = list(rows)
        waiting = sum(row.state is PeriodState.ENTRY for row in rows)
        undecided = sum(row.undecided for row in rows)
        words = _("{count} periods    {waiting} to enter    {undecided} objections to decide")
        self.header.say(words.format(count=len(rows), waiting=waiting, undecided=undecided))
        self.views.show_count(TO_ENTER, _("To enter"), waiting)
        self.views.show_count(TO_DECIDE, _("Objections to decide"), sum(row.undecided > 0 for row in rows))
        self._show_view(self.views.value())

    def show_target(self, target: Target) -> None:
        """Open a view, or a period."""
        if target.record_id:
            self._wanted = UUID(target.record_id)
            self.views.choose(ALL)
            self._show_view(ALL)
        elif target.view:
            self.views.choose(target.view)

    def new_record(self) -> None:
        """Ctrl+N: open a period."""
        if not self.desk.read_only:
            open_period_dialog(self, self.desk, self._on_opened)

    def export_list(self) -> None:
        """Ctrl+E: the summary as a workbook."""
        whole = self.pane.whole
        if whole is None:
            return
        title = _("Summary of the assessment, {period}").format(period=whole.period.words)
        out = ask_where(self, title, self.desk.as_of)
        if out is not None:
            done = partial(self._tell_written, out)
            self.desk.background.run(write_summary, whole.period.id, out, done=done, caller=self)

    def print_page(self) -> None:
        """Ctrl+P: the notices once published, else the score sheets."""
        whole = self.pane.whole
        if whole is not None:
            (self._print_sheets if whole.period.state is PeriodState.ENTRY else self._print_notices)()

    def panes(self) -> list[QWidget]:
        """The list and what stands beside it."""
        return [self.table, self.pane.entry.grid]

    def _build(self) -> None:
        schemes = action_button(_("Schemes …"), "scale", self._show_schemes)
        opened = action_button(_("Open a period …"), "plus", self.new_record, Key.NEW.shown())
        self.header = PageHeader(_("Assessment"), schemes, opened)
        self.table.setProperty("look", "flat")
        self.table.set_empty(_("No period is open. First a scheme, then a period."), _("Schemes …"), self._show_schemes)
        listing = QWidget()
        lines = column(self.views, self.table, spacing=0)
        lines.setStretch(1, 1)
        listing.setLayout(lines)
        split = ListDetail(listing, self.pane, "assessment", self.desk.preferences)
        if self.desk.preferences.recall("split/assessment") is None:
            split.setSizes([current().px(LIST_WIDTH), current().px(PANE_WIDTH)])  # the grid needs the room
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 4)
        whole = column(self.header, split, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.views.chosen.connect(self._show_view)
        self.table.row_chosen.connect(self._on_period)
        self.pane.entry.save_asked.connect(self._save)
        self.pane.publish_asked.connect(self._publish)
        self.pane.notices_asked.connect(self._print_notices)
        self.pane.sheets_asked.connect(self._print_sheets)
        self.pane.summary_asked.connect(self.export_list)
        self.pane.import_asked.connect(self._import_scores)
        self.pane.reviews_asked.connect(self._open_reviews)
        self.pane.person_asked.connect(self._on_person)
        self.pane.decide_asked.connect(self._decide)

    def _import_scores(self) -> None:
        whole = self.pane.whole
        if whole is not None:
            title = _("Import scores of {period}").format(period=whole.period.words)
            sheet = imported_as(sheet_of_scores(whole.period), change_words(str, lambda _change, value: str(value)))
            choose_sheet(self, self.desk, title, sheet)

    def _show_view(self, key: str) -> None:
        rows = [row for row in self._rows if _is_in_view(row, key)]
        kept = self._wanted or (self.pane.whole.period.id if self.pane.whole else None)
        self.model.set_rows(rows)
        shown = self.model.rows()
        places = [place for place, row in enumerate(shown) if row.id == kept]
        places += [place for place, row in enumerate(shown) if row.state is PeriodState.ENTRY]
        self.table.choose(places[0] if places else 0)
        self._wanted = None
        if self.table.current_row() is not None:
            self._on_period(self.table.current_row())

    def _on_period(self, row: PeriodRow | None) -> None:
        if row is not None:
            self.desk.background.run(view_period, row.id, self.desk.as_of, done=self.show_period, caller=self)

    def show_period(self, found: tuple[PeriodSheet, list[ObjectionRow]]) -> None:
        """Show a period; one that is no longer chosen is dropped."""
        whole, objections = found
        chosen = self.table.current_row()
        if chosen is not None and chosen.id == whole.period.id:
            self.pane.show_period(whole, objections, self.desk.as_of, self.desk.read_only)

    def _save(self, cells: list[tuple[UUID, str, str]], then: Any = None) -> None:
        whole = self.pane.whole
        assert whole is not None
        sentence = Message(SCORED, {"period": whole.period.words, "count": len(cells)})

        def saved(_report: ScoresReport) -> None:
            self.pane.entry.saved()
            if then is not None:
                then()

        self.desk.background.act(sentence, enter_scores, whole.period.id, cells, done=saved, caller=self)

    def _publish(self) -> None:
        """Save what is typed, ask once, publish."""
        cells = self.pane.entry.cells()
        if cells:
            self._save(cells, self._ask_publish)
        else:
            self._ask_publish()

    def _ask_publish(self) -> None:
        whole = self.pane.whole
        assert whole is not None
        words = _("{count} results become final after {days} days for objections; then only a correction changes them.")
        text = words.format(count=whole.period.assessed, days=whole.definition.objection_days)
        dialog = QuestionDialog(self, _("Publish {period}?").format(period=whole.period.words), text, _("Publish"))
        dialog.accepted.connect(partial(self._do_publish, whole))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _do_publish(self, whole: PeriodSheet) -> None:
        values = {"period": whole.period.words, "scheme": whole.period.scheme}
        self.desk.background.act(
            lambda done: Message(PUBLISHED, {**values, "count": done.people}),
            publish_period,
            whole.period.id,
            self._today(),
            caller=self,
        )

    def _print_notices(self) -> None:
        self._print(_("Notice of the assessment result, {period}"), print_notices)

    def _print_sheets(self) -> None:
        self._print(_("Score sheet, {period}"), print_sheets)

    def _print(self, title: str, job: Any, people: Sequence[UUID] | None = None) -> None:
        whole = self.pane.whole
        if whole is not None:
            chosen = list(people or self.pane.chosen_ids()) or None
            shown = title.format(period=whole.period.words)
            PaperDialog(self, self.desk, shown, job, whole.period.id, chosen).open()

    def _open_reviews(self) -> None:
        ids = [row.worker_id for row in self.pane.due]
        self.desk.background.act(_opened_reviews, open_reviews, ids, self._today(), caller=self)

    def _on_person(self, act: str, line: ParticipantRow) -> None:
        whole = self.pane.whole
        if whole is None:
            return
        if act == "sheet":
            if line.assessed:
                self._print(_("Score sheet, {period}"), print_sheets, [line.worker_id])
        else:
            self.acts.run(act, whole, line)

    def _decide(self, row: ObjectionRow) -> None:
        whole = self.pane.whole
        if whole is not None and not self.desk.read_only:
            self.acts.decide(whole, row)

    def _show_schemes(self) -> None:
        dialog = SchemesDialog(self, self.desk)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_opened(self, period_id: UUID) -> None:
        self._wanted = period_id
        self.reload()

    def _tell_written(self, out: Path, _whole: PeriodSheet) -> None:
        dialog = MessageDialog(self, _("The workbook is written"), str(out), "good")
        for text, path in ((_("Open the folder"), out.parent), (_("Open the file"), out)):
            dialog.add_button(text, partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(path))))
        dialog.open()

    def _today(self) -> date:
        office: Any = self.desk.background.office
        today: date = office.today()
        return today


def _opened_reviews(count: int) -> Message:
    return Message(OPENED_REVIEWS, {"count": count})


def _is_in_view(row: PeriodRow, key: str) -> bool:
    if key == TO_ENTER:
        return row.state is PeriodState.ENTRY
    return row.undecided > 0 if key == TO_DECIDE else True

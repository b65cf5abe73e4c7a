"""The runs of pay at the left, the one that is chosen beside them; or the guide that leads through one."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QStackedWidget, QWidget

from gridadmin.domain.months import Month
from gridadmin.domain.pay_runs import CLOSED, PayRunRow, RunKind
from gridadmin.domain.queues import Target
from gridadmin.i18n import Message, _
from gridadmin.jobs.pay import Outlook, RunView, drop, keep_adjustment, outlook, reopen, see_run
from gridadmin.ui.dialogs import QuestionDialog, ReasonDialog, tell
from gridadmin.ui.layouts import button, column, icon_label, label, panel, row
from gridadmin.ui.list_export import export_seen
from gridadmin.ui.listing import joined
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import ListDetail, action_button
from gridadmin.ui.pay.papers_dialog import open_month_papers
from gridadmin.ui.pay.run_view import RunPanel
from gridadmin.ui.pay.runs_columns import run_columns, yuan_shown
from gridadmin.ui.pay.tabs import PayPane
from gridadmin.ui.pay.wizard_guide import RunGuide
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel, fitted
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG

LIST_WIDTH, PANEL_WIDTH = 395, 865
LIST, GUIDE = range(2)


class RunsPane(PayPane):
    """Runs and lines."""

    features = frozenset({"pay", "workers", "insurance", "assessment"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted: UUID | None = None
        self._month = ""
        self.outlook: Outlook | None = None
        self.model: TableModel[PayRunRow] = TableModel(fitted(run_columns()), self)
        self.table = RecordTable(self.model, "pay/runs", desk.preferences)
        self.panel, self.guide = RunPanel(desk), RunGuide(desk)
        self.begin = action_button(_("Reckon the month …"), "plus", self.new_record, Key.NEW.shown(), main=True)
        self._export = action_button(_("Export"), "download", self.export_list, Key.EXPORT.shown())
        self.acts = [self._export, self.begin]
        self._build()
        self._connect()

    def reload(self) -> None:
        """Read the runs and what waits again; a guide that waits for records to be put right reckons again."""
        self.desk.background.run(outlook, done=self.show_outlook, caller=self)
        if self._stack.currentIndex() == GUIDE and self.guide.is_waiting():
            self.guide.rehearse()

    def show_outlook(self, found: Outlook) -> None:
        """Show the list and what waits; the cursor stays on its run, at first on the newest."""
        self.outlook = found
        kept = self._wanted or (self.panel.view.run.id if self.panel.view else None)
        self.model.set_rows(found.runs)
        shown = self.model.rows()
        places = [place for place, row in enumerate(shown) if self._month and str(row.month) == self._month]
        places += [place for place, row in enumerate(shown) if row.id == kept]
        self._wanted, self._month = None, ""
        self.table.choose(places[0] if places else 0)
        self._show_waiting(found)
        if not shown:
            self.panel.show_view(None)
        elif self.table.current_row() is not None:
            self._on_run(self.table.current_row())

    def show_target(self, target: Target) -> None:
        """Choose a run by its id, or by its month."""
        if target.record_id:
            if len(target.record_id) == len("2026-10"):
                self._month = target.record_id
            else:
                self._wanted = UUID(target.record_id)
            self._leave_guide()

    def new_record(self) -> None:
        """Ctrl+N: the month that is next."""
        if self.outlook is not None and not self.desk.read_only and self._stack.currentIndex() == LIST:
            self._open_guide()
            self.guide.start(self.outlook)

    def adjust(self) -> None:
        """Reckon the back-adjustment that is offered."""
        self._offer.setEnabled(False)
        run = self.desk.background.run
        run(keep_adjustment, done=self._on_adjusted, failed=self._on_not_adjusted, caller=self)

    def filter_list(self) -> None:
        """Ctrl+F: somebody's line."""
        self.panel.box.setFocus()
        self.panel.box.selectAll()

    def export_list(self) -> None:
        """Ctrl+E: the lines as they are seen."""
        if self.panel.view is not None:
            title = Message("{run}", {"run": self.panel.title()})
            export_seen(self, self.desk, self.panel.table, title, self.panel.filters())

    def panes(self) -> list[QWidget]:
        """The runs, the lines, the explanation; or the tables of the guide."""
        if self._stack.currentIndex() == GUIDE:
            return self.guide.panes()
        return [self.table, *self.panel.panes()]

    def _build(self) -> None:
        self.table.setProperty("look", "flat")
        self.table.set_empty(_("Nothing was reckoned yet."), _("Reckon the month …"), self.new_record)
        split = ListDetail(self.table, self.panel, "pay", self.desk.preferences)
        if self.desk.preferences.recall("split/pay") is None:
            split.setSizes([current().px(LIST_WIDTH), current().px(PANEL_WIDTH)])
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 4)
        self._due = label("", wrap=True)
        self._offer = button(_("Reckon the adjustment"), self.adjust, icon="refresh-cw")
        line = row(
            icon_label("info", "warning"), self._due, self._offer, spacing=SNUG, margins=(ROOMY, SNUG, ROOMY, SNUG)
        )
        line.setStretch(1, 1)
        self._notice = panel("warning", line)
        self._notice.hide()
        listing = QWidget()
        lines = column(self._notice, split, spacing=0)
        lines.setStretch(1, 1)
        listing.setLayout(lines)
        self._stack = QStackedWidget()
        self._stack.addWidget(listing)
        self._stack.addWidget(self.guide)
        whole = column(self._stack, spacing=MEDIUM)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.table.row_chosen.connect(self._on_run)
        self.table.row_opened.connect(lambda _row: self.panel.lines.setFocus())
        self.panel.asked.connect(lambda key: getattr(self, f"_{key}")())
        self.panel.person_asked.connect(lambda key: self.desk.go(Target("workers", "service", str(key))))
        self.guide.left.connect(self._leave_guide)
        self.guide.kept.connect(self._on_kept)

    def _show_waiting(self, found: Outlook) -> None:
        upcoming, due = found.upcoming, found.adjustment
        is_begun = upcoming.state is not None
        words = _("Go on with {month}") if is_begun else _("Reckon {month} …")
        self.begin.setText(" " + words.format(month=upcoming.month))
        self.begin.setAccessibleName(words.format(month=upcoming.month))
        self.begin.setEnabled(not self.desk.read_only)
        self._notice.setVisible(due is not None and not self.desk.read_only)
        self._offer.setEnabled(True)
        if due is not None:
            told = _(
                "Limits became known after {first} to {last} were paid: {people} persons have a difference,"
                " {employee} of theirs and {employer} of the unit's. {papers}"
            )
            self._due.setText(
                told.format(
                    first=due.months[0], last=due.months[-1], people=due.people, employee=yuan_shown(due.employee),
                    employer=yuan_shown(due.employer), papers=joined(due.papers),
                )
            )  # fmt: skip
        year = self.desk.as_of.year
        cost = sum(row.gross + row.employer for row in found.runs if row.month.year == year)
        open_runs = sum(row.state not in CLOSED for row in found.runs)
        words = _("{count} runs    {open} not paid yet    cost of {year} so far: {cost}")
        self.said.emit(words.format(count=len(found.runs), open=open_runs, year=year, cost=yuan_shown(cost)))

    def _on_run(self, row: PayRunRow | None) -> None:
        if row is not None:
            self.desk.background.run(see_run, row.id, done=self._show_view, caller=self)

    def _show_view(self, view: RunView) -> None:
        chosen = self.table.current_row()
        if chosen is not None and chosen.id == view.run.id:
            self.panel.show_view(view)

    def _open_guide(self) -> None:
        self._stack.setCurrentIndex(GUIDE)
        for act in self.acts:
            act.hide()

    def _leave_guide(self) -> None:
        self._stack.setCurrentIndex(LIST)
        for act in self.acts:
            act.show()
        self.reload()

    def _on_kept(self, run_id: UUID) -> None:
        self._wanted = run_id

    def _go_on(self) -> None:
        view = self.panel.view
        if view is not None and self.outlook is not None:
            self._open_guide()
            self.guide.resume(view, self.outlook.steps)

    def print_page(self) -> None:
        """Ctrl+P: the papers of the run that is chosen."""
        self._papers()

    def _papers(self) -> None:
        view = self.panel.view
        if view is not None:
            of_adjustment = view.run.kind is RunKind.ADJUSTMENT
            open_month_papers(self, self.desk, view.run.month, of_adjustment=of_adjustment)

    def _reopen(self) -> None:
        view = self.panel.view
        if view is None:
            return
        text = _("It becomes a draft again and can be reckoned anew. Who reopens it, and why, stays with the run.")
        dialog = ReasonDialog(self, _("Reopen the pay of {month}?").format(month=view.run.month), text, _("Reopen"))
        dialog.accepted.connect(lambda: self._do_reopen(view, dialog.reason))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _do_reopen(self, view: RunView, reason: str) -> None:
        office: Any = self.desk.background.office
        self.desk.background.run(reopen, view.run.id, reason, office.account_name, done=self._show_view, caller=self)

    def _drop(self) -> None:
        view = self.panel.view
        if view is None:
            return
        title = _("Throw the draft of {month} away?").format(month=view.run.month)
        text = _("What was entered of persons and of the month stays; one undo brings the draft back.")
        dialog = QuestionDialog(self, title, text, _("Throw away"), grave=True)
        done = partial(self._on_dropped, view.run.month)
        dialog.accepted.connect(lambda: self.desk.background.run(drop, view.run.id, done=done, caller=self))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_dropped(self, _month: Month, _row: PayRunRow) -> None:
        self.panel.show_view(None)

    def _on_adjusted(self, view: RunView | None) -> None:
        self._offer.setEnabled(True)
        if view is None:
            tell(self, _("Nothing differs"), _("What was paid is what is due by the limits and bases known now."))
        elif self.outlook is not None:
            self._wanted = view.run.id
            self._open_guide()
            self.guide.resume(view, self.outlook.steps)

    def _on_not_adjusted(self, error: Any) -> None:
        self._offer.setEnabled(True)
        self.desk.background.on_failed(error)

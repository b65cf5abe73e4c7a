"""The runs of pay with their sums at the left, the one that is chosen with its lines beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from gridadmin.domain.pay_runs import CLOSED, PayRunRow
from gridadmin.domain.queues import Target
from gridadmin.i18n import Message, _
from gridadmin.jobs.pay import RunView, see_run
from gridadmin.services.pay import list_runs
from gridadmin.ui.dialogs import tell
from gridadmin.ui.layouts import column
from gridadmin.ui.list_export import Seen, ask_where, export_rows
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import ListDetail, action_button
from gridadmin.ui.pay.run_view import RunPanel
from gridadmin.ui.pay.runs_columns import run_columns, yuan_shown
from gridadmin.ui.pay.tabs import PayPane
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel
from gridadmin.ui.theme import current

LIST_WIDTH, PANEL_WIDTH = 400, 860


class RunsPane(PayPane):
    """Runs and lines."""

    features = frozenset({"pay"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted: UUID | None = None
        self.model: TableModel[PayRunRow] = TableModel(run_columns(), self)
        self.table = RecordTable(self.model, "pay/runs", desk.preferences)
        self.panel = RunPanel(desk)
        self.acts = [action_button(_("Export"), "download", self.export_list, Key.EXPORT.shown())]
        self._build()
        self.table.row_chosen.connect(self._on_run)
        self.table.row_opened.connect(lambda _row: self.panel.lines.setFocus())

    def reload(self) -> None:
        """Read the runs and the one that is shown again."""
        self.desk.background.read(list_runs, done=self.show_runs, caller=self)

    def show_runs(self, rows: Sequence[PayRunRow]) -> None:
        """Show the list; the cursor stays on its run, at first on the newest."""
        kept = self._wanted or (self.panel.view.run.id if self.panel.view else None)
        self._wanted = None
        self.model.set_rows(rows)
        shown = self.model.rows()
        self.table.choose(next((place for place, row in enumerate(shown) if row.id == kept), 0))
        self._say(rows)
        if not rows:
            self.panel.show_view(None)
        elif self.table.current_row() is not None:
            self._on_run(self.table.current_row())

    def show_target(self, target: Target) -> None:
        """Choose a run."""
        if target.record_id:
            self._wanted = UUID(target.record_id)
            self.reload()

    def filter_list(self) -> None:
        """Ctrl+F: somebody's line."""
        self.panel.box.setFocus()
        self.panel.box.selectAll()

    def export_list(self) -> None:
        """Ctrl+E: the lines as they are seen."""
        view = self.panel.view
        if view is None:
            return
        title = Message("{run}", {"run": self.panel.title()})
        out = ask_where(self, str(title), self.desk.as_of)
        if out is None:
            return
        table: Any = self.panel.table
        rows, keys = table.model().rows(), table.shown_keys()
        columns = tuple(found for key in keys for found in table.model().columns if found.key == key)
        seen = Seen(title, self.desk.as_of, columns, self.panel.filters())
        done = lambda path: tell(self, _("Exported"), str(path), "good")  # noqa: E731 - the answer is a sentence
        self.desk.background.run(export_rows, lambda _session: rows, seen, out, done=done, caller=self)

    def panes(self) -> list[QWidget]:
        """The runs, the lines, the explanation."""
        return [self.table, *self.panel.panes()]

    def _build(self) -> None:
        self.table.setProperty("look", "flat")
        self.table.set_empty(_("Nothing was reckoned yet."))
        split = ListDetail(self.table, self.panel, "pay", self.desk.preferences)
        if self.desk.preferences.recall("split/pay") is None:
            split.setSizes([current().px(LIST_WIDTH), current().px(PANEL_WIDTH)])
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 4)
        whole = column(split, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _on_run(self, row: PayRunRow | None) -> None:
        if row is not None:
            self.desk.background.run(see_run, row.id, done=self._show_view, caller=self)

    def _show_view(self, view: RunView) -> None:
        chosen = self.table.current_row()
        if chosen is not None and chosen.id == view.run.id:
            self.panel.show_view(view)

    def _say(self, rows: Sequence[PayRunRow]) -> None:
        year = self.desk.as_of.year
        cost = sum(row.gross + row.employer for row in rows if row.month.year == year)
        open_runs = sum(row.state not in CLOSED for row in rows)
        words = _("{count} runs    {open} not paid yet    cost of {year} so far: {cost}")
        self.said.emit(words.format(count=len(rows), open=open_runs, year=year, cost=yuan_shown(cost)))

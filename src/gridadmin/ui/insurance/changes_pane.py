"""The list of a month for the insurance bureau: who joins, who leaves, whose base changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from gridadmin.domain.insurance_changes import ChangeLine, InsuranceChange
from gridadmin.domain.months import Month
from gridadmin.domain.queues import Target
from gridadmin.i18n import _
from gridadmin.jobs.insurance_papers import ListOptions, write_changes
from gridadmin.services.insurance_changes import list_changes
from gridadmin.ui.dialogs import tell
from gridadmin.ui.insurance.columns import change_columns
from gridadmin.ui.insurance.month_bar import MonthBar
from gridadmin.ui.layouts import column, label, row
from gridadmin.ui.list_export import ask_where
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import action_button
from gridadmin.ui.pay.tabs import PayPane
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel, fitted
from gridadmin.ui.tokens import ROOMY, SNUG


class ChangesPane(PayPane):
    """The lines, and the workbook of them."""

    features = frozenset({"insurance", "workers"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.months = MonthBar(desk.as_of)
        self.unmask = QCheckBox(_("Full ID numbers and phones (journaled)"))
        self.model: TableModel[ChangeLine] = TableModel(fitted(change_columns()), self)
        self.table = RecordTable(self.model, "insurance/changes", desk.preferences)
        self.acts = [
            action_button(_("List for the bureau …"), "download", self.export_list, Key.EXPORT.shown(), main=True)
        ]
        self._build()
        self.months.chosen.connect(lambda _month: self.reload())
        self.table.row_opened.connect(lambda line: desk.go(Target("workers", "insurance", str(line.of.worker_id))))

    def reload(self) -> None:
        """Read the changes of the month again."""
        self.months.look_at(self.desk.as_of)
        args = (self.months.value, self.desk.as_of)
        self.desk.background.read(list_changes, *args, done=self.show_lines, caller=self)

    def show_lines(self, lines: Sequence[ChangeLine]) -> None:
        """Show what was read."""
        self.model.set_rows(lines)
        counts = Counter(line.of.change for line in lines)
        words = _("{month}: {increase} join, {decrease} leave, {base} have a new base")
        values = {each.value: counts[each] for each in InsuranceChange}
        self.said.emit(words.format(month=self.months.value, **values))

    def export_list(self) -> None:
        """Ctrl+E: the list in the bureau's columns."""
        out = ask_where(self, _("Insurance changes") + f" {self.months.value}", self.desk.as_of)
        if out is not None:
            self.export_to(out)

    def export_to(self, out: Path) -> None:
        """Write the list to a workbook."""
        options, done = ListOptions(self.unmask.isChecked()), lambda _lines: tell(self, _("Exported"), str(out), "good")
        self.desk.background.run(_write, self.months.value, out, options, done=done, caller=self)

    def panes(self) -> list[QWidget]:
        """The list."""
        return [self.table]

    def _build(self) -> None:
        self.table.setProperty("look", "flat")
        self.table.set_empty(_("Nothing changes in this month."))
        note = label(_("Held against the month before"), "caption")
        bar = row(self.months, note, 1, self.unmask, spacing=SNUG, margins=(ROOMY, SNUG, ROOMY, SNUG))
        whole = column(bar, self.table, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)


def _write(office: Any, month: Month, out: Path, options: ListOptions, progress: Any) -> Sequence[ChangeLine]:
    return write_changes(office, month, out, options, progress)

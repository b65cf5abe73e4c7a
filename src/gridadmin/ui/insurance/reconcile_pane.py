"""Service held against insurance: a row for each person, a column for each month, and what mends each fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from gridadmin.domain.insurance import Fault, InsuranceFinding
from gridadmin.domain.months import Month
from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, Message, _
from gridadmin.services.insurance_reconciliation import reconcile_insurance
from gridadmin.ui.dialogs import tell
from gridadmin.ui.fields import ChoiceField, Option, TextField
from gridadmin.ui.insurance.acts import InsuranceActs
from gridadmin.ui.insurance.columns import MatrixRow, matrix_columns, matrix_rows
from gridadmin.ui.layouts import badge, button, column, label, panel, row
from gridadmin.ui.list_export import Seen, ask_where, export_rows
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import ListDetail, Switch, action_button
from gridadmin.ui.pay.tabs import PayPane
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel, fitted
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT

SPANS = (3, 6, 12)
OPEN, EXPLAINED = "open", "explained"


class ReconcilePane(PayPane):
    """The matrix with the findings of the person under the cursor beside it."""

    features = frozenset({"insurance", "workers"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: list[InsuranceFinding] = []
        self._wanted: UUID | None = None
        self.work = InsuranceActs(self, desk, lambda: desk.as_of)
        self.span = Switch([(str(n), _("{count} months").format(count=n)) for n in SPANS], str(SPANS[1]))
        self.standing = Switch([(OPEN, _("Not in order yet")), (EXPLAINED, _("Explained"))], OPEN)
        self.kind = ChoiceField(
            [Option(None, _("Every fault")), *(Option(f, f.label) for f in Fault)], _("Every fault")
        )
        self.box = TextField(_("Filter: a part of a name"))
        self.model: TableModel[MatrixRow] = TableModel(fitted(matrix_columns(self._months())), self)
        self.table = RecordTable(self.model, "", None)
        self.detail = ScrollPane()
        self.acts = [action_button(_("Export"), "download", self.export_list, Key.EXPORT.shown())]
        self._build()
        self.span.chosen.connect(lambda _key: self.reload())
        for changed in (self.standing.chosen, self.kind.changed, self.box.changed):
            changed.connect(lambda *_value: self._narrow())
        self.table.row_chosen.connect(self._show_row)
        self.table.row_opened.connect(self._mend_first)

    def reload(self) -> None:
        """Reconcile the months again."""
        months = self._months()
        args = (months[-1], self.desk.as_of, len(months))
        self.desk.background.read(reconcile_insurance, *args, done=self.show_found, caller=self)

    def show_found(self, found: Sequence[InsuranceFinding]) -> None:
        """Show what was found."""
        self.found = list(found)
        self._narrow()
        open_ones = [each for each in found if each.explained is None]
        counts = Counter(each.fault for each in open_ones)
        parts = [f"{fault.label} {counts[fault]}" for fault in Fault if counts[fault]]
        words = _("{count} open, {explained} explained").format(
            count=len(open_ones), explained=len(found) - len(open_ones)
        )
        self.said.emit("    ".join([words, *parts]))

    def show_target(self, target: Target) -> None:
        """Choose a person."""
        if target.record_id:
            self._wanted = UUID(target.record_id)
            self.standing.choose(OPEN)
            self._narrow()

    def filter_list(self) -> None:
        """Ctrl+F."""
        self.box.setFocus()

    def export_list(self) -> None:
        """Ctrl+E: the matrix as it is seen."""
        title = Message(N_("Insurance held against service"))
        out = ask_where(self, str(title), self.desk.as_of)
        if out is not None:
            rows, columns = self.model.rows(), self.model.columns
            seen = Seen(title, self.desk.as_of, columns, (self.standing.value(),) if self.kind.value() else ())
            done = lambda path: tell(self, _("Exported"), str(path), "good")  # noqa: E731 - the answer is a sentence
            self.desk.background.run(export_rows, lambda _session: rows, seen, out, done=done, caller=self)

    def panes(self) -> list[QWidget]:
        """The matrix and the findings."""
        return [self.table, self.detail]

    def _months(self) -> list[Month]:
        """Return the months that are looked at, the newest first: that is where there is something to do."""
        last = Month.of(self.desk.as_of)
        count = int(self.span.value())
        return [last.plus(-number) for number in range(count)]

    def _narrow(self) -> None:
        wanted, name = self.standing.value() == EXPLAINED, self.box.text().strip().casefold()
        shown = [
            each
            for each in self.found
            if (each.explained is not None) is wanted
            and self.kind.value() in (None, each.fault)
            and name in each.name.casefold()
        ]
        kept = self._wanted or getattr(self.table.current_row(), "worker_id", None)
        self.model.beginResetModel()
        self.model.columns = matrix_columns(self._months())
        self.model.endResetModel()
        self.model.set_rows(matrix_rows(shown))
        self.table.fit()
        places = [place for place, each in enumerate(self.model.rows()) if each.worker_id == kept]
        if places:
            self._wanted = None
        self.table.choose(places[0] if places else 0)
        if not shown:
            self._show_row(None)

    def _show_row(self, chosen: MatrixRow | None) -> None:
        if chosen is None:
            self.detail.fill(label(_("Nothing to do here."), "muted"))
            return
        head = label(chosen.name, "heading")
        to_file = button(_("Open the person's file"), partial(self._open_file, chosen.worker_id), "quiet")
        top = QWidget()
        top.setLayout(row(head, 1, to_file))
        self.detail.fill(top, *(self._finding(each) for each in chosen.findings))

    def _finding(self, finding: InsuranceFinding) -> QWidget:
        tone = "danger" if finding.fault.is_breach else "warning"
        head = row(label(str(finding.month), "strong"), badge(finding.fault.label, tone), 1, spacing=SNUG)
        lines: list[Any] = [head, label(str(finding.words), "caption", wrap=True)]
        if finding.explained is not None:
            lines.append(label(_("Explained: {reason}").format(reason=finding.explained), "muted", wrap=True))
        if not self.desk.read_only:
            lines.append(self._buttons(finding))
        return panel("card", column(*lines, spacing=TIGHT, margins=(MEDIUM,) * 4))

    def _buttons(self, finding: InsuranceFinding) -> Any:
        if finding.explained is not None:
            return row(button(_("Open again"), partial(self.work.withdraw, finding), "quiet"), 1)
        mend = button(finding.fault.mend.label, partial(self.work.mend, finding), "primary")
        return row(mend, button(_("Explain …"), partial(self.work.explain, finding)), 1, spacing=SNUG)

    def _mend_first(self, chosen: MatrixRow) -> None:
        """Enter: the act of the first finding, or the explanation where it is explained already."""
        first = chosen.findings[0]
        if not self.desk.read_only and first.explained is None:
            self.work.mend(first)

    def _open_file(self, worker_id: UUID) -> None:
        self.desk.go(Target("workers", "insurance", str(worker_id)))

    def _build(self) -> None:
        self.table.setProperty("look", "flat")
        self.table.set_empty(_("Service and insurance fit together in these months."))
        self.kind.setAccessibleName(_("Fault"))
        self.kind.setMinimumContentsLength(18)
        bar = row(self.span, self.standing, self.kind, self.box, spacing=SNUG, margins=(ROOMY, SNUG, ROOMY, SNUG))
        bar.setStretch(3, 1)
        self.detail.body.setContentsMargins(MEDIUM, SNUG, MEDIUM, SNUG)
        split = ListDetail(self.table, self.detail, "insurance/reconcile", self.desk.preferences)
        if self.desk.preferences.recall("split/insurance/reconcile") is None:
            split.setSizes([current().px(720), current().px(380)])
        whole = column(bar, split, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

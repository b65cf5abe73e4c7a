"""The second step of a run: only what differs from last month, each with its fact, to be ticked as read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from gridadmin.domain.pay_bonus_choice import BonusChoice
from gridadmin.domain.pay_changes import LineChange
from gridadmin.domain.pay_runs import Concern, PayLineRow, RunState
from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, _
from gridadmin.jobs.pay import RunView
from gridadmin.ui.layouts import button, column, label, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import ViewTabs
from gridadmin.ui.pay.explain_panel import ExplainPanel
from gridadmin.ui.pay.runs_columns import concerns_of, yuan_shown
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import RIGHT, Column, TableModel, fitted, fitting
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import ROOMY, SNUG

CHANGES, CONCERNS, BONUSES = "changes", "concerns", "bonuses"
Mark = tuple[UUID, str, int, int]
WAYS_OUT = {
    Concern.BELOW_MINIMUM: N_("Look at the days, the standard and the assessment."),
    Concern.NOTHING_PAID: N_("Enter a standard that fits, or end the service."),
    Concern.OWED: N_("Nothing to do; the next pay makes up for it."),
    Concern.INSURED_AFTER_LEAVING: N_("Report the leaving to the bureau, or correct the last day."),
    Concern.UNINSURED: N_("Enrol the person within 30 days of the first day."),
    Concern.NO_RESULT: N_("Publish the assessment, or enter a grade for the month."),
    Concern.BASE_BELOW_FLOOR: N_("Correct the base, or leave it: the floor is paid."),
    Concern.ENTRY_UNUSED: N_("Look for whom the standard is, or empty the entry."),
    Concern.OPENING_MISSING: N_("Enter the sums of the months before, in the person's tax year."),
}


@dataclass(frozen=True)
class ConcernRow:
    """Somebody's concern in a run."""

    line: PayLineRow
    concern: Concern


def mark_of(change: LineChange) -> Mark:
    """Return what a tick belongs to: the same difference of another reckoning is read already, another one is not."""
    return change.worker_id, change.element, change.was, change.now


def change_columns(read: set[Mark]) -> tuple[Column[LineChange], ...]:
    """Return the columns of differences; the first shows what is ticked."""
    return (
        Column(
            "read", N_("Read"), 4, lambda row: "✓" if mark_of(row) in read else "○",
            sort=lambda row: mark_of(row) in read, tone=lambda row: "good" if mark_of(row) in read else "warning",
        ),
        Column("name", N_("Name"), 8, lambda row: row.name),
        Column("element", N_("Element of pay"), 14, lambda row: str(row.label)),
        _yuan("was", N_("Last month"), lambda row: row.was),
        _yuan("now", N_("This month"), lambda row: row.now),
        _yuan("difference", N_("Difference"), lambda row: row.now - row.was, signed=True),
        Column("fact", N_("The fact behind it"), 34, lambda row: str(row.fact)),
    )  # fmt: skip


def concern_columns() -> tuple[Column[ConcernRow], ...]:
    """Return the columns of what somebody should look at."""
    return (
        Column("name", N_("Name"), 9, lambda row: row.line.name),
        Column("concern", N_("To look at"), 32, lambda row: row.concern.label, tone=lambda _row: "warning"),
        _yuan("gross", N_("Gross pay"), lambda row: row.line.gross),
        _yuan("net", N_("Net pay"), lambda row: row.line.net),
        Column("way", N_("The way out"), 34, lambda row: _(WAYS_OUT[row.concern]) if row.concern in WAYS_OUT else ""),
    )


def bonus_columns() -> tuple[Column[BonusChoice], ...]:
    """Return the columns of bonuses: the year's tax both ways, and what is to be known of the amount."""
    return (
        Column("name", N_("Name"), 8, lambda row: row.name),
        _yuan("amount", N_("Annual bonus"), lambda row: row.amount),
        Column("way", N_("Taxed now"), 8, lambda row: _("by itself") if row.separate else _("merged"), badge=True,
               tone=lambda row: "warning" if row.is_dearer else "good"),
        _yuan("separate", N_("Year's tax: by itself"), lambda row: row.comparison.separate_total, 13),
        _yuan("merged", N_("Year's tax: merged"), lambda row: row.comparison.combined_total, 12),
        Column("note", N_("To be known"), 50, _bonus_note, tone=lambda row: "danger" if row.cliff else ""),
    )  # fmt: skip


def _bonus_note(row: BonusChoice) -> str:
    parts = []
    if row.cliff is not None:
        cliff = row.cliff
        words = _("over the cliff of {bound}: one yuan more cost {jump}; only from {even} on is more left than at it")
        values = {"bound": yuan_shown(cliff.bound), "jump": yuan_shown(cliff.jump), "even": yuan_shown(cliff.even_at)}
        parts.append(words.format(**values))
    if row.refusal is not None:
        parts.append(str(row.refusal))
    elif row.comparison.merging_saves:
        better = _("by itself") if row.better_separate else _("merged")
        saved = yuan_shown(abs(row.comparison.merging_saves))
        parts.append(_("{way} saves {amount} over the year").format(way=better, amount=saved))
    return "; ".join(parts)


def _yuan(key: str, title: str, value: Callable[[Any], int], width: int = 10, *, signed: bool = False) -> Column[Any]:
    def shown(row: Any) -> str:
        fen = value(row)
        return ("+" if signed and fen > 0 else "") + yuan_shown(fen) if fen else ""

    return Column(key, title, fitting(title, width), shown, sort=value, align=RIGHT)


class TickTable(RecordTable):
    """A table whose rows are ticked: Space ticks what is selected, a click into the first column its row.

    Signals:
        toggled: the rows that are to be ticked or, where all of them are, to be left open again.
    """

    toggled = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks; the rest is the table's."""
        if event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.toggled.emit(self.selected_rows())
        else:
            super().keyPressEvent(event)


class ReviewStep(QWidget):
    """What differs, what is to be looked at, and the bonuses; the line of the person under the cursor is explained.

    Signals:
        ticked: what is read has changed.
        lead_asked: the Target of a person.
        bonus_asked: ids of persons, and whether their bonuses are to be taxed by themselves.
    """

    ticked = Signal()
    lead_asked = Signal(object)
    bonus_asked = Signal(object, bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._lines: dict[UUID, PayLineRow] = {}
        self.view: RunView | None = None
        self.read: set[Mark] = set()
        self.changes = TickTable(TableModel(fitted(change_columns(self.read)), self), "pay/changes", desk.preferences)
        self.concerns = RecordTable(TableModel(fitted(concern_columns()), self), "pay/concerns", desk.preferences)
        self.bonuses = RecordTable(TableModel(fitted(bonus_columns()), self), "pay/bonuses", desk.preferences)
        self.views = ViewTabs([(CHANGES, _("Differences")), (CONCERNS, _("To look at")), (BONUSES, _("Annual bonus"))])
        self.explanation = ExplainPanel()
        self._build()
        self._connect()

    def show_view(self, view: RunView) -> None:
        """Show a run; what was ticked before and is the same still is ticked."""
        self.view = view
        self._lines = {line.worker_id: line for line in view.lines}
        concerns = [ConcernRow(line, concern) for line in view.lines for concern in concerns_of(line)]
        for table, rows in ((self.changes, view.changes), (self.concerns, concerns), (self.bonuses, view.bonuses)):
            model: Any = table.model()
            model.set_rows(rows)
            table.choose(0)
        self.views.show_count(CONCERNS, _("To look at"), len(concerns))
        self.views.show_count(BONUSES, _("Annual bonus"), len(view.bonuses))
        self.views.setTabVisible(2, bool(view.bonuses))
        if self.views.value() == BONUSES and not view.bonuses:
            self.views.choose(CHANGES)
        for act in (self._apart, self._merge):
            act.setEnabled(view.run.state is RunState.DRAFT)
        self._count()
        self._explain(self._table().current_row())

    def unread(self) -> int:
        """Return how many differences are not ticked."""
        return sum(mark_of(change) not in self.read for change in self.view.changes) if self.view else 0

    def tick_all(self) -> None:
        """Tick every difference as read."""
        if self.view is not None:
            self.read |= {mark_of(change) for change in self.view.changes}
            self._count()

    def toggle(self, rows: list[LineChange]) -> None:
        """Tick rows; where all of them are ticked, open them again."""
        marks = {mark_of(change) for change in rows}
        if marks <= self.read:
            self.read -= marks
        else:
            self.read |= marks
        self._count()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self._table(), self.explanation.text]

    def focus(self) -> None:
        """Put the keyboard into the table that is seen."""
        self._table().setFocus()

    def _build(self) -> None:
        self._stack = QStackedWidget()
        for table in (self.changes, self.concerns, self.bonuses):
            table.setProperty("look", "flat")
        self.changes.set_empty(_("Nothing differs from last month."))
        self.concerns.set_empty(_("Nobody needs a second look."))
        self._apart = button(_("Tax by itself"), partial(self._choose_bonus, True))
        self._merge = button(_("Merge with wages"), partial(self._choose_bonus, False))
        words = label(
            _("The choice is yours, or that of the person; the year is projected to December."), "caption", wrap=True
        )
        acts = row(words, self._apart, self._merge, spacing=SNUG, margins=(SNUG, SNUG, SNUG, SNUG))
        acts.setStretch(0, 1)
        bonuses = QWidget()
        lines = column(self.bonuses, acts, spacing=0)
        lines.setStretch(0, 1)
        bonuses.setLayout(lines)
        for pane in (self.changes, self.concerns, bonuses):
            self._stack.addWidget(pane)
        split = QSplitter()
        split.addWidget(self._stack)
        split.addWidget(self.explanation)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.setStretchFactor(0, 1)
        split.setSizes([current().px(800), current().px(380)])
        whole = column(self.views, split, spacing=0, margins=(ROOMY, 0, 0, 0))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.views.chosen.connect(self._on_view)
        self.changes.toggled.connect(self.toggle)
        self.changes.clicked.connect(self._on_clicked)
        for table in (self.changes, self.concerns, self.bonuses):
            table.row_chosen.connect(self._explain)
            table.row_opened.connect(self._lead)
        self.explanation.person_asked.connect(self._lead_to)

    def _on_view(self, key: str) -> None:
        self._stack.setCurrentIndex((CHANGES, CONCERNS, BONUSES).index(key))
        self._explain(self._table().current_row())

    def _table(self) -> RecordTable:
        return {CHANGES: self.changes, CONCERNS: self.concerns, BONUSES: self.bonuses}[self.views.value()]

    def _on_clicked(self, index: QModelIndex) -> None:
        change = self.changes.current_row()
        if index.column() == 0 and change is not None:
            self.toggle([change])

    def _count(self) -> None:
        left = self.unread()
        total = len(self.view.changes) if self.view else 0
        words = _("Differences {read}/{total} read").format(read=total - left, total=total)
        self.views.setTabText(0, words)
        self.changes.viewport().update()
        self.ticked.emit()

    def _explain(self, found: Any) -> None:
        if found is None:
            self.explanation.show_line(None)
            return
        line = found.line if isinstance(found, ConcernRow) else self._lines.get(found.worker_id)
        self.explanation.show_line(line, found.element if isinstance(found, LineChange) else "")

    def _lead(self, found: Any) -> None:
        if found is not None:
            self._lead_to(found.line.worker_id if isinstance(found, ConcernRow) else found.worker_id)

    def _lead_to(self, worker_id: UUID) -> None:
        self.lead_asked.emit(Target("workers", "service", str(worker_id)))

    def _choose_bonus(self, separate: bool) -> None:
        chosen = [each.worker_id for each in self.bonuses.selected_rows() if each.separate is not separate]
        if chosen:
            self.bonus_asked.emit(chosen, separate)

"""The first step of a run: month, day of payment, what comes out on trial, and everything that stops it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QProgressBar, QStackedWidget, QWidget

from gridadmin.domain.months import Month
from gridadmin.domain.pay_obstacles import Obstacle
from gridadmin.domain.pay_overview import NextMonth
from gridadmin.domain.pay_runs import PayRunRow, skipped_words
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.pay import RunView
from gridadmin.jobs.progress import Progress
from gridadmin.ui.fields import ChoiceField, DateField, Option
from gridadmin.ui.layouts import button, column, icon_label, label, panel, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.pay.runs_columns import yuan_shown
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import Column, TableModel, fitted
from gridadmin.ui.theme import current, fit_layout
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, WIDE

WORKING, SUMS, STOPPED, REFUSED = range(4)
MONTHS_BACK, MONTHS_ON = 12, 2
ROWS = (
    ("people", N_("Persons")),
    ("gross", N_("Gross pay")),
    ("employee", N_("Contributions")),
    ("tax", N_("Tax")),
    ("net", N_("Net pay")),
    ("employer", N_("Unit's contributions")),
)


def obstacle_columns() -> tuple[Column[Obstacle], ...]:
    """Return the columns of what stops a run."""
    return (
        Column("kind", N_("Record"), 10, lambda row: row.kind.label, tone=lambda _row: "danger", badge=True),
        Column("subject", N_("Which"), 18, lambda row: row.subject),
        Column("reason", N_("What is wrong, and the way out"), 60, lambda row: str(row.reason)),
    )


class ReckonStep(QWidget):
    """Month and day, and what they give.

    Signals:
        changed: another month or day is wanted.
        stop_asked: the work is to be stopped.
        lead_asked: the Target of a record that stops the run.
    """

    changed = Signal()
    stop_asked = Signal()
    lead_asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._before: PayRunRow | None = None
        self._progress: Progress | None = None
        self.month = ChoiceField()
        office: Any = desk.background.office
        self.day = DateField(office.today if office is not None else date.today)
        self.obstacles: TableModel[Obstacle] = TableModel(fitted(obstacle_columns()), self)
        self.table = RecordTable(self.obstacles, "pay/obstacles", desk.preferences)
        self._build()
        self.month.changed.connect(self._on_changed)
        self.day.changed.connect(self._on_changed)
        self.table.row_opened.connect(lambda found: self.lead_asked.emit(found.target))
        self.table.row_chosen.connect(lambda found: self._lead.setEnabled(found is not None))
        desk.background.progressed.connect(self._on_progressed)

    def offer(self, upcoming: NextMonth, before: PayRunRow | None, *, first: bool) -> None:
        """Preset the month that is next and its day of payment; the very first run may be of any month of a year."""
        self._before = before
        begin = -MONTHS_BACK if first else 0
        months = [upcoming.month.plus(at) for at in range(begin, MONTHS_ON + 1)]
        for field in (self.month, self.day):
            field.blockSignals(True)
        self.month.set_options([Option(month, str(month)) for month in months])
        self.month.set_value(upcoming.month)
        self.day.set_value(upcoming.pay_date)
        for field in (self.month, self.day):
            field.blockSignals(False)

    def month_value(self) -> Month | None:
        """Return the month that is wanted; None where none is chosen."""
        found: Month | None = self.month.value()
        return found

    def day_value(self) -> date | None:
        """Return the day of payment; None while it is no day."""
        return self.day.value() if self.day.fault() is None else None

    def is_stopped(self) -> bool:
        """Whether something stops the run."""
        return self._stack.currentIndex() in (STOPPED, REFUSED)

    def show_working(self, progress: Progress) -> None:
        """Show that it is being reckoned."""
        self._progress = progress
        self._bar.setRange(0, 0)
        self._said.setText(_("Reckoning on trial …"))
        self._halt.setEnabled(True)
        self._stack.setCurrentIndex(WORKING)

    def show_view(self, view: RunView) -> None:
        """Show what comes out beside last month."""
        run, before = view.run, self._before
        for key, texts in self._cells.items():
            now = getattr(run, key)
            was = getattr(before, key) if before is not None else None
            shown = str if key == "people" else yuan_shown
            texts[0].setText(shown(now))
            texts[1].setText(shown(was) if was is not None else "—")
            texts[2].setText(_signed(now - was, shown) if was is not None else "—")
        concerns = sum(bool(line.details.get("concerns")) for line in view.lines)
        words = _("{changes} differences from last month, {concerns} persons to look at, {bonuses} bonuses")
        self._outcome.setText(words.format(changes=len(view.changes), concerns=concerns, bonuses=len(view.bonuses)))
        self._skipped.setText(str(skipped_words(view.skipped)) if view.skipped else "")
        self._passed_over.setVisible(bool(view.skipped))
        self._stack.setCurrentIndex(SUMS)

    def show_obstacles(self, obstacles: Sequence[Obstacle]) -> None:
        """Show everything that stops the run."""
        self.obstacles.set_rows(obstacles)
        words = _("{count} records stop this run. Put them right; it is reckoned again when you come back.")
        self._stopped.setText(words.format(count=len(obstacles)))
        self.table.choose(0)
        self._stack.setCurrentIndex(STOPPED)
        self.table.setFocus()

    def show_refusal(self, reason: Message) -> None:
        """Show why this month cannot be reckoned now."""
        self._refused.setText(str(reason))
        self._stack.setCurrentIndex(REFUSED)

    def show_stopped(self) -> None:
        """Show that the clerk has stopped it."""
        self._refused.setText(_("Stopped. Nothing was changed."))
        self._stack.setCurrentIndex(REFUSED)

    def _build(self) -> None:
        self.month.setAccessibleName(_("Month"))
        self.day.setAccessibleName(_("Paid on"))
        for field in (self.month, self.day):
            field.setFixedWidth(current().px(150))
        fields = row(
            label(_("Month")), self.month, label(_("Paid on")), self.day,
            button(_("Reckon again"), self.changed.emit, icon="refresh-cw"), 1, spacing=MEDIUM,
        )  # fmt: skip
        self._stack = QStackedWidget()
        for pane in (self._make_working(), self._make_sums(), self._make_stopped(), self._make_refused()):
            self._stack.addWidget(pane)
        whole = column(fields, self._stack, spacing=MEDIUM, margins=(ROOMY, SNUG, ROOMY, MEDIUM))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _make_working(self) -> QWidget:
        self._bar, self._said = QProgressBar(), label("", "muted")
        self._bar.setTextVisible(False)
        self._halt = button(_("Stop"), self._on_stop)
        line = row(self._bar, self._halt, spacing=MEDIUM)
        line.setStretch(0, 1)
        return _held(panel("card", column(self._said, line, spacing=MEDIUM, margins=(WIDE,) * 4)))

    def _make_sums(self) -> QWidget:
        grid = QGridLayout()
        fit_layout(current(), grid)
        grid.setHorizontalSpacing(current().px(WIDE))
        grid.setVerticalSpacing(current().px(SNUG))
        right = _right()
        for at, title in enumerate(("", _("This month"), _("Last month"), _("Difference"))):
            grid.addWidget(label(title, "caption"), 0, at, right)
        self._cells = {}
        for line, (key, title) in enumerate(ROWS, 1):
            look = "strong" if key in ("net", "gross") else ""
            cells = [label("", look), label("", "muted"), label("", "muted")]
            grid.addWidget(label(_(title), look), line, 0)
            for at, cell in enumerate(cells, 1):
                grid.addWidget(cell, line, at, right)
            self._cells[key] = cells
        grid.setColumnStretch(4, 1)
        self._outcome = label("", "strong", wrap=True)
        words = label(_("This is what the run will be. Nothing is kept yet."), "muted", wrap=True)
        self._skipped = label("", wrap=True)
        told = row(icon_label("triangle-alert", "warning"), self._skipped, spacing=SNUG, margins=(MEDIUM,) * 4)
        told.setStretch(1, 1)
        self._passed_over = panel("warning", told)
        parts = (self._outcome, words, self._passed_over, grid)
        return _held(panel("card", column(*parts, spacing=MEDIUM, margins=(WIDE,) * 4)))

    def _make_stopped(self) -> QWidget:
        self._stopped = label("", "strong", wrap=True)
        self._lead = button(_("Show the record"), self._on_lead, "primary", "arrow-right")
        head = row(icon_label("circle-alert", "danger"), self._stopped, self._lead, spacing=SNUG)
        head.setStretch(1, 1)
        holder = QWidget()
        lines = column(head, self.table, spacing=SNUG)
        lines.setStretch(1, 1)
        holder.setLayout(lines)
        return holder

    def _make_refused(self) -> QWidget:
        self._refused = label("", wrap=True)
        line = row(icon_label("info", "warning"), self._refused, spacing=SNUG, margins=(MEDIUM,) * 4)
        line.setStretch(1, 1)
        return _held(panel("warning", line))

    def _on_changed(self) -> None:
        if self.month_value() is not None and self.day_value() is not None:
            self.changed.emit()

    def _on_stop(self) -> None:
        self._halt.setEnabled(False)
        self.stop_asked.emit()

    def _on_lead(self) -> None:
        found = self.table.current_row()
        if found is not None:
            self.lead_asked.emit(found.target)

    def _on_progressed(self, told: Progress, done: int, total: int, text: Message | None) -> None:
        if told is self._progress and not told.cancelled:
            self._bar.setRange(0, total)
            self._bar.setValue(done)
            count = _("{done} of {total}").format(done=done, total=total)
            self._said.setText(f"{text}  {count}" if text else count)


def _held(card: QWidget) -> QWidget:
    holder = QWidget()
    holder.setLayout(column(card, 1))
    return holder


def _right() -> Any:
    from gridadmin.ui.tables import RIGHT

    return RIGHT


def _signed(change: int, shown: Any) -> str:
    return ("+" if change > 0 else "") + shown(change) if change else "—"

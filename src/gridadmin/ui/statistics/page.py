"""The page of monthly statistics: the tables of the workbook, their checks, pictures, and the workbook itself."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFrame, QStackedWidget, QWidget

from gridadmin.domain.queues import Target
from gridadmin.domain.statistics import CrossCheck, MonthlyStatistics
from gridadmin.domain.statistics_rows import THIS_MONTH, FigureRow, rows_behind
from gridadmin.domain.tables import Table
from gridadmin.i18n import N_, _
from gridadmin.jobs.statistics import MonthView, view_month, write_monthly
from gridadmin.ui.dialogs import MessageDialog
from gridadmin.ui.layouts import badge, column, icon_label, label, panel, row
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import PageHeader, ViewTabs, action_button
from gridadmin.ui.paper_table import PaperTable, cell_text
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.statistics.months import MonthPicker, month_name
from gridadmin.ui.statistics.pictures import MonthPictures
from gridadmin.ui.statistics.rows_dialog import RowsDialog
from gridadmin.ui.tokens import ICON_SMALL, MEDIUM, ROOMY, SNUG, TAB_EDGE, TIGHT

PICTURES, CHECKS = "pictures", "checks"
TITLES = {
    "summary": N_("Summary"),
    "grids": N_("Grids and staffing"),
    "workers": N_("Workers"),
    "movements": N_("Movements"),
    "boards": N_("Notice boards"),
    "names": N_("Names"),
    PICTURES: N_("In pictures"),
    CHECKS: N_("Cross-checks"),
}
LAST_MONTH = THIS_MONTH + 1


class StatisticsPage(Page):
    """A month as of its last day. Every figure opens the grids or persons that it counts."""

    features = frozenset({"grids", "workers", "notices", "office"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: MonthView | None = None
        self._known: dict[tuple[str, int, int], tuple[FigureRow, ...]] = {}  # asked for every cell that is painted
        self.months = MonthPicker(desk.as_of)
        self.months.chosen.connect(lambda _month: self.reload())
        self.tabs = ViewTabs([(key, _(title)) for key, title in TITLES.items()])
        self.tabs.chosen.connect(self._show_tab)
        self.table = PaperTable(self._opens)
        self.table.setProperty("look", "flat")
        self.table.figure_opened.connect(self._open_cell)
        self.pictures = MonthPictures()
        self.pictures.figure_opened.connect(self.open_figure)
        self.checks = ScrollPane()
        self._build()

    def reload(self) -> None:
        """Read the month again."""
        self.months.look_at(self.desk.as_of)
        month = self.months.month
        self.header.say(_("Working out {month} …").format(month=month_name(month)))
        run = self.desk.background.run
        run(view_month, month.year, month.month, done=self.show_month, caller=self)

    def show_month(self, view: MonthView) -> None:
        """Show a month; an answer for a month that is no longer looked at is dropped."""
        if view.statistics.first != self.months.month:
            return
        self.view, self._known = view, {}
        statistics = view.statistics
        self.header.say(_("As of {day}, compared with the month before").format(day=statistics.last.isoformat()))
        self.pictures.show_month(view.month)
        self._show_checks(statistics)
        self._show_tab(self.tabs.value())

    def show_target(self, target: Target) -> None:
        """Open a table by its key."""
        self.tabs.choose(target.view)

    def export_list(self) -> None:
        """Ctrl+E: write the workbook."""
        name = _("Monthly statistics {month}").format(month=f"{self.months.month:%Y-%m}") + ".xlsx"
        path, _kind = QFileDialog.getSaveFileName(self, _("Make the workbook"), name, _("Workbook") + " (*.xlsx)")
        if path:
            self.write_to(Path(path).with_suffix(".xlsx"))

    def write_to(self, out: Path) -> None:
        """Write the workbook of the month into a file."""
        month = self.months.month
        self._make.setEnabled(False)

        def done(statistics: MonthlyStatistics) -> None:
            self._make.setEnabled(True)
            self._tell_written(out, statistics)

        def failed(error: Any) -> None:
            self._make.setEnabled(True)
            self.desk.background.on_failed(error)

        run = self.desk.background.run
        run(write_monthly, month.year, month.month, out, done=done, failed=failed, caller=self)

    def open_figure(self, table: str, place: int, column_place: int) -> None:
        """Show which grids or persons a figure counts."""
        if self.view is None:
            return
        shown = self.view.statistics.table(table)
        rows = self._rows(table, place, column_place)
        if not rows:
            return
        cells = (*shown.rows, shown.total or ())[place]
        figure = cell_text(cells[column_place])
        dialog = RowsDialog(self, _title(shown, place, column_place), figure, rows)
        dialog.row_chosen.connect(self._go)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def panes(self) -> list[QWidget]:
        """The table or what stands in its place."""
        return [self.table if self._stack.currentIndex() == 0 else self.pictures.grids]

    def _build(self) -> None:
        self._make = action_button(_("Make the workbook"), "file-text", self.export_list, Key.EXPORT.shown(), main=True)
        self.header = PageHeader(_("Monthly statistics"), self.months, self._make)
        self._check_badge = badge("", "good")
        self._check_badge.hide()
        self._unit, self._notes = label("", "caption"), label("", "caption", wrap=True)
        self._below = panel("plain", column(self._notes, margins=(ROOMY, SNUG, ROOMY, SNUG)))
        sheet = QWidget()
        sheet_lines = column(
            row(1, self._unit, margins=(0, TIGHT, ROOMY, TIGHT)),
            self.table,
            self._below,
            spacing=0,
        )
        sheet_lines.setStretch(1, 1)
        sheet.setLayout(sheet_lines)
        self._stack = QStackedWidget()
        for pane in (sheet, self.pictures, self.checks):
            self._stack.addWidget(pane)
        top = row(self.tabs, self._check_badge, margins=(TAB_EDGE, 0, ROOMY, 0))
        top.setStretch(0, 1)
        whole = column(self.header, top, self._stack, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _show_tab(self, key: str) -> None:
        self._stack.setCurrentIndex({PICTURES: 1, CHECKS: 2}.get(key, 0))
        if self.view is not None and key not in (PICTURES, CHECKS):
            table = self.view.statistics.table(key)
            self.table.show_table(table)
            self._unit.setText(_("Unit: {unit}").format(unit=table.unit))
            self._notes.setText("\n".join(map(str, table.notes)))
            self._below.setVisible(bool(table.notes))

    def _show_checks(self, statistics: MonthlyStatistics) -> None:
        failed = len(statistics.failed_checks)
        count = len(statistics.checks)
        text = _("{count} checks do not hold").format(count=failed) if failed else _("✓ {count} checks hold")
        self._check_badge.setText(text.format(count=count))
        self._check_badge.setProperty("tone", "danger" if failed else "good")
        self._check_badge.style().polish(self._check_badge)
        self._check_badge.show()
        lines = sorted(statistics.checks, key=lambda check: check.ok)
        self.checks.fill(*(_check_line(check) for check in lines))
        self.checks.body.setContentsMargins(ROOMY, MEDIUM, ROOMY, MEDIUM)

    def _opens(self, place: int, column_place: int) -> bool:
        key = self.tabs.value()
        return bool(self._rows(key, place, column_place))

    def _rows(self, table: str, place: int, column_place: int) -> tuple[FigureRow, ...]:
        key = (table, place, column_place)
        if self.view is not None and key not in self._known:
            is_last = table == "summary" and column_place == LAST_MONTH
            month = self.view.previous if is_last else self.view.month
            self._known[key] = rows_behind(month, table, place, THIS_MONTH if is_last else column_place)
        return self._known.get(key, ())

    def _open_cell(self, place: int, column_place: int) -> None:
        self.open_figure(self.tabs.value(), place, column_place)

    def _go(self, found: FigureRow) -> None:
        self.desk.go(found.target)

    def _tell_written(self, out: Path, statistics: MonthlyStatistics) -> None:
        failed = len(statistics.failed_checks)
        text = _("{count} checks do not hold; the workbook says so.").format(count=failed) if failed else ""
        dialog = MessageDialog(
            self, _("The workbook is written"), f"{out}\n{text}".strip(), "warning" if failed else "good"
        )
        for words, path in ((_("Open the folder"), out.parent), (_("Open the file"), out)):
            dialog.add_button(words, partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(path))))
        dialog.open()


def _title(table: Table, place: int, column_place: int) -> str:
    cells = (*table.rows, table.total or ())[place]
    words = [cell_text(cell) for cell in cells[:2] if not isinstance(cell, int)]
    heading = str(table.columns[column_place].title)
    return "  ·  ".join(dict.fromkeys(word for word in (*words, heading) if word))


def _check_line(check: CrossCheck) -> QFrame:
    icon, tone = ("circle-check", "good") if check.ok else ("circle-alert", "danger")
    figures = f"{check.parts} = {check.whole}" if check.ok else f"{check.parts} ≠ {check.whole}"
    parts = icon_label(icon, tone, ICON_SMALL), label(str(check.title), wrap=True), label(figures, "strong", tone)
    words = row(*parts, spacing=SNUG, margins=(MEDIUM, SNUG, MEDIUM, SNUG))
    words.setStretch(1, 1)
    return panel("card", words)

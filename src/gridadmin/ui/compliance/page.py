"""The page of compliance: grids down, articles across, and behind each cell the facts, the law and the remedy."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QModelIndex, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QStackedWidget, QWidget

from gridadmin.domain.compliance import ARTICLE_TITLES, MATRIX_ARTICLES, MatrixRow
from gridadmin.domain.compliance_duties import DUTIES, Finding
from gridadmin.domain.queues import Target
from gridadmin.i18n import _
from gridadmin.jobs.compliance import ComplianceView, view_compliance, write_findings
from gridadmin.ui.compliance.columns import finding_columns, matrix_columns, result_text
from gridadmin.ui.compliance.detail import FindingsPane
from gridadmin.ui.compliance.filters import MATRIX, ComplianceFilterBar, counts
from gridadmin.ui.dialogs import MessageDialog
from gridadmin.ui.layouts import column
from gridadmin.ui.list_export import ask_where
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import ListDetail, PageHeader, action_button
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import ROW_ROLE, TableModel


class CompliancePage(Page):
    """The check of the day that is looked at."""

    features = frozenset({"grids", "workers", "notices", "office"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: ComplianceView | None = None
        self._wanted: UUID | None = None
        self.bar = ComplianceFilterBar()
        self.matrix: TableModel[MatrixRow] = TableModel(matrix_columns(), self)
        self.list: TableModel[Finding] = TableModel(finding_columns(), self)
        self.matrix_table = RecordTable(self.matrix, "compliance/matrix", desk.preferences)
        self.list_table = RecordTable(self.list, "compliance/findings", desk.preferences)
        self.pane = FindingsPane()
        self._build()
        self._connect()

    def reload(self) -> None:
        """Check the day again; the cursor stays on its grid."""
        self.header.say(_("Checking {day} …").format(day=self.desk.as_of.isoformat()))
        self.desk.background.run(view_compliance, self.desk.as_of, done=self.show_check, caller=self)

    def show_check(self, view: ComplianceView) -> None:
        """Show a check; one of a day that is no longer looked at is dropped."""
        if view.as_of != self.desk.as_of:
            return
        self.view = view
        self.bar.show_check(view)
        words = "    ".join(f"{result_text(result)} {count}" for result, count in counts(view.findings).items())
        self.header.say(_("As of {day}").format(day=view.as_of.isoformat()) + "    " + words)
        self._show_lists()

    def show_target(self, target: Target) -> None:
        """Open a view, or a grid whatever the filters are."""
        if target.record_id:
            self._wanted = UUID(target.record_id)
            self.bar.clear()
            self.bar.views.choose(MATRIX)
            self._show_lists()
        elif target.view:
            self.bar.views.choose(target.view)

    def filter_list(self) -> None:
        """Ctrl+F."""
        self.bar.box.setFocus()
        self.bar.box.selectAll()

    def export_list(self) -> None:
        """Ctrl+E: write the workbook of the check."""
        out = ask_where(self, _("Compliance check"), self.desk.as_of)
        if out is not None:
            self.write_to(out)

    def write_to(self, out: Path) -> None:
        """Write the workbook of the check into a file."""
        done = partial(self._tell_written, out)
        self.desk.background.run(write_findings, self.desk.as_of, out, done=done, caller=self)

    def panes(self) -> list[QWidget]:
        """The list and what stands behind it."""
        return [self._table(), *self.pane.mends[:1]]

    def _build(self) -> None:
        export = action_button(_("Make the workbook"), "file-text", self.export_list, Key.EXPORT.shown(), main=True)
        self.header = PageHeader(_("Compliance check"), export)
        self._stack = QStackedWidget()
        for table in (self.matrix_table, self.list_table):
            table.setProperty("look", "flat")
            table.set_empty(_("No result is found like this."), _("Clear the filters"), self.bar.clear)
            self._stack.addWidget(table)
        listing = QWidget()
        lines = column(self.bar, self._stack, spacing=0)
        lines.setStretch(1, 1)
        listing.setLayout(lines)
        whole = column(self.header, ListDetail(listing, self.pane, "compliance", self.desk.preferences), spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.bar.changed.connect(self._show_lists)
        self.pane.opened.connect(self.desk.go)
        self.matrix_table.selectionModel().currentChanged.connect(self._on_cell)
        self.list_table.row_chosen.connect(self._on_finding)
        self.matrix_table.row_opened.connect(lambda row: self.desk.go(Target("grids", record_id=str(row.grid.id))))
        self.list_table.row_opened.connect(lambda found: self.desk.go(found.page) if found.page else None)

    def _table(self) -> RecordTable:
        return self.matrix_table if self.bar.views.value() == MATRIX else self.list_table

    def _show_lists(self) -> None:
        if self.view is None:
            return
        if self.bar.views.value() == MATRIX:
            self._show_matrix(self.view)
        else:
            self._stack.setCurrentWidget(self.list_table)
            self.list.set_rows(self.bar.findings(self.view))
            self.list_table.choose(0)

    def _show_matrix(self, view: ComplianceView) -> None:
        index = self.matrix_table.currentIndex()
        kept: MatrixRow | None = index.data(ROW_ROLE) if index.isValid() else None
        wanted = self._wanted or (kept.grid.id if kept is not None else None)
        self._stack.setCurrentWidget(self.matrix_table)
        self.matrix.set_rows(self.bar.rows(view))
        places = [place for place, row in enumerate(self.matrix.rows()) if row.grid.id == wanted]
        self._wanted = None if places else self._wanted
        place = self.matrix.index(places[0] if places else 0, index.column() if index.isValid() else 0)
        self.matrix_table.setCurrentIndex(place)
        if not self.matrix.rowCount():
            self.pane.show_findings(_("No result is found like this."), "", ())

    def _on_cell(self, index: QModelIndex) -> None:
        row: MatrixRow | None = index.data(ROW_ROLE) if index.isValid() else None
        if row is None:
            return
        article = self.matrix.columns[index.column()].key
        title = f"{row.grid.community}  {row.grid.name}"
        if article in MATRIX_ARTICLES:
            self.pane.show_findings(title, _(ARTICLE_TITLES[article]), row.findings[article])
            return
        findings = [found for each in MATRIX_ARTICLES for found in row.findings[each]]
        note = _("{code}: everything that is checked on this grid and its workers").format(code=row.grid.code)
        self.pane.show_findings(title, note, findings)

    def _on_finding(self, found: Finding | None) -> None:
        if found is not None:
            self.pane.show_findings(found.subject, str(DUTIES[found.duty].title), (found,))

    def _tell_written(self, out: Path, findings: tuple[Finding, ...]) -> None:
        words = _("{count} results, the words of the law beside them").format(count=len(findings))
        dialog = MessageDialog(self, _("The workbook is written"), f"{out}\n{words}", "good")
        for text, path in ((_("Open the folder"), out.parent), (_("Open the file"), out)):
            dialog.add_button(text, partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(path))))
        dialog.open()

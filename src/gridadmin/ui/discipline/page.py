"""The page of rewards, discipline and supervision: what waits and by when, the walk of a case, and its papers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from gridadmin.domain.discipline_list import DisciplineLine
from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.record_imports import Records, sheet_of_records
from gridadmin.services.discipline_list import list_discipline
from gridadmin.ui.discipline.acts import DisciplineActs
from gridadmin.ui.discipline.columns import discipline_columns
from gridadmin.ui.discipline.filters import DisciplineFilterBar
from gridadmin.ui.discipline.panes import DisciplinePane
from gridadmin.ui.layouts import button, column, row, tool_button, with_icon
from gridadmin.ui.list_export import export_seen
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import ListDetail, PageHeader, action_button
from gridadmin.ui.sheet_import import choose_sheet, imported_as
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel
from gridadmin.ui.tokens import MEDIUM, SNUG

TITLE = N_("Rewards and discipline")


class DisciplinePage(Page):
    """The list of cases, problems and rewards with the line under its cursor."""

    features = frozenset({"discipline", "workers", "grids", "office"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.lines: list[DisciplineLine] = []
        self._wanted: UUID | None = None
        self.bar = DisciplineFilterBar()
        self.model: TableModel[DisciplineLine] = TableModel(discipline_columns(), self)
        self.table = RecordTable(self.model, "discipline", desk.preferences)
        self.table.setProperty("look", "flat")
        self.acts = DisciplineActs(self, desk, self._on_recorded)
        self.pane = DisciplinePane(desk, self.acts)
        self._build()
        self.bar.changed.connect(self._show_list)
        self.table.row_chosen.connect(self.pane.show_line)
        self.table.row_opened.connect(lambda _line: self._open_next())

    def reload(self) -> None:
        """Read everything again; the cursor stays on its line."""
        self.desk.background.read(list_discipline, self.desk.as_of, done=self.show_lines, caller=self)

    def show_lines(self, lines: Sequence[DisciplineLine]) -> None:
        """Show what was read."""
        self.lines = list(lines)
        for made in (self.add_button, self.more_button):
            made.setEnabled(not self.desk.read_only)
        self._show_list()

    def show_target(self, target: Target) -> None:
        """Open a view, or a case, problem or reward whatever the filters are."""
        if target.record_id:
            self._wanted = UUID(target.record_id)
            self.bar.open_view("all")
        elif target.view:
            self.bar.open_view(target.view)

    def new_record(self) -> None:
        """Ctrl+N: a problem that supervision found, the commonest of the three."""
        if not self.desk.read_only:
            self.acts.add_problem()

    def filter_list(self) -> None:
        """Ctrl+F."""
        self.bar.box.setFocus()
        self.bar.box.selectAll()

    def export_list(self) -> None:
        """Ctrl+E: the list as it is seen."""
        view = self.bar.views.tabText(self.bar.views.currentIndex())
        export_seen(self, self.desk, self.table, Message(TITLE), (view,))

    def import_rewards(self) -> None:
        """Import a list of rewards from a sheet."""
        choose_sheet(self, self.desk, _("Import rewards"), imported_as(sheet_of_records(Records.REWARDS)))

    def import_problems(self) -> None:
        """Import a list of problems found in supervision from a sheet."""
        choose_sheet(self, self.desk, _("Import problems"), imported_as(sheet_of_records(Records.PROBLEMS)))

    def print_page(self) -> None:
        """Ctrl+P: the whole case under the cursor."""
        line: DisciplineLine | None = self.table.current_row()
        if line is not None and line.case is not None:
            self.acts.print_case(line.case)

    def panes(self) -> list[QWidget]:
        """The list and the detail."""
        return [self.table, self.pane]

    def _build(self) -> None:
        export = action_button(_("Export"), "download", self.export_list, Key.EXPORT.shown())
        self.add_button = action_button(_("Problem …"), "plus", self.new_record, Key.NEW.shown(), main=True)
        self.more_button = with_icon(button(" " + _("More")), "plus")
        menu = QMenu(self)
        menu.addAction(_("Open a case (Art 14) …"), partial(self.acts.add_case, None))
        menu.addAction(_("Record a reward …"), partial(self.acts.add_reward, None))
        menu.addSeparator()
        menu.addAction(_("Import rewards …"), self.import_rewards)
        menu.addAction(_("Import problems …"), self.import_problems)
        self.more_button.setMenu(menu)
        self.header = PageHeader(_(TITLE), export, self.more_button, self.add_button)
        columns = tool_button("columns-3", _("Choose columns"), lambda: self.table.choose_columns(QPoint(0, 0)))
        person = tool_button("users", _("Open the person's file"), self.pane.open_person)
        listing = QWidget()
        top = row(self.bar, column(1, row(person, columns), margins=(0, 0, MEDIUM, SNUG)), spacing=0)
        top.setStretch(0, 1)
        listed = column(top, self.table, spacing=0)
        listed.setStretch(1, 1)
        listing.setLayout(listed)
        split = ListDetail(listing, self.pane, "discipline", self.desk.preferences)
        whole = column(self.header, split, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.table.set_empty(_("Nothing is found like this."), _("Show all"), lambda: self.bar.open_view("all"))

    def _show_list(self) -> None:
        kept = self.table.current_row()
        wanted = self._wanted or (kept.id if kept is not None else None)
        self.model.set_rows(self.bar.apply(self.lines))
        places = [place for place, line in enumerate(self.model.rows()) if line.id == wanted]
        if places and self.lines:
            self._wanted = None
        self.table.choose(places[0] if places else 0)
        self.pane.show_line(self.table.current_row())
        waiting, late = sum(line.is_open for line in self.lines), sum(line.overdue for line in self.lines)
        words = _("{waiting} wait for an act, {late} of them are overdue, as of {day}")
        self.header.say(words.format(waiting=waiting, late=late, day=self.desk.as_of.isoformat()))

    def _open_next(self) -> None:
        line: DisciplineLine | None = self.table.current_row()
        if line is None:
            return
        for button_of_pane in (self.pane.case.next_button, self.pane.problem.next_button, self.pane.reward.edit):
            if button_of_pane.isVisible():
                button_of_pane.click()
                return

    def _on_recorded(self, record_id: UUID) -> None:
        self._wanted = record_id
        self.bar.open_view("all")

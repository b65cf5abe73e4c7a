"""The page of grids: views, chips and box; the list and the grid beside it; the guard of Art 7."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from gridadmin.domain.errors import NotPermittedError
from gridadmin.domain.grids_card import GridChoice
from gridadmin.domain.grids_list import GridLine, GridView
from gridadmin.domain.queues import Target
from gridadmin.domain.search import searchable
from gridadmin.i18n import N_, Message, _
from gridadmin.services.grids_choice import grid_choices
from gridadmin.services.grids_list import list_grid_lines
from gridadmin.services.proposals import refuse_new_grid
from gridadmin.ui.changeover.acts import ChangeoverActs
from gridadmin.ui.dialogs import MessageDialog
from gridadmin.ui.grids.acts import GridActs
from gridadmin.ui.grids.columns import grid_columns
from gridadmin.ui.grids.detail import GridPane
from gridadmin.ui.grids.filters import GridFilterBar
from gridadmin.ui.layouts import column
from gridadmin.ui.list_export import export_seen
from gridadmin.ui.page_list import PAGES
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import ListDetail, PageHeader, action_button
from gridadmin.ui.shortcuts import Key, on_key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel

TITLE = N_("Grids")
IMPORT_PAGES = ("imports", "import", "exchange")


class GridsPage(Page):
    """The list of grids and the grid under its cursor."""

    features = frozenset({"grids", "workers", "notices", "office"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._lines: list[GridLine] = []
        self._found_by: dict[UUID, str] = {}
        self._wanted: UUID | None = None
        self.bar = GridFilterBar()
        self.model: TableModel[GridLine] = TableModel(grid_columns(), self)
        self.table = RecordTable(self.model, "grids", desk.preferences)
        self.table.setProperty("look", "flat")
        self.pane = GridPane(desk)
        self._acts = GridActs(self, desk, self._today)
        self.changeover = ChangeoverActs(self, desk, self._today)
        self._build()
        self._connect()

    def reload(self) -> None:
        """Read the grids of the day again; the cursor stays on its grid."""
        self.desk.background.read(grid_choices, self.desk.as_of, done=self._show_choices, caller=self)
        self.desk.background.read(
            list_grid_lines, self.desk.as_of, self.bar.filter.ended, done=self.show_lines, caller=self
        )

    def show_target(self, target: Target) -> None:
        """Open a view, a community, or a grid whatever the filters are; `boards`, `county`, `history` are tabs."""
        if target.view == "community" and target.record_id:
            self.bar.only_community(UUID(target.record_id))
        elif target.record_id:
            self.open_grid(UUID(target.record_id))
            if target.view in ("boards", "county", "history"):
                self.pane.open_tab(target.view)
        elif target.view in {view.value for view in GridView}:
            self.bar.clear()
            self.bar.views.choose(target.view)

    def open_grid(self, grid_id: UUID) -> None:
        """Put the cursor on a grid; filters that hide it give way."""
        self._wanted = grid_id
        if self._lines and not self._choose_wanted():
            self.bar.clear()

    def show_lines(self, lines: Sequence[GridLine]) -> None:
        """Show the grids of the day."""
        self._lines = list(lines)
        self.bar.show_lines(self._lines)
        self._narrow()

    def new_record(self) -> None:
        """Ctrl+N: say why a grid cannot be made here, and what can be done instead (Art 7)."""
        try:
            refuse_new_grid()
        except NotPermittedError as error:
            self.make_guard(str(error)).open()

    def make_guard(self, text: str) -> MessageDialog:
        """Return the dialog of the guard, with the ways that are open."""
        guard = MessageDialog(self, _("Grids are drawn by the county"), text)
        guard.finished.connect(guard.deleteLater)
        page = next((spec.feature for spec in PAGES if spec.feature in IMPORT_PAGES), "")
        if page:
            guard.add_button(_("Import the county's list"), partial(self._leave_guard, guard, page))
        if self.pane.card is not None:
            guard.add_button(_("Propose a change"), partial(self._propose_instead, guard))
        return guard

    def filter_list(self) -> None:
        """Ctrl+F."""
        self.bar.box.setFocus()
        self.bar.box.selectAll()

    def export_list(self) -> None:
        """Ctrl+E: the columns, rows and order that are seen."""
        filters = (self.bar.filter.view.label, *self.bar.words().values())
        export_seen(self, self.desk, self.table, Message(TITLE), filters)

    def panes(self) -> list[QWidget]:
        """The list and the grid."""
        return [self.table, self.pane.tabs]

    def _build(self) -> None:
        new = action_button(_("New"), "plus", self.new_record, Key.NEW.shown())
        export = action_button(_("Export"), "download", self.export_list, Key.EXPORT.shown())
        self.header = PageHeader(_(TITLE), export, new)
        listing = QWidget()
        listing.setLayout(column(self.bar, self.table, spacing=0))
        split = ListDetail(listing, self.pane, "grids", self.desk.preferences)
        whole = column(self.header, split, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.table.set_empty(_("No grid is found like this."), _("Clear the filters"), self.bar.clear)

    def _connect(self) -> None:
        self.bar.changed.connect(self._narrow)
        self.bar.ended_changed.connect(self.reload)
        self.bar.columns_asked.connect(lambda: self.table.choose_columns(QPoint(0, 0)))
        self.table.row_chosen.connect(self._on_chosen)
        self.table.row_opened.connect(lambda _row: self._with_row(self._acts.edit))
        pane = self.pane
        pane.edit_asked.connect(lambda: self._with_row(self._acts.edit))
        pane.propose_asked.connect(lambda: self._with_row(self._acts.propose))
        pane.place_asked.connect(lambda: self._with_row(self._acts.add_place))
        pane.appoint_asked.connect(lambda: self._with_row(self._acts.appoint))
        pane.place_removed.connect(lambda key, place: self._with_row(self._acts.remove_place, key, place))
        pane.settled.connect(self._acts.settle)
        self._acts.on_next = self._edit_next
        pane.changeover_asked.connect(self._change_over)
        on_key(Key.CHANGEOVER, self, self._change_over)

    def _change_over(self) -> None:
        self._with_row(lambda row: self.changeover.from_grid(row.id))

    def _today(self) -> date:
        office: Any = self.desk.background.office
        day: date = office.today() if self.desk.read_only else self.desk.as_of
        return day

    def _show_choices(self, choices: Sequence[GridChoice]) -> None:
        self._found_by = {choice.id: choice.found_by for choice in choices}

    def _narrow(self) -> None:
        """Show the lines that the filter lets through and keep the cursor on its grid."""
        if self._wanted is None and self.pane.card is not None:
            self._wanted = self.pane.card.row.id
        shown = [line for line in self._lines if self.bar.filter.shows(line, self._words_of(line))]
        self.model.set_rows(shown)
        self.header.say(_("{count} grids as of {day}").format(count=len(shown), day=self.desk.as_of.isoformat()))
        if not self._choose_wanted():
            self._wanted = None
            if shown:
                self.table.choose(0)
            else:
                self.pane.load(None)

    def _words_of(self, line: GridLine) -> str:
        staff = " ".join(person.name for person in line.row.staff)
        row = line.row
        return searchable(f"{row.name} {row.code} {row.community} {staff} {self._found_by.get(row.id, '')}")

    def _choose_wanted(self) -> bool:
        places = [place for place, line in enumerate(self.model.rows()) if line.row.id == self._wanted]
        if places:
            self._wanted = None
            self.table.choose(places[0])
        return bool(places)

    def _on_chosen(self, line: GridLine | None) -> None:
        if line is not None:
            self.pane.load(line)

    def _with_row(self, act: Any, *args: Any) -> None:
        if self.pane.card is not None and not self.desk.read_only:
            act(self.pane.card.row, *args)

    def _edit_next(self) -> None:
        self.table.step(1)
        line: GridLine | None = self.table.current_row()
        if line is not None:
            self._acts.edit(line.row)

    def _leave_guard(self, guard: MessageDialog, page: str) -> None:
        guard.accept()
        self.desk.go(Target(page))

    def _propose_instead(self, guard: MessageDialog) -> None:
        guard.accept()
        self._with_row(self._acts.propose)

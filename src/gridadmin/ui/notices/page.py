"""The page of notice boards: which are false and why, the board beside the list, and the way to print them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from gridadmin.domain.notices_lists import BoardLine
from gridadmin.domain.queues import Target
from gridadmin.domain.snapshot import BoardStatus
from gridadmin.i18n import N_, Message, _
from gridadmin.services.notices import add_place, remove_place
from gridadmin.services.notices_lists import list_boards
from gridadmin.ui.act_dialogs import Act, open_act_dialog
from gridadmin.ui.dialogs import ask, tell
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.grids.forms import place_form
from gridadmin.ui.layouts import button, column, label, panel, row, tool_button
from gridadmin.ui.list_export import export_seen
from gridadmin.ui.notices.columns import board_columns
from gridadmin.ui.notices.detail import BoardPane
from gridadmin.ui.notices.filters import BoardFilterBar
from gridadmin.ui.notices.print_dialog import PrintDialog
from gridadmin.ui.notices.print_options import PrintScope
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import ListDetail, PageHeader, action_button
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG

TITLE = N_("Boards")


class NoticesPage(Page):
    """The boards of the office, every posting place a line."""

    features = frozenset({"notices", "workers", "grids", "office"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.lines: list[BoardLine] = []
        self._wanted: UUID | None = None
        self.bar = BoardFilterBar()
        self.model: TableModel[BoardLine] = TableModel(board_columns(), self)
        self.table = RecordTable(self.model, "notices", desk.preferences)
        self.table.setProperty("look", "flat")
        self.pane = BoardPane(desk)
        self._build()
        self._connect()

    def reload(self) -> None:
        """Read every board again; the cursor stays on its board."""
        self.desk.background.read(list_boards, self.desk.as_of, done=self.show_lines, caller=self)

    def show_lines(self, lines: Sequence[BoardLine]) -> None:
        """Show what was read."""
        self.lines = list(lines)
        self.bar.show_lines(lines)
        self._show_list()

    def show_target(self, target: Target) -> None:
        """Open a view, or the board of a grid or community whatever the filters are."""
        if target.record_id:
            self._wanted = UUID(target.record_id)
            self.bar.clear()
        elif target.view:
            self.bar.open_view(target.view)

    def filter_list(self) -> None:
        """Ctrl+F."""
        self.bar.box.setFocus()
        self.bar.box.selectAll()

    def export_list(self) -> None:
        """Ctrl+E: the list as it is seen."""
        view = self.bar.views.tabText(self.bar.views.currentIndex())
        export_seen(self, self.desk, self.table, Message(TITLE), (view,))

    def print_page(self) -> None:
        """Ctrl+P: the selected boards where several are selected, else all that are not true."""
        selected = self.table.selected_rows()
        if len(selected) > 1:
            self.print_selected()
        else:
            self.print_stale()

    def print_stale(self) -> None:
        """Print every board that was never printed or is no longer true."""
        self._open_print(PrintScope.STALE)

    def print_selected(self) -> None:
        """Print the selected boards."""
        self._open_print(PrintScope.SELECTED)

    def panes(self) -> list[QWidget]:
        """The list and the board."""
        return [self.table, self.pane.view]

    def _build(self) -> None:
        export = action_button(_("Export"), "download", self.export_list, Key.EXPORT.shown())
        self.print_button = action_button(_("Print all …"), "printer", self.print_stale, Key.PRINT.shown(), main=True)
        self.header = PageHeader(_(TITLE), export, self.print_button)
        self._count = label("", "strong")
        chosen = button(_("Print the selected …"), self.print_selected, "primary")
        self._selection = panel("foot", row(self._count, 1, chosen, margins=(ROOMY, SNUG, MEDIUM, SNUG)))
        self._selection.hide()
        columns = tool_button("columns-3", _("Choose columns"), lambda: self.table.choose_columns(QPoint(0, 0)))
        listing = QWidget()
        top = row(self.bar, column(1, columns, margins=(0, 0, MEDIUM, SNUG)), spacing=0)
        top.setStretch(0, 1)
        listed = column(top, self.table, self._selection, spacing=0)
        listed.setStretch(1, 1)
        listing.setLayout(listed)
        whole = column(self.header, ListDetail(listing, self.pane, "notices", self.desk.preferences), spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.table.set_empty(_("No board is found like this."), _("Show all boards"), self.bar.clear)
        self.pane.hide()

    def _connect(self) -> None:
        self.bar.changed.connect(self._show_list)
        self.table.row_chosen.connect(self.pane.show_line)
        self.table.row_opened.connect(lambda _row: self._open_print(PrintScope.SELECTED))
        self.table.selection_changed.connect(self._on_selection)
        self.pane.print_asked.connect(lambda: self._open_print(PrintScope.THIS))
        self.pane.place_asked.connect(self._add_place)
        self.pane.place_removed.connect(self._remove_place)
        self.pane.subject_opened.connect(self._open_subject)

    def _show_list(self) -> None:
        kept = self.table.current_row()
        wanted = self._wanted or (kept.subject.record_id if kept is not None else None)
        rows = self.bar.apply(self.lines)
        self.model.set_rows(rows)
        self.bar.show_counts(self.lines)
        shown = self.model.rows()
        places = [place for place, line in enumerate(shown) if line.subject.record_id == wanted]
        if places and self.lines:
            self._wanted = None
        self.table.choose(places[0] if places else 0)
        if not rows:
            self.pane.show_line(None)
        self._say()

    def _say(self) -> None:
        grids = [line for line in self.lines if not line.is_community]
        stale = {line.subject.record_id for line in self.lines if line.status is not BoardStatus.CURRENT}
        words = _("{places} posting places of {grids} grids as of {day}").format(
            places=len(grids),
            grids=len({line.subject.grid_id for line in grids}),
            day=self.desk.as_of.isoformat(),
        )
        self.header.say(words)
        count = len({line.subject.record_id for line in grids if line.subject.record_id in stale})
        self.print_button.setText(" " + _("Print all {count} …").format(count=count))
        self.print_button.setEnabled(not self.desk.read_only)

    def _on_selection(self, count: int) -> None:
        boards = len({line.subject for line in self.table.selected_rows()})
        self._selection.setVisible(count > 1 and not self.desk.read_only)
        self._count.setText(_("{count} boards selected").format(count=boards))

    def _open_print(self, scope: PrintScope) -> None:
        if self.desk.read_only:
            tell(self, _("Boards are printed as of today"), _("Go back to today to print."))
            return
        selected = tuple(dict.fromkeys(line.subject for line in self.table.selected_rows()))
        dialog = PrintDialog(self, self.desk, scope, self.pane.line, selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _add_place(self) -> None:
        line = self.pane.line
        if line is None:
            return
        title = _("Where the board of {grid} hangs").format(grid=line.name)
        dialog = FormDialog(self, title, place_form(), f"place {line.subject.record_id}")

        def act_of(values: dict[str, Any]) -> Act:
            facts = {"grid": line.name, "place": values["place"]}
            sentence = Message(N_("The board of {grid} hangs at “{place}”"), facts)
            return Act(sentence, add_place, (line.subject, values["place"], self.desk.as_of))

        open_act_dialog(self.desk.background, dialog, act_of)
        dialog.start({})

    def _remove_place(self, place_id: UUID, place: str) -> None:
        line = self.pane.line
        words = _("The board no longer hangs there from today on; what was printed stays on file.")
        title = _("Remove “{place}”?").format(place=place)
        if line is not None and ask(self, title, words, _("Remove")):
            told = Message(N_("The board of {grid} no longer hangs at “{place}”"), {"grid": line.name, "place": place})
            self.desk.background.act(told, remove_place, place_id, self.desk.as_of, caller=self)

    def _open_subject(self) -> None:
        line = self.pane.line
        if line is not None:
            view = "community" if line.is_community else ""
            self.desk.go(Target("grids", view, str(line.subject.record_id)))

"""The page of contracts and leaving: what lapses, all contracts, exits with their hand-over, change-overs to come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.record_imports import Records, sheet_of_records
from gridadmin.services.contracts import list_contracts, list_lapses
from gridadmin.services.workers_changeover import list_changeovers
from gridadmin.services.workers_handover import list_exits
from gridadmin.ui.contracts.acts import HandoverActs
from gridadmin.ui.contracts.columns import changeover_columns, contract_columns, exit_columns, lapse_columns
from gridadmin.ui.fields import TextField
from gridadmin.ui.layouts import button, column, panel, row
from gridadmin.ui.list_export import export_seen
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import PageHeader, ViewTabs, action_button
from gridadmin.ui.sheet_import import choose_sheet, imported_as
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import Column, TableModel
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import ROOMY, SNUG

TITLE = N_("Contracts and leaving")
LOOK_AHEAD = timedelta(days=90)


@dataclass(frozen=True)
class _View:
    """One list of the page: what it reads, how it is shown, and where a row leads."""

    key: str
    title: str
    read: Callable[[Any, date], Sequence[Any]]
    columns: tuple[Column[Any], ...]
    target: Callable[[Any], Target]
    nothing: str


class ContractsPage(Page):
    """Four lists; a row opens the person's file at contracts, or the grid."""

    features = frozenset({"contracts", "workers", "grids"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._views = {view.key: view for view in self._make_views()}
        self._rows: dict[str, list[Any]] = {}
        self.models: dict[str, TableModel[Any]] = {}
        self.tables: dict[str, RecordTable] = {}
        self._stack = QStackedWidget()
        self.tabs = ViewTabs([(view.key, _(view.title)) for view in self._views.values()])
        self.box = TextField(_("Filter: a part of a name, a kind, an employer"))
        self.box.setMinimumWidth(current().px(260))
        for view in self._views.values():
            self._add(view)
        self._build()
        self.tabs.chosen.connect(self._on_view)
        self.box.textChanged.connect(lambda _text: self._narrow())

    def reload(self) -> None:
        """Read the lists again."""
        for key, view in self._views.items():
            done = partial(self._show, key)
            self.desk.background.read(view.read, self.desk.as_of, done=done, caller=self.tables[key])

    def show_target(self, target: Target) -> None:
        """Open a list by its key: lapses, contracts, exits, changeovers."""
        if target.view in self._views:
            self.box.clear()
            self.tabs.choose(target.view)

    def filter_list(self) -> None:
        """Ctrl+F."""
        self.box.setFocus()
        self.box.selectAll()

    def export_list(self) -> None:
        """Ctrl+E: the list that is seen."""
        key, wanted = self.tabs.value(), self.box.text().strip()
        filters = (wanted,) if wanted else ()
        export_seen(self, self.desk, self.tables[key], Message(self._views[key].title), filters)

    def import_sheet(self) -> None:
        """Import a register of contracts from a sheet."""
        choose_sheet(self, self.desk, _("Import contracts"), imported_as(sheet_of_records(Records.CONTRACTS)))

    def panes(self) -> list[QWidget]:
        """The list that is seen."""
        return [self.tables[self.tabs.value()]]

    def _make_views(self) -> list[_View]:
        def lapses(session: Any, day: date) -> Sequence[Any]:
            return list_lapses(session, day, day + LOOK_AHEAD)

        def changeovers(session: Any, day: date) -> Sequence[Any]:
            return [*list_changeovers(session, day, True), *list_changeovers(session, day, False)]

        def contracts(session: Any, _day: date) -> Sequence[Any]:
            return list_contracts(session)

        def day() -> date:
            return self.desk.as_of

        def person(found: Any) -> Target:
            return Target("workers", "contracts", str(found.worker_id))

        def grid(found: Any) -> Target:
            return Target("grids", "", str(found.grid_id))

        return [
            _View("lapses", N_("Wants attention"), lapses, lapse_columns(), person, N_("Every contract is in order.")),
            _View(
                "contracts", N_("Contracts"), contracts, contract_columns(day), person, N_("No contract is on file.")
            ),
            _View("exits", N_("Exits and hand-over"), list_exits, exit_columns(day), person, N_("Nobody has left.")),
            _View(
                "changeovers", N_("Change-overs"), changeovers, changeover_columns(day), grid, N_("No change-over yet.")
            ),
        ]

    def _add(self, view: _View) -> None:
        model: TableModel[Any] = TableModel(view.columns, self)
        table = RecordTable(model, f"contracts/{view.key}", self.desk.preferences)
        table.setProperty("look", "flat")
        table.set_empty(_(view.nothing))
        table.row_opened.connect(lambda found: self.desk.go(view.target(found)))
        self.models[view.key], self.tables[view.key] = model, table
        self._stack.addWidget(table)

    def _build(self) -> None:
        export = action_button(_("Export"), "download", self.export_list, Key.EXPORT.shown())
        self.take = action_button(_("Import …"), "file-input", self.import_sheet)
        self.header = PageHeader(_(TITLE), self.take, export)
        self.handover = HandoverActs(self, self.desk, lambda: self.desk.as_of)
        self.template = button(_("Hand-over list …"), self.handover.edit_template, "quiet", "clipboard-check")
        bar = panel("bar", row(self.tabs, 1, self.template, self.box, spacing=SNUG, margins=(ROOMY, 0, ROOMY, SNUG)))
        whole = column(self.header, bar, self._stack, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _on_view(self, key: str) -> None:
        self._stack.setCurrentWidget(self.tables[key])
        self._say()

    def _show(self, key: str, rows: Sequence[Any]) -> None:
        self._rows[key] = list(rows)
        self.tabs.show_count(key, _(self._views[key].title), len(rows))
        self._narrow()

    def _narrow(self) -> None:
        wanted = self.box.text().strip().casefold()
        for key, rows in self._rows.items():
            columns = self.models[key].columns
            shown = [found for found in rows if wanted in " ".join(each.display(found) for each in columns).casefold()]
            self.models[key].set_rows(shown if wanted else rows)
        self._say()

    def _say(self) -> None:
        count = self.models[self.tabs.value()].rowCount()
        self.take.setEnabled(not self.desk.read_only)
        self.template.setVisible(self.tabs.value() == "exits" and not self.desk.read_only)
        self.header.say(_("{count} lines as of {day}").format(count=count, day=self.desk.as_of.isoformat()))

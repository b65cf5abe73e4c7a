"""The page of grid workers: views, switch, chips and box; the list and the person beside it; acts on both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from gridadmin.domain.queues import Target
from gridadmin.domain.workers import WorkerRow
from gridadmin.domain.workers_changes import KnownPerson
from gridadmin.domain.workers_list import WorkerView
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.workers import reveal_id_numbers
from gridadmin.services.office import list_communities
from gridadmin.services.workers import get_worker, worker_rows
from gridadmin.services.workers_search import count_workers, id_of, place_of_worker, worker_ids, worker_keys
from gridadmin.ui.changeover.acts import ChangeoverActs
from gridadmin.ui.dialogs import tell
from gridadmin.ui.layouts import button, column, label, panel, row
from gridadmin.ui.list_export import Seen, ask_where, export_roster, export_rows, tell_exported
from gridadmin.ui.paged_table import PagedModel, TableQuery
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import ListDetail, PageHeader, action_button
from gridadmin.ui.shortcuts import Key, on_key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG
from gridadmin.ui.workers.columns import Shown, worker_columns
from gridadmin.ui.workers.detail import WorkerPane
from gridadmin.ui.workers.filters import WorkerFilterBar
from gridadmin.ui.workers.many import ManyActs
from gridadmin.ui.workers.person_acts import PersonActs
from gridadmin.ui.workers.roster import filter_of, order_of, roster_source
from gridadmin.ui.workers.service_acts import ServiceActs

TITLE = N_("Grid workers")


class WorkersPage(Page):
    """The list of grid workers and the person under its cursor."""

    features = frozenset({"workers", "grids", "office", "contracts"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown = Shown(desk.as_of)
        self.bar = WorkerFilterBar(desk.as_of)
        self.model: PagedModel[WorkerRow] = PagedModel(worker_columns(self.shown), roster_source(desk), self)
        self.model.query = TableQuery(filter=self.bar.filter)
        self.table = RecordTable(self.model, "workers", desk.preferences)
        self.table.setProperty("look", "flat")
        self.pane = WorkerPane(desk)
        self._wanted: UUID | None = None  # on whom the cursor is put when the list has been read
        self._asked_for = False  # somebody from another page: shown even where the list has no such row
        self._person = PersonActs(self, desk, self._today)
        self._service = ServiceActs(self, desk, self._today)
        self._many = ManyActs(self, desk, self._today)
        self.changeover = ChangeoverActs(self, desk, self._today)
        self._build()
        self._connect()

    def reload(self) -> None:
        """Read list, counts and person again; the cursor stays on its person."""
        self.shown.as_of = self.desk.as_of
        self.bar.look_at(self.desk.as_of, self._today())
        self.desk.background.read(list_communities, done=self.bar.show_communities, caller=self)
        self._new.setEnabled(not self.desk.read_only)
        self._show_list()
        if self.pane.detail is not None:
            self.pane.load(self.pane.detail.row.id)

    def show_target(self, target: Target) -> None:
        """Open a view, or a person whatever the filters are; views are tabs of a person."""
        if target.record_id:
            self.open_worker(UUID(target.record_id))
            self.pane.open_tab({"attestations": "conditions"}.get(target.view, target.view))
        elif target.view in {view.value for view in WorkerView}:
            self.bar.open_view(target.view)

    def open_worker(self, worker_id: UUID) -> None:
        """Show a person and put the cursor on the row; filters that hide the person give way."""
        self._wanted, self._asked_for = worker_id, True
        self.pane.load(worker_id)
        self._find(worker_id, self._choose_again)

    def new_record(self) -> None:
        """Ctrl+N: enter somebody."""
        if self._may_act():
            self._person.enter()

    def filter_list(self) -> None:
        """Ctrl+F."""
        self.bar.box.setFocus()
        self.bar.box.selectAll()

    def export_list(self) -> None:
        """Ctrl+E: the columns, rows and order that are seen, ID numbers as they are seen."""
        out = ask_where(self, _(TITLE), self.desk.as_of)
        if out is not None:
            self.export_to(out)

    def export_to(self, out: Path) -> None:
        """Write the list as it is seen to a workbook."""
        query, chosen = self.model.query, self.table.shown_keys()
        columns = [found for key in chosen for found in self.model.columns if found.key == key]

        def read(session: Any) -> Sequence[WorkerRow]:
            ids = worker_ids(session, filter_of(query), order_of(query))
            return worker_rows(session, ids, filter_of(query).as_of)

        view, switch = self.bar.filter.view.label, self.bar.switch.value()
        filters = [view, *self.bar.words().values()] if switch != "all" else list(self.bar.words().values())
        unmasked = self.shown.unmasked and "id_number" in chosen
        seen = Seen(Message(TITLE), self.desk.as_of, tuple(columns), tuple(filters), unmasked)
        self.desk.background.run(export_rows, read, seen, out, done=partial(tell_exported, self), caller=self)

    def panes(self) -> list[QWidget]:
        """The list and the person."""
        return [self.table, self.pane.tabs]

    def _build(self) -> None:
        self._new = action_button(_("New"), "plus", self.new_record, Key.NEW.shown(), main=True)
        export = action_button(_("Export"), "download", self.export_list, Key.EXPORT.shown())
        self._reveal = action_button(_("Show ID numbers"), "eye", self._toggle_numbers)
        self._reveal.setCheckable(True)
        self._reveal.setToolTip(_("Showing ID numbers in full is journaled"))
        write = lambda: export_roster(self, self.desk, self.shown.unmasked)  # noqa: E731 - of the moment it is asked
        self.official = action_button(_("Roster"), "file-text", write)
        self.header = PageHeader(_(TITLE), self._reveal, self.official, export, self._new)
        self._count = label("", "strong")
        self._merge_button = button(_("Merge …"), self._merge)
        change = button(_("Change …"), self._change_many, "primary")
        self._selection = panel(
            "foot", row(self._count, 1, self._merge_button, change, spacing=SNUG, margins=(ROOMY, SNUG, MEDIUM, SNUG))
        )
        self._selection.hide()
        listing = QWidget()
        listing.setLayout(column(self.bar, self.table, self._selection, spacing=0))
        split = ListDetail(listing, self.pane, "workers", self.desk.preferences)
        whole = column(self.header, split, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.table.set_empty(_("Nobody is found like this."), _("Clear the filters"), self.bar.show_everybody)

    def _connect(self) -> None:
        self.bar.changed.connect(self._show_list)
        self.bar.columns_asked.connect(lambda: self.table.choose_columns(QPoint(0, 0)))
        self.model.modelReset.connect(self._on_list)
        self.table.row_chosen.connect(self._on_chosen)
        self.table.row_opened.connect(lambda _row: self._with_detail(self._person.edit))
        self.table.selection_changed.connect(self._on_selection)
        pane, service = self.pane, self.pane.service
        pane.edit_asked.connect(lambda: self._with_detail(self._person.edit))
        pane.photo_asked.connect(lambda: self._with_detail(self._person.choose_photo))
        pane.photo_dropped.connect(lambda path: self._with_detail(lambda found: self._person.put_photo(found, path)))
        pane.facts.reveal_asked.connect(self._reveal_one)
        service.start_asked.connect(lambda: self._with_detail(self._service.begin))
        service.end_asked.connect(lambda: self._with_detail(self._service.end_service))
        service.appoint_asked.connect(lambda: self._with_detail(self._service.appoint))
        service.employment_asked.connect(lambda spell: self._with_detail(self._service.correct_service, spell))
        service.appointment_asked.connect(lambda post: self._with_detail(self._service.correct_appointment, post))
        service.appointment_end_asked.connect(lambda post: self._with_detail(self._service.end_appointment, post))
        service.grid_opened.connect(lambda grid_id: self.desk.go(Target("grids", record_id=str(grid_id))))
        pane.conditions.attest_asked.connect(
            lambda condition: self._with_detail(self._service.attest, pane.findings, condition)
        )
        pane.changeover_asked.connect(self._change_over)
        on_key(Key.CHANGEOVER, self, self._change_over)
        self._person.on_entered = self.open_worker
        self._person.on_known = self._open_known
        self._person.on_next = self._edit_next

    def _today(self) -> date:
        office: Any = self.desk.background.office
        day: date = office.today() if self.desk.read_only else self.desk.as_of
        return day

    def _change_over(self) -> None:
        if not self.desk.read_only:
            self._with_detail(lambda found: self.changeover.from_worker(found.row.id))

    def _may_act(self) -> bool:
        if self.desk.read_only:
            tell(self, _("Only corrections on another day"), _("Go back to today to enter something new."))
        return not self.desk.read_only

    def _show_list(self) -> None:
        if self._wanted is None:
            current = self.table.current_row()
            self._wanted = current.id if current is not None else None
        self.model.ask(replace(self.model.query, filter=self.bar.filter))
        self.desk.background.read(count_workers, self.bar.filter, done=self.bar.show_counts, caller=self)

    def _on_list(self) -> None:
        total = self.model.rowCount()
        self.header.say(_("{count} persons as of {day}").format(count=total, day=self.desk.as_of.isoformat()))
        if self._wanted is not None:
            self._find(self._wanted, self._choose_again)
        elif total and self.pane.detail is None:
            self.table.choose(0)

    def _find(self, worker_id: UUID, done: Any) -> None:
        query = self.model.query
        self.desk.background.read(place_of_worker, worker_id, self.bar.filter, order_of(query), done=done, caller=self)

    def _choose_again(self, place: int | None) -> None:
        """Put the cursor back; somebody whom the filters hide now makes room for the first of the list.

        The filters make room for somebody who was asked for, also where they were changed meanwhile.
        """
        if place is None and self._asked_for and not self.bar.shows_everybody:
            self.bar.show_everybody()
            return
        asked_for, self._wanted, self._asked_for = self._asked_for, None, False
        if place is not None:
            self.table.choose(place)
        elif asked_for:
            self.table.clearSelection()  # began service after the day that is looked at: a file without a row
        elif self.model.rowCount():
            self.table.choose(0)
        else:
            self.pane.load(None)

    def _on_chosen(self, found: WorkerRow | None) -> None:
        place = self.table.currentIndex()
        if found is not None:
            if self.pane.detail is None or self.pane.detail.row.id != found.id:
                self.pane.load(found.id)
        elif place.isValid():
            self._load_place(place.row())

    def _load_place(self, place: int) -> None:
        """The row under the cursor has not been read yet: ask which person it is."""
        query = self.model.query
        self.desk.background.read(_worker_at, place, query, done=self.pane.load, caller=self.pane)

    def _on_selection(self, count: int) -> None:
        self._selection.setVisible(count > 1)
        self._count.setText(_("{count} persons selected").format(count=count))
        self._merge_button.setVisible(count == 2 and not self.desk.read_only)

    def _with_detail(self, act: Any, *args: Any) -> None:
        if self.pane.detail is not None:
            act(self.pane.detail, *args)

    def _change_many(self) -> None:
        rows = self.table.selected_rows()
        if rows:
            self._many.change(rows)

    def _merge(self) -> None:
        rows = self.table.selected_rows()
        if len(rows) == 2:
            self._many.merge(*rows)

    def _open_known(self, known: KnownPerson) -> None:
        self.open_worker(known.id)
        if not known.in_service:
            begin = self._service.begin
            self.desk.background.read(get_worker, known.id, self.desk.as_of, done=begin, caller=self)

    def _edit_next(self) -> None:
        self.table.step(1)
        found: WorkerRow | None = self.table.current_row()
        if found is not None:
            read, day = self.desk.background.read, self.desk.as_of
            read(get_worker, found.id, day, done=self._person.edit, caller=self)

    def _reveal_one(self) -> None:
        if self.pane.detail is not None:
            name = self.pane.detail.row.name
            self.desk.background.run(
                reveal_id_numbers, name, 1, done=lambda _done: self.pane.show_number(), caller=self
            )

    def _toggle_numbers(self) -> None:
        if not self._reveal.isChecked():
            self._show_numbers(False)
            return
        count = self.model.rowCount()
        self.desk.background.run(reveal_id_numbers, "", count, done=lambda _done: self._show_numbers(True), caller=self)

    def _show_numbers(self, unmasked: bool) -> None:
        self.shown.unmasked = unmasked
        self._reveal.setText(" " + (_("Hide ID numbers") if unmasked else _("Show ID numbers")))
        self.table.viewport().update()


def _worker_at(session: Any, place: int, query: TableQuery) -> UUID | None:
    keys = worker_keys(session, filter_of(query), order_of(query))
    return id_of(keys[place]) if place < len(keys) else None

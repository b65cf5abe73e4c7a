"""The tab 标准: what holds on a day and what held, holes above, and beside it one element with a live example."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QMenu, QWidget

from gridadmin.domain.months import Month
from gridadmin.domain.pay_standards import Formula
from gridadmin.domain.pay_standards_words import formula_words, holders_words, hole_words
from gridadmin.domain.queues import Target
from gridadmin.i18n import Message, _
from gridadmin.services.pay_standards import StandardRow
from gridadmin.services.pay_standards_view import Example, StandardsView, show_example, view_standards
from gridadmin.ui.layouts import badge, button, column, icon_label, label, panel, row, tool_button
from gridadmin.ui.list_export import export_seen
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import ListDetail, Switch, action_button, card
from gridadmin.ui.pay.standards_acts import StandardActs, example_words, history_words
from gridadmin.ui.pay.standards_columns import standard_columns
from gridadmin.ui.pay.standards_forms import others_of
from gridadmin.ui.pay.tabs import PayPane
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel, fitted
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import ICON_SMALL, MEDIUM, ROOMY, SNUG, TIGHT

HELD, ALL = "held", "all"
LIST_WIDTH, DETAIL_WIDTH = 840, 420


class StandardsPane(PayPane):
    """Pay standards."""

    features = frozenset({"pay", "workers", "assessment"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: StandardsView | None = None
        self._wanted = ""
        self.rows_acts = StandardActs(self, desk, self._today)
        columns = standard_columns(lambda: self.desk.as_of, lambda: self.view.names() if self.view else {})
        self.model: TableModel[StandardRow] = TableModel(fitted(columns), self)
        self.table = RecordTable(self.model, "pay/standards", desk.preferences)
        self.which = Switch([(HELD, _("In force")), (ALL, _("All"))], HELD)
        self.holes, self.detail = ScrollPane(), ScrollPane()
        self.holes.hide()
        self.new = action_button(_("New standard"), "plus", self.new_record, Key.NEW.shown())
        self.acts = [action_button(_("Export"), "download", self.export_list, Key.EXPORT.shown()), self.new]
        self._build()
        self.which.chosen.connect(lambda _key: self._show_rows())
        self.table.row_chosen.connect(self._on_row)
        self.table.row_opened.connect(self._open)

    def reload(self) -> None:
        """Read the standards and their holes again."""
        self.desk.background.read(view_standards, self.desk.as_of, done=self.show_view, caller=self)
        self.new.setEnabled(not self.desk.read_only)

    def show_view(self, view: StandardsView) -> None:
        """Show standards; the cursor stays on its row."""
        self.view = view
        held = view.held(self.desk.as_of)
        self.which.show_counts({HELD: len(held), ALL: len(view.rows)})
        self._show_holes(view)
        self._show_rows()
        words = _("{count} standards in force    {holes} holes")
        self.said.emit(words.format(count=len(held), holes=len(view.holes)))

    def show_target(self, target: Target) -> None:
        """Choose a standard by its code."""
        self._wanted = target.record_id or ""
        self._show_rows()

    def new_record(self) -> None:
        """Ctrl+N: choose a formula, then its form."""
        if self.view is None or self.desk.read_only:
            return
        menu = QMenu(self)
        for formula in Formula:
            menu.addAction(formula.label, partial(self.rows_acts.enter, formula, self.view))
        menu.popup(self.new.mapToGlobal(self.new.rect().bottomLeft()))

    def export_list(self) -> None:
        """Ctrl+E: the list as it is seen."""
        export_seen(self, self.desk, self.table, Message("{name}", {"name": _("Pay standards")}))

    def panes(self) -> list[QWidget]:
        """The list and what stands beside it."""
        return [self.table, self.detail]

    def _build(self) -> None:
        self.table.setProperty("look", "flat")
        self.table.set_empty(_("No pay standard is entered."), _("New standard"), self.new_record)
        bar = row(self.which, 1, margins=(MEDIUM, SNUG, MEDIUM, SNUG))
        listing = QWidget()
        lines = column(bar, self.holes, self.table, spacing=0)
        lines.setStretch(2, 1)
        listing.setLayout(lines)
        beside = QWidget()
        beside.setLayout(column(self.detail, margins=(MEDIUM, MEDIUM, MEDIUM, MEDIUM)))
        split = ListDetail(listing, beside, "pay-standards", self.desk.preferences)
        if self.desk.preferences.recall("split/pay-standards") is None:
            split.setSizes([current().px(LIST_WIDTH), current().px(DETAIL_WIDTH)])
        whole = column(split, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _show_rows(self) -> None:
        if self.view is None:
            return
        chosen = self.table.current_row()
        kept = self._wanted or (chosen.id if chosen else None)
        self.model.set_rows(self.view.held(self.desk.as_of) if self.which.value() == HELD else list(self.view.rows))
        rows = self.model.rows()
        places = [place for place, each in enumerate(rows) if kept in (each.id, each.standard.code)]
        self._wanted = "" if places else self._wanted
        self.table.choose(places[0] if places else 0)
        self._on_row(self.table.current_row())

    def _show_holes(self, view: StandardsView) -> None:
        self.holes.setVisible(bool(view.holes))
        self.holes.setMaximumHeight(current().px(150))
        self.holes.fill(_holes_card(view) if view.holes else None)

    def _on_row(self, chosen: StandardRow | None) -> None:
        if chosen is None or self.view is None:
            self.detail.fill()
            return
        self._show_detail(chosen, None)
        month = Month.of(self.desk.as_of)
        args = (None, month, self.desk.as_of, chosen.standard, chosen.id)
        done = partial(self._show_detail, chosen)
        failed = lambda _error: None  # noqa: E731 - without its tables a month has no example
        self.desk.background.read(show_example, *args, done=done, failed=failed, caller=self)

    def _show_detail(self, chosen: StandardRow, example: Example | None) -> None:
        now = self.table.current_row()
        if self.view is None or now is None or now.id != chosen.id:
            return
        held = chosen.standard
        facts = (
            label(str(formula_words(held, self.view.names())), "strong", wrap=True),
            label(holders_words(held), wrap=True),
            label(held.nature.label + " · " + (_("divided by days") if held.prorated else _("whole, never divided")),
                  "caption", wrap=True),
            label(history_words(chosen), "caption", wrap=True),
        )  # fmt: skip
        edits, acts = (None, None) if self.desk.read_only else (self._edits_of(chosen), self._acts_of(chosen))
        shown = card(held.name, *facts, *([acts] if acts else []), act=edits)
        others = [each for each in others_of(self.view.rows, chosen) if each.id != chosen.id]
        told = [label(f"{formula_words(each.standard, self.view.names())}\n{history_words(each)}", wrap=True)
                for each in others]  # fmt: skip
        sample = card(_("For example"), label(example_words(example), wrap=True)) if example else None
        self.detail.fill(shown, sample, card(_("Before and after"), *told) if told else None)

    def _acts_of(self, chosen: StandardRow) -> QWidget:
        assert self.view is not None
        taken = button(_("New amount …"), partial(self.rows_acts.take_over, chosen, self.view), "primary")
        ended = button(_("Ends …"), partial(self.rows_acts.end, chosen)) if chosen.standard.valid_to is None else None
        holder = QWidget()
        holder.setLayout(row(taken, ended, 1, spacing=TIGHT))
        return holder

    def _edits_of(self, chosen: StandardRow) -> QWidget:
        assert self.view is not None
        correct = tool_button("pencil", _("Correct"), partial(self.rows_acts.correct, chosen, self.view))
        away = tool_button("trash-2", _("Take away"), partial(self.rows_acts.remove, chosen))
        holder = QWidget()
        holder.setLayout(row(correct, away, spacing=TIGHT))
        return holder

    def _open(self, chosen: StandardRow | None) -> None:
        if chosen is not None and self.view is not None and not self.desk.read_only:
            self.rows_acts.correct(chosen, self.view)

    def _today(self) -> date:
        office: Any = self.desk.background.office
        today: date = office.today()
        return today


def _holes_card(view: StandardsView) -> QFrame:
    urgent = any(each.people for each in view.holes)
    lines = []
    for each in sorted(view.holes, key=lambda hole: -hole.people):
        words = label(hole_words(each.hole, each.people), wrap=True)
        line = row(icon_label("triangle-alert", "warning", ICON_SMALL), words, spacing=SNUG)
        line.setStretch(1, 1)
        lines.append(line)
    head = row(label(_("Holes between the standards"), "strong"), badge(str(len(lines)), "warning"), 1, spacing=SNUG)
    return panel("warning" if urgent else "plain", column(head, *lines, spacing=TIGHT, margins=(ROOMY, SNUG) * 2))

"""The tab 参数: what holds in a month, shipped or entered, how sure; the history of one; what next year still lacks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QWidget

from gridadmin.domain.months import Month
from gridadmin.domain.pay_parameter_forms import value_words
from gridadmin.domain.pay_parameters import Lack, Missing, PayCertainty
from gridadmin.domain.queues import Target
from gridadmin.i18n import N_, Message, _
from gridadmin.services.pay_parameters_view import (
    ParametersView,
    ParameterView,
    missing_words,
    parameter_history,
    view_parameters,
)
from gridadmin.ui.layouts import badge, column, icon_label, label, panel, row, tool_button
from gridadmin.ui.list_export import export_seen
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import ListDetail, Switch, action_button, card
from gridadmin.ui.pay.parameters_acts import ParameterActs
from gridadmin.ui.pay.tabs import PayPane
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import Column, TableModel, fitted
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import ICON_SMALL, MEDIUM, ROOMY, SNUG, TIGHT

LIST_WIDTH, DETAIL_WIDTH = 820, 440
HELD, LACKS = "held", "lacks"
TONES = {
    PayCertainty.OFFICIAL: "good", PayCertainty.SECONDARY: "accent_text", PayCertainty.MEMORY: "warning",
    PayCertainty.ENTERED: "good",
}  # fmt: skip
_BADGES = {"accent_text": "accent"}


def parameter_columns() -> tuple[Column[ParameterView], ...]:
    """Return the columns of parameters as they hold in a month."""
    return (
        Column("name", N_("Parameter"), 22, lambda each: each.form.name),
        Column("value", N_("Value"), 32, _value),
        Column("since", N_("In force from month"), 10, _since),
        Column("published", N_("Published on"), 11, lambda each: str(each.row.published_on) if each.row else ""),
        Column("certainty", N_("How sure"), 20, lambda each: each.row.certainty.label if each.row else _("No value"),
               tone=lambda each: TONES[each.row.certainty] if each.row else "muted", badge=True),
        Column("source", N_("Source document"), 34, lambda each: each.row.source if each.row else ""),
        Column("waiting", N_("Later values"), 8, lambda each: str(each.waiting or ""), chosen=False),
    )  # fmt: skip


def _since(each: ParameterView) -> str:
    return str(Month.of(each.row.effective_from)) if each.row else ""


def _value(each: ParameterView) -> str:
    return value_words(each.form, each.row.value) if each.row else ""


class ParametersPane(PayPane):
    """Pay parameters."""

    features = frozenset({"pay"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: ParametersView | None = None
        self._wanted = ""
        self.forms = ParameterActs(self, desk, self._today)
        self.model: TableModel[ParameterView] = TableModel(fitted(parameter_columns()), self)
        self.table = RecordTable(self.model, "pay/parameters", desk.preferences)
        self.which = Switch([(HELD, _("In force")), (LACKS, _("Still missing"))], HELD)
        self.detail = ScrollPane()
        self.new = action_button(_("Enter a value …"), "plus", self.new_record, Key.NEW.shown())
        self.acts = [action_button(_("Export"), "download", self.export_list, Key.EXPORT.shown()), self.new]
        self._build()
        self.which.chosen.connect(lambda _key: self._show_rows())
        self.table.row_chosen.connect(self._on_row)
        self.table.row_opened.connect(lambda _row: self.new_record())

    def reload(self) -> None:
        """Read the parameters of the month looked at again, and what the year that comes lacks."""
        month, day = Month.of(self.desk.as_of), self.desk.as_of
        self.desk.background.read(view_parameters, month, day, self._year(), done=self.show_view, caller=self)
        self.new.setEnabled(not self.desk.read_only)

    def show_view(self, view: ParametersView) -> None:
        """Show parameters; the cursor stays on its row."""
        self.view = view
        self.which.show_counts({HELD: len(view.rows), LACKS: len(view.missing)})
        self._show_rows()
        open_ = sum(each.lack in (Lack.NO_VALUE, Lack.EARLIER_YEAR, Lack.ENDS) for each in view.missing)
        words = _("{month}    {missing} values of {year} still missing, {doubtful} to be confirmed")
        values = {"month": Month.of(self.desk.as_of), "year": view.year, "missing": open_}
        self.said.emit(words.format(**values, doubtful=len(view.missing) - open_))

    def show_target(self, target: Target) -> None:
        """Choose a parameter by its key."""
        self._wanted = target.record_id or ""
        self._show_rows()

    def new_record(self) -> None:
        """Ctrl+N: enter a value of the parameter under the cursor."""
        chosen = self.table.current_row()
        if chosen is not None and not self.desk.read_only:
            self.forms.enter(chosen)

    def export_list(self) -> None:
        """Ctrl+E: the list as it is seen."""
        export_seen(self, self.desk, self.table, Message("{name}", {"name": _("Pay parameters")}))

    def panes(self) -> list[QWidget]:
        """The list and what stands beside it."""
        return [self.table, self.detail]

    def _build(self) -> None:
        self.table.setProperty("look", "flat")
        self.table.set_empty(_("Nothing is missing."))
        listing = QWidget()
        lines = column(row(self.which, 1, margins=(MEDIUM, SNUG, MEDIUM, SNUG)), self.table, spacing=0)
        lines.setStretch(1, 1)
        listing.setLayout(lines)
        beside = QWidget()
        beside.setLayout(column(self.detail, margins=(MEDIUM,) * 4))
        split = ListDetail(listing, beside, "pay-parameters", self.desk.preferences)
        if self.desk.preferences.recall("split/pay-parameters") is None:
            split.setSizes([current().px(LIST_WIDTH), current().px(DETAIL_WIDTH)])
        whole = column(split, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _show_rows(self) -> None:
        if self.view is None:
            return
        chosen = self.table.current_row()
        kept = self._wanted or (chosen.form.key if chosen else None)
        rows = list(self.view.rows)
        if self.which.value() == LACKS:
            order = [each.key for each in self.view.missing]
            rows = sorted(
                (each for each in rows if each.form.key in order), key=lambda each: order.index(each.form.key)
            )
        self.model.set_rows(rows)
        shown = self.model.rows()
        places = [place for place, each in enumerate(shown) if each.form.key == kept]
        self._wanted = "" if places else self._wanted
        self.table.choose(places[0] if places else 0)
        self._on_row(self.table.current_row())

    def _on_row(self, chosen: ParameterView | None) -> None:
        if chosen is None:
            self.detail.fill()
            return
        done = partial(self._show_detail, chosen)
        self.desk.background.read(parameter_history, chosen.form.key, done=done, caller=self)

    def _show_detail(self, chosen: ParameterView, history: Sequence[ParameterView]) -> None:
        now = self.table.current_row()
        if self.view is None or now is None or now.form.key != chosen.form.key:
            return
        lacks = [each for each in self.view.missing if each.key == chosen.form.key]
        lines = [self._value_card(each) for each in history] or [label(_("No value is known."), "muted")]
        self.detail.fill(*(_lack(each, self.view.year) for each in lacks), _head(chosen), *lines)

    def _value_card(self, each: ParameterView) -> QWidget:
        assert each.row is not None
        tone = TONES[each.row.certainty]
        kind = badge(_("Shipped") if each.own_id is None else _("Entered here"), "" if each.own_id is None else "good")
        sure = badge(each.row.certainty.label, _BADGES.get(tone, tone)) if each.own_id is None else None
        away = None
        if each.own_id is not None and not self.desk.read_only:
            away = tool_button("trash-2", _("Take this value away"), partial(self.forms.remove, each))
        words = _("from {month}, published on {day}").format(
            month=Month.of(each.row.effective_from), day=each.row.published_on.isoformat()
        )
        lines: list[Any] = [
            row(label(words, "caption"), 1, away, spacing=TIGHT),
            label(value_words(each.form, each.row.value), "strong", wrap=True),
            row(kind, sure, 1, spacing=TIGHT),
            *(label(text, "caption", wrap=True) for text in (each.row.source, each.row.note) if text),
        ]
        return panel("card", column(*lines, spacing=TIGHT, margins=(ROOMY, MEDIUM, ROOMY, MEDIUM)))

    def _year(self) -> int:
        """The year that is asked about: this one until autumn, then the one that comes."""
        day = self.desk.as_of
        return day.year + (day.month >= 10)

    def _today(self) -> date:
        office: Any = self.desk.background.office
        today: date = office.today()
        return today


def _head(chosen: ParameterView) -> QWidget:
    return card(chosen.form.name, label(chosen.form.repeat.label, "caption"))


def _lack(missing: Missing, year: int) -> QFrame:
    words = label(str(missing_words(missing, year)), wrap=True)
    line = row(icon_label("triangle-alert", "warning", ICON_SMALL), words, spacing=SNUG, margins=(MEDIUM,) * 4)
    line.setStretch(1, 1)
    return panel("warning", line)

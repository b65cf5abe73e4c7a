"""The dated numbers that the regulation leaves open: what holds, since when, by which paper; new ones from a day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from gridadmin.domain.entries import half_width
from gridadmin.domain.parameter_words import PARAMETERS, PUBLISHERS
from gridadmin.domain.parameters import Certainty, Parameter, ParameterTable, ParameterValue
from gridadmin.domain.workers_handover import HANDOVER_KEY
from gridadmin.i18n import N_, Message, _
from gridadmin.services.office import get_parameters, set_parameter
from gridadmin.ui.code_options import enum_options
from gridadmin.ui.fields import ChoiceField, DateField, NoteField, TextField
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.layouts import button, column, label, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import card
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import Column, TableModel
from gridadmin.ui.tokens import MEDIUM


def parameter_name(key: str) -> str:
    """Return the name of a parameter; the technical key where it has no other."""
    return _(PARAMETERS[key]) if key in PARAMETERS else key


def value_text(value: ParameterValue | None) -> str:
    """Return a value as it is typed."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def typed_value(text: str | None, like: ParameterValue | None) -> ParameterValue | None:
    """Return what was typed, of the same sort as the value before; ValueError where it is not."""
    words = (text or "").strip()
    if not words:
        return None
    if isinstance(like, tuple):
        numbers = tuple(int(part) for part in re.split(r"[^\w-]+", half_width(words)))  # whatever divides them
        if list(numbers) != sorted(set(numbers)):
            raise ValueError(words)
        return numbers
    if isinstance(like, int):
        return int(words)
    return int(words) if words.isdigit() and like is None else words


class ParametersPane(QWidget):
    """All parameters with their history."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._table: ParameterTable = ParameterTable()
        self.model = TableModel[Parameter](_columns(self), self)
        self.table = RecordTable(self.model, "parameters", desk.preferences)
        self.table.row_opened.connect(lambda _item: self.change())
        self.table.row_chosen.connect(self._on_chosen)
        self._note = label("", "muted", wrap=True)
        self._act = button(_("New value from a day on …"), self.change, "primary", "plus")
        foot = QWidget()
        line = row(self._note, self._act, spacing=MEDIUM)
        line.setStretch(0, 1)
        foot.setLayout(line)
        words = _("Numbers that the regulation leaves open or that are settled locally. A change keeps the old value "
                  "for the days before.")  # fmt: skip
        head = label(words, "muted", wrap=True)
        self.setLayout(column(card(_("Parameters"), head, self.table, foot)))

    def reload(self) -> None:
        """Read them again."""
        self._desk.background.read(get_parameters, done=self._show, caller=self)

    def holds(self, item: Parameter) -> bool:
        """Whether a row is the one that holds on the as-of date."""
        return self._table.row(item.key, self._desk.as_of) == item

    def state(self, item: Parameter) -> str:
        """Return what a row is on the as-of date: the one that holds, one that somebody above overrules, or neither."""
        if self.holds(item):
            return _("holds")
        return _("overruled") if self._table.overruled(item, self._desk.as_of) else ""

    def tone(self, item: Parameter) -> str:
        """Return the tone of a row's state."""
        return "good" if self.holds(item) else "warning"

    def _show(self, table: ParameterTable) -> None:
        self._table = table
        place = max(self.table.currentIndex().row(), 0)
        shown = (row for row in table.rows if row.key != HANDOVER_KEY)  # edited with the lists that it makes
        rows: Sequence[Parameter] = sorted(shown, key=_place)
        self.model.set_rows(rows)
        self.table.choose(min(place, len(rows) - 1))

    def _on_chosen(self, item: Parameter | None) -> None:
        self._note.setText(item.note if item else "")
        self._act.setEnabled(item is not None and not self._desk.read_only)

    def change(self) -> None:
        """Ask for a new value from a day on."""
        item = self.table.current_row()
        if item is None or self._desk.read_only:
            return
        form = parameter_form(item)
        self.dialog = FormDialog(self.window(), parameter_name(item.key), form, f"parameter/{item.key}")
        self.dialog.start(
            {"value": value_text(item.value), "valid_from": self._desk.as_of, "source": item.source or None,
             "certainty": Certainty.LOCAL_RULE, "note": item.note or None}
        )  # fmt: skip
        self.dialog.save_asked.connect(lambda values, _reason, _next: self._save(item, values))
        self.dialog.open()

    def _save(self, item: Parameter, values: dict[str, Any]) -> None:
        value = typed_value(values["value"], item.value)
        row_ = Parameter(item.key, value, item.unit, values["valid_from"], values["source"] or "",
                         values["certainty"], values["note"] or "")  # fmt: skip
        said = {"name": Message(PARAMETERS.get(item.key, item.key)), "value": value_text(value) or "—",
                "unit": item.unit, "date": values["valid_from"].isoformat()}  # fmt: skip
        sentence = Message(N_("{name}: {value} {unit} from {date}"), said)
        self._desk.background.act(
            sentence, set_parameter, row_, done=lambda _n: self.dialog.saved(), failed=self.dialog.refused, caller=self
        )


def parameter_form(item: Parameter) -> Form:
    """Return the form of one parameter."""

    def check(text: str) -> Message | None:
        try:
            typed_value(text, item.value)
        except ValueError:
            return Message(N_("Write a whole number; several in rising order, with commas between."))
        return None

    form = Form()
    form.add(FieldSpec("value", N_("Value"), TextField(), check=check, hint=item.unit))
    form.add(FieldSpec("valid_from", N_("Holds from"), DateField(), required=True))
    form.add(FieldSpec("source", N_("Paper it comes from"), TextField(), hint=N_("name and number of the document")))
    form.add(FieldSpec("certainty", N_("Certainty"), ChoiceField(enum_options(Certainty)), required=True))
    form.add(FieldSpec("note", N_("Note"), NoteField()))
    return form


def _place(item: Parameter) -> tuple[int, str, date]:
    """Order parameters by article, unknown ones last, then by day."""
    known = list(PARAMETERS)
    return (known.index(item.key) if item.key in known else len(known), item.key, item.valid_from)


def _columns(pane: ParametersPane) -> list[Column[Parameter]]:
    return [
        Column("name", N_("Parameter"), 42, lambda item: parameter_name(item.key)),
        Column("value", N_("Value"), 14, lambda item: f"{value_text(item.value) or '—'} {item.unit}"),
        Column("from", N_("Holds from"), 12, lambda item: item.valid_from.isoformat()),
        Column("now", N_("State"), 10, pane.state, tone=pane.tone, badge=True),
        Column("publisher", N_("Published by"), 14, lambda item: _(PUBLISHERS[item.publisher])),
        Column("certainty", N_("Certainty"), 26, lambda item: item.certainty.label,
               tone=lambda item: "warning" if item.certainty is Certainty.ASSUMED else ""),
        Column("source", N_("Paper it comes from"), 40, lambda item: item.source or "—"),
    ]  # fmt: skip

"""The forms of service, appointments and attestations, and the dialog that shows what a leaving brings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.grids_card import GridChoice
from gridadmin.domain.workers import (
    AppointmentForm,
    AppointmentRole,
    Condition,
    EmploymentForm,
    EmploymentKind,
    ExitReason,
    WorkerSource,
)
from gridadmin.domain.workers_leaving import EndConsequences
from gridadmin.i18n import N_, _
from gridadmin.ui.code_options import enum_options, grid_options
from gridadmin.ui.fields import ChoiceField, DateField, NoteField, Option, TextField
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.layouts import column, label, panel
from gridadmin.ui.listing import joined
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import MEDIUM, TIGHT

Today = Callable[[], date]
ASK_AFTER_MS = 150
LOWEST = 390  # units; what follows has its place before it is known


def employment_form(today: Today, ended: bool) -> Form:
    """Return the fields of a spell of service; `ended` adds those of its end, for corrections."""
    form = Form(columns=2)
    form.add(FieldSpec("kind", N_("Kind of service"), ChoiceField(enum_options(EmploymentKind)), required=True))
    form.add(FieldSpec("source", N_("Source (Art 12)"), ChoiceField(enum_options(WorkerSource)), required=True))
    form.add(FieldSpec("started_on", N_("First day of service"), DateField(today), required=True))
    form.add(FieldSpec("document", N_("Document"), TextField(), hint=N_("Number of the paper, where there is one")))
    if ended:
        form.add(FieldSpec("ended_on", N_("Last day"), DateField(today)))
        form.add(FieldSpec("exit_reason", N_("Reason for leaving"), ChoiceField(enum_options(ExitReason))))
    return form


def employment_of(values: dict[str, Any]) -> EmploymentForm:
    """Return the spell that the fields hold."""
    return EmploymentForm(
        kind=values["kind"],
        source=values["source"],
        started_on=values["started_on"],
        ended_on=values.get("ended_on"),
        exit_reason=values.get("exit_reason"),
        document=values.get("document"),
    )


def appointment_form(today: Today, grids: Sequence[GridChoice], ended: bool) -> Form:
    """Return the fields of an appointment; `ended` adds its last day, for corrections."""
    form = Form(columns=2)
    grid = ChoiceField(grid_options(grids), _("Name, code or initials, like cg3"))
    form.add(FieldSpec("grid_id", N_("Grid"), grid, required=True), whole_row=True)
    form.add(FieldSpec("role", N_("Role"), ChoiceField(enum_options(AppointmentRole)), required=True))
    form.add(FieldSpec("started_on", N_("First day"), DateField(today), required=True))
    if ended:
        form.add(FieldSpec("ended_on", N_("Last day"), DateField(today)))
    form.add(FieldSpec("document", N_("Document"), TextField(), hint=N_("Number of the paper, where there is one")))
    return form


def appointment_of(values: dict[str, Any]) -> AppointmentForm:
    """Return the appointment that the fields hold."""
    return AppointmentForm(
        grid_id=values["grid_id"],
        role=values["role"],
        started_on=values["started_on"],
        ended_on=values.get("ended_on"),
        document=values.get("document"),
    )


def attestation_form(today: Today) -> Form:
    """Return the fields of an attestation."""
    form = Form(columns=2)
    everything = Option("", _("All conditions that wait for a person"))
    conditions = [*enum_options(Condition), everything]
    form.add(FieldSpec("condition", N_("Condition"), ChoiceField(conditions), required=True), whole_row=True)
    met = [Option(True, _("Met")), Option(False, _("Not met"))]
    form.add(FieldSpec("met", N_("What is attested"), ChoiceField(met), required=True))
    form.add(FieldSpec("attested_on", N_("Attested on"), DateField(today), required=True))
    form.add(FieldSpec("attested_by", N_("Attested by"), TextField(), required=True), whole_row=True)
    form.add(FieldSpec("remark", N_("Remark"), NoteField(2)), whole_row=True)
    return form


def end_service_form(today: Today) -> Form:
    """Return the fields of the end of a service."""
    form = Form(columns=2)
    form.add(FieldSpec("last_day", N_("Last day of service"), DateField(today), required=True))
    form.add(FieldSpec("reason", N_("Reason for leaving"), ChoiceField(enum_options(ExitReason)), required=True))
    document = FieldSpec("document", N_("Document"), TextField(), hint=N_("Number of the paper, where there is one"))
    form.add(document, whole_row=True)
    return form


def end_appointment_form(today: Today) -> Form:
    """Return the field of the end of an appointment."""
    form = Form()
    form.add(FieldSpec("last_day", N_("Last day on the grid"), DateField(today), required=True))
    return form


class EndDialog(FormDialog):
    """Ends a service or an appointment and shows beforehand what follows.

    Signals:
        preview_asked: values (dict); the page answers with `show_consequences` or `show_refusal`.
    """

    preview_asked = Signal(object)

    def __init__(self, parent: QWidget | None, title: str, form: Form, name: str) -> None:
        super().__init__(parent, title, form, name)
        self._lines = column(spacing=TIGHT, margins=(MEDIUM,) * 4)
        self.consequences = panel("warning", self._lines)
        self.consequences.hide()
        layout = self.layout()
        assert isinstance(layout, QBoxLayout)
        layout.insertWidget(layout.count() - 1, self.consequences)
        self._late = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._late.timeout.connect(self._ask_preview)
        form.changed.connect(self._late.start)
        self.setMinimumHeight(current().px(LOWEST))

    def start(self, values: Any) -> None:
        """Show what is proposed and ask what it brings."""
        super().start(values)
        self._late.start()

    def show_consequences(self, seen: EndConsequences) -> None:
        """Say what follows, line by line."""
        self._say(consequence_lines(seen) or [_("Nothing else ends with it.")])

    def show_refusal(self, error: GridAdminError) -> None:
        """Say why it cannot be ended like this."""
        self._say([str(error.message)])

    def lines(self) -> list[str]:
        """Return what is shown as following."""
        items = (self._lines.itemAt(place).widget() for place in range(self._lines.count()))
        return [item.text() for item in items]  # type: ignore[attr-defined] # labels all

    def _say(self, lines: Sequence[str]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for line in lines:
            self._lines.addWidget(label(line, wrap=True))
        self.consequences.show()

    def _ask_preview(self) -> None:
        values = self.form.values()
        if values["last_day"] is not None:
            self.preview_asked.emit(values)


def consequence_lines(seen: EndConsequences) -> list[str]:
    """Return consequences as sentences."""
    grids = joined(post.grid_name for post in seen.ending)
    dropped = joined(post.grid_name for post in seen.dropped)
    pairs = (
        (_("Appointments that end: {grids}"), grids),
        (_("Appointments that are taken away, because they had not begun: {grids}"), dropped),
        (_("Boards that become false and must be printed again (Art 15): {grids}"), joined(seen.boards)),
        (_("Grids that nobody serves then (Art 10): {grids}"), joined(seen.without_worker)),
        (_("Grids without a full-timer then (Art 10): {grids}"), joined(seen.without_full_timer)),
    )
    return [text.format(grids=names) for text, names in pairs if names]

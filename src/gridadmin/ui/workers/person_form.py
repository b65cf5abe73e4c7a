"""The form of a person: the ID number drives birth date and sex, a known one leads to the person who has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.grids_card import GridChoice
from gridadmin.domain.id_numbers import parse_id_number
from gridadmin.domain.phones import parse_phone
from gridadmin.domain.workers import (
    AppointmentForm,
    AppointmentRole,
    EmploymentForm,
    EmploymentKind,
    Sex,
    WorkerForm,
    WorkerSource,
)
from gridadmin.domain.workers_changes import KnownPerson
from gridadmin.i18n import N_, Message, _
from gridadmin.ui.code_options import (
    education_options,
    enum_options,
    ethnicity_options,
    grid_options,
    political_options,
)
from gridadmin.ui.fields import ChoiceField, CodeField, DateField, NoteField, Option, TextField
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.layouts import button, icon_label, label, panel, resize_to, row
from gridadmin.ui.tokens import MEDIUM, SNUG

ID_LENGTH = 18
PERSON_FIELDS = (
    "name", "id_number", "sex", "birth_date", "ethnicity", "political_status", "education", "mobile", "duty_phone",
    "address", "emergency_contact", "emergency_phone", "remarks",
)  # fmt: skip


class PersonDialog(FormDialog):
    """Enters or changes a person.

    Signals:
        number_typed: a valid ID number; the page answers with `show_known`.
        known_opened: the id of the person who has the number already.
    """

    number_typed = Signal(str)
    known_opened = Signal(object)

    def __init__(self, parent: QWidget | None, title: str, form: Form, name: str, today: Callable[[], date]) -> None:
        super().__init__(parent, title, form, name, with_next=name != "new worker")
        self._today = today
        self._known: KnownPerson | None = None
        self._own: str | None = None
        self._known_text = label("", wrap=True)
        self._open_known = button("", self._on_open_known, "primary")
        line = row(icon_label("users", "accent_text"), self._known_text, self._open_known, margins=(MEDIUM, SNUG) * 2)
        line.setStretch(1, 1)
        self._known_note = panel("accent", line)
        self._known_note.hide()
        layout = self.layout()
        assert isinstance(layout, QBoxLayout)
        layout.insertWidget(1, self._known_note)
        form.editor("id_number").changed.connect(self._on_number)
        resize_to(self, 820, 660)

    def start(self, values: Mapping[str, Any]) -> None:
        """Show what is saved; the person's own number is no news."""
        self._own = values.get("id_number")
        super().start(values)
        self.form.editor("name").setFocus()

    def show_known(self, known: KnownPerson | None) -> None:
        """Say who has the number that was typed; None where nobody has."""
        self._known = known
        self._known_note.setVisible(known is not None)
        if known is None:
            return
        if known.in_service:
            text = _("{name} has this ID number and is in service.").format(name=known.name)
        elif known.left_on is not None:
            text = _("{name} has this ID number and left on {day}. Take up service again?").format(
                name=known.name, day=known.left_on.isoformat()
            )
        else:
            text = _("{name} has this ID number and is on file.").format(name=known.name)
        self._known_text.setText(text)
        self._open_known.setText(_("Open") if known.in_service else _("Re-hire"))

    def _on_number(self) -> None:
        value = self.form.editor("id_number").value() or ""
        self._known_note.hide()
        if len(value) != ID_LENGTH or value == self._own:
            return
        try:
            number = parse_id_number(value, self._today())
        except InvalidError as error:
            self.form.show_faults({"id_number": error.message})
            return
        self.form.editor("birth_date").set_value(number.birth_date)
        self.form.editor("sex").set_value(number.sex)
        self.number_typed.emit(number.value)

    def _on_open_known(self) -> None:
        if self._known is not None:
            self.form.set_values(self.form.values())  # what was typed is the known person's; no draft of it
            self.reject()
            self.known_opened.emit(self._known)


def person_form(today: Callable[[], date], new: bool, grids: Sequence[GridChoice] = ()) -> Form:
    """Return the fields of a person; a new one has those of service and first grid too."""
    form = Form(columns=2)
    if not new:
        _add_dating(form, today)  # first: what it says decides what becomes of all the rest
    form.add(FieldSpec("name", N_("Name"), TextField(), required=True))
    form.add(
        FieldSpec(
            "id_number",
            N_("ID number"),
            CodeField(),
            hint=N_("18 characters; birth date and sex are taken from it"),
            check=lambda value: _number_fault(value, today()),
        )
    )
    form.add(FieldSpec("sex", N_("Sex"), ChoiceField(enum_options(Sex))))
    form.add(FieldSpec("birth_date", N_("Birth date"), DateField(today)))
    form.add(FieldSpec("political_status", N_("Political status"), ChoiceField(political_options())))
    form.add(FieldSpec("education", N_("Education"), ChoiceField(education_options())))
    form.add(FieldSpec("mobile", N_("Mobile"), CodeField(), check=_phone_fault))
    duty_hint = N_("Shown on boards instead of the mobile")
    form.add(FieldSpec("duty_phone", N_("Duty phone"), CodeField(), hint=duty_hint, check=_phone_fault))
    if new:
        _add_service(form, today, grids)
    form.add(FieldSpec("ethnicity", N_("Ethnicity"), ChoiceField(ethnicity_options())))
    form.add(FieldSpec("address", N_("Address"), TextField()))
    form.add(FieldSpec("emergency_contact", N_("Emergency contact"), TextField()))
    form.add(FieldSpec("emergency_phone", N_("Emergency phone"), CodeField(), check=_phone_fault))
    form.add(FieldSpec("remarks", N_("Remarks"), NoteField(2)), whole_row=True)
    return form


def _add_service(form: Form, today: Callable[[], date], grids: Sequence[GridChoice]) -> None:
    form.add(FieldSpec("kind", N_("Kind of service"), ChoiceField(enum_options(EmploymentKind))))
    form.add(FieldSpec("source", N_("Source (Art 12)"), ChoiceField(enum_options(WorkerSource))))
    form.add(FieldSpec("started_on", N_("First day of service"), DateField(today)))
    grid_hint = N_("Name, code or initials; may be left for later")
    form.add(FieldSpec("grid_id", N_("Grid"), ChoiceField(grid_options(grids)), hint=grid_hint))


def _add_dating(form: Form, today: Callable[[], date]) -> None:
    kinds = [
        Option(False, _("Something has changed: it holds from the day on")),
        Option(True, _("It was recorded wrongly: correct it")),
    ]
    form.add(FieldSpec("correction", N_("Change or correction"), ChoiceField(kinds), required=True))
    hint = N_("For political status, education and phones")
    form.add(FieldSpec("effective_on", N_("Holds from"), DateField(today), required=True, hint=hint))


def form_values(form: WorkerForm) -> dict[str, Any]:
    """Return what the fields show of a person."""
    return {name: getattr(form, name) for name in (*PERSON_FIELDS, "effective_on", "correction")}


def worker_form_of(values: dict[str, Any], day: date, version: int = 0) -> WorkerForm:
    """Return the form of a person from what the fields hold; `day` where the fields have no effective day."""
    known: dict[str, Any] = {name: values.get(name) for name in PERSON_FIELDS}
    known["sex"] = values.get("sex") or Sex.UNKNOWN
    known["name"] = values.get("name") or ""
    return WorkerForm(
        **known,
        effective_on=values.get("effective_on") or day,
        correction=bool(values.get("correction")),
        version=version,
    )


def service_of(values: dict[str, Any], day: date) -> tuple[EmploymentForm | None, AppointmentForm | None]:
    """Return the service and the first appointment of a new person, each None where its field was left empty."""
    kind, start = values.get("kind"), values.get("started_on") or day
    service = None
    if kind is not None:
        default = WorkerSource.CITY_PLAN if kind is EmploymentKind.FULL_TIME else WorkerSource.OTHER
        service = EmploymentForm(kind, values.get("source") or default, start)
    grid_id = values.get("grid_id")
    return service, AppointmentForm(grid_id, AppointmentRole.WORKER, start) if grid_id is not None else None


def _number_fault(value: str, today: date) -> Message | None:
    try:
        parse_id_number(value, today)
    except InvalidError as error:
        return error.message
    return None


def _phone_fault(value: str) -> Message | None:
    try:
        parse_phone(value)
    except InvalidError as error:
        return error.message
    return None

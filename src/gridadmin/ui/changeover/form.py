"""The first page of the change-over: who leaves what, when and why, and who takes over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from gridadmin.domain.workers import EmploymentKind, WorkerSource
from gridadmin.domain.workers_changeover import ChangeoverForm, ChangeoverStart, OutgoingChoice, newcomer
from gridadmin.i18n import N_, _
from gridadmin.ui.changeover.parts import PeopleField, ReasonChips
from gridadmin.ui.code_options import enum_options
from gridadmin.ui.fields import ChoiceField, CodeField, DateField, TextField
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.layouts import column, label
from gridadmin.ui.panes import Switch
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.tokens import MEDIUM, TIGHT

ID_LENGTH = 18  # GB 11643


class ChangeoverFormPage(ScrollPane):
    """Holds the fields; `form()` gives what they say, or None with the faults shown.

    Signals:
        submitted: Enter in the field of the one who takes over, and all is said.
    """

    submitted = Signal()

    def __init__(self, start: ChangeoverStart, today: Callable[[], date]) -> None:
        super().__init__()
        self._start = start
        self._outgoing = start.outgoing[0]
        self.reason, self.people = ReasonChips(), PeopleField()
        self.day = DateField(today)
        self.day.set_value(today())
        self.document = TextField(_("Number of the paper, where there is one"))
        self._boxes: dict[UUID, QCheckBox] = {}
        self._grids = column(spacing=TIGHT)
        self._fault = label("", tone="danger", wrap=True)
        self.short = self._short_form()
        self.service = self._service_form()
        self.fill(
            *self._who_leaves(),
            _field(N_("Grids that change hands"), _holder(self._grids)),
            _field(N_("First day of who takes over; the other serves until the day before"), self.day),
            _field(N_("Why (press the digit)"), self.reason),
            _field(N_("Who takes over"), self.people),
            self.short,
            self.service,
            _field(N_("Document"), self.document),
            self._fault,
        )
        self.people.set_people([each for each in start.people if each.id != self._outgoing.id])
        self._show_grids()
        self._connect()
        self._show_forms()

    def form(self, without: frozenset[str] = frozenset()) -> ChangeoverForm | None:
        """Return what the fields say; None where something is missing, which is shown."""
        person, reason, day = self.people.person(), self.reason.value(), self.day.value()
        new = self.people.is_new()
        said = day is not None and reason is not None and (person is not None or new)
        if not said or (new and not self.short.check_all()) or (self._begins() and not self.service.check_all()):
            self.say(_("Say the day, the reason and who takes over."))
            return None
        self.say("")
        assert day is not None
        values, served = self.short.values(), self.service.values()
        fresh = newcomer(values["name"] or "", values["id_number"], values["mobile"], day)
        return ChangeoverForm(
            outgoing_id=self._outgoing.id,
            grid_ids=tuple(grid_id for grid_id, box in self._boxes.items() if box.isChecked()),
            incoming=person.id if person is not None else fresh,
            first_day=day,
            reason=self.reason.reason(),
            kind=served["kind"] or EmploymentKind.FULL_TIME,
            source=served["source"] or WorkerSource.OTHER,
            document=self.document.value(),
            without=without,
        )

    def say(self, text: str) -> None:
        """Show why it cannot be done like this; an empty text hides it."""
        self._fault.setText(text)
        self._fault.setVisible(bool(text))

    def names(self) -> tuple[str, str]:
        """Return who leaves and who takes over, for headings."""
        person = self.people.person()
        return self._outgoing.name, person.name if person else self.short.values()["name"] or ""

    def _connect(self) -> None:
        self.reason.chosen.connect(self._on_reason)
        self.people.changed.connect(self._show_forms)
        self.people.submitted.connect(self.submitted)

    def _on_reason(self) -> None:
        """A reason is said: the next thing to say is who takes over."""
        self._show_grids()
        self.people.field.setFocus()

    def _who_leaves(self) -> list[QWidget]:
        if len(self._start.outgoing) < 2:
            return [_field(N_("Leaves"), label(self._outgoing.name, "strong"))]
        self.leaver = Switch([(str(each.id), each.name) for each in self._start.outgoing], str(self._outgoing.id))
        self.leaver.chosen.connect(self._on_leaver)
        return [_field(N_("Leaves"), self.leaver)]

    def _on_leaver(self, key: str) -> None:
        self._outgoing = next(each for each in self._start.outgoing if str(each.id) == key)
        self.people.set_people([each for each in self._start.people if each.id != self._outgoing.id])
        self._boxes = {}
        self._show_grids()
        self._show_forms()

    def _show_grids(self) -> None:
        """Whoever leaves service passes everything on; who stays, only the grid that was meant."""
        stays = self.reason.value() is not None and self.reason.reason() is None
        meant = self._start.grid_id
        if not self._boxes:
            while (item := self._grids.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.hide()
                    old.deleteLater()
            for post in self._outgoing.posts:
                box = QCheckBox(f"{post.grid_name}  {post.role.label}")
                self._boxes[post.grid_id] = box
                self._grids.addWidget(box)
        for grid_id, box in self._boxes.items():
            box.setChecked(not stays or meant is None or grid_id == meant)

    def _short_form(self) -> Form:
        form = Form(columns=3)
        form.add(FieldSpec("name", N_("Name"), TextField(), required=True))
        form.add(FieldSpec("id_number", N_("ID number"), CodeField()))
        form.add(FieldSpec("mobile", N_("Mobile"), CodeField()))
        return form

    def _service_form(self) -> Form:
        form = Form(columns=2)
        form.add(FieldSpec("kind", N_("Kind of service"), ChoiceField(enum_options(EmploymentKind)), required=True))
        form.add(FieldSpec("source", N_("Source (Art 12)"), ChoiceField(enum_options(WorkerSource)), required=True))
        return form

    def _begins(self) -> bool:
        """Whether service begins for the one who takes over."""
        person = self.people.person()
        return self.people.is_new() or (person is not None and not person.serving)

    def _show_forms(self) -> None:
        new, typed = self.people.is_new(), self.people.typed()
        self.short.setVisible(new)
        if new:
            number = len(typed) == ID_LENGTH and typed[:-1].isdigit()
            self.short.fill(self.short.values() | ({"id_number": typed} if number else {"name": typed}))
        self.service.setVisible(self._begins())
        if self._begins():
            whose = self._of(self._outgoing)
            self.service.fill(whose)

    def _of(self, outgoing: OutgoingChoice) -> dict[str, object]:
        """What the service begins as: the person's own last service, else that of the one who leaves."""
        person = self.people.person()
        kind = person.kind if person is not None and person.kind else outgoing.kind
        source = person.source if person is not None and person.source else outgoing.source
        return {"kind": kind, "source": source}


def _field(msgid: str, editor: QWidget) -> QWidget:
    holder = QWidget()
    holder.setLayout(column(label(_(msgid), "caption", wrap=True), editor, spacing=TIGHT, margins=(0, 0, MEDIUM, 0)))
    return holder


def _holder(layout: object) -> QWidget:
    holder = QWidget()
    holder.setLayout(layout)  # type: ignore[arg-type] # a layout
    return holder

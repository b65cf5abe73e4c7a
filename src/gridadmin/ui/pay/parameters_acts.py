"""Entering a pay parameter: a form made from the kind of its value, checked with the tables before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from gridadmin.domain.months import Month
from gridadmin.domain.pay_parameter_forms import Field, ParameterForm, Repeat, Unit, written
from gridadmin.domain.pay_proration import ProrationBasis
from gridadmin.domain.pay_rounding import Rounding
from gridadmin.domain.working_days import CALENDAR
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.pay_facts import PARAMETER, PARAMETER_GONE
from gridadmin.services.pay_parameters_view import Asked, ParameterView, enter_parameter, remove_parameter
from gridadmin.ui.act_dialogs import Act, open_act_dialog
from gridadmin.ui.code_options import enum_options
from gridadmin.ui.dialogs import ask
from gridadmin.ui.fields import ChoiceField, DateField, NoteField, Option, TextField
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.pages import Desk
from gridadmin.ui.pay.entered_change import tell_change
from gridadmin.ui.pay.entered_fields import StepsField

UNSET = ":unset"


class ParameterActs:
    """Dialogs of parameters."""

    def __init__(self, parent: QWidget, desk: Desk, today: Callable[[], date]) -> None:
        self._parent, self._desk, self._today = parent, desk, today

    def enter(self, view: ParameterView) -> FormDialog:
        """Enter a value that lies over what holds, which the fields show."""
        form = parameter_form(view.form, self._today)
        title = _("New value: {name}").format(name=view.form.name)
        dialog = FormDialog(self._parent, title, form, f"parameter {view.form.key}")

        def act_of(values: dict[str, Any]) -> Act:
            typed = None if values.get(UNSET) == "unset" else values
            asked = Asked(
                view.form.key, typed, values["effective_from"], values["published_on"], values["source"] or "",
                values["note"] or "",
            )  # fmt: skip
            said = {"name": Message(view.form.title), "month": Month.of(asked.effective_from)}
            return Act(Message(PARAMETER, said), enter_parameter, (asked,))

        open_act_dialog(self._desk.background, dialog, act_of, done=self._done)
        dialog.start(self._first(view))
        return dialog

    def remove(self, view: ParameterView) -> None:
        """Take a value of the office away."""
        assert view.row is not None
        text = _("What lay beneath it holds again. Ctrl+Z brings it back.")
        title = _("Take the value of {name} from {month} away?")
        month = Month.of(view.row.effective_from)
        if ask(self._parent, title.format(name=view.form.name, month=month), text, _("Take it away"), grave=True):
            sentence = Message(PARAMETER_GONE, {"name": Message(view.form.title), "month": month})
            done = lambda change: self._done(change, _following=False)  # noqa: E731 - a signal's answer
            self._desk.background.act(sentence, remove_parameter, view.own_id, done=done, caller=self._parent)

    def _first(self, view: ParameterView) -> dict[str, Any]:
        value = view.row.value if view.row else None
        today = self._today()
        since = Month.of(today).plus(1).first_day
        if view.form.repeat is Repeat.YEARLY:
            since = date(today.year + (today.month >= 10), 1, 1)
        shown = {key: _for_field(each) for key, each in written(view.form, value).items()}
        unset = {UNSET: "unset" if view.row is not None and value is None else "set"} if view.form.nothing else {}
        return shown | unset | {"effective_from": since, "published_on": today}

    def _done(self, result: Any, _following: bool) -> None:
        tell_change(self._parent, result)


def _for_field(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def parameter_form(form: ParameterForm, today: Callable[[], date]) -> Form:
    """Return the fields of a parameter: its value, from when it holds, since when it is known, by which paper."""
    fields = Form(columns=2)
    if form.nothing:
        options = [Option("set", _("has a value")), Option("unset", _("not set"))]
        fields.add(FieldSpec(UNSET, N_("Whether it is set"), ChoiceField(options), required=True))
    for each in form.fields:
        wide = each.unit in (Unit.TABLE, Unit.DAYS)
        hint = each.unit.msgid if each.unit in (Unit.YUAN, Unit.PERCENT, Unit.MONTH, Unit.DAYS) else ""
        required = not each.optional and not form.nothing
        fields.add(FieldSpec(each.key, each.title, _editor(each), required, hint), whole_row=wide)
    first = N_("The first day of the year") if form.key == CALENDAR else N_("The first day of the month")
    fields.add(FieldSpec("effective_from", N_("In force from"), DateField(today), required=True, hint=first))
    fields.add(
        FieldSpec(
            "published_on", N_("Published on"), DateField(today), required=True,
            hint=N_("Since then it is known; months paid before are made up for"),
        )
    )  # fmt: skip
    fields.add(FieldSpec("source", N_("Source document"), TextField(), required=True), whole_row=True)
    fields.add(FieldSpec("note", N_("Remarks"), NoteField(2)), whole_row=True)
    return fields


def _editor(field: Field) -> QWidget:
    match field.unit:
        case Unit.TABLE:
            return StepsField()
        case Unit.DAYS:
            return NoteField(4)
        case Unit.YES_NO:
            return ChoiceField([Option("yes", _("yes")), Option("no", _("no"))])
        case Unit.ROUNDING:
            return ChoiceField(enum_options(Rounding))
        case Unit.BASIS:
            return ChoiceField(enum_options(ProrationBasis))
    return TextField()

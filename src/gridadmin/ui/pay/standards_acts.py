"""What a clerk does with pay standards: dialogs with a live example, and their acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_standards import Formula, PayStandard, check_standard
from gridadmin.domain.pay_standards_words import line_words, plain_yuan
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.pay_facts import ADDED, CORRECTED, ENDED, REMOVED, TAKEN_OVER, standard_sentence
from gridadmin.services.pay_standards import (
    StandardRow,
    add_standard,
    end_standard,
    remove_standard,
    take_over,
    update_standard,
)
from gridadmin.services.pay_standards_view import Example, StandardsView, show_example
from gridadmin.ui.act_dialogs import Act, fit, open_act_dialog
from gridadmin.ui.dialogs import ask
from gridadmin.ui.fields import DateField
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.listing import joined
from gridadmin.ui.pages import Desk
from gridadmin.ui.pay.entered_change import tell_change
from gridadmin.ui.pay.standards_forms import first_standard, shown_standard, standard_form, standard_of

TYPED_MS = 300  # after the last key, before the example is reckoned again


class StandardActs:
    """Dialogs of standards; `today` is the day on which things are done."""

    def __init__(self, parent: QWidget, desk: Desk, today: Callable[[], date]) -> None:
        self._parent, self._desk, self._today = parent, desk, today

    def enter(self, formula: Formula, view: StandardsView) -> FormDialog:
        """Enter a standard by a formula."""
        title = _("New pay standard: {formula}").format(formula=formula.label)
        values = first_standard(formula, view, Month.of(self._today()).first_day)
        return self._edit(title, f"standard {formula}", (formula, view, None), values, _added)

    def take_over(self, row: StandardRow, view: StandardsView) -> FormDialog:
        """Let another amount take over from a day on."""
        title = _("New amount of {name}").format(name=row.standard.name)
        first = Month.of(self._today()).plus(1).first_day
        values = shown_standard(row.standard) | {"valid_from": first, "valid_to": None, "document": None}
        return self._edit(
            title, f"raise {row.id}", (row.standard.formula, view, row), values, partial(_taken_over, row)
        )

    def correct(self, row: StandardRow, view: StandardsView) -> FormDialog:
        """Correct a standard: it was never so."""
        title = _("Correct {name}").format(name=row.standard.name)
        values = shown_standard(row.standard)
        return self._edit(
            title, f"standard {row.id}", (row.standard.formula, view, row), values, partial(_corrected, row)
        )

    def end(self, row: StandardRow) -> FormDialog:
        """Let a standard end."""
        form = Form(columns=1)
        form.add(FieldSpec("valid_to", N_("Last day"), DateField(self._today), required=True))
        dialog = FormDialog(
            self._parent, _("{name} ends").format(name=row.standard.name), form, f"end standard {row.id}"
        )

        def act_of(values: dict[str, Any]) -> Act:
            said = {"name": row.standard.name, "day": values["valid_to"].isoformat()}
            return Act(Message(ENDED, said), end_standard, (row.id, values["valid_to"]))

        open_act_dialog(self._desk.background, dialog, act_of, done=self._done)
        dialog.start({"valid_to": Month.of(self._today()).last_day})
        return dialog

    def remove(self, row: StandardRow) -> None:
        """Take a standard away that was never used."""
        text = _("{name} from {day}. Ctrl+Z brings it back.")
        said = text.format(name=row.standard.name, day=row.standard.valid_from.isoformat())
        if ask(self._parent, _("Take this pay standard away?"), said, _("Take it away"), grave=True):
            sentence = Message(REMOVED, {"name": row.standard.name})
            self._desk.background.act(sentence, remove_standard, row.id, row.version, caller=self._parent)

    def _edit(
        self,
        title: str,
        name: str,
        about: tuple[Formula, StandardsView, StandardRow | None],
        values: Mapping[str, Any],
        act_for: Callable[[PayStandard], Act],
    ) -> FormDialog:
        formula, view, row = about
        form = standard_form(formula, view, self._today)
        dialog = FormDialog(self._parent, title, form, name)
        example = _LiveExample(dialog, self._desk, formula, row, self._today())

        def save(typed: dict[str, Any], _reason: str, _following: bool) -> None:
            try:
                act = act_for(standard_of(formula, typed))
            except GridAdminError as error:
                dialog.refused(error)
                return
            background = self._desk.background
            done = partial(self._saved, dialog)
            background.act(act.sentence, act.fn, *act.args, done=done, failed=dialog.refused, caller=dialog)

        dialog.save_asked.connect(save)
        dialog.finished.connect(dialog.deleteLater)
        fit(dialog)
        dialog.open()
        dialog.start(dict(values))
        example.reckon()
        return dialog

    def _saved(self, dialog: FormDialog, result: Any) -> None:
        dialog.saved()
        self._done(result, _following=False)

    def _done(self, result: Any, _following: bool) -> None:
        """Say what follows for months that are paid already."""
        tell_change(self._parent, result)


def _added(standard: PayStandard) -> Act:
    return Act(standard_sentence(ADDED, standard), add_standard, (standard,))


def _taken_over(row: StandardRow, standard: PayStandard) -> Act:
    return Act(standard_sentence(TAKEN_OVER, standard), take_over, (row.id, standard))


def _corrected(row: StandardRow, standard: PayStandard) -> Act:
    return Act(standard_sentence(CORRECTED, standard), update_standard, (row.id, standard, row.version))


class _LiveExample(QObject):
    """Reckons what is typed for the first person whom it concerns, a moment after the last key."""

    def __init__(self, dialog: FormDialog, desk: Desk, formula: Formula, row: StandardRow | None, today: date) -> None:
        super().__init__(dialog)
        self._dialog, self._desk, self._formula, self._row, self._today = dialog, desk, formula, row, today
        self._timer = QTimer(dialog)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPED_MS)
        self._timer.timeout.connect(self.reckon)
        dialog.form.changed.connect(self._timer.start)

    def reckon(self) -> None:
        """Reckon now."""
        try:
            candidate = standard_of(self._formula, self._dialog.form.values())
            check_standard(candidate)
        except (GridAdminError, AttributeError, TypeError, KeyError):
            self._say("—")
            return
        month = max(Month.of(candidate.valid_from), Month.of(self._today))
        args = (None, month, self._today, candidate, self._row.id if self._row else None)
        done, failed = self._show, lambda error: self._say(str(error))
        self._desk.background.read(show_example, *args, done=done, failed=failed, caller=self._dialog)

    def _show(self, example: Example | None) -> None:
        self._say(example_words(example) if example else _("It concerns nobody in service."))

    def _say(self, text: str) -> None:
        self._dialog.form.editor("example").say(text)


def example_words(example: Example) -> str:
    """Return what standards give one person: `李四 2026-10：基本报酬 2400 + … = 2860`."""
    lines = " + ".join(line_words(line) for line in example.lines) or "0"
    total = plain_yuan(sum(line.amount for line in example.lines))
    words = _("{name} {month}: {lines} = {total} yuan")
    return words.format(name=example.name, month=example.month, lines=lines, total=total)


def history_words(row: StandardRow) -> str:
    """Return from when to when a standard holds, and by which paper."""
    held = row.standard
    until = held.valid_to.isoformat() if held.valid_to else _("until further notice")
    return joined(part for part in (f"{held.valid_from.isoformat()} — {until}", held.document) if part)

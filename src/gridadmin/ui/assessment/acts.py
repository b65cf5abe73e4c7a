"""The dialogs of assessment and their acts: open a period, leave out, event, objection, decision, correction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from gridadmin.domain.assessment import Method
from gridadmin.domain.assessment_entries import Entries, EntryColumn, Event, entry_columns, read_entry, shown_entry
from gridadmin.domain.assessment_periods import MONTHS, period_words, span_of
from gridadmin.domain.assessment_rounding import plain_number
from gridadmin.domain.assessment_rows import (
    CorrectionForm,
    ObjectionDecision,
    ObjectionRow,
    ParticipantRow,
    PeriodSheet,
    SchemeRow,
)
from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.assessment import CORRECTED, DECIDED, EVENT, EXCUSED, FILED, OPENED
from gridadmin.services.assessment import open_period
from gridadmin.services.assessment_results import DecisionForm, correct_result, decide_objection, file_objection
from gridadmin.services.assessment_schemes import list_schemes
from gridadmin.services.assessment_scores import excuse_worker, record_event
from gridadmin.ui.act_dialogs import Act, open_act_dialog
from gridadmin.ui.dialogs import tell
from gridadmin.ui.fields import ChoiceField, DateField, NoteField, Option
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.pages import Desk
from gridadmin.ui.text_field import TextField

YEARS_BACK, YEARS_AHEAD = 5, 1


def open_period_dialog(parent: QWidget, desk: Desk, done: Callable[[UUID], None]) -> None:
    """Ask which period of which scheme is to be opened."""

    def ask(schemes: list[SchemeRow]) -> None:
        options = _period_options(schemes, desk.as_of)
        if not options:
            tell(parent, _("No scheme yet"), _("First make a scheme of assessment, from a template or your own."))
            return
        form = Form()
        form.add(FieldSpec("period", N_("Period"), ChoiceField(options), required=True))
        dialog = FormDialog(parent, _("Open a period of assessment"), form, "assessment/open")
        dialog.start({"period": options[0].value})
        open_act_dialog(desk.background, dialog, _opening, lambda result, _next: done(result))

    desk.background.read(list_schemes, done=ask, caller=parent)


def _period_options(schemes: list[SchemeRow], day: date) -> list[Option]:
    """Every period that has begun, the latest first, of every scheme in force on its first day."""
    found: list[tuple[date, Option]] = []
    for scheme in schemes:
        rounds = {each.key: each for version in scheme.versions for each in version.definition.rounds}
        for each in rounds.values():
            for year in range(day.year - YEARS_BACK, day.year + YEARS_AHEAD):
                for number in each.numbers or range(1, 12 // MONTHS[each.kind] + 1):
                    span = span_of(each.kind, year, number)
                    version = scheme.on(span.first)
                    if span.first <= day and version is not None and version.definition.has_round(each.key):
                        words = f"{period_words(each.kind, year, number)}    {scheme.name}    {each.name}"
                        value = (scheme.id, each.key, year, number, scheme.name)
                        found.append((span.first, Option(value, words)))
    return [option for _first, option in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _opening(values: dict[str, Any]) -> Act:
    scheme_id, key, year, number, name = values["period"]
    return Act(
        Message(OPENED, {"period": f"{year} {number}", "scheme": name}), open_period, (scheme_id, key, year, number)
    )


class PersonActs:
    """What the page does with one person in a period."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        self._parent, self._desk = parent, desk

    def run(self, act: str, whole: PeriodSheet, line: ParticipantRow) -> None:
        """Open the dialog of an act: excuse, event, object, correct."""
        {"excuse": self.excuse, "event": self.event, "object": self.object, "correct": self.correct}[act](whole, line)

    def excuse(self, whole: PeriodSheet, line: ParticipantRow) -> None:
        """Leave somebody out with a reason; an empty one takes that back."""
        form = Form()
        hint = N_("Illness, leave, secondment. Empty: the person is assessed again.")
        form.add(FieldSpec("reason", N_("Left out because"), NoteField(2), hint=hint))
        dialog = FormDialog(
            self._parent, _("Leave {name} out").format(name=line.name), form, f"excuse/{line.worker_id}"
        )
        dialog.start({"reason": line.excused})
        sentence = Message(EXCUSED, {"name": line.name})
        open_act_dialog(
            self._desk.background,
            dialog,
            lambda values: Act(sentence, excuse_worker, (whole.period.id, line.worker_id, values["reason"])),
        )

    def event(self, whole: PeriodSheet, line: ParticipantRow) -> None:
        """Record an event by its clause, with day and proof."""
        clauses = [
            Option((each.key, clause.code), f"{clause.code}  {clause.text} {clause.points:+}  {each.indicator.name}")
            for each in entry_columns(whole.definition, whole.period.round_key)
            if each.indicator.method is Method.EVENTS
            for clause in each.indicator.clauses
        ]
        if not clauses:
            tell(self._parent, _("No clauses"), _("This scheme gives and takes no points by clause."))
            return
        form = Form()
        form.add(FieldSpec("clause", N_("Clause"), ChoiceField(clauses), required=True))
        form.add(FieldSpec("on", N_("Day"), DateField(lambda: self._desk.as_of)))
        form.add(FieldSpec("note", N_("What happened, and what proves it"), NoteField(2)))
        dialog = FormDialog(self._parent, _("Event of {name}").format(name=line.name), form, f"event/{line.worker_id}")
        dialog.start({"clause": None, "on": min(self._desk.as_of, whole.period.last_day), "note": None})

        def act(values: dict[str, Any]) -> Act:
            key, code = values["clause"]
            event = Event(code, 1, values["on"], values["note"] or "")
            sentence = Message(EVENT, {"clause": code, "name": line.name})
            return Act(sentence, record_event, (whole.period.id, line.worker_id, key, event))

        open_act_dialog(self._desk.background, dialog, act)

    def object(self, whole: PeriodSheet, line: ParticipantRow) -> None:
        """File somebody's objection."""
        form = Form()
        form.add(FieldSpec("filed_on", N_("Filed on"), DateField(lambda: self._desk.as_of), required=True))
        form.add(FieldSpec("grounds", N_("Grounds"), NoteField(3), required=True))
        dialog = FormDialog(
            self._parent, _("Objection of {name}").format(name=line.name), form, f"objection/{line.worker_id}"
        )
        dialog.start({"filed_on": self._desk.as_of, "grounds": None})
        sentence = Message(FILED, {"name": line.name})

        def act(values: dict[str, Any]) -> Act:
            args = (whole.period.id, line.worker_id, values["filed_on"], values["grounds"] or "")
            return Act(sentence, file_objection, args)

        open_act_dialog(self._desk.background, dialog, act)

    def decide(self, whole: PeriodSheet, row: ObjectionRow) -> None:
        """Decide an objection; what is changed of the sheet is the correction that follows."""
        line = whole.participant(row.worker_id)
        decisions = [Option(each, each.label) for each in ObjectionDecision]
        form = Form()
        form.add(FieldSpec("decision", N_("What was decided"), ChoiceField(decisions), required=True))
        form.add(FieldSpec("decided_on", N_("Decided on"), DateField(lambda: self._desk.as_of), required=True))
        form.add(FieldSpec("decided_by", N_("Decided by"), TextField(), required=True))
        form.add(FieldSpec("reasons", N_("Reasons"), NoteField(2), required=True))
        if line is not None:
            _add_cells(form, whole)
        dialog = FormDialog(self._parent, _("Objection of {name}").format(name=row.name), form, f"decide/{row.id}")
        start = {"decision": None, "decided_on": self._desk.as_of, "decided_by": None, "reasons": None}
        dialog.start(start | (_cell_values(whole, line) if line else {}))

        def act(values: dict[str, Any]) -> Act:
            upheld = values["decision"] is ObjectionDecision.UPHELD and line is not None
            correction = (
                CorrectionForm(_entries(whole, line, values), values["reasons"] or "") if upheld and line else None
            )
            decision = DecisionForm(
                values["decision"],
                values["decided_on"],
                values["decided_by"] or "",
                values["reasons"] or "",
                row.version,
                correction,
            )
            sentence = Message(DECIDED, {"name": row.name, "decision": decision.decision.message})
            return Act(sentence, decide_objection, (row.id, decision))

        open_act_dialog(self._desk.background, dialog, act)

    def correct(self, whole: PeriodSheet, line: ParticipantRow) -> None:
        """Correct a published result; the old one stays to be seen."""
        if not line.assessed:
            return
        form = Form()
        form.add(FieldSpec("reason", N_("Why it was corrected"), NoteField(2), required=True))
        form.add(FieldSpec("document", N_("Document"), TextField()))
        _add_cells(form, whole)
        dialog = FormDialog(
            self._parent, _("Correct the result of {name}").format(name=line.name), form, f"correct/{line.worker_id}"
        )
        dialog.start({"reason": None, "document": None} | _cell_values(whole, line))
        day = self._desk.as_of

        def act(values: dict[str, Any]) -> Act:
            correction = CorrectionForm(_entries(whole, line, values), values["reason"] or "", values["document"])
            return Act(_corrected, correct_result, (whole.period.id, line.worker_id, correction, day))

        open_act_dialog(self._desk.background, dialog, act)


def _corrected(done: tuple[str, Decimal, Decimal]) -> Message:
    name, was, now = done
    return Message(CORRECTED, {"name": name, "was": plain_number(was), "now": plain_number(now)})


def _add_cells(form: Form, whole: PeriodSheet) -> None:
    for each in entry_columns(whole.definition, whole.period.round_key):
        form.add(FieldSpec(f"cell:{each.key}", each.title, TextField(), check=partial(_fault, each)))


def _fault(each: EntryColumn, written: str | None) -> Message | None:
    """What is wrong with a cell of a corrected sheet."""
    try:
        read_entry(each, written or "")
    except InvalidError as error:
        return error.message
    return None


def _cell_values(whole: PeriodSheet, line: ParticipantRow) -> dict[str, str | None]:
    columns = entry_columns(whole.definition, whole.period.round_key)
    return {f"cell:{each.key}": shown_entry(line.entries.get(each.key)) or None for each in columns}


def _entries(whole: PeriodSheet, line: ParticipantRow, values: dict[str, Any]) -> Entries:
    """The entries of a corrected sheet, which the form has checked."""
    read = {}
    for each in entry_columns(whole.definition, whole.period.round_key):
        entry = read_entry(each, values.get(f"cell:{each.key}") or "", line.entries.get(each.key))
        if entry is not None:
            read[each.key] = entry
    return read

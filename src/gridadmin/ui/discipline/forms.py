"""The forms of cases, their steps, problems and rewards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from gridadmin.domain.discipline import (
    Answer,
    Breach,
    CaseForm,
    DeliveryMethod,
    EvidenceKind,
    Gravity,
    Outcome,
    StepForm,
    StepKind,
)
from gridadmin.domain.discipline_problems import ProblemForm, ProblemSource, ProblemStepForm, ProblemStepKind
from gridadmin.domain.discipline_rewards import RewardForm, RewardKind, RewardLevel
from gridadmin.i18n import N_, _
from gridadmin.services.discipline_list import Subjects
from gridadmin.services.discipline_papers import item_of
from gridadmin.ui.code_options import enum_options, grid_options, worker_options
from gridadmin.ui.fields import ChoiceField, DateField, NoteField, Option, TextField
from gridadmin.ui.forms import FieldSpec, Form

Today = Callable[[], date]
K = StepKind
DAY_TITLES = {
    K.FACT: N_("Facts ascertained on"),
    K.EVIDENCE: N_("Collected on"),
    K.NOTICE: N_("Handed to the person on"),
    K.STATEMENT: N_("Day of the statement"),
    K.DECISION: N_("Decided on"),
    K.DELIVERY: N_("Delivered on"),
    K.RECTIFICATION: N_("Reported on"),
    K.CHECK: N_("Check made on"),
    K.REEXAMINATION: N_("Decided on"),
    K.ENDED: N_("Case ended on"),
}
FIELDS_OF: dict[StepKind, tuple[str, ...]] = {
    K.FACT: ("done_on", "person", "document", "words"),
    K.EVIDENCE: ("evidence", "done_on", "person", "words"),
    K.NOTICE: ("outcome", "method", "done_on", "due_on", "person", "document", "words"),
    K.STATEMENT: ("answer", "done_on", "person", "words"),
    K.DECISION: ("outcome", "done_on", "gravity", "rule", "due_on", "document", "words"),
    K.DELIVERY: ("method", "done_on", "person"),
    K.RECTIFICATION: ("done_on", "person", "words"),
    K.CHECK: ("upheld", "done_on", "due_on", "person", "words"),
    K.REEXAMINATION: ("upheld", "done_on", "document", "words"),
    K.ENDED: ("done_on", "document", "words"),
}
NEEDED = frozenset({"done_on", "evidence", "answer", "outcome", "method", "upheld"})
_WORDS = {
    K.NOTICE: N_("What is intended, as it will stand in the paper"),
    K.STATEMENT: N_("What was said, and what became of it"),
    K.DECISION: N_("What is decided, as it will stand in the paper"),
}


def step_form(kind: StepKind, today: Today) -> Form:
    """Return the fields of a step."""
    form = Form(columns=2)
    for name in FIELDS_OF[kind]:
        title, editor, hint = _field(kind, name, today)
        spec = FieldSpec(name, title, editor, required=name in NEEDED, hint=hint)
        form.add(spec, whole_row=name == "words")
    return form


def _field(kind: StepKind, name: str, today: Today) -> tuple[str, Any, str]:
    """Return the title of a field, its editor, and what is written under it."""
    if name == "done_on":
        return DAY_TITLES[kind], DateField(today), ""
    if name == "words":
        return _WORDS.get(kind, N_("In words")), NoteField(4), ""
    if name == "upheld":
        return N_("Finding"), ChoiceField(_findings(kind)), ""
    if name == "due_on":
        return N_("Last day for the next step"), DateField(today), N_("Computed from the parameters where it is empty")
    if name in _CHOICES:
        title, members, hint = _CHOICES[name]
        return title, ChoiceField(enum_options(members)), hint
    title, hint = _TEXTS[name]
    return title, TextField(), hint


_CHOICES: dict[str, tuple[str, Any, str]] = {
    "evidence": (N_("Kind of evidence"), EvidenceKind, ""),
    "answer": (N_("What was answered"), Answer, ""),
    "outcome": (N_("Outcome of the case"), Outcome, N_("Art 14 knows these three")),
    "gravity": (N_("Gravity"), Gravity, N_("Only for a dismissal (Art 14)")),
    "method": (N_("Manner of delivery"), DeliveryMethod, ""),
}
_TEXTS = {
    "person": (N_("By or before"), ""),
    "document": (N_("Document"), N_("Number of the paper, where there is one")),
    "rule": (N_("Rule applied"), N_("Only for a dismissal: the paper by which it is decided")),
}


def _findings(kind: StepKind) -> list[Option]:
    if kind is K.CHECK:
        return [Option(True, _("Put right")), Option(False, _("Not put right yet"))]
    return [Option(True, _("The decision stands")), Option(False, _("The decision is revoked"))]


def step_of(kind: StepKind, values: dict[str, Any]) -> StepForm:
    """Return the step that the fields hold."""
    return StepForm(kind, **{name: values[name] for name in FIELDS_OF[kind] if name != "words"},
                    words=values.get("words") or "")  # fmt: skip


def case_form(today: Today, subjects: Subjects | None) -> Form:
    """Return the fields of a new case; without `subjects` the person is given."""
    form = Form(columns=2)
    if subjects is not None:
        people = ChoiceField(worker_options(subjects.workers), _("Name or initials"))
        form.add(FieldSpec("worker_id", N_("Person"), people, required=True), whole_row=True)
    items = [Option(breach, item_of(breach)) for breach in Breach]
    ground = FieldSpec("breach", N_("Ground (Art 14)"), ChoiceField(items), required=True)
    form.add(ground, whole_row=True)
    form.add(FieldSpec("found_on", N_("Facts ascertained on"), DateField(today), required=True))
    form.add(FieldSpec("occurred_on", N_("Happened on"), DateField(today)))
    form.add(FieldSpec("person", N_("By or before"), TextField()))
    form.add(FieldSpec("document", N_("Document"), TextField(), hint=N_("Number of the paper, where there is one")))
    words = FieldSpec(
        "words", N_("The facts"), NoteField(5), required=True, hint=N_("They stand in every paper of the case")
    )
    form.add(words, whole_row=True)
    return form


def case_of(values: dict[str, Any], worker_id: Any = None, problem_id: Any = None) -> CaseForm:
    """Return the case that the fields hold."""
    names = ("breach", "found_on", "person", "occurred_on", "document")
    plain = {name: values[name] for name in names}
    found = values.get("worker_id") or worker_id
    return CaseForm(worker_id=found, words=values["words"] or "", problem_id=problem_id, **plain)


def problem_form(today: Today, subjects: Subjects) -> Form:
    """Return the fields of a problem."""
    form = Form(columns=2)
    people = ChoiceField(worker_options(subjects.workers), _("Name or initials"))
    form.add(FieldSpec("worker_id", N_("Person"), people))
    form.add(FieldSpec("grid_id", N_("Grid"), ChoiceField(grid_options(subjects.grids), _("Name, code or initials"))))
    form.add(FieldSpec("source", N_("How it was found"), ChoiceField(enum_options(ProblemSource)), required=True))
    form.add(FieldSpec("found_on", N_("Found on"), DateField(today), required=True))
    form.add(FieldSpec("found_by", N_("Found by"), TextField()))
    due = FieldSpec(
        "due_on", N_("To be put right by"), DateField(today), hint=N_("Computed from the parameters where it is empty")
    )
    form.add(due)
    form.add(FieldSpec("words", N_("What was found"), NoteField(3), required=True), whole_row=True)
    form.add(FieldSpec("demand", N_("What is demanded"), NoteField(2)), whole_row=True)
    form.add(FieldSpec("document", N_("Document"), TextField()), whole_row=True)
    return form


PROBLEM_FIELDS = ("worker_id", "grid_id", "source", "found_on", "found_by", "due_on", "words", "demand", "document")


def problem_of(values: dict[str, Any], version: int = 0) -> ProblemForm:
    """Return the problem that the fields hold."""
    return ProblemForm(
        **{name: values[name] for name in PROBLEM_FIELDS} | {"words": values["words"] or ""}, version=version
    )


def problem_step_form(kind: ProblemStepKind, today: Today) -> Form:
    """Return the fields of a report or a check of a problem."""
    form = Form(columns=2)
    if kind is ProblemStepKind.CHECK:
        form.add(FieldSpec("passed", N_("Finding"), ChoiceField(_findings(K.CHECK)), required=True))
    form.add(
        FieldSpec(
            "done_on",
            N_("Check made on") if kind is ProblemStepKind.CHECK else N_("Reported on"),
            DateField(today),
            required=True,
        )
    )
    form.add(FieldSpec("person", N_("By or before"), TextField()))
    if kind is ProblemStepKind.CHECK:
        form.add(FieldSpec("due_on", N_("New last day, where it is not put right"), DateField(today)))
    form.add(FieldSpec("words", N_("In words"), NoteField(3)), whole_row=True)
    return form


def problem_step_of(kind: ProblemStepKind, values: dict[str, Any]) -> ProblemStepForm:
    """Return the step that the fields hold."""
    return ProblemStepForm(
        kind, values["done_on"], values["words"] or "", values["person"], values.get("passed"), values.get("due_on")
    )


REWARD_FIELDS = ("kind", "level", "title", "awarded_by", "awarded_on", "document", "reason", "prize")


def reward_form(today: Today, subjects: Subjects | None) -> Form:
    """Return the fields of a reward; without `subjects` the person is given."""
    form = Form(columns=2)
    if subjects is not None:
        people = ChoiceField(worker_options(subjects.workers), _("Name or initials"))
        form.add(FieldSpec("worker_id", N_("Person"), people, required=True), whole_row=True)
    form.add(FieldSpec("kind", N_("Kind"), ChoiceField(enum_options(RewardKind)), required=True))
    form.add(FieldSpec("level", N_("Level"), ChoiceField(enum_options(RewardLevel)), required=True))
    form.add(FieldSpec("title", N_("Title"), TextField(), required=True))
    form.add(FieldSpec("awarded_by", N_("Awarded by"), TextField(), required=True))
    form.add(FieldSpec("awarded_on", N_("Awarded on"), DateField(today), required=True))
    form.add(FieldSpec("document", N_("Document"), TextField()))
    form.add(FieldSpec("reason", N_("Reason"), NoteField(2)), whole_row=True)
    form.add(FieldSpec("prize", N_("Prize"), TextField()), whole_row=True)
    return form


def reward_of(values: dict[str, Any], worker_id: Any = None, version: int = 0) -> RewardForm:
    """Return the reward that the fields hold."""
    plain = {name: values[name] for name in REWARD_FIELDS}
    return RewardForm(worker_id=values.get("worker_id") or worker_id, version=version, **plain)


def values_of(row: Any, names: Sequence[str]) -> dict[str, Any]:
    """Return the values that a form begins with for a recorded row."""
    return {name: getattr(row, name) for name in names}

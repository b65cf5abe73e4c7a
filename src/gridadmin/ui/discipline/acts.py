"""What is done with rewards, cases and problems: dialogs and their acts, the dismissal, and the papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from gridadmin.domain import discipline_sentences as sentences
from gridadmin.domain.discipline import CaseRow, StepKind, StepRow
from gridadmin.domain.discipline_papers import CasePaper, ProblemPaper, papers_of
from gridadmin.domain.discipline_problems import ProblemRow, ProblemStepKind
from gridadmin.domain.discipline_rewards import RewardRow
from gridadmin.domain.workers import ExitReason
from gridadmin.i18n import N_, _
from gridadmin.jobs.discipline import case_papers, problem_paper
from gridadmin.jobs.workers import preview_end_of_service
from gridadmin.services.discipline import correct_step, dismiss_worker, open_case, record_step
from gridadmin.services.discipline_list import Subjects, list_subjects
from gridadmin.services.discipline_problems import record_problem, record_problem_step, update_problem
from gridadmin.services.discipline_rewards import record_reward, update_reward
from gridadmin.ui.act_dialogs import Act, ActOf, open_act_dialog
from gridadmin.ui.discipline import forms
from gridadmin.ui.fields import DateField
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.pages import Desk
from gridadmin.ui.pdf_dialog import PdfDialog
from gridadmin.ui.workers.service_forms import EndDialog

Person = tuple[UUID, str]
Done = Callable[[Any, bool], None]


class DisciplineActs:
    """The acts on one desk; `parent` holds the dialogs."""

    def __init__(self, parent: QWidget, desk: Desk, on_recorded: Callable[[UUID], None] = lambda _id: None) -> None:
        self._parent, self._desk, self._on_recorded = parent, desk, on_recorded

    def add_reward(self, person: Person | None = None) -> None:
        """Record a reward of somebody, or of whoever is chosen."""
        self._with_subjects(person, self._add_reward)

    def add_case(self, person: Person | None = None, problem: ProblemRow | None = None) -> None:
        """Open a case; one from a problem takes its words along."""
        self._with_subjects(person, lambda given, subjects: self._add_case(given, subjects, problem))

    def file_case(self, person: Person) -> None:
        """Open a case of the past from its papers: its day is not today, and the papers say which it is."""
        self._add_case(person, None, None, past=True)

    def add_problem(self, person: Person | None = None) -> None:
        """Record a problem that supervision found."""
        self._desk.background.read(
            list_subjects,
            self._desk.as_of,
            done=lambda subjects: self._add_problem(person, subjects),
            caller=self._parent,
        )

    def correct_reward(self, row: RewardRow) -> None:
        """Correct a reward that was recorded wrongly."""
        form = forms.reward_form(self._today, None)
        dialog = FormDialog(
            self._parent, _("Correct the reward of {name}").format(name=row.worker), form, f"reward {row.id}"
        )

        def act_of(values: dict[str, Any]) -> Act:
            reward = forms.reward_of(values, row.worker_id, row.version)
            return Act(
                sentences.reward_corrected(row.worker, reward.title), update_reward, (row.id, reward, self._today())
            )

        self._open(dialog, act_of)
        dialog.start(forms.values_of(row, forms.REWARD_FIELDS))

    def correct_problem(self, row: ProblemRow) -> None:
        """Correct a problem that was recorded wrongly."""
        self._desk.background.read(
            list_subjects,
            self._desk.as_of,
            done=lambda subjects: self._correct_problem(row, subjects),
            caller=self._parent,
        )

    def record(self, case: CaseRow, kind: StepKind) -> None:
        """Record the next step of a case."""
        title = f"{kind.label} · {case.number} {case.worker}"
        dialog = FormDialog(self._parent, title, forms.step_form(kind, self._today), f"step {case.id} {kind}")

        def act_of(values: dict[str, Any]) -> Act:
            step = forms.step_of(kind, values)
            sentence = sentences.step_recorded(case.worker, case.number, step)
            return Act(sentence, record_step, (case.id, step, self._today()))

        self._open(dialog, act_of)
        notice = case.last(StepKind.NOTICE)
        proposed: dict[str, Any] = {"done_on": self._today()}
        if kind is StepKind.DECISION and notice is not None:
            proposed |= {"outcome": notice.outcome}
        dialog.start(proposed)

    def correct(self, case: CaseRow, step: StepRow) -> None:
        """Correct a step that was recorded wrongly."""
        title = _("Correct “{step}” of case {number}").format(step=step.kind.label, number=case.number)
        form = forms.step_form(step.kind, self._today)
        dialog = FormDialog(self._parent, title, form, f"correct {step.id}")

        def act_of(values: dict[str, Any]) -> Act:
            sentence = sentences.step_corrected(case.worker, case.number, step.kind)
            return Act(sentence, correct_step, (step.id, forms.step_of(step.kind, values), step.version, self._today()))

        self._open(dialog, act_of)
        dialog.start(forms.values_of(step, forms.FIELDS_OF[step.kind]))

    def dismiss(self, case: CaseRow) -> None:
        """End the service by a case that was walked to its end, and show beforehand what follows."""
        form = Form()
        spec = FieldSpec("last_day", N_("Last day of service"), DateField(self._today), required=True)
        form.add(spec)
        dialog = EndDialog(
            self._parent, _("Dismiss {name} (Art 14)").format(name=case.worker), form, f"dismiss {case.id}"
        )

        def act_of(values: dict[str, Any]) -> Act:
            sentence = sentences.dismissed(case.worker, case.number, values["last_day"])
            return Act(sentence, dismiss_worker, (case.id, values["last_day"], self._today()))

        def preview(values: dict[str, Any]) -> None:
            args = (case.worker_id, values["last_day"], ExitReason.DISMISSED)
            shown, refused = dialog.show_consequences, dialog.show_refusal
            self._desk.background.run(preview_end_of_service, *args, done=shown, failed=refused, caller=dialog)

        dialog.preview_asked.connect(preview)
        self._open(dialog, act_of)
        dialog.start({"last_day": self._today()})

    def follow(self, row: ProblemRow, kind: ProblemStepKind) -> None:
        """Record what was done about a problem, or a check of it."""
        title = f"{kind.label} · {row.about}"
        dialog = FormDialog(self._parent, title, forms.problem_step_form(kind, self._today), f"problem {row.id} {kind}")

        def act_of(values: dict[str, Any]) -> Act:
            step = forms.problem_step_of(kind, values)
            return Act(
                sentences.problem_step_recorded(row.about, step), record_problem_step, (row.id, step, self._today())
            )

        self._open(dialog, act_of)
        dialog.start({"done_on": self._today()})

    def print_case(self, case: CaseRow, papers: tuple[CasePaper, ...] = ()) -> None:
        """Show papers of a case for the printer; all of them where none is named."""
        chosen = papers or papers_of(case)
        words = chosen[0].label if len(chosen) == 1 else _("Whole case")
        title = f"{words} {case.number} {case.worker}"
        PdfDialog(self._parent, self._desk, title, case_papers, case.id, chosen, self._today()).open()

    def print_problem(self, row: ProblemRow, paper: ProblemPaper) -> None:
        """Show a paper of a problem for the printer."""
        title = f"{paper.label} {row.about}"
        PdfDialog(self._parent, self._desk, title, problem_paper, row.id, paper, self._today()).open()

    def _add_reward(self, person: Person | None, subjects: Subjects | None) -> None:
        dialog = FormDialog(self._parent, _("Record a reward"), forms.reward_form(self._today, subjects), "new reward")

        def act_of(values: dict[str, Any]) -> Act:
            reward = forms.reward_of(values, person[0] if person else None)
            name = person[1] if person else _name(subjects, reward.worker_id)
            return Act(sentences.rewarded(name, reward.title), record_reward, (reward, self._today()))

        self._open(dialog, act_of, lambda reward_id, _next: self._on_recorded(reward_id))
        dialog.start({"awarded_on": self._today()})

    def _add_case(
        self, person: Person | None, subjects: Subjects | None, problem: ProblemRow | None, past: bool = False
    ) -> None:
        dialog = FormDialog(self._parent, _("Open a case (Art 14)"), forms.case_form(self._today, subjects), "new case")

        def act_of(values: dict[str, Any]) -> Act:
            case = forms.case_of(values, person[0] if person else None, problem.id if problem else None)
            name = person[1] if person else _name(subjects, case.worker_id)
            return Act(sentences.case_opened(name, case.breach), open_case, (case, self._today()))

        self._open(dialog, act_of, lambda row, _next: self._on_recorded(row.id))
        proposed: dict[str, Any] = {} if past else {"found_on": self._today()}
        if problem is not None:
            proposed |= {"occurred_on": problem.found_on, "words": problem.words}
        dialog.start(proposed)

    def _add_problem(self, person: Person | None, subjects: Subjects) -> None:
        form = forms.problem_form(self._today, subjects)
        dialog = FormDialog(self._parent, _("Record a problem found in supervision"), form, "new problem")

        def act_of(values: dict[str, Any]) -> Act:
            problem = forms.problem_of(values)
            about = _name(subjects, problem.worker_id) or _grid(subjects, problem.grid_id)
            return Act(sentences.problem_found(about), record_problem, (problem, self._today()))

        self._open(dialog, act_of, lambda row, _next: self._on_recorded(row.id))
        dialog.start({"found_on": self._today(), "worker_id": person[0] if person else None})

    def _correct_problem(self, row: ProblemRow, subjects: Subjects) -> None:
        form = forms.problem_form(self._today, subjects)
        title = _("Correct the problem: {about}").format(about=row.about)
        dialog = FormDialog(self._parent, title, form, f"correct problem {row.id}")

        def act_of(values: dict[str, Any]) -> Act:
            problem = forms.problem_of(values, row.version)
            return Act(sentences.problem_corrected(row.about), update_problem, (row.id, problem, self._today()))

        self._open(dialog, act_of)
        dialog.start(forms.values_of(row, forms.PROBLEM_FIELDS) | {"due_on": row.ordered_until})

    def _with_subjects(self, person: Person | None, then: Callable[[Person | None, Subjects | None], None]) -> None:
        if person is not None:
            then(person, None)
            return
        found = lambda subjects: then(None, subjects)  # noqa: E731 - the answer goes on to the dialog
        self._desk.background.read(list_subjects, self._desk.as_of, done=found, caller=self._parent)

    def _open(self, dialog: FormDialog, act_of: ActOf, done: Done | None = None) -> None:
        open_act_dialog(self._desk.background, dialog, act_of, done)

    def _today(self) -> date:
        office: Any = self._desk.background.office
        return office.today() if self._desk.read_only else self._desk.as_of


def _name(subjects: Subjects | None, worker_id: UUID | None) -> str:
    return next((row.name for row in subjects.workers if row.id == worker_id), "") if subjects else ""


def _grid(subjects: Subjects, grid_id: UUID | None) -> str:
    return next((choice.name for choice in subjects.grids if choice.id == grid_id), "")

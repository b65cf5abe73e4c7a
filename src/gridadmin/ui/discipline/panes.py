"""The detail beside the list: a case with its walk, a problem with its steps, or a reward."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from gridadmin.domain.discipline_list import DisciplineLine
from gridadmin.domain.discipline_papers import ProblemPaper, papers_of_problem
from gridadmin.domain.discipline_problems import ProblemRow, ProblemState, ProblemStepKind, ProblemStepRow
from gridadmin.domain.discipline_rewards import RewardRow
from gridadmin.domain.queues import Target
from gridadmin.i18n import _
from gridadmin.ui.discipline.acts import DisciplineActs
from gridadmin.ui.discipline.case_pane import CasePane
from gridadmin.ui.layouts import badge, button, column, icon_label, label, panel, row, with_icon
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import Facts
from gridadmin.ui.scans.strip import ScanStrip
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.table_view import EmptyState
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG, TIGHT


class ProblemPane(QWidget):
    """Shows one problem and offers its next act."""

    def __init__(self, desk: Desk, acts: DisciplineActs) -> None:
        super().__init__()
        self._desk, self._acts = desk, acts
        self.problem: ProblemRow | None = None
        self._title, self._state = label("", "heading", wrap=True), badge("")
        self.next_button = button("", self._do_next, "primary")
        self._menu = QMenu(self)
        self.more = with_icon(button(" " + _("More")), "ellipsis")
        self.more.setMenu(self._menu)
        self._body = ScrollPane()
        self.scans = ScanStrip(desk, "problem_scan")
        heads = row(self._title, self._state, spacing=SNUG)
        heads.setStretch(0, 1)
        head = column(heads, row(self.next_button, self.more, 1, spacing=SNUG), spacing=SNUG)
        whole = column(head, self._body, self.scans, spacing=SNUG, margins=(ROOMY, MEDIUM, MEDIUM, MEDIUM))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_problem(self, problem: ProblemRow) -> None:
        """Show a problem."""
        self.problem = problem
        self._title.setText(problem.about)
        self._state.setText(problem.state.label)
        is_open = problem.state is not ProblemState.CLOSED
        self._state.setProperty("tone", "danger" if problem.overdue else "warning" if is_open else "good")
        self._state.style().polish(self._state)
        self.next_button.setVisible(is_open and not self._desk.read_only)
        reports = problem.state is ProblemState.TO_RECTIFY
        self.next_button.setText(_("Record what was done …") if reports else _("Check …"))
        self._show_menu(problem, is_open)
        facts = Facts()
        facts.show_facts(
            [
                (_("What was found"), problem.words),
                (_("How it was found"), problem.source.label),
                (_("Found on"), problem.found_on.isoformat()),
                (_("Found by"), problem.found_by or ""),
                (_("What is demanded"), problem.demand or ""),
                (_("To be put right by"), problem.ordered_until.isoformat()),
                (_("Document"), problem.document or ""),
            ]
        )
        card = panel("card", column(facts, margins=(MEDIUM,) * 4))
        self._body.fill(card, *(_problem_step(step) for step in problem.steps))
        self.scans.show_scans(problem.id, problem.about, self._desk.read_only)

    def _show_menu(self, problem: ProblemRow, is_open: bool) -> None:
        self._menu.clear()
        if not self._desk.read_only:
            if is_open and problem.state is ProblemState.TO_RECTIFY:
                self._menu.addAction(_("Check …"), partial(self._acts.follow, problem, ProblemStepKind.CHECK))
            self._menu.addAction(_("Correct …"), partial(self._acts.correct_problem, problem))
            if problem.worker_id is not None:
                person = (problem.worker_id, problem.worker)
                self._menu.addAction(_("Open a case from it …"), partial(self._acts.add_case, person, problem))
            self._menu.addSeparator()
        for paper in papers_of_problem(problem):
            text = _("Print: {paper}").format(paper=paper.label)
            self._menu.addAction(text, partial(self._acts.print_problem, problem, ProblemPaper(paper)))

    def _do_next(self) -> None:
        if self.problem is not None:
            reports = self.problem.state is ProblemState.TO_RECTIFY
            self._acts.follow(self.problem, ProblemStepKind.REPORT if reports else ProblemStepKind.CHECK)


def _problem_step(step: ProblemStepRow) -> QWidget:
    failed = step.kind is ProblemStepKind.CHECK and not step.passed
    icon = ("circle-alert", "warning") if failed else ("circle-check", "good")
    head = row(icon_label(*icon), label(step.kind.label, "strong"), label(step.done_on.isoformat(), "caption"), 1)
    verdict = "" if step.passed is None else _("Put right") if step.passed else _("Not put right yet")
    until = _("until {day}").format(day=step.due_on.isoformat()) if step.due_on else ""
    foot = "  ·  ".join(part for part in (verdict, until, step.person) if part)
    lines = [label(text, look, wrap=True) for text, look in ((step.words, ""), (foot, "caption")) if text]
    return panel("card", column(head, *lines, spacing=TIGHT, margins=(MEDIUM, SNUG, SNUG, SNUG)))


class RewardPane(QWidget):
    """Shows one reward."""

    def __init__(self, desk: Desk, acts: DisciplineActs) -> None:
        super().__init__()
        self._desk, self._acts = desk, acts
        self.reward: RewardRow | None = None
        self._title, self._level = label("", "heading", wrap=True), badge("", "good")
        self.edit = button(_("Correct …"), self._correct, icon="pencil")
        self._facts = Facts()
        self.scans = ScanStrip(desk, "reward_scan")
        heads = row(self._title, self._level, spacing=SNUG)
        heads.setStretch(0, 1)
        card = panel("card", column(self._facts, margins=(MEDIUM,) * 4))
        margins = (ROOMY, MEDIUM, MEDIUM, MEDIUM)
        self.setLayout(column(heads, row(self.edit, 1), card, self.scans, 1, spacing=SNUG, margins=margins))

    def show_reward(self, reward: RewardRow) -> None:
        """Show a reward."""
        self.reward = reward
        self._title.setText(f"{reward.worker}  ·  {reward.title}")
        self._level.setText(reward.level.label)
        self.edit.setVisible(not self._desk.read_only)
        self._facts.show_facts(
            [
                (_("Kind"), reward.kind.label),
                (_("Awarded by"), reward.awarded_by),
                (_("Awarded on"), reward.awarded_on.isoformat()),
                (_("Document"), reward.document or ""),
                (_("Reason"), reward.reason or ""),
                (_("Prize"), reward.prize or ""),
            ]
        )
        self.scans.show_scans(reward.id, f"{reward.title} {reward.worker}", self._desk.read_only)

    def _correct(self) -> None:
        if self.reward is not None:
            self._acts.correct_reward(self.reward)


class DisciplinePane(QStackedWidget):
    """Shows the line under the cursor, whatever it is."""

    def __init__(self, desk: Desk, acts: DisciplineActs) -> None:
        super().__init__()
        self._desk = desk
        self.line: DisciplineLine | None = None
        self.case, self.problem, self.reward = CasePane(desk, acts), ProblemPane(desk, acts), RewardPane(desk, acts)
        self._empty = EmptyState(icon="scale")
        self._empty.say(_("Choose a line in the list."))
        for pane in (self._empty, self.case, self.problem, self.reward):
            self.addWidget(pane)

    def show_line(self, line: DisciplineLine | None) -> None:
        """Show a line; None shows nothing."""
        self.line = line
        if line is None:
            self.setCurrentWidget(self._empty)
        elif line.case is not None:
            self.case.show_case(line.case)
            self.setCurrentWidget(self.case)
        elif line.problem is not None:
            self.problem.show_problem(line.problem)
            self.setCurrentWidget(self.problem)
        elif line.reward is not None:
            self.reward.show_reward(line.reward)
            self.setCurrentWidget(self.reward)

    def open_person(self) -> None:
        """Go to the file of the person that the line concerns."""
        if self.line is not None and self.line.worker_id is not None:
            self._desk.go(Target("workers", "discipline", str(self.line.worker_id)))

"""The tab 奖惩 of a person's file: rewards, cases and problems, and the ways to add one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from gridadmin.domain.discipline_facts import Dismissal
from gridadmin.domain.discipline_list import DisciplineLine, LineKind
from gridadmin.domain.queues import Target
from gridadmin.domain.workers import WorkerDetail
from gridadmin.i18n import _
from gridadmin.services.discipline_facts import bare_dismissals_of
from gridadmin.services.discipline_list import list_discipline
from gridadmin.ui.discipline.acts import DisciplineActs
from gridadmin.ui.discipline.columns import state_tone
from gridadmin.ui.layouts import badge, button, column, icon_label, label, panel, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.tokens import MEDIUM, SNUG, TIGHT
from gridadmin.ui.workers.tabs import WorkerTab


class DisciplineTab(WorkerTab):
    """What is on file about one person."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._acts = DisciplineActs(self, desk)
        self._detail: WorkerDetail | None = None
        self._read_only = False
        self.lines: list[DisciplineLine] = []
        self.body = ScrollPane()
        self._reward = button(_("Reward …"), lambda: self._add(self._acts.add_reward), icon="plus")
        self._case = button(_("Case …"), lambda: self._add(self._acts.add_case), icon="plus")
        self._problem = button(_("Problem …"), lambda: self._add(self._acts.add_problem), icon="plus")
        self._foot = QWidget()
        self._foot.setLayout(row(self._reward, self._case, self._problem, 1, spacing=SNUG, margins=(0, SNUG, 0, SNUG)))
        self.bare = label("", wrap=True)
        self.file_case = button(_("File the case …"), lambda: self._add(self._acts.file_case), icon="plus")
        self._service = button(_("Correct the service"), self._open_service, "quiet", "pencil")
        ways = row(self.file_case, self._service, 1, spacing=SNUG)
        warning = row(icon_label("triangle-alert", "warning"), column(self.bare, ways, spacing=SNUG), spacing=SNUG,
                      margins=(MEDIUM, SNUG, MEDIUM, SNUG))  # fmt: skip
        warning.setStretch(1, 1)
        self._warning = panel("warning", warning)
        self._warning.hide()
        whole = column(self._foot, self._warning, self.body, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        desk.background.changed.connect(self._on_changed)

    def show_worker(self, detail: WorkerDetail, day: object, read_only: bool) -> None:  # noqa: ARG002
        """Show what is on file about a person as of the day looked at."""
        self._detail, self._read_only = detail, read_only
        self._foot.setVisible(not read_only)
        self._read()

    def _read(self) -> None:
        if self._detail is not None:
            args = (self.desk.as_of, self._detail.row.id)
            self.desk.background.read(list_discipline, *args, done=self._show, caller=self)
            self.desk.background.read(bare_dismissals_of, *args, done=self._show_bare, caller=self)

    def _show(self, lines: Sequence[DisciplineLine]) -> None:
        self.lines = list(lines)
        cards = [self._card(line) for line in lines]
        self.body.fill(*(cards or [label(_("No reward, case or problem is on file."), "muted", wrap=True)]))

    def _show_bare(self, dismissals: Sequence[Dismissal]) -> None:
        """Say that a case is missing behind a dismissal, with the two ways to mend it."""
        told = _("Dismissed, last day {day}; no case on file led to it (Art 14).")
        self.bare.setText("\n".join(told.format(day=each.last_day.isoformat()) for each in dismissals))
        self._warning.setVisible(bool(dismissals))
        for way in (self.file_case, self._service):
            way.setVisible(not self._read_only)

    def _open_service(self) -> None:
        if self._detail is not None:
            self.desk.go(Target("workers", "service", str(self._detail.row.id)))

    def _card(self, line: DisciplineLine) -> QWidget:
        opened = button(_("Open"), partial(self._open, line), "quiet", "arrow-right")
        if line.kind is LineKind.REWARD and line.reward is not None:
            opened = button(_("Correct"), partial(self._acts.correct_reward, line.reward), "quiet", "pencil")
            opened.setVisible(not self._read_only)
        state = badge(line.state.label, state_tone(line))
        outcome = line.case.outcome if line.case is not None else None
        head = row(
            label(line.kind.label, "caption"), state, badge(outcome.label) if outcome else None, 1, opened, spacing=SNUG
        )
        due = _("by {day}").format(day=line.due_on.isoformat()) if line.due_on else ""
        reward = line.reward
        facts = (reward.awarded_by, reward.document, reward.prize) if reward else (due,)
        foot = "  ·  ".join(part for part in (line.on.isoformat(), *facts) if part)
        words = column(head, label(line.what, "strong", wrap=True), label(foot, "caption", wrap=True), spacing=TIGHT)
        return panel("card", column(words, margins=(MEDIUM, SNUG, SNUG, MEDIUM)))

    def _open(self, line: DisciplineLine) -> None:
        self.desk.go(Target("discipline", "", str(line.id)))

    def _add(self, add: object) -> None:
        if self._detail is not None and callable(add):
            add((self._detail.row.id, self._detail.row.name))

    def _on_changed(self, features: frozenset[str]) -> None:
        if self.isVisible() and features & {"discipline", "workers"}:
            self._read()

"""The month's run step by step in the window: reckoned on trial, differences read, taken on to the lock, papers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from gridadmin.domain.errors import CancelledError, GridAdminError
from gridadmin.domain.months import Month
from gridadmin.domain.pay_obstacles import RunStoppedError
from gridadmin.domain.pay_runs import CLOSED, RunState
from gridadmin.i18n import _
from gridadmin.jobs.pay import Outlook, RunView, choose_bonuses, keep_month, rehearse_month, take_on
from gridadmin.jobs.progress import Progress
from gridadmin.ui.layouts import button, column, label, panel, restyle, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.pay.wizard_reckon import ReckonStep
from gridadmin.ui.pay.wizard_review import ReviewStep
from gridadmin.ui.pay.wizard_steps import StepsPane
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG

RECKON, REVIEW, STEPS = range(3)


class RunGuide(QWidget):
    """Leads through one run; what is ticked stays ticked as long as the window is open.

    Signals:
        left: the clerk went back to the list; nothing is lost.
        kept: the id of the run, whenever it was kept or taken on.
    """

    left = Signal()
    kept = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.view: RunView | None = None
        self._progress: Progress | None = None
        self._names: Mapping[RunState, str] = {}
        self.reckoning, self.review, self.steps = ReckonStep(desk), ReviewStep(desk), StepsPane(desk)
        self._build()
        self._connect()

    def start(self, outlook: Outlook) -> None:
        """Begin with the month that is next, or go on with its run where it stands."""
        upcoming, self._names = outlook.upcoming, outlook.steps
        before = next((row for row in outlook.runs if row.month < upcoming.month), None)
        self.reckoning.offer(upcoming, before, first=not outlook.runs)
        self.view = None
        self._open(RECKON)
        self.rehearse()

    def resume(self, view: RunView, names: Mapping[RunState, str]) -> None:
        """Go on with a run that is kept: its differences while it is a draft, else its next step."""
        self._names = names
        self._use(view)
        self._open(REVIEW if view.run.state is RunState.DRAFT else STEPS)

    def rehearse(self) -> None:
        """Reckon the month on trial; nothing is kept."""
        self.stop()
        month, day = self.reckoning.month_value(), self.reckoning.day_value()
        self._name(month)
        self._next.setEnabled(False)
        if month is None or day is None:
            return
        progress = self._progress = Progress()
        self.reckoning.show_working(progress)
        done, failed = partial(self._on_rehearsed, progress), partial(self._on_failed, progress)
        run = self._desk.background.run
        run(rehearse_month, month, day, done=done, failed=failed, caller=self, progress=progress)

    def is_waiting(self) -> bool:
        """Whether records that stop the run are to be put right; it is reckoned again when something has changed."""
        return self._stack.currentIndex() == RECKON and self._progress is None and self.reckoning.is_stopped()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        return [self.reckoning.table] if self._stack.currentIndex() == RECKON else self.review.panes()

    def stop(self) -> None:
        """Stop the reckoning that is under way."""
        if self._progress is not None:
            self._progress.cancel()

    def keep(self) -> None:
        """Keep what was reckoned as a draft and show what differs."""
        month, day = self.reckoning.month_value(), self.reckoning.day_value()
        if month is None or day is None:
            return
        progress = self._progress = Progress()
        self._next.setEnabled(False)
        self.reckoning.show_working(progress)
        done, failed = partial(self._on_kept, progress), partial(self._on_failed, progress)
        run = self._desk.background.run
        run(keep_month, month, day, done=done, failed=failed, caller=self, progress=progress)

    def take(self, by: Mapping[RunState, str]) -> None:
        """Take the run on; the first step says how many differences were read."""
        if self.view is None:
            return
        note = _("{count} differences read").format(count=len(self.view.changes)) if RunState.CHECKED in by else ""
        self.steps.set_busy(True)
        run = self._desk.background.run
        run(take_on, self.view.run.id, dict(by), note, done=self._on_taken, failed=self._on_not_taken, caller=self)

    def choose_bonus(self, worker_ids: list[UUID], separate: bool) -> None:
        """Have bonuses taxed the other way; the draft is reckoned again."""
        if self.view is not None:
            run = self._desk.background.run
            run(choose_bonuses, self.view, worker_ids, separate, done=self._use, caller=self)

    def _build(self) -> None:
        self._title = label("", "title")
        self._marks = [label("", "caption") for _step in range(3)]
        back = button(_("All runs"), self._leave, icon="chevron-left")
        head = row(back, self._title, 1, *self._marks, spacing=MEDIUM, margins=(ROOMY, MEDIUM, ROOMY, SNUG))
        self._stack = QStackedWidget()
        for pane in (_scrolled(self.reckoning), self.review, _scrolled(self.steps)):
            self._stack.addWidget(pane)
        self._note = label("", "caption", wrap=True)
        self._back = button(_("Back"), lambda: self._open(self._stack.currentIndex() - 1))
        self._all = button(_("Tick all as read"), self.review.tick_all, icon="check")
        self._next = button("", self.go_on, "primary")
        line = row(self._note, self._back, self._all, self._next, spacing=SNUG, margins=(ROOMY, SNUG, ROOMY, SNUG))
        line.setStretch(0, 1)
        whole = column(head, self._stack, panel("foot", line), spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self.reckoning.changed.connect(self.rehearse)
        self.reckoning.stop_asked.connect(self.stop)
        self.reckoning.lead_asked.connect(self._desk.go)
        self.review.ticked.connect(self._show_foot)
        self.review.lead_asked.connect(self._desk.go)
        self.review.bonus_asked.connect(self.choose_bonus)
        self.steps.take_asked.connect(self.take)
        self.steps.lead_asked.connect(self._desk.go)

    def _leave(self) -> None:
        self.stop()
        self.left.emit()

    def go_on(self) -> None:
        """Take the main button of the step that is seen."""
        if self._stack.currentIndex() == RECKON:
            self.keep()
        else:
            self._open(STEPS)

    def _open(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self._show_foot()
        self._name(self.view.run.month if self.view else self.reckoning.month_value())
        names = (_("Reckon"), _("Read what differs"), _("Check, approve, pay, lock"))
        for at, mark in enumerate(self._marks):
            mark.setText(f"{at + 1} {names[at]}")
            restyle(mark, look="strong" if at == place else "caption", tone="" if at <= place else "faint")
        if place == REVIEW:
            self.review.focus()

    def _name(self, month: Month | None) -> None:
        self._title.setText(_("Pay of {month}").format(month=month or "—"))

    def _show_foot(self) -> None:
        place, left = self._stack.currentIndex(), self.review.unread()
        draft = self.view is not None and self.view.run.state is RunState.DRAFT
        self._back.setVisible(place == REVIEW or (place == STEPS and draft))
        self._all.setVisible(place == REVIEW)
        self._all.setEnabled(left > 0)
        self._next.setVisible(place != STEPS)
        if place == RECKON:
            self._next.setText(_("Keep as draft and go on"))
            self._note.setText(_("Until you keep it, nothing is changed."))
        elif place == REVIEW:
            self._next.setText(_("Go on"))
            self._next.setEnabled(left == 0)
            self._note.setText(
                _("{count} differences are not read yet. Space ticks what is selected.").format(count=left)
                if left
                else _("Everything that differs is read.")
            )
        else:
            self._note.setText(_("A step can be taken back as long as no later run builds on it: Reopen."))

    def _use(self, view: RunView) -> None:
        self.view = view
        self.review.show_view(view)
        self.steps.show_view(view, self._names)
        self._show_foot()

    def _on_rehearsed(self, progress: Progress, view: RunView) -> None:
        if progress is self._progress:
            self._progress = None
            self.reckoning.show_view(view)
            self._next.setEnabled(not self._desk.read_only)

    def _on_kept(self, progress: Progress, view: RunView) -> None:
        if progress is self._progress:
            self._progress = None
        self.reckoning.show_view(view)
        self._use(view)
        self._open(REVIEW)
        self.kept.emit(view.run.id)

    def _on_failed(self, progress: Progress, error: GridAdminError) -> None:
        if progress is not self._progress:
            return
        self._progress = None
        if isinstance(error, RunStoppedError):
            self.reckoning.show_obstacles(error.obstacles)
        elif isinstance(error, CancelledError):
            self.reckoning.show_stopped()
        else:
            self.reckoning.show_refusal(error.message)

    def _on_taken(self, view: RunView) -> None:
        self.steps.set_busy(False)
        self._use(view)
        if view.run.state in CLOSED:
            self.steps.read_reconciliation()
        self.kept.emit(view.run.id)

    def _on_not_taken(self, error: GridAdminError) -> None:
        self.steps.set_busy(False)
        self._desk.background.on_failed(error)


def _scrolled(pane: QWidget) -> QWidget:
    """Return a step that scrolls where large text leaves it no room."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(pane)
    return area

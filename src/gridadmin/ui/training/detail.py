"""What stands beside the lists of training: a session, a course, a line of the plan, a person's record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from gridadmin.domain.queues import Target
from gridadmin.domain.training import CourseRow, SessionDetail, SessionRow
from gridadmin.domain.training_hours import HoursRow, TrainingRecord
from gridadmin.domain.training_plan import PlanRow
from gridadmin.i18n import _
from gridadmin.services.training_lists import get_session
from gridadmin.services.training_records import worker_training
from gridadmin.ui.layouts import button, column, label, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.tokens import MEDIUM, ROOMY
from gridadmin.ui.training.course_pane import CoursePane, PlanPane
from gridadmin.ui.training.lists import COURSES, HOURS, PLAN, SESSIONS
from gridadmin.ui.training.record_view import TrainingRecordView
from gridadmin.ui.training.session_pane import SessionPane

PLACES = {SESSIONS: 0, COURSES: 1, PLAN: 2, HOURS: 3}


class TrainingDetail(QStackedWidget):
    """Holds the panes and reads what they show.

    Signals:
        session_opened: the id of a session that another pane leads to.
    """

    session_opened = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.session, self.course, self.plan = SessionPane(desk), CoursePane(), PlanPane()
        self.record = TrainingRecordView()
        self._asked: UUID | None = None  # the session that is shown, or on its way
        self._person: UUID | None = None
        self._name = label("", "title")
        person = QWidget()
        head = row(self._name, 1, button(_("Open the worker's file"), self._open_person))
        person.setLayout(column(head, self.record, margins=(ROOMY, MEDIUM, MEDIUM, 0)))
        for pane in (self.session, self.course, self.plan, person):
            self.addWidget(pane)
        self.session.session_opened.connect(self.session_opened)
        self.record.session_opened.connect(self.session_opened)

    @property
    def session_id(self) -> UUID | None:
        """The session that is shown, or on its way."""
        return self._asked

    def show_list(self, listed: str) -> None:
        """Show the pane that belongs to a list."""
        self.setCurrentIndex(PLACES[listed])

    def focus_of(self, listed: str) -> QWidget:
        """Return the widget that F6 goes to beside a list."""
        return {SESSIONS: self.session.grid.cells, HOURS: self.record.table}.get(listed, self)

    def show_row(self, found: Any, listed: str) -> None:
        """Show what belongs to the row under the cursor; None for an empty list."""
        if isinstance(found, SessionRow):
            if self._asked != found.id:
                self.load(found.id)
        elif isinstance(found, CourseRow):
            self.course.show_row(found, self._desk.read_only)
        elif isinstance(found, PlanRow):
            self.plan.show_row(found, self._desk.read_only)
        elif isinstance(found, HoursRow):
            self._person = found.worker_id
            read, day = self._desk.background.read, self._desk.as_of
            read(worker_training, found.worker_id, day, done=self._show_person, caller=self)
        elif listed == SESSIONS:
            self._asked = None
            self.session.show_session(None, self._desk.read_only)

    def load(self, session_id: UUID) -> None:
        """Read and show a session."""
        self._asked = session_id
        read, day = self._desk.background.read, self._desk.as_of
        read(get_session, session_id, day, done=self._show_session, failed=self._on_gone, caller=self)

    def reload(self) -> None:
        """Read the session that is shown again."""
        if self._asked is not None:
            self.load(self._asked)

    def _show_session(self, detail: SessionDetail) -> None:
        before = self.session.detail
        again = before is not None and before.row.id == detail.row.id
        had_list = bool(before and before.attendees)
        self.session.show_session(detail, self._desk.read_only)
        if again and not had_list and detail.attendees:
            self.session.focus_grid()  # the list has just come: what follows is entered into it

    def _on_gone(self, _error: object) -> None:
        self._asked = None
        self.session.show_session(None, self._desk.read_only)

    def _show_person(self, record: TrainingRecord) -> None:
        self._name.setText(record.name)
        self.record.show_record(record, self._desk.as_of)

    def _open_person(self) -> None:
        if self._person is not None:
            self._desk.go(Target("workers", "training", str(self._person)))

"""The page of training: sessions with their entry grid, courses, the plan of a year, hours against what is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from gridadmin.domain.queues import Target
from gridadmin.domain.training import CourseRow, SessionDetail, SessionRow
from gridadmin.domain.training_hours import HoursRow
from gridadmin.domain.training_plan import PlanRow
from gridadmin.i18n import N_, Message, _
from gridadmin.services.office import list_communities
from gridadmin.services.qualifications import list_certificate_types
from gridadmin.services.training import list_courses
from gridadmin.services.training_lists import list_sessions
from gridadmin.services.training_plan import list_plan, plan_years
from gridadmin.services.training_records import list_hours
from gridadmin.ui.dialogs import tell
from gridadmin.ui.layouts import button, column, row
from gridadmin.ui.list_export import export_seen
from gridadmin.ui.pages import Desk, Page
from gridadmin.ui.panes import ListDetail, PageHeader, action_button
from gridadmin.ui.shortcuts import Key
from gridadmin.ui.tokens import TAB_EDGE
from gridadmin.ui.training.course_acts import CourseActs
from gridadmin.ui.training.detail import TrainingDetail
from gridadmin.ui.training.forms import Lists
from gridadmin.ui.training.lists import COURSES, HOURS, PLAN, SESSIONS, VIEWS, TrainingLists
from gridadmin.ui.training.session_acts import SessionActs

TITLE = N_("Training")


class TrainingPage(Page):
    """The lists of training and what is under their cursor."""

    features = frozenset({"training", "workers", "grids", "office", "qualifications"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.lists, self.detail = TrainingLists(desk), TrainingDetail(desk)
        self.pane = self.detail.session
        self.sessions, self.courses = SessionActs(self, desk, self._today), CourseActs(self, desk, self._today)
        self._build()
        self._connect()

    def reload(self) -> None:
        """Read the lists again; the cursor stays where it is."""
        read, day = self.desk.background.read, self.desk.as_of
        read(plan_years, done=self._show_years, caller=self)
        read(_forms, day, done=self._show_forms, caller=self)
        read(list_sessions, day, done=self._show_sessions, caller=self)
        self._read_year()
        self._new.setEnabled(not self.desk.read_only)
        self.detail.reload()

    def show_target(self, target: Target) -> None:
        """Open a named view, or a session whatever the view is."""
        if target.record_id:
            self.open_session(UUID(target.record_id))
        elif target.view in VIEWS:
            self.lists.box.clear()
            self.lists.views.choose(target.view)

    def open_session(self, session_id: UUID) -> None:
        """Show a session and put the cursor on its row; a view that hides it gives way."""
        self.detail.load(session_id)
        self.lists.keep(session_id)

    def new_record(self) -> None:
        """Ctrl+N: a session, a course or a line of the plan, whichever list is seen."""
        if self.desk.read_only:
            tell(self, _("Only corrections on another day"), _("Go back to today to enter something new."))
        elif self.lists.view.listed == COURSES:
            self.courses.enter()
        elif self.lists.view.listed == PLAN:
            self.courses.plan(self._year())
        else:
            self.open_menu()

    def open_menu(self) -> None:
        """Show the courses from which a session can be arranged."""
        self.menu.popup(self._new.mapToGlobal(self._new.rect().bottomLeft()))

    def filter_list(self) -> None:
        """Ctrl+F."""
        self.lists.box.setFocus()
        self.lists.box.selectAll()

    def print_page(self) -> None:
        """Ctrl+P: the sign-in sheet of the session."""
        if self.pane.detail is not None and self.lists.view.listed == SESSIONS:
            self.sessions.sheet(self.pane.detail)

    def export_list(self) -> None:
        """Ctrl+E: the list as it is seen."""
        export_seen(self, self.desk, self.lists.table, Message(self.lists.view.title), self._filters())

    def panes(self) -> list[QWidget]:
        """The list and what is beside it."""
        return [self.lists.table, self.detail.focus_of(self.lists.view.listed)]

    def _build(self) -> None:
        self.menu = QMenu(self)
        export = action_button(_("Export"), "download", self.export_list, Key.EXPORT.shown())
        self._new = action_button(_("New session"), "plus", self.open_menu, Key.NEW.shown(), main=True)
        self._add = button(_("New course"), self.courses.enter, "primary", "plus")
        self._add_line = button(_("New line"), lambda: self.courses.plan(self._year()), "primary", "plus")
        self._copy = button(_("Take over the year before"), lambda: self.courses.copy_plan(self._year()))
        self.header = PageHeader(_(TITLE), export, self._copy, self._add_line, self._add, self._new)
        self._split = ListDetail(self.lists, self.detail, "training", self.desk.preferences)
        if self.desk.preferences.recall("split/training") is None:
            self._split.setSizes([420, 620])
        views = row(self.lists.views, 1, margins=(TAB_EDGE, 0, 0, 0))
        whole = column(self.header, views, self._split, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self._on_view()

    def _connect(self) -> None:
        self.lists.view_changed.connect(self._on_view)
        self.lists.view_changed.connect(self._read_year)
        self.lists.row_chosen.connect(lambda found: self.detail.show_row(found, self.lists.view.listed))
        self.lists.row_opened.connect(self._on_opened)
        self.detail.session_opened.connect(self.open_session)
        self.pane.asked.connect(lambda key: self._with(getattr(self.sessions, key)))
        self.pane.save_asked.connect(lambda changes: self._with(self.sessions.save, changes))
        self.pane.removal_asked.connect(lambda ids: self._with(self.sessions.remove, ids))
        self.detail.course.edit_asked.connect(self.courses.edit)
        self.detail.course.delete_asked.connect(self.courses.delete)
        self.detail.course.arrange_asked.connect(self.sessions.arrange)
        self.detail.plan.edit_asked.connect(self.courses.edit_plan)
        self.detail.plan.delete_asked.connect(self.courses.delete_plan)
        self.detail.plan.arrange_asked.connect(self._arrange_planned)
        self.sessions.on_made = self.open_session
        self.sessions.on_saved = self.pane.saved
        self.sessions.on_printed = self.pane.focus_grid
        for key, table in self.lists.tables.items():
            table.set_empty(_(_EMPTY[key]))

    def _today(self) -> date:
        office: Any = self.desk.background.office
        day: date = office.today() if self.desk.read_only else self.desk.as_of
        return day

    def _year(self) -> int:
        year: int | None = self.lists.year.value()
        return year or self.desk.as_of.year

    def _read_year(self) -> None:
        """Read what belongs to the year; hours also before they are looked at, since their tab counts who is short."""
        read, year, day = self.desk.background.read, self._year(), self.desk.as_of
        read(list_plan, year, day, done=self._show_plan, caller=self)
        read(list_hours, year, day, done=self._show_hours, caller=self)

    def _show_sessions(self, rows: Sequence[SessionRow]) -> None:
        """Show the sessions; the one beside the list stays, whatever an act has made of its state."""
        shown = self.detail.session_id if self.lists.view.listed == SESSIONS else None
        self.lists.show_rows(SESSIONS, rows)
        if shown in {row.id for row in rows}:
            self.lists.keep(shown)
        self._say()

    def _show_plan(self, rows: Sequence[PlanRow]) -> None:
        self.lists.show_rows(PLAN, rows)
        self._say()

    def _show_hours(self, rows: Sequence[HoursRow]) -> None:
        self.lists.show_rows(HOURS, rows)
        self._say()

    def _show_years(self, years: Sequence[int]) -> None:
        self.lists.show_years(years, self.desk.as_of.year)

    def _show_forms(self, found: Lists) -> None:
        self.sessions.lists = self.courses.lists = found
        self.lists.show_rows(COURSES, found.courses)
        self.detail.course.show_names({kind.id: kind.name for kind in found.certificates})
        self.menu.clear()
        for course in found.courses:
            action = QAction(course.form.name, self.menu)
            action.triggered.connect(lambda _checked=False, row=course: self.sessions.arrange(row))
            self.menu.addAction(action)
        self.menu.addSeparator()
        self.menu.addAction(_("New course …"), self.courses.enter)

    def _on_view(self) -> None:
        listed = self.lists.view.listed
        self.detail.show_list(listed)
        self._new.setVisible(listed in (SESSIONS, HOURS))
        self._add.setVisible(listed == COURSES)
        self._add_line.setVisible(listed == PLAN)
        self._copy.setVisible(listed == PLAN)
        self._say()

    def _say(self) -> None:
        model: Any = self.lists.table.model()
        words = _("{count} entries as of {day}").format(count=model.rowCount(), day=self.desk.as_of.isoformat())
        self.header.say(words)

    def _on_opened(self, found: Any) -> None:
        """Enter and double click: into the grid of a session, into the form of a course or line, to a person."""
        acts: dict[type, Callable[[Any], object]] = {
            SessionRow: lambda _row: self.pane.focus_grid(),
            CourseRow: self.courses.edit,
            PlanRow: self.courses.edit_plan,
            HoursRow: lambda row: self.desk.go(Target("workers", "training", str(row.worker_id))),
        }
        if not self.desk.read_only or isinstance(found, SessionRow | HoursRow):
            acts[type(found)](found)

    def _arrange_planned(self, row: PlanRow) -> None:
        course = next((each for each in self.courses.lists.courses if each.id == row.form.course_id), None)
        if course is not None:
            self.sessions.arrange(course)

    def _with(self, act: Callable[..., object], *args: Any) -> None:
        detail: SessionDetail | None = self.pane.detail
        if detail is not None:
            act(detail, *args)

    def _filters(self) -> tuple[str, ...]:
        parts = (_(self.lists.view.title), self.lists.box.value() or "", str(self._year()))
        shown = parts if self.lists.year.isVisibleTo(self) else parts[:2]
        return tuple(part for part in shown if part)


def _forms(session: Any, day: date) -> Lists:
    return Lists(
        tuple(list_courses(session, day)), tuple(list_communities(session)), tuple(list_certificate_types(session))
    )


_EMPTY = {
    SESSIONS: N_("No session is found like this."),
    COURSES: N_("No course yet. A course is the template of its sessions."),
    PLAN: N_("There is no plan for this year yet."),
    HOURS: N_("Nobody is short of hours."),
}

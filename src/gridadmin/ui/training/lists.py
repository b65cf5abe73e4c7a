"""The four lists of the page of training, its named views, the year and the box that narrow them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from gridadmin.domain.training import CourseRow, SessionRow, SessionState
from gridadmin.domain.training_hours import HoursRow
from gridadmin.domain.training_plan import PlanRow
from gridadmin.i18n import N_, _
from gridadmin.ui.fields import ChoiceField, Option, TextField
from gridadmin.ui.layouts import column, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import ViewTabs
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import TableModel
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import ROOMY, SNUG
from gridadmin.ui.training.columns import course_columns, hours_columns, plan_columns, session_columns

SESSIONS, COURSES, PLAN, HOURS = "sessions", "courses", "plan", "hours"


@dataclass(frozen=True)
class View:
    """A named view: its title, which list it is, and which rows of it."""

    title: str
    listed: str
    shows: Callable[[Any], bool] = lambda _row: True


VIEWS: dict[str, View] = {
    "to_enter": View(N_("To be entered"), SESSIONS, lambda row: row.state is SessionState.TO_ENTER),
    "upcoming": View(N_("Upcoming"), SESSIONS, lambda row: row.state is SessionState.UPCOMING),
    "done": View(N_("Done"), SESSIONS, lambda row: row.state is SessionState.DONE),
    "all": View(N_("All sessions"), SESSIONS),
    "courses": View(N_("Courses"), COURSES),
    "plan": View(N_("Plan of the year"), PLAN),
    "short": View(N_("Short of hours"), HOURS, lambda row: row.hours.missing > 0),
    "hours": View(N_("Hours of everybody"), HOURS),
}
VIEW_OF = {SessionState.TO_ENTER: "to_enter", SessionState.UPCOMING: "upcoming", SessionState.DONE: "done"}
YEARLY = frozenset({"done", "all", "plan", "short", "hours"})
"""Views of one year; the others show what waits, whatever its year."""


class TrainingLists(QWidget):
    """Holds the lists; the rows are in memory, so they are narrowed here.

    Signals:
        view_changed: another view or year is shown.
        row_chosen, row_opened: the row under the cursor, or None; the row that Enter or a double click opened.
    """

    view_changed = Signal()
    row_chosen = Signal(object)
    row_opened = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._kept: UUID | None = None
        self._rows: dict[str, list[Any]] = {key: [] for key in (SESSIONS, COURSES, PLAN, HOURS)}
        # The page puts them above list and detail both.
        self.views = ViewTabs([(key, _(view.title)) for key, view in VIEWS.items()])
        self.year = ChoiceField()
        self.year.setAccessibleName(_("Year"))
        self.box = TextField(_("Name, course, place"))
        self.box.setClearButtonEnabled(True)
        columns: dict[str, Any] = {
            SESSIONS: session_columns(), COURSES: course_columns(), PLAN: plan_columns(), HOURS: hours_columns(),
        }  # fmt: skip
        self._stack = QStackedWidget()
        self.tables: dict[str, RecordTable] = {}
        for key, found in columns.items():
            table = RecordTable(TableModel(found, self), f"training/{key}", desk.preferences)
            table.setProperty("look", "flat")
            table.row_chosen.connect(self._on_chosen)
            table.row_opened.connect(self.row_opened)
            self.tables[key] = table
            self._stack.addWidget(table)
        self._build()
        self.views.chosen.connect(lambda _key: self._on_view())
        self.year.changed.connect(self.view_changed)
        self.box.changed.connect(self._show)

    @property
    def view(self) -> View:
        """The view that is open."""
        return VIEWS[self.views.value()]

    @property
    def table(self) -> RecordTable:
        """The table that is seen."""
        return self.tables[self.view.listed]

    def show_years(self, years: Sequence[int], now: int) -> None:
        """Offer years; the one that is shown is kept."""
        kept = self.year.value() or now
        self.year.blockSignals(True)
        self.year.set_options([Option(year, str(year)) for year in sorted({*years, now, kept}, reverse=True)])
        self.year.set_value(kept)
        self.year.blockSignals(False)

    def show_rows(self, listed: str, rows: Iterable[Any]) -> None:
        """Show what was read of a list; the cursor stays on its row."""
        self._rows[listed] = list(rows)
        self._count()
        if listed == self.view.listed:
            self._show()
        if listed == SESSIONS and self._kept is not None:
            self.keep(self._kept)

    def keep(self, session_id: UUID | None) -> None:
        """Put the cursor on a session, now or when it has been read; a view that hides it gives way."""
        found = next((each for each in self._rows[SESSIONS] if each.id == session_id), None)
        self._kept = session_id if found is None else None
        if found is None:
            return
        if self.view.listed != SESSIONS or not self._is_wanted(self.views.value(), found):
            self.box.clear()
            self.year.set_value(found.form.held_on.year)
            self._kept = session_id
            self.views.choose(VIEW_OF.get(found.state, "all"))
            self._kept = None
        self._choose(lambda each: each.id == session_id)

    def rows_of(self, listed: str) -> list[Any]:
        """Return everything that was read of a list."""
        return list(self._rows[listed])

    def _build(self) -> None:
        line = row(self.year, self.box, spacing=SNUG, margins=(ROOMY, SNUG, ROOMY, SNUG))
        line.setStretch(1, 1)
        self.year.setMinimumWidth(current().px(80))
        bar = QWidget()
        bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        bar.setLayout(line)
        self.year.hide()
        whole = column(bar, self._stack, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _on_view(self) -> None:
        self._stack.setCurrentWidget(self.table)
        self.year.setVisible(self.views.value() in YEARLY)
        self._show()
        self.view_changed.emit()

    def _on_chosen(self, found: Any) -> None:
        if self.sender() is self.table:
            self.row_chosen.emit(found)

    def _shown_rows(self) -> list[Any]:
        model: Any = self.table.model()
        found: list[Any] = model.rows()
        return found

    def _choose(self, wanted: Callable[[Any], bool]) -> bool:
        place = next((place for place, each in enumerate(self._shown_rows()) if wanted(each)), None)
        if place is not None:
            self.table.choose(place)
        return place is not None

    def _show(self) -> None:
        table: Any = self.table
        current = table.current_row()
        kept = self._kept if self._kept is not None and self.view.listed == SESSIONS else _key(current)
        shown = [each for each in self._rows[self.view.listed] if self._is_wanted(self.views.value(), each)]
        table.model().set_rows(shown)
        if not self._choose(lambda each: _key(each) == kept):
            table.choose(0)
        if not shown:
            self.row_chosen.emit(None)

    def _count(self) -> None:
        for key, view in VIEWS.items():
            if (view.listed == SESSIONS and key not in YEARLY) or key == "short":
                rows = self._rows[view.listed]
                self.views.show_count(key, _(view.title), sum(self._is_wanted(key, found) for found in rows))

    def _is_wanted(self, key: str, found: Any) -> bool:
        view = VIEWS[key]
        if not view.shows(found):
            return False
        if view.listed == SESSIONS and key in YEARLY and found.form.held_on.year != self.year.value():
            return False
        words = (self.box.value() or "").casefold()
        return not words or any(words in text.casefold() for text in _texts(found))


def _key(found: Any) -> Any:
    if found is None:
        return None
    return found.worker_id if isinstance(found, HoursRow) else found.id


def _texts(found: SessionRow | CourseRow | PlanRow | HoursRow) -> tuple[str, ...]:
    if isinstance(found, SessionRow):
        return (found.form.title, found.course, found.form.place or "", found.form.trainer or "")
    if isinstance(found, CourseRow):
        return (found.form.name, found.form.content or "")
    if isinstance(found, PlanRow):
        return (found.course, found.form.audience or "")
    return (found.name, found.community, found.grids)

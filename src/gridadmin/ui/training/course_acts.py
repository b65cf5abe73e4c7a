"""What the page does with courses and the plan of a year; each is one act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from gridadmin.domain.training import CourseForm, CourseRow
from gridadmin.domain.training_plan import PlanForm, PlanRow
from gridadmin.i18n import N_, Message, _
from gridadmin.services.training import create_course, delete_course, update_course
from gridadmin.services.training_plan import copy_plan, create_plan_line, delete_plan_line, update_plan_line
from gridadmin.ui.act_dialogs import Act, open_act_dialog
from gridadmin.ui.dialogs import ask, tell
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.pages import Desk
from gridadmin.ui.training.forms import Lists, course_form, course_of, course_values, plan_form, plan_of


class CourseActs:
    """Opens the dialogs of courses and of the plan and runs their acts."""

    def __init__(self, parent: QWidget, desk: Desk, today: Callable[[], date]) -> None:
        self._parent, self._desk, self._today = parent, desk, today
        self.lists = Lists()

    def enter(self) -> None:
        """Add a course."""
        dialog = FormDialog(self._parent, _("New course"), course_form(self._today, self.lists), "course new")

        def act_of(values: dict[str, Any]) -> Act:
            sentence = Message(N_("Add the course {name}"), {"name": values["name"]})
            return Act(sentence, create_course, (course_of(values),))

        open_act_dialog(self._desk.background, dialog, act_of)
        dialog.start(course_values(CourseForm("")) | {"name": None})

    def edit(self, row: CourseRow) -> None:
        """Change a course."""
        form = course_form(self._today, self.lists)
        dialog = FormDialog(self._parent, row.form.name, form, f"course {row.id}")

        def act_of(values: dict[str, Any]) -> Act:
            sentence = Message(N_("Change the course {name}"), {"name": values["name"]})
            return Act(sentence, update_course, (row.id, course_of(values, row.form.version)))

        open_act_dialog(self._desk.background, dialog, act_of)
        dialog.start(course_values(row.form))

    def delete(self, row: CourseRow) -> None:
        """Delete a course that was never used."""
        title = _("Delete {title}?").format(title=row.form.name)
        if ask(self._parent, title, _("One undo brings it back."), _("Delete"), grave=True):
            sentence = Message(N_("Delete the course {name}"), {"name": row.form.name})
            self._desk.background.act(sentence, delete_course, row.id, caller=self._parent)

    def plan(self, year: int) -> None:
        """Add a line to the plan of a year."""
        dialog = FormDialog(self._parent, _("New line of the plan"), plan_form(self.lists), f"plan {year}")

        def act_of(values: dict[str, Any]) -> Act:
            return Act(
                _planned(N_("Plan {course} in {year}-{month}"), self._name(values), values),
                create_plan_line,
                (plan_of(values),),
            )

        open_act_dialog(self._desk.background, dialog, act_of)
        dialog.start({"year": year, "sessions": 1})

    def edit_plan(self, row: PlanRow) -> None:
        """Change a line of the plan."""
        dialog = FormDialog(self._parent, row.course, plan_form(self.lists), f"plan {row.id}")

        def act_of(values: dict[str, Any]) -> Act:
            sentence = _planned(N_("Change the plan: {course} in {year}-{month}"), self._name(values), values)
            return Act(sentence, update_plan_line, (row.id, plan_of(values, row.form.version)))

        open_act_dialog(self._desk.background, dialog, act_of)
        dialog.start({each.name: getattr(row.form, each.name) for each in fields(PlanForm)})

    def delete_plan(self, row: PlanRow) -> None:
        """Take a line out of the plan."""
        values = {"year": row.form.year, "month": row.form.month}
        sentence = _planned(N_("Take {course} in {year}-{month} out of the plan"), row.course, values)
        self._desk.background.act(sentence, delete_plan_line, row.id, caller=self._parent)

    def copy_plan(self, year: int) -> None:
        """Take the plan of the year before over."""
        sentence = lambda count: Message(  # noqa: E731 - the sentence counts
            N_("Take {count} lines of the plan of {before} over into {year}"),
            {"count": count, "before": year - 1, "year": year},
        )
        self._desk.background.act(sentence, copy_plan, year - 1, year, done=self._say_copied, caller=self._parent)

    def _say_copied(self, count: int) -> None:
        if not count:
            tell(
                self._parent, _("Nothing to take over"), _("The year before has no plan, or all of it is here already.")
            )

    def _name(self, values: dict[str, Any]) -> str:
        return next((row.form.name for row in self.lists.courses if row.id == values["course_id"]), "")


def _planned(msgid: str, course: str, values: dict[str, Any]) -> Message:
    return Message(msgid, {"course": course, "year": values["year"], "month": values["month"]})

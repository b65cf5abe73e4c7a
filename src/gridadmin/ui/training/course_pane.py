"""A course, or a line of the plan, beside its list: what it says and the acts on it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gridadmin.domain.training import CourseRow, audience_words, show_tenths
from gridadmin.domain.training_plan import PlanRow
from gridadmin.i18n import _
from gridadmin.ui.layouts import button, column, label, panel, row
from gridadmin.ui.panes import Facts
from gridadmin.ui.tokens import MEDIUM, ROOMY, SNUG


class _RowPane(QWidget):
    """A title, acts, and facts.

    Signals:
        edit_asked, delete_asked, arrange_asked: the row that is shown.
    """

    edit_asked = Signal(object)
    delete_asked = Signal(object)
    arrange_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.row: CourseRow | PlanRow | None = None
        self._title = label("", "title", wrap=True)
        self._facts = Facts()
        self.arrange = button(_("Arrange a session"), lambda: self.arrange_asked.emit(self.row), "primary", "plus")
        self._edit = button(_("Change it …"), lambda: self.edit_asked.emit(self.row))
        self._delete = button(_("Delete"), lambda: self.delete_asked.emit(self.row), "danger")
        acts = row(self.arrange, self._edit, self._delete, 1, spacing=SNUG)
        self.setLayout(
            column(
                self._title,
                acts,
                panel("card", column(self._facts, margins=(ROOMY,) * 4)),
                1,
                spacing=MEDIUM,
                margins=(ROOMY, MEDIUM, MEDIUM, 0),
            )
        )

    def _show(self, found: CourseRow | PlanRow, title: str, facts: list[tuple[str, str]], read_only: bool) -> None:
        self.row = found
        self._title.setText(title)
        self._facts.show_facts(facts)
        for made in (self.arrange, self._edit, self._delete):
            made.setVisible(not read_only)


class CoursePane(_RowPane):
    """Shows a course."""

    def __init__(self) -> None:
        super().__init__()
        self._names: Mapping[UUID, str] = {}

    def show_names(self, names: Mapping[UUID, str]) -> None:
        """Take the names of the kinds of certificates."""
        self._names = names

    def show_row(self, found: CourseRow, read_only: bool) -> None:
        """Show a course."""
        form = found.form
        mark = _("{mark} of {full} passes").format(mark=show_tenths(form.pass_mark), full=show_tenths(form.full_mark))
        facts = [
            (_("Kind"), form.kind.label),
            (_("Training hours"), show_tenths(form.hours)),
            (_("Exam"), mark if form.pass_mark is not None else _("None; whoever comes has passed")),
            (_("Certificate for who passes"), self._names.get(form.certificate_type_id or UUID(int=0), "")),
            (_("For whom"), audience_words(form.audience).text()),
            (_("Where"), " ".join(part for part in (form.place, form.starts_at) if part)),
            (_("Trainer"), form.trainer or ""),
            (_("Content"), form.content or ""),
            (_("Held so far"), str(found.sessions)),
            (_("Upcoming"), str(found.upcoming)),
        ]
        self._show(found, form.name, facts, read_only)


class PlanPane(_RowPane):
    """Shows a line of the plan."""

    def show_row(self, found: PlanRow, read_only: bool) -> None:
        """Show a line."""
        form = found.form
        facts = [
            (_("State"), found.state.label),
            (_("Planned for"), f"{form.year}-{form.month:02}"),
            (_("Sessions"), _("{held} held, {arranged} arranged, {planned} planned").format(
                held=found.held, arranged=found.arranged, planned=form.sessions)),
            (_("For whom"), form.audience or ""),
            (_("Person in charge"), form.person_in_charge or ""),
            (_("Document"), form.document or ""),
            (_("Remarks"), form.remarks or ""),
        ]  # fmt: skip
        self._show(found, found.course, facts, read_only)

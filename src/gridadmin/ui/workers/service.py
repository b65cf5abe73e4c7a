"""The tab 任职: service and appointments on a timeline, and as lines that can be ended and corrected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from gridadmin.domain.workers import AppointmentRow, EmploymentKind, EmploymentRow, WorkerDetail
from gridadmin.i18n import _
from gridadmin.ui.layouts import badge, button, column, label, row, rule, tool_button
from gridadmin.ui.panes import card
from gridadmin.ui.scroll import ScrollPane
from gridadmin.ui.theme import current
from gridadmin.ui.tokens import TIGHT
from gridadmin.ui.workers.timeline import Bar, Timeline


class WorkerService(ScrollPane):
    """Shows service and appointments.

    Signals:
        start_asked, end_asked: of service; `appoint_asked`: to a grid.
        appointment_end_asked, appointment_asked: an AppointmentRow to be ended, corrected.
        employment_asked: an EmploymentRow to be corrected.
        grid_opened: the id of a grid.
    """

    start_asked = Signal()
    end_asked = Signal()
    appoint_asked = Signal()
    appointment_end_asked = Signal(object)
    appointment_asked = Signal(object)
    employment_asked = Signal(object)
    grid_opened = Signal(object)

    def show_detail(self, detail: WorkerDetail, day: date, read_only: bool) -> None:
        """Show a person's service as of a day; looking at another day leaves the corrections alone."""
        self._day, self._read_only = day, read_only
        timeline = Timeline()
        timeline.show_bars(bars(detail), day)
        self.fill(self._line(timeline, detail), self._services(detail), self._appointments(detail))

    def _line(self, timeline: Timeline, detail: WorkerDetail) -> QFrame | None:
        return card(_("Timeline"), timeline) if detail.employments else None

    def _services(self, detail: WorkerDetail) -> QWidget:
        serving = any(_holds(spell, self._day) for spell in detail.employments)
        act = None
        if not self._read_only:
            text = _("Take up service again") if detail.employments else _("Begin service")
            act = (
                button(_("End service"), self.end_asked.emit, "quiet")
                if serving
                else button(text, self.start_asked.emit, "quiet", "plus")
            )
        lines = [self._spell(spell) for spell in reversed(detail.employments)]
        return card(_("Service"), *_ruled(lines, _("Has never been in service.")), act=act)

    def _appointments(self, detail: WorkerDetail) -> QWidget:
        act = None if self._read_only else button(_("Appoint to a grid"), self.appoint_asked.emit, "quiet", "plus")
        lines = [self._appointment(post) for post in sorted(detail.appointments, key=_newest_first)]
        return card(_("Appointments"), *_ruled(lines, _("Works on no grid.")), act=act)

    def _spell(self, spell: EmploymentRow) -> QWidget:
        holds = _holds(spell, self._day)
        tone = "" if not holds else "accent" if spell.kind is EmploymentKind.FULL_TIME else "good"
        correct = tool_button("pencil", _("Correct this line"), partial(self.employment_asked.emit, spell))
        head = row(badge(spell.kind.label, tone), label(spell.source.label, wrap=True), 1, correct)
        reason = spell.exit_reason.label if spell.exit_reason else ""
        return _entry(head, _period(spell.started_on, spell.ended_on), reason, spell.document or "")

    def _appointment(self, post: AppointmentRow) -> QWidget:
        holds = _holds(post, self._day)
        name = button(post.grid_name, partial(self.grid_opened.emit, post.grid_id), "quiet")
        name.setToolTip(f"{post.grid_name} {post.grid_code}")
        name.setMinimumWidth(current().px(72))  # a long name gives way, so that the pane never grows past its edge
        correct = tool_button("pencil", _("Correct this line"), partial(self.appointment_asked.emit, post))
        end = None
        if holds and post.ended_on is None and not self._read_only:
            end = tool_button("log-out", _("End this appointment"), partial(self.appointment_end_asked.emit, post))
        head = row(name, badge(post.role.label, "accent" if holds else ""), 1, end, correct)
        return _entry(head, _period(post.started_on, post.ended_on), post.document or "")


def bars(detail: WorkerDetail) -> list[Bar]:
    """Return the bars of the timeline: spells of service first, then appointments, each in the order of time."""
    spells = [
        Bar(
            spell.kind.label,
            spell.started_on,
            spell.ended_on,
            "accent" if spell.kind is EmploymentKind.FULL_TIME else "good",
        )
        for spell in detail.employments
    ]
    posts = [Bar(post.grid_name, post.started_on, post.ended_on, "past") for post in detail.appointments]
    return [*spells, *posts]


def _holds(row: EmploymentRow | AppointmentRow, day: date) -> bool:
    return row.started_on <= day and (row.ended_on is None or day <= row.ended_on)


def _newest_first(post: AppointmentRow) -> tuple[bool, int]:
    return post.ended_on is not None, -post.started_on.toordinal()


def _period(start: date, end: date | None) -> str:
    if end is None:
        return _("since {day}").format(day=start.isoformat())
    return f"{start.isoformat()} — {end.isoformat()}"


def _entry(head: object, *words: str) -> QWidget:
    holder = QWidget()
    text = " · ".join(word for word in words if word)
    holder.setLayout(column(head, label(text, "caption", wrap=True), spacing=TIGHT))  # type: ignore[arg-type] # a layout
    return holder


def _ruled(lines: Sequence[QWidget], nothing: str) -> list[QWidget]:
    """Return the lines with a hair line between them, or what to say where there are none."""
    if not lines:
        return [label(nothing, "muted", wrap=True)]
    ruled: list[QWidget] = []
    for line in lines:
        ruled += [rule(), line] if ruled else [line]
    return ruled

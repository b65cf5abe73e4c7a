"""The entry grid of a session: names that stay, attendance, hours, score, remark, and what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gridadmin.domain.training import (
    HEADINGS,
    Attendance,
    AttendeeRow,
    Entry,
    Result,
    SessionForm,
    hours_of,
    read_attendance,
    read_tenths,
    result_of,
    show_tenths,
)
from gridadmin.domain.workers import WorkerStatus
from gridadmin.i18n import _
from gridadmin.ui.entry_grid import EntryColumn, EntryGrid, EntryRow
from gridadmin.ui.tables import CENTRE, RIGHT

RESULT_TONES = {Result.PASSED: "good", Result.FAILED: "danger", Result.MISSED: "warning", Result.OPEN: "faint"}
_ATTENDANCE_TONES = {Attendance.LATE: "warning", Attendance.LEAVE: "muted", Attendance.ABSENT: "danger"}


def entry_columns(form: SessionForm) -> tuple[EntryColumn, ...]:
    """Return the columns for a session; one without a pass mark has a score all the same, which decides nothing."""
    return (
        EntryColumn("place", _("No."), 4, align=RIGHT, frozen=True),
        EntryColumn("name", _("Name"), 11, frozen=True),
        EntryColumn(
            "attendance",
            _("Attendance"),
            11,
            read_attendance,
            show=lambda value: value.label if value else "",
            cycle=tuple(Attendance),
            tone=lambda value: _ATTENDANCE_TONES.get(value, ""),
            hint=_("Space goes through present, late, on leave and absent; √ and × can be typed and pasted"),
            words=HEADINGS["attendance"],
        ),
        EntryColumn(
            "hours", _("Hours"), 7, read_tenths, show_tenths, RIGHT, hint=_hours_hint(form), words=HEADINGS["hours"]
        ),
        EntryColumn(
            "score", _("Score"), 7, read_tenths, show_tenths, RIGHT, hint=_score_hint(form), words=HEADINGS["score"]
        ),
        EntryColumn(
            "result", _("Result"), 8, show=_shown_result, align=CENTRE, tone=lambda value: RESULT_TONES[value[0]]
        ),
        EntryColumn("counted", _("Counts"), 7, show=show_tenths, align=RIGHT, hint=_("The hours that count")),
        EntryColumn("remark", _("Remarks"), 16, str, words=HEADINGS["remark"]),
        EntryColumn("grids", _("Grid"), 22, tone=lambda _value: "muted"),
    )


def entry_rows(attendees: Sequence[AttendeeRow]) -> list[EntryRow]:
    """Return the rows of a list."""
    return [
        EntryRow(
            id=each.id,
            values={
                "place": place,
                "name": each.name
                if each.status is not WorkerStatus.LEFT
                else _("{name} (left)").format(name=each.name),
                "attendance": each.entry.attendance,
                "hours": each.entry.hours,
                "score": each.entry.score,
                "remark": each.entry.remark,
                "result": (each.result, each.passed_later),
                "counted": each.counted or None,
                "grids": each.grids or each.community,
            },
            name=each.name,
            id_number=each.id_number or "",
        )
        for place, each in enumerate(attendees, start=1)
    ]


def recompute(grid: EntryGrid, form: SessionForm, attendees: Sequence[AttendeeRow]) -> list[Result]:
    """Show results and hours for what stands in the grid now, saved or not, and return the results."""
    results, hours = [], []
    for place, each in enumerate(attendees):
        entry = entry_of(grid, place)
        results.append((result_of(entry, form.pass_mark), each.passed_later))
        hours.append(hours_of(entry, form.hours) or None)
    grid.model.set_column("result", results)
    grid.model.set_column("counted", hours)
    return [result for result, _later in results]


def entry_of(grid: EntryGrid, place: int) -> Entry:
    """Return what stands in a row of the grid."""
    values: dict[str, Any] = grid.model.values(place)
    return Entry(values["attendance"], values["hours"], values["score"], values["remark"])


def _shown_result(value: tuple[Result, bool] | None) -> str:
    if value is None or value[0] is Result.OPEN:
        return ""
    return _("{result}, re-sit passed").format(result=value[0].label) if value[1] else value[0].label


def _hours_hint(form: SessionForm) -> str:
    return _("Empty: the {hours} hours of the session, for whoever came").format(hours=show_tenths(form.hours))


def _score_hint(form: SessionForm) -> str:
    full = show_tenths(form.full_mark)
    if form.pass_mark is None:
        return _("No exam; a score out of {full} may be kept").format(full=full)
    return _("{mark} of {full} passes").format(mark=show_tenths(form.pass_mark), full=full)

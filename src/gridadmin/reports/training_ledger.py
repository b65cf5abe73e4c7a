"""The training ledger of a year (培训台账): persons with their hours, sessions with their numbers, the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from gridadmin.domain.tables import Cell, ColumnKind, Heading, Share, Table
from gridadmin.domain.training import SessionRow, SessionState
from gridadmin.domain.training_hours import HoursRow, HoursStanding, TrainingFact
from gridadmin.domain.training_plan import PlanRow, PlanState
from gridadmin.i18n import N_, Message
from gridadmin.reports.workbook import Paper, PaperOffice, add_paper, new_workbook, workbook_bytes
from gridadmin.reports.workbook_cells import FANG, CellStyles, Style

SIGNATURE = Message(N_("Made by:                    Checked by:                    Responsible:"))
TEXT, CODE, NAME, DATE = ColumnKind.TEXT, ColumnKind.CODE, ColumnKind.NAME, ColumnKind.DATE
ACCENTS = {
    HoursStanding.BEHIND.msgid: Style.BAD,
    HoursStanding.UNDER_WAY.msgid: Style.DOUBTFUL,
    HoursStanding.MET.msgid: Style.GOOD,
    PlanState.OVERDUE.msgid: Style.BAD,
}


@dataclass(frozen=True)
class Ledger:
    """What the workbook tells of a year, as of a day."""

    year: int
    as_of: date
    hours: Sequence[HoursRow]
    facts: Mapping[UUID, Sequence[TrainingFact]]
    sessions: Sequence[SessionRow]
    plan: Sequence[PlanRow]


def ledger_xlsx(ledger: Ledger, office: PaperOffice, now: datetime) -> bytes:
    """Return the workbook with its three tables."""
    title = Message(N_("Training ledger {year}"), {"year": ledger.year})
    workbook = new_workbook(title.text(), now)
    styles = CellStyles(workbook, FANG)
    for table, frozen in ((_people(ledger), 2), (_sessions(ledger), 2), (_plan(ledger), 2)):
        paper = Paper(
            sheet=Message(_SHEETS[table.key]),
            title=Message(N_("{township}: {title}"), {"township": office.name, "title": table.title}),
            table=table,
            period=Message(N_("As of {day}"), {"day": ledger.as_of}),
            signature=SIGNATURE,
            accents=ACCENTS,
            frozen_columns=frozen,
        )
        add_paper(workbook, styles, paper, office)
    return workbook_bytes(workbook)


_SHEETS = {"people": N_("Persons"), "sessions": N_("Sessions held"), "plan": N_("Plan")}


def _head(msgid: str, kind: ColumnKind = CODE, width: float | None = None) -> Heading:
    return Heading(Message(msgid), kind=kind, width=width)


_COURSE = (_head(N_("Times")), _head(N_("Hours"), width=7))
_BEST = _head(N_("Best score"), width=8)


def _is_examined(ledger: Ledger, course: str) -> bool:
    return any(fact.course == course and fact.score is not None for facts in ledger.facts.values() for fact in facts)


def _people(ledger: Ledger) -> Table:
    names = sorted({fact.course for facts in ledger.facts.values() for fact in facts})
    courses = {name: _is_examined(ledger, name) for name in names}
    hours = Heading(
        Message(N_("Training hours")),
        (_head(N_("Required")), _head(N_("Completed")), _head(N_("Missing")), _head(N_("State"), width=10)),
    )
    by_course = tuple(
        Heading(course, (*_COURSE, _BEST) if examined else _COURSE) for course, examined in courses.items()
    )
    headings = (
        _head(N_("No.")), _head(N_("Name"), NAME, 10), _head(N_("Kind")), _head(N_("Community or village"), TEXT, 16),
        hours, *((Heading(Message(N_("By course")), by_course),) if by_course else ()),
    )  # fmt: skip
    rows = tuple(_person(number, row, ledger, courses) for number, row in enumerate(ledger.hours, start=1))
    met = sum(row.hours.standing is HoursStanding.MET for row in ledger.hours)
    values = {"count": len(rows), "met": met, "short": sum(row.hours.missing > 0 for row in ledger.hours)}
    note = Message(N_("{count} persons in service; {met} have reached their hours, {short} are short of them."), values)
    title = Message(N_("Training ledger {year}"), {"year": ledger.year})
    return Table("people", title, Message(N_("hours, points")), headings, rows, None, (note,))


def _tenths(value: int | None) -> Decimal | None:
    """Return hours or points as a number that a sheet adds up."""
    return None if value is None else Decimal(value) / 10


def _person(number: int, row: HoursRow, ledger: Ledger, courses: Mapping[str, bool]) -> tuple[Cell, ...]:
    cells: list[Cell] = [number, row.name, row.kind.message if row.kind else None, row.community]
    year = row.hours
    cells += [_tenths(year.required), _tenths(year.done), _tenths(year.missing), year.standing.message]
    facts = ledger.facts.get(row.worker_id, ())
    for course, examined in courses.items():
        mine = [fact for fact in facts if fact.course == course and (fact.hours or fact.score is not None)]
        best = max((fact.score for fact in mine if fact.score is not None), default=None)
        times: Cell = len(mine) or None
        cells += [times, _tenths(sum(fact.hours for fact in mine)) if mine else None]
        cells += [_tenths(best)] if examined else []
    return tuple(cells)


def _sessions(ledger: Ledger) -> Table:
    headings = (
        _head(N_("No.")), _head(N_("Day"), DATE, 11.5), _head(N_("Training session"), TEXT, 24),
        _head(N_("Course"), TEXT, 18), _head(N_("Where"), TEXT, 16), _head(N_("Trainer"), TEXT, 12),
        _head(N_("Training hours")),
        Heading(Message(N_("Attendance")), (
            _head(N_("Listed"), ColumnKind.NUMBER), _head(N_("Came"), ColumnKind.NUMBER),
            _head(N_("Rate"), ColumnKind.SHARE),
        )),
        Heading(Message(N_("Result")), (
            _head(N_("Passed"), ColumnKind.NUMBER), _head(N_("To re-sit"), ColumnKind.NUMBER),
        )),
        _head(N_("State"), width=9),
    )  # fmt: skip
    held = [row for row in ledger.sessions if row.state in (SessionState.DONE, SessionState.TO_ENTER)]
    held.sort(key=lambda row: (row.form.held_on, row.form.starts_at or ""))
    rows = tuple(
        (
            number, row.form.held_on, row.form.title, row.course, row.form.place, row.form.trainer,
            _tenths(row.form.hours), row.listed, row.came, Share(row.came, row.listed), row.passed,
            row.to_resit or None, row.state.message,
        )
        for number, row in enumerate(held, start=1)
    )  # fmt: skip
    title = Message(N_("Training sessions {year}"), {"year": ledger.year})
    note = Message(N_("{count} sessions, {came} attendances."), {"count": len(held), "came": sum(r.came for r in held)})
    return Table("sessions", title, Message(N_("persons")), headings, rows, None, (note,))


def _plan(ledger: Ledger) -> Table:
    headings = (
        _head(N_("No.")), _head(N_("Month")), _head(N_("Course"), TEXT, 26), _head(N_("For whom"), TEXT, 18),
        Heading(Message(N_("Sessions")), (
            _head(N_("Number planned"), ColumnKind.NUMBER), _head(N_("Arranged"), ColumnKind.NUMBER),
            _head(N_("Held"), ColumnKind.NUMBER),
        )),
        _head(N_("State"), width=10), _head(N_("Person in charge"), TEXT, 12), _head(N_("Document"), TEXT, 18),
    )  # fmt: skip
    rows = tuple(
        (
            number, row.form.month, row.course, row.form.audience, row.form.sessions, row.arranged, row.held,
            row.state.message, row.form.person_in_charge, row.form.document,
        )
        for number, row in enumerate(ledger.plan, start=1)
    )  # fmt: skip
    done = sum(row.state is PlanState.HELD for row in ledger.plan)
    note = Message(N_("{done} of {count} lines of the plan are fulfilled."), {"done": done, "count": len(rows)})
    title = Message(N_("Training plan {year}"), {"year": ledger.year})
    return Table("plan", title, Message(N_("sessions")), headings, rows, None, (note,))

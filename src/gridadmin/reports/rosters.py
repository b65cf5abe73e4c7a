"""Rosters and lists as workbooks: exactly what is seen, and the office's own roster forms.

Masking is done by the caller: what comes in here is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from gridadmin.domain.codes import EDUCATIONS, ETHNICITIES, POLITICAL_STATUSES
from gridadmin.domain.grids import GridRow
from gridadmin.domain.tables import Cell, ColumnKind, Heading, Table
from gridadmin.domain.workers import EmploymentKind, WorkerRow
from gridadmin.i18n import N_, Message
from gridadmin.reports.workbook import Paper, PaperOffice, add_paper, new_workbook, workbook_bytes
from gridadmin.reports.workbook_cells import FANG, CellStyles

SIGNATURE = Message(N_("Made by:                    Checked by:                    Responsible:"))

TEXT, CODE, NAME, DATE = ColumnKind.TEXT, ColumnKind.CODE, ColumnKind.NAME, ColumnKind.DATE
NUMBER = Heading(Message(N_("No.")), kind=CODE)
REMARKS = Heading(Message(N_("Remarks")), kind=TEXT, width=18)


@dataclass(frozen=True)
class ListView:
    """What a list on the screen shows: its title, columns, rows in their order, and what it was narrowed to.

    Attributes:
        filters: the search, the chips and the view in words; printed under the table.
    """

    title: Message
    columns: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    as_of: date
    filters: tuple[Message, ...] = ()


def table_xlsx(view: ListView, office: PaperOffice, now: datetime) -> bytes:
    """Return a list exactly as it is seen: the same columns, rows and order, with its filters and its date."""
    notes = (Message(N_("Filter: {filter}"), {"filter": text}) for text in view.filters)
    table = Table(
        "list", view.title, Message(N_("entries")), view.columns, view.rows, None, (_count(view.rows), *notes)
    )
    return _workbook(table, view.as_of, office, now, official=False)


def workers_xlsx(workers: Sequence[WorkerRow], as_of: date, office: PaperOffice, now: datetime) -> bytes:
    """Return the roster of grid workers (花名册) in the official layout."""
    rows = tuple(_worker_row(number, worker) for number, worker in enumerate(workers, start=1))
    title = Message(N_("Roster of grid workers"))
    table = Table("workers", title, Message(N_("persons")), WORKER_HEADINGS, rows, None, (_people(workers),))
    return _workbook(table, as_of, office, now, official=True)


def grids_xlsx(grids: Sequence[GridRow], as_of: date, office: PaperOffice, now: datetime) -> bytes:
    """Return the list of grids in the official layout."""
    rows = tuple(_grid_row(number, grid) for number, grid in enumerate(grids, start=1))
    table = Table(
        "grids", Message(N_("List of grids")), Message(N_("grids")), GRID_HEADINGS, rows, None, (_count(rows),)
    )
    return _workbook(table, as_of, office, now, official=True)


def _workbook(table: Table, as_of: date, office: PaperOffice, now: datetime, official: bool) -> bytes:
    workbook = new_workbook(table.title.text(), now)
    paper = Paper(
        sheet=table.title,
        title=Message(N_("{township}: {title}"), {"township": office.name, "title": table.title}),
        table=table,
        period=Message(N_("As of {day}"), {"day": as_of}),
        signature=SIGNATURE if official else None,
        seal=official,
        frozen_columns=2,
    )
    add_paper(workbook, CellStyles(workbook, FANG), paper, office)
    return workbook_bytes(workbook)


def _count(rows: Sequence[object]) -> Message:
    return Message(N_("{count} entries in all."), {"count": len(rows)})


def _people(workers: Sequence[WorkerRow]) -> Message:
    kinds = [worker.kind for worker in workers]
    values = {
        "count": len(workers),
        "full": kinds.count(EmploymentKind.FULL_TIME),
        "part": kinds.count(EmploymentKind.PART_TIME),
    }
    return Message(N_("{count} persons in all; full-time {full}, part-time {part}."), values)


WORKER_HEADINGS = (
    NUMBER,
    Heading(Message(N_("Name")), kind=NAME, width=10),
    Heading(Message(N_("Sex")), kind=CODE),
    Heading(Message(N_("Ethnicity")), kind=CODE),
    Heading(Message(N_("Birth date")), kind=DATE, width=11.5),
    Heading(Message(N_("ID number")), kind=CODE),
    Heading(Message(N_("Political status")), kind=CODE, width=11),
    Heading(Message(N_("Education")), kind=CODE, width=11),
    Heading(Message(N_("Phone")), kind=CODE),
    Heading(Message(N_("Kind")), kind=CODE),
    Heading(Message(N_("Source")), kind=CODE, width=12),
    Heading(
        Message(N_("Appointed to")),
        (
            Heading(Message(N_("Grid code")), kind=CODE, width=17),
            Heading(Message(N_("Grid")), kind=TEXT, width=18),
            Heading(Message(N_("Role")), kind=CODE, width=8),
        ),
    ),
    Heading(Message(N_("In service since")), kind=DATE, width=11.5),
    REMARKS,
)


def _worker_row(number: int, worker: WorkerRow) -> tuple[Cell, ...]:
    left = Message(N_("Left on {day}"), {"day": worker.ended_on}) if worker.ended_on else None
    return (
        number,
        worker.name,
        worker.sex.message,
        ETHNICITIES.get(worker.ethnicity or ""),
        worker.birth_date,
        worker.id_number,
        POLITICAL_STATUSES.get(worker.political_status or ""),
        EDUCATIONS.get(worker.education or ""),
        "\n".join(worker.phones),
        worker.kind.message if worker.kind else None,
        worker.source.message if worker.source else None,
        "\n".join(appointment.grid_code for appointment in worker.grids),
        "\n".join(appointment.grid_name for appointment in worker.grids),
        "\n".join(appointment.role.label for appointment in worker.grids),
        worker.started_on,
        left,
    )


GRID_HEADINGS = (
    NUMBER,
    Heading(Message(N_("Grid code")), kind=CODE),
    Heading(Message(N_("Grid")), kind=TEXT, width=18),
    Heading(Message(N_("Kind of grid")), kind=CODE, width=10),
    Heading(Message(N_("Community or village")), kind=TEXT, width=16),
    Heading(Message(N_("Setting")), kind=CODE, width=7),
    Heading(Message(N_("Area")), kind=TEXT, width=30),
    Heading(Message(N_("Households"))),
    Heading(Message(N_("Residents"))),
    Heading(Message(N_("County's decision")), kind=TEXT, width=20),
    Heading(Message(N_("Valid from")), kind=DATE, width=11.5),
    Heading(
        Message(N_("Grid workers")),
        (
            Heading(Message(N_("Full-time")), kind=TEXT, width=10),
            Heading(Message(N_("Part-time")), kind=TEXT, width=10),
        ),
    ),
    REMARKS,
)


def _grid_row(number: int, grid: GridRow) -> tuple[Cell, ...]:
    kind = grid.dedicated_kind.label if grid.dedicated_kind else ""
    return (
        number,
        grid.code,
        grid.name,
        f"{grid.kind.label}\n{kind}".strip(),
        grid.community,
        grid.setting.message,
        grid.area,
        grid.households,
        grid.residents,
        grid.decision_document,
        grid.valid_from,
        *("\n".join(member.name for member in grid.staff if member.kind is kind) for kind in EmploymentKind),
        grid.remarks,
    )

"""The tables of the monthly report: headings as trees, rows, total rows that are counted afresh, never added up."""

from __future__ import annotations

from collections.abc import Sequence

from gridadmin.domain.compliance_duties import Result
from gridadmin.domain.grids import DedicatedKind, GridKind, GridRow
from gridadmin.domain.movements import Movement, MovementKind
from gridadmin.domain.snapshot import BoardStatus
from gridadmin.domain.statistics_reading import MonthReading
from gridadmin.domain.tables import Cell, ColumnKind, Heading, Share, Table
from gridadmin.domain.workers import EmploymentKind, ExitReason, Sex, WorkerRow
from gridadmin.i18n import N_, Message

TOTAL = Message(N_("Total"))
SUBTOTAL = Message(N_("Subtotal"))
COMMUNITY = Heading(Message(N_("Community or village")), kind=ColumnKind.TEXT)
LEAVING_REASONS = tuple(reason for reason in ExitReason if reason is not ExitReason.CHANGED_KIND)

GRID_HEADINGS = (
    COMMUNITY,
    Heading(
        Message(N_("Number of grids")),
        (
            Heading(TOTAL),
            Heading(GridKind.COMPREHENSIVE.message),
            Heading(
                GridKind.DEDICATED.message, (Heading(SUBTOTAL), *(Heading(kind.message) for kind in DedicatedKind))
            ),
        ),
    ),
    Heading(Message(N_("Households"))),
    Heading(Message(N_("Residents"))),
    Heading(
        Message(N_("Staffing")),
        (
            Heading(Message(N_("With a full-timer"))),
            Heading(Message(N_("Part-timers only"))),
            Heading(Message(N_("Without anybody"))),
            Heading(Message(N_("Full-timer coverage")), kind=ColumnKind.SHARE),
        ),
    ),
    Heading(
        Message(N_("Article 10")),
        tuple(Heading(result.message) for result in (Result.MET, Result.NOT_MET, Result.NEEDS_PERSON)),
    ),
)

MOVEMENT_HEADINGS = (
    Heading(Message(N_("Kind")), kind=ColumnKind.TEXT),
    Heading(Message(N_("At the end of last month"))),
    Heading(
        Message(N_("Arrivals")),
        (Heading(SUBTOTAL), Heading(Message(N_("First time"))), Heading(Message(N_("Re-hired")))),
    ),
    Heading(
        Message(N_("Leavers")),
        (
            Heading(SUBTOTAL),
            *(Heading(reason.message) for reason in LEAVING_REASONS),
        ),
    ),
    Heading(
        Message(N_("Change of kind")),
        (Heading(Message(N_("Changed into"))), Heading(Message(N_("Changed out of")))),
    ),
    Heading(Message(N_("At the end of this month"))),
)

NAME_HEADINGS = (
    Heading(Message(N_("No.")), kind=ColumnKind.CODE),
    Heading(Message(N_("Name")), kind=ColumnKind.TEXT),
    Heading(Message(N_("Sex")), kind=ColumnKind.TEXT),
    Heading(Message(N_("Movement")), kind=ColumnKind.TEXT),
    Heading(Message(N_("Kind")), kind=ColumnKind.TEXT),
    Heading(Message(N_("Source")), kind=ColumnKind.TEXT),
    Heading(Message(N_("First day in service")), kind=ColumnKind.DATE),
    Heading(Message(N_("Last day in service")), kind=ColumnKind.DATE),
    Heading(Message(N_("Reason of leaving")), kind=ColumnKind.TEXT),
)


def grids_table(month: MonthReading) -> Table:
    """Grids by community and kind, staffing and coverage (Art 10)."""
    rows = tuple((community.name, *_grid_cells(month, community.grids)) for community in month.communities)
    return Table(
        key="grids",
        title=Message(N_("Grids and their staffing")),
        unit=Message(N_("grids, households, persons")),
        headings=GRID_HEADINGS,
        rows=rows,
        total=(TOTAL, *_grid_cells(month, month.grids)),
        notes=(
            Message(N_("Grids that exist on the last day of the month; who has left does not count as staff.")),
            Message(N_("Full-timer coverage = grids with a full-timer ÷ all grids.")),
        ),
    )


def _grid_cells(month: MonthReading, grids: Sequence[GridRow]) -> tuple[Cell, ...]:
    staffing = [month.staffing[grid.id] for grid in grids]
    full = sum(bool(staff.full_timers) for staff in staffing)
    nobody = sum(not staff.full_timers and not staff.part_timers for staff in staffing)
    dedicated = [grid for grid in grids if grid.kind is GridKind.DEDICATED]
    results = [month.article_10[grid.id] for grid in grids]
    return (
        len(grids),
        len(grids) - len(dedicated),
        len(dedicated),
        *(sum(grid.dedicated_kind is kind for grid in dedicated) for kind in DedicatedKind),
        _sum_known([grid.households for grid in grids]),
        _sum_known([grid.residents for grid in grids]),
        full,
        len(grids) - full - nobody,
        nobody,
        Share(full, len(grids)),
        *(results.count(result) for result in (Result.MET, Result.NOT_MET, Result.NEEDS_PERSON)),
    )


def _sum_known(counts: Sequence[int | None]) -> int | None:
    """Sum what the county has published; nothing published is an empty cell, not a zero."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def workers_table(month: MonthReading) -> Table:
    """Workers by 专职/兼职 and sex, each grouping adding up to all."""
    sexes = [Sex.MALE, Sex.FEMALE]
    if any(worker.sex is Sex.UNKNOWN for worker in month.workers):
        sexes.append(Sex.UNKNOWN)
    by_sex = (Heading(SUBTOTAL), *(Heading(sex.message) for sex in sexes))
    whole = len(month.workers)
    rows = tuple(
        (grouping.title, group.label, *_worker_cells(group.members, sexes, whole))
        for grouping in month.groupings
        for group in grouping.groups
    )
    return Table(
        key="workers",
        title=Message(N_("The grid workers")),
        unit=Message(N_("persons")),
        headings=(
            Heading(Message(N_("Item")), kind=ColumnKind.TEXT),
            Heading(Message(N_("Group")), kind=ColumnKind.TEXT),
            Heading(TOTAL),
            Heading(EmploymentKind.FULL_TIME.message, by_sex),
            Heading(EmploymentKind.PART_TIME.message, by_sex),
            Heading(Message(N_("Share")), kind=ColumnKind.SHARE),
        ),
        rows=rows,
        total=(TOTAL, None, *_worker_cells(month.workers, sexes, whole)),
        notes=(
            Message(N_("Persons in service on the last day; somebody with several grids counts once.")),
            Message(N_("Age in full years on the last day of the month; the bands are set in the parameters.")),
        ),
        merge_first=True,
    )


def _worker_cells(workers: Sequence[WorkerRow], sexes: Sequence[Sex], whole: int) -> tuple[Cell, ...]:
    cells: list[Cell] = [len(workers)]
    for kind in EmploymentKind:
        of_kind = [worker for worker in workers if worker.kind is kind]
        cells += [len(of_kind), *(sum(worker.sex is sex for worker in of_kind) for sex in sexes)]
    return (*cells, Share(len(workers), whole))


def movements_table(month: MonthReading) -> Table:
    """Head count before, arrivals, leavers by reason, changes of kind, head count after."""
    rows = tuple((kind.message, *_movement_cells(month, kind)) for kind in EmploymentKind)
    return Table(
        key="movements",
        title=Message(N_("Arrivals and leavers")),
        unit=Message(N_("persons, cases")),
        headings=MOVEMENT_HEADINGS,
        rows=rows,
        total=(TOTAL, *_movement_cells(month, None)),
        notes=(
            Message(N_("End of this month = end of last month + arrivals − leavers + changed into − changed out of.")),
            Message(N_("Who serves through the last day of a month is a leaver of the next month.")),
        ),
    )


def _movement_cells(month: MonthReading, kind: EmploymentKind | None) -> tuple[Cell, ...]:
    def of_kind(movement: Movement) -> bool:
        return kind in (None, movement.spell.kind)

    arrivals = [movement for movement in month.moved(MovementKind.ARRIVAL) if of_kind(movement)]
    leavers = [movement for movement in month.moved(MovementKind.LEAVING) if of_kind(movement)]
    changes = month.moved(MovementKind.CHANGE)
    reasons = [movement.spell.exit_reason or ExitReason.OTHER for movement in leavers]
    reasons = [ExitReason.OTHER if reason is ExitReason.CHANGED_KIND else reason for reason in reasons]
    rehired = sum(movement.rehired for movement in arrivals)
    return (
        month.opening(kind),
        len(arrivals),
        len(arrivals) - rehired,
        rehired,
        len(leavers),
        *(reasons.count(reason) for reason in LEAVING_REASONS),
        sum(of_kind(change) for change in changes),
        sum(change.before is not None and kind in (None, change.before.kind) for change in changes),
        month.closing(kind),
    )


def names_table(month: MonthReading) -> Table:
    """Who came, left or changed, one line for each movement."""
    return Table(
        key="names",
        title=Message(N_("Names of arrivals and leavers")),
        unit=Message(N_("cases")),
        headings=NAME_HEADINGS,
        rows=tuple(_name_row(number, movement) for number, movement in enumerate(month.movements, start=1)),
    )


def _name_row(number: int, movement: Movement) -> tuple[Cell, ...]:
    spell = movement.spell
    left = movement.kind is MovementKind.LEAVING
    return (
        number,
        spell.name,
        spell.sex.message,
        _movement_word(movement),
        spell.kind.message,
        spell.source.message,
        spell.started_on,
        spell.ended_on if left else None,
        spell.exit_reason.message if left and spell.exit_reason else None,
    )


def _movement_word(movement: Movement) -> Message:
    if movement.kind is MovementKind.CHANGE:
        return Message(N_("Change of kind"))
    if movement.kind is MovementKind.LEAVING:
        return Message(N_("Left service"))
    return Message(N_("Re-hired")) if movement.rehired else Message(N_("Entered service"))


def boards_table(month: MonthReading) -> Table:
    """Boards of grids and of communities by state (Art 15)."""
    rows = tuple(
        (community.name, *_board_cells(month, community.grids), month.community_boards[community.id].message)
        for community in month.communities
    )
    return Table(
        key="boards",
        title=Message(N_("Notice boards")),
        unit=Message(N_("grids")),
        headings=(
            COMMUNITY,
            Heading(Message(N_("Grids"))),
            Heading(Message(N_("Boards of grids")), tuple(Heading(status.message) for status in BoardStatus)),
            Heading(Message(N_("Share current")), kind=ColumnKind.SHARE),
            Heading(Message(N_("Board of the community or village")), kind=ColumnKind.CODE),
        ),
        rows=rows,
        total=(TOTAL, *_board_cells(month, month.grids), None),
        notes=(
            Message(N_("A grid with several posting places counts by the worst of them.")),
            Message(N_("Current: what the board says is true on the last day of the month (Article 15).")),
        ),
    )


def _board_cells(month: MonthReading, grids: Sequence[GridRow]) -> tuple[Cell, ...]:
    states = [month.boards[grid.id] for grid in grids]
    current = states.count(BoardStatus.CURRENT)
    return (len(grids), *(states.count(status) for status in BoardStatus), Share(current, len(grids)))

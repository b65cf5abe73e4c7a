"""Monthly statistics: the tables of a month as of its last day, and the cross-checks that they add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gridadmin.domain.compliance_duties import Result
from gridadmin.domain.grids import GridKind
from gridadmin.domain.movements import MovementKind
from gridadmin.domain.snapshot import BoardStatus, MonthFacts
from gridadmin.domain.statistics_indicators import INDICATORS, Figure, Indicator
from gridadmin.domain.statistics_reading import MonthReading
from gridadmin.domain.statistics_tables import boards_table, grids_table, movements_table, names_table, workers_table
from gridadmin.domain.tables import Cell, ColumnKind, Heading, Table
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, Message


@dataclass(frozen=True)
class CrossCheck:
    """Two ways to the same figure; `ok` when they agree."""

    title: Message
    parts: int
    whole: int

    @property
    def ok(self) -> bool:
        """Whether the parts add up to the whole."""
        return self.parts == self.whole


@dataclass(frozen=True)
class MonthlyStatistics:
    """A month's statistics.

    Attributes:
        figures: indicator key -> figure, of `statistics_indicators.INDICATORS`.
        tables: summary, grids, workers, movements, boards, names; each by its key.
        checks: every cross-check, those that hold included.
    """

    first: date
    last: date
    township: str
    figures: Mapping[str, Figure]
    tables: tuple[Table, ...]
    checks: tuple[CrossCheck, ...]

    @property
    def month(self) -> Message:
        """The month as papers write it: 2026年10月."""
        return Message(N_("{year}-{month:02}"), {"year": self.first.year, "month": self.first.month})

    def table(self, key: str) -> Table:
        """Return a table by its key."""
        return next(table for table in self.tables if table.key == key)

    @property
    def failed_checks(self) -> tuple[CrossCheck, ...]:
        """The cross-checks that do not hold; a report with any says so on its face."""
        return tuple(check for check in self.checks if not check.ok)


def monthly_tables(facts: MonthFacts, previous: MonthFacts | None = None) -> MonthlyStatistics:
    """Return the statistics of a month as of its last day; `previous` adds last month's figures to the summary."""
    month = MonthReading(facts)
    figures = {indicator.key: indicator.figure(month) for indicator in INDICATORS}
    before = _figures_before(previous)
    tables = (
        _summary(figures, before),
        grids_table(month),
        workers_table(month),
        movements_table(month),
        boards_table(month),
        names_table(month),
    )
    checks = tuple(_cross_checks(month, tables))
    return MonthlyStatistics(facts.first, facts.last, facts.snapshot.township, figures, tables, checks)


def _figures_before(previous: MonthFacts | None) -> dict[str, Figure] | None:
    if previous is None:
        return None
    month = MonthReading(previous)
    return {indicator.key: indicator.figure(month) for indicator in INDICATORS}


def _summary(figures: Mapping[str, Figure], before: Mapping[str, Figure] | None) -> Table:
    compared = (Heading(Message(N_("Last month"))), Heading(Message(N_("Difference")))) if before else ()
    headings = (
        Heading(Message(N_("No.")), kind=ColumnKind.CODE),
        Heading(Message(N_("Indicator")), kind=ColumnKind.TEXT, width=26),
        Heading(Message(N_("Unit")), kind=ColumnKind.TEXT),
        Heading(Message(N_("This month"))),
        *compared,
        Heading(Message(N_("Definition")), kind=ColumnKind.TEXT, width=58),
    )
    rows = tuple(
        (number, indicator.title, indicator.unit, *_compared(indicator, figures, before), indicator.definition)
        for number, indicator in enumerate(INDICATORS, start=1)
    )
    return Table(
        "summary",
        Message(N_("Monthly report on grids and grid workers")),
        Message(N_("see the column Unit")),
        headings,
        rows,
    )


def _compared(indicator: Indicator, figures: Mapping[str, Figure], before: Mapping[str, Figure] | None) -> list[Cell]:
    now = figures[indicator.key]
    if before is None:
        return [now]
    then = before[indicator.key]
    return [now, then, now - then if isinstance(now, int) and isinstance(then, int) else None]


def _cross_checks(month: MonthReading, tables: tuple[Table, ...]) -> Iterator[CrossCheck]:
    grids, people = len(month.grids), len(month.workers)
    for table in tables:
        if table.key in ("grids", "boards"):
            for column in (1, 2, 3):
                title = Message(N_("{table}: the rows add up to the total row"), {"table": table.title})
                whole = table.total[column] if table.total else None
                yield CrossCheck(title, sum(table.numbers(column)), whole if isinstance(whole, int) else 0)
    kinds_given = sum(grid.dedicated_kind is not None for grid in month.grids if grid.kind is GridKind.DEDICATED)
    title = Message(N_("Every dedicated grid says what it is set up for"))
    yield CrossCheck(title, kinds_given, sum(grid.kind is GridKind.DEDICATED for grid in month.grids))
    yield CrossCheck(Message(N_("Article 10: the results add up to all grids")), _results(month), grids)
    yield CrossCheck(Message(N_("Boards: the states add up to all grids")), _board_states(month), grids)
    kinds = sum(len(month.of_kind(kind)) for kind in EmploymentKind)
    yield CrossCheck(Message(N_("Full-timers and part-timers add up to all workers")), kinds, people)
    for grouping in month.groupings:
        title = Message(N_("{group}: the groups add up to all workers"), {"group": grouping.title})
        yield CrossCheck(title, sum(len(group.members) for group in grouping.groups), people)
    moved = len(month.moved(MovementKind.ARRIVAL)) - len(month.moved(MovementKind.LEAVING))
    title = Message(N_("Last month's end plus arrivals minus leavers is this month's end"))
    yield CrossCheck(title, month.opening() + moved, month.closing())
    yield CrossCheck(Message(N_("Spells of employment and roster agree on the head count")), month.closing(), people)


def _results(month: MonthReading) -> int:
    return sum(list(month.article_10.values()).count(result) for result in Result)


def _board_states(month: MonthReading) -> int:
    return sum(list(month.boards.values()).count(status) for status in BoardStatus)

"""The rows behind a figure: whoever asks "which ones?" of a number of the monthly statistics gets a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from gridadmin.domain.assessment_facts import MonthResult
from gridadmin.domain.assessment_rounding import plain_number
from gridadmin.domain.compliance_duties import Result
from gridadmin.domain.grids import DedicatedKind, GridKind, GridRow
from gridadmin.domain.movements import Movement, MovementKind, by_worker, spell_on
from gridadmin.domain.queues import Target
from gridadmin.domain.snapshot import ONE_DAY, BoardStatus, SpellFact
from gridadmin.domain.statistics_indicators import INDICATORS
from gridadmin.domain.statistics_reading import MonthReading
from gridadmin.domain.statistics_tables import LEAVING_REASONS
from gridadmin.domain.workers import EmploymentKind, ExitReason, Sex, WorkerRow
from gridadmin.i18n import N_, Message

Words = str | Message


@dataclass(frozen=True)
class FigureRow:
    """One grid or person behind a figure: what it is called, what tells it from others, and where it is opened.

    Attributes:
        headings: msgids of the columns: of the name, then of each of `about`; the same for all rows of one figure.
    """

    name: str
    about: tuple[Words, ...]
    target: Target
    headings: tuple[str, ...] = ()


GRID_HEADINGS = (N_("Grid"), N_("Community or village"), N_("Code"), N_("Kind of grid"), N_("Grid workers"))
WORKER_HEADINGS = (N_("Name"), N_("Kind"), N_("Sex"), N_("Grids"))
SPELL_HEADINGS = (N_("Name"), N_("Kind"), N_("Service"), N_("Reason for leaving"))
RESULT_HEADINGS = (N_("Name"), N_("Period"), N_("Scheme of assessment"), N_("Total score"), N_("Grade"))
Rows = tuple[FigureRow, ...]
GridTest = Callable[[GridRow], bool]


def rows_behind(month: MonthReading, table: str, row: int, column: int) -> Rows:
    """Return what a cell of a table counts; `row` is the place in the table, that of the total row behind the last.

    Cells that count nothing (titles, definitions, dates) have no rows.
    """
    found = _TABLES.get(table)
    return found(month, row, column) if found is not None and row >= 0 else ()


def _grids(grids: Iterable[GridRow]) -> Rows:
    return tuple(
        FigureRow(
            grid.name,
            (grid.community, grid.code, grid.kind.message, "、".join(member.name for member in grid.staff)),
            Target("grids", record_id=str(grid.id)),
            GRID_HEADINGS,
        )
        for grid in grids
    )


def _workers(workers: Iterable[WorkerRow]) -> Rows:
    return tuple(
        FigureRow(
            worker.name,
            (
                worker.kind.message if worker.kind else "",
                worker.sex.message,
                "、".join(post.grid_name for post in worker.grids) or worker.community,
            ),
            Target("workers", record_id=str(worker.id)),
            WORKER_HEADINGS,
        )
        for worker in workers
    )


def _spell(spell: SpellFact) -> FigureRow:
    days = f"{spell.started_on.isoformat()} – {spell.ended_on.isoformat() if spell.ended_on else ''}"
    reason: Words = spell.exit_reason.message if spell.exit_reason else ""
    target = Target("workers", record_id=str(spell.worker_id))
    return FigureRow(spell.name, (spell.kind.message, days, reason), target, SPELL_HEADINGS)


def _results(results: Iterable[MonthResult]) -> Rows:
    return tuple(
        FigureRow(
            result.name,
            (result.period, result.scheme, plain_number(result.score), result.grade or ""),
            Target("workers", record_id=str(result.worker_id)),
            RESULT_HEADINGS,
        )
        for result in results
    )


def _moved(movements: Iterable[Movement]) -> Rows:
    return tuple(_spell(movement.spell) for movement in movements)


# --- The summary -----------------------------------------------------------------------------------------------------


def _full(month: MonthReading, grid: GridRow) -> bool:
    return bool(month.staffing[grid.id].full_timers)


def _nobody(month: MonthReading, grid: GridRow) -> bool:
    staffing = month.staffing[grid.id]
    return not staffing.full_timers and not staffing.part_timers


def _part_only(month: MonthReading, grid: GridRow) -> bool:
    return not _full(month, grid) and not _nobody(month, grid)


_GRID_FIGURES: dict[str, Callable[[MonthReading, GridRow], bool]] = {
    "grids": lambda _month, _grid: True,
    "comprehensive": lambda _month, grid: grid.kind is GridKind.COMPREHENSIVE,
    "dedicated": lambda _month, grid: grid.kind is GridKind.DEDICATED,
    "with_full_timer": _full,
    "coverage": _full,
    "part_timers_only": _part_only,
    "without_worker": _nobody,
    "article_10_met": lambda month, grid: month.article_10[grid.id] is Result.MET,
    "article_10_not_met": lambda month, grid: month.article_10[grid.id] is Result.NOT_MET,
    "article_10_needs_person": lambda month, grid: month.article_10[grid.id] is Result.NEEDS_PERSON,
    "boards_current": lambda month, grid: month.boards[grid.id] is BoardStatus.CURRENT,
    "boards_to_reprint": lambda month, grid: month.boards[grid.id] is BoardStatus.TO_REPRINT,
    "boards_missing": lambda month, grid: month.boards[grid.id] is BoardStatus.MISSING,
}
_WORKER_FIGURES: dict[str, Callable[[WorkerRow], bool]] = {
    "workers": lambda _worker: True,
    "full_time": lambda worker: worker.kind is EmploymentKind.FULL_TIME,
    "part_time": lambda worker: worker.kind is EmploymentKind.PART_TIME,
    "male": lambda worker: worker.sex is Sex.MALE,
    "female": lambda worker: worker.sex is Sex.FEMALE,
}
_MOVEMENT_FIGURES = {
    "arrivals": MovementKind.ARRIVAL,
    "leavers": MovementKind.LEAVING,
    "kind_changes": MovementKind.CHANGE,
}
_RESULT_FIGURES: dict[str, Callable[[MonthResult], bool]] = {
    "assessed": lambda _result: True,
    "assessed_poor": lambda result: result.poor,
}
THIS_MONTH = 3  # the column of the summary that holds this month's figures


def figure_rows(month: MonthReading, indicator: str) -> Rows:
    """Return what an indicator counts, by its key in `INDICATORS`."""
    if indicator in _GRID_FIGURES:
        test = _GRID_FIGURES[indicator]
        return _grids(grid for grid in month.grids if test(month, grid))
    if indicator in _WORKER_FIGURES:
        return _workers(filter(_WORKER_FIGURES[indicator], month.workers))
    if indicator in _RESULT_FIGURES:
        return _results(filter(_RESULT_FIGURES[indicator], month.facts.results))
    return _moved(month.moved(_MOVEMENT_FIGURES[indicator])) if indicator in _MOVEMENT_FIGURES else ()


def _summary(month: MonthReading, row: int, column: int) -> Rows:
    return figure_rows(month, INDICATORS[row].key) if column == THIS_MONTH and row < len(INDICATORS) else ()


# --- Tables by community ---------------------------------------------------------------------------------------------


def _of_community(month: MonthReading, row: int) -> Sequence[GridRow]:
    return month.communities[row].grids if row < len(month.communities) else month.grids


def _grid_columns(month: MonthReading) -> list[GridTest]:
    def named(key: str) -> GridTest:
        return lambda grid: _GRID_FIGURES[key](month, grid)

    def set_up_for(kind: DedicatedKind) -> GridTest:
        return lambda grid: grid.kind is GridKind.DEDICATED and grid.dedicated_kind is kind

    every = named("grids")
    staffing = [named(key) for key in ("with_full_timer", "part_timers_only", "without_worker", "coverage")]
    article = [named(key) for key in ("article_10_met", "article_10_not_met", "article_10_needs_person")]
    kinds = [set_up_for(kind) for kind in DedicatedKind]
    return [every, named("comprehensive"), named("dedicated"), *kinds, every, every, *staffing, *article]


def _grids_table(month: MonthReading, row: int, column: int) -> Rows:
    tests = _grid_columns(month)
    if not 1 <= column <= len(tests):
        return ()
    return _grids(filter(tests[column - 1], _of_community(month, row)))


def _boards_table(month: MonthReading, row: int, column: int) -> Rows:
    statuses = [None, *BoardStatus, BoardStatus.CURRENT]
    if not 1 <= column <= len(statuses):
        return ()
    wanted = statuses[column - 1]
    grids = (grid for grid in _of_community(month, row) if wanted in (None, month.boards[grid.id]))
    return tuple(replace(line, target=Target("notices", record_id=line.target.record_id)) for line in _grids(grids))


# --- People ----------------------------------------------------------------------------------------------------------


def _workers_table(month: MonthReading, row: int, column: int) -> Rows:
    groups = [group for grouping in month.groupings for group in grouping.groups]
    members = groups[row].members if row < len(groups) else month.workers
    sexes = [Sex.MALE, Sex.FEMALE]
    if any(worker.sex is Sex.UNKNOWN for worker in month.workers):
        sexes.append(Sex.UNKNOWN)
    columns: list[tuple[EmploymentKind | None, Sex | None]] = [(None, None)]
    for kind in EmploymentKind:
        columns += [(kind, None), *((kind, sex) for sex in sexes)]
    columns.append((None, None))
    if not 2 <= column < 2 + len(columns):
        return ()
    kind_wanted, sex_wanted = columns[column - 2]
    return _workers(w for w in members if kind_wanted in (None, w.kind) and sex_wanted in (None, w.sex))


def _movements_table(month: MonthReading, row: int, column: int) -> Rows:
    kinds = list(EmploymentKind)
    kind = kinds[row] if row < len(kinds) else None

    def of_kind(spell: SpellFact | None) -> bool:
        return spell is not None and kind in (None, spell.kind)

    arrivals = [move for move in month.moved(MovementKind.ARRIVAL) if of_kind(move.spell)]
    leavers = [move for move in month.moved(MovementKind.LEAVING) if of_kind(move.spell)]
    changes = month.moved(MovementKind.CHANGE)
    last = 7 + len(LEAVING_REASONS) + 1
    if column in (1, last):
        return _standing(month, kind, opening=column == 1)
    columns: list[Iterable[Movement]] = [
        arrivals,
        (move for move in arrivals if not move.rehired),
        (move for move in arrivals if move.rehired),
        leavers,
        *([move for move in leavers if _reason(move) is reason] for reason in LEAVING_REASONS),
        (move for move in changes if of_kind(move.spell)),
        (move for move in changes if of_kind(move.before)),
    ]
    return _moved(columns[column - 2]) if 2 <= column < last else ()


def _reason(move: Movement) -> ExitReason:
    reason = move.spell.exit_reason or ExitReason.OTHER
    return ExitReason.OTHER if reason is ExitReason.CHANGED_KIND else reason


def _standing(month: MonthReading, kind: EmploymentKind | None, *, opening: bool) -> Rows:
    day = month.facts.first - ONE_DAY if opening else month.facts.last
    serving = (spell_on(group, day) for group in by_worker(month.facts.spells))
    return tuple(_spell(spell) for spell in serving if spell is not None and kind in (None, spell.kind))


def _names_table(month: MonthReading, row: int, column: int) -> Rows:
    return _moved(month.movements[row : row + 1]) if column == 1 else ()


_TABLES: dict[str, Callable[[MonthReading, int, int], Rows]] = {
    "summary": _summary,
    "grids": _grids_table,
    "workers": _workers_table,
    "movements": _movements_table,
    "boards": _boards_table,
    "names": _names_table,
}

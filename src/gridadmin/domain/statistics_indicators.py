"""The dictionary of indicators: each defined once, in words that are printed beside its figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gridadmin.domain.compliance_duties import Result
from gridadmin.domain.grids import GridKind
from gridadmin.domain.movements import MovementKind
from gridadmin.domain.snapshot import BoardStatus
from gridadmin.domain.statistics_reading import MonthReading
from gridadmin.domain.tables import Share
from gridadmin.domain.workers import EmploymentKind, Sex
from gridadmin.i18n import N_, Message

Figure = int | Share

GRIDS = N_("grids")
PERSONS = N_("persons")
TIMES = N_("cases")
PERCENT = N_("%")


@dataclass(frozen=True)
class Indicator:
    """A figure of the month: its name, unit and definition as printed, and the function that works it out."""

    key: str
    title: Message
    unit: Message
    definition: Message
    figure: Callable[[MonthReading], Figure]


def _indicator(key: str, title: str, unit: str, definition: str, figure: Callable[[MonthReading], Figure]) -> Indicator:
    return Indicator(key, Message(title), Message(unit), Message(definition), figure)


def _grids(kind: GridKind) -> Callable[[MonthReading], int]:
    return lambda month: sum(grid.kind is kind for grid in month.grids)


def _with_full_timer(month: MonthReading) -> int:
    return sum(bool(staffing.full_timers) for staffing in month.staffing.values())


def _part_timers_only(month: MonthReading) -> int:
    return sum(bool(staffing.part_timers) and not staffing.full_timers for staffing in month.staffing.values())


def _without_worker(month: MonthReading) -> int:
    return sum(not staffing.full_timers and not staffing.part_timers for staffing in month.staffing.values())


def _article_10(result: Result) -> Callable[[MonthReading], int]:
    return lambda month: list(month.article_10.values()).count(result)


def _kind(kind: EmploymentKind) -> Callable[[MonthReading], int]:
    return lambda month: len(month.of_kind(kind))


def _sex(sex: Sex) -> Callable[[MonthReading], int]:
    return lambda month: sum(worker.sex is sex for worker in month.workers)


def _moved(kind: MovementKind) -> Callable[[MonthReading], int]:
    return lambda month: len(month.moved(kind))


def _boards(status: BoardStatus) -> Callable[[MonthReading], int]:
    return lambda month: list(month.boards.values()).count(status)


INDICATORS: tuple[Indicator, ...] = (
    _indicator("grids", N_("Grids"), GRIDS,
               N_("Grids drawn by the county that exist on the last day of the month."),
               lambda month: len(month.grids)),
    _indicator("comprehensive", N_("Comprehensive grids"), GRIDS,
               N_("Of the grids: comprehensive grids (Article 8)."), _grids(GridKind.COMPREHENSIVE)),
    _indicator("dedicated", N_("Dedicated grids"), GRIDS,
               N_("Of the grids: dedicated grids (Article 8)."), _grids(GridKind.DEDICATED)),
    _indicator("with_full_timer", N_("Grids with a full-timer"), GRIDS,
               N_("Grids that at least one full-timer in service is appointed to on the last day."), _with_full_timer),
    _indicator("part_timers_only", N_("Grids with part-timers only"), GRIDS,
               N_("Grids that only part-timers in service are appointed to on the last day."), _part_timers_only),
    _indicator("without_worker", N_("Grids without a worker"), GRIDS,
               N_("Grids that nobody in service is appointed to on the last day; leavers do not count."),
               _without_worker),
    _indicator("coverage", N_("Full-timer coverage"), PERCENT,
               N_("Grids with a full-timer divided by all grids."),
               lambda month: Share(_with_full_timer(month), len(month.grids))),
    _indicator("article_10_met", N_("Staffing meets Article 10"), GRIDS,
               N_("Grids with a full-timer, or village and rural community grids with a recorded exception in date."),
               _article_10(Result.MET)),
    _indicator("article_10_not_met", N_("Staffing does not meet Article 10"), GRIDS,
               N_("Grids without anybody, and urban grids without a full-timer."), _article_10(Result.NOT_MET)),
    _indicator("article_10_needs_person", N_("Staffing to be decided by a person"), GRIDS,
               N_("Rural grids without a full-timer whose exception is not recorded or past its review date; "
                  "rural dedicated grids without a full-timer."), _article_10(Result.NEEDS_PERSON)),
    _indicator("workers", N_("Workers in service"), PERSONS,
               N_("Persons whose employment holds on the last day; somebody with several grids counts once."),
               lambda month: len(month.workers)),
    _indicator("full_time", N_("Full-timers"), PERSONS,
               N_("Of the workers: full-time on the last day."), _kind(EmploymentKind.FULL_TIME)),
    _indicator("part_time", N_("Part-timers"), PERSONS,
               N_("Of the workers: part-time on the last day."), _kind(EmploymentKind.PART_TIME)),
    _indicator("male", N_("Men"), PERSONS, N_("Of the workers: men."), _sex(Sex.MALE)),
    _indicator("female", N_("Women"), PERSONS, N_("Of the workers: women."), _sex(Sex.FEMALE)),
    _indicator("arrivals", N_("Arrivals"), TIMES,
               N_("Times somebody entered service in the month who had not served the day before; re-hires included."),
               _moved(MovementKind.ARRIVAL)),
    _indicator("leavers", N_("Leavers"), TIMES,
               N_("Times the first day out of service fell in the month; who serves through the last day of the month "
                  "counts in the next."), _moved(MovementKind.LEAVING)),
    _indicator("kind_changes", N_("Changes between full-time and part-time"), TIMES,
               N_("Changes of kind without a day out of service; neither arrival nor leaving."),
               _moved(MovementKind.CHANGE)),
    _indicator("boards_current", N_("Boards current"), GRIDS,
               N_("Grids whose boards at every posting place say what is true on the last day (Article 15)."),
               _boards(BoardStatus.CURRENT)),
    _indicator("boards_to_reprint", N_("Boards to be reprinted"), GRIDS,
               N_("Grids with a board that no longer says what is true."), _boards(BoardStatus.TO_REPRINT)),
    _indicator("boards_missing", N_("Boards missing"), GRIDS,
               N_("Grids for which no board has been printed."), _boards(BoardStatus.MISSING)),
    _indicator("assessed", N_("Assessment results published"), TIMES,
               N_("Results of periods of assessment published in the month, one for each person and period, "
                  "as corrected by the last day."),
               lambda month: len(month.facts.results)),
    _indicator("assessed_poor", N_("Of these: poor grades"), TIMES,
               N_("Of these results: with a grade that counts towards a review by its scheme (Article 24)."),
               lambda month: sum(result.poor for result in month.facts.results)),
)  # fmt: skip

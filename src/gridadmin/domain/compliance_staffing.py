"""Article 10: every grid has its workers, at least one of them full-time, with the one exception the article makes."""

from __future__ import annotations

from dataclasses import dataclass

from gridadmin.domain.compliance_duties import Page, Result, SubjectType, Verdict, duty, page_of
from gridadmin.domain.grids import GridKind, GridRow, GridSetting
from gridadmin.domain.snapshot import OfficeSnapshot
from gridadmin.domain.workers import EmploymentKind, WorkerStatus
from gridadmin.i18n import N_, Message


@dataclass(frozen=True)
class GridStaffing:
    """Who really serves a grid on the date: names by kind, and appointments that count for nothing."""

    full_timers: tuple[str, ...]
    part_timers: tuple[str, ...]
    not_serving: tuple[Message, ...]

    @property
    def facts(self) -> tuple[Message, ...]:
        """The staffing in sentences."""
        values = {"full": len(self.full_timers), "part": len(self.part_timers)}
        return (Message(N_("Full-timers: {full}; part-timers: {part}."), values), *self.not_serving)


def staffing_of(snapshot: OfficeSnapshot, grid: GridRow) -> GridStaffing:
    """Return who serves the grid; an appointment of somebody whose employment has ended or not begun counts nothing.

    The kind is that of the employment that holds on the date; a person appointed twice counts once.
    """
    full: dict[object, str] = {}
    part: dict[object, str] = {}
    idle: dict[object, Message] = {}
    for member in grid.staff:
        worker = snapshot.workers_by_id.get(member.worker_id)
        if worker is None:
            idle[member.worker_id] = Message(N_("{name} is appointed but not employed."), {"name": member.name})
        elif worker.status is not WorkerStatus.ACTIVE:
            idle[member.worker_id] = Message(
                N_("{name} is appointed but left on {day}."),
                {"name": member.name, "day": worker.ended_on or Message(N_("an unknown day"))},
            )
        else:
            names = full if (worker.kind or member.kind) is EmploymentKind.FULL_TIME else part
            names[member.worker_id] = member.name
    return GridStaffing(tuple(full.values()), tuple(part.values()), tuple(idle.values()))


@duty(
    "art10.staffing",
    SubjectType.GRID,
    N_("The grid has its workers, one of them full-time"),
    "每个网格配备专职网格员不少于一名，但是农村社区、行政村网格暂时不具备配备专职网格员条件的，可以配备兼职网格员。",
)
def grid_is_staffed(snapshot: OfficeSnapshot, grid: GridRow) -> Verdict:
    """Art 10: nobody = not met; no full-timer = not met in town, the recorded exception in the country."""
    staffing = staffing_of(snapshot, grid)
    page = page_of(Page.GRIDS, grid.id)
    if staffing.full_timers:
        return Verdict(Result.MET, "full_timer", staffing.facts)
    if not staffing.part_timers:
        remedy = Message(N_("Appoint a grid worker, full-time unless the exception of Article 10 applies."))
        return Verdict(Result.NOT_MET, "no_worker", staffing.facts, remedy, page)
    if grid.setting is GridSetting.URBAN:
        fact = Message(N_("An urban grid may add part-timers, but not do without a full-timer."))
        remedy = Message(N_("Appoint a full-time grid worker."))
        return Verdict(Result.NOT_MET, "part_timers_only", (*staffing.facts, fact), remedy, page)
    if grid.kind is GridKind.DEDICATED:
        fact = Message(N_("The exception of Article 10 does not name dedicated grids."))
        remedy = Message(N_("Appoint a full-time grid worker, or ask the county how it reads Article 10 here."))
        return Verdict(Result.NEEDS_PERSON, "dedicated_part_timers_only", (*staffing.facts, fact), remedy, page)
    return _exception(snapshot, grid, staffing.facts)


def _exception(snapshot: OfficeSnapshot, grid: GridRow, facts: tuple[Message, ...]) -> Verdict:
    """The exception for villages and rural communities: recorded with a reason, and reviewed in time."""
    page = page_of(Page.GRIDS, grid.id)
    reason = (grid.exception_reason or "").strip()
    if not reason or grid.exception_review_on is None:
        fact = Message(
            N_("Why there is no full-timer for the time being is not recorded with a reason and a review date.")
        )
        remedy = Message(N_("Record the reason and the review date, or appoint a full-time grid worker."))
        return Verdict(Result.NEEDS_PERSON, "exception_not_recorded", (*facts, fact), remedy, page)
    values = {"reason": reason, "day": grid.exception_review_on}
    fact = Message(N_("No full-timer for the time being: {reason}; to be reviewed by {day}."), values)
    if grid.exception_review_on < snapshot.as_of:
        remedy = Message(N_("The review date has passed: review whether a full-timer can be had now."))
        return Verdict(Result.NEEDS_PERSON, "exception_review_passed", (*facts, fact), remedy, page)
    return Verdict(Result.MET, "exception_recorded", (*facts, fact))

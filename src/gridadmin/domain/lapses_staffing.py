"""Services, appointments, grids and exceptions that end, and the grids that this leaves bare (Art 10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from gridadmin.domain.grids import GridRow
from gridadmin.domain.lapses import Lapse, LapseKind
from gridadmin.domain.queues import Target, Tone
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, Message

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PostFact:
    """An appointment that lasts on the day looked at or begins later.

    Attributes:
        kind: of the service that holds on the appointment's last known day.
        leaves: whether the person's service ends with it.
    """

    worker_id: UUID
    name: str
    kind: EmploymentKind | None
    grid_id: UUID
    started_on: date
    ended_on: date | None
    leaves: bool = False

    def covers(self, day: date) -> bool:
        """Whether the appointment holds on a day."""
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)


def staffing_lapses(posts: Sequence[PostFact], grids: Sequence[GridRow], as_of: date, until: date) -> Iterator[Lapse]:
    """Give every appointment and service that ends from a day on, with what is missing on the grids the day after."""
    names = {grid.id: grid for grid in grids}
    by_grid: dict[UUID, list[PostFact]] = {}
    for post in posts:
        by_grid.setdefault(post.grid_id, []).append(post)
    ending: dict[tuple[date, UUID], list[PostFact]] = {}
    for post in posts:
        if post.ended_on is not None and as_of <= post.ended_on < until and post.grid_id in names:
            ending.setdefault((post.ended_on + ONE_DAY, post.worker_id), []).append(post)
    for (day, worker_id), some in ending.items():
        breaks = [
            broken for post in some for broken in _missing_on(names[post.grid_id], by_grid[post.grid_id], post, day)
        ]
        yield _ended(day, worker_id, some, [names[post.grid_id].name for post in some], tuple(breaks))


def _missing_on(grid: GridRow, posts: Iterable[PostFact], left: PostFact, day: date) -> Iterator[Message]:
    """Give what Art 10 misses on a grid on a day on which somebody no longer serves it."""
    if grid.valid_to is not None and grid.valid_to < day:
        return
    there = [post for post in posts if post.covers(day)]
    if not there:
        yield Message(N_("{grid} will have no grid worker (Art 10)"), {"grid": grid.name})
    elif left.kind is EmploymentKind.FULL_TIME and not any(post.kind is EmploymentKind.FULL_TIME for post in there):
        yield Message(N_("{grid} will have no full-timer (Art 10)"), {"grid": grid.name})


def _ended(
    day: date, worker_id: UUID, some: Sequence[PostFact], grids: Sequence[str], breaks: tuple[Message, ...]
) -> Lapse:
    first = some[0]
    values = {"name": first.name, "grids": "、".join(grids), "day": day - ONE_DAY}
    if any(post.leaves for post in some):
        kind, what = LapseKind.SERVICE, Message(N_("{name} has left service (last day {day}): {grids}"), values)
    else:
        kind, what = LapseKind.APPOINTMENT, Message(N_("{name} no longer serves {grids} (last day {day})"), values)
    tone = Tone.URGENT if breaks else Tone.CALM
    return Lapse(day, kind, what, Target("workers", "service", str(worker_id)), breaks, tone, worker_id, first.name)


def grid_lapses(grids: Iterable[GridRow], as_of: date, until: date) -> Iterator[Lapse]:
    """Give grids that end, and recorded exceptions of Art 10 that are to be reviewed; those overdue, too."""
    for grid in grids:
        target = Target("grids", "", str(grid.id))
        if grid.valid_to is not None and as_of <= grid.valid_to < until:
            what = Message(N_("{grid} ends (last day {day})"), {"grid": grid.name, "day": grid.valid_to})
            breaks = (Message(N_("Its boards come down, and its workers are appointed elsewhere")),)
            yield Lapse(grid.valid_to + ONE_DAY, LapseKind.GRID, what, target, breaks)
        review_on = grid.exception_review_on
        ends_first = review_on is not None and grid.valid_to is not None and grid.valid_to < review_on
        if review_on is not None and grid.exception_reason and not ends_first:
            what = Message(N_("{grid}: last day to review the exception"), {"grid": grid.name})
            broken = Message(
                N_("Afterwards {grid} lacks a full-timer without a valid exception (Art 10)"), {"grid": grid.name}
            )
            yield Lapse(review_on, LapseKind.EXCEPTION, what, target, (broken,), _tone(review_on, as_of))


def _tone(day: date, as_of: date) -> Tone:
    return Tone.URGENT if day < as_of else Tone.WARNING

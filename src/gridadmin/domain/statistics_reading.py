"""A month as statistics read it: everything that several indicators need, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from gridadmin.domain.compliance_duties import IN_FORCE_FROM, Result
from gridadmin.domain.compliance_staffing import GridStaffing, grid_is_staffed, staffing_of
from gridadmin.domain.grids import GridRow
from gridadmin.domain.movements import Movement, MovementKind, head_count, movements
from gridadmin.domain.snapshot import ONE_DAY, BoardStatus, MonthFacts, OfficeSnapshot, worst_status
from gridadmin.domain.statistics_groups import Grouping, groupings
from gridadmin.domain.workers import EmploymentKind, WorkerRow


@dataclass(frozen=True)
class CommunityGrids:
    """A community or village and its grids on the last day."""

    id: UUID
    code: str
    name: str
    grids: tuple[GridRow, ...]


@dataclass(frozen=True)
class MonthReading:
    """A month's facts with what follows from them."""

    facts: MonthFacts

    @property
    def snapshot(self) -> OfficeSnapshot:
        """The office on the last day of the month."""
        return self.facts.snapshot

    @cached_property
    def grids(self) -> tuple[GridRow, ...]:
        """The grids that exist on the last day, by code."""
        last = self.facts.last
        standing = (
            g for g in self.snapshot.grids if g.valid_from <= last and (g.valid_to is None or g.valid_to >= last)
        )
        return tuple(sorted(standing, key=lambda grid: grid.code))

    @cached_property
    def communities(self) -> tuple[CommunityGrids, ...]:
        """Every community with its grids, by code; those without any included, so that the gap is seen."""
        names = {row.id: (row.code, row.name) for row in self.snapshot.communities}
        members: dict[UUID, list[GridRow]] = {community_id: [] for community_id in names}
        for grid in self.grids:
            names.setdefault(grid.community_id, (grid.community_code, grid.community))
            members.setdefault(grid.community_id, []).append(grid)
        found = [CommunityGrids(key, *names[key], tuple(grids)) for key, grids in members.items()]
        return tuple(sorted(found, key=lambda community: community.code))

    @cached_property
    def staffing(self) -> dict[UUID, GridStaffing]:
        """Who serves each grid on the last day."""
        return {grid.id: staffing_of(self.snapshot, grid) for grid in self.grids}

    @cached_property
    def article_10(self) -> dict[UUID, Result]:
        """The finding of Art 10 for each grid on the last day."""
        if self.facts.last < IN_FORCE_FROM:
            return {grid.id: Result.NOT_APPLICABLE for grid in self.grids}
        return {grid.id: grid_is_staffed(self.snapshot, grid).result for grid in self.grids}

    @cached_property
    def boards(self) -> dict[UUID, BoardStatus]:
        """The state of each grid's board, the worst of its posting places."""
        boards = self.snapshot.grid_boards
        return {grid.id: worst_status(boards.get(grid.id, ())) for grid in self.grids}

    @cached_property
    def community_boards(self) -> dict[UUID, BoardStatus]:
        """The state of each community's own board."""
        boards = self.snapshot.community_boards
        return {community.id: worst_status(boards.get(community.id, ())) for community in self.communities}

    @cached_property
    def workers(self) -> tuple[WorkerRow, ...]:
        """Who is in service on the last day; each person once, whatever number of grids."""
        return tuple({worker.id: worker for worker in self.snapshot.active_workers}.values())

    def of_kind(self, kind: EmploymentKind) -> tuple[WorkerRow, ...]:
        """The full-timers or the part-timers of the last day."""
        return tuple(worker for worker in self.workers if worker.kind is kind)

    @cached_property
    def groupings(self) -> tuple[Grouping, ...]:
        """The people of the last day in their groupings; the age bands are a dated parameter."""
        last = self.facts.last
        return groupings(self.workers, last, self.snapshot.parameters.numbers("statistics.age_bands", last))

    @cached_property
    def movements(self) -> tuple[Movement, ...]:
        """Arrivals, leavers and changes of kind in the month."""
        return movements(self.facts)

    def moved(self, kind: MovementKind) -> tuple[Movement, ...]:
        """The movements of one kind."""
        return tuple(movement for movement in self.movements if movement.kind is kind)

    def opening(self, kind: EmploymentKind | None = None) -> int:
        """Head count on the last day of the month before."""
        return head_count(self.facts.spells, self.facts.first - ONE_DAY, kind)

    def closing(self, kind: EmploymentKind | None = None) -> int:
        """Head count on the last day, by the spells of employment."""
        return head_count(self.facts.spells, self.facts.last, kind)

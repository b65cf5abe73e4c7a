"""The home page in one piece: the work that waits, how the grids are covered, and what was done last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from gridadmin.domain.journal import ActRow
from gridadmin.domain.queues import Queue
from gridadmin.domain.snapshot import BoardStatus
from gridadmin.domain.tables import Share


@dataclass(frozen=True)
class Coverage:
    """How the grids of a day are staffed (Art 10), and by whom."""

    grids: int
    staffed: int
    with_full_timer: int
    workers: int
    full_timers: int

    @property
    def staffed_share(self) -> Share:
        """Grids that somebody in service is appointed to."""
        return Share(self.staffed, self.grids)

    @property
    def full_timer_share(self) -> Share:
        """Grids that a full-timer in service is appointed to."""
        return Share(self.with_full_timer, self.grids)


@dataclass(frozen=True)
class Overview:
    """What the home page shows.

    Attributes:
        organisation: the office's name in full. `as_of`: the day looked at.
        boards: how many grids have a board in each state, the worst of their posting places.
        acts: what was done last, the newest first.
        last_backup: when the newest verified backup was made; None where there is none.
    """

    organisation: str
    as_of: date
    queues: tuple[Queue, ...]
    coverage: Coverage
    boards: Mapping[BoardStatus, int] = field(default_factory=dict)
    acts: tuple[ActRow, ...] = ()
    last_backup: datetime | None = None

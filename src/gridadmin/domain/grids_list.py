"""The list of grids: each with its staffing by Art 10, its boards and what was proposed to the county."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gridadmin.domain.compliance_duties import Result
from gridadmin.domain.compliance_queues import EXCEPTION, LACKS_FULL_TIMER
from gridadmin.domain.grids import GridKind, GridRow
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.snapshot import BoardStatus
from gridadmin.i18n import N_, Message


@dataclass(frozen=True)
class GridLine:
    """A line of the list.

    Attributes:
        staffing, case: what Art 10 says of the grid on the day, and why (`domain.compliance_staffing`).
        facts: the words of that finding.
        board: the worst state of its boards (Art 15).
        proposals: how many proposals wait for the county.
    """

    row: GridRow
    staffing: Result
    case: str
    facts: tuple[Message, ...]
    board: BoardStatus
    proposals: int

    def exists_on(self, day: date) -> bool:
        """Whether the grid exists on a day."""
        return self.row.valid_from <= day and (self.row.valid_to is None or day <= self.row.valid_to)


class GridView(LabelledEnum):
    """The named views of the list; the keys are those of the queues that lead here."""

    ALL = "all", N_("All")
    NO_WORKER = "no_worker", N_("No worker")
    NO_FULL_TIMER = "no_full_timer", N_("No full-timer (Art 10)")
    EXCEPTION = "exception", N_("Exceptions to record or review")
    PART_TIME = "part_time", N_("Part-time exceptions")
    DEDICATED = "dedicated", N_("Dedicated")
    PROPOSALS = "proposals", N_("Proposals")


def in_view(line: GridLine, view: GridView) -> bool:
    """Return whether a view shows a line."""
    return {
        GridView.ALL: True,
        GridView.NO_WORKER: line.case == "no_worker",
        GridView.NO_FULL_TIMER: line.case in LACKS_FULL_TIMER,
        GridView.EXCEPTION: line.case in EXCEPTION,
        GridView.PART_TIME: line.row.exception_reason is not None,
        GridView.DEDICATED: line.row.kind is GridKind.DEDICATED,
        GridView.PROPOSALS: line.proposals > 0,
    }[view]

"""What the list of grid workers can be narrowed to and ordered by, and what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.workers import AppointmentRole, EmploymentKind, WorkerStatus
from gridadmin.i18n import N_


class WorkerView(LabelledEnum):
    """The named views of the list; all but the first and `DUPLICATES` show persons in service alone."""

    ALL = "all", N_("All")
    INCOMPLETE = "incomplete", N_("Files to complete")
    NO_PHONE = "no_phone", N_("No phone")
    NO_GRID = "no_grid", N_("On no grid")
    TO_ATTEST = "to_attest", N_("To attest")
    TURNING_18 = "turning_18", N_("Not yet 18")
    DUPLICATES = "duplicates", N_("Possible duplicates")


@dataclass(frozen=True)
class WorkerFilter:
    """What the list of a day shows.

    Attributes:
        status: in service, left, or None for everybody.
        text: a fragment of name, pinyin, initials, ID number, or of a phone number old or new.
        community_id: of a grid the person works on, or written on a person without grids.
        later_starters: show persons, too, whose first service begins after the day. Today they are on file and wait for
            their first day; on a past day nobody knew of them yet.
    """

    as_of: date
    view: WorkerView = WorkerView.ALL
    status: WorkerStatus | None = WorkerStatus.ACTIVE
    kind: EmploymentKind | None = None
    role: AppointmentRole | None = None
    community_id: UUID | None = None
    text: str = ""
    later_starters: bool = True


@dataclass(frozen=True)
class WorkerOrder:
    """The order of the list: the key of a column (see `services.workers_search.ORDERS`), pinyin where it is empty."""

    key: str = ""
    descending: bool = False


@dataclass(frozen=True)
class WorkerCounts:
    """How many persons the three-way switch and each view would show under the other filters."""

    by_status: Mapping[str, int]
    by_view: Mapping[str, int]

"""Boards as the window lists them: whose board, where it hangs, whether it is true, and what was printed before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.notices import BoardDifference
from gridadmin.domain.snapshot import BoardState, BoardStatus
from gridadmin.i18n import Message


@dataclass(frozen=True)
class BoardSubject:
    """Whose board it is: a grid's, or (`grid_id` None) that of the community itself."""

    grid_id: UUID | None
    community_id: UUID

    @property
    def record_id(self) -> UUID:
        """The id of the grid, or of the community where the board is its own."""
        return self.grid_id or self.community_id


@dataclass(frozen=True)
class BoardLine:
    """A board at one posting place.

    Attributes:
        name: of the grid; of the community for its own board. `code`: 15 or 12 digits.
        place: where it hangs; empty where that is not recorded.
        differences: what is false on it, in words; `outdated_since`: from when on, None where not known.
    """

    subject: BoardSubject
    name: str
    code: str
    community: str
    place: str
    status: BoardStatus
    printed_on: date | None
    version: int | None
    differences: tuple[Message, ...] = ()
    outdated_since: date | None = None

    @property
    def is_community(self) -> bool:
        """Whether it is the board of a community."""
        return self.subject.grid_id is None


def board_line(state: BoardState, name: str, code: str, community: str) -> BoardLine:
    """Return the line of a board's state."""
    return BoardLine(
        subject=BoardSubject(state.grid_id, state.community_id),
        name=name,
        code=code,
        community=community,
        place=state.place,
        status=state.status,
        printed_on=state.printed_on,
        version=state.version,
        differences=state.differences,
        outdated_since=state.outdated_since,
    )


@dataclass(frozen=True)
class BoardPrintRow:
    """A print of a board; `template` and `size` as they were chosen."""

    number: int
    printed_on: date
    template: str
    size: str


@dataclass(frozen=True)
class BoardDetail:
    """One subject's board in full: what the wall says against what is true, its prints, its places (id, place)."""

    subject: BoardSubject
    differences: tuple[BoardDifference, ...]
    prints: tuple[BoardPrintRow, ...]
    places: tuple[tuple[UUID, str], ...]

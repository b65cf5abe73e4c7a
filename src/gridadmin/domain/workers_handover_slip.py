"""The hand-over slip (网格工作交接单): one sheet for the two who change over and for whoever supervises it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gridadmin.i18n import Message


@dataclass(frozen=True)
class SlipLine:
    """One line to be handed over and signed for; `due_on` None: no day is set."""

    title: str
    basis: str
    due_on: date | None


@dataclass(frozen=True)
class HandoverSlip:
    """What the sheet says.

    Attributes:
        grids: the names of the grids with the role on each. reason: why the outgoing person leaves.
        practice: invented people; the sheet says so across.
    """

    organisation: str
    outgoing: str
    incoming: str
    grids: tuple[str, ...]
    last_day: date
    first_day: date
    reason: Message
    document: str
    lines: tuple[SlipLine, ...]
    practice: bool = False

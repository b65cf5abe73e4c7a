"""Applying: a whole pull becomes the office's records in one transaction, with journal, cursors and history point."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gridadmin.sync.comparing import Difference


@dataclass(frozen=True)
class Applied:
    """What a pull brought.

    Attributes:
        records: that changed here. adopted: local ones that took the city's id. orphans: that the city has no more.
        asks: a guard wants a person's yes before so many records are called orphans; nothing was applied.
        differing: where the city holds something else in spite of it; see `sync.comparing.mend`.
    """

    records: int = 0
    adopted: int = 0
    orphans: int = 0
    asks: bool = False
    differing: tuple[Difference, ...] = ()


def apply_stage(session: Session, now: datetime) -> Applied:
    """Apply the pull that is staged, its last page too: records, journal, cursors and history point at once.

    The acts of this office that are not in the queue yet are collected first, so that nothing of them is overwritten.
    """
    raise NotImplementedError

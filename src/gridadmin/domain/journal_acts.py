"""The journal as its page shows it: acts that fit a filter, and what one act did, record by record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gridadmin.domain.journal import ActRow
from gridadmin.domain.journal_words import ChangeLine
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_, Message


class ActKind(LabelledEnum):
    """What an act touched, so that a clerk finds it again."""

    WORKERS = "workers", N_("Grid workers")
    GRIDS = "grids", N_("Grids")
    NOTICES = "notices", N_("Boards")
    OFFICE = "office", N_("Office and accounts")
    IMPORT = "import", N_("Imports")
    UNDO = "undo", N_("Undone acts")
    EVENT = "event", N_("Exports and other events")


@dataclass(frozen=True)
class ActFilter:
    """Which acts are wanted; None or "" = all. `text` is looked for in the sentence and the clerk's name."""

    text: str = ""
    actor: str | None = None
    since: date | None = None
    until: date | None = None
    kind: ActKind | None = None


@dataclass(frozen=True)
class ActPage:
    """The newest acts that fit a filter, and how many fit it altogether."""

    acts: tuple[ActRow, ...]
    total: int


@dataclass(frozen=True)
class RecordChanges:
    """What an act did to one record: its kind, whose it is, and the fields before and after in words."""

    record: Message
    subject: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True)
class ActDetail:
    """One act with what it changed; `left_off` records are not told one by one."""

    act: ActRow
    records: tuple[RecordChanges, ...]
    left_off: int = 0

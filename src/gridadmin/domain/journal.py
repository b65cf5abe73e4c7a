"""The journal as its readers see it: acts, the changes of a record, and what a check of the chain finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from gridadmin.i18n import Message


class Operation(StrEnum):
    """What an act did to a record."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True)
class FieldChange:
    """One field of a record: its value before and after, as text; `erased` when the value's time was over."""

    field: str
    was: object
    now: object
    erased: bool = False


@dataclass(frozen=True)
class RecordChange:
    """What an act did to one record."""

    seq: int
    operation: Operation
    record_type: str
    record_id: UUID
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class ActRow:
    """One user action: who, when, and a readable sentence.

    Attributes:
        undoable: False for acts that cannot be taken back, and for those that changed nothing.
        undone_by: the newest act that reversed this one, None while it stands; what was redone stands again.
        undoes: the act that this one reversed.
        seq: the sequence number of the act's own entry in the journal.
    """

    id: UUID
    at: datetime
    actor: str
    account_id: UUID | None
    sentence: Message
    undoable: bool
    undone_by: UUID | None
    undoes: UUID | None
    seq: int


@dataclass(frozen=True)
class Reversal:
    """What an undo reversed: the act as it was done in the first place; `redone` when it had been undone before."""

    act: ActRow
    redone: bool


@dataclass(frozen=True)
class HistoryRow:
    """An act with what it did to the record whose history is read."""

    act: ActRow
    changes: tuple[RecordChange, ...]


@dataclass(frozen=True)
class Verification:
    """The result of checking the journal and the file.

    Attributes:
        entries: number of journal entries read.
        first_bad: sequence number of the first entry that does not fit the chain; None when the chain is whole.
        head: (sequence number, hash) of the last good entry, to be compared with an anchor kept elsewhere.
        problems: what was found, in words; empty when all is well.
    """

    ok: bool
    entries: int
    first_bad: int | None
    head: tuple[int, str]
    problems: tuple[Message, ...]

"""Reconciling with the city's list by file: ours, theirs, and what both last agreed on; one decision for each fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gridadmin.domain.imports import ImportKind
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_, Message


class Difference(LabelledEnum):
    """How the two lists came to differ, as far as what they last agreed on tells."""

    THEIRS_CHANGED = "theirs_changed", N_("Changed by the city")
    OURS_CHANGED = "ours_changed", N_("Changed here")
    BOTH_CHANGED = "both_changed", N_("Changed by both")
    NEVER_AGREED = "never_agreed", N_("Never compared before")
    MISSING_HERE = "missing_here", N_("Only in the city's list")
    MISSING_THERE = "missing_there", N_("Only here")


class Choice(LabelledEnum):
    """What is done about a difference: keys 1, 2 and 3."""

    THEIRS = "theirs", N_("Take the city's")
    OURS = "ours", N_("Keep ours and submit it")
    LATER = "later", N_("Look into it")


@dataclass(frozen=True)
class Fact:
    """One fact of one record. Row: its place in the city's file; None for what the city's list lacks."""

    record_id: UUID | None
    field: str
    sheet: str = ""
    row: int = 0


@dataclass(frozen=True)
class DifferenceRow:
    """One fact in which the lists differ; values as plain JSON.

    Attributes:
        field: a field of `WorkerImport` or `GridImport`; empty where a whole record is missing on one side.
        submitted: the receipt number of the list in which our value was submitted already, if it was.
    """

    fact: Fact
    subject: str
    difference: Difference
    ours: object = None
    theirs: object = None
    agreed: object = None
    submitted: str | None = None

    @property
    def suggested(self) -> Choice:
        """What the history of the two values speaks for; a person decides."""
        return {
            Difference.THEIRS_CHANGED: Choice.THEIRS,
            Difference.OURS_CHANGED: Choice.OURS,
        }.get(self.difference, Choice.LATER)


@dataclass(frozen=True)
class Agreement:
    """A fact that both lists have alike."""

    record_id: UUID
    field: str
    value: object


@dataclass(frozen=True)
class Comparison:
    """What comparing with the city's list gave.

    Attributes:
        records: rows of the city's list that were understood; refused: those that were not.
        closed: facts submitted earlier that the city's list has now.
        reasons: row and reason of those that were not understood, the first few.
    """

    kind: ImportKind
    records: int
    refused: int
    differences: tuple[DifferenceRow, ...]
    agreements: tuple[Agreement, ...]
    closed: int = 0
    reasons: tuple[tuple[int, Message], ...] = ()


@dataclass(frozen=True)
class SubmissionRow:
    """One fact of ours that the city is asked to take over. Receipt: the list it went with; None until one is made."""

    id: UUID
    kind: ImportKind
    record_id: UUID | None
    subject: str
    field: str
    ours: object
    theirs: object
    decided_at: datetime
    receipt: str | None = None
    closed_at: datetime | None = None


_UNKNOWN = object()


def difference_between(ours: object, theirs: object, agreed: object = _UNKNOWN) -> Difference | None:
    """Return how two values came to differ, given what both last had; None where they are alike.

    Without a last agreement nothing is guessed.
    """
    if ours == theirs:
        return None
    if agreed is _UNKNOWN:
        return Difference.NEVER_AGREED
    if agreed == theirs:
        return Difference.OURS_CHANGED
    return Difference.THEIRS_CHANGED if agreed == ours else Difference.BOTH_CHANGED


# Facts that mean something only together are taken over together.
TOGETHER: Sequence[frozenset[str]] = (
    frozenset({"kind", "source", "started_on", "ended_on", "exit_reason", "document"}),
    frozenset({"grids", "role"}),
    frozenset({"emergency_contact", "emergency_phone"}),
)


def taken_with(fields: frozenset[str]) -> frozenset[str]:
    """Return the fields of a person's row that are taken over when these are."""
    return fields.union(*(each for each in TOGETHER if each & fields))

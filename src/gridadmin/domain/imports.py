"""Imports as their readers see them: rows with their places, problems, the four numbers, and a sender's layout."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.grids import GridImport
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.qualifications import CertificateImport
from gridadmin.domain.workers import WorkerImport
from gridadmin.i18n import N_, Message

# The sentence of an import's act; by it the journal knows imports again.
IMPORTED = N_("Imported {kind} from {file}: {new} new, {updated} updated")

UNCOMPUTED = "#CALC!"
"""What stands in a cell for a formula that was saved without its result: to call it empty would be wrong."""
_FAILED = frozenset(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"))


SHARED = "#MERGED!"
"""What stands for an amount that is merged over the rows of several persons."""


def formula_fault(text: str) -> Message | None:
    """Return what is wrong with a cell that holds an error value instead of one that can be entered, else None."""
    if text.strip() == SHARED:
        return Message(N_("One amount is merged over several persons. Split the cell, and type what each of them has."))
    if text.strip() == UNCOMPUTED:
        return Message(
            N_("The formula was saved without its result. Open the file in WPS or Excel, save it, and import it again.")
        )
    if text.strip() in _FAILED:
        return Message(N_("{value}: the formula of this cell failed. Type the value itself."), {"value": text.strip()})
    return None


class ImportKind(LabelledEnum):
    """What the rows of a sheet are."""

    WORKERS = "workers", N_("Grid workers")
    GRIDS = "grids", N_("Grids")
    CERTIFICATES = "certificates", N_("Certificates of grid workers")


class Severity(LabelledEnum):
    """An error rejects its row; a warning lets it in and asks for a look; a note only tells what was done."""

    ERROR = "error", N_("Error")
    WARNING = "warning", N_("Warning")
    NOTE = "note", N_("Note")


class Outcome(LabelledEnum):
    """What became of a row."""

    NEW = "new", N_("New")
    UPDATED = "updated", N_("Updated")
    UNCHANGED = "unchanged", N_("Unchanged")
    REJECTED = "rejected", N_("Rejected")


@dataclass(frozen=True)
class ImportChange:
    """One fact that a row changed: the field of `WorkerImport` or `GridImport`, and its values before and after."""

    field: str
    was: object
    now: object


Effect = tuple[Outcome, tuple[ImportChange, ...]]  # of a row that was entered; changes only where it updated a record


@dataclass(frozen=True)
class RowOutcome:
    """What became of one row of the sheet; `changes` only for updated ones."""

    sheet: str
    row: int
    outcome: Outcome
    subject: str
    changes: tuple[ImportChange, ...] = ()


@dataclass(frozen=True)
class Problem:
    """One line of the report, with its place in the sender's own workbook.

    Attributes:
        row: as Excel numbers it; column: its letter, "" where the whole row is meant.
        value: the cell as the sender sees it.
        field: the field of `WorkerImport` or `GridImport`, "" where none is concerned.
    """

    sheet: str
    row: int
    column: str
    value: str
    reason: Message
    severity: Severity = Severity.ERROR
    field: str = ""


@dataclass(frozen=True)
class SkippedRow:
    """A row that holds no record (a total, a note, a repeated header) and why it was passed over."""

    sheet: str
    row: int
    text: str
    reason: Message


@dataclass(frozen=True)
class ParsedRow:
    """One row of a sheet; `record` is None where an error rejects it. A row goes in whole or not at all."""

    sheet: str
    row: int
    record: WorkerImport | GridImport | CertificateImport | None
    problems: tuple[Problem, ...] = ()

    @property
    def rejected(self) -> bool:
        """Whether an error keeps the row out."""
        return self.record is None

    def refused(self, problem: Problem) -> ParsedRow:
        """Return the row as rejected for one more reason (a rule that only the office's own data can check)."""
        return replace(self, record=None, problems=(*self.problems, problem))


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do: new + updated + unchanged + rejected = rows, always.

    Attributes:
        outcomes: one for each row, in the order of the file.
        act_id: the act that an import was, None for a preview and where nothing changed.
    """

    rows: int
    new: int
    updated: int
    unchanged: int
    rejected: int
    problems: tuple[Problem, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    outcomes: tuple[RowOutcome, ...] = ()
    act_id: UUID | None = None

    @classmethod
    def of(cls, rows: int, outcomes: Iterable[RowOutcome], problems: Iterable[Problem]) -> Self:
        """Return the report of so many rows that were entered one by one."""
        told = tuple(outcomes)
        counts = Counter(each.outcome for each in told)
        return cls(
            rows=rows,
            new=counts[Outcome.NEW],
            updated=counts[Outcome.UPDATED],
            unchanged=counts[Outcome.UNCHANGED],
            rejected=counts[Outcome.REJECTED],
            problems=tuple(problems),
            outcomes=told,
        )

    def __post_init__(self) -> None:
        if self.new + self.updated + self.unchanged + self.rejected != self.rows:
            raise AssertionError(f"the four numbers of an import do not add up: {self}")


@dataclass(frozen=True)
class ColumnMapping:
    """Which column feeds which field.

    Attributes:
        fields: (column index from 0, field); `kind=full_time` is a tick column that sets the field to the value.
        confidence: 0 to 1 for each of `fields`, in the same order.
        ignored: columns that hold no fact of their own, such as running numbers.
    """

    kind: ImportKind
    fields: tuple[tuple[int, str], ...]
    confidence: tuple[float, ...] = ()
    ignored: tuple[int, ...] = ()

    def column_of(self, field: str) -> int | None:
        """Return the first column that feeds a field, or None."""
        return next((column for column, name in self.fields if name == field), None)

    def with_field(self, column: int, field: str | None) -> ColumnMapping:
        """Return the mapping with one column fed into another field, or into none."""
        kept = [
            (pair, sure)
            for pair, sure in zip(self.fields, self.confidence or (1.0,) * len(self.fields), strict=True)
            if pair[0] != column
        ]
        if field:
            kept.append(((column, field), 1.0))
        kept.sort()
        ignored = tuple(index for index in self.ignored if index != column)
        return ColumnMapping(self.kind, tuple(pair for pair, _ in kept), tuple(sure for _, sure in kept), ignored)


@dataclass(frozen=True)
class Layout:
    """How a sender lays out the sheet, remembered so that the next one needs no mapping.

    Attributes:
        signature: fingerprint of the header; the same header in the same order gives the same one.
        columns: (header as written, field).
        sender: who sends it, as the sheet says (填报单位) or the clerk entered.
    """

    signature: str
    kind: ImportKind
    columns: tuple[tuple[str, str], ...]
    sender: str = ""

    def to_json(self) -> str:
        """Return the layout as one line of JSON."""
        content = {"signature": self.signature, "kind": self.kind.value, "columns": self.columns, "sender": self.sender}
        return json.dumps(content, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Layout:
        """Read a layout back.

        Raises:
            InvalidError: where the text is no layout.
        """
        try:
            content = json.loads(text)
            columns = tuple((str(label), str(field)) for label, field in content["columns"])
            return cls(str(content["signature"]), ImportKind(content["kind"]), columns, str(content["sender"]))
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidError(N_("This is no layout of a sheet: {detail}."), detail=str(error)) from error


def count_rejected(rows: Iterable[ParsedRow]) -> int:
    """Return how many rows an error keeps out."""
    return sum(row.rejected for row in rows)


def import_sentence(report: ImportReport, kind: Message, file: str) -> Message:
    """Return the sentence of the act that an import was; `kind` says of what, `file` is the file's name."""
    return Message(IMPORTED, {"kind": kind, "file": file, "new": report.new, "updated": report.updated})

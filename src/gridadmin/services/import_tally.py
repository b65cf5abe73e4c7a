"""What every import shares: its options, the refusal of a row, and the four numbers that always add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from gridadmin.domain.imports import ImportReport, ParsedRow, Problem, Severity, SkippedRow
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import Message


@dataclass(frozen=True)
class ImportOptions:
    """What the clerk says about a sheet as a whole.

    Attributes:
        effective_on: the day from which changed facts hold and on which newcomers start, where the sheet gives no day.
        kind: 专职 or 兼职 for newcomers where the sheet does not say; None = it must.
    """

    effective_on: date
    kind: EmploymentKind | None = None


class Outcome(Enum):
    """What became of a row."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class RowRefusedError(Exception):
    """A row that only the office's own data can refuse; never leaves the import."""

    def __init__(self, reason: Message, field: str = "", value: str = "") -> None:
        super().__init__(reason.msgid)
        self.reason, self.field, self.value = reason, field, value


class Tally:
    """Counts outcomes and gathers problems while rows go in one by one."""

    def __init__(self, columns: Callable[[str, str], str]) -> None:
        self._columns = columns
        self._counts: Counter[Outcome] = Counter()
        self._problems: list[Problem] = []

    def run(self, row: ParsedRow, put: Callable[[ParsedRow, Tally], Outcome]) -> None:
        """Put one row; a refusal is counted and becomes a problem with its place."""
        self._problems.extend(row.problems)
        if row.rejected:
            self._counts[Outcome.REJECTED] += 1
            return
        try:
            self._counts[put(row, self)] += 1
        except RowRefusedError as refusal:
            self._counts[Outcome.REJECTED] += 1
            self.add(row, refusal.reason, field=refusal.field, value=refusal.value, severity=Severity.ERROR)

    def add(
        self, row: ParsedRow, reason: Message, *, field: str = "", value: str = "", severity: Severity = Severity.NOTE
    ) -> None:
        """Add a line to the report."""
        column = self._columns(row.sheet, field) if field else ""
        self._problems.append(Problem(row.sheet, row.row, column, value, reason, severity, field))

    def report(self, rows: int, skipped: Sequence[SkippedRow]) -> ImportReport:
        """Return the report; its four numbers add up to the rows."""
        return ImportReport(
            rows=rows,
            new=self._counts[Outcome.NEW],
            updated=self._counts[Outcome.UPDATED],
            unchanged=self._counts[Outcome.UNCHANGED],
            rejected=self._counts[Outcome.REJECTED],
            problems=tuple(self._problems),
            skipped=tuple(skipped),
        )

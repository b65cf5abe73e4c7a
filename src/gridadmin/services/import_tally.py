"""What every import shares: its options, the refusal of a row, and the four numbers that always add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gridadmin.domain.grids import GridImport
from gridadmin.domain.imports import (
    Effect,
    ImportChange,
    ImportReport,
    Outcome,
    ParsedRow,
    Problem,
    RowOutcome,
    Severity,
)
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


class RowRefusedError(Exception):
    """A row that only the office's own data can refuse; never leaves the import."""

    def __init__(self, reason: Message, field: str = "", value: str = "") -> None:
        super().__init__(reason.msgid)
        self.reason, self.field, self.value = reason, field, value


# Told of every row that means a known record: the row, the record, its facts before and after.
Observer = Callable[[ParsedRow, UUID, Mapping[str, object], Mapping[str, object]], None]


def changes_between(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[ImportChange, ...]:
    """Return the facts that differ between two states of the same record."""
    return tuple(ImportChange(name, before[name], now) for name, now in after.items() if before[name] != now)


class Tally:
    """Counts outcomes and gathers problems while rows go in one by one."""

    def __init__(self, columns: Callable[[str, str], str], observer: Observer | None = None) -> None:
        self._columns, self._observer = columns, observer
        self._outcomes: list[RowOutcome] = []
        self._problems: list[Problem] = []

    def run(self, row: ParsedRow, put: Callable[[ParsedRow, Tally], Effect]) -> None:
        """Put one row; a refusal is counted and becomes a problem with its place."""
        self._problems.extend(row.problems)
        if row.rejected:
            self._note(row, Outcome.REJECTED)
            return
        try:
            self._note(row, *put(row, self))
        except RowRefusedError as refusal:
            self._note(row, Outcome.REJECTED)
            self.add(row, refusal.reason, field=refusal.field, value=refusal.value, severity=Severity.ERROR)

    def put_known(
        self, row: ParsedRow, record_id: UUID, before: Mapping[str, object], after: Mapping[str, object]
    ) -> Effect:
        """Return what putting a row did to a known record, by its facts before and after."""
        self.observe(row, record_id, before, after)
        changes = changes_between(before, after)
        return (Outcome.UPDATED, changes) if after is not before else (Outcome.UNCHANGED, ())

    def observe(
        self, row: ParsedRow, record_id: UUID, before: Mapping[str, object], after: Mapping[str, object]
    ) -> None:
        """Tell whoever watches what a row says of a known record."""
        if self._observer is not None:
            self._observer(row, record_id, before, after)

    def _note(self, row: ParsedRow, outcome: Outcome, changes: tuple[ImportChange, ...] = ()) -> None:
        record = row.record
        subject = (
            "" if record is None else (record.name or record.code if isinstance(record, GridImport) else record.name)
        )
        self._outcomes.append(RowOutcome(row.sheet, row.row, outcome, subject, changes))

    def add(
        self, row: ParsedRow, reason: Message, *, field: str = "", value: str = "", severity: Severity = Severity.NOTE
    ) -> None:
        """Add a line to the report."""
        column = self._columns(row.sheet, field) if field else ""
        self._problems.append(Problem(row.sheet, row.row, column, value, reason, severity, field))

    def report(self, rows: int) -> ImportReport:
        """Return the report; its four numbers add up to the rows."""
        return ImportReport.of(rows, self._outcomes, self._problems)

"""Reads single cells of a row into values; whatever cannot be read becomes a problem with its place, never nothing."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from gridadmin.domain.dates import ColumnFormat, Precision, infer_column_format, is_open_end, parse_date
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.id_numbers import PrefixTimeline
from gridadmin.domain.imports import ColumnMapping, Problem, Severity, formula_fault
from gridadmin.domain.text import clean_text, squeeze
from gridadmin.i18n import N_, Message
from gridadmin.intake.sheets import CellValue
from gridadmin.intake.tables import Table, TableRow, column_letter, shown

CLEAR = "清空"
_LONGEST_KEYWORD = 12
_PLACEHOLDERS = frozenset(("无", "暂无", "不详", "空", "/", "\\", "-", "--", "—", "——", "－", "n/a", "null", "none"))
Value = TypeVar("Value")


@dataclass(frozen=True)
class IntakeContext:
    """What the office knows and the file does not say.

    Attributes:
        today: the day of the import; nobody is born after it.
        timeline: the meanings of ID number prefixes; only for notes.
        known_communities: 12-digit codes of the divisions; an unknown one in a grid code is a note.
        default_community: for sheets of one village that have no such column.
    """

    today: date
    timeline: PrefixTimeline = field(default_factory=dict)
    known_communities: Container[str] | None = None
    default_community: str | None = None


class RowReading:
    """One row being read: hands out cells by field, collects the problems and the fields to be cleared."""

    def __init__(self, table: Table, row: TableRow, columns: dict[str, tuple[int, ...]]) -> None:
        self.table = table
        self.row = row
        self.problems: list[Problem] = []
        self.cleared: set[str] = set()
        self._values: dict[str, list[tuple[int, CellValue]]] = {}
        self._columns = columns

    def value(self, field_name: str) -> CellValue:
        """Return the first cell of a field that says something, None where none does."""
        return next((value for _column, value in self.values(field_name)), None)

    def values(self, field_name: str) -> list[tuple[int, CellValue]]:
        """Return every cell of a field that says something, with its column; placeholders and 清空 are settled."""
        if field_name in self._values:
            return self._values[field_name]
        if field_name not in self._columns:
            return []
        found = self._values[field_name] = []
        for column in self._columns.get(field_name, ()):
            cell = self.row.cell(column)
            if cell is not None and (not isinstance(cell, str) or self._says_something(field_name, column, cell)):
                found.append((column, cell))
        return found

    def maps(self, field_name: str) -> bool:
        """Tell whether the sheet has a column for a field."""
        return field_name in self._columns

    def _says_something(self, field_name: str, column: int, text: str) -> bool:
        if len(text) > _LONGEST_KEYWORD:
            return not text.isspace()
        key = squeeze(text)
        if key == CLEAR:
            self.cleared.add(field_name)
            return False
        if (fault := formula_fault(text)) is not None:
            self.add(field_name, fault, column=column)
            return False
        if key in _PLACEHOLDERS:
            self.add(
                field_name, Message(N_("“{value}” was read as an empty cell."), {"value": text}), Severity.NOTE, column
            )
            return False
        return bool(key)

    def read(self, field_name: str, reader: Callable[[str | float], Value]) -> Value | None:
        """Read a field through a rule of `domain/`; its InvalidError becomes a problem and None is returned."""
        for column, value in self.values(field_name):
            try:
                return reader(value if isinstance(value, str | int | float) else shown(value))
            except InvalidError as error:
                self.add(field_name, error.message, column=column)
        return None

    def text(self, field_name: str) -> str | None:
        """Return a field as clean text, None where it is empty."""
        value = self.value(field_name)
        return clean_text(shown(value)) or None if value is not None else None

    def day(self, field_name: str, column_format: ColumnFormat) -> date | None:
        """Return a date field; 至今 is an open end (None), a month alone is its first day, with a note."""
        for column, value in self.values(field_name):
            if is_open_end(value):
                return None
            try:
                written = parse_date(value, column_format)
            except InvalidError as error:
                self.add(field_name, error.message, column=column)
                continue
            if written.precision is not Precision.DAY:
                values = {"value": str(written), "day": written.first_day.isoformat()}
                reason = Message(N_("Only {value} is written; {day} is entered."), values)
                self.add(field_name, reason, Severity.NOTE, column)
            return written.first_day
        return None

    def add(
        self, field_name: str, reason: Message, severity: Severity = Severity.ERROR, column: int | None = None
    ) -> None:
        """Note a problem at a field's column, or at the whole row where the sheet has no such column."""
        if column is None:
            column = next(iter(self._columns.get(field_name, ())), None)
        letter = "" if column is None else column_letter(column)
        value = "" if column is None else shown(self.row.cell(column))
        self.problems.append(Problem(self.table.sheet, self.row.number, letter, value, reason, severity, field_name))

    @property
    def rejected(self) -> bool:
        """Whether one of the problems so far keeps the row out."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def columns_by_field(mapping: ColumnMapping) -> dict[str, tuple[int, ...]]:
    """Return the columns of each field in the order of the sheet."""
    columns: dict[str, tuple[int, ...]] = {}
    for column, name in mapping.fields:
        columns[name] = (*columns.get(name, ()), column)
    return columns


def column_format(
    table: Table, columns: dict[str, tuple[int, ...]], name: str, known: list[date] | None = None
) -> ColumnFormat:
    """Infer the format of a date field from all its cells."""
    cells = (row.cell(column) for column in columns.get(name, ()) for row in table.rows)
    return infer_column_format((cell for cell in cells if cell is not None), known or ())


def unmapped_columns(table: Table, mapping: ColumnMapping) -> tuple[Problem, ...]:
    """Return a note for every column with values that feeds no field, so that nothing is dropped in silence."""
    used = {column for column, _ in mapping.fields} | set(mapping.ignored)
    notes = []
    for column in table.columns:
        count = 0 if column.index in used else sum(row.cell(column.index) is not None for row in table.rows)
        if count:
            reason = Message(
                N_("This column is not imported ({count} values). Map it to a field if it should be."), {"count": count}
            )
            notes.append(Problem(table.sheet, table.header_rows[1], column.letter, column.label, reason, Severity.NOTE))
    return tuple(notes)

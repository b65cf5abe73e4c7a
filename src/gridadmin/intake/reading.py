"""A whole file in one go: sheets, tables, mappings, rows; what is flagged needs every row of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.grids import GridImport
from gridadmin.domain.imports import ColumnMapping, ImportKind, Layout, ParsedRow, Problem, Severity, SkippedRow
from gridadmin.domain.workers import WorkerImport
from gridadmin.i18n import N_, Message
from gridadmin.intake.cells import IntakeContext, unmapped_columns
from gridadmin.intake.finding import find_tables
from gridadmin.intake.grids import parse_grids
from gridadmin.intake.mapping import layout_signature, propose_mapping
from gridadmin.intake.qualifications import parse_certificates
from gridadmin.intake.sheets import RawSheet
from gridadmin.intake.tables import Table
from gridadmin.intake.workbooks import read_workbook
from gridadmin.intake.workers import parse_workers

PARSERS: Mapping[ImportKind, Callable[[Table, ColumnMapping, IntakeContext], list[ParsedRow]]] = {
    ImportKind.WORKERS: parse_workers,
    ImportKind.GRIDS: parse_grids,
    ImportKind.CERTIFICATES: parse_certificates,
}
# What may differ between two rows about one person: she works on several grids.
_MAY_DIFFER = {"grids": (), "role": None, "community": None, "remarks": None}


@dataclass(frozen=True)
class FileIntake:
    """A file as it was understood, before anything is compared with the office.

    Attributes:
        tables: with the mapping of each.
        rows: every row with a record or a reason against it, in the order of the file.
        problems: what concerns the file, a sheet or a column rather than one row.
    """

    kind: ImportKind
    tables: tuple[tuple[Table, ColumnMapping], ...]
    rows: tuple[ParsedRow, ...]
    skipped: tuple[SkippedRow, ...]
    problems: tuple[Problem, ...]


def read_file(path: Path, kind: ImportKind, context: IntakeContext, layouts: Sequence[Layout] = ()) -> FileIntake:
    """Read a file of grid workers, grids or certificates.

    Args:
        layouts: remembered layouts; one with the header of a table decides its mapping.

    Raises:
        NotFoundError, StorageError, InvalidError: see `read_workbook`; and where no table of the kind is found.
    """
    sheets = read_workbook(path)
    tables = [
        (table, propose_mapping(table, kind, _layout_for(table, kind, layouts))) for table in visible_tables(sheets)
    ]
    return read_tables(sheets, _checked(tables, kind, path.name), kind, context)


def visible_tables(sheets: Iterable[RawSheet]) -> list[Table]:
    """Return the tables of the sheets that are not hidden."""
    return [table for sheet in sheets if not sheet.hidden for table in find_tables(sheet)]


def _layout_for(table: Table, kind: ImportKind, layouts: Sequence[Layout]) -> Layout | None:
    signature = layout_signature(table)
    return next((layout for layout in layouts if layout.signature == signature and layout.kind is kind), None)


def _checked(
    tables: list[tuple[Table, ColumnMapping]], kind: ImportKind, name: str
) -> list[tuple[Table, ColumnMapping]]:
    key = "code" if kind is ImportKind.GRIDS else "name"
    usable = [
        (table, mapping) for table, mapping in tables if mapping.column_of(key) is not None and len(mapping.fields) > 1
    ]
    if usable:
        return usable
    if kind is ImportKind.CERTIFICATES:
        raise InvalidError(
            N_("{file}: no table of certificates was found. Its header needs a column for the name (姓名)."), file=name
        )
    if kind is ImportKind.WORKERS:
        raise InvalidError(
            N_("{file}: no table of grid workers was found. Its header needs a column for the name (姓名)."), file=name
        )
    raise InvalidError(
        N_("{file}: no table of grids was found. Its header needs a column for the code (网格编码)."), file=name
    )


def read_tables(
    sheets: Sequence[RawSheet], tables: Sequence[tuple[Table, ColumnMapping]], kind: ImportKind, context: IntakeContext
) -> FileIntake:
    """Read tables whose mappings the clerk has settled, or whose cells she has corrected."""
    rows = [row for table, mapping in tables for row in PARSERS[kind](table, mapping, context)]
    continued = [
        SkippedRow(row.sheet, problem.row, problem.value, problem.reason)
        for row in rows for problem in row.problems if problem.row != row.row and problem.field == "name"
    ]  # fmt: skip
    skipped = [*(row for table, _ in tables for row in table.skipped), *continued]
    problems = [
        *_sheet_notes(sheets, tables),
        *(note for table, mapping in tables for note in unmapped_columns(table, mapping)),
    ]
    return FileIntake(kind, tuple(tables), tuple(flag_duplicates(rows)), tuple(skipped), tuple(problems))


def _sheet_notes(sheets: Sequence[RawSheet], tables: Sequence[tuple[Table, ColumnMapping]]) -> list[Problem]:
    notes = [Problem(sheet.name, 1, "", "", note, Severity.NOTE) for sheet in sheets[:1] for note in sheet.notes]
    with_tables = {table.sheet for table, _ in tables}
    for sheet in sheets:
        if sheet.hidden and sheet.rows:
            notes.append(
                Problem(sheet.name, 1, "", "", Message(N_("The sheet is hidden and was not read.")), Severity.NOTE)
            )
        elif sheet.rows and sheet.name not in with_tables:
            notes.append(
                Problem(
                    sheet.name, 1, "", "", Message(N_("No table of this kind was found on the sheet.")), Severity.NOTE
                )
            )
    for table, _mapping in tables:
        if table.hidden:
            reason = Message(
                N_("{count} rows are hidden in the sheet; they were read like the others."), {"count": table.hidden}
            )
            notes.append(Problem(table.sheet, table.header_rows[1], "", "", reason, Severity.NOTE))
    return notes


def flag_duplicates(rows: Iterable[ParsedRow]) -> list[ParsedRow]:
    """Flag what stands twice in one file: an ID number, a phone, a grid code."""
    seen: dict[tuple[str, str], ParsedRow] = {}
    flagged = []
    for row in rows:
        for key in _keys(row):
            first = seen.setdefault(key, row)
            if first is not row and not row.rejected:
                row = _flagged(row, first, *key)  # noqa: PLW2901 - the flagged row takes its place
        flagged.append(row)
    return flagged


def _keys(row: ParsedRow) -> list[tuple[str, str]]:
    record = row.record
    if isinstance(record, GridImport):
        return [("code", record.code)]
    if isinstance(record, WorkerImport):
        own = [("id_number", record.id_number)] if record.id_number else []
        return [*own, *(("phones", phone) for phone in record.phones)]
    return []


def _flagged(row: ParsedRow, first: ParsedRow, field: str, value: str) -> ParsedRow:
    place = {"value": value, "row": first.row, "sheet": first.sheet}
    if field == "code":
        reason = Message(
            N_("Grid code {value} stands in row {row} of sheet {sheet} already; a code belongs to one grid (Art 9)."),
            place,
        )
        return row.refused(Problem(row.sheet, row.row, "", value, reason, Severity.ERROR, field))
    one, other = first.record, row.record
    assert isinstance(one, WorkerImport)
    assert isinstance(other, WorkerImport)
    if field == "phones":
        if one.id_number and one.id_number == other.id_number:
            return row
        reason = Message(
            N_("Phone {value} stands in row {row} of sheet {sheet} already. It is kept; check whose it is."), place
        )
        return replace(
            row, problems=(*row.problems, Problem(row.sheet, row.row, "", value, reason, Severity.WARNING, field))
        )
    if replace(one, **_MAY_DIFFER) == replace(other, **_MAY_DIFFER):  # type: ignore[arg-type]
        reason = Message(
            N_("The person stands in row {row} of sheet {sheet} already; the grids of both rows are taken."), place
        )
        return replace(
            row, problems=(*row.problems, Problem(row.sheet, row.row, "", value, reason, Severity.WARNING, field))
        )
    reason = Message(
        N_(
            "ID number {value} stands in row {row} of sheet {sheet} already, with other facts. Keep "
            "the row that is right."
        ),
        place,
    )
    return row.refused(Problem(row.sheet, row.row, "", value, reason, Severity.ERROR, field))

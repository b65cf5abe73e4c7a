"""Importing a file: read, preview (the real import, taken back), import as one act, return what was refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from gridadmin.config import find_resources
from gridadmin.domain.id_numbers import PrefixTimeline
from gridadmin.domain.imports import IMPORTED, ColumnMapping, ImportKind, ImportReport, Layout, import_sentence
from gridadmin.domain.journal import ActRow
from gridadmin.i18n import N_, Message
from gridadmin.intake.cells import IntakeContext
from gridadmin.intake.mapping import guess_kind, layout_of, layout_signature
from gridadmin.intake.reading import FileIntake, read_file, read_tables, visible_tables
from gridadmin.intake.tables import Table
from gridadmin.intake.workbooks import read_workbook
from gridadmin.jobs.backups import back_up, last_backup
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice, open_act
from gridadmin.jobs.opening import is_server
from gridadmin.jobs.progress import Progress
from gridadmin.services.divisions import divisions
from gridadmin.services.grid_imports import import_grids
from gridadmin.services.import_layouts import list_layouts, remember_layouts
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.journal import list_acts
from gridadmin.services.places import community_of_sender
from gridadmin.services.qualifications_imports import import_certificates
from gridadmin.services.worker_imports import import_workers

SEARCHED_ACTS = 500  # how far back imports are looked for
BACKUP_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class ImportFile:
    """A file that was read and understood, ready to be previewed and imported.

    Attributes:
        intake: tables with their mappings, rows, skipped rows, and what is wrong with the file itself.
        sender: who sent it, as the sheet or the remembered layout says; "" where neither does.
        recognised: every table has a remembered layout.
        community: 12-digit code of the village whose sheet it is, for rows that name none; "" for none.
    """

    path: Path
    kind: ImportKind
    intake: FileIntake
    sender: str = ""
    recognised: bool = False
    community: str = ""

    @property
    def tables(self) -> tuple[tuple[Table, ColumnMapping], ...]:
        """The tables of the file, each with what feeds which field."""
        return self.intake.tables


@dataclass(frozen=True)
class ImportChoice:
    """What the clerk decides about a file: mappings and corrected cells, the day and the kind, whose sheet it is."""

    tables: tuple[tuple[Table, ColumnMapping], ...]
    options: ImportOptions
    community: str = ""


def read_import(office: OpenOffice, kind: ImportKind, path: Path) -> ImportFile:
    """Read a file of grids, workers or certificates; a sender's layout that is remembered decides the mapping.

    Raises:
        NotFoundError, StorageError, InvalidError: missing, damaged, protected, too large, or without such a table.
    """
    layouts = office.read(list_layouts, kind)
    file = ImportFile(path, kind, read_file(path, kind, _context(office), layouts))
    known = {layout.signature: layout.sender for layout in layouts}
    signatures = [layout_signature(table) for table, _mapping in file.tables]
    senders = [table.sender or known.get(mark, "") for (table, _), mark in zip(file.tables, signatures, strict=True)]
    sender = next((name for name in senders if name), "")
    file = replace(file, sender=sender, recognised=all(mark in known for mark in signatures))
    village = office.read(community_of_sender, sender) if sender else None
    without = any(mapping.column_of("community") is None for _table, mapping in file.tables)
    if village is None or not without or kind is not ImportKind.WORKERS:
        return file
    return remap_import(office, file, file.tables, village.code)


def guess_import_kind(path: Path) -> ImportKind:
    """Return what a file most likely lists; raises as `read_import`."""
    tables = visible_tables(read_workbook(path))
    return guess_kind(max(tables, key=lambda table: len(table.rows))) if tables else ImportKind.WORKERS


def open_import(
    office: OpenOffice, path: Path, kind: ImportKind | None = None, progress: Progress | None = None
) -> ImportFile:
    """Read a file for the window, of the kind that it most likely is where none is named; raises as `read_import`."""
    told = progress or Progress()
    told.report(0, 1, Message(N_("Reading {file}"), {"file": path.name}))
    return read_import(office, kind or guess_import_kind(path), path)


def check_import(
    office: OpenOffice, file: ImportFile, choice: ImportChoice, progress: Progress | None = None
) -> tuple[ImportFile, ImportReport]:
    """Read a file with what the clerk has chosen and corrected, and preview it."""
    told = progress or Progress()
    told.report(0, 1, Message(N_("Reading {file}"), {"file": file.path.name}))
    read = remap_import(office, file, choice.tables, choice.community)
    return read, preview_import(office, read, choice.options, told)


def remap_import(
    office: OpenOffice, file: ImportFile, tables: Sequence[tuple[Table, ColumnMapping]], community: str | None = None
) -> ImportFile:
    """Read the tables of a file again with mappings, or cells, that the clerk has settled.

    Args:
        office: open.
        file: as it was read.
        tables: what is to be read now.
        community: 12-digit code of the village whose sheet it is; "" for none, None for that of the file.
    """
    village = file.community if community is None else community
    context = replace(_context(office), default_community=village or None)
    intake = read_tables(read_workbook(file.path), tables, file.kind, context)
    return replace(file, intake=intake, community=village)


def preview_import(
    office: OpenOffice, file: ImportFile, options: ImportOptions, progress: Progress | None = None
) -> ImportReport:
    """Import a file for real and take it all back: its numbers are those of `run_import`."""
    return replace(office.rehearse(_import_rows, file, options, progress or Progress()), act_id=None)


def run_import(
    office: OpenOffice, file: ImportFile, options: ImportOptions, progress: Progress | None = None
) -> ImportReport:
    """Import a file as one act with one undo, and remember the sender's layout.

    A verified backup is made before, unless there is one of the last hour. Raises CancelledError with nothing changed.
    """
    _back_up_before(office)
    return office.act(
        lambda report: import_sentence(report, file.kind.message, file.path.name),
        _import_rows,
        file,
        options,
        progress or Progress(),
    )


def return_workbook(
    office: OpenOffice, file: ImportFile, report: ImportReport, out: Path, progress: Progress | None = None
) -> Path:
    """Write the returned workbook and journal that it was made; return the file."""
    (progress or Progress()).check()
    write_returned(file, report, out)
    office.event(Message(N_("Made the workbook {file} to be returned to its sender"), {"file": out.name}))
    return out


def write_returned(file: ImportFile, report: ImportReport, out: Path) -> None:
    """Write the sender's own workbook with the refused cells coloured and the reasons in an added column."""
    from gridadmin.intake.returns import returned_workbook  # it brings openpyxl, which the page does not need to open

    header_rows = {table.sheet: table.header_rows[1] for table, _mapping in file.tables}
    write_file(out, returned_workbook(file.path, report.problems, header_rows))


def _import_rows(session: Session, file: ImportFile, options: ImportOptions, progress: Progress) -> ImportReport:
    text = Message(N_("Importing {file}"), {"file": file.path.name})
    report = _IMPORTERS[file.kind](
        session,
        file.intake.rows,
        options,
        columns=_column_finder(file),
        progress=lambda done, total: progress.report(done, total, text),
    )
    report = replace(report, problems=(*file.intake.problems, *report.problems), skipped=file.intake.skipped)
    if not (report.new or report.updated):
        return report
    remember_layouts(session, _layouts(file))
    act = open_act(session)
    return replace(report, act_id=act.id if act else None)


_IMPORTERS = {
    ImportKind.WORKERS: import_workers,
    ImportKind.GRIDS: import_grids,
    ImportKind.CERTIFICATES: import_certificates,
}


def _layouts(file: ImportFile) -> list[Layout]:
    return [layout_of(table, mapping, table.sender) for table, mapping in file.tables]


def _column_finder(file: ImportFile) -> Callable[[str, str], str]:
    """Return a function (sheet, field) -> letter of the column that feeds the field, "" where none does."""
    letters = {
        (table.sheet, field.partition("=")[0]): table.columns[index].letter
        for table, mapping in file.tables
        for index, field in reversed(mapping.fields)
    }
    return lambda sheet, field: letters.get((sheet, field), "")


def _context(office: OpenOffice) -> IntakeContext:
    return IntakeContext(today=office.today(), timeline=_prefix_timeline(), known_communities=divisions())


@lru_cache(maxsize=1)
def _prefix_timeline() -> PrefixTimeline:
    path = find_resources() / "data" / "id_prefix_timeline.json"
    timeline: PrefixTimeline = json.loads(path.read_text(encoding="utf-8"))
    return timeline


def list_imports(office: OpenOffice, limit: int = 8, progress: Progress | None = None) -> list[ActRow]:
    """Return the newest imports, for the page that can take them back."""
    (progress or Progress()).check()
    acts = office.read(list_acts, SEARCHED_ACTS)
    return [act for act in acts if act.sentence.msgid == IMPORTED][:limit]


def _back_up_before(office: OpenOffice) -> None:
    if office.practice or is_server(office.location):
        return
    last = last_backup(office)
    now = office.clock().astimezone()
    if last is None or now - last.astimezone() > BACKUP_EVERY:
        back_up(office)

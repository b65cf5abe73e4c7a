"""Lists that leave the office: masked unless asked for, and whoever asks is journaled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gridadmin.domain.grids import GridRow
from gridadmin.domain.masking import mask_id_number, mask_numbers_in, mask_phone
from gridadmin.domain.workers import WorkerRow, WorkerStatus
from gridadmin.i18n import N_, Message
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.grids import list_grids
from gridadmin.services.office import get_office
from gridadmin.services.workers import list_workers

if TYPE_CHECKING:
    from gridadmin.reports.rosters import ListView


def roster(
    office: OpenOffice, as_of: date, status: WorkerStatus | None = None, *, unmask: bool = False
) -> list[WorkerRow]:
    """Return the roster of a day, ID numbers and phones masked unless asked for; asking is journaled."""
    rows = office.read(list_workers, as_of, status)
    if not unmask:
        return [masked(row) for row in rows]
    office.event(Message(N_("Listed {count} persons with full ID numbers and phones"), {"count": len(rows)}))
    return rows


def masked(row: WorkerRow) -> WorkerRow:
    """Return a row with ID number and phones masked."""
    id_number = mask_id_number(row.id_number) if row.id_number else None
    return replace(row, id_number=id_number, phones=tuple(mask_phone(phone) for phone in row.phones))


def grid_list(office: OpenOffice, as_of: date) -> list[GridRow]:
    """Return the grids of a day."""
    return office.read(list_grids, as_of)


def write_list(office: OpenOffice, view: ListView, out: Path, *, unmasked: bool = False) -> None:
    """Write a list exactly as it is seen, but for ID numbers and phones that somebody typed into its words.

    A list with full ID numbers or phones is journaled.

    Args:
        office: whose list it is.
        view: title, columns and rows as shown.
        out: the workbook.
        unmasked: whether the rows hold full ID numbers or phones.
    """
    from gridadmin.reports.rosters import table_xlsx
    from gridadmin.reports.workbook import PaperOffice

    row = office.read(get_office)
    shown = view if unmasked else _with_masked_words(view)
    write_file(out, table_xlsx(shown, PaperOffice(row.organisation, row.practice), office.clock()))
    if unmasked:
        office.event(
            Message(
                N_("Exported “{title}”, {count} rows, with full ID numbers or phones"),
                {"title": view.title, "count": len(view.rows)},
            )
        )


def _with_masked_words(view: ListView) -> ListView:
    """Columns of names and codes stay as the page shows them: theirs are the numbers that belong there."""
    from gridadmin.domain.tables import ColumnKind

    free = [heading.kind is ColumnKind.TEXT for heading in view.columns]
    rows = tuple(
        tuple(
            mask_numbers_in(cell) if words and isinstance(cell, str) else cell
            for cell, words in zip(row, free, strict=True)
        )
        for row in view.rows
    )
    return replace(view, rows=rows)


def write_roster(
    office: OpenOffice, as_of: date, out: Path, progress: Progress | None = None, *, unmask: bool = False
) -> Sequence[WorkerRow]:
    """Write the roster (花名册) of those in service on a day in the official layout."""
    from gridadmin.reports.rosters import workers_xlsx
    from gridadmin.reports.workbook import PaperOffice

    (progress or Progress()).check()
    rows = roster(office, as_of, WorkerStatus.ACTIVE, unmask=unmask)
    row = office.read(get_office)
    write_file(out, workers_xlsx(rows, as_of, PaperOffice(row.organisation, row.practice), office.clock()))
    return rows

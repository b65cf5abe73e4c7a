"""Ctrl+E: a list leaves exactly as it is seen, through the workbook of `reports/rosters`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from gridadmin.domain.tables import ColumnKind, Heading
from gridadmin.i18n import Message, _
from gridadmin.jobs.progress import Progress
from gridadmin.jobs.rosters import write_list
from gridadmin.ui.tables import Column

KINDS = {
    "name": ColumnKind.NAME,
    "code": ColumnKind.CODE,
    "id_number": ColumnKind.CODE,
    "phones": ColumnKind.CODE,
    "households": ColumnKind.TEXT,
}
MOST_WIDE = 40


def ask_where(parent: QWidget, title: str, day: date) -> Path | None:
    """Ask where the workbook goes; None when the clerk went back."""
    name = f"{title} {day.isoformat()}.xlsx"
    path, _kind = QFileDialog.getSaveFileName(parent, _("Export"), name, _("Workbook") + " (*.xlsx)")
    return Path(path).with_suffix(".xlsx") if path else None


def export_rows(
    office: Any,
    read: Callable[..., Sequence[Any]],
    columns: Sequence[Column[Any]],
    words: tuple[Message, date, Sequence[str]],
    out: Path,
    unmasked: bool,
    progress: Progress,
) -> Path:
    """Write the rows that `read(session)` returns, in these columns; a job for `Background.run`.

    `words` are the title, the day, and the filters in force.
    """
    from gridadmin.reports.rosters import ListView

    title, day, filters = words
    rows = office.read(read)
    progress.report(0, 1)
    view = ListView(
        title=title,
        columns=tuple(heading_of(column) for column in columns),
        rows=tuple(tuple(column.display(row) for column in columns) for row in rows),
        as_of=day,
        filters=tuple(Message("{filter}", {"filter": text}) for text in filters),
    )
    write_list(office, view, out, unmasked=unmasked)
    return out


def heading_of(column: Column[Any]) -> Heading:
    """Return the heading of a column; numbers that are names stay text for ever."""
    kind = KINDS.get(column.key, ColumnKind.TEXT)
    return Heading(Message(column.title), kind=kind, width=min(column.width + 2, MOST_WIDE))

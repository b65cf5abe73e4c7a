"""Ctrl+E: a list leaves exactly as it is seen, through the workbook of `reports/rosters`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from gridadmin.domain.tables import ColumnKind, Heading
from gridadmin.i18n import Message, _
from gridadmin.jobs.progress import Progress
from gridadmin.jobs.rosters import write_list, write_roster
from gridadmin.ui.dialogs import tell
from gridadmin.ui.pages import Desk
from gridadmin.ui.table_view import RecordTable
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


@dataclass(frozen=True)
class Seen:
    """A list as it is seen: title, day, columns from left to right, and the filters in force in words."""

    title: Message
    as_of: date
    columns: tuple[Column[Any], ...]
    filters: tuple[str, ...]
    unmasked: bool = False


def export_seen(pane: QWidget, desk: Desk, table: RecordTable, title: Message, filters: tuple[str, ...] = ()) -> None:
    """Ask where the workbook goes, write the rows of a table into it as they are seen, and say where it is."""
    out = ask_where(pane, str(title), desk.as_of)
    if out is None:
        return
    model: Any = table.model()
    rows, keys = model.rows(), table.shown_keys()
    columns = tuple(found for key in keys for found in model.columns if found.key == key)
    seen = Seen(title, desk.as_of, columns, filters)
    desk.background.run(export_rows, lambda _session: rows, seen, out, done=partial(tell_exported, pane), caller=pane)


def tell_exported(pane: QWidget, path: Path) -> None:
    """Say where a list is now."""
    tell(pane, _("Exported"), str(path), "good")


def export_roster(pane: QWidget, desk: Desk, unmask: bool) -> None:
    """Ask where the roster (花名册) goes, write it in its usual form, and say where it is."""
    out = ask_where(pane, _("Roster of grid workers"), desk.as_of)
    if out is not None:
        done = lambda _rows: tell_exported(pane, out)  # noqa: E731 - the rows are not told
        desk.background.run(partial(write_roster, unmask=unmask), desk.as_of, out, done=done, caller=pane)


def export_rows(office: Any, read: Callable[..., Sequence[Any]], seen: Seen, out: Path, progress: Progress) -> Path:
    """Write the rows that `read(session)` returns as they are seen; a job for `Background.run`."""
    from gridadmin.reports.rosters import ListView

    rows = office.read(read)
    progress.report(0, 1)
    view = ListView(
        title=seen.title,
        columns=tuple(heading_of(column) for column in seen.columns),
        rows=tuple(tuple(column.display(row) for column in seen.columns) for row in rows),
        as_of=seen.as_of,
        filters=tuple(Message("{filter}", {"filter": text}) for text in seen.filters),
    )
    write_list(office, view, out, unmasked=seen.unmasked)
    return out


def heading_of(column: Column[Any]) -> Heading:
    """Return the heading of a column; numbers that are names stay text for ever."""
    kind = KINDS.get(column.key, ColumnKind.TEXT)
    return Heading(Message(column.title), kind=kind, width=min(column.width + 2, MOST_WIDE))

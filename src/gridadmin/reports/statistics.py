"""The monthly statistics as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from gridadmin.domain.snapshot import BoardStatus
from gridadmin.domain.statistics import MonthlyStatistics
from gridadmin.domain.tables import Table
from gridadmin.i18n import N_, Message
from gridadmin.reports.statistics_charts import add_charts
from gridadmin.reports.workbook import Paper, PaperOffice, add_paper, new_workbook, workbook_bytes
from gridadmin.reports.workbook_cells import CellStyles, Style

SIGNATURE = Message(N_("Filled in by:                    Checked by:                    Responsible:"))

SHEETS = {
    "summary": Message(N_("Summary")),
    "grids": Message(N_("Grids and staffing")),
    "workers": Message(N_("Workers")),
    "movements": Message(N_("Movements")),
    "boards": Message(N_("Notice boards")),
    "names": Message(N_("Names")),
}
PORTRAIT = ("workers", "boards")
ROWS_OF_ONE_PAGE = {True: 45, False: 28}
"""Up to so many rows, portrait or landscape, a table is made to fit: signatures never stand alone on a second page."""

FROZEN = {"workers": 2, "names": 2, "summary": 2}
ACCENTS = {BoardStatus.TO_REPRINT.msgid: Style.DOUBTFUL, BoardStatus.MISSING.msgid: Style.BAD}


def monthly_xlsx(statistics: MonthlyStatistics, office: PaperOffice, now: datetime) -> bytes:
    """Return the workbook of a month: a sheet for each table, then the charts. `now` goes into the file's properties.

    A cross-check that does not hold is written under the summary, so that nobody hands in figures that do not add up.
    """
    title = Message(N_("{office}: monthly statistics, {month}"), {"office": office.name, "month": statistics.month})
    workbook = new_workbook(title.text(), now)
    styles = CellStyles(workbook)
    places = {
        table.key: add_paper(workbook, styles, _paper(statistics, table), office) for table in _tables(statistics)
    }
    add_charts(workbook, styles, statistics, places, office)
    return workbook_bytes(workbook)


def _tables(statistics: MonthlyStatistics) -> Iterator[Table]:
    for table in statistics.tables:
        if table.key == "summary":
            yield replace(table, notes=(*table.notes, *_doubts(statistics)))
        else:
            yield table


def _doubts(statistics: MonthlyStatistics) -> Iterator[Message]:
    """The cross-checks in words: one line when all hold, one for each that does not."""
    failed = statistics.failed_checks
    if not failed:
        yield Message(N_("All {count} cross-checks of this workbook hold."), {"count": len(statistics.checks)})
    for check in failed:
        values = {"check": check.title, "parts": check.parts, "whole": check.whole}
        yield Message(N_("Cross-check failed: {check}: {parts} against {whole}."), values)


def _paper(statistics: MonthlyStatistics, table: Table) -> Paper:
    values = {"township": statistics.township, "title": table.title}
    portrait = table.key in PORTRAIT
    return Paper(
        sheet=SHEETS[table.key],
        title=Message(N_("{township}: {title}"), values),
        table=table,
        period=Message(N_("Period: {month}, as of {day}"), {"month": statistics.month, "day": statistics.last}),
        landscape=not portrait,
        signature=SIGNATURE,
        accents=ACCENTS,
        one_page=len(table.rows) <= ROWS_OF_ONE_PAGE[portrait],
        frozen_columns=FROZEN.get(table.key, 1),
    )

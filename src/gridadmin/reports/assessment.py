"""The summary of an assessment (考核汇总表) as a workbook, headings merged over the levels of the scheme."""

from __future__ import annotations

from datetime import datetime

from gridadmin.domain.assessment_rows import PeriodSheet
from gridadmin.domain.assessment_tables import grades_table, summary_table
from gridadmin.domain.tables import Table
from gridadmin.i18n import N_, Message
from gridadmin.reports.rosters import SIGNATURE
from gridadmin.reports.workbook import Paper, PaperOffice, add_paper, new_workbook, workbook_bytes
from gridadmin.reports.workbook_cells import CellStyles

NARROW = 9
"""Columns that an upright page holds."""


def summary_xlsx(whole: PeriodSheet, office: PaperOffice, now: datetime) -> bytes:
    """Return the workbook of a period: everybody's points by section and indicator, and how many have each grade."""
    summary, grades = summary_table(whole), grades_table(whole)
    workbook = new_workbook(summary.title.text(), now)
    styles = CellStyles(workbook)
    for table, sheet in ((summary, Message(N_("Summary sheet"))), (grades, Message(N_("Grades")))):
        add_paper(workbook, styles, _paper(table, sheet, whole), office)
    return workbook_bytes(workbook)


def _paper(table: Table, sheet: Message, whole: PeriodSheet) -> Paper:
    period = whole.period
    return Paper(
        sheet=sheet,
        title=table.title,
        table=table,
        period=Message(N_("{first} to {last}"), {"first": period.first_day, "last": period.last_day}),
        landscape=len(table.columns) > NARROW,
        signature=SIGNATURE,
        seal=True,
        frozen_columns=2 if table.key == "summary" else 1,
    )

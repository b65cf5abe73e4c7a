"""The month's figures: from the facts to tables, and to the workbook that is handed in."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.statistics import MonthlyStatistics, monthly_tables
from gridadmin.i18n import N_, Message
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.office import get_office
from gridadmin.services.snapshots import take_month


def parse_month(text: str) -> tuple[int, int]:
    """Return (year, month) of `2026-10`; InvalidError for anything else."""
    found = re.fullmatch(r"(\d{4})-(\d{1,2})", text.strip())
    if not found or not 1 <= int(found[2]) <= 12:
        raise InvalidError(N_("“{month}” is no month. Write it like 2026-10."), month=text)
    return int(found[1]), int(found[2])


def monthly_statistics(office: OpenOffice, year: int, month: int) -> MonthlyStatistics:
    """Return the figures of a month as of its last day, with those of the month before for comparison.

    Raises:
        InvalidError: the month lies in the future.
    """
    first = date(year, month, 1)
    if first > office.today():
        raise InvalidError(N_("{month} has not begun yet."), month=f"{year}-{month:02d}")
    before = first - timedelta(days=1)
    facts = office.read(take_month, year, month)
    previous = office.read(take_month, before.year, before.month)
    return monthly_tables(facts, previous)


def write_monthly(office: OpenOffice, year: int, month: int, out: Path) -> MonthlyStatistics:
    """Write the workbook of a month and return its figures; the file is there whole or not at all."""
    from gridadmin.reports.statistics import monthly_xlsx
    from gridadmin.reports.workbook import PaperOffice

    statistics = monthly_statistics(office, year, month)
    row = office.read(get_office)
    content = monthly_xlsx(statistics, PaperOffice(row.organisation, row.practice), office.clock())
    write_file(out, content)
    office.event(Message(N_("Wrote the monthly statistics of {month}"), {"month": f"{year}-{month:02d}"}))
    return statistics

"""The month's figures: from the facts to tables, and to the workbook that is handed in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.snapshot import MonthFacts
from gridadmin.domain.statistics import MonthlyStatistics, monthly_tables
from gridadmin.domain.statistics_reading import MonthReading
from gridadmin.i18n import N_, Message
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.office import get_office
from gridadmin.services.snapshots import take_month


def parse_month(text: str) -> tuple[int, int]:
    """Return (year, month) of `2026-10`; InvalidError for anything else."""
    found = re.fullmatch(r"(\d{4})-(\d{1,2})", text.strip())
    if not found or not 1 <= int(found[2]) <= 12:
        raise InvalidError(N_("“{month}” is no month. Write it like 2026-10."), month=text)
    return int(found[1]), int(found[2])


@dataclass(frozen=True)
class MonthView:
    """A month with everything behind its figures; `previous`: the month before, for comparison."""

    statistics: MonthlyStatistics
    month: MonthReading
    previous: MonthReading


def monthly_statistics(office: OpenOffice, year: int, month: int) -> MonthlyStatistics:
    """Return the figures of a month as of its last day, with those of the month before for comparison.

    Raises:
        InvalidError: the month lies in the future.
    """
    return monthly_tables(*_facts(office, year, month))


def view_month(office: OpenOffice, year: int, month: int, progress: Progress | None = None) -> MonthView:
    """Return the figures of a month and the rows behind them, for the window; errors as `monthly_statistics`."""
    (progress or Progress()).check()
    facts, before = _facts(office, year, month)
    return MonthView(monthly_tables(facts, before), MonthReading(facts), MonthReading(before))


def _facts(office: OpenOffice, year: int, month: int) -> tuple[MonthFacts, MonthFacts]:
    first = date(year, month, 1)
    if first > office.today():
        raise InvalidError(N_("{month} has not begun yet."), month=f"{year}-{month:02d}")
    before = first - timedelta(days=1)
    return office.read(take_month, year, month), office.read(take_month, before.year, before.month)


def write_monthly(
    office: OpenOffice, year: int, month: int, out: Path, progress: Progress | None = None
) -> MonthlyStatistics:
    """Write the workbook of a month and return its figures; the file is there whole or not at all."""
    (progress or Progress()).check()
    from gridadmin.reports.statistics import monthly_xlsx
    from gridadmin.reports.workbook import PaperOffice

    statistics = monthly_statistics(office, year, month)
    row = office.read(get_office)
    content = monthly_xlsx(statistics, PaperOffice(row.organisation, row.practice), office.clock())
    write_file(out, content)
    office.event(Message(N_("Wrote the monthly statistics of {month}"), {"month": f"{year}-{month:02d}"}))
    return statistics

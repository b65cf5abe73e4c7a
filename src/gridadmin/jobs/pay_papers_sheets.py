"""Papers of a month that show the whole run: the pay sheet."""

from __future__ import annotations

from collections.abc import Iterator

from gridadmin.i18n import N_
from gridadmin.jobs.pay_papers_terms import MonthPaper, PaperFile, PaperWork


def make_sheet(work: PaperWork) -> Iterator[PaperFile]:
    """Make the pay sheet as PDF and as workbook."""
    from gridadmin.reports.pay_sheet import sheet_pdf, sheet_xlsx

    paper, large = work.paper_office, work.options.large
    name = work.file_name(SHEET)
    yield PaperFile(f"{name}.pdf", sheet_pdf(work.paid, paper, lambda _pages: work.progress.check(), large=large))
    yield PaperFile(f"{name}.xlsx", sheet_xlsx(work.paid, paper, work.office.clock(), large=large))


SHEET = MonthPaper(
    "sheet", N_("Pay sheet"), N_("everybody's line with room to sign, full-time and part-time apart"), make_sheet,
    has_preview=True,
)  # fmt: skip
SHEETS = (SHEET,)

"""Papers of a month that show the whole run: the pay sheet, what changed, social insurance, tax."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from gridadmin.domain.pay_deductions import AdditionalKind
from gridadmin.domain.pay_papers_tax import TaxForm, tax_lines
from gridadmin.i18n import N_, Message
from gridadmin.jobs.pay_papers_terms import MonthPaper, PaperFile, PaperWork
from gridadmin.services.pay import run_changes
from gridadmin.services.pay_tax_forms import additional_by_kind, shipped_tax_templates


def make_sheet(work: PaperWork) -> Iterator[PaperFile]:
    """Make the pay sheet as PDF and as workbook."""
    from gridadmin.reports.pay_sheet import sheet_pdf, sheet_xlsx

    paper, large = work.paper_office, work.options.large
    name = work.file_name(SHEET.title)
    yield PaperFile(f"{name}.pdf", sheet_pdf(work.paid, paper, lambda _pages: work.progress.check(), large=large))
    yield PaperFile(f"{name}.xlsx", sheet_xlsx(work.paid, paper, work.office.clock(), large=large))


def make_changes(work: PaperWork) -> Iterator[PaperFile]:
    """Make the list of what differs from last month."""
    from gridadmin.reports.pay_changes import changes_pdf

    changes = work.office.read(run_changes, work.paid.run.id)
    yield PaperFile(f"{work.file_name(CHANGES.title)}.pdf", changes_pdf(work.paid, changes, work.paper_office))


def make_social(work: PaperWork) -> Iterator[PaperFile]:
    """Make the sheets of social insurance, and those of the housing fund where somebody pays into it."""
    from gridadmin.reports.pay_social import HOUSING, SOCIAL, social_xlsx, used_schemes

    paid = work.paid_for_authority
    for schemes, title in ((SOCIAL, N_("Social-insurance sheet")), (HOUSING, N_("Housing-fund sheet"))):
        if schemes is SOCIAL or used_schemes(paid, schemes):
            content = social_xlsx(paid, schemes, Message(title), work.paper_office, work.office.clock())
            yield PaperFile(f"{work.file_name(title)}.xlsx", content)


def make_tax(work: PaperWork) -> Iterator[PaperFile]:
    """Make a workbook for each form of the tax office's client that somebody is on."""
    from gridadmin.reports.pay_tax import tax_xlsx

    paid = work.paid_for_authority
    additional: dict[UUID, dict[AdditionalKind, int]] = {}
    for month in reversed(paid.in_period):
        additional |= work.office.read(additional_by_kind, month.run)
    for form, template in shipped_tax_templates().items():
        lines = tax_lines(paid, form, additional)
        if lines or form is TaxForm.WAGES:
            name = work.file_name(TAX.title, f" {template.title}")
            content = tax_xlsx(paid, template, lines, work.paper_office, work.office.clock())
            yield PaperFile(f"{name}.xlsx", content)


def make_adjustment(work: PaperWork) -> Iterator[PaperFile]:
    """Make the sheet of each back-adjustment of the month as PDF and as workbook."""
    from gridadmin.reports.pay_adjustment import adjustment_pdf, adjustment_xlsx

    for paid in work.adjustments:
        more = f" {paid.run.pay_date.isoformat()}" if len(work.adjustments) > 1 else ""
        name = work.file_name(ADJUSTMENT.title, more)
        yield PaperFile(f"{name}.pdf", adjustment_pdf(paid, work.paper_office))
        yield PaperFile(f"{name}.xlsx", adjustment_xlsx(paid, work.paper_office, work.office.clock()))


SHEET = MonthPaper(
    "sheet", N_("Pay sheet"), N_("everybody's line with room to sign, full-time and part-time apart"), make_sheet,
    has_preview=True,
)  # fmt: skip
CHANGES = MonthPaper(
    "changes", N_("Changes of pay"), N_("what differs from last month, with the fact behind it; for the approval"),
    make_changes, has_preview=True,
)  # fmt: skip
TAX = MonthPaper(
    "tax", N_("Tax-declaration sheet"),
    N_("in the columns of the tax office's client: wages, labour remuneration, bonus; the client itself files"),
    make_tax, has_numbers=True,
)  # fmt: skip
SOCIAL_SHEET = MonthPaper(
    "social", N_("Social-insurance sheet"),
    N_("scheme by scheme with bases, rates and both sides; the housing fund by itself"), make_social, has_numbers=True,
)  # fmt: skip
ADJUSTMENT = MonthPaper(
    "adjustment", N_("Back-adjustment sheet"),
    N_("whom a back-adjustment of insurance concerns, with room to sign, and month by month what differs"),
    make_adjustment, is_chosen=False, has_preview=True, of_adjustment=True,
)  # fmt: skip
SHEETS = (SHEET, CHANGES, TAX, SOCIAL_SHEET, ADJUSTMENT)

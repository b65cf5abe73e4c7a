"""The files for the bank among a month's papers: by the template that is named, else by the one used last."""

from __future__ import annotations

from collections.abc import Iterator

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.months import Month
from gridadmin.i18n import N_, Message
from gridadmin.jobs.bank_export import ExportOrder, keep_planned, plan_export, refuse, require_no_refusal
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.pay_papers_terms import MonthPaper, PaperFile, PaperWork


def _make(work: PaperWork) -> Iterator[PaperFile]:
    report = plan_export(work.office, _order(work), work.progress)
    require_no_refusal(report)
    for file, content in zip(report.files, report.contents, strict=True):
        yield PaperFile(file.name, content)


def _order(work: PaperWork) -> ExportOrder:
    return ExportOrder(work.month, work.options.bank_template)


def _keep(work: PaperWork) -> None:
    """Keep with the run what is about to be put into the folder; planning again gives the same bytes."""
    keep_planned(work.office, plan_export(work.office, _order(work)))


def why_no_bank_files(office: OpenOffice, month: Month) -> Message | None:
    """Return what keeps the files for the bank of a month from being written; None where nothing does."""
    try:
        report = plan_export(office, ExportOrder(month))
    except GridAdminError as error:  # no template yet, not approved: a month has its other papers all the same
        return error.message
    return refuse(report).message if report.refusals else None


BANK_PAPERS = (
    MonthPaper(
        "bank", N_("Files for the bank"), N_("by the template used last, for payment through the bank"), _make,
        is_chosen=False, keep=_keep,
    ),
)  # fmt: skip

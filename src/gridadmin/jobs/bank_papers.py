"""The files for the bank among a month's papers: by the template that is named, else by the one used last."""

from __future__ import annotations

from collections.abc import Iterator

from gridadmin.i18n import N_
from gridadmin.jobs.bank_export import ExportOrder, keep_planned, plan_export, require_no_refusal
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


BANK_PAPERS = (
    MonthPaper(
        "bank", N_("Files for the bank"), N_("by the template used last, for payment through the bank"), _make,
        is_chosen=False, keep=_keep,
    ),
)  # fmt: skip

"""The cost of a month by fund source, as a paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gridadmin.domain.pay_papers_cost import cost_by_source
from gridadmin.domain.pay_person import BACK
from gridadmin.domain.pay_runs import RunKind
from gridadmin.i18n import N_
from gridadmin.jobs.pay_papers_terms import MonthPaper, PaperFile, PaperWork
from gridadmin.services.pay_funds import cost_of_year

if TYPE_CHECKING:
    from gridadmin.reports.pay_cost import CostPaper


def make_cost(work: PaperWork) -> Iterator[PaperFile]:
    """Make the cost summary as PDF and as workbook."""
    from gridadmin.reports.pay_cost import cost_pdf, cost_xlsx

    cost, name = cost_paper(work), work.file_name(COST.title)
    yield PaperFile(f"{name}.pdf", cost_pdf(cost, work.paper_office))
    yield PaperFile(f"{name}.xlsx", cost_xlsx(cost, work.paper_office, work.office.clock()))


def cost_paper(work: PaperWork) -> CostPaper:
    """Return what the summary of a month tells: its run, and the back-adjustments since the run before."""
    from gridadmin.reports.pay_cost import CostPaper

    year = work.office.read(cost_of_year, work.paid.run, [person.line for person in work.paid.people])
    since = max((at for at, run in enumerate(year.runs[:-1]) if run.kind is RunKind.REGULAR), default=-1)
    month = year.runs[since + 1 :]
    sources = cost_by_source(year.runs, month, year.budgets)
    names = year.names | {
        element["code"]: element["name"] for person in work.paid.people for element in person.line.details["elements"]
        if element["formula"] != BACK
    }  # fmt: skip
    return CostPaper(work.paid, sources, year.runs, month, names)


COST = MonthPaper(
    "cost", N_("Cost by fund source"), N_("this month and this year by fund source, beside the budget (Art 21)"),
    make_cost, has_preview=True,
)  # fmt: skip
COST_PAPERS = (COST,)

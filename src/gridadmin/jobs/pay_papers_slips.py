"""Payslips of a month: all in one PDF to be cut apart, and one PDF for each person."""

from __future__ import annotations

from collections.abc import Iterator

from gridadmin.domain.pay_papers import PaidPerson, safe_file_name
from gridadmin.i18n import N_, Message
from gridadmin.jobs.pay_papers_terms import MonthPaper, PaperFile, PaperWork


def make_slips(work: PaperWork) -> Iterator[PaperFile]:
    """Make the slips of all as one PDF."""
    from gridadmin.reports.pay_slips import slips_pdf

    people, words = work.paid.people, Message(N_("Drawing payslips"))
    content = slips_pdf(
        work.paid, work.paper_office, people, lambda done: work.progress.report(done, len(people), words)
    )
    yield PaperFile(f"{work.file_name(SLIPS.title)}.pdf", content)


def make_single_slips(work: PaperWork) -> Iterator[PaperFile]:
    """Make a PDF for each person, in a folder of the month."""
    from gridadmin.reports.pay_slips import slips_pdf

    folder, people = work.file_name(SLIPS.title), work.paid.people
    for done, person in enumerate(people, start=1):
        work.progress.report(done, len(people), Message(N_("Drawing payslips")))
        yield PaperFile(f"{folder}/{slip_name(person)}.pdf", slips_pdf(work.paid, work.paper_office, [person]))


def slip_name(person: PaidPerson) -> str:
    """Return the name of somebody's own file: the kind and number on the papers of the month, and the name."""
    return safe_file_name(f"{'B' if person.is_part_time else 'A'}{person.number:03} {person.line.name}")


SLIPS = MonthPaper(
    "slips", N_("Payslips"), N_("one strip for each person with every figure, several on a page to cut apart"),
    make_slips, has_preview=True,
)  # fmt: skip
SINGLE_SLIPS = MonthPaper(
    "slip-files", N_("Payslips, one file each"), N_("a folder with a PDF for each person, to be sent one by one"),
    make_single_slips, is_chosen=False,
)  # fmt: skip
SLIP_PAPERS = (SLIPS, SINGLE_SLIPS)

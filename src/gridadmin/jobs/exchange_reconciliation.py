"""Reconciling with the city's list by file: compare, decide, take over, submit with a receipt number (J11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from gridadmin.domain.exchange_reconciliation import Comparison, DifferenceRow, SubmissionRow
from gridadmin.domain.exchange_words import submission_cells
from gridadmin.domain.imports import ImportReport
from gridadmin.i18n import N_, Message
from gridadmin.jobs.files import write_file
from gridadmin.jobs.imports import ImportFile
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.exchange_reconciliation import compare_with_city, note_agreements, take_from_city
from gridadmin.services.exchange_submissions import give_receipt, keep_ours, list_submissions
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.office import get_office

if TYPE_CHECKING:
    from gridadmin.reports.rosters import ListView

_TAKEN = N_("Took {count} facts over from the city's list {file}")
_KEPT = N_("Keeps {count} values of its own against the city's list {file}")
_SUBMITTED = N_("Made the submission {receipt} for the city: {count} facts")


def compare_file(
    office: OpenOffice, file: ImportFile, options: ImportOptions, progress: Progress | None = None
) -> Comparison:
    """Compare the office with the city's list; remember what both have alike, and close what was submitted.

    Nothing of the office's records is changed.
    """
    told = progress or Progress()
    told.report(0, 1, Message(N_("Comparing with {file}"), {"file": file.path.name}))
    found = office.rehearse(compare_with_city, file.kind, file.intake.rows, options)
    told.check()
    closed = office.exchange(note_agreements, found.agreements, office.clock())
    return replace(found, closed=closed)


def take_theirs(
    office: OpenOffice,
    file: ImportFile,
    chosen: Sequence[DifferenceRow],
    options: ImportOptions,
    progress: Progress | None = None,
) -> ImportReport:
    """Take chosen facts over from the city's list as one act with one undo; ConflictError where ours has changed."""
    (progress or Progress()).check()
    sentence = Message(_TAKEN, {"count": len(chosen), "file": file.path.name})
    return office.act(sentence, take_from_city, file.kind, file.intake.rows, chosen, options)


def keep_own(
    office: OpenOffice, file: ImportFile, chosen: Sequence[DifferenceRow], progress: Progress | None = None
) -> int:
    """Put chosen facts on the list of what is to be submitted, and journal it; return how many are new there."""
    (progress or Progress()).check()
    anew = office.exchange(keep_ours, file.kind, chosen, office.clock())
    if anew:
        office.event(Message(_KEPT, {"count": anew, "file": file.path.name}))
    return anew


def make_submission(office: OpenOffice, out: Path, progress: Progress | None = None) -> tuple[str, int]:
    """Write what waits to be submitted as a workbook under a new receipt number; return the number and the count.

    Raises NotFoundError where nothing waits.
    """
    from gridadmin.reports.rosters import table_xlsx
    from gridadmin.reports.workbook import PaperOffice

    (progress or Progress()).check()

    def receipt_and_rows(session: Session) -> tuple[str, list[SubmissionRow]]:
        receipt = give_receipt(session, office.today())
        rows = list_submissions(session, receipt)
        here = get_office(session)
        paper = PaperOffice(here.organisation, here.practice)
        write_file(out, table_xlsx(submission_view(receipt, rows, office), paper, office.clock()))
        return receipt, rows

    receipt, rows = office.exchange(receipt_and_rows)
    office.event(Message(_SUBMITTED, {"receipt": receipt, "count": len(rows)}))
    return receipt, len(rows)


def list_waiting(office: OpenOffice, progress: Progress | None = None) -> int:
    """Return how many facts wait to be submitted."""
    (progress or Progress()).check()
    return sum(row.receipt is None for row in office.read(list_submissions, standing=True))


def submission_view(receipt: str, rows: Sequence[SubmissionRow], office: OpenOffice) -> ListView:
    """Return a submission as the list that is written: record, fact, the city's value, ours."""
    from gridadmin.domain.tables import ColumnKind, Heading
    from gridadmin.reports.rosters import ListView

    headings = (
        Heading(Message(N_("No.")), kind=ColumnKind.CODE),
        Heading(Message(N_("Kind")), kind=ColumnKind.NAME),
        Heading(Message(N_("Record")), kind=ColumnKind.NAME),
        Heading(Message(N_("Field")), kind=ColumnKind.NAME),
        Heading(Message(N_("In the city's list")), kind=ColumnKind.TEXT, width=28),
        Heading(Message(N_("Should be")), kind=ColumnKind.TEXT, width=28),
    )
    cells = tuple((str(number), *submission_cells(row)) for number, row in enumerate(rows, start=1))
    title = Message(N_("Submission to the city platform {receipt}"), {"receipt": receipt})
    return ListView(title, headings, cells, office.today())

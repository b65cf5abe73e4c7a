"""Papers of a period: the summary as a workbook, score sheets and notices of the results as PDF."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from gridadmin.domain.assessment_rows import ParticipantRow, PeriodSheet
from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_, Message
from gridadmin.jobs.assessment import read_period
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.assessment_schemes import get_version
from gridadmin.services.office import get_office

if TYPE_CHECKING:
    from gridadmin.reports.assessment_sheets import PaperPeriod

WROTE = N_("Wrote {what} of the assessment of {period}: {count} persons")


def summary_bytes(office: OpenOffice, whole: PeriodSheet) -> bytes:
    """Return the workbook of a period (考核汇总表)."""
    from gridadmin.reports.assessment import summary_xlsx
    from gridadmin.reports.workbook import PaperOffice

    row = office.read(get_office)
    return summary_xlsx(whole, PaperOffice(row.organisation, row.practice), office.clock())


def write_summary(office: OpenOffice, period_id: UUID, out: Path, progress: Progress | None = None) -> PeriodSheet:
    """Write the summary of a period as it stands today; that it left the office is journaled."""
    (progress or Progress()).check()
    whole = read_period(office, period_id)
    write_file(out, summary_bytes(office, whole))
    _told(office, whole, Message(N_("the summary")), len(whole.assessed))
    return whole


def sheets_bytes(
    office: OpenOffice, whole: PeriodSheet, people: Collection[UUID] | None = None, progress: Progress | None = None
) -> bytes:
    """Return the score sheets of some people, or of everybody who is assessed, as one PDF."""
    from gridadmin.reports.assessment_sheets import sheets_pdf

    chosen, out = _chosen(whole, people), io.BytesIO()
    told = progress or Progress()
    sheets_pdf(_paper(office, whole), chosen, out, lambda done: told.report(done, len(chosen), _PRINTING))
    return out.getvalue()


def notices_bytes(
    office: OpenOffice, whole: PeriodSheet, people: Collection[UUID] | None = None, progress: Progress | None = None
) -> bytes:
    """Return the notices of the results of some people, or of everybody, as one PDF.

    Raises:
        InvalidError: nothing is published yet.
    """
    from gridadmin.reports.assessment_sheets import notices_pdf

    if whole.period.published_on is None:
        raise InvalidError(N_("Nothing is published yet, so nobody can be given notice."))
    chosen, out = _chosen(whole, people), io.BytesIO()
    told = progress or Progress()
    notices_pdf(_paper(office, whole), chosen, out, lambda done: told.report(done, len(chosen), _PRINTING))
    return out.getvalue()


_PRINTING = Message(N_("Setting the papers"))


def write_sheets(
    office: OpenOffice,
    period_id: UUID,
    out: Path,
    people: Collection[UUID] | None = None,
    progress: Progress | None = None,
) -> PeriodSheet:
    """Write score sheets as a PDF file; that they left the office is journaled."""
    whole = read_period(office, period_id)
    write_file(out, sheets_bytes(office, whole, people, progress))
    _told(office, whole, Message(N_("the score sheets")), len(_chosen(whole, people)))
    return whole


def write_notices(
    office: OpenOffice,
    period_id: UUID,
    out: Path,
    people: Collection[UUID] | None = None,
    progress: Progress | None = None,
) -> PeriodSheet:
    """Write the notices of the results as a PDF file; that they left the office is journaled."""
    whole = read_period(office, period_id)
    write_file(out, notices_bytes(office, whole, people, progress))
    _told(office, whole, Message(N_("the notices")), len(_chosen(whole, people)))
    return whole


def _chosen(whole: PeriodSheet, people: Collection[UUID] | None) -> list[ParticipantRow]:
    chosen = [row for row in whole.assessed if people is None or row.worker_id in people]
    if not chosen:
        raise InvalidError(N_("Nobody of those chosen is assessed in this period."))
    return chosen


def _paper(office: OpenOffice, whole: PeriodSheet) -> PaperPeriod:
    from gridadmin.reports.assessment_sheets import PaperPeriod
    from gridadmin.reports.workbook import PaperOffice

    row = office.read(get_office)
    version = office.read(get_version, whole.period.scheme_version_id)
    return PaperPeriod(whole, version, PaperOffice(row.organisation, row.practice), office.today())


def _told(office: OpenOffice, whole: PeriodSheet, what: Message, count: int) -> None:
    office.event(Message(WROTE, {"what": what, "period": whole.period.words, "count": count}))


@dataclass(frozen=True)
class AssessmentPapers:
    """Papers ready to be shown, printed or saved."""

    pdf: bytes
    pages: int


def print_notices(
    office: OpenOffice, period_id: UUID, people: Collection[UUID] | None, progress: Progress | None = None
) -> AssessmentPapers:
    """Return the notices of the results; that they were made is journaled."""
    whole = read_period(office, period_id)
    pdf = notices_bytes(office, whole, people, progress)
    return _made(office, whole, Message(N_("the notices")), people, pdf)


def print_sheets(
    office: OpenOffice, period_id: UUID, people: Collection[UUID] | None, progress: Progress | None = None
) -> AssessmentPapers:
    """Return score sheets with their derivation; that they were made is journaled."""
    whole = read_period(office, period_id)
    pdf = sheets_bytes(office, whole, people, progress)
    return _made(office, whole, Message(N_("the score sheets")), people, pdf)


def _made(
    office: OpenOffice, whole: PeriodSheet, what: Message, people: Collection[UUID] | None, pdf: bytes
) -> AssessmentPapers:
    from gridadmin.reports.preview import page_count

    _told(office, whole, what, len(_chosen(whole, people)))
    return AssessmentPapers(pdf, page_count(pdf))

"""The section of a worker's file on assessments."""

from __future__ import annotations

from gridadmin.domain.workers_file import FileSection, FileTable, Word
from gridadmin.i18n import N_, Message
from gridadmin.services.assessment_facts import worker_results
from gridadmin.services.workers_file_person import FileRequest, day


def assessment_section(request: FileRequest) -> FileSection:
    """Return every result that was announced by the day, corrections after what they correct."""
    rows: list[tuple[Word, ...]] = [
        (row.period, row.scheme, str(row.score), row.grade or "",
         f"{row.rank}/{row.people}" if row.rank and row.people else "", day(row.announced_on), row.reason or "")
        for row in worker_results(request.session, [request.worker_id], request.as_of)
    ]  # fmt: skip
    headings = (Message(N_("Period")), Message(N_("Scheme of assessment")), Message(N_("Total score")),
                Message(N_("Grade")),
                Message(N_("Rank")), Message(N_("Announced on")), Message(N_("Reason")))  # fmt: skip
    table = FileTable(headings, rows, (1.8, 2.6, 1, 1, 1, 1.6, 1.4))
    return FileSection("assessment", Message(N_("Assessment")), (table,) if rows else ())

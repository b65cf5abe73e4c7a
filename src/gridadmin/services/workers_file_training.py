"""The section of a worker's file on training."""

from __future__ import annotations

from gridadmin.domain.training import show_tenths
from gridadmin.domain.workers_file import FileSection, FileTable, Word
from gridadmin.i18n import N_, Message
from gridadmin.services.training_records import worker_training
from gridadmin.services.workers_file_person import FileRequest, day


def training_section(request: FileRequest) -> FileSection:
    """Return the hours of each year and every session up to the day."""
    record = worker_training(request.session, request.worker_id, request.as_of)
    years: list[tuple[Word, ...]] = [
        (str(row.year), show_tenths(row.required), show_tenths(row.done), show_tenths(row.missing))
        for row in record.years
    ]
    sessions: list[tuple[Word, ...]] = [
        (day(row.held_on), row.title, row.kind.message, show_tenths(row.hours),
         show_tenths(row.score) if row.score is not None else "", row.result.message)
        for row in record.facts
    ]  # fmt: skip
    tables = (
        FileTable(
            (Message(N_("Year")), Message(N_("Hours required")), Message(N_("Hours done")),
             Message(N_("Hours missing"))),
            years, (), Message(N_("Hours by year")),
        ),
        FileTable(
            (Message(N_("Held on")), Message(N_("Session")), Message(N_("Kind")), Message(N_("Hours")),
             Message(N_("Score")), Message(N_("Result"))),
            sessions, (1.5, 3.6, 1.4, 0.9, 0.9, 1.2), Message(N_("Sessions")),
        ),
    )  # fmt: skip
    return FileSection("training", Message(N_("Training")), tuple(table for table in tables if table.rows))

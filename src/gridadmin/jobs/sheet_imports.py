"""What every import of a sheet about people ends with: columns that nobody asked for, rows skipped, the act to undo."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from gridadmin.domain.imports import ImportReport, Problem, Severity
from gridadmin.i18n import Message
from gridadmin.intake.assessment import ScoreFile
from gridadmin.jobs.office import open_act


def finished_report(session: Session, report: ImportReport, file: ScoreFile, unread: str) -> ImportReport:
    """Return the report of an import with what its file says and the act that it was.

    Args:
        session: within the act; a report that changed nothing has none.
        unread: the msgid of the note about a column that was not read.
    """
    notes = tuple(Problem(sheet, 1, "", heading, Message(unread), Severity.NOTE) for sheet, heading in file.unknown)
    report = replace(report, problems=(*notes, *report.problems), skipped=file.skipped)
    act = open_act(session) if report.new or report.updated else None
    return replace(report, act_id=act.id if act else None)

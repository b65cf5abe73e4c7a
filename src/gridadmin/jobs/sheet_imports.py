"""What every import of a sheet about people ends with: columns that nobody asked for, rows skipped, the act to undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from gridadmin.domain.imports import ImportReport, Problem, Severity
from gridadmin.i18n import Message
from gridadmin.intake.assessment import ScoreFile
from gridadmin.jobs.office import OpenOffice, open_act
from gridadmin.jobs.progress import Progress


@dataclass(frozen=True)
class SheetImport:
    """One import of a sheet about persons, whatever it lists.

    Attributes:
        read: (office, path) -> the file as it was understood; raises what its own reader raises.
        preview: (office, file, progress) -> the report of the real import, taken back.
        run: (office, path, file, progress) -> the report of the import as one act.
    """

    read: Callable[[OpenOffice, Path], ScoreFile]
    preview: Callable[[OpenOffice, ScoreFile, Progress | None], ImportReport]
    run: Callable[[OpenOffice, Path, ScoreFile, Progress | None], ImportReport]


def preview_sheet(office: OpenOffice, sheet: SheetImport, path: Path, progress: Progress | None = None) -> ImportReport:
    """Read a file and rehearse its import."""
    return sheet.preview(office, sheet.read(office, path), progress)


def run_sheet(office: OpenOffice, sheet: SheetImport, path: Path, progress: Progress | None = None) -> ImportReport:
    """Read a file and import it as one act with one undo."""
    return sheet.run(office, path, sheet.read(office, path), progress)


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

"""Importing a sheet of attendance and results: read, preview (the real import, taken back), import as one act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.imports import ImportReport, import_sentence
from gridadmin.domain.training import HEADINGS, CourseRow, SessionForm, SessionRow
from gridadmin.i18n import N_, Message
from gridadmin.intake.assessment import ScoreFile, read_scores
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.jobs.sheet_imports import SheetImport, finished_report
from gridadmin.services.training import create_session, list_courses
from gridadmin.services.training_imports import import_results
from gridadmin.services.training_lists import list_sessions

RESULTS = N_("Training results of {title}")


@dataclass(frozen=True)
class ImportPlace:
    """Where results go: into a session that is there, or into one that is arranged with them."""

    title: str
    session_id: UUID | None = None
    form: SessionForm | None = None


def find_session(office: OpenOffice, key: str) -> SessionRow:
    """Return the session with an id, or of a title; of several the latest that was held by today.

    Raises NotFoundError.
    """
    rows = office.read(list_sessions, office.today())
    named = [row for row in rows if key in (str(row.id), row.form.title)]
    held = [row for row in named if row.form.held_on <= office.today()]
    if not named:
        raise NotFoundError(N_("There is no training session {key} in this office."), key=key)
    return (held or named)[0]


def find_course(office: OpenOffice, name: str) -> CourseRow:
    """Return the course of a name; NotFoundError names those that there are."""
    rows = office.read(list_courses, office.today())
    found = next((row for row in rows if row.form.name == name.strip()), None)
    if found is None:
        names = "、".join(row.form.name for row in rows)
        raise NotFoundError(N_("There is no course {name}. There are: {names}"), name=name, names=names)
    return found


def new_place(course: CourseRow, day: date, title: str | None = None, place: str | None = None) -> ImportPlace:
    """Return the place of a session that is arranged from a course with the import."""
    form = course.form
    name = title or form.name
    made = SessionForm(
        course_id=course.id, title=name, held_on=day, starts_at=form.starts_at, place=place or form.place,
        trainer=form.trainer, hours=form.hours, pass_mark=form.pass_mark, full_mark=form.full_mark,
    )  # fmt: skip
    return ImportPlace(name, form=made)


def read_results(path: Path, sheet: str | None = None) -> ScoreFile:
    """Read a file of attendance and results; raises as `intake.assessment.read_scores`."""
    return read_scores(path, HEADINGS, sheet)


def preview_results(
    office: OpenOffice, place: ImportPlace, file: ScoreFile, progress: Progress | None = None
) -> ImportReport:
    """Import a sheet for real and take it all back: its numbers are those of `run_results`."""
    return replace(office.rehearse(_import, place, file, progress or Progress()), act_id=None)


def run_results(
    office: OpenOffice, place: ImportPlace, path: Path, file: ScoreFile, progress: Progress | None = None
) -> ImportReport:
    """Import a sheet as one act with one undo."""
    kind = Message(RESULTS, {"title": place.title})
    sentence = partial(import_sentence, kind=kind, file=path.name)
    return office.act(sentence, _import, place, file, progress or Progress())


def sheet_of_results(place: ImportPlace) -> SheetImport:
    """Return the import of attendance and results into a session, for the window."""
    return SheetImport(
        lambda _office, path: read_results(path),
        lambda office, file, progress: preview_results(office, place, file, progress),
        lambda office, path, file, progress: run_results(office, place, path, file, progress),
    )


def _import(session: Session, place: ImportPlace, file: ScoreFile, progress: Progress) -> ImportReport:
    text = Message(N_("Importing {file}"), {"file": place.title})
    session_id = place.session_id
    if session_id is None:
        assert place.form is not None
        session_id = create_session(session, place.form)
    report = import_results(
        session,
        session_id,
        file.rows,
        file.letter_of,
        partial(progress.report, text=text),
    )
    return finished_report(session, report, file, N_("Training has no such column; it was not read."))

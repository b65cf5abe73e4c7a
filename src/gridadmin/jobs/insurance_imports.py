"""Importing a sheet of enrolments: read, preview (the real import, taken back), import as one act."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from gridadmin.domain.imports import ImportReport, import_sentence
from gridadmin.domain.insurance_changes import SHEET_WORDS
from gridadmin.domain.months import Month
from gridadmin.i18n import N_, Message
from gridadmin.intake.assessment import ScoreFile, read_scores
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.jobs.sheet_imports import finished_report
from gridadmin.services.insurance_imports import import_enrolments

ENROLMENTS = N_("Enrolments in insurance")
TITLES = {
    **{scheme.value: words for scheme, words in SHEET_WORDS.items()},
    "base": ("缴费基数", "社保基数", "缴费工资", "申报基数", "基数"),
    "first": ("起始年月", "起始月份", "参保月份", "起缴月份", "起止年月"),
    "reason": ("增减原因", "参保原因", "原因", "说明"),
}
NO_TABLE = N_("{file}: no table of enrolments was found. Its header needs 姓名 and columns such as {names}…")


def read_enrolments(path: Path, sheet: str | None = None) -> ScoreFile:
    """Read a sheet of enrolments; InvalidError where no sheet has names and bases."""
    return read_scores(path, TITLES, sheet, NO_TABLE, money=True)


def preview_enrolments(
    office: OpenOffice, first: Month, path: Path, sheet: str | None = None, progress: Progress | None = None
) -> ImportReport:
    """Import a sheet for real and take it all back: its numbers are those of `run_enrolments`; raises as that."""
    file = read_enrolments(path, sheet)
    return replace(office.rehearse(_import, file, first, progress or Progress()), act_id=None)


def run_enrolments(
    office: OpenOffice, first: Month, path: Path, sheet: str | None = None, progress: Progress | None = None
) -> ImportReport:
    """Import a sheet as one act with one undo; `first`: from which month a row without one holds.

    Raises:
        InvalidError: no sheet has names and bases.
    """
    file = read_enrolments(path, sheet)
    sentence = partial(import_sentence, kind=Message(ENROLMENTS), file=path.name)
    return office.act(sentence, _import, file, first, progress or Progress())


def _import(session: Session, file: ScoreFile, first: Month, progress: Progress) -> ImportReport:
    text = Message(N_("Importing {file}"), {"file": Message(ENROLMENTS)})
    report = import_enrolments(
        session,
        file.rows,
        first,
        file.letter_of,
        partial(progress.report, text=text),
    )
    return finished_report(session, report, file, N_("Enrolments have no such column; it was not read."))

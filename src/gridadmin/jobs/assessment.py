"""Assessment end to end: finding a period by its name, importing scores, publishing, reviews."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.assessment import PeriodKind
from gridadmin.domain.assessment_entries import EntryColumn, entry_columns
from gridadmin.domain.assessment_periods import period_words, span_of
from gridadmin.domain.assessment_rows import ObjectionRow, PeriodRow, PeriodSheet, ResultRow
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.imports import ImportReport, import_sentence
from gridadmin.i18n import N_, Message
from gridadmin.intake.assessment import ScoreFile, read_scores
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.jobs.sheet_imports import SheetImport, finished_report
from gridadmin.services.assessment import get_period, list_periods, open_period
from gridadmin.services.assessment_facts import worker_results
from gridadmin.services.assessment_imports import import_scores
from gridadmin.services.assessment_results import Published, list_objections, publish_period
from gridadmin.services.assessment_reviews import open_reviews
from gridadmin.services.assessment_schemes import find_scheme

_PERIOD = re.compile(r"(\d{4})(?:-(?:(Q|H)?(\d{1,2})))?", re.IGNORECASE)
_LETTERS = {"Q": PeriodKind.QUARTER, "H": PeriodKind.HALF_YEAR, "": PeriodKind.MONTH}
PUBLISHED = N_("Published the assessment of {period} ({scheme}): {count} results")
SCORED = N_("Entered scores of {period}: {count} cells")
OPENED = N_("Opened the assessment of {period} ({scheme})")
OPENED_REVIEWS = N_("Opened {count} reviews after poor results")
DECIDED = N_("Decided the objection of {name}: {decision}")
FILED = N_("Filed the objection of {name}")
EXCUSED = N_("Left {name} out of a period of assessment, or took that back")
EVENT = N_("Recorded an event of {name}: {clause}")
CORRECTED = N_("Corrected the result of {name}: {was} becomes {now}")
MADE_SCHEME = N_("Made the scheme {name}")
ADDED_VERSION = N_("Added a version of {name} from {day}")
CORRECTED_VERSION = N_("Corrected the version of {name} from {day}")
SCORES = N_("Scores of {period}")


def parse_period(text: str) -> tuple[PeriodKind, int, int]:
    """Return (kind, year, number) of `2026`, `2026-H1`, `2026-Q3` or `2026-09`; InvalidError for anything else."""
    found = _PERIOD.fullmatch(text.strip())
    if found:
        kind = PeriodKind.YEAR if found[3] is None else _LETTERS[(found[2] or "").upper()]
        number = int(found[3] or 1)
        try:
            span_of(kind, int(found[1]), number)
        except ValueError:
            found = None
    if not found:
        raise InvalidError(N_("“{text}” is no period. Write 2026, 2026-H1, 2026-Q3 or 2026-09."), text=text)
    return kind, int(found[1]), number


def period_name(row: PeriodRow) -> str:
    """Return how a period is written on the command line."""
    letter = {PeriodKind.QUARTER: "Q", PeriodKind.HALF_YEAR: "H"}.get(row.kind, "")
    return str(row.year) if row.kind is PeriodKind.YEAR else f"{row.year}-{letter}{row.number:0{1 if letter else 2}}"


def find_period(office: OpenOffice, text: str, scheme: str | None = None, round_key: str | None = None) -> PeriodRow:
    """Return the open period that is meant; NotFoundError lists what there is where it is not one alone."""
    kind, year, number = parse_period(text)
    periods = office.read(list_periods, office.today())
    found = [
        row
        for row in periods
        if (row.kind, row.year, row.number) == (kind, year, number)
        and (scheme is None or scheme in row.scheme)
        and round_key in (None, row.round_key)
    ]
    if len(found) != 1:
        listed = found or periods
        names = "、".join(f"{period_name(row)} {row.scheme} {row.round_key}" for row in listed[:8]) or "—"
        raise NotFoundError(N_("No one period {text} is meant. There are: {names}"), text=text, names=names)
    return found[0]


def read_period(office: OpenOffice, period_id: UUID) -> PeriodSheet:
    """Return a period whole, as of today."""
    return office.read(get_period, period_id, office.today())


def view_period(
    office: OpenOffice, period_id: UUID, as_of: date, progress: Progress | None = None
) -> tuple[PeriodSheet, list[ObjectionRow]]:
    """Return a period with its objections as of a day, for the window."""
    (progress or Progress()).check()
    return office.read(get_period, period_id, as_of), office.read(list_objections, as_of, period_id)


def view_worker_results(
    office: OpenOffice, worker_id: UUID, as_of: date, progress: Progress | None = None
) -> list[ResultRow]:
    """Return everything that was announced to one person by a day, for the person's file."""
    (progress or Progress()).check()
    return office.read(worker_results, [worker_id], as_of)


def read_score_file(office: OpenOffice, period_id: UUID, path: Path, sheet: str | None = None) -> ScoreFile:
    """Read a file of scores for a period; raises as `intake.assessment.read_scores`."""
    whole = read_period(office, period_id)
    columns = entry_columns(whole.definition, whole.period.round_key)
    if not columns:
        raise InvalidError(N_("This period is computed from others; nothing is entered in it."))
    return read_scores(path, {column.key: names_of(column) for column in columns}, sheet)


def names_of(column: EntryColumn) -> Sequence[str]:
    """Return what a column may be called in a sheet, the surest name first."""
    names = [column.title, "".join(column.headings), column.key]
    names.append(column.assessor.name if column.assessor else column.section.name)
    return names


def preview_scores(
    office: OpenOffice, period: PeriodRow, file: ScoreFile, progress: Progress | None = None
) -> ImportReport:
    """Import a score sheet for real and take it all back: its numbers are those of `run_scores`."""
    return replace(office.rehearse(_import, period, file, progress or Progress()), act_id=None)


def run_scores(
    office: OpenOffice, period: PeriodRow, path: Path, file: ScoreFile, progress: Progress | None = None
) -> ImportReport:
    """Import a score sheet as one act with one undo."""
    kind = Message(SCORES, {"period": period.words})
    return office.act(
        lambda report: import_sentence(report, kind, path.name),
        _import,
        period,
        file,
        progress or Progress(),
    )


def sheet_of_scores(period: PeriodRow) -> SheetImport:
    """Return the import of scores into a period, for the window."""
    return SheetImport(
        lambda office, path: read_score_file(office, period.id, path),
        lambda office, file, progress: preview_scores(office, period, file, progress),
        lambda office, path, file, progress: run_scores(office, period, path, file, progress),
    )


def _import(session: Session, period: PeriodRow, file: ScoreFile, progress: Progress) -> ImportReport:
    text = Message(N_("Importing {file}"), {"file": str(period.words)})
    report = import_scores(
        session,
        period.id,
        file.rows,
        file.letter_of,
        partial(progress.report, text=text),
    )
    return finished_report(session, report, file, N_("The scheme has no such column; it was not read."))


def publish(office: OpenOffice, period: PeriodRow) -> Published:
    """Publish a period today, as one act."""
    return office.act(
        lambda done: Message(PUBLISHED, {"period": done.words, "scheme": period.scheme, "count": done.people}),
        publish_period,
        period.id,
        office.today(),
    )


def open_due_reviews(office: OpenOffice, worker_ids: Sequence[UUID]) -> int:
    """Open the reviews that are due of some people, as one act."""
    return office.act(lambda count: Message(OPENED_REVIEWS, {"count": count}), open_reviews, worker_ids, office.today())


def open_named_period(office: OpenOffice, scheme: str, period: str, round_key: str | None = None) -> PeriodRow:
    """Open a period by the names of the command line; of several rounds of its length one must be named.

    Raises:
        NotFoundError, InvalidError: as `find_scheme` and `open_period`.
    """
    kind, year, number = parse_period(period)
    row = office.read(find_scheme, scheme)
    rounds = {
        each.key: each.name for version in row.versions for each in version.definition.rounds if each.kind is kind
    }
    if round_key is None and len(rounds) != 1:
        names = "、".join(f"{key} {name}" for key, name in rounds.items()) or "—"
        raise NotFoundError(N_("Say which round of {scheme} with --round: {names}"), scheme=row.name, names=names)
    key = round_key or next(iter(rounds))
    sentence = Message(OPENED, {"period": period_words(kind, year, number), "scheme": row.name})
    period_id = office.act(sentence, open_period, row.id, key, year, number)
    return read_period(office, period_id).period

"""Importing what is entered about pay: read, preview (the real import, taken back), import as one act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from gridadmin.domain.imports import ImportReport, import_sentence
from gridadmin.domain.months import Month
from gridadmin.domain.pay_people import EntryColumn
from gridadmin.i18n import N_, Message
from gridadmin.intake.assessment import ScoreFile, read_scores
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.jobs.sheet_imports import finished_report
from gridadmin.services.pay_entries import entry_sheet
from gridadmin.services.pay_imports import (
    DECLARED,
    OPENING,
    MonthGrid,
    entry_titles,
    import_declarations,
    import_entries,
    import_openings,
)

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class EntryPlace:
    """Entries of a month; `basis` is behind rows without a reason, `more` are columns that the month has not yet."""

    month: Month
    basis: str
    more: tuple[EntryColumn, ...] = ()


@dataclass(frozen=True)
class DeclarationPlace:
    """Declared special additional deductions."""

    known_on: date


@dataclass(frozen=True)
class OpeningPlace:
    """Opening balances of a tax year."""

    year: int


Place = EntryPlace | DeclarationPlace | OpeningPlace


def preview_rows(
    office: OpenOffice, place: Place, path: Path, sheet: str | None = None, progress: Progress | None = None
) -> ImportReport:
    """Import a sheet for real and take it all back: its numbers are those of `run_rows`; raises as that."""
    file = _read(office, place, path, sheet)
    return replace(office.rehearse(_import, place, file, progress or Progress()), act_id=None)


def run_rows(
    office: OpenOffice, place: Place, path: Path, sheet: str | None = None, progress: Progress | None = None
) -> ImportReport:
    """Import a sheet as one act with one undo.

    Raises:
        InvalidError: no sheet has a column for the name and one of the columns. NotPermittedError: the month is closed.
    """
    file = _read(office, place, path, sheet)
    sentence = partial(import_sentence, kind=_kind(place), file=path.name)
    return office.act(sentence, _import, place, file, progress or Progress())


def _read(office: OpenOffice, place: Place, path: Path, sheet: str | None) -> ScoreFile:
    match place:
        case EntryPlace():
            columns = (*office.read(entry_sheet, place.month).columns, *place.more)
            return read_scores(path, entry_titles(columns), sheet, money=True)
        case DeclarationPlace():
            return read_scores(path, DECLARED, sheet, money=True)
    return read_scores(path, OPENING, sheet, money=True)


def _kind(place: Place) -> Message:
    match place:
        case EntryPlace():
            return Message(N_("Pay entries of {month}"), {"month": place.month})
        case DeclarationPlace():
            return Message(N_("Declared deductions"))
    return Message(N_("Opening balances of {year}"), {"year": place.year})


def _import(session: Session, place: Place, file: ScoreFile, progress: Progress) -> ImportReport:
    text = Message(N_("Importing {file}"), {"file": _kind(place)})
    report = _put(session, place, file, partial(progress.report, text=text))
    return finished_report(session, report, file, N_("There is no such column; it was not read."))


def _put(session: Session, place: Place, file: ScoreFile, tell: Tell) -> ImportReport:
    letter = file.letter_of
    match place:
        case EntryPlace():
            columns = (*entry_sheet(session, place.month).columns, *place.more)
            return import_entries(session, MonthGrid(place.month, columns, place.basis), file.rows, letter, tell)
        case DeclarationPlace():
            return import_declarations(session, place.known_on, file.rows, letter, tell)
    return import_openings(session, place.year, file.rows, letter, tell)

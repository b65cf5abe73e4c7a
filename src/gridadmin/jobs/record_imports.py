"""Importing sheets of rewards, problems and contracts: read, preview (the import, taken back), import as one act."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from gridadmin.domain.contracts_sheets import CONTRACT_HEADINGS, NO_CONTRACTS
from gridadmin.domain.discipline_sheets import NO_PROBLEMS, NO_REWARDS, PROBLEM_HEADINGS, REWARD_HEADINGS
from gridadmin.domain.imports import ImportReport, import_sentence
from gridadmin.i18n import N_, Message
from gridadmin.intake.assessment import ScoreFile, read_scores
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.jobs.sheet_imports import SheetImport, finished_report
from gridadmin.services.contracts_imports import import_contracts
from gridadmin.services.discipline_imports import import_problems, import_rewards

UNREAD = N_("There is no such fact to be kept here; the column was not read.")


class Records(StrEnum):
    """What a sheet lists."""

    REWARDS = "rewards"
    PROBLEMS = "problems"
    CONTRACTS = "contracts"


@dataclass(frozen=True)
class _Sheet:
    """How a kind of records is read and put in; `name` and `nothing` are msgids."""

    name: str
    headings: Mapping[str, Sequence[str]]
    nothing: str
    put: Callable[..., ImportReport]


_SHEETS = {
    Records.REWARDS: _Sheet(N_("Rewards"), REWARD_HEADINGS, NO_REWARDS, import_rewards),
    Records.PROBLEMS: _Sheet(N_("Problems found in supervision"), PROBLEM_HEADINGS, NO_PROBLEMS, import_problems),
    Records.CONTRACTS: _Sheet(N_("Contracts"), CONTRACT_HEADINGS, NO_CONTRACTS, import_contracts),
}


def read_records(kind: Records, path: Path, sheet: str | None = None) -> ScoreFile:
    """Read a sheet of records; InvalidError where no sheet has names and columns of that kind."""
    found = _SHEETS[kind]
    return read_scores(path, found.headings, sheet, found.nothing)


def preview_records(
    office: OpenOffice, kind: Records, file: ScoreFile, progress: Progress | None = None
) -> ImportReport:
    """Import a sheet for real and take it all back: its numbers are those of `run_records`."""
    return replace(office.rehearse(_import, kind, file, office.today(), progress or Progress()), act_id=None)


def run_records(
    office: OpenOffice, kind: Records, path: Path, file: ScoreFile, progress: Progress | None = None
) -> ImportReport:
    """Import a sheet as one act with one undo."""
    sentence = partial(import_sentence, kind=Message(_SHEETS[kind].name), file=path.name)
    return office.act(sentence, _import, kind, file, office.today(), progress or Progress())


def sheet_of_records(kind: Records) -> SheetImport:
    """Return the import of a kind of records, for the window."""
    return SheetImport(
        lambda _office, path: read_records(kind, path),
        lambda office, file, progress: preview_records(office, kind, file, progress),
        lambda office, path, file, progress: run_records(office, kind, path, file, progress),
    )


def _import(session: Session, kind: Records, file: ScoreFile, today: date, progress: Progress) -> ImportReport:
    found = _SHEETS[kind]
    text = Message(N_("Importing {file}"), {"file": Message(found.name)})
    report = found.put(session, file.rows, today, file.letter_of, partial(progress.report, text=text))
    return finished_report(session, report, file, UNREAD)

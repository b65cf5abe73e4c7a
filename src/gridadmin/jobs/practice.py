"""The practice office: a real township's villages, 120 grids and 300 invented people, five years of acts.

Always the same: names, numbers, days and sentences come from one seed and end on `REFERENCE_DAY`, whatever day it is
built on. Only what must never repeat is new each time: ids, keys and the salts of the journal, and so its hashes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random

from gridadmin.config import Config
from gridadmin.domain.errors import StorageError
from gridadmin.i18n import N_
from gridadmin.jobs.office import OpenOffice, utc_now
from gridadmin.jobs.opening import PRACTICE_KEY, Practice, make_practice_folder, open_practice_folder
from gridadmin.jobs.practice_acts import Acts
from gridadmin.jobs.practice_assessment import plan_assessment
from gridadmin.jobs.practice_bank import plan_bank
from gridadmin.jobs.practice_discipline import plan_discipline
from gridadmin.jobs.practice_grids import FIRST_DAY, TOWNSHIP_CODE, draw_grids
from gridadmin.jobs.practice_history import plan_files, plan_lives, plan_office
from gridadmin.jobs.practice_insurance import plan_insurance
from gridadmin.jobs.practice_leaving import plan_leaving
from gridadmin.jobs.practice_lives import REFERENCE_DAY, LifeBook, with_gaps
from gridadmin.jobs.practice_papers import plan_papers
from gridadmin.jobs.practice_pay import plan_pay
from gridadmin.jobs.practice_qualifications import plan_qualifications
from gridadmin.jobs.practice_scans import plan_scans
from gridadmin.jobs.practice_timeline import PastClock, Timeline
from gridadmin.jobs.practice_training import plan_training
from gridadmin.jobs.progress import Progress
from gridadmin.models.storage import OfficeFolder, hold_office

__all__ = ["REFERENCE_DAY", "build_practice", "open_practice", "practice_copy", "practice_exists", "remove_practice"]

CLERK = "练习"
SEED = 20231101


def practice_exists(folder: Path) -> bool:
    """Return whether a practice office lies in a folder; light, nothing is opened."""
    return OfficeFolder(folder).key_slots.is_file()


def open_practice(config: Config, progress: Progress | None = None) -> OpenOffice:
    """Open the practice office of this computer's user; it is built where it is not there yet."""
    if practice_exists(config.practice):
        return _opened(config.practice)
    return build_practice(config.practice, progress)


def _opened(folder: Path) -> OpenOffice:
    """Open a practice office; on a computer whose clock is behind, its day is the last one that it tells of."""
    office = open_practice_folder(folder)
    last = datetime.combine(REFERENCE_DAY, time(10), UTC)
    office.clock = lambda: max(utc_now(), last)
    return office


def build_practice(folder: Path, progress: Progress | None = None) -> OpenOffice:
    """Build the practice office in an empty or new folder and open it; whole, or not at all.

    Raises:
        StorageError: the folder holds files. CancelledError: the user stopped the work.
    """
    clock = PastClock(FIRST_DAY - timedelta(days=7))
    fill = partial(_tell_the_past, clock=clock, progress=progress or Progress())
    make_practice_folder(folder, TOWNSHIP_CODE, CLERK, Practice(clock, fill))
    return _opened(folder)


@contextmanager
def practice_copy(folder: Path, target: Path) -> Iterator[OpenOffice]:
    """Open a copy of a practice office that is closed, so that what is done to it leaves the original as it was.

    An older copy in the target is replaced.
    """
    if practice_exists(target):
        remove_practice(target)
    with hold_office(folder, utc_now().astimezone()):
        shutil.copytree(folder, target, ignore=shutil.ignore_patterns("office.lock*"))
    office = _opened(target)
    try:
        yield office
    finally:
        office.close()


def remove_practice(folder: Path) -> None:
    """Throw a practice office away; one that is not there is no error.

    Raises:
        StorageError: it is open, or what lies there is no practice office.
    """
    if not folder.exists():
        return
    if not (folder / PRACTICE_KEY).is_file() or not practice_exists(folder):
        raise StorageError(N_("{folder} is no practice office; nothing was removed."), folder=folder)
    aside = folder.with_name(f"{folder.name}.old-{os.getpid()}")
    with hold_office(folder, utc_now().astimezone()):
        folder.rename(aside)
    shutil.rmtree(aside)


def _tell_the_past(office: OpenOffice, *, clock: PastClock, progress: Progress) -> None:
    chance = Random(SEED)  # no secret: the same office every time is what is wanted
    grids = draw_grids(chance)
    lives = LifeBook(grids, chance).lives()
    with_gaps(lives)
    timeline, acts = Timeline(clock), Acts(office)
    plan_office(timeline, acts, grids, chance)
    plan_lives(timeline, acts, lives)
    plan_files(timeline, acts, lives, chance)
    plan_papers(timeline, acts, grids, chance)
    plan_discipline(timeline, office, acts, lives)
    plan_qualifications(timeline, office, acts.worker_id, lives)
    plan_assessment(timeline, office, acts, lives)
    plan_training(timeline, office, acts, lives)
    plan_leaving(timeline, office, acts.worker_id, lives)
    plan_scans(timeline, office, acts.worker_id, lives)
    plan_insurance(timeline, office, acts.worker_id, lives)
    plan_pay(timeline, office)
    plan_bank(timeline, office, acts.worker_id, lives)
    timeline.run(progress)

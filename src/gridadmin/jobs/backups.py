"""Backing up, restoring and verifying the office."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from gridadmin.domain.errors import GridAdminError, StorageError
from gridadmin.domain.journal import Verification
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice, utc_now
from gridadmin.jobs.opening import Unlock, head_text, is_server, open_office
from gridadmin.jobs.progress import Progress
from gridadmin.models.backup import BackupReport, RestoreReport, backup, list_backups, restore, verify_backup
from gridadmin.models.backup_file import BackupFile
from gridadmin.models.backup_thinning import backup_moment
from gridadmin.models.integrity import check_file
from gridadmin.models.keyslots import KeySlots, Unlocked
from gridadmin.models.storage_errors import storage_errors
from gridadmin.services.journal_acts import count_acts

_ON_SERVER = N_("A shared office is restored on its database server (pg_restore), not from here.")


def back_up(office: OpenOffice, out: Path | None = None) -> BackupReport:
    """Make a verified backup; without `out` into the office's own folder, where older ones are thinned.

    Raises:
        StorageError: it could not be written or does not open; earlier backups are untouched.
    """
    if is_server(office.location):
        raise StorageError(N_("A shared office is backed up on its database server (pg_dump), not from here."))
    now = office.clock().astimezone()
    return backup(office.engine, Path(office.location), office.key, now=now, journal_head=head_text, out=out)


def last_backup(office: OpenOffice) -> datetime | None:
    """Return when the newest verified backup in the office's own folder was made; None where there is none."""
    newest = _newest_backup(office)
    return backup_moment(newest) if newest else None


def is_backed_up(office: OpenOffice) -> bool:
    """Return whether the newest backup holds all that is in the journal; by its last entry, whatever the clock said."""
    newest = _newest_backup(office)
    try:
        return newest is not None and read_backup(newest).head == office.with_connection(head_text)
    except StorageError:
        return False


def _newest_backup(office: OpenOffice) -> Path | None:
    """Return the newest automatic backup; one of a day to come was made while the clock was wrong, and does not count.

    It would stand as the newest for years, and nothing would be backed up in all of them.
    """
    if is_server(office.location):
        return None
    latest = office.clock().astimezone().replace(tzinfo=None) + timedelta(minutes=1)
    dated = ((backup_moment(path), path) for path in list_backups(Path(office.location)))
    return next((path for moment, path in dated if moment is not None and moment <= latest), None)


def restore_office(file: Path, location: str, unlock: Unlock) -> RestoreReport:
    """Put a backup in the place of the office in a folder; the old one stays beside it, the restored one journals it.

    Close the office before. Raises StorageError or KeyRefusedError; the old office is untouched then.
    """
    report, office = restore_and_open(file, location, unlock)
    office.close()
    return report


def restore_and_open(file: Path, location: str, unlock: Unlock) -> tuple[RestoreReport, OpenOffice]:
    """As `restore_office`, and leave the restored office open for whoever unlocked it; the secret is asked once."""
    ways: list[Unlocked] = []

    def key_of(slots: KeySlots) -> bytes:
        ways.append(unlock(slots))
        return ways[0].key

    if is_server(location):
        raise StorageError(_ON_SERVER)
    report = restore(file, Path(location), key_of, now=utc_now().astimezone(), journal_head=head_text)
    office = open_office(location, lambda _slots: ways[0])
    office.event(Message(N_("Restored the backup {file}"), {"file": file.name}))
    return report, office


def verify_office(office: OpenOffice, anchor: tuple[int, str] | None = None) -> Verification:
    """Check the journal's chain, the file's integrity and every reference; name the first bad entry."""
    found = office.verify(anchor)
    problems = tuple(check_file(office.engine))
    return replace(found, ok=found.ok and not problems, problems=found.problems + problems)


def check_office(office: OpenOffice, progress: Progress | None = None) -> Verification:
    """Check an office for the window; as `verify_office`."""
    (progress or Progress()).report(0, 1, Message(N_("Checking every link of the journal and the file")))
    return verify_office(office)


@dataclass(frozen=True)
class BackupLine:
    """One automatic backup: when it was made, its size in bytes, how many records and journal entries it holds."""

    path: Path
    made: datetime
    size: int
    records: int
    head: str


@dataclass(frozen=True)
class DrillReport:
    """What a rehearsed restore found: the copy that came out of the backup, compared with the office of now.

    Attributes:
        records: in the backup; newer: journal entries made since.
        whole: the restored copy opened, its chain and file are whole, and the chain leads to that of now.
    """

    name: str
    records: int
    newer: int
    whole: bool
    problems: tuple[Message, ...] = ()


def list_office_backups(office: OpenOffice, progress: Progress | None = None) -> list[BackupLine]:
    """Return the automatic backups of an office, the newest first; one that cannot be read is left out."""
    (progress or Progress()).check()
    if is_server(office.location):
        return []
    return [line for path in list_backups(Path(office.location)) if (line := _line(path)) is not None]


def _line(path: Path) -> BackupLine | None:
    with suppress(StorageError):
        return read_backup(path)
    return None


def read_backup(file: Path) -> BackupLine:
    """Return what a backup says of itself, without its key and unchecked; raises StorageError where it is none."""
    with storage_errors(file):
        manifest = BackupFile(file).manifest
        records = sum(count for table, count in manifest.rows.items() if table != "journal")
        return BackupLine(file, manifest.made, file.stat().st_size, records, manifest.journal_head)


@dataclass(frozen=True)
class RestorePlan:
    """What a restore would do to the office that is open, for the question before it.

    Attributes:
        name: the office that is replaced; folder: where it stands, and stays beside the restored one.
        newer: acts that were done since the backup and are not in it.
    """

    backup: BackupLine
    name: str
    folder: str
    newer: int


def plan_restore(office: OpenOffice, file: Path, progress: Progress | None = None) -> RestorePlan:
    """Tell what restoring a backup would replace; raises StorageError where the file is no backup."""
    (progress or Progress()).check()
    line = read_backup(file)
    seq = line.head.partition(":")[0]
    newer = office.read(count_acts, int(seq) if seq.isdigit() else 0)
    return RestorePlan(line, office.name, office.location, newer)


def make_backup(office: OpenOffice, out: Path | None = None, progress: Progress | None = None) -> BackupReport:
    """Make a verified backup for the window; as `back_up`."""
    (progress or Progress()).report(0, 1, Message(N_("Backing up and verifying the backup")))
    report = back_up(office, out)
    office.on_changed(frozenset({"backups"}))
    return report


def check_backup(office: OpenOffice, file: Path, progress: Progress | None = None) -> BackupReport:
    """Open a backup and check all of it; raises StorageError where anything is wrong."""
    (progress or Progress()).report(0, 1, Message(N_("Checking {file}"), {"file": file.name}))
    return verify_backup(file, office.key, journal_head=head_text)


def rehearse_restore(office: OpenOffice, file: Path, progress: Progress | None = None) -> DrillReport:
    """Restore a backup into a folder of its own, open it, compare it with the office of now, and throw it away.

    Raises StorageError or KeyRefusedError where the backup could not be restored.
    """
    told = progress or Progress()
    told.report(0, 3, Message(N_("Restoring {file} for a try"), {"file": file.name}))
    now = utc_now().astimezone()
    with TemporaryDirectory(prefix="gridadmin-drill-") as folder:
        place = Path(folder) / "office"
        report = restore(file, place, lambda _slots: office.key, now=now, journal_head=head_text)
        told.report(1, 3, Message(N_("Opening the restored office")))
        with closing(open_office(str(place), lambda slots: _by_key(office, slots))) as copy:
            told.report(2, 3, Message(N_("Comparing it with the office of now")))
            found = verify_office(copy)
        anchored = office.verify(found.head)
    problems = (*found.problems, *anchored.problems)
    rows = {table: count for table, count in report.manifest.rows.items() if table != "journal"}
    newer = anchored.entries - found.entries
    return DrillReport(file.name, sum(rows.values()), newer, not problems, problems)


class RestoreFailedError(StorageError):
    """A restore failed after the office had been closed for it; the office has to be opened again."""


def restore_here(office: OpenOffice, file: Path, progress: Progress | None = None) -> RestoreReport:
    """Close the office and put a backup in its place; the old one stays beside it. Log in again afterwards.

    Raises StorageError before anything is closed; RestoreFailedError afterwards, the office is as it was.
    """
    (progress or Progress()).report(0, 1, Message(N_("Restoring {file}"), {"file": file.name}))
    if is_server(office.location):
        raise StorageError(_ON_SERVER)
    check_backup(office, file)  # before anything is closed
    office.close()
    try:
        return restore_office(file, office.location, lambda slots: _by_key(office, slots))
    except GridAdminError as error:
        raise RestoreFailedError(N_("{problem} Log in again to go on."), problem=str(error)) from error


def _by_key(office: OpenOffice, slots: KeySlots) -> Unlocked:
    """Unlock with the key in hand; the account that acts is the one that is logged in."""
    if not slots.fits(office.key):
        raise StorageError(N_("This backup belongs to another office, or to this one before its key was changed."))
    # By the name: slots keep the id that the account had before it took the city's.
    own = [slot for slot in slots.slots if slot.account_id is not None and slot.label == office.account.name]
    return Unlocked(office.key, (own or list(slots.slots))[0])

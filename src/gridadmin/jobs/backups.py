"""Backing up, restoring and verifying the office."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from gridadmin.domain.errors import StorageError
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
    if is_server(office.location):
        return None
    newest = next(iter(list_backups(Path(office.location))), None)
    return backup_moment(newest) if newest else None


def restore_office(file: Path, location: str, unlock: Unlock) -> RestoreReport:
    """Put a backup in the place of the office in a folder; the old one stays beside it, the restored one journals it.

    Close the office before. Raises StorageError or KeyRefusedError; the old office is untouched then.
    """
    now = utc_now().astimezone()
    report = restore(file, Path(location), lambda slots: unlock(slots).key, now=now, journal_head=head_text)
    office = open_office(location, unlock)
    office.event(Message(N_("Restored the backup {file}"), {"file": file.name}))
    office.close()
    return report


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
        manifest = BackupFile(path).manifest
        records = sum(count for table, count in manifest.rows.items() if table != "journal")
        return BackupLine(path, manifest.made, path.stat().st_size, records, manifest.journal_head)
    return None


def make_backup(office: OpenOffice, out: Path | None = None, progress: Progress | None = None) -> BackupReport:
    """Make a verified backup for the window; as `back_up`."""
    (progress or Progress()).report(0, 1, Message(N_("Backing up and verifying the backup")))
    return back_up(office, out)


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


def restore_here(office: OpenOffice, file: Path, progress: Progress | None = None) -> RestoreReport:
    """Close the office and put a backup in its place; the old one stays beside it. Log in again afterwards."""
    (progress or Progress()).report(0, 1, Message(N_("Restoring {file}"), {"file": file.name}))
    if is_server(office.location):
        raise StorageError(N_("A shared office is restored on its database server (pg_restore), not from here."))
    check_backup(office, file)  # before anything is closed
    office.close()
    return restore_office(file, office.location, lambda slots: _by_key(office, slots))


def _by_key(office: OpenOffice, slots: KeySlots) -> Unlocked:
    """Unlock with the key in hand; the account that acts is the one that is logged in."""
    if not slots.fits(office.key):
        raise StorageError(N_("This backup belongs to another office, or to this one before its key was changed."))
    own = [slot for slot in slots.slots if slot.account_id == office.account.id]
    return Unlocked(office.key, (own or list(slots.slots))[0])

"""Backing up, restoring and verifying the office."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from gridadmin.domain.errors import StorageError
from gridadmin.domain.journal import Verification
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice, utc_now
from gridadmin.jobs.opening import Unlock, head_text, is_server, open_office
from gridadmin.models.backup import BackupReport, RestoreReport, backup, list_backups, restore
from gridadmin.models.backup_thinning import backup_moment
from gridadmin.models.integrity import check_file


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

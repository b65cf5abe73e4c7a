"""Making and verifying backups, and restoring them: a backup that was not opened again is none.

docs/decisions/011-one-file-backup.md says why it looks like this.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine

from gridadmin import __version__
from gridadmin.domain.errors import StorageError
from gridadmin.i18n import N_
from gridadmin.models.backup_check import Figures, JournalHead, check_copy, no_journal, read_figures
from gridadmin.models.backup_file import (
    PHOTO_LIST,
    PHOTO_STORE,
    BackupFile,
    Manifest,
    digest_and_size,
    write_backup,
)
from gridadmin.models.backup_thinning import SUFFIX, backup_moment, backup_name, superfluous
from gridadmin.models.keyslots import FileSlotStore, KeySlots
from gridadmin.models.office_folder import DATABASE, KEY_SLOTS, PHOTOS, OfficeFolder
from gridadmin.models.photo_store import add_new_photos, check_photos, keep_only, photo_database, stored_digests
from gridadmin.models.restore import RestoreReport, restore
from gridadmin.models.storage import open_database
from gridadmin.models.storage_errors import storage_errors

__all__ = ["BackupReport", "JournalHead", "RestoreReport", "backup", "list_backups", "restore", "verify_backup"]

_NOT_ON_SERVER = N_("A shared office is backed up on its database server (pg_dump), not from here.")
_NOT_THE_KEY = N_("The key slots in {folder} do not belong to this key; a backup with them could not be opened.")
_A_FOLDER = N_("{name} is a folder. Name the file that the backup is to be, in this folder or another.")
_OTHER_FILE = N_("{name} is there already and is no backup; it was not written over. Choose another name.")
_LOST_PHOTOS = N_("{count} photos of {name} are missing from {store}, which has to lie beside it.")


@dataclass(frozen=True)
class BackupReport:
    """A backup that was opened again and found whole.

    Attributes:
        path: the file.
        size: its size in bytes.
        manifest: what it holds.
        removed: older automatic backups that this one made superfluous.
    """

    path: Path
    size: int
    manifest: Manifest
    removed: tuple[Path, ...] = ()


def backup(
    engine: Engine,
    folder: Path,
    key: bytes,
    *,
    now: datetime,
    journal_head: JournalHead = no_journal,
    out: Path | None = None,
) -> BackupReport:
    """Make a verified backup of an open office while others go on writing; return what it holds.

    Without `out` it goes into the office's `backups/`, its photos once for all backups into the store there, and older
    ones are thinned. With `out` (a USB stick, a share) it is whole by itself, photos inside, and replaces a backup of
    that name; what is no backup is never written over.

    Raises StorageError; every backup made before is untouched then.

    Args:
        engine: the office's records.
        folder: the office's folder.
        key: its data key.
        now: the moment, in the clerk's time zone.
        journal_head: reads the journal's last entry; compared between the office and the copy.
        out: the file to write.
    """
    if engine.dialect.name != "sqlite":
        raise StorageError(_NOT_ON_SERVER)
    office = OfficeFolder(folder)
    with storage_errors(out or office.backups):
        if out is not None:
            _refuse_other_file(out)
        office.backups.mkdir(mode=0o700, exist_ok=True)
        _remove_leftovers(office.backups)
        target = out or _free_name(office.backups, now)
        with tempfile.TemporaryDirectory(prefix="gridadmin-", suffix=".part", dir=office.backups) as work:
            making = _Work(office, key, Path(work))
            members, manifest = making.collect(engine, now, journal_head, whole=out is not None)
            write_backup(target, manifest.to_text(key), members)
        removed = _thin(office.backups, key, now) if out is None else ()
        return BackupReport(target, target.stat().st_size, manifest, removed)


def verify_backup(file: Path, key: bytes, *, journal_head: JournalHead | None = None) -> BackupReport:
    """Open a backup with its key and check all of it, without restoring anything; raises StorageError otherwise."""
    with storage_errors(file), tempfile.TemporaryDirectory(prefix="gridadmin-") as work:
        saved = BackupFile(file)
        saved.check_seal(key)
        saved.check_member(KEY_SLOTS)
        copy = Path(work) / DATABASE
        saved.extract(DATABASE, copy)
        check_copy(copy, key, Figures.of(saved.manifest), journal_head, file.name)
        if saved.has(PHOTOS):
            saved.extract(PHOTOS, Path(work) / PHOTOS)
            check_photos(Path(work) / PHOTOS, key)
        store = file.with_name(PHOTO_STORE)
        lost = saved.photo_list() - stored_digests(store, key)
        if lost:
            raise StorageError(_LOST_PHOTOS, count=len(lost), name=file.name, store=store.name)
        return BackupReport(file, file.stat().st_size, saved.manifest)


def list_backups(folder: Path) -> list[Path]:
    """Return the automatic backups of an office, the newest first; each was verified when it was made."""
    found = [path for path in OfficeFolder(folder).backups.glob("*.gabackup") if backup_moment(path)]
    return sorted(found, reverse=True)


@dataclass(frozen=True)
class _Work:
    """A backup in the making: the office, its key, and the folder its members are brought together in."""

    office: OfficeFolder
    key: bytes
    folder: Path

    def collect(
        self, engine: Engine, now: datetime, journal_head: JournalHead, *, whole: bool
    ) -> tuple[dict[str, Path], Manifest]:
        """Bring the members of a backup together, verified, and describe them."""
        slots = KeySlots(FileSlotStore(self.office.key_slots))
        if not slots.fits(self.key):
            raise StorageError(_NOT_THE_KEY, folder=self.office.folder)
        copy = self.folder / DATABASE
        with engine.connect() as connection:  # one read transaction: figures and copy show the same moment
            figures = read_figures(connection, journal_head)
            _copy_database(connection, copy, self.key)
        check_copy(copy, self.key, figures, journal_head, DATABASE)
        members = {DATABASE: copy}
        photos = self._collect_photos(members, whole=whole)
        members[KEY_SLOTS] = self.folder / KEY_SLOTS
        shutil.copyfile(self.office.key_slots, members[KEY_SLOTS])
        manifest = Manifest(
            made=now,
            office_id=slots.office_id,
            app=__version__,
            schema=figures.schema,
            journal_head=figures.head,
            rows=figures.rows,
            photos=photos,
            members={name: digest_and_size(path) for name, path in members.items()},
        )
        return members, manifest

    def _collect_photos(self, members: dict[str, Path], *, whole: bool) -> int:
        if not self.office.photos.exists():
            return 0
        if not whole:
            listed = add_new_photos(self.office.photos, self.office.backups / PHOTO_STORE, self.key)
            members[PHOTO_LIST] = self.folder / PHOTO_LIST
            members[PHOTO_LIST].write_text("\n".join(sorted(listed)), "ascii")
            return len(listed)
        members[PHOTOS] = self.folder / PHOTOS
        with photo_database(self.office.photos, self.key) as photos, photos.connect() as connection:
            _copy_database(connection, members[PHOTOS], self.key)
        return check_photos(members[PHOTOS], self.key)


def _copy_database(connection: Connection, target: Path, key: bytes) -> None:
    """Copy an open database in one step; in several steps it would start again whenever somebody writes."""
    source = connection.connection.driver_connection
    copy = open_database(target, key, create=True)
    try:
        raw = copy.raw_connection()
        try:
            assert source is not None
            source.backup(raw.driver_connection, pages=-1)
        finally:
            raw.close()
    finally:
        copy.dispose()


def _refuse_other_file(target: Path) -> None:
    """Refuse to write over what is no backup: a roster, the key file, the office itself."""
    if target.is_dir():
        raise StorageError(_A_FOLDER, name=target)
    if target.exists() and target.suffix != SUFFIX:
        try:
            BackupFile(target)
        except StorageError as error:
            raise StorageError(_OTHER_FILE, name=target.name) from error


def _free_name(backups: Path, now: datetime) -> Path:
    while (target := backups / backup_name(now)).exists():
        now += timedelta(seconds=1)
    return target


def _remove_leftovers(backups: Path) -> None:
    """Remove what a computer that stopped during an earlier backup left behind."""
    for path in backups.glob("gridadmin-*.part"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _thin(backups: Path, key: bytes, now: datetime) -> tuple[Path, ...]:
    """Remove superfluous backups and the photos that only they needed; what cannot be removed stays."""
    dated = {moment: path for path in backups.iterdir() if (moment := backup_moment(path))}
    removed = []
    for moment in sorted(superfluous(dated, now.date())):
        with suppress(OSError):  # an anti-virus program has it open: next time
            dated[moment].unlink()
            removed.append(dated[moment])
    if removed:
        with suppress(StorageError):  # a backup that cannot be read may still need photos, so all of them stay
            keep_only(backups / PHOTO_STORE, key, _listed_photos(backups))
    return tuple(removed)


def _listed_photos(backups: Path) -> set[str]:
    return set().union(*(BackupFile(path).photo_list() for path in backups.glob("*.gabackup")))

"""Restoring a backup: verified whole in a folder of its own, then put in the place of the old office, which is kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from gridadmin.domain.errors import KeyRefusedError
from gridadmin.i18n import N_
from gridadmin.models.backup_check import Figures, JournalHead, check_copy
from gridadmin.models.backup_file import PHOTO_STORE, BackupFile, Manifest
from gridadmin.models.durable import write_durably
from gridadmin.models.keyslots import KeySlots, MemorySlotStore
from gridadmin.models.office_folder import DATABASE, KEY_SLOTS, PHOTOS, READY, RESTORING, finish_restore, hold_office
from gridadmin.models.photo_store import check_photos, copy_listed
from gridadmin.models.schema import Schema, migrate, refuse_newer
from gridadmin.models.storage import open_database
from gridadmin.models.storage_errors import storage_errors

_NOT_THE_KEY = N_("This key does not open {name}. Use a password or recovery code that was right when it was made.")


@dataclass(frozen=True)
class RestoreReport:
    """What was restored.

    Attributes:
        manifest: what the backup held.
        kept: the folder with the office that stood there before; None where there was none.
        missing_photos: photos that could not be restored because their store did not lie beside the backup.
    """

    manifest: Manifest
    kept: Path | None
    missing_photos: int


def restore(
    file: Path,
    folder: Path,
    key_of: Callable[[KeySlots], bytes],
    *,
    now: datetime,
    journal_head: JournalHead | None = None,
    schema: Schema | None = None,
) -> RestoreReport:
    """Put a backup in the place of the office in a folder, or make an office of it in a new folder.

    Close the office before. Everything is verified first, and older tables are brought up to date: what cannot be
    opened here never takes the place of the old office. That moves into `before-restore-…` inside the folder, and an
    interruption is finished at the next opening. Backups stay where they are.

    Raises StorageError or KeyRefusedError; the old office is untouched then.

    Args:
        file: the backup.
        folder: the folder of the office.
        key_of: opens the key slots that are in the backup, with a password, recovery code or key file.
        now: the moment, in the clerk's time zone.
        journal_head: reads the journal's last entry, to be compared with the one noted in the backup.
        schema: the migrations this program knows; others only in tests.
    """
    with storage_errors(file):
        saved = BackupFile(file)
        refuse_newer(saved.manifest.schema, schema)
        slots = KeySlots(MemorySlotStore(saved.key_slots))
        key = key_of(slots)
        if not slots.fits(key):
            raise KeyRefusedError(_NOT_THE_KEY, name=file.name)
        saved.check_seal(key)
    with storage_errors(folder), _made_if_missing(folder), hold_office(folder, now):
        restoring = folder / RESTORING
        restoring.mkdir(mode=0o700)
        try:
            missing = _unpack(saved, restoring, key, journal_head)
            _bring_up_to_date(saved, restoring, key, schema)
            aside = folder / _free_name(folder, now)
            write_durably(restoring / READY, aside.name.encode())
        except BaseException:
            shutil.rmtree(restoring, ignore_errors=True)
            raise
        finish_restore(folder)
    return RestoreReport(saved.manifest, aside if aside.exists() else None, missing)


def _unpack(saved: BackupFile, restoring: Path, key: bytes, journal_head: JournalHead | None) -> int:
    """Write and verify the files of a backup; return the number of photos that are missing."""
    saved.extract(DATABASE, restoring / DATABASE)
    check_copy(restoring / DATABASE, key, Figures.of(saved.manifest), journal_head, saved.path.name)
    missing: set[str] = set()
    if saved.has(PHOTOS):
        saved.extract(PHOTOS, restoring / PHOTOS)
        check_photos(restoring / PHOTOS, key)
    else:
        store = saved.path.with_name(PHOTO_STORE)
        missing = copy_listed(store, restoring / PHOTOS, key, saved.photo_list())
    saved.extract(KEY_SLOTS, restoring / KEY_SLOTS)
    return len(missing)


def _bring_up_to_date(saved: BackupFile, restoring: Path, key: bytes, schema: Schema | None) -> None:
    if saved.manifest.schema is None:
        return
    engine = open_database(restoring / DATABASE, key)
    try:
        migrate(engine, lambda: None, schema)  # the backup itself is what stays of the older tables
    finally:
        engine.dispose()


def _free_name(folder: Path, now: datetime) -> str:
    while (folder / (name := f"before-restore-{now.strftime('%Y%m%d-%H%M%S')}")).exists():
        now += timedelta(seconds=1)
    return name


@contextmanager
def _made_if_missing(folder: Path) -> Iterator[None]:
    """Make the folder of an office where it is missing, and take it away again where nothing came into it."""
    new = not folder.exists()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if new:
            shutil.rmtree(folder, ignore_errors=True)
        raise

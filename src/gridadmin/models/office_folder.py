"""The folder an office lives in: which file is what, who has it open, and how a restored office takes its place."""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from gridadmin.domain.errors import StorageError
from gridadmin.i18n import N_
from gridadmin.models.durable import sync_folder, write_durably
from gridadmin.models.storage_errors import storage_errors

DATABASE = "office.db"
PHOTOS = "files.db"
KEY_SLOTS = "keyslots.json"
BACKUPS = "backups"
LOCK = "office.lock"
RESTORING = "restoring"
READY = "ready"
PATIENCE_S = 1.0  # a program that is just closing lets go within it

_IN_USE = N_(
    "The office in {folder} is already open: program {pid} on {host}, since {since}. "
    "Use that window, or close it and try again."
)
_IN_USE_BY_UNKNOWN = N_("The office in {folder} is already open in another program. Close it and try again.")
_NOT_EMPTY = N_("{folder} already holds files. Choose an empty or a new folder.")


@dataclass(frozen=True)
class OfficeFolder:
    """The paths inside the folder of an office."""

    folder: Path

    @property
    def database(self) -> Path:
        """The encrypted records."""
        return self.folder / DATABASE

    @property
    def photos(self) -> Path:
        """The encrypted photos and scans."""
        return self.folder / PHOTOS

    @property
    def key_slots(self) -> Path:
        """The wrapped copies of the key."""
        return self.folder / KEY_SLOTS

    @property
    def backups(self) -> Path:
        """The folder of the automatic backups."""
        return self.folder / BACKUPS


def is_office(folder: Path) -> bool:
    """Return whether a folder holds any part of an office, be others lost; False where it cannot be looked into."""
    try:
        return any((folder / part).exists() for part in (DATABASE, PHOTOS, KEY_SLOTS, RESTORING))
    except OSError:
        return False


@contextmanager
def building(target: Path) -> Iterator[Path]:
    """Give a new folder beside the target that takes its name at the end, whole, or disappears.

    A new office is made in it: whatever stops the work half-way leaves no half office behind. Close every database
    in it before the end. Raises StorageError where the target holds files already.
    """
    if target.is_dir() and any(target.iterdir()):
        raise StorageError(_NOT_EMPTY, folder=target)
    with storage_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.new-{os.getpid()}")
        part.mkdir(mode=0o700)
        try:
            yield part
            with suppress(FileNotFoundError):
                target.rmdir()
            part.rename(target)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        sync_folder(target.parent)


@contextmanager
def hold_office(folder: Path, now: datetime) -> Iterator[None]:
    """Keep every other program out of the office while the block runs.

    A restore that was interrupted is finished first. Who holds the office is written beside the lock, not into it:
    Windows lets nobody read a locked file. Raises StorageError naming program, computer and time of the holder.
    """
    # Not thread-local: opened in one thread, an office may be closed in another, which would then let go of nothing.
    lock = FileLock(folder / LOCK, mode=0o600, thread_local=False)
    holder = folder / f"{LOCK}.json"
    with storage_errors(folder):
        try:
            lock.acquire(timeout=PATIENCE_S)
        except Timeout as error:
            raise _in_use(folder, holder) from error
    try:
        with storage_errors(folder):
            since = now.isoformat(sep=" ", timespec="seconds")
            write_durably(holder, json.dumps({"pid": os.getpid(), "host": platform.node(), "since": since}).encode())
            finish_restore(folder)
        yield
        with suppress(OSError):
            holder.unlink()
    finally:
        lock.release()


def settle_office(folder: Path, now: datetime) -> None:
    """Finish a restore that was interrupted before anything is read from the folder: its key slots may be the old ones.

    Raises StorageError where another program has the office open.
    """
    if (folder / RESTORING).is_dir():
        with hold_office(folder, now):
            pass


def finish_restore(folder: Path) -> None:
    """Let the files of a verified restore take the places of the old ones, which move into `before-restore-…`.

    Safe to repeat: what a crash interrupted is continued at the next opening. A file still in `restoring/` has not
    moved yet, so what stands in its place is the old one. A restore without its ready mark was never verified and goes.
    """
    restoring = folder / RESTORING
    if not restoring.is_dir():
        return
    mark = restoring / READY
    if mark.is_file():
        aside = folder / mark.read_text("utf-8").strip()
        for name in (DATABASE, PHOTOS, KEY_SLOTS):
            if (restoring / name).is_file():
                _set_aside(folder, name, aside)
                (restoring / name).rename(folder / name)
        sync_folder(folder)
    shutil.rmtree(restoring)


def _set_aside(folder: Path, name: str, aside: Path) -> None:
    # The -wal of the old file must never meet the new file, so it moves first.
    for suffix in ("-wal", "-shm", ""):
        old = folder / (name + suffix)
        if old.exists():
            aside.mkdir(mode=0o700, exist_ok=True)
            old.rename(aside / old.name)


def _in_use(folder: Path, holder: Path) -> StorageError:
    try:
        who = json.loads(holder.read_text("utf-8"))
        return StorageError(_IN_USE, folder=folder, pid=who["pid"], host=who["host"], since=who["since"])
    except (OSError, ValueError, KeyError):
        return StorageError(_IN_USE_BY_UNKNOWN, folder=folder)

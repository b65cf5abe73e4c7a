"""Computers of an office: a real, encrypted database in memory that loses power at commits, is copied and restored."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from sqlalchemy import PoolProxiedConnection, text

from gridadmin.config import load_config
from gridadmin.domain.accounts import AccountRow, OfficeSetup
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import create_office
from gridadmin.models.ids import ids_drawn_from
from gridadmin.models.key_file import create_key_file
from gridadmin.models.keyslots import KeySlots
from gridadmin.models.storage import open_database
from gridadmin.sync.portions import Portions
from tests.real_offices import CLERK, SteppingClock

MEMORY = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else Path(tempfile.gettempdir())
START_MS = 1_790_000_000_000  # of the ids: a day in 2026


class PowerCutError(BaseException):
    """The computer lost power at a commit; nothing of the program's memory is left. No `except` may take it."""


@dataclass(frozen=True)
class Disk:
    """The file of an office, as it lies on a disk: what a backup or a copy takes along."""

    content: bytes
    key: bytes
    slots: KeySlots
    account: AccountRow


@cache
def new_disk(township: str, number: int) -> Disk:
    """Return the disk of an office that was set up anew; each number is another set-up of the same township."""
    luck = Random(f"{township}-{number}")
    with tempfile.TemporaryDirectory(dir=MEMORY) as name, ids_drawn_from(luck.randbytes, lambda: START_MS):
        folder = Path(name)
        create_key_file(folder / "clerk.key")
        setup = OfficeSetup(township, CLERK, key_file=folder / "clerk.key")
        office = create_office(load_config(str(folder / "office")), setup)
        with office.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        key, slots, account = office.key, office.slots, office.account
        office.close()
        return Disk((folder / "office" / "office.db").read_bytes(), key, slots, account)


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="gridadmin-proof-", dir=MEMORY))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


class _Drive:
    """Where the file of a computer lies, with the engine for it.

    Both are used again by later schedules: a fresh engine would compile every statement anew.
    """

    def __init__(self, path: Path, disk: Disk) -> None:
        self.path = path
        self.at_commit: Callable[[], None] = _nothing
        self.write(disk.content)
        self.engine = open_database(path, disk.key)
        commit = self.engine.dialect.do_commit

        def do_commit(connection: PoolProxiedConnection) -> None:
            self.at_commit()
            commit(connection)
            self.at_commit()

        self.engine.dialect.do_commit = do_commit  # type: ignore[method-assign, assignment]

    def write(self, content: bytes) -> None:
        """Put a file there."""
        for end in ("-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)
        self.path.write_bytes(content)


_drives: dict[tuple[str, bytes], _Drive] = {}


class Computer:
    """One computer, running.

    Attributes:
        name: for traces. office: its office, open. portions: how much it sends at once; forgotten when it restarts.
    """

    def __init__(self, name: str, disk: Disk, clock: SteppingClock, at_commit: Callable[[], None]) -> None:
        self.name = name
        self._clock, self._disk, self._at_commit = clock, disk, at_commit
        self._drive = self._insert(disk)
        self.portions, self.office = Portions(), self._start()

    def _insert(self, disk: Disk) -> _Drive:
        place = (self.name, disk.key)
        if place not in _drives:
            _drives[place] = _Drive(_folder() / f"{self.name}-{len(_drives)}.db", disk)
        drive = _drives[place]
        drive.engine.dispose()
        drive.write(disk.content)
        drive.at_commit = self._at_commit
        return drive

    def _start(self) -> OpenOffice:
        engine, disk = self._drive.engine, self._disk
        office = OpenOffice(engine, engine, str(self._drive.path), disk.slots, disk.key, account=disk.account)
        office.clock = self._clock
        return office

    def restart(self) -> None:
        """Start again from the disk as it is: after the power was cut, or the program was closed."""
        self._drive.engine.dispose()
        self.portions, self.office = Portions(), self._start()

    def disk(self) -> Disk:
        """Return a copy of the disk."""
        with self.office.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return replace(self._disk, content=self._drive.path.read_bytes())

    def put_disk(self, disk: Disk) -> None:
        """Replace the disk by a backup."""
        self._disk = disk
        self._drive = self._insert(disk)
        self.portions, self.office = Portions(), self._start()

    def close(self) -> None:
        """Switch it off."""
        self._drive.at_commit = _nothing
        self._drive.engine.dispose()


def _nothing() -> None:
    """Cut no power."""

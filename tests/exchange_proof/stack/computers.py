"""Computers of an office: a real, encrypted database in memory that loses power at commits, is copied and restored."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from sqlalchemy import Engine, text

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


class Computer:
    """One computer, running.

    Attributes:
        name: for traces. office: its office, open. portions: how much it sends at once; forgotten when it restarts.
        at_commit: called before and after each commit; may cut the power.
    """

    def __init__(self, name: str, folder: Path, disk: Disk, clock: SteppingClock) -> None:
        self.name = name
        self.at_commit: Callable[[], None] = lambda: None
        self._folder, self._clock, self._disk, self._starts = folder, clock, disk, 0
        self.portions, self.office = Portions(), self._start(disk.content)

    def _start(self, content: bytes | None) -> OpenOffice:
        path = self._folder / f"{self.name}.db"
        if content is not None:
            for end in ("", "-wal", "-shm"):
                path.with_name(path.name + end).unlink(missing_ok=True)
            path.write_bytes(content)
        engine = open_database(path, self._disk.key)
        self._watch_commits(engine)
        self._starts += 1
        office = OpenOffice(engine, engine, str(path), self._disk.slots, self._disk.key, account=self._disk.account)
        office.clock = self._clock
        return office

    def _watch_commits(self, engine: Engine) -> None:
        commit = engine.dialect.do_commit

        def do_commit(connection: object) -> None:
            self.at_commit()
            commit(connection)  # type: ignore[arg-type]
            self.at_commit()

        engine.dialect.do_commit = do_commit  # type: ignore[method-assign]

    def restart(self) -> None:
        """Start again from the disk as it is: after the power was cut, or the program was closed."""
        self.office.engine.dispose()
        self.portions, self.office = Portions(), self._start(None)

    def disk(self) -> Disk:
        """Return a copy of the disk."""
        with self.office.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return replace(self._disk, content=(self._folder / f"{self.name}.db").read_bytes())

    def put_disk(self, disk: Disk) -> None:
        """Replace the disk by a backup."""
        self.office.engine.dispose()
        self._disk = disk
        self.portions, self.office = Portions(), self._start(disk.content)

    def close(self) -> None:
        """Switch it off."""
        self.office.engine.dispose()

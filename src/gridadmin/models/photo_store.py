"""The photos of all automatic backups together, each kept once: `backups/photos.store`, encrypted like the office.

A photo never changes (its name is its digest), so a backup adds only those that are new and lists all that it needs.
A photo goes from the store when the last backup that lists it goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, insert, select

from gridadmin.domain.errors import KeyRefusedError, StorageError
from gridadmin.i18n import N_
from gridadmin.models.attachments import attachments, create_table, digests, forget
from gridadmin.models.storage import for_acts, open_database

if TYPE_CHECKING:
    from collections.abc import Iterator

_BATCH = 50
_DAMAGED_PHOTO = N_("The photo {sha256} is damaged in {name}. Take it again, or restore an older backup.")


@contextmanager
def photo_database(path: Path, key: bytes, *, create: bool = False) -> Iterator[Engine]:
    """Open a file of photos for the block; with `create` a missing one is made, with its table.

    The office's own `files.db` is made at set-up, before the key slots; later a missing one is a loss to be told.
    """
    engine = open_database(path, key, create=create and not path.exists())
    try:
        if create:
            create_table(engine)
        yield engine
    finally:
        engine.dispose()


def add_new_photos(source: Path, store: Path, key: bytes) -> set[str]:
    """Bring what is new in the office's photos into the store; return the digests of all that the office has.

    A store that no longer opens is put aside under `….damaged` and made anew: it must not stop every later backup.
    """
    if not source.exists():
        return set()
    try:
        return _copy_into(source, store, key)
    except (StorageError, KeyRefusedError):
        if not store.exists() or _opens(store, key):
            raise
        store.replace(store.with_name(store.name + ".damaged"))
        for suffix in ("-wal", "-shm"):
            store.with_name(store.name + suffix).unlink(missing_ok=True)
        return _copy_into(source, store, key)


def copy_listed(store: Path, target: Path, key: bytes, wanted: set[str]) -> set[str]:
    """Make a new file of photos from the store; return the digests that the store does not have."""
    with photo_database(target, key, create=True) as copy:
        if not store.exists():
            return wanted
        with photo_database(store, key) as source, source.connect() as reading:
            there = wanted & digests(reading)
            _copy_rows(reading, copy, there, store.name)
    return wanted - there


def stored_digests(store: Path, key: bytes) -> set[str]:
    """Return the digests of the photos in a store or an office's file; none where there is no file."""
    if not store.exists():
        return set()
    with photo_database(store, key) as engine, engine.connect() as connection:
        return digests(connection)


def check_photos(path: Path, key: bytes) -> int:
    """Compare every photo in a file with its digest; return their number. Raises StorageError naming a bad one."""
    with photo_database(path, key) as engine, engine.connect() as connection:
        rows = connection.execution_options(yield_per=_BATCH).execute(
            select(attachments.c.sha256, attachments.c.content)
        )
        count = 0
        for digest, content in rows:
            _check(digest, content, path.name)
            count += 1
        return count


def keep_only(store: Path, key: bytes, wanted: set[str]) -> None:
    """Remove every photo from the store that no backup lists any more."""
    if not store.exists():
        return
    with photo_database(store, key) as engine, for_acts(engine).begin() as connection:
        forget(connection, digests(connection) - wanted)


def _copy_into(source: Path, store: Path, key: bytes) -> set[str]:
    with (
        photo_database(store, key, create=True) as copy,
        photo_database(source, key) as office,
        office.connect() as reading,
        copy.connect() as seeing,
    ):
        wanted = digests(reading)
        missing = wanted - digests(seeing)
        _copy_rows(reading, copy, missing, source.name)
    return wanted


def _copy_rows(reading: Connection, copy: Engine, wanted: Iterable[str], name: str) -> None:
    ordered = sorted(wanted)
    for start in range(0, len(ordered), _BATCH):
        batch = ordered[start : start + _BATCH]
        rows = reading.execute(select(attachments).where(attachments.c.sha256.in_(batch))).mappings().all()
        for row in rows:
            _check(row["sha256"], row["content"], name)
        with for_acts(copy).begin() as writing:
            writing.execute(insert(attachments), [dict(row) for row in rows])


def _check(digest: str, content: bytes, name: str) -> None:
    if sha256(content).hexdigest() != digest:
        raise StorageError(_DAMAGED_PHOTO, sha256=digest, name=name)


def _opens(store: Path, key: bytes) -> bool:
    try:
        stored_digests(store, key)
    except (StorageError, KeyRefusedError):
        return False
    return True

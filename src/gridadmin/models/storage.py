"""Opening the office's database: SQLCipher in a folder, or PostgreSQL. The one module that knows the cipher.

Why a `creator` of our own and a raw key: docs/decisions/012-sqlcipher-through-creator.md.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, make_url

from gridadmin.domain.errors import KeyRefusedError, StorageError
from gridadmin.i18n import N_
from gridadmin.models.keyslots import FileSlotStore, key_fits
from gridadmin.models.office_folder import KEY_SLOTS, OfficeFolder, building, hold_office
from gridadmin.models.storage_errors import DAMAGED, result_code, storage_errors

__all__ = [
    "KEY_BYTES",
    "OfficeFolder",
    "building",
    "for_acts",
    "hold_office",
    "load_cipher",
    "open_database",
    "open_postgresql",
    "storage_errors",
]

KEY_BYTES = 32
BUSY_TIMEOUT_MS = 5000
MIN_CACHE_BYTES = 64 * 2**20
MAX_CACHE_BYTES = 256 * 2**20
APPLICATION_ID = 0x47524944  # "GRID", so that `file` and support can tell whose database it is once decrypted

_PLAIN_HEADER = b"SQLite format 3\0"
_PAGE = 4096
_NOT_A_DATABASE = 26
_BEGIN_OPTION = "gridadmin_begin"

_NO_CIPHER = N_("The encryption library of this installation is missing. Nothing was opened; install the program anew.")
_BAD_KEY = N_("The key has {length} bytes, not {expected}; it is not a key of an office.")
_WRONG_KEY = N_("The key does not open {name}: it belongs to another office.")
_PLAIN = N_("{name} is an ordinary, unencrypted SQLite file and not an office of this program.")
_FOREIGN = N_("{name} is not the database of an office: it is too small or of another kind. Choose the right folder.")
_MISSING_BUT_SLOTS = N_(
    "{name} is missing although its key slots are still in {folder}. No empty office was made in its place: "
    "restore the newest backup."
)
_MISSING = N_("There is no office in {folder}. Choose another folder, restore a backup, or set up a new office.")
_EXISTS = N_("{name} exists already in {folder}; a new office was not made over it.")
_BAD_ADDRESS = N_("{address} is not the address of a PostgreSQL database (postgresql+psycopg://host/name).")


def open_database(path: Path, key: bytes, *, create: bool = False) -> Engine:
    """Open an encrypted database with its raw 32-byte key and return the engine for it.

    Reads begin with a plain BEGIN; see `for_acts` for writing. Nothing is ever created unless `create` says so, and
    not even then where the file or key slots exist: an empty office in place of a lost one would hide the loss.

    Raises KeyRefusedError for a wrong key; StorageError for a missing, plain, foreign, damaged, unreadable or busy file
    and where the encryption library is not the real one.
    """
    if len(key) != KEY_BYTES:
        # SQLCipher takes any other length for a passphrase, silently.
        raise KeyRefusedError(_BAD_KEY, length=len(key), expected=KEY_BYTES)
    driver = load_cipher()
    with storage_errors(path):
        if create:
            _reserve(path)
        else:
            _check_header(path)
        engine = _engine(driver, path, key)
        try:
            _probe(engine, path, key, stamp=create)
        except BaseException:
            engine.dispose()
            if create:
                path.unlink(missing_ok=True)
            raise
    return engine


def open_postgresql(address: str) -> Engine:
    """Return the engine for an office that several clerks share on a PostgreSQL server.

    Raises StorageError where the address is none or nobody answers there.
    """
    if not address.startswith("postgresql+psycopg://"):
        raise StorageError(_BAD_ADDRESS, address=address)
    url = make_url(address)
    options = {"connect_timeout": 10}
    engine = create_engine(url, pool_size=4, pool_pre_ping=True, connect_args=options, hide_parameters=True)
    with storage_errors(url.render_as_string(hide_password=True)), engine.connect():
        return engine


def for_acts(engine: Engine) -> Engine:
    """Return the engine whose transactions take SQLite's write lock at their start (BEGIN IMMEDIATE).

    A transaction that starts as a reader and writes later fails at once when somebody wrote in between, without
    waiting; an act says from its first statement that it will write. Same pool, same connections. PostgreSQL needs
    no such word.
    """
    return engine.execution_options(**{_BEGIN_OPTION: "BEGIN IMMEDIATE"})


def load_cipher() -> ModuleType:
    """Return the driver after it has shown, on a database in memory, that it really is SQLCipher.

    Python's own sqlite3 accepts `PRAGMA key` without a word and then writes plain text.
    """
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise StorageError(_NO_CIPHER) from error
    connection = dbapi2.connect(":memory:")
    try:
        _assert_cipher(connection)
    finally:
        connection.close()
    return dbapi2  # type: ignore[no-any-return]


def _assert_cipher(connection: Any) -> None:
    row = connection.execute("PRAGMA cipher_version").fetchone()
    if not row or not row[0]:
        raise StorageError(_NO_CIPHER)


def _reserve(path: Path) -> None:
    """Create the empty file for a new database, readable by its owner alone."""
    if (path.parent / KEY_SLOTS).exists():
        raise StorageError(_MISSING_BUT_SLOTS if not path.exists() else _EXISTS, name=path.name, folder=path.parent)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise StorageError(_EXISTS, name=path.name, folder=path.parent) from error


def _check_header(path: Path) -> None:
    if not path.is_file():
        slots = (path.parent / KEY_SLOTS).exists()
        raise StorageError(_MISSING_BUT_SLOTS if slots else _MISSING, name=path.name, folder=path.parent)
    with path.open("rb") as file:
        header = file.read(len(_PLAIN_HEADER))
    if header == _PLAIN_HEADER:
        raise StorageError(_PLAIN, name=path.name)
    if path.stat().st_size < _PAGE:
        raise StorageError(_FOREIGN, name=path.name)


def _engine(driver: ModuleType, path: Path, key: bytes) -> Engine:
    address = sqlite_address(path.absolute()) + "?mode=rw"  # rw: SQLite itself must not create the file either
    cache = min(max(path.stat().st_size, MIN_CACHE_BYTES), MAX_CACHE_BYTES)

    def connect() -> Any:
        # No implicit BEGIN from the driver: it would come too late for reads and never before DDL.
        connection = driver.connect(
            address, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_TIMEOUT_MS / 1000
        )
        try:
            _prepare(connection, key, cache)
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine(
        "sqlite://", module=driver, creator=connect, poolclass=QueuePool, pool_size=4, hide_parameters=True
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "checkout", _without_implicit_begin)
    return engine


def sqlite_address(path: PurePath) -> str:
    """Return the URI of an absolute path as SQLite takes it.

    `Path.as_uri` makes the server of a Windows share the authority of the URI, which SQLite refuses.
    """
    place = path.as_posix()
    return "file://" + quote(os.fsencode(place if place.startswith("/") else f"/{place}"), safe="/:")


def _prepare(connection: Any, key: bytes, cache_bytes: int) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE")  # SQLCipher would write its errors to stderr
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    _assert_cipher(connection)
    for pragma in (
        "foreign_keys = ON",
        "trusted_schema = OFF",
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        f"cache_size = -{cache_bytes // 1024}",  # pages are decrypted when they enter the cache, so it holds them all
        "journal_mode = WAL",
        "synchronous = FULL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN_OPTION, "BEGIN"))


def _without_implicit_begin(connection: Any, *_unused: object) -> None:
    # SQLAlchemy gives a connection the driver's default back after an `isolation_level` option.
    connection.isolation_level = None


def _probe(engine: Engine, path: Path, key: bytes, *, stamp: bool) -> None:
    try:
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            if stamp:  # the first page is written now, so that a wrong key is found out later
                cursor.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            cursor.execute("SELECT count(*) FROM sqlite_master").fetchone()
            cursor.close()
        finally:
            connection.close()
    except Exception as error:
        original = getattr(error, "orig", error)
        if result_code(original) != _NOT_A_DATABASE:
            raise
        # SQLite says the same of a wrong key and of a damaged first page; the slots know which key is right.
        if key_fits(FileSlotStore(path.parent / KEY_SLOTS), key):
            raise StorageError(DAMAGED, name=path.name) from error
        raise KeyRefusedError(_WRONG_KEY, name=path.name) from error

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gridadmin.domain.errors import KeyRefusedError, StorageError
from gridadmin.models import storage
from gridadmin.models.keyslots import new_key
from gridadmin.models.storage import for_acts, open_database, open_postgresql, sqlite_address
from gridadmin.models.storage_errors import storage_errors

from .conftest import Office, ordinary_user

KNOWN = "张三网格员13806350001"


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def fill(engine: Engine, rows: int = 200) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)"))
        connection.execute(text("INSERT INTO note (body) VALUES (:body)"), [{"body": KNOWN * 20}] * rows)


@pytest.fixture
def filled(tmp_path: Path) -> tuple[Path, bytes]:
    path, key = tmp_path / "office.db", new_key()
    engine = open_database(path, key, create=True)
    fill(engine)
    engine.dispose()
    return path, key


def test_an_office_is_opened_as_measured(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "office.db", new_key(), create=True)
    assert pragma(engine, "journal_mode") == "wal"
    assert pragma(engine, "synchronous") == 2
    assert pragma(engine, "foreign_keys") == 1
    assert pragma(engine, "busy_timeout") == 5000
    assert pragma(engine, "cache_size") == -64 * 1024
    assert str(pragma(engine, "cipher_version")).startswith("4.")
    assert pragma(engine, "cipher_page_size") == "4096"
    assert pragma(engine, "application_id") == storage.APPLICATION_ID
    assert pragma(engine, "trusted_schema") == 0
    engine.dispose()
    if os.name == "posix":
        assert (tmp_path / "office.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("size", "cache"), [(1, 64), (100, 100), (900, 256)])
def test_the_cache_is_as_large_as_the_data_within_limits(filled: tuple[Path, bytes], size: int, cache: int) -> None:
    path, key = filled
    with path.open("rb+") as file:  # a sparse tail costs nothing, and SQLite ignores it
        file.truncate(size * 2**20 if size > 1 else path.stat().st_size)
    engine = open_database(path, key)
    assert pragma(engine, "cache_size") == -cache * 1024
    engine.dispose()


def test_nothing_readable_lies_on_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    engine = open_database(path, new_key(), create=True)
    fill(engine)
    files = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert {"office.db", "office.db-wal", "office.db-shm"} <= files.keys()
    engine.dispose()
    files["closed"] = path.read_bytes()
    for name, content in files.items():
        assert not content.startswith(b"SQLite format 3"), name
        for known in (KNOWN.encode(), b"13806350001", b"CREATE TABLE", "张三".encode()):
            assert known not in content, name


def test_pythons_own_sqlite_is_refused_and_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlcipher3.dbapi2", sqlite3)
    with pytest.raises(StorageError, match="encryption library"):
        open_database(tmp_path / "office.db", new_key(), create=True)
    assert list(tmp_path.glob("office*")) == []


def test_a_missing_cipher_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sqlcipher3", None)
    with pytest.raises(StorageError, match="encryption library"):
        open_database(tmp_path / "office.db", new_key(), create=True)
    assert list(tmp_path.glob("office*")) == []


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_another_length_is_refused(tmp_path: Path, length: int) -> None:
    with pytest.raises(KeyRefusedError, match=f"has {length} bytes"):
        open_database(tmp_path / "office.db", b"k" * length, create=True)
    assert list(tmp_path.glob("office*")) == []


def test_a_wrong_key_is_named_and_kept_out_of_the_message(filled: tuple[Path, bytes]) -> None:
    path, key = filled
    wrong = new_key()
    with pytest.raises(KeyRefusedError, match=r"does not open office.db") as caught:
        open_database(path, wrong)
    cause = caught.value.__cause__
    assert wrong.hex() not in f"{caught.value} {cause!r} {cause}"
    open_database(path, key).dispose()


def test_the_cipher_says_nothing_on_stderr(filled: tuple[Path, bytes], capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyRefusedError):
        open_database(filled[0], new_key())
    assert capfd.readouterr() == ("", "")


def test_a_missing_office_is_not_made_anew(tmp_path: Path, office: Office) -> None:
    with pytest.raises(StorageError, match="no office in"):
        open_database(tmp_path / "office.db", new_key())
    office.engine.dispose()
    office.files.database.unlink()
    for create in (False, True):
        with pytest.raises(StorageError, match="missing although its key slots"):
            open_database(office.files.database, office.key, create=create)
    assert not office.files.database.exists()


def test_a_new_office_is_not_made_over_another(filled: tuple[Path, bytes]) -> None:
    path, key = filled
    before = path.read_bytes()
    with pytest.raises(StorageError, match="exists already"):
        open_database(path, key, create=True)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\3\4" + b"x" * 100])
def test_a_foreign_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "office.db").write_bytes(content)
    with pytest.raises(StorageError, match="not the database of an office"):
        open_database(tmp_path / "office.db", new_key())
    assert (tmp_path / "office.db").read_bytes() == content


def test_a_large_foreign_file_is_refused(tmp_path: Path) -> None:
    content = os.urandom(50_000)
    (tmp_path / "office.db").write_bytes(content)
    with pytest.raises(KeyRefusedError):
        open_database(tmp_path / "office.db", new_key())
    assert (tmp_path / "office.db").read_bytes() == content


def test_a_plain_sqlite_file_is_named(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "office.db") as plain:
        plain.execute("CREATE TABLE t (x)")
    plain.close()
    with pytest.raises(StorageError, match="ordinary, unencrypted SQLite"):
        open_database(tmp_path / "office.db", new_key())


def test_a_truncated_file_is_named(filled: tuple[Path, bytes]) -> None:
    path, key = filled
    with path.open("rb+") as file:
        file.truncate(path.stat().st_size // 2 // 4096 * 4096)
    with pytest.raises(StorageError, match=r"damaged or cut short.*restore the newest backup"):
        open_database(path, key)


def test_a_damaged_first_page_is_told_from_a_wrong_key(office: Office) -> None:
    office.engine.dispose()
    with office.files.database.open("rb+") as file:
        file.seek(100)
        file.write(b"damage")
    with pytest.raises(StorageError, match="damaged"):
        open_database(office.files.database, office.key)
    with pytest.raises(KeyRefusedError):
        open_database(office.files.database, new_key())


def test_an_act_takes_the_write_lock_at_its_start_and_a_read_does_not(filled: tuple[Path, bytes]) -> None:
    path, key = filled
    engine, other = open_database(path, key), open_database(path, key)
    impatient = for_acts(other)
    with Session(for_acts(engine)) as act, act.begin():
        act.execute(text("SELECT 1"))
        with other.connect() as reader:
            assert reader.execute(text("SELECT count(*) FROM note")).scalar() == 200
        with other.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA busy_timeout = 10")  # type: ignore[union-attr]
        with (
            pytest.raises(StorageError, match="in use by another program"),
            storage_errors(path),
            impatient.connect() as writer,
        ):
            writer.execute(text("SELECT 1"))
    engine.dispose()
    other.dispose()


def test_transactions_and_savepoints_are_real(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (x INTEGER)"))
    with Session(for_acts(engine)) as session, session.begin():
        session.execute(text("INSERT INTO t VALUES (1)"))
        savepoint = session.begin_nested()
        session.execute(text("INSERT INTO t VALUES (2)"))
        savepoint.rollback()
        with session.begin_nested():
            session.execute(text("INSERT INTO t VALUES (3)"))
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE gone (x INTEGER)"))
        connection.execute(text("DELETE FROM t"))
        connection.rollback()
    with engine.connect() as connection:
        assert connection.scalars(text("SELECT x FROM t ORDER BY x")).all() == [1, 3]
        with pytest.raises(Exception, match="gone"):
            connection.execute(text("SELECT * FROM gone"))


def test_a_read_transaction_sees_one_moment(filled: tuple[Path, bytes]) -> None:
    engine = open_database(*filled)
    with engine.connect() as reader:
        assert reader.execute(text("SELECT count(*) FROM note")).scalar() == 200
        with for_acts(engine).begin() as writer:
            writer.execute(text("DELETE FROM note"))
        assert reader.execute(text("SELECT count(*) FROM note")).scalar() == 200
    with engine.connect() as reader:
        assert reader.execute(text("SELECT count(*) FROM note")).scalar() == 0
    engine.dispose()


def test_an_isolation_option_does_not_bring_the_drivers_own_begin_back(filled: tuple[Path, bytes]) -> None:
    engine = open_database(*filled)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SELECT 1"))
    with engine.connect() as connection:
        assert connection.connection.driver_connection.isolation_level is None  # type: ignore[union-attr]
    engine.dispose()


def test_a_full_database_is_named_and_keeps_what_it_had(filled: tuple[Path, bytes]) -> None:
    path, key = filled
    engine = open_database(path, key)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA max_page_count = {path.stat().st_size // 4096 + 3}")
    with pytest.raises(StorageError, match="disk is full"), storage_errors(path), for_acts(engine).begin() as writer:
        writer.execute(text("INSERT INTO note (body) VALUES (:body)"), [{"body": KNOWN * 100}] * 500)
    with engine.connect() as reader:
        assert reader.execute(text("SELECT count(*) FROM note")).scalar() == 200
    engine.dispose()


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of a few MB; needs the right to mount one."""
    folder.mkdir()
    mounted = shutil.which("mount") and os.name == "posix" and os.geteuid() == 0
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if not mounted or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_named_and_keeps_what_was_there(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "2m") as disk:
        engine = open_database(disk / "office.db", new_key(), create=True)
        fill(engine, 20)
        with (
            pytest.raises(StorageError, match=r"disk is full.*Free some space"),
            storage_errors(disk),
            for_acts(engine).begin() as writer,
        ):
            writer.execute(text("INSERT INTO note (body) VALUES (:body)"), [{"body": KNOWN * 200}] * 2000)
        with engine.connect() as reader:
            assert reader.execute(text("SELECT count(*) FROM note")).scalar() == 20
        engine.dispose()


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
@pytest.mark.parametrize("locked", ["folder", "file", "both"])
def test_what_may_only_be_read_is_named(locked: str) -> None:
    key = new_key()
    with ordinary_user() as folder:
        engine = open_database(folder / "office.db", key, create=True)
        fill(engine, 2)
        engine.dispose()
        if locked in ("file", "both"):
            (folder / "office.db").chmod(0o400)
        if locked in ("folder", "both"):
            folder.chmod(0o500)

        def write() -> None:
            engine = open_database(folder / "office.db", key)
            with storage_errors("office.db"), for_acts(engine).begin() as writer:
                writer.execute(text("DELETE FROM note"))

        with pytest.raises(StorageError, match=r"only be read|right to read"):
            write()


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_a_folder_that_may_only_be_read_takes_no_new_office() -> None:
    with ordinary_user() as folder:
        folder.chmod(0o500)
        with pytest.raises(StorageError, match="only be read"):
            open_database(folder / "office.db", new_key(), create=True)


def test_an_office_in_a_folder_with_an_odd_name(tmp_path: Path) -> None:
    folder = tmp_path / "城关 #1?mode=ro%20&x"
    folder.mkdir()
    open_database(folder / "office.db", new_key(), create=True).dispose()
    assert [path.name for path in folder.iterdir()] == ["office.db"]


@pytest.mark.parametrize(
    ("path", "address"),
    [
        (PureWindowsPath(r"\\server\网格 办\office.db"), "file:////server/%E7%BD%91%E6%A0%BC%20%E5%8A%9E/office.db"),
        (PureWindowsPath(r"D:\a#b\office.db"), "file:///D:/a%23b/office.db"),
        (PurePosixPath("/home/a b/office.db"), "file:///home/a%20b/office.db"),
    ],
)
def test_sqlite_takes_the_address_of_a_share_and_of_a_disk(path: PurePath, address: str) -> None:
    assert sqlite_address(path) == address
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):  # not: invalid uri authority
        sqlite3.connect(f"{address}?mode=rw", uri=True)


def test_a_postgresql_office_is_opened(postgres_url: str) -> None:
    engine = open_postgresql(postgres_url)
    with for_acts(engine).begin() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()


@pytest.mark.parametrize("address", ["mysql://x/y", "postgresql://x/y", "office", ""])
def test_another_address_is_refused(address: str) -> None:
    with pytest.raises(StorageError, match="not the address"):
        open_postgresql(address)


def test_a_server_that_does_not_answer_is_named_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be reached") as caught:
        open_postgresql(f"postgresql+psycopg://clerk:secret@/office?host={tmp_path}")
    assert "secret" not in str(caught.value)

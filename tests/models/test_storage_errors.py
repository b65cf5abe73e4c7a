from __future__ import annotations

import errno
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from gridadmin.domain.errors import GridAdminError, StorageError
from gridadmin.models.storage_errors import storage_errors


def test_broken_constraints_pass_through(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (x INTEGER NOT NULL)"))
    with pytest.raises(IntegrityError), storage_errors("office.db"), engine.begin() as connection:
        connection.execute(text("INSERT INTO t VALUES (NULL)"))


def test_bugs_pass_through(engine: Engine) -> None:
    with (
        pytest.raises(Exception, match="nowhere") as caught,
        storage_errors("office.db"),
        engine.connect() as connection,
    ):
        connection.execute(text("SELECT * FROM nowhere"))
    assert not isinstance(caught.value, GridAdminError)
    with pytest.raises(ZeroDivisionError), storage_errors("office.db"):
        _ = 1 / 0


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(28, "No space left on device"), "disk is full"),
        (OSError(30, "Read-only file system"), "only be read"),
        (PermissionError(13, "Permission denied"), "only be read"),
        (FileNotFoundError(2, "No such file"), "not there"),
        (OSError(5, "Input/output error"), "disk reports an error"),
        (IsADirectoryError(21, "Is a directory"), "a file where there is a folder"),
        (NotADirectoryError(20, "Not a directory"), "a folder is needed where there is a file"),
        (OSError(errno.ENAMETOOLONG, "File name too long"), "too long"),
        (OSError(errno.ESTALE, "Stale file handle"), "share with office.db is gone"),
        (OSError(errno.EBUSY, "Device or resource busy"), "in use by another program"),
    ],
)
def test_what_the_system_says_is_explained(error: OSError, expected: str) -> None:
    with pytest.raises(StorageError, match=expected), storage_errors(Path("/a/office.db")):
        raise error


@pytest.mark.parametrize(
    ("state", "expected"),
    [("53100", "disk is full"), ("25006", "only be read"), ("57P01", "cannot be reached"), ("08006", "be reached")],
)
def test_what_postgresql_says_is_explained(state: str, expected: str) -> None:
    import psycopg

    original = psycopg.OperationalError("x")
    original.sqlstate = state
    with pytest.raises(StorageError, match=expected), storage_errors("office"):
        raise OperationalError("SELECT 1", {}, original)


def test_other_errors_of_the_system_pass_through() -> None:
    with pytest.raises(OSError, match="Invalid argument"), storage_errors("x"):
        raise OSError(errno.EINVAL, "Invalid argument")

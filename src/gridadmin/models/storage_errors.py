"""The one place where what SQLite, PostgreSQL and the operating system say becomes a message that names the way out."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from gridadmin.domain.errors import StorageError
from gridadmin.i18n import N_

FULL = N_("The disk is full: {name} could not be written. Nothing was changed. Free some space and try again.")
READ_ONLY = N_(
    "{name} can only be read here, not written. Ask whoever set up this computer for the right to write to its folder."
)
DAMAGED = N_("{name} is damaged or cut short. Close the program and restore the newest backup; keep the damaged file.")
BUSY = N_("{name} is in use by another program. Wait a moment and try again.")
UNREADABLE = N_("{name} cannot be opened: it is not there, or the right to read its folder is missing.")
NO_PLACE = N_("{name} cannot be used: a folder is needed where there is a file, or a file where there is a folder.")
NO_NAME = N_("{name} cannot be used as a name here: it is too long or has characters that this disk refuses.")
GONE = N_("The disk or share with {name} is gone. Plug it in or connect it again, then try again ({detail}).")
DISK_FAILING = N_(
    "The disk reports an error at {name}. Copy the backups to another disk, then have this disk checked ({detail})."
)
SERVER_GONE = N_("The database server of the office cannot be reached. Check the network and the address ({detail}).")

# SQLite's primary result codes (sqlite.org/rescode.html).
_SQLITE = {
    5: BUSY,
    6: BUSY,
    8: READ_ONLY,
    10: DISK_FAILING,
    11: DAMAGED,
    13: FULL,
    14: UNREADABLE,
    26: DAMAGED,
}
# The driver's backup call gives the text of the code alone (sqlite3_errstr).
_SQLITE_TEXTS = {
    "database is locked": 5,
    "database table is locked": 6,
    "attempt to write a readonly database": 8,
    "disk I/O error": 10,
    "database disk image is malformed": 11,
    "database or disk is full": 13,
    "unable to open database file": 14,
    "file is not a database": 26,
}
# PostgreSQL's SQLSTATE, by its first characters (postgresql.org, Appendix A).
_POSTGRESQL = {
    "08": SERVER_GONE,
    "57P": SERVER_GONE,
    "53100": FULL,
    "25006": READ_ONLY,
    "55P03": BUSY,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
}
_OS = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.ENOENT: UNREADABLE,
    errno.EISDIR: NO_PLACE,
    errno.ENOTDIR: NO_PLACE,
    errno.EEXIST: NO_PLACE,
    errno.ENAMETOOLONG: NO_NAME,
    errno.EILSEQ: NO_NAME,
    errno.EBUSY: BUSY,
    errno.ENODEV: GONE,
    errno.ENXIO: GONE,
    errno.ESTALE: GONE,
    errno.ENOTCONN: GONE,
    errno.EHOSTDOWN: GONE,
    errno.EHOSTUNREACH: GONE,
    errno.ENETUNREACH: GONE,
    errno.EIO: DISK_FAILING,
}


@contextmanager
def storage_errors(name: str | Path) -> Iterator[None]:
    """Turn what goes wrong with a file or server of this name into a `StorageError`.

    A broken constraint, a wrong statement and everything else that is no trouble of the storage passes unchanged: the
    first is for the services to explain, the rest are bugs.
    """
    shown = name.name if isinstance(name, Path) else name
    try:
        yield
    except DBAPIError as error:
        msgid = _explain_driver(error.orig)
        if msgid is None:
            raise
        raise StorageError(msgid, name=shown, detail=_first_line(error.orig)) from error
    except OSError as error:
        msgid = _OS.get(error.errno or 0)
        if msgid is None:
            raise
        raise StorageError(msgid, name=shown, detail=error.strerror) from error
    except Exception as error:
        msgid = _explain_driver(error)
        if msgid is None:
            raise
        raise StorageError(msgid, name=shown, detail=_first_line(error)) from error


def result_code(error: BaseException | None) -> int | None:
    """Return SQLite's primary result code of an error of the driver, None for any other error."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        return code & 0xFF
    ours = type(error).__module__.split(".")[0] in ("sqlcipher3", "sqlite3")
    return _SQLITE_TEXTS.get(str(error)) if ours else None


def broken_rule(error: BaseException | None) -> str:
    """Return the rule of the tables that a statement broke, without the values: an ID number may be among them."""
    name = getattr(getattr(error, "diag", None), "constraint_name", None)
    return name or _first_line(error)


def _explain_driver(error: BaseException | None) -> str | None:
    code = result_code(error)
    if code is not None:
        return _SQLITE.get(code)
    if type(error).__module__.split(".")[0] != "psycopg":
        return None
    state = getattr(error, "sqlstate", None)
    if state is None:  # psycopg gives none where no server answered
        return SERVER_GONE if type(error).__name__ == "OperationalError" else None
    return next((msgid for prefix, msgid in _POSTGRESQL.items() if state.startswith(prefix)), None)


def _first_line(error: BaseException | None) -> str:
    return (str(error).splitlines() or [""])[0]

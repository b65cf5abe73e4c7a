"""The key file: the secret of one key slot in a file, for work without a window (`--key-file`, GRIDADMIN_KEY_FILE)."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from gridadmin.domain.errors import KeyRefusedError, StorageError
from gridadmin.i18n import N_
from gridadmin.models.durable import sync_folder
from gridadmin.models.storage_errors import storage_errors

MIN_BYTES = 32
MAX_BYTES = 4096
_MIN_DISTINCT = 8  # 32 random bytes hold fewer than 8 different ones about never; a file of zeros holds one

_EXISTS = N_("{path} exists already; a key file is never written over another file.")
_MISSING = N_("The key file {path} is not there or cannot be read.")
_NOT_A_KEY = N_(
    "{path} is not a key file: it must hold {least} to {most} random bytes. "
    "Make one with: head -c 32 /dev/urandom > {path}; chmod 600 {path}"
)
_OPEN_TO_OTHERS = N_("Other users of this computer can read the key file {path}. Run: chmod 600 {path}")
_NOT_YOURS = N_("The key file {path} belongs to another user of this computer. Use a key file of your own.")


def create_key_file(path: Path) -> None:
    """Write a new random secret (64 hex digits) that only its owner may read.

    Raises StorageError where there is a file already, and where it cannot be written; nothing of it stays then.
    """
    with storage_errors(path):
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError as error:
            raise StorageError(_EXISTS, path=path) from error
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32) + "\n")
                file.flush()
                os.fsync(file.fileno())
            sync_folder(path.parent)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def read_key_file(path: Path) -> bytes:
    """Return the secret in a key file, without the line end that editors add.

    Raises KeyRefusedError where the file is missing, belongs to somebody else, can be read by others (POSIX; on
    Windows the folder's rights decide), or holds too little or obviously no random data.
    """
    try:
        with path.open("rb") as file:
            if os.name == "posix":
                _refuse_shared(path, os.fstat(file.fileno()))
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise KeyRefusedError(_MISSING, path=path) from error
    if not MIN_BYTES <= len(content) <= MAX_BYTES or len(set(content)) < _MIN_DISTINCT:
        raise KeyRefusedError(_NOT_A_KEY, path=path, least=MIN_BYTES, most=MAX_BYTES)
    return content.rstrip(b"\r\n")


def _refuse_shared(path: Path, status: os.stat_result) -> None:
    if status.st_uid != os.geteuid():
        raise KeyRefusedError(_NOT_YOURS, path=path)
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise KeyRefusedError(_OPEN_TO_OTHERS, path=path)

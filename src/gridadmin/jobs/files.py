"""Writing what a job made: the file is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

from gridadmin.domain.errors import StorageError
from gridadmin.i18n import N_
from gridadmin.models.durable import write_durably
from gridadmin.models.storage import storage_errors


def write_file(path: Path, content: bytes) -> None:
    """Write a file by way of a temporary one beside it, and make it durable.

    Raises:
        StorageError: the folder is missing or read-only, the disk is full, or another program holds the file.
    """
    if not path.parent.is_dir():
        raise StorageError(N_("There is no folder {folder}. Choose another place for the file."), folder=path.parent)
    with storage_errors(path):
        write_durably(path, content)

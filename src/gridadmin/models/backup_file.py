"""A backup as a file: one uncompressed zip of the encrypted databases, the key slots and a sealed list of contents.

Everything that protects the data is inside the members themselves (SQLCipher pages, wrapped keys); the zip only
keeps them together. What is read here comes from a USB stick, so names, sizes and digests are checked before use.
"""

from __future__ import annotations

import hmac
import json
import os
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from gridadmin.domain.errors import StorageError
from gridadmin.i18n import N_
from gridadmin.models.durable import sync_folder
from gridadmin.models.key_wrapping import seal
from gridadmin.models.office_folder import DATABASE, KEY_SLOTS, PHOTOS

FORMAT = 1
MANIFEST = "manifest.json"
PHOTO_LIST = "photos.txt"
PHOTO_STORE = "photos.store"
_MEMBERS = {DATABASE, PHOTOS, KEY_SLOTS, PHOTO_LIST}
_CHUNK = 2**20
_MAX_TEXT = 64 * 2**20

_NO_BACKUP = N_("{name} is not a backup of this program, or it is damaged ({detail}). Choose another backup.")
_NEWER = N_("{name} was made by a newer version of this program ({app}). Install that version first.")
_ALTERED = N_("{name} is damaged: {member} is not what was saved. Choose another backup.")
_NO_SEAL = N_("{name} was changed after it was made, or belongs to another office. Choose another backup.")


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        app: version of the program that made it.
        schema: revision of the tables, None where there were none.
        journal_head: the journal's last entry at that moment, as the caller wrote it.
        rows: table name -> number of rows.
        photos: number of photos and scans that belong to it.
        members: file name -> (SHA-256, size in bytes).
    """

    made: datetime
    office_id: UUID
    app: str
    schema: str | None
    journal_head: str
    rows: Mapping[str, int]
    photos: int
    members: Mapping[str, tuple[str, int]]

    def to_text(self, key: bytes) -> str:
        """Return the JSON text with its seal."""
        content = {
            "format": FORMAT,
            "made": self.made.isoformat(),
            "office": str(self.office_id),
            "app": self.app,
            "schema": self.schema,
            "journal_head": self.journal_head,
            "rows": dict(self.rows),
            "photos": self.photos,
            "members": {name: {"sha256": digest, "size": size} for name, (digest, size) in self.members.items()},
        }
        return json.dumps({**content, "seal": seal(key, _canonical(content))}, ensure_ascii=False, indent=1)


class BackupFile:
    """A backup that is read. Raises StorageError, naming the file, for all that is wrong with it."""

    def __init__(self, path: Path) -> None:
        """Open the file and read its list of contents; what it holds is not checked yet."""
        self.path = path
        try:
            with zipfile.ZipFile(path) as archive:
                self._sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
                self._refuse_strange(archive)
            self._content: dict[str, Any] = json.loads(self._text(MANIFEST))
            if self._content["format"] > FORMAT:
                raise StorageError(_NEWER, name=path.name, app=self._content["app"])
            self.manifest = _read_manifest(self._content)
            self.key_slots = self._text(KEY_SLOTS)
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, EOFError) as error:
            raise self._damaged(error) from error

    def check_seal(self, key: bytes) -> None:
        """Raise StorageError where a holder of this key did not write the list of contents."""
        content = {name: value for name, value in self._content.items() if name != "seal"}
        if not hmac.compare_digest(seal(key, _canonical(content)), str(self._content.get("seal"))):
            raise StorageError(_NO_SEAL, name=self.path.name)

    def has(self, member: str) -> bool:
        """Tell whether the backup holds a member."""
        return member in self.manifest.members

    def photo_list(self) -> set[str]:
        """Return the SHA-256 of every photo that belongs to the backup and is kept beside it."""
        if not self.has(PHOTO_LIST):
            return set()
        self.check_member(PHOTO_LIST)
        return set(self._text(PHOTO_LIST).split())

    def check_member(self, member: str) -> None:
        """Read a member and compare its size and digest."""
        self._copy(member, None)

    def extract(self, member: str, target: Path) -> None:
        """Write a member to a new file, checked on the way and forced to disk."""
        self._copy(member, target)

    def _copy(self, member: str, target: Path | None) -> None:
        digest, size = self.manifest.members[member]
        found = sha256()
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(member) as source:
                descriptor = os.open(target or os.devnull, os.O_WRONLY | os.O_CREAT, 0o600)
                with os.fdopen(descriptor, "wb") as copy:
                    while chunk := source.read(_CHUNK):
                        found.update(chunk)
                        copy.write(chunk)
                    copy.flush()
                    if target is not None:
                        os.fsync(copy.fileno())
        except (zipfile.BadZipFile, KeyError, EOFError) as error:
            raise StorageError(_ALTERED, name=self.path.name, member=member) from error
        if found.hexdigest() != digest or self._sizes.get(member) != size:
            raise StorageError(_ALTERED, name=self.path.name, member=member)

    def _text(self, member: str) -> str:
        with zipfile.ZipFile(self.path) as archive:
            if self._sizes[member] > _MAX_TEXT:
                raise ValueError(member)
            return archive.read(member).decode("utf-8")

    def _refuse_strange(self, archive: zipfile.ZipFile) -> None:
        for entry in archive.infolist():
            # Nothing is compressed, so nothing can unfold into more than the file itself is long.
            plain = entry.compress_type == zipfile.ZIP_STORED and entry.file_size == entry.compress_size
            if entry.filename not in _MEMBERS | {MANIFEST} or not plain:
                raise ValueError(entry.filename)

    def _damaged(self, error: Exception) -> StorageError:
        return StorageError(_NO_BACKUP, name=self.path.name, detail=f"{type(error).__name__}: {error}")


def write_backup(target: Path, manifest_text: str, members: Mapping[str, Path]) -> None:
    """Write a backup whole: to `….part`, forced to disk, read again, then renamed. Raises OSError or StorageError.

    A computer that stops half-way leaves a `.part`, which nothing takes for a backup.
    """
    part = target.with_name(target.name + ".part")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr(MANIFEST, manifest_text)
                for name, path in members.items():
                    archive.write(path, name)
            file.flush()
            os.fsync(file.fileno())
        written = BackupFile(part)
        for name in members:
            written.check_member(name)
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    sync_folder(target.parent)


def digest_and_size(path: Path) -> tuple[str, int]:
    """Return the SHA-256 and the size of a file."""
    with path.open("rb") as file:
        digest = sha256()
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
        return digest.hexdigest(), file.tell()


def _canonical(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _read_manifest(content: Mapping[str, Any]) -> Manifest:
    members = {name: (str(entry["sha256"]), int(entry["size"])) for name, entry in content["members"].items()}
    if not {DATABASE, KEY_SLOTS} <= members.keys() <= _MEMBERS:
        raise ValueError("members")
    return Manifest(
        made=datetime.fromisoformat(content["made"]),
        office_id=UUID(content["office"]),
        app=str(content["app"]),
        schema=content["schema"],
        journal_head=str(content["journal_head"]),
        rows={str(table): int(count) for table, count in content["rows"].items()},
        photos=int(content["photos"]),
        members=members,
    )

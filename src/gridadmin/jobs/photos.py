"""Importing a folder of photos: who is meant by each file's name, and all of them as one act with one undo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.errors import GridAdminError
from gridadmin.i18n import N_, Message
from gridadmin.intake.photos import UNREAD_ENDINGS, PhotoPerson, match_photos
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.worker_records import set_photo
from gridadmin.services.workers import list_workers

ENDINGS = UNREAD_ENDINGS | {".jpg", ".jpeg", ".png", ".bmp", ".webp"}


@dataclass(frozen=True)
class PhotoLine:
    """One photo file: whose it is, or why nobody's; `replaces` = the person has a photo already."""

    file: Path
    worker_id: UUID | None
    name: str
    reason: Message | None = None
    replaces: bool = False


@dataclass(frozen=True)
class PhotosReport:
    """What an import of photos did: how many were kept, and the files left over with the reason."""

    kept: int
    left: tuple[PhotoLine, ...]


def photo_files(paths: Iterable[Path]) -> list[Path]:
    """Return the pictures among files and in folders, folders looked through."""
    found = [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path])]
    pictures = (file for file in found if file.suffix.lower() in ENDINGS and file.is_file())
    return sorted(file for file in pictures if not file.name.startswith("._"))  # what a Mac puts beside each file


def match_photo_files(office: OpenOffice, paths: Sequence[Path], progress: Progress | None = None) -> list[PhotoLine]:
    """Find out whose the photos are, without reading them; matched ones first."""
    (progress or Progress()).check()
    people = {row.id: row for row in office.read(list_workers, office.today())}
    known = [PhotoPerson(row.id, row.name, row.id_number) for row in people.values()]
    matches = match_photos(photo_files(paths), known)
    lines = [
        PhotoLine(Path(file), person, people[person].name, replaces=people[person].photo is not None)
        for file, person in matches.matched
    ]
    return lines + [PhotoLine(Path(file), None, "", reason) for file, reason in matches.unmatched]


def import_photos(office: OpenOffice, lines: Sequence[PhotoLine], progress: Progress | None = None) -> PhotosReport:
    """Keep the photos that belong to somebody, as one act; a file that is no picture is left over with the reason.

    Raises CancelledError with no person changed.
    """
    told = progress or Progress()
    kept: list[tuple[UUID, str]] = []
    left = [line for line in lines if line.worker_id is None]
    for done, line in enumerate(lines):
        told.report(done, len(lines), Message(N_("Reading {file}"), {"file": line.file.name}))
        if line.worker_id is None:
            continue
        try:
            kept.append((line.worker_id, office.put_photo(line.file.read_bytes())))
        except GridAdminError as error:
            left.append(PhotoLine(line.file, None, line.name, error.message))
        except OSError as error:
            reason = Message(N_("The file cannot be read: {detail}"), {"detail": error.strerror or ""})
            left.append(PhotoLine(line.file, None, line.name, reason))
    office.act(Message(N_("Imported {count} photos"), {"count": len(kept)}), _set_photos, kept)
    return PhotosReport(len(kept), tuple(left))


def _set_photos(session: Session, kept: Sequence[tuple[UUID, str]]) -> None:
    for worker_id, digest in kept:
        set_photo(session, worker_id, digest)

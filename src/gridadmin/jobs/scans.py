"""Scanned papers from files: pictures as they are, a PDF page by page, all of them one act with one undo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gridadmin.domain.errors import GridAdminError, InvalidError, NotFoundError
from gridadmin.domain.scans import MOST_PAGES, NewScan, Paper, ScanRow
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.models.attachments import MAX_BYTES
from gridadmin.reports.pdf_pictures import count_pdf_pages, pdf_picture
from gridadmin.services.scans import add_scans

SCAN_EDGE = 1754  # pixels of the longer side: A4 at 150 dpi, legible and printable, about a quarter of a megabyte
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})
PDF = ".pdf"
ENDINGS = PICTURES | {PDF}


@dataclass(frozen=True)
class ScanLeft:
    """A file that was not taken, and why."""

    file: Path
    reason: Message


@dataclass(frozen=True)
class ScansReport:
    """What was filed: the new pages, and the files that were left over."""

    pages: tuple[ScanRow, ...]
    left: tuple[ScanLeft, ...]


def scan_files(paths: Sequence[Path]) -> list[Path]:
    """Return the pictures and PDFs among files and directly in folders, in the order of their names."""
    found = [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path])]
    return [file for file in found if file.suffix.lower() in ENDINGS and file.is_file()]


def file_scans(
    office: OpenOffice, paper: Paper, paths: Sequence[Path], progress: Progress | None = None
) -> ScansReport:
    """Keep files as pages of a paper, as one act; a file that cannot be read is left over with the reason.

    Raises CancelledError with no page filed, and InvalidError where a paper would have too many pages.
    """
    told = progress or Progress()
    new: list[NewScan] = []
    left: list[ScanLeft] = []
    for done, path in enumerate(paths):
        told.report(done, len(paths), Message(N_("Reading {file}"), {"file": path.name}))
        try:
            digests = [office.put_photo(picture, SCAN_EDGE) for picture in _pictures(path, told)]
        except GridAdminError as error:
            if not isinstance(error, InvalidError | NotFoundError):
                raise
            left.append(ScanLeft(path, error.message))
        else:
            new += [NewScan(digest, paper.title or path.stem) for digest in digests]
    sentence = Message(N_("Filed {count} scanned pages with {of}"), {"count": len(new), "of": paper.of})
    pages = office.act(sentence, add_scans, paper.table, paper.owner_id, new, office.today())
    return ScansReport(pages, tuple(left))


def _pictures(path: Path, told: Progress) -> Iterator[bytes]:
    """Give the pictures of a file, page by page: a long PDF is never in memory as pictures."""
    content = _read(path)
    if path.suffix.lower() != PDF and not content.startswith(b"%PDF-"):
        yield content
        return
    pages = count_pdf_pages(content)
    if pages > MOST_PAGES:
        raise InvalidError(
            N_("A paper may have at most {limit} pages; this one would have {count}."), limit=MOST_PAGES, count=pages
        )
    for page in range(pages):
        told.check()
        yield pdf_picture(content, page, SCAN_EDGE)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidError(
                N_("The file has {megabytes} MB; at most {limit} MB are accepted."),
                megabytes=path.stat().st_size >> 20,
                limit=MAX_BYTES >> 20,
            )
        return path.read_bytes()
    except OSError as error:
        raise NotFoundError(N_("The file {path} cannot be read."), path=path) from error

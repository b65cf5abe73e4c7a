"""Looks at a file before anything reads it: size, kind, password, zip and XML bombs. Each refusal names the way out."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path, PurePosixPath

from gridadmin.domain.errors import InvalidError, NotFoundError, StorageError
from gridadmin.i18n import N_

MAX_FILE_BYTES = 200 * 2**20
MAX_UNPACKED_BYTES = 200 * 2**20
MAX_RATIO = 100
MAX_ENTRIES = 2000
_RATIO_MATTERS_FROM = 5 * 2**20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_DOCTYPE = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_WEB_PAGE = re.compile(rb"\s*(<!DOCTYPE html|<html|<table|<\?xml)", re.IGNORECASE)
_TEXT_SUFFIXES = frozenset((".csv", ".txt", ".tsv"))
_WORKBOOK_SUFFIXES = frozenset((".xls", ".xlsx", ".et"))


class FileKind(StrEnum):
    """What a file is by its content; the ending of its name does not count."""

    XLSX = "xlsx"
    XLS = "xls"
    TEXT = "text"


def load_checked(path: Path) -> tuple[FileKind, bytes]:
    """Return a file's kind and content after every check that can be made without reading it as a workbook.

    Raises:
        NotFoundError: no such file.
        StorageError: it cannot be read.
        InvalidError: empty, too large, password-protected, a bomb, damaged, or no workbook at all.
    """
    content = _read(path)
    if content.startswith(b"PK\x03\x04"):
        check_zip(content, path.name)
        return FileKind.XLSX, content
    if content.startswith(_OLE):
        if _ENCRYPTED_STREAM in content:
            raise password_error(path.name)
        return FileKind.XLS, content
    if _WEB_PAGE.match(content[:512].removeprefix(b"\xef\xbb\xbf")):
        raise InvalidError(
            N_("{file} is a web page with another ending. Open it in WPS or Excel, save it as .xlsx, and import that."),
            file=path.name,
        )
    if path.suffix.lower() in _TEXT_SUFFIXES and b"\0\0\0" not in content[:4096]:
        return FileKind.TEXT, content
    if path.suffix.lower() in _WORKBOOK_SUFFIXES and _is_table_of_text(content[:4096]):
        return FileKind.TEXT, content
    raise InvalidError(N_("{file} is not a workbook. Accepted are .xlsx, .xls and .csv."), file=path.name)


def _is_table_of_text(head: bytes) -> bool:
    """Tell whether a file is text with tabs or commas: what many web systems hand out as .xls."""
    first_line = head.split(b"\n")[0]
    is_utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return (is_utf16 or b"\0" not in head) and (b"\t" in first_line or b"," in first_line)


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise InvalidError(N_("{file} is a folder. Choose a workbook in it."), file=str(path))
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise InvalidError(
                N_("{file} has {size} MB; at most {limit} MB are read. Delete pictures and empty "
                   "sheets, or save it anew."),
                file=path.name, size=size // 2**20, limit=MAX_FILE_BYTES // 2**20,
            )  # fmt: skip
        if size == 0:
            raise InvalidError(N_("{file} is empty. Ask the sender for it again."), file=path.name)
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFoundError(N_("There is no file {file}."), file=str(path)) from None
    except OSError as error:
        raise StorageError(
            N_("{file} cannot be read: {detail}. Close it in other programs and try again."),
            file=str(path),
            detail=error.strerror or str(error),
        ) from error


def password_error(name: str) -> InvalidError:
    """Return the error for a workbook that is locked by a password, with the way to remove it."""
    return InvalidError(
        N_(
            "{file} is protected by a password. Open it, choose File > Info > Protect Workbook > "
            "Encrypt, empty the password, save, and import again."
        ),
        file=name,
    )


def damaged_error(name: str) -> InvalidError:
    """Return the error for a workbook that is cut off or damaged."""
    return InvalidError(
        N_("{file} is damaged or was cut off on the way. Ask the sender for it again, or open it and save it anew."),
        file=name,
    )


def check_zip(content: bytes, name: str) -> None:
    """Refuse a zip container that is damaged, unpacks to too much, or smuggles paths or XML entities.

    Raises:
        InvalidError: naming the file and the way out.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, name)
            if any(_is_bad_path(entry.filename) for entry in entries):
                raise InvalidError(
                    N_(
                        "{file} holds file names that no workbook has. It is not opened; ask the "
                        "sender for a clean copy."
                    ),
                    file=name,
                )
            if "xl/workbook.xml" not in archive.namelist():
                raise _no_workbook(archive.namelist(), name)
            _check_parts(archive, entries, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise damaged_error(name) from error
    except RuntimeError as error:  # zipfile's word for an encrypted entry
        raise password_error(name) from error


def _check_sizes(entries: list[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    # A small sheet of empty rows packs well and harms nobody: the ratio counts only where the result is large.
    if (
        len(entries) > MAX_ENTRIES
        or unpacked > MAX_UNPACKED_BYTES
        or (unpacked > _RATIO_MATTERS_FROM and unpacked / packed > MAX_RATIO)
    ):
        raise InvalidError(
            N_("{file} unpacks to {size} MB in {count} parts: it is refused as a zip bomb. Copy the "
               "rows that matter into a new workbook."),
            file=name, size=unpacked // 2**20, count=len(entries),
        )  # fmt: skip


def _is_bad_path(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name


def _no_workbook(names: list[str], name: str) -> InvalidError:
    if "xl/workbook.bin" in names or "content.xml" in names:
        return InvalidError(
            N_("{file} is a workbook of another format. Open it in WPS or Excel, save it as .xlsx, and import that."),
            file=name,
        )
    return InvalidError(N_("{file} is not a workbook. Accepted are .xlsx, .xls and .csv."), file=name)


def _check_parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> None:
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        with archive.open(entry) as part:
            head = part.read(4096)
        if _DOCTYPE.search(_decoded(head)):
            raise InvalidError(
                N_(
                    "{file} declares XML entities, as no office program does (an XML bomb). It is "
                    "not opened; ask the sender for a clean copy."
                ),
                file=name,
            )


def _decoded(head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[1:2] == b"\0" or head[:1] == b"\0":
        return head.replace(b"\0", b"").decode("latin-1")
    return head.decode("latin-1")

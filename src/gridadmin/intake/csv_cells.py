"""Reads .csv: UTF-8 with or without mark, UTF-16 with mark, GB 18030 (which includes GBK); comma, tab or semicolon."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.text import repair_gb18030
from gridadmin.i18n import N_
from gridadmin.intake.sheets import CellValue, RawSheet, trimmed

_DELIMITERS = ",\t;"
_CUT_MONTH = re.compile(r"(?<![0-9.])(?:19|20)[0-9]{2}\.1(?![0-9])")
_YEAR_POINT_10 = re.compile(r"(?:19|20)[0-9]{2}\.10")
_TEXT_GUARD = re.compile(r'="(.*)"')


def read_csv(content: bytes, path: Path) -> list[RawSheet]:
    """Read a CSV file as one sheet named after the file; every cell is text, but for months that Excel has cut.

    Raises:
        InvalidError: where it is no text in a known encoding, or broken beyond reading.
    """
    text = decode_text(content, path.name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        rows: list[list[CellValue]] = [[_unguarded(cell) for cell in row] for row in reader]
    except csv.Error as error:
        raise InvalidError(
            N_("{file} is broken in line {line}: {detail}. Open it in WPS or Excel and save it as .xlsx."),
            file=path.name,
            line=reader.line_num,
            detail=str(error),
        ) from error
    return [RawSheet(name=path.stem, rows=trimmed(_months_of_excel(rows) if _CUT_MONTH.search(text) else rows))]


def decode_text(content: bytes, name: str) -> str:
    """Decode a text file; GB 18030 gets the 24 code points that the edition of 2022 moved.

    Raises:
        InvalidError: where no encoding fits.
    """
    has_utf16_mark = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if has_utf16_mark else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return repair_gb18030(text) if encoding == "gb18030" else text
    raise InvalidError(
        N_("{file} is neither UTF-8 nor GBK text. Open it in WPS or Excel and save it as .xlsx."), file=name
    )


def _months_of_excel(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """Return 1985.1 as the number from which Excel wrote it, October or January; beside a 1985.10 it is January."""
    texts = [cell for row in rows for cell in row if isinstance(cell, str)]
    if any(map(_YEAR_POINT_10.fullmatch, texts)):
        return rows
    return [
        [float(cell) if isinstance(cell, str) and _CUT_MONTH.fullmatch(cell) else cell for cell in row] for row in rows
    ]


def _delimiter(text: str) -> str:
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    return max(_DELIMITERS, key=lambda mark: sum(line.count(mark) for line in lines) * (2 if mark == "," else 1))


def _unguarded(cell: str) -> str:
    guarded = _TEXT_GUARD.fullmatch(cell)
    return guarded[1] if guarded else cell

"""Faces for all print, character by character: the main face, the pack of rare characters, faces of the machine.

A character that no face has is found out before printing (`missing_characters`), never printed as a box. Faces are
opened when a text first needs them and then stay for the life of the process.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from gridadmin.config import find_resources
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.notices import MissingGlyph
from gridadmin.i18n import N_
from gridadmin.reports import reportlab_fixes
from gridadmin.reports.machine_fonts import cut_character, find_face_with

RARE_PACK = "rare.zip"
_INVISIBLE = re.compile(r"[\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
_SPACES = re.compile(r"\r\n|[\t\r\n\v\f\u2028\u2029\xa0]")
_REMEMBERED = 20_000  # texts whose runs are kept
PIECE = 1024  # code points in one font of the pack; tools/fetch_fonts.py cuts it
_UNPRINTABLE = N_(
    "The character {char} (U+{code}) cannot be printed: no face here has it. Correct the text, or add a face."
)
_UNPRINTABLE_AT = N_("{name}: the character {char} (U+{code}) cannot be printed. Correct the text, or add a face.")


class Face(StrEnum):
    """The weights of the main face; the value is its name in a PDF and, with `.ttf`, its file."""

    REGULAR = "NotoSansSC-Regular"
    BOLD = "NotoSansSC-Bold"
    BLACK = "NotoSansSC-Black"


@dataclass(frozen=True)
class Run:
    """Characters in a row that one font prints. `is_rare`: of a fallback of one weight, to be thickened where bold."""

    font: str
    text: str
    is_rare: bool


class MissingCharacterError(KeyError):
    """A text was laid out that `missing_characters` would have refused; what draws it says so with `unprintable`."""


class FontChain:
    """The main face and its fallbacks. One per process and office folder: `font_chain()`."""

    def __init__(self, fonts: Path, office_folder: Path | None = None) -> None:
        self._fonts = fonts
        self._office_folder = office_folder
        self._open: dict[str, TTFont] = {}
        self._rare: dict[str, str | None] = {}
        self._known: dict[str, bool] = {}
        self._widths: dict[Face, dict[str, float]] = {face: {} for face in Face}
        self._runs: dict[tuple[Face, str], tuple[Run, ...]] = {}

    def has(self, char: str) -> bool:
        """Return whether some face here prints the character; a private-use code counts as none."""
        known = self._known.get(char)
        if known is None:
            somewhere = self._main_has(Face.REGULAR, char) or self._rare_font(char) is not None
            known = self._known[char] = somewhere and not is_private(char)
        return known

    def width(self, face: Face, char: str) -> float:
        """Return the advance width in em. Raises MissingCharacterError."""
        widths = self._widths[face]
        if char not in widths:
            font = self.font(self._font_of(face, char))
            face_of_font: Any = font.face
            widths[char] = float(face_of_font.getCharWidth(ord(char))) / 1000
        return widths[char]

    def runs(self, face: Face, text: str) -> tuple[Run, ...]:
        """Split a text into the runs that one font prints each. Raises MissingCharacterError."""
        found = self._runs.get((face, text))
        if found is None:
            found = self._split(face, text)
            if len(self._runs) < _REMEMBERED:
                self._runs[face, text] = found
        return found

    def font(self, name: str) -> TTFont:
        """Return an opened font by the name that a Run gives; a face of the main family is opened if need be."""
        if name not in self._open:
            self._register(name, TTFont(name, str(self._fonts / f"{Face(name)}.ttf")))
        return self._open[name]

    def rare_font(self, char: str) -> bytes | None:
        """Return a small font of the pack with the character, for a window that shows it; None where it has none."""
        return _read_piece(self._fonts / RARE_PACK, ord(char) // PIECE * PIECE)

    def _split(self, face: Face, text: str) -> tuple[Run, ...]:
        if text and all(map(self.font(face.value).face.charToGlyph.__contains__, map(ord, text))):
            return (Run(face.value, text, is_rare=False),)
        grouped = groupby(text, key=lambda char: self._font_of(face, char))
        return tuple(Run(font, "".join(chars), font != face) for font, chars in grouped)

    def _font_of(self, face: Face, char: str) -> str:
        if self._main_has(face, char):
            return face.value
        rare = self._rare_font(char)
        if rare is None:
            raise MissingCharacterError(char)
        return rare

    def _main_has(self, face: Face, char: str) -> bool:
        return ord(char) in self.font(face.value).face.charToGlyph

    def _rare_font(self, char: str) -> str | None:
        if char not in self._rare:
            self._rare[char] = self._from_pack(ord(char)) or self._from_machine(char)
        return self._rare[char]

    def _from_pack(self, code_point: int) -> str | None:
        name = f"Rare-{code_point // PIECE * PIECE:05X}"
        if name not in self._open:
            data = _read_piece(self._fonts / RARE_PACK, code_point // PIECE * PIECE)
            if data is None:
                return None
            self._register(name, TTFont(name, io.BytesIO(data)))
        return name if code_point in self._open[name].face.charToGlyph else None

    def _from_machine(self, char: str) -> str | None:
        path = find_face_with(char, self._office_folder)
        if path is None:
            return None
        name = f"Machine-{ord(char):05X}"
        self._register(name, TTFont(name, io.BytesIO(cut_character(path, char))))
        return name

    def _register(self, name: str, font: TTFont) -> None:
        pdfmetrics.registerFont(font)
        self._open[name] = font


def font_chain(office_folder: Path | None = None) -> FontChain:
    """Return the process's chain of faces; `office_folder`: where an office keeps fonts of its own."""
    return _font_chain(office_folder)


@lru_cache
def _font_chain(office_folder: Path | None) -> FontChain:
    reportlab_fixes.apply()
    return FontChain(find_resources() / "fonts", office_folder)


def is_private(char: str) -> bool:
    """Return whether a code point is for private use: it means another character, or none, on the next computer."""
    code_point = ord(char)
    return 0xE000 <= code_point <= 0xF8FF or code_point >= 0xF0000


def printable(text: str) -> str:
    """Return the text as it is drawn: line ends and tabs are spaces, and characters that only choose a form or join
    others (variation selectors, zero-width marks) are left out.
    """
    return _SPACES.sub(" ", _INVISIBLE.sub("", text))


def missing_characters(texts: Iterable[tuple[str, str]], chain: FontChain | None = None) -> list[MissingGlyph]:
    """Return the characters that cannot be printed, before anything is; `texts`: pairs of (where it stands, text)."""
    fonts = chain or font_chain()
    found: dict[tuple[str, str], MissingGlyph] = {}
    for where, text in texts:
        for char in printable(text):
            if not fonts.has(char):
                found.setdefault((where, char), MissingGlyph(char, ord(char), where))
    return list(found.values())


def unprintable(char: str, where: str = "") -> InvalidError:
    """Return what tells the clerk that no face here has a character; `where`: whose paper or record it is on."""
    code = f"{ord(char):04X}"
    if not where:
        return InvalidError(_UNPRINTABLE, char=char, code=code)
    return InvalidError(_UNPRINTABLE_AT, name=where, char=char, code=code)


def _read_piece(pack: Path, start: int) -> bytes | None:
    with zipfile.ZipFile(pack) as archive:
        name = f"{start:05X}.ttf"
        return archive.read(name) if name in archive.namelist() else None

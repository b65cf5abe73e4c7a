"""Opening a face in a tenth of the time: ReportLab reads thirty thousand characters and widths one by one.

A board job opens two or three faces and the preview of one board as many, so this is what the clerk waits for.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cached_property
from typing import Any

from reportlab.pdfbase.ttfonts import TTFontFace

_WINDOWS, _SEGMENTED_COVERAGE = 3, 12  # platform and format of a cmap table, as OpenType numbers them
_LOCA_FORMAT, _METRICS_COUNT = 50, 34  # where `head` and `hhea` hold indexToLocFormat and numberOfHMetrics


class QuickFace(TTFontFace):
    """A TrueType face whose tables of characters and widths are read in whole; any other face as ReportLab does it."""

    _ttf_data: bytes  # what ReportLab keeps and its stubs do not name
    _pdfScale: Callable[[int], float]  # noqa: N815

    def extractInfo(self, charInfo: int = 1) -> None:  # noqa: N802, N803 - ReportLab's names
        """Read the tables of the face; raises TTFError for one that cannot be used."""
        super().extractInfo(0)
        glyphs = self._glyphs() if charInfo else None
        if charInfo and glyphs is None:
            super().extractInfo(1)
        elif glyphs is not None:
            self.charToGlyph = glyphs
            self._read_widths(glyphs)
            self._read_places()
            self._let_space_stand_for_no_break_space()

    @cached_property
    def glyphToChar(self) -> dict[int, list[int]]:  # noqa: N802 - ReportLab's name
        """The characters of each glyph; ReportLab asks for them only where it shapes text."""
        found: dict[int, list[int]] = {}
        for char, glyph in self.charToGlyph.items():
            found.setdefault(glyph, []).append(char)
        return found

    def _glyphs(self) -> dict[int, int] | None:
        """Return the glyph of each character; None where the face has no table of the kind that is read here."""
        data = self._ttf_data
        start = self._start("cmap")
        (count,) = struct.unpack_from(">H", data, start + 2)
        tables = struct.iter_unpack(">HHL", data[start + 4 : start + 4 + 8 * count])
        places = [start + offset for platform, _encoding, offset in tables if platform == _WINDOWS]
        if not places or struct.unpack_from(">H", data, places[-1])[0] != _SEGMENTED_COVERAGE:
            return None
        (groups,) = struct.unpack_from(">L", data, places[-1] + 12)
        found: dict[int, int] = {}
        first = places[-1] + 16
        for begin, end, glyph in struct.iter_unpack(">LLL", data[first : first + 12 * groups]):
            found.update(zip(range(begin, end + 1), range(glyph, glyph + end - begin + 1), strict=True))
        return found

    def _read_widths(self, glyphs: dict[int, int]) -> None:
        data = self._ttf_data
        (count,) = struct.unpack_from(">H", data, self._start("hhea") + _METRICS_COUNT)
        rest = self.numGlyphs - count
        values = struct.unpack_from(f">{2 * count + rest}H", data, self._start("hmtx"))
        advances = [*values[0 : 2 * count : 2], *([values[2 * count - 2]] * rest)]
        bearings = (*values[1 : 2 * count : 2], *values[2 * count :])
        scaled = [self._pdfScale(advance) for advance in advances]
        self.hmetrics: list[tuple[int, int]] = list(zip(advances, bearings, strict=True))
        self.defaultWidth = scaled[0]
        self.charWidths: dict[int, Any] = {char: scaled[glyph] for char, glyph in glyphs.items()}

    def _read_places(self) -> None:
        data = self._ttf_data
        (is_long,) = struct.unpack_from(">H", data, self._start("head") + _LOCA_FORMAT)
        places = struct.unpack_from(f">{self.numGlyphs + 1}{'L' if is_long else 'H'}", data, self._start("loca"))
        self.glyphPos = places if is_long else tuple(place << 1 for place in places)

    def _let_space_stand_for_no_break_space(self) -> None:
        for known, other in ((0x20, 0xA0), (0xA0, 0x20)):
            if known in self.charToGlyph:
                self.charToGlyph[other] = self.charToGlyph[known]
                self.charWidths[other] = self.charWidths[known]
                return

    def _start(self, tag: str) -> int:
        return int(self.get_table_pos(tag)[0])

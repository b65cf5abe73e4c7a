"""Letters on a PDF page: lines of the typesetter in the faces of the chain, written as PDF text operators.

A line whose gaps a reader of the file could take for spaces carries its own text beside it (/ActualText), so that what
is searched, copied and read aloud is exactly what was given. Renderers built on PDFium lose characters above U+FFFF in
such replacement text; lines that hold one are drawn without, and the typesetter does not spread them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from gridadmin.reports.fonts import Face, FontChain, Run, printable
from gridadmin.reports.typesetting import Line, Measure, set_line

_READ_AS_SPACE = 0.08  # em; poppler takes a tenth of an em for a space
_BYTES = [f"<{byte:02x}>" for byte in range(256)]
_PHONE_GAP = 0.26  # em between the groups of a mobile number
_BOLD_STROKE = 0.02  # em; thickens a rare character, which has one weight, to stand among bold ones

Color = tuple[float, float, float]


class Lettering:
    """Draws lines on one canvas."""

    def __init__(self, canvas: Canvas, chain: FontChain) -> None:
        self._canvas: Any = canvas
        self._chain = chain
        self._encoded: dict[Run, list[tuple[str, bytes]]] = {}

    def draw(self, line: Line, face: Face, size: float, at: tuple[float, float], condensed: float = 1.0) -> None:
        """Draw a line with its first character at a point, in the fill colour in force; size and point in PDF units.

        `condensed`: horizontal scale of the letters, 1 = as they are.
        """
        code = self._canvas._code
        gaps = line.gaps[:-1]
        visible = bool(gaps) and (max(gaps) > _READ_AS_SPACE or min(gaps) < -_READ_AS_SPACE)
        named = visible and is_basic(line.text)
        if named:
            code.append(f"/Span <</ActualText <FEFF{line.text.encode('utf-16-be').hex()}>>> BDC")
        x, y = at
        scale = f" {condensed * 100:.2f} Tz" if condensed != 1 else ""
        code.append(f"BT 1 0 0 1 {x + line.indent * size * condensed:.3f} {y:.3f} Tm{scale}")
        start = 0
        for run in self._chain.runs(face, line.text):
            code.append(
                self._run_operators(run, line.gaps, start, size, thick=run.is_rare and face is not Face.REGULAR)
            )
            start += len(run.text)
        code.append("100 Tz ET" if scale else "ET")
        if named:
            code.append("EMC")

    def _run_operators(self, run: Run, gaps: tuple[float, ...], start: int, size: float, thick: bool) -> str:
        parts = []
        for font, data in self._codes(run):
            parts.append(f"{font} {size:.3f} Tf {_show(data, gaps[start : start + len(data)])}")
            start += len(data)
        shown = " ".join(parts)
        return f"2 Tr {size * _BOLD_STROKE:.3f} w {shown} 0 Tr" if thick else shown

    def _codes(self, run: Run) -> list[tuple[str, bytes]]:
        """Return the run in the bytes of the document's subset fonts, each with the name of its font."""
        found = self._encoded.get(run)
        if found is None:
            document = self._canvas._doc
            font = self._chain.font(run.font)
            found = [
                (font.getSubsetInternalName(subset, document), data)
                for subset, data in font.splitString(run.text, document)
            ]
            self._encoded[run] = found
        return found


def _show(data: bytes, gaps: tuple[float, ...]) -> str:
    """Return the operator that shows the bytes with the gaps between them."""
    if not any(gaps):
        return f"<{data.hex()}> Tj"
    shown = "".join([_BYTES[byte] + (_moved(gap) if gap else "") for byte, gap in zip(data, gaps, strict=True)])
    return f"[{shown.replace('><', '')}] TJ"


@lru_cache(maxsize=1024)
def _moved(gap: float) -> str:
    return f"{-gap * 1000:.0f}"


def is_basic(text: str) -> bool:
    """Return whether every character is of the basic plane (up to U+FFFF)."""
    return max(text, default="") <= "\uffff"


@lru_cache(maxsize=16)
def measure_of(chain: FontChain, face: Face) -> Measure:
    """Return the function that measures a character of a face, in em."""

    def measure(char: str) -> float:
        return chain.width(face, char)

    return measure


@lru_cache(maxsize=4096)
def single_line(chain: FontChain, face: Face, text: str, tracking: float = 0.0) -> Line:
    """Return a text as one line of a face; `tracking`: em added between all its characters."""
    line = set_line(printable(text), measure_of(chain, face))
    if not tracking or len(line.text) < 2:
        return line
    gaps = tuple(gap + tracking for gap in line.gaps[:-1]) + line.gaps[-1:]
    return Line(line.text, line.source, gaps, line.indent, line.width + tracking * (len(line.text) - 1))


@lru_cache(maxsize=4096)
def phone_line(chain: FontChain, face: Face, number: str) -> Line:
    """Return a phone number as one line, the digits of a mobile number set apart 3-4-4 by gaps, not by spaces."""
    line = single_line(chain, face, number)
    if not (len(number) == 11 and number.isascii() and number.isdigit()):
        return line
    gaps = tuple(gap + (_PHONE_GAP if index in {2, 6} else 0) for index, gap in enumerate(line.gaps))
    return Line(line.text, line.source, gaps, line.indent, line.width + 2 * _PHONE_GAP)

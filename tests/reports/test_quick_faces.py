from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from reportlab.pdfbase.ttfonts import TTFError, TTFontFace

from gridadmin.config import find_resources
from gridadmin.reports.fonts import RARE_PACK, Face
from gridadmin.reports.quick_faces import QuickFace

FONTS = find_resources() / "fonts"


def files() -> list[bytes]:
    with zipfile.ZipFile(FONTS / RARE_PACK) as pack:
        pieces = [pack.read(name) for name in pack.namelist()[:2]]
    return [(FONTS / f"{Face.REGULAR}.ttf").read_bytes(), *pieces]


@pytest.mark.parametrize("data", files(), ids=["main", "rare", "another"])
def test_a_face_is_read_as_reportlab_reads_it(data: bytes) -> None:
    slow: Any = TTFontFace(io.BytesIO(data))
    quick: Any = QuickFace(io.BytesIO(data))
    for name in ("charToGlyph", "charWidths", "hmetrics", "defaultWidth", "bbox", "ascent", "stemV"):
        assert getattr(quick, name) == getattr(slow, name), name
    assert list(quick.glyphPos) == slow.glyphPos
    subset = [0, 32, *list(slow.charToGlyph)[-3:]]
    assert quick.makeSubset(subset) == slow.makeSubset(subset)
    known = {glyph: [char for char in chars if char != 0xA0] for glyph, chars in slow.glyphToChar.items()}
    assert {glyph: [c for c in chars if c != 0xA0] for glyph, chars in quick.glyphToChar.items()} == known


def test_what_is_no_face_is_refused() -> None:
    with pytest.raises(TTFError):
        QuickFace(io.BytesIO(b"no face at all, but long enough to be looked at"))

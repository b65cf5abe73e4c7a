"""What ReportLab 5 does wrong and we depend on, mended in one place.

ReportLab writes the ToUnicode map of an embedded TrueType subset with `%04X`, which is wrong above U+FFFF (UTF-16BE is
wanted, so 李𬱖 would be copied and searched as 李ⳅ), and puts more than the 100 entries that one bfchar block may have.
It also opens a large face slowly; see `quick_faces`.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportlab import rl_config
from reportlab.pdfbase import ttfonts

from gridadmin.reports.quick_faces import QuickFace

_BLOCK = 100  # entries that a beginbfchar block may hold (Adobe Technical Note 5014)
_PATCHED_NAME, _PATCHED_CLASS = "makeToUnicodeCMap", "TTFontFace"


def to_unicode_map(font_name: str, subset: Sequence[int]) -> str:
    """Return the ToUnicode CMap of a subset: the code point of each byte, as UTF-16BE."""
    entries = [f"<{byte:02X}> <{_utf16(code_point)}>" for byte, code_point in enumerate(subset)]
    blocks = [entries[start : start + _BLOCK] for start in range(0, len(entries), _BLOCK)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo",
        f"<< /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def",
        f"/CMapName /{font_name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{len(subset) - 1:02X}>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


def apply() -> None:
    """Put the mended function in the place of ReportLab's; doing so twice changes nothing.

    Raises AttributeError where this ReportLab has no such function, so that a new release is looked at and not trusted.
    """
    for name in (_PATCHED_NAME, _PATCHED_CLASS):
        if not callable(getattr(ttfonts, name, None)):
            raise AttributeError(f"reportlab.pdfbase.ttfonts has no {name}: look at reportlab_fixes.py")
    setattr(ttfonts, _PATCHED_NAME, to_unicode_map)
    setattr(ttfonts, _PATCHED_CLASS, QuickFace)
    rl_config.useA85 = 0  # binary streams: a fifth smaller where there are photos


def _utf16(code_point: int) -> str:
    return chr(code_point).encode("utf-16-be", "surrogatepass").hex().upper()

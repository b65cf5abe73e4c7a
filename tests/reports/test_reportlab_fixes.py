import re

import pytest
from reportlab.pdfbase import ttfonts

from gridadmin.reports import reportlab_fixes
from gridadmin.reports.reportlab_fixes import to_unicode_map

# Read before anything here applies the fix; another test module may have done so already.
ORIGINAL = ttfonts.makeToUnicodeCMap if ttfonts.makeToUnicodeCMap is not to_unicode_map else None


def test_reportlab_still_has_the_defect() -> None:
    """Fails when ReportLab writes UTF-16BE itself: then reportlab_fixes.py can go."""
    if ORIGINAL is None:
        pytest.skip("the fix was applied before this module was imported")
    assert "<02> <20BB7>" in ORIGINAL("F", [32, 0x4E00, 0x20BB7])


def test_the_fix_is_what_reportlab_uses() -> None:
    """Fails when ReportLab's own maker of maps has another name or other arguments."""
    reportlab_fixes.apply()
    reportlab_fixes.apply()
    assert ttfonts.makeToUnicodeCMap is to_unicode_map
    assert "makeToUnicodeCMap" in ttfonts.TTFont.addObjects.__code__.co_names


def test_a_missing_function_is_a_loud_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(ttfonts, "makeToUnicodeCMap")
    with pytest.raises(AttributeError, match="reportlab_fixes"):
        reportlab_fixes.apply()


def test_code_points_are_utf_16_and_blocks_have_at_most_100_entries() -> None:
    text = to_unicode_map("F", [*range(0x4E00, 0x4E00 + 150), 0x20BB7])
    assert "<00> <4E00>" in text
    assert "<96> <D842DFB7>" in text
    assert [int(size) for size in re.findall(r"(\d+) beginbfchar", text)] == [100, 51]

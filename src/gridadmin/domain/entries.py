"""What a clerk types: dates as she writes them, numbers with full-width digits and blanks. Pure rules."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_PARTS = re.compile(r"(?:(\d{4})\D+)?(\d{1,2})\D+(\d{1,2})\D*")
_WHOLE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TODAY_WORDS = {"今天", "今日", "today"}


def half_width(text: str) -> str:
    """Return a code as it must be kept: full-width characters made half-width, every blank removed, x upper case.

    For ID numbers, phones and codes only; a name keeps every code point that was typed.
    """
    narrow = unicodedata.normalize("NFKC", text)
    kept = "".join(sign for sign in narrow if not sign.isspace() and unicodedata.category(sign) != "Cf")
    return kept[:-1] + "X" if kept.endswith("x") and kept[:-1].isdigit() else kept


def typed_date(text: str, today: date) -> date | None:
    """Return the day meant by `2026.3.1`, `2026年3月1日`, `20260301`, `3-1` (of this year) or `今天`.

    None where nothing was typed. Raises ValueError where it is no day; a year of two digits is never guessed.
    """
    words = unicodedata.normalize("NFKC", text).strip()
    if not words:
        return None
    if words.casefold() in _TODAY_WORDS:
        return today
    found = _WHOLE.fullmatch(words) or _PARTS.fullmatch(words)
    if found is None:
        raise ValueError(text)
    year, month, day = found.groups()
    return date(int(year or today.year), int(month), int(day))

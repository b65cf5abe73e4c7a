"""Pinyin of names, made when a name is written so that search needs no pinyin data."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=20_000)
def pinyin_of(name: str) -> tuple[str, str]:
    """Return (full pinyin, initials) of a name in lower case without tones; other characters stay as they are.

    城关03网格 -> ("chengguan03wangge", "cg03wg"). A character without a reading is kept, so that it is still found.
    """
    from pypinyin import Style, lazy_pinyin  # 180 ms and 50 MB: only when something is written

    syllables = lazy_pinyin(name, style=Style.NORMAL)
    initials = "".join(syllable if syllable in name else syllable[0] for syllable in syllables)
    return "".join(syllables).lower().replace(" ", ""), initials.lower().replace(" ", "")

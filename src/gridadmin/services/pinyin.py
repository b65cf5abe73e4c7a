"""Pinyin of names, made when a name is written so that search needs no pinyin data.

The readings are pypinyin's, in a table of three megabytes (`tools/pinyin_table.py`): the library itself takes fifty,
and every exchange that brings a name would pay for it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from gridadmin.config import find_resources


class _Table(NamedTuple):
    """Readings without tones.

    Attributes:
        characters: reading -> the characters that are read so. phrases: first character -> the rest of each phrase
            that begins with it, a line each. readings: phrase -> how it is read, where its characters do not say it.
    """

    characters: Mapping[str, str]
    phrases: Mapping[str, str]
    readings: Mapping[str, str]


@lru_cache(maxsize=20_000)
def pinyin_of(name: str) -> tuple[str, str]:
    """Return (full pinyin, initials) of a name in lower case without tones; other characters stay as they are.

    城关03网格 -> ("chengguan03wangge", "cg03wg"). A character without a reading is kept, so that it is still found.
    """
    syllables = list(_syllables(name))
    initials = "".join(syllable if syllable in name else syllable[0] for syllable in syllables)
    return "".join(syllables).lower().replace(" ", ""), initials.lower().replace(" ", "")


@cache
def _table() -> _Table:
    content = (find_resources() / "data" / "pinyin.json.gz").read_bytes()
    return _Table(**json.loads(gzip.decompress(content)))


def _syllables(text: str) -> Iterator[str]:
    """Yield a text's readings, of the longest phrases first; a character that has none is its own."""
    readings = _table().readings
    place = 0
    while place < len(text):
        is_phrase, size = _next_word(text, place)
        word = text[place : place + size]
        if is_phrase and word in readings:
            yield from readings[word].split(" ")
        else:
            yield from map(_reading, word)
        place += size


def _next_word(text: str, start: int) -> tuple[bool, int]:
    """Return whether a phrase begins at a place, and how many characters are read now: as it, or one by one.

    What only begins a phrase, up to the end of the characters, is read one by one: so pypinyin cuts it.
    """
    held = _table().phrases.get(text[start], "")
    phrase, met = 0, 1
    while start + met < len(text) and (begun := f"\n{text[start + 1 : start + met + 1]}") in held:
        met += 1
        if f"{begun}\n" in held:
            phrase = met
    if phrase:
        return True, phrase
    ends = start + met == len(text) or _reading(text[start + met]) == text[start + met]
    return False, met if ends else 1


@lru_cache(maxsize=1 << 13)
def _reading(character: str) -> str:
    return next((said for said, those in _table().characters.items() if character in those), character)

"""Pinyin out of our own small table is pypinyin's."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from gridadmin.services.pinyin import pinyin_of
from tools.pinyin_table import TABLE, table

_PHRASES = sorted(PHRASES_DICT)
_CHARACTERS = [chr(code) for code in PINYIN_DICT]


def _expected(name: str) -> str:
    return "".join(lazy_pinyin(name, style=Style.NORMAL)).lower().replace(" ", "")


def test_the_table_is_the_library_s() -> None:
    """It was written by the version of pypinyin that is installed."""
    assert TABLE.read_bytes() == table(), "run `python tools/pinyin_table.py`"


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("城关03网格", "chengguan03wangge", "cg03wg"),
        ("单小雨", "danxiaoyu", "dxy"),
        ("吕布A·B", "lvbua·b", "lba·b"),
        ("银行长", "yinhangzhang", "yhz"),
        ("", "", ""),
        ("wang王", "wangwang", "wangwang"),
    ],
)
def test_names(name: str, full: str, initials: str) -> None:
    """Phrases are read as phrases, everything else stays."""
    assert full == _expected(name)
    assert pinyin_of(name) == (full, initials)


_CHARACTER = st.sampled_from("王李张刘陈单仇解曾区朴乐行长银重庆") | st.sampled_from(_CHARACTERS)
_PIECES = st.lists(st.sampled_from(_PHRASES) | _CHARACTER | st.sampled_from(["03", "A", "·", " ", "，"]), max_size=4)


@given(_PIECES.map("".join))
def test_any_text_is_read_as_the_library_reads_it(name: str) -> None:
    """Characters, phrases, phrases that overlap."""
    assert pinyin_of(name)[0] == _expected(name)


def test_overlapping_phrases_are_cut_alike() -> None:
    """What ends one phrase and begins another goes with the first."""
    dice = Random(7)
    names = ["不着边", "一块石头落了", "七返还A", "放长线钓"]  # beginnings of phrases, to the end
    for name in names:
        assert pinyin_of(name)[0] == _expected(name), name
    for _ in range(2_000):
        one, other = dice.choice(_PHRASES), dice.choice(_PHRASES)
        name = one[: dice.randint(1, len(one))] + other[dice.randint(0, len(other) - 1) :]
        assert pinyin_of(name)[0] == _expected(name), name

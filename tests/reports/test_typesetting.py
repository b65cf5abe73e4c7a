import re
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gridadmin.reports.typesetting import (
    CANNOT_END,
    CANNOT_START,
    Box,
    NotFittingError,
    break_lines,
    fit,
    set_line,
    text_height,
)

PHONES = ["13900001234", "139 0000 1234", "0635-8000001", "(0635) 8000001", "（0635）8000001", "400-000-0000"]


def measure(char: str) -> float:
    return 0.56 if char.isascii() else 1.0


han = st.text("一二三东至人民路西滨河南北幸福里栋户𬱖𠮷", min_size=1, max_size=12)
mark = st.sampled_from(["，", "。", "；", "：", "！", "？", "、", "”", "）", "》", "……", "——"])
opener = st.sampled_from(["（", "《", "“", "【"])
word = st.sampled_from([*PHONES, "1—12", "12345", "WiFi", "grid", "A座", "3.5%", "a@b.example", " "])
texts = st.lists(st.one_of(han, mark, opener.map(lambda o: o + "里"), word), min_size=1, max_size=40).map("".join)


@settings(max_examples=300)
@given(texts, st.floats(10, 40), st.booleans())
def test_lines_keep_the_rules_of_chinese_composition(text: str, width: float, justify: bool) -> None:
    try:
        lines = break_lines(text, measure, width, justify)
    except NotFittingError:
        assume(False)
    assert "".join(line.source for line in lines) == text
    assert all(line.width <= width + 1e-6 for line in lines)
    assert all(line.text == line.source.rstrip() for line in lines)
    for line, after in pairwise(lines):
        assert after.source[0] not in CANNOT_START
        assert line.text[-1:] not in CANNOT_END


@settings(max_examples=200)
@given(texts, st.floats(9, 30))
def test_the_width_of_a_line_is_what_is_drawn(text: str, width: float) -> None:
    try:
        lines = break_lines(text, measure, width)
    except NotFittingError:
        assume(False)
    for line in lines:
        assert len(line.gaps) == len(line.text)
        drawn = line.indent + sum(measure(char) + gap for char, gap in zip(line.text, line.gaps, strict=True))
        assert drawn == pytest.approx(line.width)


@settings(max_examples=200)
@given(st.lists(han, min_size=1, max_size=4), st.sampled_from(PHONES), st.floats(11, 30))
def test_a_phone_is_never_cut(before: list[str], phone: str, width: float) -> None:
    lines = break_lines("，".join(before) + "电话" + phone + "，" + before[0], measure, width)
    assert any(phone in line.text for line in lines)


def test_a_phone_wider_than_the_line_is_refused_and_never_cut() -> None:
    with pytest.raises(NotFittingError):
        break_lines("电话13900001234", measure, 5)


def test_a_word_wider_than_the_line_is_cut_with_nothing_lost() -> None:
    address = "https://grid.example.gov.cn/board/abcdefghijklmnopqrstuvwxyz"
    lines = break_lines(address, measure, 10)
    assert len(lines) > 1
    assert "".join(line.source for line in lines) == address


def test_a_full_line_is_spread_to_the_margin_and_the_last_is_not() -> None:
    lines = break_lines("东至人民路西至滨河南路北至幸福里", measure, 6.4)
    assert [line.width for line in lines[:-1]] == [6.4] * (len(lines) - 1)
    assert lines[-1].width < 6.4


def test_a_closing_mark_at_the_end_takes_half_an_em() -> None:
    assert [line.text for line in break_lines("一二三四五，六", measure, 5.5)] == ["一二三四五，", "六"]
    assert set_line("（一）”。", measure).width == pytest.approx(0.5 + 1 + 0.5 + 0.5 + 0.5)


def test_han_and_latin_stand_a_quarter_em_apart() -> None:
    assert set_line("共12户", measure).width == pytest.approx(1 + 0.25 + 1.12 + 0.25 + 1)
    assert set_line("共 12 户", measure).width == pytest.approx(2 + 4 * 0.56)


@given(st.lists(han, min_size=1, max_size=5), st.floats(40, 200), st.floats(20, 200))
def test_what_fits_fits_and_what_does_not_is_refused(paragraphs: list[str], width: float, height: float) -> None:
    box = Box(width, height, leading=1.5, paragraph_gap=0.4)
    try:
        fitted = fit(paragraphs, measure, box, (20, 4))
    except NotFittingError:
        lines = [len(break_lines(text, measure, width / 4)) for text in paragraphs]
        assert text_height(lines, 4, box) > height
        return
    assert 4 <= fitted.size <= 20
    assert fitted.height <= height + 1e-6
    assert all(line.width * fitted.size <= width + 1e-6 for lines in fitted.paragraphs for line in lines)
    assert ["".join(line.source for line in lines) for lines in fitted.paragraphs] == paragraphs


def test_phones_of_every_writing_are_whole_pieces() -> None:
    for phone in PHONES:
        for width in range(9, 30):
            lines = break_lines(f"有事请拨打网格员的电话{phone}或者来村委会找我们反映。", measure, width)
            assert re.sub(r"\s", "", phone) in [
                found for line in lines for found in re.findall(r"[(（]?[\d()（）-]{10,}", re.sub(r"\s", "", line.text))
            ]

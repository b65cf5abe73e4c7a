"""Grid codes and grid names as the county's lists write them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.grid_codes import parse_grid_code
from gridadmin.domain.grid_names import grid_name_key, parse_grid_name
from gridadmin.domain.grids import GridKind


def test_the_parts() -> None:
    code = parse_grid_code("371525002001003")
    assert (code.county, code.township, code.community, code.serial) == ("371525", "371525002", "371525002001", "003")
    assert code.notes == ()


@pytest.mark.parametrize(
    ("raw", "note"),
    [("371523101201001", "was replaced by 371503"), ("371525002001000", "serial of"), ("371502400498001", None)],
)
def test_unusual_codes_are_accepted_with_a_note(raw: str, note: str | None) -> None:
    notes = [str(found) for found in parse_grid_code(raw).notes]
    assert [note] == [note for found in notes if note and note in found] if note else notes == []


def test_an_unknown_community_is_only_a_note() -> None:
    assert "2023" in str(parse_grid_code("371525002999001", {"371525002001"}).notes[0])
    assert parse_grid_code("371525002001001", {"371525002001"}).notes == ()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("370102011201016", "is a code of 济南市, not of 聊城市"),
        ("441900002001001", "is a code of 4419"),
        ("37152500200100", "has 14"),
        ("3715250020010031", "has 16"),
        ("3.71525E+14", "Excel took the code"),
        (371525002001000.0, "Excel took the code"),
        ("崇文1号", "is not a grid code"),
        ("", "missing"),
    ],
)
def test_each_fault_has_its_reason(raw: str | float, reason: str) -> None:
    with pytest.raises(InvalidError, match=reason):
        parse_grid_code(raw)


@given(st.integers(0, 10**11 - 1))
def test_text_number_and_wide_digits_are_one_code(rest: int) -> None:
    text = f"3715{rest:011d}"
    wide = text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert parse_grid_code(text).value == parse_grid_code(wide).value == text
    if not text.endswith("000"):
        assert parse_grid_code(float(text)).value == parse_grid_code(int(text)).value == text


@given(st.one_of(st.text(max_size=20), st.floats(allow_nan=False, allow_infinity=False), st.integers()))
def test_anything_else_is_an_expected_error(raw: str | float) -> None:
    with suppress(InvalidError):
        assert len(parse_grid_code(raw).value) == 15


@pytest.mark.parametrize(
    ("text", "name", "kind", "community"),
    [
        ("第十六网格(专属),姚家社区,姚家街道", "第十六网格", GridKind.DEDICATED, "姚家社区"),
        ("第八网格（基础）", "第八网格", GridKind.COMPREHENSIVE, None),
        ("5060802 第二网格", "第二网格", None, None),
        ("白荡海社区第四网格", "第四网格", None, "白荡海社区"),
        ("城关03网格", "城关03网格", None, None),
        ("冠县一中网格", "冠县一中网格", None, None),
    ],
)
def test_grid_names(text: str, name: str, kind: GridKind | None, community: str | None) -> None:
    read = parse_grid_name(text)
    assert (read.value, read.kind, read.community) == (name, kind, community)


@given(st.integers(1, 199))
def test_the_three_number_styles_are_one_name(number: int) -> None:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number % 100, 10)
    chinese = (
        ("一百" if number >= 100 else "")
        + (
            (digits[tens] if tens > 1 or number >= 100 else "") + "十"
            if tens
            else "零"
            if number >= 100 and ones
            else ""
        )
        + (digits[ones] if ones else "")
    )
    styles = (f"第{chinese}网格", f"第{number}网格", f"{number}网格", f"网格{number}", f"第{chinese}网格(基础)")
    assert {grid_name_key(style) for style in styles} == {str(number)}

"""Rounding: every way against the decimal module, bounds, mirrors; money to and from what people write."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay import Rounding, exact_fen, parse_yuan, round_amount, yuan_text
from tests.pay_reckoning import rounded

AMOUNTS = st.decimals(-(10**9), 10**9, places=4)
WAYS = st.sampled_from(list(Rounding))


@given(AMOUNTS, WAYS)
def test_every_way_agrees_with_the_decimal_module(yuan: Decimal, way: Rounding) -> None:
    assert round_amount(yuan * 100, way) == rounded(yuan, way.value) * 100


@given(st.fractions(-(10**9), 10**9), WAYS)
def test_the_bounds_of_every_way(exact: Fraction, way: Rounding) -> None:
    found = round_amount(exact, way)
    assert found % way.unit == 0
    assert round_amount(-exact, way) == -found
    assert round_amount(found, way) == found
    distance = abs(found - exact)
    if "half" in way.value:
        assert distance * 2 <= way.unit
    else:
        assert distance < way.unit
        assert abs(found) >= abs(exact) if way.value.endswith("_up") else abs(found) <= abs(exact)


@given(st.fractions(-(10**6), 10**6), st.fractions(0, 10**6), WAYS)
def test_rounding_never_turns_the_order(exact: Fraction, more: Fraction, way: Rounding) -> None:
    assert round_amount(exact, way) <= round_amount(exact + more, way)


@pytest.mark.parametrize(
    ("exact", "way", "fen"),
    [
        ("0.5", Rounding.FEN_HALF_UP, 1),
        ("1.5", Rounding.FEN_HALF_EVEN, 2),
        ("2.5", Rounding.FEN_HALF_EVEN, 2),
        ("2.5", Rounding.FEN_HALF_UP, 3),
        ("-2.5", Rounding.FEN_HALF_UP, -3),
        ("0.0001", Rounding.FEN_UP, 1),
        ("15", Rounding.JIAO_HALF_UP, 20),
        ("11", Rounding.JIAO_UP, 20),
        ("19.9", Rounding.JIAO_DOWN, 10),
        ("785856", Rounding.YUAN_DOWN, 785800),
        ("50", Rounding.YUAN_HALF_UP, 100),
        ("10", Rounding.YUAN_UP, 100),
        ("0", Rounding.YUAN_UP, 0),
    ],
)
def test_ties_and_ends(exact: str, way: Rounding, fen: int) -> None:
    assert round_amount(Decimal(exact), way) == fen


@given(st.integers(-(10**15), 10**15))
def test_money_is_written_and_read_again(fen: int) -> None:
    text = yuan_text(fen)
    assert parse_yuan(text) == fen == exact_fen(Decimal(text))
    assert not text.startswith("-0.00")


def test_what_people_type() -> None:
    assert parse_yuan(" ￥1,234.5元 ") == 123450
    for text in ("", "abc", "1.234", "NaN", "Infinity", "1e99"):
        with pytest.raises(InvalidError):
            parse_yuan(text)
    for number in ("NaN", "-Infinity", "1E+40", "1E-999999"):
        with pytest.raises(InvalidError):
            exact_fen(Decimal(number))

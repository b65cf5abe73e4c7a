"""Check digits: made numbers pass, every slip of one digit is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.account_numbers import card_warning, credit_code_char, is_credit_code, luhn_digit, passes_luhn

DIGITS = st.text("0123456789", min_size=1, max_size=18)
CODES = st.from_regex(r"[1-9A-HJ-NPQRTUWXY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True)


@given(DIGITS, st.integers(0, 18), st.integers(1, 9))
def test_one_wrong_digit_fails_luhn(digits: str, at: int, by: int) -> None:
    number = f"{digits}{luhn_digit(digits)}"
    assert passes_luhn(number)
    at = min(at, len(number) - 1)
    assert not passes_luhn(f"{number[:at]}{(int(number[at]) + by) % 10}{number[at + 1 :]}")


@given(CODES, st.integers(0, 16))
def test_one_wrong_character_fails_the_credit_code(first: str, at: int) -> None:
    code = first + credit_code_char(first)
    assert is_credit_code(code)
    assert is_credit_code(f" {code[:8].lower()} {code[8:]}")
    wrong = "1" if code[at] != "1" else "2"
    assert not is_credit_code(code[:at] + wrong + code[at + 1 :])


@pytest.mark.parametrize(
    ("number", "valid"),
    [("49927398716", True), ("4992 7398 716", True), ("4992739871", False), ("", False), ("0", False), ("abc", False)],
)
def test_known_card_numbers(number: str, valid: bool) -> None:
    assert passes_luhn(number) == valid


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("91110000600037341L", True), ("91110000600037341N", False), ("9111000060003734", False), ("", False),
        ("9111000O600037341L", False), ("911100006000373410L", False),
    ],
)  # fmt: skip
def test_known_credit_codes(code: str, valid: bool) -> None:
    assert is_credit_code(code) == valid


def test_an_unusual_card_is_a_warning() -> None:
    right = "622848000000000001"
    right += str(luhn_digit(right))
    assert card_warning(right) is None
    for odd in (right[:-1] + str((int(right[-1]) + 1) % 10), "1234", "62284800000000000A"):
        assert card_warning(odd) is not None

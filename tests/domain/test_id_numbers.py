"""ID numbers: what GB 11643 demands, what Liaocheng really has, and what Excel does to them."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.id_numbers import check_char, parse_id_number
from gridadmin.domain.masking import mask_id_number, mask_numbers_in, mask_phone
from gridadmin.domain.workers import Sex

TODAY = date(2026, 11, 1)
BIRTHS = st.dates(date(1900, 1, 1), TODAY)
SEQUENCES = st.integers(0, 9)


def number(born: date, sequence: int, prefix: str = "371525") -> str:
    first = f"{prefix}{born:%Y%m%d}{sequence:03d}"
    return first + check_char(first)


@pytest.mark.parametrize(
    "text",
    [
        "37250119700101000X", "371523198001010001", "371503199001010000", "371502200002290007", "371525198506300007",
        "372525199101010007", "37152219850108000X", "11010519491231002X", "440524188001010014",
    ],
)  # fmt: skip
def test_real_forms_are_accepted(text: str) -> None:
    if text.startswith("4405241880"):
        with pytest.raises(InvalidError, match="impossible birth date"):
            parse_id_number(text, TODAY)  # right by the standard, but nobody of 146 years works on a grid
    else:
        assert parse_id_number(text, TODAY).value == text


@given(BIRTHS, SEQUENCES)
def test_birth_date_and_sex_are_read(born: date, sequence: int) -> None:
    read = parse_id_number(number(born, sequence), TODAY)
    assert read.birth_date == born
    assert read.sex is (Sex.MALE if sequence % 2 else Sex.FEMALE)


@given(BIRTHS, SEQUENCES, st.integers(0, 17), st.integers(1, 9))
def test_one_mistyped_digit_is_always_found(born: date, sequence: int, place: int, shift: int) -> None:
    right = number(born, sequence)
    old = 10 if right[place] == "X" else int(right[place])
    typed = right[:place] + str((old + shift) % 10) + right[place + 1 :]
    if typed != right:
        with pytest.raises(InvalidError):
            parse_id_number(typed, TODAY)


@given(BIRTHS, SEQUENCES)
def test_a_number_cell_is_refused_and_never_guessed(born: date, sequence: int) -> None:
    right = number(born, sequence)
    if right.isdigit():
        for cell in (float(right), int(right), f"{float(right):.5E}"):
            with pytest.raises(InvalidError, match="stored as a number"):
                parse_id_number(cell, TODAY)


@given(BIRTHS, SEQUENCES, st.sampled_from([" ", "\u3000", "\u200b", "-", "'"]))
def test_spaces_marks_and_wide_digits_are_noise(born: date, sequence: int, noise: str) -> None:
    right = number(born, sequence)
    typed = noise + right[:6] + noise + right[6:]
    wide = typed.translate(str.maketrans("0123456789X", "０１２３４５６７８９ｘ"))
    assert parse_id_number(typed, TODAY).value == parse_id_number(wide, TODAY).value == right


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("371502199902290007", "impossible birth date"),
        ("371525198506300008", "check digit"),
        ("371525850630123", "old ID number of 15 digits"),
        ("37152519850630000", "has 17"),
        ("3715251985063000077", "has 19"),
        ("371525202706300000", "in the future"),
        ("371525********0007", "masked"),
        ("371525199001019000", "ends in 000"),
        ("3.71525E+17", "stored as a number"),
        ("37152519850630000A", "does not have: A"),
        ("没有", "does not have: 没有"),
        ("", "does not have"),
    ],
)
def test_each_fault_has_its_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidError, match=reason):
        parse_id_number(text, TODAY)


@given(st.one_of(st.text(max_size=25), st.floats(allow_nan=False, allow_infinity=False), st.integers()))
def test_anything_else_is_an_expected_error(raw: str | float) -> None:
    with suppress(InvalidError):
        assert len(parse_id_number(raw, TODAY).value) == 18


def test_a_birthday_today_is_no_future() -> None:
    assert parse_id_number(number(TODAY, 1), TODAY).birth_date == TODAY


def test_the_prefix_only_informs(resources: Path) -> None:
    timeline = json.loads((resources / "data" / "id_prefix_timeline.json").read_text(encoding="utf-8"))
    old = parse_id_number(number(date(1980, 1, 1), 1, "371523"), TODAY, timeline)
    assert "茌平县" in str(old.prefix_note)
    assert parse_id_number(number(date(1980, 1, 1), 1, "830000"), TODAY, timeline).prefix_note is None


def test_masking() -> None:
    assert mask_id_number("371525198506300007") == "371525********0007"
    assert mask_phone("13512345577") == "135****5577"
    assert mask_phone("110") == "***"
    assert mask_phone(None) == ""


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("身份证371525198506300007，电话13512345577。", "身份证371525********0007，电话135****5577。"),
        ("与37150219850108000x系同一人", "与371502********000x系同一人"),
        ("网格371525002001003、文号〔2026〕12号", "网格371525002001003、文号〔2026〕12号"),
        ("1351234557 与 135123455779", "1351234557 与 135123455779"),
    ],
)
def test_numbers_in_words_are_masked_and_codes_stay(typed: str, shown: str) -> None:
    assert mask_numbers_in(typed) == shown


@given(st.text(min_size=1, max_size=30))
def test_masking_hides_at_least_two_characters_or_all(text: str) -> None:
    assert len(mask_id_number(text)) == len(text)
    assert mask_id_number(text).count("*") >= min(2, len(text))

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.models.recovery_code import (
    ALPHABET,
    SECRET_BYTES,
    format_recovery_code,
    new_recovery_code,
    parse_recovery_code,
)

SECRETS = st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES)


def test_a_code_has_160_bits_in_eight_groups() -> None:
    assert SECRET_BYTES * 8 == 160
    code = new_recovery_code()
    assert re.fullmatch(f"[{ALPHABET}]{{5}}(-[{ALPHABET}]{{5}}){{7}}", code)
    assert new_recovery_code() != code


@given(SECRETS)
def test_what_is_printed_is_read_back(secret: bytes) -> None:
    assert parse_recovery_code(format_recovery_code(secret)) == secret


FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


@given(SECRETS)
def test_a_person_may_type_it_as_she_likes(secret: bytes) -> None:
    code = format_recovery_code(secret)
    for typed in (
        code.lower(),
        code.replace("-", ""),
        code.replace("-", "  "),
        code.replace("0", "O").replace("1", "l"),
        code.replace("0", "o").replace("1", "I"),
        code.translate(FULL_WIDTH),
        f" {code.replace('-', '—')}\n",
    ):
        assert parse_recovery_code(typed) == secret


@given(SECRETS, st.integers(0, 39), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found_and_its_group_named(secret: bytes, place: int, wrong: str) -> None:
    characters = list(format_recovery_code(secret).replace("-", ""))
    if characters[place] == wrong:
        return
    characters[place] = wrong
    with pytest.raises(InvalidError, match=f"Group {place // 5 + 1} "):
        parse_recovery_code("".join(characters))


@given(SECRETS, st.integers(0, 7), st.integers(0, 4), st.integers(0, 4))
def test_two_swapped_characters_are_found(secret: bytes, group: int, first: int, second: int) -> None:
    characters = list(format_recovery_code(secret).replace("-", ""))
    a, b = group * 5 + first, group * 5 + second
    if characters[a] == characters[b]:
        return
    characters[a], characters[b] = characters[b], characters[a]
    with pytest.raises(InvalidError, match=f"Group {group + 1} "):
        parse_recovery_code("".join(characters))


@given(SECRETS, st.integers(0, 7), st.integers(0, 7))
def test_swapped_groups_are_found(secret: bytes, first: int, second: int) -> None:
    groups = format_recovery_code(secret).split("-")
    if first == second:
        return
    groups[first], groups[second] = groups[second], groups[first]
    with pytest.raises(InvalidError, match=f"Group {min(first, second) + 1} "):
        parse_recovery_code("-".join(groups))


@pytest.mark.parametrize("typed", ["", "ABCD", "U" * 40, "网" * 40])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(InvalidError):
        parse_recovery_code(typed)

"""Phone numbers: one form for storing, unusual ones kept with a warning."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.phones import parse_phone, parse_phones

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True, alphabet=st.characters(max_codepoint=127))


@given(MOBILES, st.sampled_from(["{}", " {} ", "+86{}", "+86 {}", "86{}", "0086{}"]))
def test_a_mobile_has_one_form(number: str, form: str) -> None:
    read = parse_phone(form.format(number))
    assert (read.value, read.is_mobile, read.warning) == (number, True, None)
    assert parse_phone(f"{number[:3]} {number[3:7]}-{number[7:]}").value == number
    assert parse_phone(float(number)).value == parse_phone(int(number)).value == number


@given(MOBILES, MOBILES, st.sampled_from(["/", "、", " ", "\n", "；", ","]))
def test_two_numbers_in_a_cell(one: str, other: str, joiner: str) -> None:
    assert [phone.value for phone in parse_phones(one + joiner + other)] == list(dict.fromkeys((one, other)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0635-8230000", "06358230000"),
        ("(0635) 8230000", "06358230000"),
        ("8230000", "8230000"),
        ("0635-8230000转8", "06358230000-8"),
        ("110", "110"),
        ("12345", "12345"),
    ],
)
def test_landlines_and_service_numbers(text: str, value: str) -> None:
    assert (parse_phone(text).value, parse_phone(text).warning) == (value, None)


@pytest.mark.parametrize("text", ["1380635000", "138063500000", "12806350000", "1", "00000"])
def test_unusual_forms_are_kept_with_a_warning(text: str) -> None:
    assert (parse_phone(text).value, bool(parse_phone(text).warning)) == (text, True)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("13806350000 0635-8230000", ["13806350000", "06358230000"]),
        ("13806350000\u300006358230000", ["13806350000", "06358230000"]),
        ("13806350000或13806350001", ["13806350000", "13806350001"]),
        ("13806350000-13806350001", ["13806350000", "13806350001"]),
        ("138 0635 0000", ["13806350000"]),
        ("0635 8230000", ["06358230000"]),
    ],
)
def test_two_numbers_in_a_cell_are_two_however_they_are_parted(text: str, values: list[str]) -> None:
    found = parse_phones(text)
    assert ([phone.value for phone in found], [phone.warning for phone in found]) == (values, [None] * len(values))


@pytest.mark.parametrize("text", ["停机", "", "1.39E+10"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        parse_phone(text)


@given(st.one_of(st.text(max_size=25), st.floats(allow_nan=False, allow_infinity=False)))
def test_anything_else_is_an_expected_error(raw: str | float) -> None:
    with suppress(InvalidError):
        assert parse_phones(raw)
